#pragma once
/* Functions of Linux and glibc that Swift's module Glibc does not show, because its headers are read without _GNU_SOURCE.
   Headers that the module has are not included, so that their types stay its own. */
#include <sys/auxv.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>

struct sockaddr;
int accept4(int descriptor, struct sockaddr *address, unsigned int *length, int flags);
int pipe2(int descriptors[2], int flags);
ssize_t copy_file_range(int from, off_t *fromOffset, int to, off_t *toOffset, size_t count, unsigned int flags);
int sync_file_range(int descriptor, off_t offset, off_t count, unsigned int flags);
int memfd_create(const char *name, unsigned int flags);
struct rlimit;
int prlimit(int process, unsigned int resource, const struct rlimit *new_limit, struct rlimit *old_limit);
int __nss_configure_lookup(const char *database, const char *services);

/* Limits the address space of a process, in bytes (9 is RLIMIT_AS), and its processor time in seconds (0 is RLIMIT_CPU). */
static inline int clinux_limit(int process, unsigned long bytes, unsigned long seconds) {
  unsigned long memory[2] = {bytes, bytes};
  unsigned long time[2] = {seconds, seconds};
  int code = prlimit(process, 9, (const struct rlimit *)memory, 0);
  return code ? code : prlimit(process, 0, (const struct rlimit *)time, 0);
}

/* An inline function, because a name with leading underscores is better not used in Swift. */
static inline int clinux_configure_lookup(const char *database, const char *services) {
  return __nss_configure_lookup(database, services);
}
