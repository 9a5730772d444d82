// Load for DNS servers over UDP, many packets for one system call (dnsperf saturates its core before a fast server does).
//   dnsload HOST PORT FILE SECONDS RATE [DO]   FILE: one "name type" a line; RATE 0: as fast as answers come, else queries a second;
//   with DO, signatures are asked for
// Keeps 128 queries under way on 8 sockets. Prints one line: qps p50_us p99_us lost sent noerror nxdomain
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <poll.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

enum { SOCKETS = 8, WINDOW = 16, MOST = 400000, LONGEST = 96, MOST_US = 200000 };
static const uint64_t LOST_NS = 1000000000ull;

typedef struct { uint8_t bytes[LONGEST]; int length; } Query;
typedef struct { Query query; uint64_t sent; uint16_t turn; int busy; } Slot;

static Query queries[MOST];
static Slot slots[SOCKETS][WINDOW];
static uint32_t histogram[MOST_US + 1];

static uint64_t now(void) {
  struct timespec t;
  clock_gettime(CLOCK_MONOTONIC, &t);
  return t.tv_sec * 1000000000ull + t.tv_nsec;
}

// A query with recursion not desired and an empty OPT record of 1232 bytes, its flag DO (RFC 3225) as said.
static void make(Query *q, const char *name, const char *type, int want_signatures) {
  uint8_t *b = q->bytes;
  int n = 12;
  memset(b, 0, 12);
  b[5] = b[11] = 1;
  while (*name) {
    const char *dot = strchr(name, '.');
    int length = dot ? (int)(dot - name) : (int)strlen(name);
    b[n++] = length;
    memcpy(b + n, name, length);
    n += length;
    name += length + (dot ? 1 : 0);
  }
  b[n++] = 0;
  b[n++] = 0;
  b[n++] = strcmp(type, "AAAA") ? 1 : 28;
  b[n++] = 0;
  b[n++] = 1;
  static const uint8_t opt[11] = {0, 0, 41, 0x04, 0xD0, 0, 0, 0, 0, 0, 0};
  memcpy(b + n, opt, 11);
  if (want_signatures) b[n + 7] = 0x80;
  q->length = n + 11;
}

int main(int argc, char **argv) {
  if (argc != 6 && (argc != 7 || strcmp(argv[6], "DO"))) return fprintf(stderr, "usage: dnsload HOST PORT FILE SECONDS RATE [DO]\n"), 2;
  struct sockaddr_in to = {.sin_family = AF_INET, .sin_port = htons(atoi(argv[2]))};
  inet_pton(AF_INET, argv[1], &to.sin_addr);
  FILE *file = fopen(argv[3], "r");
  char name[80], type[8];
  int count = 0;
  while (file && count < MOST && fscanf(file, "%60s %7s", name, type) == 2) make(&queries[count++], name, type, argc == 7);
  if (!count) return fprintf(stderr, "dnsload: no queries in %s\n", argv[3]), 2;
  double seconds = atof(argv[4]), rate = atof(argv[5]);

  struct pollfd fds[SOCKETS];
  for (int s = 0; s < SOCKETS; s++) {
    int size = 4 << 20;
    fds[s] = (struct pollfd){.fd = socket(AF_INET, SOCK_DGRAM, 0), .events = POLLIN};
    setsockopt(fds[s].fd, SOL_SOCKET, SO_RCVBUF, &size, sizeof size);
    if (connect(fds[s].fd, (void *)&to, sizeof to)) return perror("connect"), 1;
  }
  static uint8_t in[WINDOW][1500];
  struct mmsghdr receive[WINDOW] = {0}, send[WINDOW] = {0};
  struct iovec in_iov[WINDOW], out_iov[WINDOW];
  for (int i = 0; i < WINDOW; i++) {
    in_iov[i] = (struct iovec){in[i], sizeof in[i]};
    receive[i].msg_hdr = (struct msghdr){.msg_iov = &in_iov[i], .msg_iovlen = 1};
    send[i].msg_hdr = (struct msghdr){.msg_iov = &out_iov[i], .msg_iovlen = 1};
  }

  uint64_t begin = now(), end = begin + (uint64_t)(seconds * 1e9), last = begin, sent = 0, answered = 0, lost = 0, rcodes[16] = {0};
  int next = 0, underway = 0;
  for (uint64_t t = begin; t < end || (underway && t < end + LOST_NS); t = now()) {
    int busy = 0;
    long allowed = t >= end ? 0 : rate > 0 ? (long)(rate * (t - begin) / 1e9) - (long)sent : 1 << 30;
    for (int s = 0; s < SOCKETS; s++) {
      int got = recvmmsg(fds[s].fd, receive, WINDOW, MSG_DONTWAIT, 0);
      t = now();
      for (int i = 0; i < got; i++) {
        Slot *slot = &slots[s][in[i][1] % WINDOW];
        if (!slot->busy || memcmp(slot->query.bytes, in[i], 2)) continue;
        slot->busy = 0;
        underway--;
        uint64_t us = (t - slot->sent) / 1000;
        histogram[us > MOST_US ? MOST_US : us]++;
        rcodes[in[i][3] & 15]++;
        if (t < end) answered++, last = t;
        busy = 1;
      }
      int ready = 0;
      for (int i = 0; i < WINDOW && allowed > 0; i++) {
        Slot *slot = &slots[s][i];
        if (slot->busy && t - slot->sent > LOST_NS) lost++, underway--, slot->busy = 0;
        if (slot->busy) continue;
        slot->query = queries[next];
        next = (next + 1) % count;
        uint16_t id = slot->turn++ * WINDOW + i;
        slot->query.bytes[0] = id >> 8;
        slot->query.bytes[1] = id;
        slot->sent = t;
        slot->busy = 1;
        out_iov[ready++] = (struct iovec){slot->query.bytes, slot->query.length};
        allowed--;
      }
      for (int done = 0; done < ready;) {
        int k = sendmmsg(fds[s].fd, send + done, ready - done, 0);
        if (k <= 0) return perror("sendmmsg"), 1;
        done += k;
      }
      sent += ready;
      underway += ready;
      busy |= ready;
    }
    if (!busy) {
      struct timespec wait = {0, rate > 0 ? 50000 : 100000000};
      ppoll(fds, SOCKETS, &wait, 0);
    }
  }
  lost += underway;
  uint64_t all = 0, seen = 0;
  uint32_t p50 = 0, p99 = 0;
  for (int i = 0; i <= MOST_US; i++) all += histogram[i];
  for (int i = 0; i <= MOST_US; i++) {
    seen += histogram[i];
    if (!p50 && seen * 2 >= all) p50 = i;
    if (!p99 && seen * 100 >= all * 99) p99 = i;
  }
  double lasted = (last - begin) / 1e9;
  printf("%.0f %u %u %lu %lu %lu %lu\n", lasted > 0 ? answered / lasted : 0, p50, p99, lost, sent, rcodes[0], rcodes[3]);
  return 0;
}
