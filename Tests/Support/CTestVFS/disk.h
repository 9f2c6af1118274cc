#pragma once
#include "CTestVFS.h"

#include <pthread.h>
#include <sqlite3.h>

/* What was done to a disk, in order. A directory of few files is all that a database needs. */
typedef enum { CREATED, DELETED, DIRECTORY_SYNCED, WRITTEN, TRUNCATED, SYNCED } change_kind;

typedef struct {
  change_kind kind;
  int inode;
  /* Of a write its place, of a truncation the new size. */
  size_t offset, count;
  unsigned char *bytes;
  /* Of what was created or deleted. */
  char *name;
} change;

typedef struct {
  unsigned char *bytes;
  size_t size, capacity;
} image;

enum { SHARED_LOCKS = 8, SHARED_REGIONS = 64, DISK_FILES = 16 };

/* A file as the programs see it, with their locks and the memory that they share. */
typedef struct {
  image now;
  int readers;
  const void *reserved, *pending, *exclusive;
  void *regions[SHARED_REGIONS];
  int mappings, shared[SHARED_LOCKS];
  const void *owners[SHARED_LOCKS];
} inode;

typedef struct {
  char *name;
  int inode;
} entry;

typedef struct {
  entry entries[DISK_FILES];
  int count;
} listing;

struct test_disk {
  sqlite3_vfs vfs;
  sqlite3_vfs *system;
  char name[32];
  pthread_mutex_t mutex;
  change *log;
  size_t position, log_capacity;
  inode **inodes;
  int inode_count;
  listing files;
};

/* These end the process where there is no memory: a test of disks cannot go on. */
void *disk_allocate(void *old, size_t size);
char *disk_copy_of(const char *name);
void disk_log(test_disk *, change);

void image_write(image *, size_t offset, const unsigned char *bytes, size_t count);
void image_truncate(image *, size_t size);

/* -1: there is no such file. */
int listing_find(const listing *, const char *name);
void listing_add(listing *, const char *name, int inode);
void listing_remove(listing *, const char *name);

extern const sqlite3_io_methods disk_file_methods;

typedef struct {
  sqlite3_file base;
  test_disk *disk;
  int number, level;
  /* The bits of the locks on shared memory that it holds. */
  unsigned shared, exclusive;
  bool maps, deletes, syncs_directory;
  const char *name;
} disk_file;
