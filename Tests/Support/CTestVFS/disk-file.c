#include "disk.h"

#include <stdlib.h>
#include <string.h>

/* A file of the disk, with the locks that SQLite asks for. Everything happens in one process, so that they are numbers. */

#define ENTER                                      \
  disk_file *file = (disk_file *)base;             \
  inode *inode = file->disk->inodes[file->number]; \
  pthread_mutex_lock(&file->disk->mutex)
#define LEAVE(code)                            \
  do {                                         \
    int result = (code);                       \
    pthread_mutex_unlock(&file->disk->mutex);  \
    return result;                             \
  } while (0)

static int file_read(sqlite3_file *base, void *bytes, int count, sqlite3_int64 offset) {
  ENTER;
  size_t start = (size_t)offset, wanted = (size_t)count;
  size_t there = start < inode->now.size ? inode->now.size - start : 0;
  if (there > wanted) there = wanted;
  if (there) memcpy(bytes, inode->now.bytes + start, there);
  memset((char *)bytes + there, 0, wanted - there);
  LEAVE(there == wanted ? SQLITE_OK : SQLITE_IOERR_SHORT_READ);
}

static int file_write(sqlite3_file *base, const void *bytes, int count, sqlite3_int64 offset) {
  ENTER;
  image_write(&inode->now, (size_t)offset, bytes, (size_t)count);
  unsigned char *copy = memcpy(disk_allocate(NULL, (size_t)count), bytes, (size_t)count);
  disk_log(file->disk, (change){WRITTEN, file->number, (size_t)offset, (size_t)count, copy, NULL});
  LEAVE(SQLITE_OK);
}

static int file_truncate(sqlite3_file *base, sqlite3_int64 size) {
  ENTER;
  image_truncate(&inode->now, (size_t)size);
  disk_log(file->disk, (change){.kind = TRUNCATED, .inode = file->number, .offset = (size_t)size});
  LEAVE(SQLITE_OK);
}

static int file_sync(sqlite3_file *base, int flags) {
  (void)flags;
  ENTER;
  (void)inode;
  disk_log(file->disk, (change){.kind = SYNCED, .inode = file->number});
  if (file->syncs_directory) disk_log(file->disk, (change){.kind = DIRECTORY_SYNCED});
  file->syncs_directory = false;
  LEAVE(SQLITE_OK);
}

static int file_size(sqlite3_file *base, sqlite3_int64 *size) {
  ENTER;
  *size = (sqlite3_int64)inode->now.size;
  LEAVE(SQLITE_OK);
}

static int file_lock(sqlite3_file *base, int level) {
  ENTER;
  if (level <= file->level) LEAVE(SQLITE_OK);
  const void *in_the_way = inode->pending ? inode->pending : inode->exclusive;
  if (in_the_way && in_the_way != file) LEAVE(SQLITE_BUSY);
  if (level == SQLITE_LOCK_SHARED) {
    inode->readers++;
  } else if (level == SQLITE_LOCK_RESERVED) {
    if (inode->reserved) LEAVE(SQLITE_BUSY);
    inode->reserved = file;
  } else {
    if (inode->reserved && inode->reserved != file) LEAVE(SQLITE_BUSY);
    inode->pending = file;
    file->level = SQLITE_LOCK_PENDING;
    if (inode->readers > 1) LEAVE(SQLITE_BUSY);
    inode->exclusive = file;
  }
  file->level = level;
  LEAVE(SQLITE_OK);
}

static int file_unlock(sqlite3_file *base, int level) {
  ENTER;
  if (inode->reserved == file) inode->reserved = NULL;
  if (inode->pending == file) inode->pending = NULL;
  if (inode->exclusive == file) inode->exclusive = NULL;
  if (level == SQLITE_LOCK_NONE && file->level != SQLITE_LOCK_NONE) inode->readers--;
  file->level = level;
  LEAVE(SQLITE_OK);
}

static int file_check_lock(sqlite3_file *base, int *result) {
  ENTER;
  *result = inode->reserved || inode->pending || inode->exclusive;
  LEAVE(SQLITE_OK);
}

static int file_control(sqlite3_file *base, int operation, void *argument) {
  (void)base, (void)operation, (void)argument;
  return SQLITE_NOTFOUND;
}

static int file_sector_size(sqlite3_file *base) {
  (void)base;
  return 4096;
}

/* As of a file system on Unix: what a write does not cover stays as it was, though the power fails. */
static int file_characteristics(sqlite3_file *base) {
  (void)base;
  return SQLITE_IOCAP_POWERSAFE_OVERWRITE;
}

static int file_map_shared(sqlite3_file *base, int page, int size, int extend, void volatile **region) {
  ENTER;
  if (page >= SHARED_REGIONS) LEAVE(SQLITE_IOERR_SHMMAP);
  if (!file->maps) inode->mappings++;
  file->maps = true;
  if (!inode->regions[page] && extend) inode->regions[page] = memset(disk_allocate(NULL, size), 0, (size_t)size);
  *region = inode->regions[page];
  LEAVE(SQLITE_OK);
}

static void unlock_shared(disk_file *file, inode *inode, unsigned mask) {
  for (int i = 0; i < SHARED_LOCKS; i++) {
    if (!(mask & 1u << i)) continue;
    if (file->shared & 1u << i) inode->shared[i]--;
    if (file->exclusive & 1u << i) inode->owners[i] = NULL;
  }
  file->shared &= ~mask;
  file->exclusive &= ~mask;
}

static int file_lock_shared(sqlite3_file *base, int offset, int count, int flags) {
  ENTER;
  unsigned mask = ((1u << count) - 1) << offset;
  if (flags & SQLITE_SHM_UNLOCK) {
    unlock_shared(file, inode, mask);
    LEAVE(SQLITE_OK);
  }
  bool shares = flags & SQLITE_SHM_SHARED;
  for (int i = offset; i < offset + count; i++) {
    int others = inode->shared[i] - (file->shared >> i & 1);
    if ((inode->owners[i] && inode->owners[i] != file) || (!shares && others)) LEAVE(SQLITE_BUSY);
  }
  for (int i = offset; i < offset + count; i++) {
    if (!shares) inode->owners[i] = file;
    if (shares && !(file->shared & 1u << i)) inode->shared[i]++;
  }
  if (shares) file->shared |= mask;
  else file->exclusive |= mask;
  LEAVE(SQLITE_OK);
}

static void file_barrier(sqlite3_file *base) {
  ENTER;
  (void)inode;
  pthread_mutex_unlock(&file->disk->mutex);
}

/* With the last that shares it the memory goes: there is no file of it. */
static int file_unmap_shared(sqlite3_file *base, int delete) {
  (void)delete;
  ENTER;
  unlock_shared(file, inode, ~0u);
  if (file->maps && --inode->mappings == 0)
    for (int i = 0; i < SHARED_REGIONS; i++) {
      free(inode->regions[i]);
      inode->regions[i] = NULL;
    }
  file->maps = false;
  LEAVE(SQLITE_OK);
}

static int file_close(sqlite3_file *base) {
  file_unmap_shared(base, 0);
  file_unlock(base, SQLITE_LOCK_NONE);
  disk_file *file = (disk_file *)base;
  if (file->deletes && file->name) file->disk->vfs.xDelete(&file->disk->vfs, file->name, 0);
  return SQLITE_OK;
}

const sqlite3_io_methods disk_file_methods = {
    2, file_close, file_read, file_write, file_truncate, file_sync, file_size, file_lock, file_unlock, file_check_lock,
    file_control, file_sector_size, file_characteristics, file_map_shared, file_lock_shared, file_barrier,
    file_unmap_shared, NULL, NULL};
