#include "disk.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* What is left of a disk when the power fails: the changes are done again, and those that were not synced are drawn by lot. */

typedef struct {
  /* As of the last sync. */
  image durable;
  /* The changes since, by their place in the log. */
  size_t *since, count, capacity;
} remains;

/* A sector of a write, or a truncation. */
typedef struct {
  const change *change;
  size_t start, count;
} piece;

/* SplitMix64. */
static uint64_t next(uint64_t *state) {
  uint64_t mixed = *state += 0x9E3779B97F4A7C15;
  mixed = (mixed ^ mixed >> 30) * 0xBF58476D1CE4E5B9;
  mixed = (mixed ^ mixed >> 27) * 0x94D049BB133111EB;
  return mixed ^ mixed >> 31;
}

static size_t below(uint64_t *state, size_t bound) { return (size_t)(next(state) % bound); }

static void apply(image *image, const change *change) {
  if (change->kind == TRUNCATED) image_truncate(image, change->offset);
  else image_write(image, change->offset, change->bytes, change->count);
}

static void apply_to_listing(listing *listing, const change *change) {
  listing_remove(listing, change->name);
  if (change->kind == CREATED) listing_add(listing, change->name, change->inode);
}

static piece *pieces_of(const test_disk *disk, const remains *remains, size_t sector, size_t *count) {
  piece *pieces = NULL;
  size_t capacity = 0;
  *count = 0;
  for (size_t i = 0; i < remains->count; i++) {
    const change *change = &disk->log[remains->since[i]];
    size_t start = 0;
    do {
      if (*count == capacity) pieces = disk_allocate(pieces, (capacity = capacity * 2 + 16) * sizeof *pieces);
      size_t size = sector - (change->offset + start) % sector;
      if (size > change->count - start) size = change->count - start;
      pieces[(*count)++] = (piece){change, start, size};
      start += size;
    } while (start < change->count);
  }
  return pieces;
}

/* Some pieces are there, some are not, and some are garbage. */
static void draw(image *image, piece *pieces, size_t count, uint64_t *random) {
  static const unsigned percentages[] = {0, 10, 50, 90, 100};
  size_t written = percentages[below(random, 5)];
  bool in_order = below(random, 2);
  for (size_t i = count; !in_order && i > 1; i--) {
    size_t other = below(random, i);
    piece kept = pieces[i - 1];
    pieces[i - 1] = pieces[other];
    pieces[other] = kept;
  }
  for (size_t i = 0; i < count; i++) {
    const change *change = pieces[i].change;
    bool is_there = below(random, 100) < written;
    bool is_garbage = !is_there && below(random, 10) == 0;
    if (change->kind == TRUNCATED) {
      if (is_there) image_truncate(image, change->offset);
      continue;
    }
    size_t offset = change->offset + pieces[i].start;
    if (is_there) image_write(image, offset, change->bytes + pieces[i].start, pieces[i].count);
    if (!is_garbage) continue;
    for (size_t j = 0; j < pieces[i].count; j++) {
      unsigned char byte = (unsigned char)next(random);
      image_write(image, offset + j, &byte, 1);
    }
  }
}

static int save(const image *image, const char *directory, const char *name) {
  char path[1024];
  const char *slash = strrchr(name, '/');
  if (snprintf(path, sizeof path, "%s/%s", directory, slash ? slash + 1 : name) >= (int)sizeof path) return ENAMETOOLONG;
  int file = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
  if (file < 0) return errno;
  ssize_t count = image->size ? write(file, image->bytes, image->size) : 0;
  int error = count < 0 ? errno : (size_t)count == image->size ? 0 : EIO;
  close(file);
  return error;
}

int test_disk_lose_power(
    const test_disk *disk, size_t position, uint64_t seed, size_t sector, const char *directory) {
  remains *all = calloc((size_t)disk->inode_count + 1, sizeof *all);
  size_t *names = calloc(position + 1, sizeof *names), name_count = 0;
  if (!all || !names) abort();
  listing durable = {.count = 0};
  for (size_t i = 0; i < position && i < disk->position; i++) {
    const change *change = &disk->log[i];
    remains *own = &all[change->inode];
    switch (change->kind) {
    case CREATED:
    case DELETED: names[name_count++] = i; break;
    case DIRECTORY_SYNCED:
      for (size_t j = 0; j < name_count; j++) apply_to_listing(&durable, &disk->log[names[j]]);
      name_count = 0;
      break;
    case WRITTEN:
    case TRUNCATED:
      if (own->count == own->capacity)
        own->since = disk_allocate(own->since, (own->capacity = own->capacity * 2 + 16) * sizeof *own->since);
      own->since[own->count++] = i;
      break;
    case SYNCED:
      for (size_t j = 0; j < own->count; j++) apply(&own->durable, &disk->log[own->since[j]]);
      own->count = 0;
    }
  }
  /* A file system keeps its own journal: of what happened to names the beginning is there, and no later thing without it. */
  size_t kept = below(&seed, name_count + 1);
  for (size_t j = 0; j < kept; j++) apply_to_listing(&durable, &disk->log[names[j]]);
  int error = 0;
  for (int i = 0; i < durable.count; i++) {
    remains *own = &all[durable.entries[i].inode];
    size_t count;
    piece *pieces = pieces_of(disk, own, sector, &count);
    draw(&own->durable, pieces, count, &seed);
    free(pieces);
    if (!error) error = save(&own->durable, directory, durable.entries[i].name);
  }
  for (int i = 0; i < disk->inode_count; i++) {
    free(all[i].durable.bytes);
    free(all[i].since);
  }
  while (durable.count) free(durable.entries[--durable.count].name);
  free(all);
  free(names);
  return error;
}
