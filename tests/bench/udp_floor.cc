// SPDX-License-Identifier: GPL-3.0-or-later
//
// udp_floor - what does one forwarded RTP packet cost at the very least?
//
// A relay child (pinned to one CPU) owns one UDP socket per stream direction, like a media proxy:
// a packet that arrives on port i leaves from port i^1 towards the endpoint behind i^1.  Nothing
// else is done to it.  The parent (pinned to another CPU) is the load: it plays all far endpoints,
// paces every stream at 50 packets/s with a random phase (or runs a closed window, "flat-out"),
// checks what comes back and reads the relay's CPU time.  The relay's I/O design is selectable, so
// the result is the CPU time per forwarded packet of each design under one and the same load.
//
//   build: g++ -O2 -std=c++20 -o udp_floor udp_floor.cc -luring
//   run:   see the 'floor' script (it makes the network namespaces); --help lists the options.
//
// Needs CAP_NET_ADMIN/CAP_BPF for the variants that use BPF sk_lookup or raw sockets.

#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <getopt.h>
#include <liburing.h>
#include <linux/bpf.h>
#include <net/if.h>
#include <netinet/in.h>
#include <netinet/ip.h>
#include <netinet/udp.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <cstdint>
#include <random>
#include <string>
#include <vector>

using u8 = uint8_t;
using u16 = uint16_t;
using u32 = uint32_t;
using u64 = uint64_t;

static constexpr int kPktLen = 172;     // 12 bytes RTP header + 160 bytes G.711
static constexpr int kLoadSocks = 8;    // far endpoints share these sockets (any-IP addresses)
static constexpr u16 kLoadPort = 7000;  // .. bound to 7000..7007

static u64 now_ns() {
  timespec t;
  clock_gettime(CLOCK_MONOTONIC, &t);
  return u64(t.tv_sec) * 1000000000ull + t.tv_nsec;
}

[[noreturn]] static void die(const char* what) {
  fprintf(stderr, "udp_floor: %s: %s\n", what, strerror(errno));
  _exit(1);
}

struct Config {
  std::string variant = "ep1";
  int calls = 500;
  double pps = 50;  // per stream; 0 = flat-out with a closed window
  double secs = 3;
  double warm = 0.5;
  int tick_us = 0;     // 0 = wake on arrival; else the relay wakes on this period only
  int window = 1024;   // flat-out: packets in flight
  int quantum_us = 0;  // the load releases packets on this grid (0 = each at its own time)
  int nice = -20;      // of relay and load, against whatever else runs on the machine
  int cpu_relay = 0, cpu_load = 1;
  std::string ns_relay, ns_load;        // names under /run/netns, empty = stay
  std::string relay_ip = "127.0.0.1";   // the relay's address
  std::string load_base = "127.1.0.0";  // far endpoint i has address load_base + i
  int port_base = 20000;
};
static Config cfg;

// Shared between relay and load.
struct Shared {
  std::atomic<int> ready, stop;
  std::atomic<u64> pkts, syscalls, wakeups, send_errors;
};
static Shared* sh;

static sockaddr_in far_addr(int i) {
  sockaddr_in a{};
  a.sin_family = AF_INET;
  a.sin_addr.s_addr = htonl(ntohl(inet_addr(cfg.load_base.c_str())) + 1 + u32(i));
  a.sin_port = htons(u16(kLoadPort + i % kLoadSocks));
  return a;
}
static sockaddr_in near_addr(int i) {
  sockaddr_in a{};
  a.sin_family = AF_INET;
  a.sin_addr.s_addr = inet_addr(cfg.relay_ip.c_str());
  a.sin_port = htons(u16(cfg.port_base + i));
  return a;
}
// The sockets of an io_uring that has just ended are released a little later: be patient.
static int bind_patient(int fd, const sockaddr_in& a) {
  for (int t = 0; t < 400; t++) {
    if (!bind(fd, (const sockaddr*)&a, sizeof a)) return 0;
    if (errno != EADDRINUSE) break;
    usleep(10000);
  }
  return -1;
}
static void pin(int cpu) {
  if (cpu < 0) return;
  cpu_set_t s;
  CPU_ZERO(&s);
  CPU_SET(cpu, &s);
  if (sched_setaffinity(0, sizeof s, &s)) die("sched_setaffinity");
}
static void enter_ns(const std::string& name) {
  if (name.empty()) return;
  int fd = open(("/run/netns/" + name).c_str(), O_RDONLY | O_CLOEXEC);
  if (fd < 0 || setns(fd, CLONE_NEWNET)) die("setns");
  close(fd);
}

// ---------------------------------------------------------------------------------------- relay

static int n_streams() { return cfg.calls * 2; }

static std::vector<int> g_sock;
static std::vector<sockaddr_in> g_dst;

static void bump(std::atomic<u64>& c, u64 n) {
  c.store(c.load(std::memory_order_relaxed) + n, std::memory_order_relaxed);
}
static bool stopped() { return sh->stop.load(std::memory_order_relaxed); }

// Open the relay's sockets.  connected: connect() each of them to its far endpoint.
static void open_sockets(bool connected) {
  int n = n_streams();
  g_sock.resize(n);
  g_dst.resize(n);
  for (int i = 0; i < n; i++) {
    int fd = socket(AF_INET, SOCK_DGRAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
    if (fd < 0) die("socket");
    auto a = near_addr(i);
    if (bind_patient(fd, a)) die("bind");
    g_dst[i] = far_addr(i);
    if (connected && connect(fd, (sockaddr*)&g_dst[i], sizeof g_dst[i])) die("connect");
    g_sock[i] = fd;
  }
}

static int make_epoll(u32 flags) {
  int ep = epoll_create1(EPOLL_CLOEXEC);
  for (int i = 0; i < n_streams(); i++) {
    epoll_event ev{};
    ev.events = EPOLLIN | flags;
    ev.data.u32 = u32(i);
    if (epoll_ctl(ep, EPOLL_CTL_ADD, g_sock[i], &ev)) die("epoll_ctl");
  }
  return ep;
}

// Sleep to the next grid point of the tick (absolute, so late wakeups do not accumulate).
struct Tick {
  u64 next = now_ns();
  void wait() {
    u64 t = u64(cfg.tick_us) * 1000, n = now_ns();
    next += t;
    if (next < n) next = n;  // overloaded: go on at once
    timespec ts{time_t(next / 1000000000ull), long(next % 1000000000ull)};
    clock_nanosleep(CLOCK_MONOTONIC, TIMER_ABSTIME, &ts, nullptr);
  }
};

static void sent(ssize_t r) {
  if (r < 0) bump(sh->send_errors, 1);
}

// ep1: epoll, one recvfrom and one sendto per ready socket.  drain: receive until EAGAIN, the
// classic loop of an event driven proxy (costs a second receive call per packet).
static void relay_epoll(bool connected, bool drain, bool msg) {
  open_sockets(connected);
  int ep = make_epoll(0);
  sh->ready = 1;
  static epoll_event ev[4096];
  u8 buf[2048];
  Tick tick;
  while (!stopped()) {
    if (cfg.tick_us) tick.wait();
    for (;;) {
      int n = epoll_wait(ep, ev, 4096, cfg.tick_us ? 0 : 100);
      u64 sc = 1, pk = 0;
      for (int k = 0; k < n; k++) {
        int i = int(ev[k].data.u32), o = i ^ 1;
        for (;;) {
          sockaddr_in from;
          socklen_t fl = sizeof from;
          ssize_t r;
          sc++;
          if (msg) {  // as most proxies do: recvmsg with address and control buffer
            char ctl[128];
            iovec iov{buf, sizeof buf};
            msghdr m{};
            m.msg_name = &from;
            m.msg_namelen = fl;
            m.msg_iov = &iov;
            m.msg_iovlen = 1;
            m.msg_control = ctl;
            m.msg_controllen = sizeof ctl;
            r = recvmsg(g_sock[i], &m, 0);
          } else if (connected)
            r = recv(g_sock[i], buf, sizeof buf, 0);
          else
            r = recvfrom(g_sock[i], buf, sizeof buf, 0, (sockaddr*)&from, &fl);
          if (r < 0) break;
          sc++;
          pk++;
          if (msg) {
            iovec iov{buf, size_t(r)};
            msghdr m{};
            m.msg_name = connected ? nullptr : &g_dst[o];
            m.msg_namelen = connected ? 0 : sizeof g_dst[o];
            m.msg_iov = &iov;
            m.msg_iovlen = 1;
            sent(sendmsg(g_sock[o], &m, 0));
          } else if (connected)
            sent(send(g_sock[o], buf, size_t(r), 0));
          else
            sent(sendto(g_sock[o], buf, size_t(r), 0, (sockaddr*)&g_dst[o], sizeof g_dst[o]));
          if (!drain) break;
        }
      }
      bump(sh->pkts, pk);
      bump(sh->syscalls, sc);
      bump(sh->wakeups, 1);
      if (!cfg.tick_us || n < 4096) break;
    }
  }
}

// mm: epoll, then recvmmsg(16) and sendmmsg on every ready socket (batching per socket only).
static void relay_mmsg() {
  open_sockets(false);
  int ep = make_epoll(0);
  sh->ready = 1;
  static epoll_event ev[4096];
  constexpr int B = 16;
  static u8 buf[B][2048];
  iovec iov[B];
  mmsghdr mm[B];
  sockaddr_in from[B];
  Tick tick;
  while (!stopped()) {
    if (cfg.tick_us) tick.wait();
    int n = epoll_wait(ep, ev, 4096, cfg.tick_us ? 0 : 100);
    u64 sc = 1, pk = 0;
    for (int k = 0; k < n; k++) {
      int i = int(ev[k].data.u32), o = i ^ 1;
      for (int b = 0; b < B; b++) {
        iov[b] = {buf[b], 2048};
        mm[b].msg_hdr = {};
        mm[b].msg_hdr.msg_iov = &iov[b];
        mm[b].msg_hdr.msg_iovlen = 1;
        mm[b].msg_hdr.msg_name = &from[b];
        mm[b].msg_hdr.msg_namelen = sizeof from[b];
      }
      int r = recvmmsg(g_sock[i], mm, B, MSG_DONTWAIT, nullptr);
      sc++;
      if (r <= 0) continue;
      for (int b = 0; b < r; b++) {
        iov[b].iov_len = mm[b].msg_len;
        mm[b].msg_hdr.msg_name = &g_dst[o];
      }
      sent(sendmmsg(g_sock[o], mm, u32(r), 0));
      sc++;
      pk += u64(r);
    }
    bump(sh->pkts, pk);
    bump(sh->syscalls, sc);
    bump(sh->wakeups, 1);
  }
}

// ---- io_uring helpers

struct Ring {
  io_uring r{};
  io_uring_buf_ring* br = nullptr;
  u8* bufs = nullptr;
  u32 nbufs = 0, bufsz = 0;
  void init(u32 sq, u32 cq, bool want_bufs) {
    io_uring_params p{};
    p.flags = IORING_SETUP_CQSIZE | IORING_SETUP_SINGLE_ISSUER | IORING_SETUP_DEFER_TASKRUN;
    p.cq_entries = cq;
    int e = io_uring_queue_init_params(sq, &r, &p);
    if (e < 0) {
      errno = -e;
      die("io_uring_queue_init");
    }
    e = io_uring_register_ring_fd(&r);
    e = io_uring_register_files(&r, g_sock.data(), u32(g_sock.size()));
    if (e < 0) {
      errno = -e;
      die("register_files");
    }
    if (!want_bufs) return;
    nbufs = 8192;
    bufsz = 512;
    bufs = (u8*)mmap(nullptr, size_t(nbufs) * bufsz, PROT_READ | PROT_WRITE,
                     MAP_PRIVATE | MAP_ANONYMOUS | MAP_POPULATE, -1, 0);
    br = (io_uring_buf_ring*)mmap(nullptr, nbufs * sizeof(io_uring_buf), PROT_READ | PROT_WRITE,
                                  MAP_PRIVATE | MAP_ANONYMOUS | MAP_POPULATE, -1, 0);
    io_uring_buf_reg reg{};
    reg.ring_addr = (u64)br;
    reg.ring_entries = nbufs;
    reg.bgid = 0;
    e = io_uring_register_buf_ring(&r, &reg, 0);
    if (e < 0) {
      errno = -e;
      die("register_buf_ring");
    }
    io_uring_buf_ring_init(br);
    for (u32 b = 0; b < nbufs; b++)
      io_uring_buf_ring_add(br, bufs + size_t(b) * bufsz, bufsz, u16(b), int(nbufs - 1), int(b));
    io_uring_buf_ring_advance(br, int(nbufs));
  }
  u8* buf(u32 id) { return bufs + size_t(id) * bufsz; }
  io_uring_sqe* sqe(u64& sc) {
    io_uring_sqe* s = io_uring_get_sqe(&r);
    while (!s) {
      sc++;
      io_uring_submit(&r);
      s = io_uring_get_sqe(&r);
    }
    return s;
  }
  void recycle(std::vector<u16>& ids) {
    int k = 0;
    for (u16 id : ids) io_uring_buf_ring_add(br, buf(id), bufsz, id, int(nbufs - 1), k++);
    io_uring_buf_ring_advance(br, k);
    ids.clear();
  }
};

// A send that is queued but executed during the next io_uring_enter.  MSG_DONTWAIT makes it finish
// (or fail) there and then, so the buffer is free again afterwards, without a completion.
static void queue_send(Ring& R, int o, const void* data, size_t len, bool connected, u64& sc) {
  io_uring_sqe* s = R.sqe(sc);
  io_uring_prep_send(s, o, data, len, MSG_DONTWAIT);
  if (!connected) io_uring_prep_send_set_addr(s, (sockaddr*)&g_dst[o], sizeof g_dst[o]);
  s->flags |= IOSQE_FIXED_FILE | IOSQE_CQE_SKIP_SUCCESS;
  s->user_data = ~0ull;
}

// ur: multishot receive on every socket into a provided-buffer ring, sends batched into the same
// io_uring_enter that waits for the next packets.
static void relay_uring(bool connected) {
  open_sockets(connected);
  Ring R;
  R.init(4096, 65536, true);
  msghdr mh{};
  mh.msg_namelen = sizeof(sockaddr_in);
  u64 sc = 0;
  auto arm = [&](int i) {
    io_uring_sqe* s = R.sqe(sc);
    if (connected)
      io_uring_prep_recv_multishot(s, i, nullptr, 0, 0);
    else
      io_uring_prep_recvmsg_multishot(s, i, &mh, 0);
    s->flags |= IOSQE_FIXED_FILE | IOSQE_BUFFER_SELECT;
    s->buf_group = 0;
    s->user_data = u64(i);
  };
  for (int i = 0; i < n_streams(); i++) arm(i);
  io_uring_submit(&R.r);
  sh->ready = 1;
  std::vector<u16> used;
  Tick tick;
  bool drained = true;
  while (!stopped()) {
    io_uring_cqe* cqe;
    u64 pk = 0;
    sc = 1;
    // One enter sends the last batch and collects what has arrived.  The kernel runs only a bounded
    // amount of deferred work per enter, so with a tick: repeat until an enter brings nothing.
    if (cfg.tick_us) {
      if (drained) {
        tick.wait();
        sc++;
        bump(sh->wakeups, 1);
      }
      io_uring_submit_and_get_events(&R.r);
    } else {
      __kernel_timespec ts{0, 100000000};
      io_uring_submit_and_wait_timeout(&R.r, &cqe, 1, &ts, nullptr);
      bump(sh->wakeups, 1);
    }
    R.recycle(used);
    u32 head, cnt = 0;
    io_uring_for_each_cqe(&R.r, head, cqe) {
      cnt++;
      if (cqe->user_data == ~0ull) {
        if (cqe->res < 0) bump(sh->send_errors, 1);
        continue;
      }
      int i = int(cqe->user_data);
      if (!(cqe->flags & IORING_CQE_F_MORE)) arm(i);
      if (!(cqe->flags & IORING_CQE_F_BUFFER)) continue;
      u16 id = u16(cqe->flags >> IORING_CQE_BUFFER_SHIFT);
      used.push_back(id);
      u8* p = R.buf(id);
      size_t len = size_t(cqe->res);
      if (!connected) {
        auto* o = io_uring_recvmsg_validate(p, cqe->res, &mh);
        if (!o) continue;
        p = (u8*)io_uring_recvmsg_payload(o, &mh);
        len = io_uring_recvmsg_payload_length(o, cqe->res, &mh);
      }
      queue_send(R, i ^ 1, p, len, connected, sc);
      pk++;
    }
    io_uring_cq_advance(&R.r, cnt);
    drained = cnt == 0;
    bump(sh->pkts, pk);
    bump(sh->syscalls, sc);
  }
}

// epu: epoll + recvfrom per socket, all sends of one round batched through io_uring.
static void relay_epoll_uring_send(bool connected) {
  open_sockets(connected);
  Ring R;
  R.init(4096, 8192, false);
  int ep = make_epoll(0);
  sh->ready = 1;
  static epoll_event ev[2048];
  static u8 buf[2048][512];
  Tick tick;
  while (!stopped()) {
    if (cfg.tick_us) tick.wait();
    int n = epoll_wait(ep, ev, 2048, cfg.tick_us ? 0 : 100);
    u64 sc = 1, pk = 0;
    for (int k = 0; k < n; k++) {
      int i = int(ev[k].data.u32);
      sockaddr_in from;
      socklen_t fl = sizeof from;
      sc++;
      ssize_t r = connected ? recv(g_sock[i], buf[k], 512, 0)
                            : recvfrom(g_sock[i], buf[k], 512, 0, (sockaddr*)&from, &fl);
      if (r < 0) continue;
      queue_send(R, i ^ 1, buf[k], size_t(r), connected, sc);
      pk++;
    }
    if (pk) {
      sc++;
      io_uring_submit(&R.r);
      io_uring_cqe* c;
      while (!io_uring_peek_cqe(&R.r, &c)) {
        bump(sh->send_errors, c->res < 0);
        io_uring_cqe_seen(&R.r, c);
      }
    }
    bump(sh->pkts, pk);
    bump(sh->syscalls, sc);
    bump(sh->wakeups, 1);
  }
}

// sockcost: what opening and closing the sockets of a call costs (signalling side), no traffic.
static void socket_cost() {
  int n = std::min(n_streams(), 4000), one = 1;
  int ep = epoll_create1(EPOLL_CLOEXEC);
  double t[5] = {};
  std::vector<int> fds(static_cast<size_t>(n));
  auto lap = [last = now_ns()](double& acc) mutable {
    u64 x = now_ns();
    acc += double(x - last);
    last = x;
  };
  double skip = 0;
  lap(skip);
  for (auto& fd : fds) fd = socket(AF_INET, SOCK_DGRAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
  lap(t[0]);
  for (int fd : fds)  // the options a proxy usually sets: address reuse, packet info, DSCP
    setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &one, sizeof one),
        setsockopt(fd, IPPROTO_IP, IP_PKTINFO, &one, sizeof one),
        setsockopt(fd, IPPROTO_IP, IP_TOS, &one, sizeof one);
  lap(t[1]);
  for (int i = 0; i < n; i++) {
    auto a = near_addr(i);
    if (bind(fds[size_t(i)], (sockaddr*)&a, sizeof a)) die("bind");
  }
  lap(t[2]);
  for (int fd : fds) {
    epoll_event ev{};
    ev.events = EPOLLIN | EPOLLET;
    epoll_ctl(ep, EPOLL_CTL_ADD, fd, &ev);
  }
  lap(t[3]);
  for (int fd : fds) close(fd);
  lap(t[4]);
  printf(
      "{\"variant\":\"sockcost\",\"sockets\":%d,\"ns_socket\":%.0f,\"ns_3_setsockopt\":%.0f,\"ns_"
      "bind\":%.0f,\"ns_epoll_add\":%.0f,\"ns_close\":%.0f,"
      "\"ns_total\":%.0f}\n",
      n, t[0] / n, t[1] / n, t[2] / n, t[3] / n, t[4] / n, (t[0] + t[1] + t[2] + t[3] + t[4]) / n);
  fflush(stdout);
}

// ---- one receive socket for the whole port range, by a BPF sk_lookup program

static long bpf_call(int cmd, bpf_attr* a) { return syscall(SYS_bpf, cmd, a, sizeof *a); }

static int attach_sk_lookup(int sockfd, u32 pmin, u32 pmax) {
  bpf_attr a{};
  a.map_type = BPF_MAP_TYPE_SOCKMAP;
  a.key_size = 4;
  a.value_size = 8;
  a.max_entries = 1;
  int map = int(bpf_call(BPF_MAP_CREATE, &a));
  if (map < 0) die("sockmap");
  u32 key = 0;
  u64 val = u64(sockfd);
  a = {};
  a.map_fd = u32(map);
  a.key = (u64)&key;
  a.value = (u64)&val;
  if (bpf_call(BPF_MAP_UPDATE_ELEM, &a)) die("sockmap update");
  auto I = [](u8 c, u8 d, u8 s, int16_t off, int imm) {
    bpf_insn i{};
    i.code = c;
    i.dst_reg = d & 15;
    i.src_reg = s & 15;
    i.off = off;
    i.imm = imm;
    return i;
  };
  const int16_t o_proto = offsetof(bpf_sk_lookup, protocol),
                o_port = offsetof(bpf_sk_lookup, local_port);
  bpf_insn p[] = {
      I(BPF_ALU64 | BPF_MOV | BPF_X, 6, 1, 0, 0),
      I(BPF_LDX | BPF_MEM | BPF_W, 2, 6, o_proto, 0),
      I(BPF_JMP | BPF_JNE | BPF_K, 2, 0, 17, IPPROTO_UDP),  // -> pass
      I(BPF_LDX | BPF_MEM | BPF_W, 2, 6, o_port, 0),
      I(BPF_JMP | BPF_JLT | BPF_K, 2, 0, 15, int(pmin)),  // -> pass
      I(BPF_JMP | BPF_JGT | BPF_K, 2, 0, 14, int(pmax)),  // -> pass
      I(BPF_ST | BPF_MEM | BPF_W, 10, 0, -4, 0),
      I(BPF_LD | BPF_IMM | BPF_DW, 1, BPF_PSEUDO_MAP_FD, 0, map),
      I(0, 0, 0, 0, 0),
      I(BPF_ALU64 | BPF_MOV | BPF_X, 2, 10, 0, 0),
      I(BPF_ALU64 | BPF_ADD | BPF_K, 2, 0, 0, -4),
      I(BPF_JMP | BPF_CALL, 0, 0, 0, BPF_FUNC_map_lookup_elem),
      I(BPF_JMP | BPF_JEQ | BPF_K, 0, 0, 7, 0),  // -> pass
      I(BPF_ALU64 | BPF_MOV | BPF_X, 7, 0, 0, 0),
      I(BPF_ALU64 | BPF_MOV | BPF_X, 1, 6, 0, 0),
      I(BPF_ALU64 | BPF_MOV | BPF_X, 2, 0, 0, 0),
      I(BPF_ALU64 | BPF_MOV | BPF_K, 3, 0, 0, 0),
      I(BPF_JMP | BPF_CALL, 0, 0, 0, BPF_FUNC_sk_assign),
      I(BPF_ALU64 | BPF_MOV | BPF_X, 1, 7, 0, 0),
      I(BPF_JMP | BPF_CALL, 0, 0, 0, BPF_FUNC_sk_release),
      I(BPF_ALU64 | BPF_MOV | BPF_K, 0, 0, 0, SK_PASS),
      I(BPF_JMP | BPF_EXIT, 0, 0, 0, 0),
  };
  static char log[65536];
  a = {};
  a.prog_type = BPF_PROG_TYPE_SK_LOOKUP;
  a.expected_attach_type = BPF_SK_LOOKUP;
  a.insns = (u64)p;
  a.insn_cnt = sizeof p / sizeof *p;
  a.license = (u64) "GPL";
  a.log_buf = (u64)log;
  a.log_size = sizeof log;
  a.log_level = 1;
  int prog = int(bpf_call(BPF_PROG_LOAD, &a));
  if (prog < 0) {
    fprintf(stderr, "%s\n", log);
    die("BPF_PROG_LOAD");
  }
  int ns = open("/proc/self/ns/net", O_RDONLY | O_CLOEXEC);
  a = {};
  a.link_create.prog_fd = u32(prog);
  a.link_create.target_fd = u32(ns);
  a.link_create.attach_type = BPF_SK_LOOKUP;
  int link = int(bpf_call(BPF_LINK_CREATE, &a));
  if (link < 0) die("BPF_LINK_CREATE");
  return link;
}

struct RawPkt {
  iphdr ip;
  udphdr udp;
  u8 data[512];
} __attribute__((packed));

static u16 csum_udp(const RawPkt& p, size_t len) {
  u32 s = (p.ip.saddr & 0xffff) + (p.ip.saddr >> 16) + (p.ip.daddr & 0xffff) + (p.ip.daddr >> 16) +
          htons(IPPROTO_UDP) + p.udp.len;
  const u8* b = (const u8*)&p.udp;
  size_t n = len + sizeof(udphdr), i = 0;
  u64 acc = s;
  for (; i + 4 <= n; i += 4) {
    u32 w;
    memcpy(&w, b + i, 4);
    acc += w;
  }
  for (; i + 2 <= n; i += 2) {
    u16 w;
    memcpy(&w, b + i, 2);
    acc += w;
  }
  if (i < n) acc += b[i];
  acc = (acc & 0xffffffff) + (acc >> 32);
  acc = (acc & 0xffffffff) + (acc >> 32);
  acc = (acc & 0xffff) + (acc >> 16);
  acc = (acc & 0xffff) + (acc >> 16);
  u16 r = u16(~acc);
  return r ? r : 0xffff;
}

// shared: one socket, one port, recvmmsg + sendmmsg.  Not a proxy (all ports collapse into one);
//         the lower bound of what the socket API can do.
// skl-*:  one receiving socket for the whole port range; the ports themselves stay bound (reserved)
//         and send: -raw one raw socket and sendmmsg, -send sendto per port socket,
//         -ur io_uring batch of sends on the port sockets.
// mark: how the destination port is known: IP_RECVORIGDSTADDR for skl, the payload for 'shared'.
static void relay_one_socket(const std::string& kind) {
  bool skl = kind != "shared";
  bool raw = kind == "skl-raw", ur = kind == "skl-ur";
  if (skl)
    open_sockets(false);  // a connected socket would win over sk_lookup
  else {
    g_dst.resize(n_streams());
    for (int i = 0; i < n_streams(); i++) g_dst[i] = far_addr(i);
  }
  int fd = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
  int sz = 32 << 20, one = 1;
  setsockopt(fd, SOL_SOCKET, SO_RCVBUFFORCE, &sz, sizeof sz);
  setsockopt(fd, SOL_SOCKET, SO_SNDBUFFORCE, &sz, sizeof sz);
  sockaddr_in a = near_addr(skl ? -1 : 0);
  if (bind_patient(fd, a)) die("bind one");
  int rawfd = -1;
  Ring R;
  if (skl) {
    setsockopt(fd, SOL_IP, IP_RECVORIGDSTADDR, &one, sizeof one);
    attach_sk_lookup(fd, u32(cfg.port_base), u32(cfg.port_base + n_streams() - 1));
    if (raw) {
      rawfd = socket(AF_INET, SOCK_RAW | SOCK_CLOEXEC, IPPROTO_RAW);
      setsockopt(rawfd, SOL_SOCKET, SO_SNDBUFFORCE, &sz, sizeof sz);
    }
    if (ur) R.init(4096, 8192, false);
  }
  constexpr int B = 128;
  static RawPkt pk[B];
  static char ctl[B][64];
  static sockaddr_in from[B];
  static iovec iov[B];
  static mmsghdr mm[B], out[B];
  for (int b = 0; b < B; b++) {
    out[b].msg_hdr = {};
    out[b].msg_hdr.msg_iovlen = 1;
  }
  static iovec oiov[B];
  int ep = epoll_create1(0);
  epoll_event ev{};
  ev.events = EPOLLIN;
  epoll_ctl(ep, EPOLL_CTL_ADD, fd, &ev);
  sh->ready = 1;
  Tick tick;
  u32 near_ip = near_addr(0).sin_addr.s_addr;
  while (!stopped()) {
    if (cfg.tick_us)
      tick.wait();
    else
      epoll_wait(ep, &ev, 1, 100);
    u64 sc = 1;
    for (;;) {
      for (int b = 0; b < B; b++) {
        iov[b] = {pk[b].data, sizeof pk[b].data};
        mm[b].msg_hdr.msg_iov = &iov[b];
        mm[b].msg_hdr.msg_iovlen = 1;
        mm[b].msg_hdr.msg_name = &from[b];
        mm[b].msg_hdr.msg_namelen = sizeof from[b];
        mm[b].msg_hdr.msg_control = skl ? ctl[b] : nullptr;
        mm[b].msg_hdr.msg_controllen = skl ? sizeof ctl[b] : 0;
      }
      int r = recvmmsg(fd, mm, B, MSG_DONTWAIT, nullptr);
      sc++;
      if (r <= 0) break;
      for (int b = 0; b < r; b++) {
        int i;
        size_t len = mm[b].msg_len;
        if (skl) {
          cmsghdr* c = CMSG_FIRSTHDR(&mm[b].msg_hdr);
          i = ntohs(((sockaddr_in*)CMSG_DATA(c))->sin_port) - cfg.port_base;
        } else {
          u32 v;
          memcpy(&v, pk[b].data + 8, 4);  // ssrc = stream number
          i = int(ntohl(v));
        }
        int o = i ^ 1;
        if (raw) {
          RawPkt& p = pk[b];
          p.ip = {};
          p.ip.version = 4;
          p.ip.ihl = 5;
          p.ip.ttl = 64;
          p.ip.protocol = IPPROTO_UDP;
          p.ip.frag_off = htons(0x4000);
          p.ip.saddr = near_ip;
          p.ip.daddr = g_dst[o].sin_addr.s_addr;
          p.udp.source = htons(u16(cfg.port_base + o));
          p.udp.dest = g_dst[o].sin_port;
          p.udp.len = htons(u16(len + sizeof(udphdr)));
          p.udp.check = 0;
          p.udp.check = csum_udp(p, len);
          oiov[b] = {&p, len + sizeof(iphdr) + sizeof(udphdr)};
        } else if (skl) {
          if (ur)
            queue_send(R, o, pk[b].data, len, false, sc);
          else
            sent(sendto(g_sock[o], pk[b].data, len, 0, (sockaddr*)&g_dst[o], sizeof g_dst[o]));
          continue;
        } else
          oiov[b] = {pk[b].data, len};
        out[b].msg_hdr.msg_name = &g_dst[o];
        out[b].msg_hdr.msg_namelen = sizeof g_dst[o];
        out[b].msg_hdr.msg_iov = &oiov[b];
      }
      if (ur) {
        io_uring_submit(&R.r);
        sc++;
      } else if (raw || !skl) {
        int done = 0;
        while (done < r) {
          int k = sendmmsg(raw ? rawfd : fd, out + done, u32(r - done), 0);
          sc++;
          if (k <= 0) {
            bump(sh->send_errors, 1);
            done++;
          } else
            done += k;
        }
      } else
        sc += u64(r);
      bump(sh->pkts, u64(r));
      bump(sh->syscalls, sc);
      sc = 0;
      if (r < B || stopped()) break;
    }
    bump(sh->syscalls, sc);
    bump(sh->wakeups, 1);
  }
}

[[noreturn]] static void relay_main() {
  prctl(PR_SET_PDEATHSIG, SIGKILL);
  pin(cfg.cpu_relay);
  enter_ns(cfg.ns_relay);
  const std::string& v = cfg.variant;
  if (v == "sockcost")
    socket_cost();
  else if (v == "ep1")
    relay_epoll(false, false, false);
  else if (v == "ep1-msg")
    relay_epoll(false, false, true);
  else if (v == "ep1-conn")
    relay_epoll(true, false, false);
  else if (v == "ep-drain")
    relay_epoll(false, true, true);
  else if (v == "mm")
    relay_mmsg();
  else if (v == "ur")
    relay_uring(false);
  else if (v == "ur-conn")
    relay_uring(true);
  else if (v == "epu")
    relay_epoll_uring_send(false);
  else if (v == "epu-conn")
    relay_epoll_uring_send(true);
  else if (v == "shared" || v.rfind("skl-", 0) == 0)
    relay_one_socket(v);
  else {
    fprintf(stderr, "unknown variant %s\n", v.c_str());
    _exit(2);
  }
  _exit(0);
}

// ----------------------------------------------------------------------------------------- load

// Latency histogram: 32 sub-buckets per power of two of nanoseconds (about 3 % resolution).
struct Hist {
  std::vector<u64> c = std::vector<u64>(64 * 32);
  u64 n = 0, max = 0;
  void add(u64 v) {
    int e = v < 32 ? 0 : 63 - __builtin_clzll(v) - 4;
    u64 s = e ? (v >> (e - 1)) & 31 : v;
    c[size_t(e) * 32 + s]++;
    n++;
    if (v > max) max = v;
  }
  double q(double p) const {
    if (!n) return 0;
    u64 want = u64(p * double(n)), acc = 0;
    for (size_t i = 0; i < c.size(); i++) {
      acc += c[i];
      if (acc > want) {
        u64 e = i / 32, s = i % 32;
        return double(e ? ((32 + s) << (e - 1)) : s);
      }
    }
    return double(max);
  }
};

struct Proc {  // CPU time and context switches of a process; all in ns
  u64 cpu = 0, vol = 0, invol = 0;
};
static u64 schedstat(const std::string& path) {
  FILE* f = fopen(path.c_str(), "r");
  u64 v = 0;
  if (f) {
    if (fscanf(f, "%lu", &v) != 1) v = 0;
    fclose(f);
  }
  return v;
}
static Proc read_proc(pid_t pid) {
  Proc p;
  std::string d = "/proc/" + std::to_string(pid) + "/";
  clockid_t id;
  if (!clock_getcpuclockid(pid, &id)) {
    timespec ts;
    clock_gettime(id, &ts);
    p.cpu = u64(ts.tv_sec) * 1000000000ull + u64(ts.tv_nsec);
  }
  FILE* f = fopen((d + "status").c_str(), "r");
  char l[256];
  while (f && fgets(l, sizeof l, f)) {
    sscanf(l, "voluntary_ctxt_switches: %lu", &p.vol);
    sscanf(l, "nonvoluntary_ctxt_switches: %lu", &p.invol);
  }
  if (f) fclose(f);
  return p;
}
// Busy time of all CPUs, in ns: with our own time taken off, what others did meanwhile.
static double machine_busy() {
  FILE* f = fopen("/proc/stat", "r");
  double v[8] = {};
  if (f) {
    if (fscanf(f, "cpu %lf %lf %lf %lf %lf %lf %lf %lf", v, v + 1, v + 2, v + 3, v + 4, v + 5,
               v + 6, v + 7) != 8)
      v[0] = 0;
    fclose(f);
  }
  return (v[0] + v[1] + v[2] + v[5] + v[6] + v[7]) * 1e9 / double(sysconf(_SC_CLK_TCK));
}
// ksoftirqd of the relay's CPU: packet work the kernel moved out of the relay's context.
static pid_t find_ksoftirqd(int cpu) {
  std::string want = "ksoftirqd/" + std::to_string(cpu);
  for (int p = 2; p < 200; p++) {
    char n[64] = {};
    FILE* f = fopen(("/proc/" + std::to_string(p) + "/comm").c_str(), "r");
    if (!f) continue;
    if (fgets(n, sizeof n, f)) n[strcspn(n, "\n")] = 0;
    fclose(f);
    if (want == n) return p;
  }
  return 0;
}

int main(int argc, char** argv) {
  static option lo[] = {
      {"variant", 1, 0, 'v'},  {"calls", 1, 0, 'n'},      {"pps", 1, 0, 'p'},
      {"secs", 1, 0, 's'},     {"warm", 1, 0, 'w'},       {"tick-us", 1, 0, 't'},
      {"window", 1, 0, 'W'},   {"quantum-us", 1, 0, 'q'}, {"cpu-relay", 1, 0, 'R'},
      {"cpu-load", 1, 0, 'L'}, {"ns-relay", 1, 0, 'r'},   {"ns-load", 1, 0, 'l'},
      {"relay-ip", 1, 0, 'i'}, {"load-base", 1, 0, 'b'},  {"port-base", 1, 0, 'P'},
      {"nice", 1, 0, 'N'},     {"help", 0, 0, 'h'},       {}};
  int c;
  while ((c = getopt_long(argc, argv, "", lo, nullptr)) != -1) switch (c) {
      case 'v':
        cfg.variant = optarg;
        break;
      case 'n':
        cfg.calls = atoi(optarg);
        break;
      case 'p':
        cfg.pps = atof(optarg);
        break;
      case 's':
        cfg.secs = atof(optarg);
        break;
      case 'w':
        cfg.warm = atof(optarg);
        break;
      case 't':
        cfg.tick_us = atoi(optarg);
        break;
      case 'W':
        cfg.window = atoi(optarg);
        break;
      case 'q':
        cfg.quantum_us = atoi(optarg);
        break;
      case 'R':
        cfg.cpu_relay = atoi(optarg);
        break;
      case 'L':
        cfg.cpu_load = atoi(optarg);
        break;
      case 'r':
        cfg.ns_relay = optarg;
        break;
      case 'l':
        cfg.ns_load = optarg;
        break;
      case 'i':
        cfg.relay_ip = optarg;
        break;
      case 'b':
        cfg.load_base = optarg;
        break;
      case 'N':
        cfg.nice = atoi(optarg);
        break;
      case 'P':
        cfg.port_base = atoi(optarg);
        break;
      default:
        printf(
            "udp_floor --variant "
            "ep1|ep1-msg|ep1-conn|ep-drain|mm|ur|ur-conn|epu|epu-conn|shared|skl-raw|\n"
            "  skl-send|skl-ur|sockcost --calls N --pps P(0=flat-out) --secs S [--tick-us T]\n"
            "  [--window W] [--quantum-us Q] [--cpu-relay C] [--cpu-load C] [--ns-relay NS "
            "--ns-load NS\n"
            "  --relay-ip A --load-base A --port-base P]\n");
        return c == 'h' ? 0 : 2;
    }
  rlimit rl{1 << 20, 1 << 20};
  if (setrlimit(RLIMIT_NOFILE, &rl)) {  // not allowed: as far as the hard limit goes
    getrlimit(RLIMIT_NOFILE, &rl);
    rl.rlim_cur = rl.rlim_max;
    setrlimit(RLIMIT_NOFILE, &rl);
  }
  rl = {RLIM_INFINITY, RLIM_INFINITY};
  setrlimit(RLIMIT_MEMLOCK, &rl);
  sh = (Shared*)mmap(nullptr, 4096, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
  setpriority(PRIO_PROCESS, 0, cfg.nice);
  pid_t child = fork();
  if (!child) relay_main();
  if (cfg.variant == "sockcost") {
    waitpid(child, nullptr, 0);
    return 0;
  }
  enter_ns(cfg.ns_load);
  pin(cfg.cpu_load);

  const int n = n_streams();
  int ls[kLoadSocks];
  for (int k = 0; k < kLoadSocks; k++) {
    ls[k] = socket(AF_INET, SOCK_DGRAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
    int sz = 32 << 20;
    setsockopt(ls[k], SOL_SOCKET, SO_RCVBUFFORCE, &sz, sizeof sz);
    setsockopt(ls[k], SOL_SOCKET, SO_SNDBUFFORCE, &sz, sizeof sz);
    sockaddr_in a{};
    a.sin_family = AF_INET;
    a.sin_port = htons(u16(kLoadPort + k));
    if (bind_patient(ls[k], a)) die("bind load");
  }
  for (int w = 0; !sh->ready; w++) {
    if (w > 2000 || waitpid(child, nullptr, WNOHANG) == child) {
      fprintf(stderr, "relay did not come up\n");
      return 1;
    }
    usleep(5000);
  }

  // Per stream: phase within the 20 ms period (order of sending), sequence numbers.
  std::vector<int> order(n);
  for (int i = 0; i < n; i++) order[i] = i;
  std::mt19937 rng(4711);
  std::shuffle(order.begin(), order.end(), rng);
  const double period = cfg.pps > 0 ? 1e9 / cfg.pps : 0;
  std::vector<double> phase(n);
  {
    std::uniform_real_distribution<double> u(0, period > 0 ? period : 1);
    for (auto& p : phase) p = u(rng);
    std::sort(phase.begin(), phase.end());
  }
  std::vector<u32> txseq(n), rxseq(n);
  constexpr int B = 64;
  struct TxBatch {
    mmsghdr mm[B];
    iovec iov[B];
    sockaddr_in dst[B];
    u8 buf[B][kPktLen];
    char ctl[B][CMSG_SPACE(sizeof(in_pktinfo))];
    int n = 0;
  };
  static TxBatch tx[kLoadSocks];
  for (auto& t : tx)
    for (int b = 0; b < B; b++) {
      memset(t.buf[b], 0xd5, kPktLen);
      t.buf[b][0] = 0x80;
      t.buf[b][1] = 8;
      t.iov[b] = {t.buf[b], kPktLen};
      auto& h = t.mm[b].msg_hdr;
      h = {};
      h.msg_name = &t.dst[b];
      h.msg_namelen = sizeof t.dst[b];
      h.msg_iov = &t.iov[b];
      h.msg_iovlen = 1;
      h.msg_control = t.ctl[b];
      h.msg_controllen = sizeof t.ctl[b];
      cmsghdr* cm = CMSG_FIRSTHDR(&h);
      cm->cmsg_level = IPPROTO_IP;
      cm->cmsg_type = IP_PKTINFO;
      cm->cmsg_len = CMSG_LEN(sizeof(in_pktinfo));
    }
  u64 sent_n = 0, rcvd = 0, bad = 0, reorder = 0, txfail = 0;
  Hist hist;
  bool measuring = false;
  auto flush = [&](int k) {
    auto& t = tx[k];
    int done = 0;
    while (done < t.n) {
      int r = sendmmsg(ls[k], t.mm + done, u32(t.n - done), 0);
      if (r <= 0) {
        txfail++;
        done++;
      } else
        done += r;
    }
    t.n = 0;
  };
  // Packet of stream i: RTP header with ssrc = stream, then sequence and send time.
  auto push = [&](int i, u64 t0) {
    int k = i % kLoadSocks;
    auto& t = tx[k];
    int b = t.n++;
    u8* p = t.buf[b];
    u32 ssrc = htonl(u32(i)), seq = txseq[i]++;
    u16 s16 = htons(u16(seq));
    memcpy(p + 2, &s16, 2);
    memcpy(p + 8, &ssrc, 4);
    memcpy(p + 12, &seq, 4);
    memcpy(p + 16, &t0, 8);
    // 'shared' has only the first port
    t.dst[b] = near_addr(cfg.variant == "shared" ? 0 : i);
    auto* pi = (in_pktinfo*)CMSG_DATA((cmsghdr*)t.ctl[b]);
    *pi = {};
    pi->ipi_spec_dst = far_addr(i).sin_addr;
    sent_n++;
    if (t.n == B) flush(k);
  };
  static mmsghdr rm[B];
  static iovec riov[B];
  static u8 rbuf[B][512];
  for (int b = 0; b < B; b++) {
    riov[b] = {rbuf[b], 512};
    rm[b].msg_hdr.msg_iov = &riov[b];
    rm[b].msg_hdr.msg_iovlen = 1;
  }
  auto poll_rx = [&]() {
    u64 got = 0;
    for (int k = 0; k < kLoadSocks; k++) {
      int r = recvmmsg(ls[k], rm, B, MSG_DONTWAIT, nullptr);
      if (r <= 0) continue;
      u64 t1 = now_ns();
      for (int b = 0; b < r; b++) {
        u32 ssrc, seq;
        u64 t0;
        memcpy(&ssrc, rbuf[b] + 8, 4);
        memcpy(&seq, rbuf[b] + 12, 4);
        memcpy(&t0, rbuf[b] + 16, 8);
        ssrc = ntohl(ssrc);
        if (rm[b].msg_len != kPktLen || ssrc >= u32(n) || int(ssrc ^ 1) % kLoadSocks != k) {
          bad++;
          continue;
        }
        if (seq < rxseq[ssrc]) reorder++;
        rxseq[ssrc] = seq + 1;
        rcvd++;
        got++;
        if (measuring) hist.add(t1 - t0);
      }
    }
    return got;
  };

  pid_t ksoft = find_ksoftirqd(cfg.cpu_relay);
  u64 start = now_ns(), t_meas = start + u64(cfg.warm * 1e9), t_end = t_meas + u64(cfg.secs * 1e9);
  size_t pos = 0;
  u64 round = 0;
  Proc p0, p1;
  u64 k0 = 0, k1 = 0, s0 = 0, r0 = 0, rel0 = 0, sys0 = 0, wk0 = 0, m0 = 0, l0 = 0, lost_window = 0;
  double b0 = 0;
  u64 c0 = 0;
  u64 last_rx = start, quantum = u64(cfg.quantum_us) * 1000, next_q = start;
  auto self_cpu = [] {
    timespec t;
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
    return u64(t.tv_sec) * 1000000000ull + u64(t.tv_nsec);
  };
  for (;;) {
    u64 t = now_ns();
    if (!measuring && t >= t_meas) {
      measuring = true;
      p0 = read_proc(child);
      k0 = schedstat("/proc/" + std::to_string(ksoft) + "/schedstat");
      s0 = sent_n;
      r0 = rcvd;
      l0 = lost_window;
      rel0 = sh->pkts;
      sys0 = sh->syscalls;
      wk0 = sh->wakeups;
      b0 = machine_busy();
      c0 = self_cpu();
      m0 = now_ns();
    }
    if (t >= t_end) break;
    if (cfg.pps > 0) {
      if (t >= next_q) {
        next_q = quantum ? t - t % quantum + quantum : 0;
        int burst = 0;
        while (double(t - start) >= phase[pos] + double(round) * period) {
          push(order[pos], t);
          if (++pos == size_t(n)) {
            pos = 0;
            round++;
          }
          if (++burst >= 256) break;
        }
        if (burst)
          for (int k = 0; k < kLoadSocks; k++)
            if (tx[k].n) flush(k);
      }
      poll_rx();
    } else {
      u64 inflight = sent_n - rcvd - lost_window;
      if (inflight < u64(cfg.window)) {
        u64 k = std::min<u64>(u64(cfg.window) - inflight, 128);
        while (k--) {
          push(order[pos], t);
          pos = (pos + 1) % size_t(n);
        }
        for (int k2 = 0; k2 < kLoadSocks; k2++)
          if (tx[k2].n) flush(k2);
      }
      if (poll_rx())
        last_rx = t;
      else if (t - last_rx > 20000000) {  // nothing for 20 ms: the window is lost
        lost_window = sent_n - rcvd;
        last_rx = t;
      }
    }
  }
  u64 m1 = now_ns();
  p1 = read_proc(child);
  double foreign = machine_busy() - b0 - double(self_cpu() - c0) - double(p1.cpu - p0.cpu);
  k1 = schedstat("/proc/" + std::to_string(ksoft) + "/schedstat");
  u64 rel = sh->pkts - rel0, sys = sh->syscalls - sys0, wk = sh->wakeups - wk0;
  u64 s1 = sent_n, r1 = rcvd;
  measuring = false;
  for (u64 e = now_ns() + 100000000; now_ns() < e;) poll_rx();
  u64 late = rcvd - r1;
  sh->stop = 1;
  waitpid(child, nullptr, 0);
  double el = double(m1 - m0) / 1e9, cpu = double(p1.cpu - p0.cpu), kcpu = double(k1 - k0),
         pk = double(rel);
  double lost = cfg.pps > 0 ? double(sent_n) - double(rcvd) : double(lost_window - l0);
  printf(
      "{\"variant\":\"%s\",\"tick_us\":%d,\"calls\":%d,\"pps_stream\":%g,\"quantum_us\":%d,\"pps\":"
      "%.0f,\"foreign_cpu\":%.3f,\"relay_util\":%.3f,"
      "\"ns_per_pkt\":%.0f,\"ns_per_pkt_ksoftirqd\":%.0f,\"syscalls_per_pkt\":%.3f,\"pkts_per_"
      "wakeup\":%.2f,\"ctxsw_per_s\":%.0f,"
      "\"lat_us_p50\":%.0f,\"lat_us_p99\":%.0f,\"lat_us_p999\":%.0f,\"lat_us_max\":%.0f,"
      "\"sent\":%lu,\"rcvd\":%lu,\"late\":%lu,\"lost\":%.0f,\"bad\":%lu,\"reorder\":%lu,\"send_"
      "errors\":%lu,\"txfail\":%lu}\n",
      cfg.variant.c_str(), cfg.tick_us, cfg.calls, cfg.pps, cfg.quantum_us, pk / el,
      std::max(0.0, foreign / 1e9 / el), cpu / 1e9 / el, pk ? cpu / pk : 0, pk ? kcpu / pk : 0,
      pk ? double(sys) / pk : 0, wk ? pk / double(wk) : 0,
      double(p1.vol - p0.vol + p1.invol - p0.invol) / el, hist.q(.5) / 1e3, hist.q(.99) / 1e3,
      hist.q(.999) / 1e3, double(hist.max) / 1e3, s1 - s0, r1 - r0, late, lost, bad, reorder,
      u64(sh->send_errors), txfail);
  return 0;
}
