#include "disk.h"

#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* The disk's contents, and its directory as a file system for SQLite. */

void *disk_allocate(void *old, size_t size) {
  void *memory = realloc(old, size ? size : 1);
  if (!memory) abort();
  return memory;
}

char *disk_copy_of(const char *name) {
  size_t size = strlen(name) + 1;
  return memcpy(disk_allocate(NULL, size), name, size);
}

void disk_log(test_disk *disk, change change) {
  if (disk->position == disk->log_capacity) {
    disk->log_capacity = disk->log_capacity * 2 + 64;
    disk->log = disk_allocate(disk->log, disk->log_capacity * sizeof change);
  }
  disk->log[disk->position++] = change;
}

void image_truncate(image *image, size_t size) {
  if (size > image->capacity) {
    image->capacity = size * 2;
    image->bytes = disk_allocate(image->bytes, image->capacity);
  }
  if (size > image->size) memset(image->bytes + image->size, 0, size - image->size);
  image->size = size;
}

void image_write(image *image, size_t offset, const unsigned char *bytes, size_t count) {
  if (offset + count > image->size) image_truncate(image, offset + count);
  memcpy(image->bytes + offset, bytes, count);
}

int listing_find(const listing *listing, const char *name) {
  for (int i = 0; i < listing->count; i++)
    if (strcmp(listing->entries[i].name, name) == 0) return listing->entries[i].inode;
  return -1;
}

void listing_add(listing *listing, const char *name, int inode) {
  if (listing->count == DISK_FILES) abort();
  listing->entries[listing->count++] = (entry){disk_copy_of(name), inode};
}

void listing_remove(listing *listing, const char *name) {
  for (int i = 0; i < listing->count; i++) {
    if (strcmp(listing->entries[i].name, name) != 0) continue;
    free(listing->entries[i].name);
    listing->entries[i] = listing->entries[--listing->count];
    return;
  }
}

static int disk_open(sqlite3_vfs *vfs, const char *path, sqlite3_file *opened, int flags, int *out) {
  test_disk *disk = vfs->pAppData;
  disk_file *file = (disk_file *)opened;
  memset(file, 0, sizeof *file);
  pthread_mutex_lock(&disk->mutex);
  int number = path ? listing_find(&disk->files, path) : -1;
  bool creates = number < 0;
  if (creates && !(flags & SQLITE_OPEN_CREATE)) {
    pthread_mutex_unlock(&disk->mutex);
    return SQLITE_CANTOPEN;
  }
  if (creates) {
    number = disk->inode_count++;
    disk->inodes = disk_allocate(disk->inodes, disk->inode_count * sizeof(inode *));
    disk->inodes[number] = memset(disk_allocate(NULL, sizeof(inode)), 0, sizeof(inode));
    if (path) {
      listing_add(&disk->files, path, number);
      disk_log(disk, (change){.kind = CREATED, .inode = number, .name = disk_copy_of(path)});
    }
  }
  pthread_mutex_unlock(&disk->mutex);
  *file = (disk_file){.base.pMethods = &disk_file_methods, .disk = disk, .number = number, .name = path};
  file->deletes = flags & SQLITE_OPEN_DELETEONCLOSE;
  /* As SQLite does on Unix: the directory is synced with a new journal's first sync. */
  file->syncs_directory =
      creates && (flags & (SQLITE_OPEN_MAIN_JOURNAL | SQLITE_OPEN_SUPER_JOURNAL | SQLITE_OPEN_WAL));
  if (out) *out = flags;
  return SQLITE_OK;
}

static int disk_delete(sqlite3_vfs *vfs, const char *path, int sync) {
  test_disk *disk = vfs->pAppData;
  pthread_mutex_lock(&disk->mutex);
  bool exists = listing_find(&disk->files, path) >= 0;
  if (exists) {
    listing_remove(&disk->files, path);
    disk_log(disk, (change){.kind = DELETED, .name = disk_copy_of(path)});
    if (sync) disk_log(disk, (change){.kind = DIRECTORY_SYNCED});
  }
  pthread_mutex_unlock(&disk->mutex);
  return exists ? SQLITE_OK : SQLITE_IOERR_DELETE_NOENT;
}

static int disk_access(sqlite3_vfs *vfs, const char *path, int flags, int *result) {
  test_disk *disk = vfs->pAppData;
  pthread_mutex_lock(&disk->mutex);
  int number = listing_find(&disk->files, path);
  *result = number >= 0 && (flags != SQLITE_ACCESS_EXISTS || disk->inodes[number]->now.size > 0);
  pthread_mutex_unlock(&disk->mutex);
  return SQLITE_OK;
}

static int disk_full_path(sqlite3_vfs *vfs, const char *path, int count, char *full) {
  (void)vfs;
  return snprintf(full, (size_t)count, "%s", path) < count ? SQLITE_OK : SQLITE_CANTOPEN_FULLPATH;
}

test_disk *test_disk_new(void) {
  static atomic_int number;
  sqlite3_vfs *system = sqlite3_vfs_find(NULL);
  if (!system) return NULL;
  test_disk *disk = memset(disk_allocate(NULL, sizeof *disk), 0, sizeof *disk);
  snprintf(disk->name, sizeof disk->name, "disk-%d", atomic_fetch_add(&number, 1));
  pthread_mutex_init(&disk->mutex, NULL);
  disk->vfs = *system;
  disk->vfs.pNext = NULL;
  disk->vfs.zName = disk->name;
  disk->vfs.pAppData = disk;
  disk->vfs.szOsFile = sizeof(disk_file);
  disk->vfs.xOpen = disk_open;
  disk->vfs.xDelete = disk_delete;
  disk->vfs.xAccess = disk_access;
  disk->vfs.xFullPathname = disk_full_path;
  if (sqlite3_vfs_register(&disk->vfs, 0) == SQLITE_OK) return disk;
  free(disk);
  return NULL;
}

const char *test_disk_name(const test_disk *disk) { return disk->name; }
size_t test_disk_position(const test_disk *disk) { return disk->position; }

void test_disk_free(test_disk *disk) {
  sqlite3_vfs_unregister(&disk->vfs);
  for (size_t i = 0; i < disk->position; i++) {
    free(disk->log[i].bytes);
    free(disk->log[i].name);
  }
  for (int i = 0; i < disk->inode_count; i++) {
    free(disk->inodes[i]->now.bytes);
    free(disk->inodes[i]);
  }
  while (disk->files.count) free(disk->files.entries[--disk->files.count].name);
  free(disk->inodes);
  free(disk->log);
  pthread_mutex_destroy(&disk->mutex);
  free(disk);
}
