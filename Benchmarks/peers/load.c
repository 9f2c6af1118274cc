// Sends requests from a file over several connections for some time, and prints how many responses came per second.
//
//   load HOST PORT CONNECTIONS SECONDS FILE
//
// FILE holds requests, each as its length in decimal, a line feed, and its bytes. A connection sends the next one when the response to the last is
// complete. If the server closes a connection, another one takes its place. A status other than 2xx ends the program.
#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <netinet/tcp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

struct request { char *bytes; size_t size; int is_head; };
struct connection { int fd; char head[16384]; size_t have; long rest; int in_body, closes, is_head; };

static struct request *requests;
static size_t count, next_request;
static struct sockaddr_in address;
static int epoll;

static void fail(const char *what) { fprintf(stderr, "load: %s: %s\n", what, strerror(errno)); exit(1); }

static double now(void) {
  struct timespec time;
  clock_gettime(CLOCK_MONOTONIC, &time);
  return time.tv_sec + time.tv_nsec / 1e9;
}

static void send_next(struct connection *c) {
  struct request *r = &requests[next_request++ % count];
  c->have = 0, c->rest = 0, c->in_body = 0, c->closes = 0, c->is_head = r->is_head;
  for (size_t sent = 0; sent < r->size;) {
    ssize_t n = send(c->fd, r->bytes + sent, r->size - sent, MSG_NOSIGNAL);
    if (n < 0) fail("send");
    sent += n;
  }
}

static void connect_again(struct connection *c) {
  int one = 1;
  if (c->fd >= 0) close(c->fd);
  c->fd = socket(AF_INET, SOCK_STREAM, 0);
  if (c->fd < 0 || connect(c->fd, (struct sockaddr *)&address, sizeof address) < 0) fail("connect");
  setsockopt(c->fd, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
  struct epoll_event event = {.events = EPOLLIN, .data.ptr = c};
  if (epoll_ctl(epoll, EPOLL_CTL_ADD, c->fd, &event) < 0) fail("epoll_ctl");
  send_next(c);
}

// Returns the value of a field of the head, or NULL.
static const char *field(const char *head, const char *name) {
  size_t length = strlen(name);
  for (const char *line = strstr(head, "\r\n"); line && line[2] != '\r'; line = strstr(line + 2, "\r\n"))
    if (!strncasecmp(line + 2, name, length) && line[2 + length] == ':') return line + 3 + length + strspn(line + 3 + length, " ");
  return NULL;
}

// Reads what has arrived. Returns whether a response is complete.
static int receive(struct connection *c) {
  char body[65536];
  if (c->in_body) {
    ssize_t n = recv(c->fd, body, sizeof body, 0);
    if (n <= 0) fail("recv of a body");
    c->rest -= n;
    return c->rest <= 0;
  }
  ssize_t n = recv(c->fd, c->head + c->have, sizeof c->head - 1 - c->have, 0);
  if (n < 0 && errno != ECONNRESET) fail("recv");
  // A server may close a connection that it announced to keep, but not in the middle of a response.
  if (n <= 0) {
    if (c->have) fail("closed in a head");
    connect_again(c);
    return 0;
  }
  c->have += n;
  c->head[c->have] = 0;
  char *end = strstr(c->head, "\r\n\r\n");
  if (!end) {
    if (c->have == sizeof c->head - 1) fail("a head that is too long");
    return 0;
  }
  if (c->head[9] != '2') { fprintf(stderr, "load: %.600s\n", c->head); exit(1); }
  const char *length = field(c->head, "content-length"), *keep = field(c->head, "connection");
  c->closes = (keep && !strncasecmp(keep, "close", 5)) || !strncmp(c->head, "HTTP/1.0", 8);
  c->rest = (c->is_head || !length ? 0 : atol(length)) - (long)(c->have - (end + 4 - c->head));
  c->in_body = 1;
  return c->rest <= 0;
}

static void read_requests(const char *path) {
  FILE *file = fopen(path, "rb");
  if (!file) fail(path);
  size_t size;
  while (fscanf(file, "%zu", &size) == 1 && fgetc(file) == '\n') {
    requests = realloc(requests, (count + 1) * sizeof *requests);
    struct request *r = &requests[count++];
    r->bytes = malloc(size), r->size = size;
    if (fread(r->bytes, 1, size, file) != size) fail("a request that is cut off");
    r->is_head = size > 5 && !memcmp(r->bytes, "HEAD ", 5);
  }
  fclose(file);
  if (!count) { fprintf(stderr, "load: no requests\n"); exit(2); }
}

int main(int argc, char **argv) {
  if (argc != 6) { fprintf(stderr, "usage: load HOST PORT CONNECTIONS SECONDS FILE\n"); return 2; }
  address.sin_family = AF_INET, address.sin_port = htons(atoi(argv[2]));
  if (inet_pton(AF_INET, argv[1], &address.sin_addr) != 1) { fprintf(stderr, "load: no address: %s\n", argv[1]); return 2; }
  int connections = atoi(argv[3]);
  read_requests(argv[5]);
  epoll = epoll_create1(0);
  struct connection *all = calloc(connections, sizeof *all);
  double began = now(), end = began + atof(argv[4]), last = began;
  long done = 0;
  for (int i = 0; i < connections; i++) all[i].fd = -1, connect_again(&all[i]);
  while (last < end) {
    struct epoll_event events[64];
    int ready = epoll_wait(epoll, events, 64, 100);
    for (int i = 0; i < ready; i++) {
      struct connection *c = events[i].data.ptr;
      if (!receive(c)) continue;
      done++;
      if (c->closes) connect_again(c);
      else send_next(c);
    }
    last = now();
  }
  printf("%.1f\n", done / (last - began));
}
