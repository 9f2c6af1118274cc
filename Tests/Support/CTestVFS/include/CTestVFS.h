#pragma once
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* What tests put below SQLite: a file system that fails, a disk that loses what was not synced, and memory that runs out. */

/* ---- A file system whose n-th operation fails; the rest is the system's own. ---- */

enum {
  /* Any operation, with the error that is its own. */
  TEST_FAULT_IO_ERROR = 0,
  /* A write: half of the bytes, then the error. */
  TEST_FAULT_SHORT_WRITE = 1,
  /* What makes a file grow: SQLITE_FULL. */
  TEST_FAULT_DISK_FULL = 2,
};

typedef struct test_fault_vfs test_fault_vfs;

/* Registers a file system under a name of its own. NULL: there is no memory. */
test_fault_vfs *test_fault_vfs_new(void);
const char *test_fault_vfs_name(const test_fault_vfs *);
/* From now on the n-th operation (from 1) of those that a kind concerns fails, and every later one if it is to stay so. */
void test_fault_vfs_arm(test_fault_vfs *, long n, bool stays, int kind);
void test_fault_vfs_disarm(test_fault_vfs *);
/* How many operations have failed since it was armed. */
long test_fault_vfs_failures(const test_fault_vfs *);
/* The last connection has to be closed. */
void test_fault_vfs_free(test_fault_vfs *);

/* ---- A disk in memory that remembers what was done to it, in order, and can tell what a loss of power leaves. ---- */

typedef struct test_disk test_disk;

test_disk *test_disk_new(void);
const char *test_disk_name(const test_disk *);
/* How many changes and syncs there have been. */
size_t test_disk_position(const test_disk *);
/* Writes to a directory the files that are left when the power fails after so many changes and syncs.
   What was synced is there. Of what wasn't, each sector of each write is there or not or is garbage, in any order, as the seed has
   it; and so are the last creations and deletions of files, from some one of them on. Returns 0, or an errno. */
int test_disk_lose_power(const test_disk *, size_t position, uint64_t seed, size_t sector, const char *directory);
void test_disk_free(test_disk *);

/* ---- Memory that runs out, for the whole process. ---- */

/* To be called before anything of SQLite is. */
int test_memory_install(void);
/* From now on the n-th allocation (from 1) fails, and every later one if it is to stay so. */
void test_memory_arm(long n, bool stays);
/* Returns how many allocations failed. */
long test_memory_disarm(void);
