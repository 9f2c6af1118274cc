#include "CTestVFS.h"

#include <sqlite3.h>
#include <stdatomic.h>

/* SQLite's own allocator, of which some calls fail. */

static sqlite3_mem_methods system_memory;
static atomic_long left, failed;
static atomic_bool armed, staying;

static bool fails(void) {
  if (!atomic_load(&armed)) return false;
  long now = atomic_fetch_sub(&left, 1) - 1;
  if (now > 0 || (now < 0 && !atomic_load(&staying))) return false;
  atomic_fetch_add(&failed, 1);
  return true;
}

static void *memory_allocate(int size) { return fails() ? NULL : system_memory.xMalloc(size); }
static void *memory_reallocate(void *old, int size) { return fails() ? NULL : system_memory.xRealloc(old, size); }

int test_memory_install(void) {
  int code = sqlite3_config(SQLITE_CONFIG_GETMALLOC, &system_memory);
  if (code != SQLITE_OK) return code;
  sqlite3_mem_methods methods = system_memory;
  methods.xMalloc = memory_allocate;
  methods.xRealloc = memory_reallocate;
  code = sqlite3_config(SQLITE_CONFIG_MALLOC, &methods);
  /* Small pieces would come from a connection's own store, and never fail. */
  return code != SQLITE_OK ? code : sqlite3_config(SQLITE_CONFIG_LOOKASIDE, 0, 0);
}

void test_memory_arm(long n, bool stays) {
  atomic_store(&left, n);
  atomic_store(&failed, 0);
  atomic_store(&staying, stays);
  atomic_store(&armed, true);
}

long test_memory_disarm(void) {
  atomic_store(&armed, false);
  return atomic_load(&failed);
}
