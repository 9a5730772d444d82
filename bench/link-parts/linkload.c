// linkload: one-port load server and client for measuring TCP tunnels.
// server HOST PORT                 epoll server; the first byte of a connection picks its role:
//                                  'E' echo, 'C' one byte back then close, 'U' sink (8-byte running
//                                  counts come back, and a last one at EOF), 'D' endless source
// tput HOST PORT up|down N SECS    N streams, prints MiB/s (after 0.3 s of warm-up)
// ping HOST PORT SIZE SECS         ping-pong on one connection, prints p50 p99 max (us) and count
// cps  HOST PORT SECS CONC         connect + 1 byte back + close, prints conns/s p50 p99 (us) errors
// idle HOST PORT N                 N echoed-once connections held until stdin closes
// recover HOST PORT MAXSECS CMD    runs CMD (the kill), prints ms to first new success, failures,
//                                  ms until a held connection saw its end (-1: still usable, -2: silent)
// relay LHOST LPORT DHOST DPORT    byte relay; USR1: reset every open pair; USR2: freeze every open pair
// check HOST PORT                  half-close and 32 MiB integrity check
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <netdb.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>
#define BUF (256 * 1024)
static char buf[BUF];
static double now(void)
{
  struct timespec t;
  clock_gettime(CLOCK_MONOTONIC, &t);
  return t.tv_sec + t.tv_nsec / 1e9;
}

static void die(const char *m)
{
  fprintf(stderr, "linkload: %s: %s\n", m, strerror(errno));
  exit(1);
}

static struct sockaddr_in addr(const char *h, const char *p)
{
  struct sockaddr_in a = {.sin_family = AF_INET,.sin_port = htons(atoi(p)) };
  if (inet_pton(AF_INET, h, &a.sin_addr) != 1) {
    struct hostent *e = gethostbyname(h);
    if (!e)
      die("host");
    memcpy(&a.sin_addr, e->h_addr_list[0], 4);
  }
  return a;
}

static int one = 1;
static void nodelay(int fd)
{
  setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
}

static void rto(int fd, double s)
{
  struct timeval t = { (int)s, (s - (int)s) * 1e6 };
  setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &t, sizeof t);
  setsockopt(fd, SOL_SOCKET, SO_SNDTIMEO, &t, sizeof t);
}

static int dial(struct sockaddr_in *a, double timeout)
{
  int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  if (fd < 0)
    return -1;
  if (timeout > 0)
    rto(fd, timeout);
  if (connect(fd, (void *)a, sizeof *a)) {
    close(fd);
    return -1;
  }
  nodelay(fd);
  return fd;
}

static int wall(int fd, const void *p, size_t n)
{
  while (n) {
    ssize_t r = send(fd, p, n, MSG_NOSIGNAL);
    if (r <= 0)
      return -1;
    p = (char *)p + r;
    n -= r;
  }
  return 0;
}

static int rall(int fd, void *p, size_t n)
{
  while (n) {
    ssize_t r = recv(fd, p, n, 0);
    if (r <= 0)
      return -1;
    p = (char *)p + r;
    n -= r;
  }
  return 0;
}

static int lsn(const char *h, const char *p)
{
  struct sockaddr_in a = addr(h, p);
  int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &one, sizeof one);
  if (bind(fd, (void *)&a, sizeof a) || listen(fd, 4096))
    die("listen");
  return fd;
}

static void nb(int fd)
{
  fcntl(fd, F_SETFL, fcntl(fd, F_GETFL) | O_NONBLOCK);
}

static int cmpd(const void *a, const void *b)
{
  double x = *(double *)a, y = *(double *)b;
  return x < y ? -1 : x > y;
}

// ---- server
struct conn {
  char role, wr;
  uint64_t got, told;
  char *pend;
  int off, len;
};
static struct conn C[65536];
static int ep;
static void want(int fd, uint32_t ev)
{
  struct epoll_event e = {.events = ev,.data.fd = fd };
  epoll_ctl(ep, EPOLL_CTL_MOD, fd, &e);
}

static void drop(int fd)
{
  free(C[fd].pend);
  memset(&C[fd], 0, sizeof C[fd]);
  close(fd);
}

static void server(const char *h, const char *p)
{
  int l = lsn(h, p);
  nb(l);
  ep = epoll_create1(0);
  struct epoll_event e = {.events = EPOLLIN,.data.fd = l }, ev[256];
  epoll_ctl(ep, EPOLL_CTL_ADD, l, &e);
  for (;;) {
    int n = epoll_wait(ep, ev, 256, -1);
    for (int i = 0; i < n; i++) {
      int fd = ev[i].data.fd;
      struct conn *c = &C[fd];
      if (fd == l) {
        int a;
        while ((a = accept4(l, 0, 0, SOCK_NONBLOCK | SOCK_CLOEXEC)) >= 0) {
          if (a >= 65536) {
            close(a);
            continue;
          }
          nodelay(a);
          memset(&C[a], 0, sizeof C[a]);
          struct epoll_event x = {.events = EPOLLIN,.data.fd = a };
          epoll_ctl(ep, EPOLL_CTL_ADD, a, &x);
        } continue;
      }
      if (!c->role) {
        char r;
        ssize_t k = recv(fd, &r, 1, 0);
        if (k <= 0) {
          if (k < 0 && errno == EAGAIN)
            continue;
          drop(fd);
          continue;
        }
        c->role = r;
        if (r == 'C') {
          send(fd, "!", 1, MSG_NOSIGNAL);
          drop(fd);
          continue;
        }
        if (r == 'D') {
          want(fd, EPOLLOUT);
          continue;
        }
      }
      if (c->role == 'D') {
        ssize_t k;
        int it = 0;
        while (it++ < 8 && (k = send(fd, buf, BUF, MSG_NOSIGNAL)) > 0) ;
        if (it <= 8 && errno != EAGAIN)
          drop(fd);
        continue;
      }
      if (c->role == 'U') {
        ssize_t k;
        int it = 0, end = 0;
        while (it++ < 8) {
          k = recv(fd, buf, BUF, MSG_TRUNC);
          if (k > 0) {
            c->got += k;
            continue;
          }
          end = k == 0 || errno != EAGAIN;
          break;
        }
        if (end || c->got - c->told >= 2 << 20) {
          c->told = c->got;
          send(fd, &c->got, 8, MSG_NOSIGNAL);
        }
        if (end)
          drop(fd);
        continue;
      }
      // echo: what does not fit now is kept, and reading stops until it is out
      if (c->pend) {
        ssize_t k = send(fd, c->pend + c->off, c->len, MSG_NOSIGNAL);
        if (k < 0 && errno != EAGAIN) {
          drop(fd);
          continue;
        }
        if (k > 0) {
          c->off += k;
          c->len -= k;
        }
        if (c->len == 0) {
          free(c->pend);
          c->pend = 0;
          want(fd, EPOLLIN);
        }
        continue;
      }
      ssize_t k = recv(fd, buf, 65536, 0);
      if (k <= 0) {
        if (k < 0 && errno == EAGAIN)
          continue;
        drop(fd);
        continue;
      }
      ssize_t s = send(fd, buf, k, MSG_NOSIGNAL);
      if (s < 0) {
        if (errno != EAGAIN) {
          drop(fd);
          continue;
        }
        s = 0;
      }
      if (s < k) {
        c->len = k - s;
        c->off = 0;
        c->pend = malloc(c->len);
        memcpy(c->pend, buf + s, c->len);
        want(fd, EPOLLOUT);
      }
    }
  }
}

// ---- clients
static void tput(char **v)
{
  struct sockaddr_in a = addr(v[0], v[1]);
  int up = v[2][0] == 'u', n = atoi(v[3]);
  double secs = atof(v[4]);
  struct pollfd p[256];
  uint64_t first[256] = { 0 }, last[256] = { 0 };
  double tf[256] = { 0 }, tl[256] = { 0 };
  int part[256] = { 0 };
  char pb[256][8];
  for (int i = 0; i < n; i++) {
    int fd = dial(&a, 5);
    if (fd < 0)
      die("connect");
    if (wall(fd, up ? "U" : "D", 1))
      die("role");
    nb(fd);
    p[i].fd = fd;
    p[i].events = up ? POLLIN | POLLOUT : POLLIN;
  }
  double t0 = now(), warm = t0 + 0.3, end = warm + secs, t;
  uint64_t tot = 0;
  while ((t = now()) < end) {
    if (poll(p, n, 200) < 0)
      die("poll");
    for (int i = 0; i < n; i++) {
      if (up) {
        if (p[i].revents & POLLIN) {
          ssize_t k;
          while ((k = recv(p[i].fd, pb[i] + part[i], 8 - part[i], 0)) > 0) {
            part[i] += k;
            if (part[i] == 8) {
              part[i] = 0;
              t = now();
              memcpy(&last[i], pb[i], 8);
              tl[i] = t;
              if (t >= warm && !tf[i]) {
                tf[i] = t;
                first[i] = last[i];
              }
            }
          }
          if (k == 0) {
            fprintf(stderr, "linkload: stream closed\n");
            exit(1);
          }
        }
        if (p[i].revents & POLLOUT)
          send(p[i].fd, buf, BUF, MSG_NOSIGNAL);
      } else if (p[i].revents) {
        int it = 0;
        ssize_t k;
        while (it++ < 4 && (k = recv(p[i].fd, buf, BUF, MSG_TRUNC)) > 0)
          if (t >= warm)
            tot += k;
        if (it <= 4 && (k == 0 || errno != EAGAIN)) {
          fprintf(stderr, "linkload: stream closed\n");
          exit(1);
        }
      }
    }
  }
  double r = 0;
  if (up) {
    for (int i = 0; i < n; i++)
      if (tl[i] > tf[i])
        r += (last[i] - first[i]) / (tl[i] - tf[i]);
  } else
    r = tot / (now() - warm);
  printf("%.1f\n", r / 1048576);
}

static void ping(char **v)
{
  struct sockaddr_in a = addr(v[0], v[1]);
  int sz = atoi(v[2]);
  double secs = atof(v[3]);
  int fd = dial(&a, 5);
  if (fd < 0 || wall(fd, "E", 1))
    die("connect");
  static double d[4000000];
  int n = 0;
  char b[65536];
  memset(b, 'x', sizeof b);
  for (int i = 0; i < 300; i++)
    if (wall(fd, b, sz) || rall(fd, b, sz))
      die("warm");
  double t0 = now(), t = t0;
  while (t - t0 < secs && n < 4000000) {
    if (wall(fd, b, sz) || rall(fd, b, sz))
      die("ping");
    double u = now();
    d[n++] = (u - t) * 1e6;
    t = u;
  }
  qsort(d, n, sizeof *d, cmpd);
  printf("%.1f %.1f %.1f %d\n", d[n / 2], d[(int)(n * .99)], d[n - 1], n);
}

static void cps(char **v)
{
  struct sockaddr_in a = addr(v[0], v[1]);
  double secs = atof(v[2]);
  int n = atoi(v[3]), err = 0, cnt = 0;
  static double d[1000000];
  int fdv[256], st[256];
  double ts[256];
  struct pollfd p[256];
  double t0 = now(), t;
  for (int i = 0; i < n; i++)
    fdv[i] = -1;
  while ((t = now()) - t0 < secs) {
    for (int i = 0; i < n; i++)
      if (fdv[i] < 0) {
        int fd = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
        nodelay(fd);
        ts[i] = now();
        if (connect(fd, (void *)&a, sizeof a) && errno != EINPROGRESS) {
          err++;
          close(fd);
          continue;
        }
        fdv[i] = fd;
        st[i] = 0;
      }
    for (int i = 0; i < n; i++) {
      p[i].fd = fdv[i];
      p[i].events = st[i] ? POLLIN : POLLOUT;
      p[i].revents = 0;
    }
    poll(p, n, 100);
    for (int i = 0; i < n; i++)
      if (fdv[i] >= 0 && p[i].revents) {
        if (st[i] == 0) {
          if (send(fdv[i], "C", 1, MSG_NOSIGNAL) != 1) {
            err++;
            close(fdv[i]);
            fdv[i] = -1;
          } else
            st[i] = 1;
        } else {
          char b[8];
          ssize_t k = recv(fdv[i], b, 8, 0);
          if (st[i] == 1 && k == 1) {
            st[i] = 2;
            if (cnt < 1000000)
              d[cnt++] = (now() - ts[i]) * 1e6;
          } else if (k < 0 && errno == EAGAIN)
            continue;
          else {
            if (st[i] == 1)
              err++;
            close(fdv[i]);
            fdv[i] = -1;
          }
        }
      } else if (fdv[i] >= 0 && now() - ts[i] > 3) {
        err++;
        close(fdv[i]);
        fdv[i] = -1;
      }
  }
  double el = now() - t0;
  if (cnt)
    qsort(d, cnt, sizeof *d, cmpd);
  printf("%.1f %.1f %.1f %d\n", cnt / el, cnt ? d[cnt / 2] : 0, cnt ? d[(int)(cnt * .99)] : 0, err);
}

static int echo1(struct sockaddr_in *a, double to)
{
  int fd = dial(a, to);
  if (fd < 0)
    return -1;
  char b;
  if (wall(fd, "Ex", 2) || rall(fd, &b, 1)) {
    close(fd);
    return -1;
  }
  return fd;
}

static void idle(char **v)
{
  struct sockaddr_in a = addr(v[0], v[1]);
  int n = atoi(v[2]), ok = 0;
  double t = now();
  for (int i = 0; i < n; i++)
    if (echo1(&a, 5) >= 0)
      ok++;
  printf("READY %d %.3f\n", ok, now() - t);
  fflush(stdout);
  char b;
  while (read(0, &b, 1) > 0) ;
}

static void recov(char **v)
{
  struct sockaddr_in a = addr(v[0], v[1]);
  double max = atof(v[2]);
  int h = echo1(&a, 2);
  if (h < 0)
    die("before the kill");
  nb(h);
  if (system(v[3]) < 0)
    die("kill");
  double t1 = now(), t, seen = -2, okt = -1;
  int fails = 0;
  char b;
  while ((t = now()) - t1 < max) {
    int fd = echo1(&a, 0.25);
    if (fd >= 0) {
      okt = now();
      close(fd);
      break;
    }
    fails++;
    if (seen < 0) {
      ssize_t k = recv(h, &b, 1, 0);
      if (k == 0 || (k < 0 && errno != EAGAIN))
        seen = now() - t1;
    }
    usleep(2000);
  }
  if (seen < 0) {
    for (int i = 0; i < 20 && seen < 0; i++) {
      ssize_t k = recv(h, &b, 1, 0);
      if (k == 0 || (k < 0 && errno != EAGAIN))
        seen = now() - t1;
      else
        usleep(10000);
    }
    if (seen < 0) {
      struct pollfd p = { h, POLLIN, 0 };
      send(h, "y", 1, MSG_NOSIGNAL);
      poll(&p, 1, 500);
      ssize_t k = recv(h, &b, 1, 0);
      seen = k == 1 ? -1 : (k == 0 || (k < 0 && errno != EAGAIN)) ? now() - t1 : -2;
    }
  }
  printf("%.1f %d %.1f\n", okt < 0 ? -1 : (okt - t1) * 1e3, fails, seen < 0 ? seen : seen * 1e3);
}

static volatile sig_atomic_t sig1, sig2;
static void on(int s)
{
  if (s == SIGUSR1)
    sig1 = 1;
  else
    sig2 = 1;
}

static void relay(char **v)
{
  int l = lsn(v[0], v[1]);
  struct sockaddr_in d = addr(v[2], v[3]);
  static int mate[65536], frozen[65536];
  ep = epoll_create1(0);
  struct epoll_event e = {.events = EPOLLIN,.data.fd = l }, ev[256];
  epoll_ctl(ep, EPOLL_CTL_ADD, l, &e);
  signal(SIGUSR1, on);
  signal(SIGUSR2, on);
  memset(mate, -1, sizeof mate);
  for (;;) {
    int n = epoll_wait(ep, ev, 256, 20);
    if (sig1) {
      sig1 = 0;
      struct linger lg = { 1, 0 };
      for (int i = 0; i < 65536; i++)
        if (mate[i] >= 0) {
          setsockopt(i, SOL_SOCKET, SO_LINGER, &lg, sizeof lg);
          close(i);
          mate[i] = -1;
          frozen[i] = 0;
        }
      continue;
    }
    if (sig2) {
      sig2 = 0;
      for (int i = 0; i < 65536; i++)
        if (mate[i] >= 0 && !frozen[i]) {
          frozen[i] = 1;
          epoll_ctl(ep, EPOLL_CTL_DEL, i, 0);
        }
      continue;
    }
    for (int i = 0; i < n; i++) {
      int fd = ev[i].data.fd;
      if (fd == l) {
        int a = accept4(l, 0, 0, SOCK_CLOEXEC), b = dial(&d, 0);
        if (a < 0)
          continue;
        if (b < 0) {
          close(a);
          continue;
        }
        nodelay(a);
        mate[a] = b;
        mate[b] = a;
        e.data.fd = a;
        epoll_ctl(ep, EPOLL_CTL_ADD, a, &e);
        e.data.fd = b;
        epoll_ctl(ep, EPOLL_CTL_ADD, b, &e);
        continue;
      }
      if (mate[fd] < 0 || frozen[fd])
        continue;
      ssize_t k = recv(fd, buf, 65536, 0);
      int m = mate[fd];
      if (k <= 0 || wall(m, buf, k)) {
        mate[fd] = mate[m] = -1;
        close(fd);
        close(m);
      }
    }
  }
}

static void check(char **v)
{
  struct sockaddr_in a = addr(v[0], v[1]);
  int fd = dial(&a, 3);
  uint64_t got = 0;
  memset(buf, 1, 1000);
  const char *hc = "no", *it = "ok";
  if (fd >= 0 && !wall(fd, "U", 1) && !wall(fd, buf, 1000) && !shutdown(fd, SHUT_WR)) {
    if (!rall(fd, &got, 8) && got == 1000)
      hc = "yes";
  }
  close(fd);
  fd = dial(&a, 10);
  static unsigned char w[65536], r[65536];
  uint32_t x = 12345;
  if (wall(fd, "E", 1))
    it = "BAD";
  for (int b = 0; b < 512 && *it == 'o'; b++) {
    for (int i = 0; i < 65536; i++) {
      x = x * 1664525 + 1013904223;
      w[i] = x >> 24;
    } if (wall(fd, w, 65536) || rall(fd, r, 65536) || memcmp(w, r, 65536))
      it = "BAD";
  }
  printf("halfclose=%s integrity=%s\n", hc, it);
}

int main(int c, char **v)
{
  struct rlimit rl;
  getrlimit(RLIMIT_NOFILE, &rl);
  rl.rlim_cur = rl.rlim_max;
  setrlimit(RLIMIT_NOFILE, &rl);
  signal(SIGPIPE, SIG_IGN);
  if (c < 2)
    return 2;
  char *m = v[1];
  v += 2;
  c -= 2;
  if (!strcmp(m, "server") && c == 2)
    server(v[0], v[1]);
  else if (!strcmp(m, "tput") && c == 5)
    tput(v);
  else if (!strcmp(m, "ping") && c == 4)
    ping(v);
  else if (!strcmp(m, "cps") && c == 4)
    cps(v);
  else if (!strcmp(m, "idle") && c == 3)
    idle(v);
  else if (!strcmp(m, "recover") && c == 4)
    recov(v);
  else if (!strcmp(m, "relay") && c == 4)
    relay(v);
  else if (!strcmp(m, "check") && c == 2)
    check(v);
  else {
    fprintf(stderr, "usage: see the head of linkload.c\n");
    return 2;
  }
  return 0;
}
