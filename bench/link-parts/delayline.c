// delayline NS_A ADDR_A NS_B ADDR_B DELAY_MS LOSS_PER_MILLION
//
// Joins two network namespaces by a line with delay and loss, for kernels without netem: a TUN device in each, and this
// program between them, which holds every packet for DELAY_MS and drops some by chance (a fixed seed, so that runs are
// alike). ADDR_A and ADDR_B are IPv4 addresses of one /30. Runs until it is killed; the devices go with it.
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <linux/if.h>
#include <linux/if_tun.h>
#include <poll.h>
#include <sched.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#define MTU 1500
#define SLOTS 65536 // packets under way in one direction: 100 MB/s for a second
#define BATCH 64

struct packet {
  double due;
  int length;
  unsigned char bytes[MTU];
};

struct line {
  int from, to;
  unsigned head, tail;
  struct packet *packets;
};

static double now(void)
{
  struct timespec t;
  clock_gettime(CLOCK_MONOTONIC, &t);
  return t.tv_sec + t.tv_nsec / 1e9;
}

static void die(const char *what)
{
  fprintf(stderr, "delayline: %s: %s\n", what, strerror(errno));
  exit(1);
}

static void up(const char *name, const char *address)
{
  int s = socket(AF_INET, SOCK_DGRAM, 0);
  struct ifreq r = { 0 };
  strncpy(r.ifr_name, name, IFNAMSIZ - 1);
  struct sockaddr_in *a = (struct sockaddr_in *)&r.ifr_addr;
  a->sin_family = AF_INET;
  if (inet_pton(AF_INET, address, &a->sin_addr) != 1 || ioctl(s, SIOCSIFADDR, &r))
    die("address");
  a->sin_addr.s_addr = htonl(0xfffffffc);
  if (ioctl(s, SIOCSIFNETMASK, &r))
    die("mask");
  r.ifr_qlen = 10000;
  if (ioctl(s, SIOCSIFTXQLEN, &r))
    die("queue");
  r.ifr_flags = IFF_UP | IFF_RUNNING;
  if (ioctl(s, SIOCSIFFLAGS, &r))
    die("up");
  close(s);
}

static int tun(const char *namespace, const char *address)
{
  char path[256];
  snprintf(path, sizeof path, "/run/netns/%s", namespace);
  int ns = open(path, O_RDONLY | O_CLOEXEC);
  if (ns < 0 || setns(ns, CLONE_NEWNET))
    die(path);
  close(ns);
  int fd = open("/dev/net/tun", O_RDWR | O_NONBLOCK | O_CLOEXEC);
  struct ifreq r = {.ifr_flags = IFF_TUN | IFF_NO_PI };
  strcpy(r.ifr_name, "delay0");
  if (fd < 0 || ioctl(fd, TUNSETIFF, &r))
    die("/dev/net/tun");
  up("delay0", address);
  return fd;
}

static uint32_t chance(void)
{
  static uint64_t x = 88172645463325252ULL;
  x ^= x << 13;
  x ^= x >> 7;
  x ^= x << 17;
  return x >> 16;
}

static void take(struct line *l, double delay, uint32_t lossPerMillion)
{
  for (int i = 0; i < BATCH && l->head - l->tail < SLOTS; i++) {
    struct packet *p = &l->packets[l->head % SLOTS];
    p->length = read(l->from, p->bytes, MTU);
    if (p->length <= 0)
      return;
    if (chance() % 1000000 < lossPerMillion)
      continue;
    p->due = now() + delay;
    l->head++;
  }
}

static void give(struct line *l)
{
  double t = now();
  while (l->head != l->tail) {
    struct packet *p = &l->packets[l->tail % SLOTS];
    if (p->due > t || (write(l->to, p->bytes, p->length) < 0 && errno == EAGAIN))
      return;
    l->tail++;
  }
}

int main(int c, char **v)
{
  if (c != 7) {
    fprintf(stderr, "usage: see the head of delayline.c\n");
    return 2;
  }
  int a = tun(v[1], v[2]), b = tun(v[3], v[4]);
  double delay = atof(v[5]) / 1e3;
  uint32_t loss = atoi(v[6]);
  struct line lines[2] = { {.from = a, .to = b }, {.from = b, .to = a } };
  for (int i = 0; i < 2; i++)
    if (!(lines[i].packets = malloc(SLOTS * sizeof(struct packet))))
      die("memory");
  for (;;) {
    struct pollfd p[2] = { {.fd = a, .events = POLLIN }, {.fd = b, .events = POLLIN } };
    int busy = lines[0].head != lines[0].tail || lines[1].head != lines[1].tail;
    struct timespec wait = {.tv_nsec = 200000 };
    ppoll(p, 2, busy ? &wait : NULL, NULL);
    for (int i = 0; i < 2; i++) {
      take(&lines[i], delay, loss);
      give(&lines[i]);
    }
  }
}
