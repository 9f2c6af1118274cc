#include "CTestVFS.h"

#include <sqlite3.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* A file system that hands everything on to the system's own, but for the operation whose turn it is to fail.

   What only gives something back does not fail: to close a file or to unlock it. SQLite has no use for such an error, and the system
   doesn't make one. There is no xFetch, so that every access to a file is a read or a write. */

struct test_fault_vfs {
  sqlite3_vfs vfs;
  sqlite3_vfs *system;
  char name[32];
  atomic_bool armed, stays;
  atomic_int kind;
  atomic_long left, failures;
};

typedef struct {
  sqlite3_file base;
  test_fault_vfs *owner;
  sqlite3_file *file;
} fault_file;

typedef enum { OTHER, WRITES, GROWS } effect;

/* Counts an operation, if it is one of those that the kind concerns; and says whether it is its turn. */
static bool fails(test_fault_vfs *vfs, effect effect) {
  if (!atomic_load(&vfs->armed)) return false;
  int kind = atomic_load(&vfs->kind);
  if (kind == TEST_FAULT_SHORT_WRITE && effect != WRITES) return false;
  if (kind == TEST_FAULT_DISK_FULL && effect == OTHER) return false;
  long now = atomic_fetch_sub(&vfs->left, 1) - 1;
  if (now > 0 || (now < 0 && !atomic_load(&vfs->stays))) return false;
  atomic_fetch_add(&vfs->failures, 1);
  return true;
}

static int code(const test_fault_vfs *vfs, int io_error) {
  return atomic_load(&vfs->kind) == TEST_FAULT_DISK_FULL ? SQLITE_FULL : io_error;
}

#define FILE_OF(base) fault_file *self = (fault_file *)(base); sqlite3_file *file = self->file
#define FAIL(effect, error) if (fails(self->owner, effect)) return code(self->owner, error)

static int file_close(sqlite3_file *base) {
  FILE_OF(base);
  return file->pMethods ? file->pMethods->xClose(file) : SQLITE_OK;
}

static int file_read(sqlite3_file *base, void *bytes, int count, sqlite3_int64 offset) {
  FILE_OF(base);
  FAIL(OTHER, SQLITE_IOERR_READ);
  return file->pMethods->xRead(file, bytes, count, offset);
}

static int file_write(sqlite3_file *base, const void *bytes, int count, sqlite3_int64 offset) {
  FILE_OF(base);
  if (fails(self->owner, WRITES)) {
    if (atomic_load(&self->owner->kind) == TEST_FAULT_SHORT_WRITE)
      file->pMethods->xWrite(file, bytes, count / 2, offset);
    return code(self->owner, SQLITE_IOERR_WRITE);
  }
  return file->pMethods->xWrite(file, bytes, count, offset);
}

static int file_truncate(sqlite3_file *base, sqlite3_int64 size) {
  FILE_OF(base);
  FAIL(GROWS, SQLITE_IOERR_TRUNCATE);
  return file->pMethods->xTruncate(file, size);
}

static int file_sync(sqlite3_file *base, int flags) {
  FILE_OF(base);
  FAIL(OTHER, SQLITE_IOERR_FSYNC);
  return file->pMethods->xSync(file, flags);
}

static int file_size(sqlite3_file *base, sqlite3_int64 *size) {
  FILE_OF(base);
  FAIL(OTHER, SQLITE_IOERR_FSTAT);
  return file->pMethods->xFileSize(file, size);
}

static int file_lock(sqlite3_file *base, int lock) {
  FILE_OF(base);
  FAIL(OTHER, SQLITE_IOERR_LOCK);
  return file->pMethods->xLock(file, lock);
}

static int file_unlock(sqlite3_file *base, int lock) {
  FILE_OF(base);
  return file->pMethods->xUnlock(file, lock);
}

static int file_check_lock(sqlite3_file *base, int *result) {
  FILE_OF(base);
  FAIL(OTHER, SQLITE_IOERR_CHECKRESERVEDLOCK);
  return file->pMethods->xCheckReservedLock(file, result);
}

static int file_control(sqlite3_file *base, int operation, void *argument) {
  FILE_OF(base);
  return file->pMethods->xFileControl(file, operation, argument);
}

static int file_sector_size(sqlite3_file *base) {
  FILE_OF(base);
  return file->pMethods->xSectorSize(file);
}

static int file_characteristics(sqlite3_file *base) {
  FILE_OF(base);
  return file->pMethods->xDeviceCharacteristics(file);
}

static int file_map_shared(sqlite3_file *base, int page, int size, int extend, void volatile **region) {
  FILE_OF(base);
  FAIL(extend ? GROWS : OTHER, SQLITE_IOERR_SHMMAP);
  return file->pMethods->xShmMap(file, page, size, extend, region);
}

static int file_lock_shared(sqlite3_file *base, int offset, int count, int flags) {
  FILE_OF(base);
  if (flags & SQLITE_SHM_LOCK) FAIL(OTHER, SQLITE_IOERR_SHMLOCK);
  return file->pMethods->xShmLock(file, offset, count, flags);
}

static void file_barrier(sqlite3_file *base) {
  FILE_OF(base);
  file->pMethods->xShmBarrier(file);
}

static int file_unmap_shared(sqlite3_file *base, int delete) {
  FILE_OF(base);
  return file->pMethods->xShmUnmap(file, delete);
}

static const sqlite3_io_methods methods = {
    2, file_close, file_read, file_write, file_truncate, file_sync, file_size, file_lock, file_unlock, file_check_lock,
    file_control, file_sector_size, file_characteristics, file_map_shared, file_lock_shared, file_barrier,
    file_unmap_shared, NULL, NULL};

static int vfs_open(sqlite3_vfs *base, const char *path, sqlite3_file *opened, int flags, int *out) {
  test_fault_vfs *vfs = base->pAppData;
  fault_file *self = (fault_file *)opened;
  self->base.pMethods = NULL;
  self->owner = vfs;
  self->file = (sqlite3_file *)(self + 1);
  FAIL(OTHER, SQLITE_CANTOPEN);
  int result = vfs->system->xOpen(vfs->system, path, self->file, flags, out);
  if (self->file->pMethods) self->base.pMethods = &methods;
  return result;
}

static int vfs_delete(sqlite3_vfs *base, const char *path, int sync) {
  test_fault_vfs *vfs = base->pAppData;
  if (fails(vfs, OTHER)) return SQLITE_IOERR_DELETE;
  return vfs->system->xDelete(vfs->system, path, sync);
}

static int vfs_access(sqlite3_vfs *base, const char *path, int flags, int *result) {
  test_fault_vfs *vfs = base->pAppData;
  if (fails(vfs, OTHER)) return SQLITE_IOERR_ACCESS;
  return vfs->system->xAccess(vfs->system, path, flags, result);
}

static int vfs_full_path(sqlite3_vfs *base, const char *path, int count, char *full) {
  test_fault_vfs *vfs = base->pAppData;
  if (fails(vfs, OTHER)) return SQLITE_CANTOPEN_FULLPATH;
  return vfs->system->xFullPathname(vfs->system, path, count, full);
}

test_fault_vfs *test_fault_vfs_new(void) {
  static atomic_int number;
  sqlite3_vfs *system = sqlite3_vfs_find(NULL);
  test_fault_vfs *self = system ? calloc(1, sizeof *self) : NULL;
  if (!self) return NULL;
  snprintf(self->name, sizeof self->name, "fault-%d", atomic_fetch_add(&number, 1));
  self->system = system;
  /* Time, randomness and sleep are the system's, whose functions need nothing of the structure that they are given. */
  self->vfs = *system;
  self->vfs.pNext = NULL;
  self->vfs.zName = self->name;
  self->vfs.pAppData = self;
  self->vfs.szOsFile = (int)sizeof(fault_file) + system->szOsFile;
  self->vfs.xOpen = vfs_open;
  self->vfs.xDelete = vfs_delete;
  self->vfs.xAccess = vfs_access;
  self->vfs.xFullPathname = vfs_full_path;
  if (sqlite3_vfs_register(&self->vfs, 0) != SQLITE_OK) {
    free(self);
    return NULL;
  }
  return self;
}

const char *test_fault_vfs_name(const test_fault_vfs *self) { return self->name; }

void test_fault_vfs_arm(test_fault_vfs *self, long n, bool stays, int kind) {
  atomic_store(&self->left, n);
  atomic_store(&self->failures, 0);
  atomic_store(&self->stays, stays);
  atomic_store(&self->kind, kind);
  atomic_store(&self->armed, true);
}

void test_fault_vfs_disarm(test_fault_vfs *self) { atomic_store(&self->armed, false); }
long test_fault_vfs_failures(const test_fault_vfs *self) { return atomic_load(&self->failures); }

void test_fault_vfs_free(test_fault_vfs *self) {
  sqlite3_vfs_unregister(&self->vfs);
  free(self);
}
