// SPDX-License-Identifier: GPL-3.0-or-later
//
// rtpload - load generator and checker for an RTP media proxy that speaks the "ng" control
// protocol.
//
// It plays both parties of N calls.  Calls are set up through ng (bencode over UDP: offer, answer,
// at the end delete); then 20 ms RTP is sent in both directions of every call and everything that
// the proxy sends back is checked: sender address, stream identity, payload, order, duplicates,
// loss, and latency (send time travels in the payload).  While it runs it reads the proxy's CPU
// time (all threads), context switches and memory from /proc.  One JSON line comes out.
//
//   build: g++ -O2 -std=c++20 -o rtpload rtpload.cc -lcrypto -lavcodec -lavutil
//
// Modes (--mode):
//   ping       wait until the proxy answers ng "ping" (up to --secs)
//   rtp        RTP/AVP on both sides, plain forwarding
//   srtp       side A is SDES RTP/SAVP (AES_CM_128_HMAC_SHA1_80), side B is plain RTP
//   transcode  side A and B use different codecs (--codec PCMA:opus, PCMU:PCMA, PCMA:G722, ..)
//   signal     offer/answer/delete cycles from --clients parallel control clients, no media
//   idle       set up the calls and look at the proxy's memory and idle CPU
//
// Far endpoints are "any-IP" addresses: endpoint e has the address base+1+e, and only a few
// sockets, bound to the wildcard address, serve all of them (IP_PKTINFO tells and sets the
// address).  So the proxy sees every party at an address of its own while the load stays far
// cheaper than the proxy.

#define OPENSSL_API_COMPAT \
  0x10100000L  // SHA1_* on precomputed states is far cheaper than an EVP HMAC per packet
#include <arpa/inet.h>
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <getopt.h>
#include <netinet/in.h>
#include <openssl/evp.h>
#include <openssl/sha.h>
#include <poll.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

extern "C" {
#include <libavcodec/avcodec.h>
#include <libavutil/channel_layout.h>
#include <libavutil/log.h>
#include <libavutil/opt.h>
}

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <map>
#include <memory>
#include <random>
#include <string>
#include <vector>

using u8 = uint8_t;
using u16 = uint16_t;
using u32 = uint32_t;
using u64 = uint64_t;
using std::string;

static constexpr int kLoadSocks = 8;  // RTP sockets of the load; ports 7000, 7002, ..
static constexpr u16 kLoadPort = 7000;
static constexpr int kPayload = 160;  // 20 ms of G.711
static constexpr u32 kSeq0 =
    65400;  // first sequence number: soon wraps, so the roll-over is exercised
static constexpr u32 kMagic = 0x52544c44;

struct Options {
  string mode = "rtp", ng = "127.0.0.1:2223", base = "10.77.0.0", netns, codec = "PCMA:opus",
         sdp = "sip";
  int calls = 100, clients = 1, cpu = -1, daemon_cpu = -1, window = 512, nice = -20;
  double pps = 50, secs = 3, warm = 0.7, grace = 0.1, loss_limit = 1e-4, lat_limit_ms = 10;
  int search_lo = 0, search_hi = 0;
  pid_t pid = 0;
  bool keep = false;
  string
      fault;  // self-check: drop, dup, corrupt or late, applied to every fault_n-th received packet
  u64 fault_n = 0;
};
static Options opt;

static u64 now_ns() {
  timespec t;
  clock_gettime(CLOCK_MONOTONIC, &t);
  return u64(t.tv_sec) * 1000000000ull + u64(t.tv_nsec);
}
[[noreturn]] static void die(const string& what) {
  fprintf(stderr, "rtpload: %s (%s)\n", what.c_str(), strerror(errno));
  exit(1);
}

// Latency histogram: 32 sub-buckets per power of two of nanoseconds (about 3 % resolution).
struct Hist {
  std::vector<u64> c = std::vector<u64>(64 * 32);
  u64 n = 0, max = 0;
  void add(u64 v) {
    int e = v < 32 ? 0 : 63 - __builtin_clzll(v) - 4;
    u64 s = e ? (v >> (e - 1)) & 31 : v;
    c[size_t(e) * 32 + s]++;
    n++;
    max = std::max(max, v);
  }
  double us(double p) const {
    u64 want = u64(p * double(n)), acc = 0;
    for (size_t i = 0; i < c.size() && n; i++) {
      acc += c[i];
      if (acc > want) {
        u64 e = i / 32, s = i % 32;
        return double(e ? ((32 + s) << (e - 1)) : s) / 1e3;
      }
    }
    return double(max) / 1e3;
  }
  string json(const string& name) const {
    char b[200];
    snprintf(b, sizeof b, "\"%s\":{\"p50\":%.0f,\"p99\":%.0f,\"p999\":%.0f,\"max\":%.0f,\"n\":%lu}",
             name.c_str(), us(.5), us(.99), us(.999), double(max) / 1e3, n);
    return b;
  }
};

// ------------------------------------------------------------------- what the proxy consumed so
// far

struct Usage {
  u64 wall = 0, cpu = 0, ksoftirqd = 0, self = 0;
  u64 vol = 0, invol = 0;
  long rss_kb = 0, threads = 0;
  double busy = 0;
};
static u64 cpu_clock(clockid_t id) {
  timespec t{};
  clock_gettime(id, &t);
  return u64(t.tv_sec) * 1000000000ull + u64(t.tv_nsec);
}
static pid_t find_ksoftirqd(int cpu) {
  string want = "ksoftirqd/" + std::to_string(cpu);
  for (int p = 2; cpu >= 0 && p < 400; p++) {
    char n[64] = {};
    FILE* f = fopen(("/proc/" + std::to_string(p) + "/comm").c_str(), "r");
    if (!f) continue;
    if (fgets(n, sizeof n, f)) n[strcspn(n, "\n")] = 0;
    fclose(f);
    if (want == n) return p;
  }
  return 0;
}
static Usage usage() {
  Usage u;
  static pid_t ksoft = find_ksoftirqd(opt.daemon_cpu);
  if (opt.pid) {
    clockid_t id;  // run time of all threads of the process, also of those that have ended; ns
    if (!clock_getcpuclockid(opt.pid, &id)) u.cpu = cpu_clock(id);
    string d = "/proc/" + std::to_string(opt.pid) + "/task";
    if (DIR* dir = opendir(d.c_str())) {
      while (dirent* e = readdir(dir)) {
        if (e->d_name[0] == '.') continue;
        FILE* f = fopen((d + "/" + e->d_name + "/status").c_str(), "r");
        char l[256];
        u64 v;
        long r;
        while (f && fgets(l, sizeof l, f)) {
          if (sscanf(l, "voluntary_ctxt_switches: %lu", &v) == 1) u.vol += v;
          if (sscanf(l, "nonvoluntary_ctxt_switches: %lu", &v) == 1) u.invol += v;
          if (sscanf(l, "VmRSS: %ld", &r) == 1) u.rss_kb = r;
        }
        u.threads++;
        if (f) fclose(f);
      }
      closedir(dir);
    }
  }
  if (ksoft) {
    FILE* f = fopen(("/proc/" + std::to_string(ksoft) + "/schedstat").c_str(), "r");
    if (f) {
      if (fscanf(f, "%lu", &u.ksoftirqd) != 1) u.ksoftirqd = 0;
      fclose(f);
    }
  }
  if (FILE* f = fopen("/proc/stat", "r")) {
    double v[8] = {};
    if (fscanf(f, "cpu %lf %lf %lf %lf %lf %lf %lf %lf", v, v + 1, v + 2, v + 3, v + 4, v + 5,
               v + 6, v + 7) == 8)
      u.busy = (v[0] + v[1] + v[2] + v[5] + v[6] + v[7]) * 1e9 / double(sysconf(_SC_CLK_TCK));
    fclose(f);
  }
  u.self = cpu_clock(CLOCK_PROCESS_CPUTIME_ID);
  u.wall = now_ns();
  return u;
}
static string usage_json(const Usage& a, const Usage& b, double packets) {
  char s[600];
  double el = double(b.wall - a.wall), cpu = double(b.cpu - a.cpu),
         ks = double(b.ksoftirqd - a.ksoftirqd);
  double foreign = b.busy - a.busy - cpu - double(b.self - a.self);
  snprintf(s, sizeof s,
           "\"daemon_util\":%.4f,\"daemon_cpu_ns_per_pkt\":%.0f,\"pkts_per_daemon_cpu_s\":%.0f,"
           "\"ksoftirqd_ns_per_pkt\":%.0f,"
           "\"ctxsw_vol_per_s\":%.0f,\"ctxsw_invol_per_s\":%.0f,\"rss_kb\":%ld,\"threads\":%ld,"
           "\"foreign_cpu\":%.3f",
           cpu / el, packets ? cpu / packets : 0, cpu ? packets * 1e9 / cpu : 0,
           packets ? ks / packets : 0, double(b.vol - a.vol) * 1e9 / el,
           double(b.invol - a.invol) * 1e9 / el, b.rss_kb, b.threads, std::max(0.0, foreign / el));
  return s;
}

// ------------------------------------------------------------------------------------ ng protocol

// Bencode writer: dictionary from key to already encoded value; std::map keeps the keys sorted.
static string bstr(const string& s) { return std::to_string(s.size()) + ":" + s; }
static string bint(long v) { return "i" + std::to_string(v) + "e"; }
static string blist(const std::vector<string>& v) {
  string s = "l";
  for (auto& e : v) s += bstr(e);
  return s + "e";
}
using BDict = std::map<string, string>;
static string bdict(const BDict& d) {
  string s = "d";
  for (auto& [k, v] : d) s += bstr(k) + v;
  return s + "e";
}
// Value of a string key at the top level of a bencoded dictionary; empty if missing.
static size_t bskip(const string& s, size_t p) {
  if (p >= s.size()) return string::npos;
  if (s[p] == 'i') {
    p = s.find('e', p);
    return p == string::npos ? p : p + 1;
  }
  if (s[p] == 'l' || s[p] == 'd') {
    p++;
    while (p != string::npos && p < s.size() && s[p] != 'e') p = bskip(s, p);
    return p == string::npos ? p : p + 1;
  }
  size_t c = s.find(':', p);
  if (c == string::npos) return c;
  return c + 1 + size_t(atol(s.c_str() + p));
}
static string bget(const string& s, const string& key) {
  size_t p = 1;
  while (p < s.size() && s[p] != 'e') {
    size_t c = s.find(':', p);
    if (c == string::npos) return "";
    size_t l = size_t(atol(s.c_str() + p)), v = c + 1 + l;
    if (s.compare(c + 1, l, key) == 0 && l == key.size()) {
      size_t vc = s.find(':', v);
      if (vc == string::npos || !isdigit(s[v])) return "";
      return s.substr(vc + 1, size_t(atol(s.c_str() + v)));
    }
    p = bskip(s, v);
    if (p == string::npos) return "";
  }
  return "";
}

static sockaddr_in parse_addr(const string& hp) {
  sockaddr_in a{};
  size_t c = hp.rfind(':');
  a.sin_family = AF_INET;
  a.sin_addr.s_addr = inet_addr(hp.substr(0, c).c_str());
  a.sin_port = htons(u16(atoi(hp.c_str() + c + 1)));
  return a;
}

struct NgClient {
  int fd = -1;
  string cookie;
  u64 serial = 0, retries = 0;
  int id;
  explicit NgClient(int id_ = 0) : id(id_) {
    fd = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
    sockaddr_in a = parse_addr(opt.ng);
    if (fd < 0 || connect(fd, (sockaddr*)&a, sizeof a)) die("ng connect");
  }
  void send_cmd(const string& body) {
    // A process id comes again, and the daemon remembers the replies to old cookies.
    static const string run = std::to_string(std::random_device{}());
    cookie = run + "_" + std::to_string(id) + "_" + std::to_string(++serial);
    string m = cookie + " " + body;
    if (send(fd, m.data(), m.size(), 0) < 0 && errno != ECONNREFUSED) die("ng send");
  }
  // One reply if it is there; false if not (or if it belongs to something else).
  bool recv_reply(string& out, int flags = MSG_DONTWAIT) {
    static char b[65536];
    ssize_t r = recv(fd, b, sizeof b, flags);
    if (r <= 0) return false;
    string s(b, size_t(r));
    if (s.compare(0, cookie.size(), cookie) || s.size() <= cookie.size() + 1) return false;
    out = s.substr(cookie.size() + 1);
    return true;
  }
  string call(const string& body, int timeout_ms = 1000, int tries = 3) {
    send_cmd(body);
    string m = cookie + " " + body, out;
    for (int t = 0; t < tries; t++) {
      u64 end = now_ns() + u64(timeout_ms) * 1000000;
      for (;;) {
        u64 n = now_ns();
        if (n >= end) break;
        pollfd p{fd, POLLIN, 0};
        poll(&p, 1, int((end - n) / 1000000 + 1));
        if (recv_reply(out)) return out;
        if (p.revents & POLLERR) usleep(20000);
      }
      retries++;
      if (t + 1 < tries && send(fd, m.data(), m.size(), 0) < 0) {
      }
    }
    return "";
  }
};

// -------------------------------------------------------------------------------------- call setup

static u32 base_ip() { return ntohl(inet_addr(opt.base.c_str())); }
static string ip_str(u32 host_order) {
  in_addr a{htonl(host_order)};
  return inet_ntoa(a);
}
static u32 ep_ip(int e) { return base_ip() + 1 + u32(e); }
static u16 ep_port(int e) { return u16(kLoadPort + 2 * (e % kLoadSocks)); }

struct CodecInfo {
  const char* name;
  int pt;  // payload type used when this side is the one that offers
  const char *rtpmap, *enc, *dec;
  int ts_step, rate;  // RTP clock ticks per 20 ms; audio sample rate
};
static const CodecInfo kCodecs[] = {
    {"PCMU", 0, "PCMU/8000", "pcm_mulaw", "pcm_mulaw", 160, 8000},
    {"PCMA", 8, "PCMA/8000", "pcm_alaw", "pcm_alaw", 160, 8000},
    {"G722", 9, "G722/8000", "g722", "g722", 160, 16000},
    {"opus", 96, "opus/48000/2", "libopus", "libopus", 960, 48000},
};
static const CodecInfo* codec_by_name(const string& n) {
  for (auto& c : kCodecs)
    if (n == c.name) return &c;
  errno = 0;
  die("unknown codec " + n);
}

static string base64(const u8* d, size_t n) {
  static const char t[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  string s;
  for (size_t i = 0; i < n; i += 3) {
    u32 v = u32(d[i]) << 16 | (i + 1 < n ? u32(d[i + 1]) << 8 : 0) | (i + 2 < n ? d[i + 2] : 0);
    s += t[v >> 18];
    s += t[v >> 12 & 63];
    s += i + 1 < n ? t[v >> 6 & 63] : '=';
    s += i + 2 < n ? t[v & 63] : '=';
  }
  return s;
}
static std::vector<u8> unbase64(const string& s) {
  std::vector<u8> o;
  u32 v = 0;
  int bits = 0;
  for (char c : s) {
    int d = c >= 'A' && c <= 'Z'   ? c - 'A'
            : c >= 'a' && c <= 'z' ? c - 'a' + 26
            : c >= '0' && c <= '9' ? c - '0' + 52
            : c == '+'             ? 62
            : c == '/'             ? 63
                                   : -1;
    if (d < 0) break;
    v = v << 6 | u32(d);
    bits += 6;
    if (bits >= 8) {
      bits -= 8;
      o.push_back(u8(v >> bits));
    }
  }
  return o;
}

// SRTP, AES_CM_128_HMAC_SHA1_80 (RFC 3711), written here rather than taken from a library: an
// independent check of the proxy's, and cheap enough (well below 1 us per packet) not to limit the
// load.
class Srtp {
  EVP_CIPHER_CTX* aes = EVP_CIPHER_CTX_new();
  u8 salt[16] = {};
  SHA_CTX inner, outer;

  static void keystream(const u8* key, const u8* iv, u8* out, int n) {
    EVP_CIPHER_CTX* c = EVP_CIPHER_CTX_new();
    u8 zero[64] = {};
    int l;
    EVP_EncryptInit_ex(c, EVP_aes_128_ctr(), nullptr, key, iv);
    EVP_EncryptUpdate(c, out, &l, zero, n);
    EVP_CIPHER_CTX_free(c);
  }
  void crypt(u8* p, int len, u64 index) {
    u8 iv[16];
    int l;
    memcpy(iv, salt, 16);
    for (int i = 0; i < 4; i++) iv[4 + i] ^= p[8 + i];  // SSRC
    for (int i = 0; i < 6; i++) iv[8 + i] ^= u8(index >> (40 - 8 * i));
    EVP_EncryptInit_ex(aes, nullptr, nullptr, nullptr, iv);
    EVP_EncryptUpdate(aes, p + 12, &l, p + 12, len - 12);
  }
  void tag(const u8* p, int len, u64 index, u8* out) {
    u32 roc = htonl(u32(index >> 16));
    SHA_CTX c = inner;
    u8 d[20];
    SHA1_Update(&c, p, size_t(len));
    SHA1_Update(&c, &roc, 4);
    SHA1_Final(d, &c);
    c = outer;
    SHA1_Update(&c, d, 20);
    SHA1_Final(out, &c);
  }

 public:
  explicit Srtp(const u8* master) {  // 16 bytes key, 14 bytes salt
    u8 iv[16] = {}, key[16], auth[64] = {}, pad[64];
    auto derive = [&](u8 label, u8* out, int n) {
      memcpy(iv, master + 16, 14);
      iv[7] ^= label;
      keystream(master, iv, out, n);
    };
    derive(0, key, 16);
    derive(1, auth, 20);
    derive(2, salt, 14);
    EVP_EncryptInit_ex(aes, EVP_aes_128_ctr(), nullptr, key, salt);
    for (int i = 0; i < 64; i++) pad[i] = auth[i] ^ 0x36;
    SHA1_Init(&inner);
    SHA1_Update(&inner, pad, 64);
    for (int i = 0; i < 64; i++) pad[i] = auth[i] ^ 0x5c;
    SHA1_Init(&outer);
    SHA1_Update(&outer, pad, 64);
  }
  Srtp(const Srtp&) = delete;
  ~Srtp() { EVP_CIPHER_CTX_free(aes); }
  void protect(u8* p, int& len, u64 index) {
    u8 t[20];
    crypt(p, len, index);
    tag(p, len, index, t);
    memcpy(p + len, t, 10);
    len += 10;
  }
  bool unprotect(u8* p, int& len, u64 index) {
    u8 t[20];
    if (len < 12 + 10) return false;
    len -= 10;
    tag(p, len, index, t);
    if (memcmp(t, p + len, 10)) return false;
    crypt(p, len, index);
    return true;
  }
};

struct Stream {      // stream e: packets that endpoint e SENDS; the peer e^1 receives them
  sockaddr_in to{};  // the proxy's port that faces this endpoint
  int pt = 8;        // payload type on this side
  u32 ssrc = 0, tx_ts = 0;
  u32 tx = 0;  // packets sent so far = next index
  std::unique_ptr<Srtp> enc, dec;
  // receiving end (what endpoint e^1 got from this stream)
  u64 seen = 0;                // bitmap of the last 64 indices
  int64_t top = -1;            // highest index seen
  int64_t ts0 = -1, idx0 = 0;  // transcode: calibration of RTP timestamp to index
  u64 t_sent[256] = {};        // send time by index (transcode only)
};
static std::vector<Stream> st;
static u64 setup_errors;
static string first_error;

struct Sdp {
  string addr, proto, body;
  int port = 0;
  std::vector<int> pts;
  int pt_of(const string& rtpmap) const {
    size_t p = 0;
    while ((p = body.find("a=rtpmap:", p)) != string::npos) {
      p += 9;
      size_t sp = body.find(' ', p);
      if (sp != string::npos &&
          strncasecmp(body.c_str() + sp + 1, rtpmap.c_str(), rtpmap.size()) == 0)
        return atoi(body.c_str() + p);
    }
    return -1;
  }
};
static Sdp parse_sdp(const string& s) {
  Sdp r;
  r.body = s;
  size_t c = s.find("c=IN IP4 ");
  if (c != string::npos) r.addr = s.substr(c + 9, s.find_first_of("\r\n", c) - c - 9);
  size_t m = s.find("m=audio ");
  if (m != string::npos) {
    char proto[64] = {};
    int n = 0;
    if (sscanf(s.c_str() + m, "m=audio %d %63s%n", &r.port, proto, &n) == 2) {
      r.proto = proto;
      const char* p = s.c_str() + m + n;
      while (*p == ' ') r.pts.push_back(int(strtol(p, const_cast<char**>(&p), 10)));
    }
  }
  return r;
}

static string make_sdp(int e, const string& proto, const std::vector<std::pair<int, string>>& maps,
                       const string& extra) {
  string ip = ip_str(ep_ip(e)), s = "v=0\r\no=- " + std::to_string(1545997027 + e) + " 1 IN IP4 " +
                                    ip + "\r\ns=call\r\nc=IN IP4 " + ip + "\r\nt=0 0\r\nm=audio " +
                                    std::to_string(ep_port(e)) + " " + proto;
  for (auto& [pt, m] : maps) s += " " + std::to_string(pt);
  s += "\r\n";
  for (auto& [pt, m] : maps) s += "a=rtpmap:" + std::to_string(pt) + " " + m + "\r\n";
  s += "a=fmtp:101 0-15\r\n";
  if (maps.back().first != 101)  // no telephone-event here
    s.resize(s.size() - strlen("a=fmtp:101 0-15\r\n"));
  return s + "a=sendrecv\r\na=ptime:20\r\n" + extra;
}

static string call_id(int c) {
  return "bench-" + std::to_string(getpid()) + "-" + std::to_string(c) + "@load.example";
}
static string tag_a(int c) { return "ta" + std::to_string(c); }
static string tag_b(int c) { return "tb" + std::to_string(c); }

static BDict base_cmd(const char* cmd, int c) {
  return {{"command", bstr(cmd)}, {"call-id", bstr(call_id(c))}, {"from-tag", bstr(tag_a(c))}};
}
static bool failed(const string& r, const char* what) {
  if (bget(r, "result") == "ok") return false;
  setup_errors++;
  if (first_error.empty())
    first_error = string(what) + ": " + (r.empty() ? "no reply" : r.substr(0, 300));
  return true;
}

static const CodecInfo *codec_a, *codec_b;  // transcode mode

// Offer + answer for call c; fills st[2c] (party A, offers) and st[2c+1] (party B).
static bool setup_call(NgClient& ng, int c) {
  int a = 2 * c, b = a + 1;
  bool srtp = opt.mode == "srtp", tc = opt.mode == "transcode";
  u8 key[30];
  std::mt19937 rng(u32(c) * 7919 + 17);
  for (auto& k : key) k = u8(rng());
  std::vector<std::pair<int, string>> ma, mb;
  if (tc)
    ma = {{codec_a->pt, codec_a->rtpmap}};
  else
    ma = mb = {{8, "PCMA/8000"}, {0, "PCMU/8000"}, {101, "telephone-event/8000"}};
  string extra =
      srtp ? "a=crypto:1 AES_CM_128_HMAC_SHA1_80 inline:" + base64(key, 30) + "\r\n" : "";
  BDict d = base_cmd("offer", c);
  d["ICE"] = bstr("remove");
  d["replace"] = blist({"origin", "session-connection"});
  d["flags"] = blist({"trust-address"});
  d["sdp"] = bstr(make_sdp(a, srtp ? "RTP/SAVP" : "RTP/AVP", ma, extra));
  if (srtp) d["transport-protocol"] = bstr("RTP/AVP");
  if (tc) d["codec"] = bdict({{"mask", blist({"all"})}, {"transcode", blist({codec_b->name})}});
  string r = ng.call(bdict(d));
  if (failed(r, "offer")) return false;
  Sdp so = parse_sdp(bget(r, "sdp"));
  int ptb = 8;
  if (tc) {
    ptb = so.pt_of(codec_b->rtpmap);
    if (ptb < 0 && codec_b->pt < 96 &&
        std::find(so.pts.begin(), so.pts.end(), codec_b->pt) != so.pts.end())
      ptb = codec_b->pt;
    if (ptb < 0) {
      setup_errors++;
      if (first_error.empty()) first_error = "codec not offered: " + so.body;
      return false;
    }
    mb = {{ptb, codec_b->rtpmap}};
  }
  d = base_cmd("answer", c);
  d["to-tag"] = bstr(tag_b(c));
  d["ICE"] = bstr("remove");
  d["replace"] = blist({"origin", "session-connection"});
  d["flags"] = blist({"trust-address"});
  d["sdp"] = bstr(make_sdp(b, so.proto, mb, ""));
  r = ng.call(bdict(d));
  if (failed(r, "answer")) return false;
  Sdp sa = parse_sdp(bget(r, "sdp"));
  if (st.empty()) return true;
  st[b].to = parse_addr(so.addr + ":" + std::to_string(so.port));
  st[a].to = parse_addr(sa.addr + ":" + std::to_string(sa.port));
  st[a].pt = tc ? codec_a->pt : 8;
  st[b].pt = ptb;
  if (srtp) {
    size_t p = sa.body.find("AES_CM_128_HMAC_SHA1_80 inline:");
    auto k = p == string::npos ? std::vector<u8>() : unbase64(sa.body.substr(p + 31, 64));
    if (k.size() < 30) {
      setup_errors++;
      if (first_error.empty()) first_error = "no usable a=crypto in the answer: " + sa.body;
      return false;
    }
    st[a].enc = std::make_unique<Srtp>(key);       // A encrypts what it sends
    st[b].dec = std::make_unique<Srtp>(k.data());  // stream b arrives encrypted at A
  }
  return true;
}
static void delete_call(NgClient& ng, int c) {
  BDict d = base_cmd("delete", c);
  d["delete-delay"] = bint(0);
  string r = ng.call(bdict(d));
  if (bget(r, "result") != "ok" && first_error.empty()) first_error = "delete: " + r.substr(0, 200);
}

// ------------------------------------------------------------------------------------------- audio

// A ring of encoded 20 ms frames of a tone, shared by all streams (transcode mode).
static constexpr int kRing = 100;     // 2 s
static constexpr double kTone = 400;  // Hz; whole periods in 2 s
static std::vector<std::vector<u8>> encode_ring(const CodecInfo* ci) {
  const AVCodec* c = avcodec_find_encoder_by_name(ci->enc);
  if (!c) die(string("no encoder ") + ci->enc);
  AVCodecContext* x = avcodec_alloc_context3(c);
  x->sample_rate = ci->rate;
  x->sample_fmt = AV_SAMPLE_FMT_S16;
  x->time_base = {1, ci->rate};
  av_channel_layout_default(&x->ch_layout, 1);
  if (!strcmp(ci->enc, "libopus")) {
    x->bit_rate = 32000;
    av_opt_set_double(x->priv_data, "frame_duration", 20, 0);
  }
  int n = ci->rate / 50;
  if (!strcmp(ci->enc, "g722")) x->frame_size = n;
  if (avcodec_open2(x, c, nullptr) < 0) die("avcodec_open2");
  std::vector<std::vector<u8>> ring;
  AVFrame* f = av_frame_alloc();
  AVPacket* p = av_packet_alloc();
  for (int k = 0; int(ring.size()) < kRing && k < 4 * kRing; k++) {
    f->nb_samples = n;
    f->format = AV_SAMPLE_FMT_S16;
    f->sample_rate = ci->rate;
    av_channel_layout_default(&f->ch_layout, 1);
    if (av_frame_get_buffer(f, 0) < 0) die("av_frame_get_buffer");
    for (int i = 0; i < n; i++)
      ((int16_t*)f->data[0])[i] =
          int16_t(8000 * sin(2 * M_PI * kTone * double(k * n + i) / ci->rate));
    f->pts = int64_t(k) * n;
    avcodec_send_frame(x, f);
    while (avcodec_receive_packet(x, p) == 0) {
      ring.emplace_back(p->data, p->data + p->size);
      av_packet_unref(p);
    }
    av_frame_unref(f);
  }
  ring.resize(kRing);
  av_packet_free(&p);
  av_frame_free(&f);
  avcodec_free_context(&x);
  return ring;
}
// Decode received payloads; returns RMS and the share of the energy at the tone's frequency.
static void check_audio(const CodecInfo* ci, const std::vector<std::vector<u8>>& pk, double& rms,
                        double& share) {
  rms = share = 0;
  const AVCodec* c = avcodec_find_decoder_by_name(ci->dec);
  if (!c || pk.size() < 20) return;
  AVCodecContext* x = avcodec_alloc_context3(c);
  x->sample_rate = ci->rate;
  av_channel_layout_default(&x->ch_layout, 1);
  x->request_sample_fmt = AV_SAMPLE_FMT_S16;
  if (avcodec_open2(x, c, nullptr) < 0) return;
  std::vector<double> pcm;
  AVFrame* f = av_frame_alloc();
  AVPacket* p = av_packet_alloc();
  for (auto& b : pk) {
    av_new_packet(p, int(b.size()));
    memcpy(p->data, b.data(), b.size());
    avcodec_send_packet(x, p);
    av_packet_unref(p);
    while (avcodec_receive_frame(x, f) == 0) {
      if (f->format == AV_SAMPLE_FMT_S16)
        for (int i = 0; i < f->nb_samples; i++)
          pcm.push_back(((int16_t*)f->data[0])[i * f->ch_layout.nb_channels]);
      av_frame_unref(f);
    }
  }
  av_packet_free(&p);
  av_frame_free(&f);
  int rate = x->sample_rate;
  avcodec_free_context(&x);
  if (pcm.size() < size_t(rate) / 4) return;
  pcm.erase(pcm.begin(), pcm.begin() + rate / 10);  // codec warm-up
  size_t n = pcm.size() / size_t(rate / 20) * size_t(rate / 20), blk = size_t(rate / 20);
  double e = 0, tone = 0;
  for (size_t o = 0; o + blk <= n;
       o += blk) {  // 50 ms blocks: phase jumps between packets do not matter
    double re = 0, im = 0;
    for (size_t i = 0; i < blk; i++) {
      double w = 2 * M_PI * kTone * double(i) / rate;
      e += pcm[o + i] * pcm[o + i];
      re += pcm[o + i] * cos(w);
      im += pcm[o + i] * sin(w);
    }
    tone += 2 * (re * re + im * im) / double(blk);
  }
  rms = sqrt(e / double(n));
  share = e > 0 ? tone / e : 0;
}

// ----------------------------------------------------------------------------------- media traffic

static int g_rtp[kLoadSocks];
static std::vector<std::vector<u8>> ring_a, ring_b;

static void open_media_sockets() {
  for (int k = 0; k < 2 * kLoadSocks; k++) {
    int fd = socket(AF_INET, SOCK_DGRAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0), one = 1;
    int sz = k % 2 ? 4096 : 64 << 20;  // odd ports: RTCP, bound so that nothing bounces, never read
    setsockopt(fd, SOL_SOCKET, SO_RCVBUFFORCE, &sz, sizeof sz);
    setsockopt(fd, SOL_SOCKET, SO_SNDBUFFORCE, &sz, sizeof sz);
    setsockopt(fd, IPPROTO_IP, IP_PKTINFO, &one, sizeof one);
    sockaddr_in a{};
    a.sin_family = AF_INET;
    a.sin_port = htons(u16(kLoadPort + k));
    if (bind(fd, (sockaddr*)&a, sizeof a)) die("bind media port");
    if (k % 2 == 0) g_rtp[k / 2] = fd;
  }
}

// Result of one measured interval.
struct Result {
  u64 sent = 0, rcvd = 0, dup = 0, reorder = 0, mismatch = 0, badsrc = 0, auth_fail = 0, stray = 0,
      txfail = 0;
  int64_t lost = 0;
  double secs = 0, pace_ratio = 1;
  Hist lat, pace;
  Usage u0, u1;
  double loss() const { return sent ? double(lost) / double(sent) : 1; }
  bool lossless() const {
    return sent && loss() <= opt.loss_limit && lat.us(.5) <= opt.lat_limit_ms * 1e3 && !mismatch &&
           !badsrc && !auth_fail;
  }
};

static std::vector<std::vector<u8>>
    capture[2];  // transcode: payloads received from streams 0 and 1

struct Media {
  static constexpr int B = 64;
  struct Tx {
    mmsghdr mm[B];
    iovec iov[B];
    sockaddr_in dst[B];
    u8 buf[B][1500];
    alignas(8) char ctl[B][CMSG_SPACE(sizeof(in_pktinfo))];
    int n = 0;
  };
  std::vector<Tx> tx = std::vector<Tx>(kLoadSocks);
  mmsghdr rm[B];
  iovec riov[B];
  sockaddr_in rfrom[B];
  u8 rbuf[B][2048];
  alignas(8) char rctl[B][128];
  const bool tc = opt.mode == "transcode";
  Result* res = nullptr;
  u64 t_from = ~0ull, t_to = 0;  // packets sent in [t_from, t_to) count
  u64 total_sent = 0, total_rcvd = 0;

  Media() {
    for (auto& t : tx)
      for (int b = 0; b < B; b++) {
        auto& h = t.mm[b].msg_hdr;
        h = {};
        t.iov[b].iov_base = t.buf[b];
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
  }
  void flush(int k) {
    Tx& t = tx[size_t(k)];
    int done = 0;
    while (done < t.n) {
      int r = sendmmsg(g_rtp[k], t.mm + done, u32(t.n - done), 0);
      if (r <= 0) {
        if (res) res->txfail++;
        done++;
      } else
        done += r;
    }
    t.n = 0;
  }
  void flush_all() {
    for (int k = 0; k < kLoadSocks; k++)
      if (tx[size_t(k)].n) flush(k);
  }
  static u8 fill(int e) { return u8(0x55 + 37 * e); }
  void push(int e, u64 t0) {
    Stream& s = st[size_t(e)];
    int k = e % kLoadSocks;
    Tx& t = tx[size_t(k)];
    int b = t.n++;
    u8* p = t.buf[b];
    u32 idx = s.tx++;
    const CodecInfo* ci = e & 1 ? codec_b : codec_a;
    u16 seq = htons(u16(kSeq0 + idx));
    u32 ts = htonl(s.tx_ts + idx * u32(tc ? ci->ts_step : 160)), ssrc = htonl(s.ssrc);
    p[0] = 0x80;
    p[1] = u8(s.pt | (idx == 0 ? 0x80 : 0));
    memcpy(p + 2, &seq, 2);
    memcpy(p + 4, &ts, 4);
    memcpy(p + 8, &ssrc, 4);
    int len = 12 + kPayload;
    if (tc) {
      auto& f = (e & 1 ? ring_b : ring_a)[idx % kRing];
      memcpy(p + 12, f.data(), f.size());
      len = 12 + int(f.size());
      s.t_sent[idx & 255] = t0;
    } else {
      memcpy(p + 12, &kMagic, 4);
      memcpy(p + 16, &e, 4);
      memcpy(p + 20, &idx, 4);
      memcpy(p + 24, &t0, 8);
      memset(p + 32, fill(e), kPayload - 20);
      if (s.enc) s.enc->protect(p, len, u64(kSeq0) + idx);
    }
    t.iov[b].iov_len = size_t(len);
    t.dst[b] = s.to;
    auto* pi = (in_pktinfo*)CMSG_DATA((cmsghdr*)t.ctl[b]);
    *pi = {};
    pi->ipi_spec_dst.s_addr = htonl(ep_ip(e));
    if (res && t0 >= t_from && t0 < t_to) res->sent++;
    total_sent++;
    if (t.n == B) flush(k);
  }
  void packet(u8* p, int len, const sockaddr_in& from, u32 dst, u64 t1) {
    static Result trash;
    Result& r = res ? *res : trash;
    int at = int(ntohl(dst) - base_ip() - 1);  // the endpoint that received
    if (at < 0 || at >= int(st.size()) || len < 12) {
      r.stray++;
      return;
    }
    int e = at ^ 1;  // .. the stream it must come from
    Stream& s = st[size_t(e)];
    if (from.sin_addr.s_addr != st[size_t(at)].to.sin_addr.s_addr ||
        from.sin_port != st[size_t(at)].to.sin_port)
      r.badsrc++;
    total_rcvd++;
    int64_t idx;
    u64 t0;
    if (tc) {
      const CodecInfo* ci = e & 1 ? codec_a : codec_b;  // codec on the receiving side
      u32 ts;
      memcpy(&ts, p + 4, 4);
      ts = ntohl(ts);
      if ((p[1] & 0x7f) != st[size_t(at)].pt) {  // comfort noise, DTMF, pass-through
        r.mismatch++;
        return;
      }
      if (s.ts0 < 0) {
        s.ts0 = ts;
        s.idx0 = int64_t(s.tx) - 1;
      }
      idx = s.idx0 + int32_t(ts - u32(s.ts0)) / ci->ts_step;
      if (idx >=
          int64_t(s.tx)) {  // not sent yet: the first packet came late and misled the calibration
        s.idx0 -= idx - (int64_t(s.tx) - 1);
        idx = int64_t(s.tx) - 1;
      }
      t0 = s.t_sent[idx & 255];
      if (e < 2 && t0 >= t_from && capture[e].size() < 150)
        capture[e].emplace_back(p + 12, p + len);
    } else {
      if (s.dec) {
        // index of the packet: its sequence number, extended around the highest one seen
        int64_t top = int64_t(kSeq0) + std::max<int64_t>(s.top, 0);
        int64_t index = top + int16_t(u16(p[2] << 8 | p[3]) - u16(top));
        if (!s.dec->unprotect(p, len, u64(index))) {
          r.auth_fail++;
          return;
        }
      }
      u32 magic, id, n;
      memcpy(&magic, p + 12, 4);
      memcpy(&id, p + 16, 4);
      memcpy(&n, p + 20, 4);
      memcpy(&t0, p + 24, 8);
      u16 seq = u16(p[2] << 8 | p[3]);
      bool ok = len == 12 + kPayload && magic == kMagic && id == u32(e) && seq == u16(kSeq0 + n) &&
                (p[1] & 0x7f) == 8;
      if (ok)
        for (int i = 32; i < len; i++) ok &= p[i] == fill(e);
      if (!ok) {
        r.mismatch++;
        return;
      }
      idx = n;
    }
    // order and duplicates
    if (idx > s.top) {
      int64_t d = idx - s.top;
      s.seen = d >= 64 ? 1 : s.seen << d | 1;
      s.top = idx;
    } else {
      int64_t d = s.top - idx;
      if (d < 64 && s.seen >> d & 1) {
        r.dup++;
        return;
      }
      if (d < 64) s.seen |= 1ull << d;
      r.reorder++;
    }
    if (t0 >= t_from && t0 < t_to) {
      r.rcvd++;
      r.lat.add(t1 - t0);
    }
  }
  struct Held {
    std::vector<u8> data;
    sockaddr_in from;
    u32 dst;
    u64 t;
  };
  std::vector<Held> held;
  u64 fault_cnt = 0, faults = 0;

  int poll_rx() {
    int got = 0;
    while (!held.empty() && held.front().t <= now_ns()) {
      Held h = held.front();
      held.erase(held.begin());
      packet(h.data.data(), int(h.data.size()), h.from, h.dst, now_ns());
    }
    for (int k = 0; k < kLoadSocks; k++) {
      for (int b = 0; b < B; b++) {
        riov[b] = {rbuf[b], sizeof rbuf[b]};
        auto& h = rm[b].msg_hdr;
        h.msg_name = &rfrom[b];
        h.msg_namelen = sizeof rfrom[b];
        h.msg_iov = &riov[b];
        h.msg_iovlen = 1;
        h.msg_control = rctl[b];
        h.msg_controllen = sizeof rctl[b];
        h.msg_flags = 0;
      }
      int r = recvmmsg(g_rtp[k], rm, B, MSG_DONTWAIT, nullptr);
      if (r <= 0) continue;
      u64 t1 = now_ns();
      for (int b = 0; b < r; b++) {
        u32 dst = 0;
        for (cmsghdr* c = CMSG_FIRSTHDR(&rm[b].msg_hdr); c; c = CMSG_NXTHDR(&rm[b].msg_hdr, c))
          if (c->cmsg_level == IPPROTO_IP && c->cmsg_type == IP_PKTINFO)
            dst = ((in_pktinfo*)CMSG_DATA(c))->ipi_addr.s_addr;
        if (opt.fault_n && res && t1 >= t_from && t1 < t_to && ++fault_cnt % opt.fault_n == 0) {
          // Self-check of the checker: it has to find what is done to the packet here.
          faults++;
          if (opt.fault == "drop") continue;
          if (opt.fault == "corrupt") rbuf[b][rm[b].msg_len - 1] ^= 1;
          if (opt.fault == "dup") {
            u8 copy[2048];
            memcpy(copy, rbuf[b], rm[b].msg_len);
            packet(copy, int(rm[b].msg_len), rfrom[b], dst, t1);
          }
          if (opt.fault == "late") {  // after the stream's next packet
            held.push_back(
                {std::vector<u8>(rbuf[b], rbuf[b] + rm[b].msg_len), rfrom[b], dst, t1 + 30000000});
            continue;
          }
        }
        packet(rbuf[b], int(rm[b].msg_len), rfrom[b], dst, t1);
      }
      got += r;
    }
    return got;
  }

  // Run the first n calls for warm + secs; what is sent after the warm-up counts.
  Result run(int calls, double warm, double secs) {
    const int n = 2 * calls;
    Result r;
    std::vector<int> order(static_cast<size_t>(n));
    for (int i = 0; i < n; i++) order[size_t(i)] = i;
    std::mt19937 rng(4711);
    std::shuffle(order.begin(), order.end(), rng);
    const double period = opt.pps > 0 ? 1e9 / opt.pps : 0;
    std::vector<double> phase(static_cast<size_t>(n));
    std::uniform_real_distribution<double> uni(0, period > 0 ? period : 1);
    for (auto& p : phase) p = uni(rng);
    std::sort(phase.begin(), phase.end());
    u64 start = now_ns(), t_meas = start + u64(warm * 1e9), t_end = t_meas + u64(secs * 1e9);
    res = &r;
    t_from = t_meas;
    t_to = t_end;
    size_t pos = 0;
    u64 round = 0, window_lost = 0, last_rx = start;
    bool meas = false;
    u64 base_sent = total_sent, base_rcvd = total_rcvd;
    for (;;) {
      u64 t = now_ns();
      if (!meas && t >= t_meas) {
        meas = true;
        r.u0 = usage();
        t = now_ns();
      }
      if (t >= t_end) break;
      if (opt.pps > 0) {
        int burst = 0;
        for (;;) {
          double due = double(start) + phase[pos] + double(round) * period;
          if (double(t) < due || burst >= 256) break;
          if (meas) r.pace.add(u64(double(t) - due));
          push(order[pos], t);
          burst++;
          if (++pos == size_t(n)) {
            pos = 0;
            round++;
          }
        }
        if (burst) flush_all();
        poll_rx();
      } else {
        u64 inflight = total_sent - base_sent - (total_rcvd - base_rcvd) - window_lost;
        if (int64_t(inflight) < opt.window) {
          u64 k = std::min<u64>(u64(opt.window) - inflight, 128);
          while (k--) {
            push(order[pos], t);
            pos = (pos + 1) % size_t(n);
          }
          flush_all();
        }
        if (poll_rx())
          last_rx = t;
        else if (t - last_rx > 50000000) {  // nothing for 50 ms: what is out is lost
          window_lost = total_sent - base_sent - (total_rcvd - base_rcvd);
          last_rx = t;
        }
      }
    }
    r.u1 = usage();
    r.secs = double(r.u1.wall - r.u0.wall) / 1e9;
    for (u64 e = now_ns() + u64(opt.grace * 1e9); now_ns() < e;) poll_rx();
    r.lost = int64_t(r.sent) - int64_t(r.rcvd);
    if (opt.pps > 0) r.pace_ratio = double(r.sent) / (double(n) * opt.pps * secs);
    // let a backlog drain before anything else is measured
    res = nullptr;
    t_from = ~0ull;
    for (u64 quiet = now_ns(), e = quiet + 2000000000ull;
         now_ns() < e && now_ns() - quiet < 100000000;)
      if (poll_rx()) quiet = now_ns();
    return r;
  }
};

static string result_json(const Result& r, int calls) {
  char s[700];
  snprintf(s, sizeof s,
           "\"calls\":%d,\"secs\":%.2f,\"pps\":%.0f,\"sent\":%lu,\"rcvd\":%lu,\"lost\":%ld,"
           "\"loss\":%.6f,\"dup\":%lu,"
           "\"reorder\":%lu,\"mismatch\":%lu,\"badsrc\":%lu,\"auth_fail\":%lu,\"stray\":%lu,"
           "\"txfail\":%lu,\"pace_ratio\":%.4f,",
           calls, r.secs, double(r.rcvd) / r.secs, r.sent, r.rcvd, r.lost, r.loss(), r.dup,
           r.reorder, r.mismatch, r.badsrc, r.auth_fail, r.stray, r.txfail, r.pace_ratio);
  return s + r.lat.json("latency_us") + "," + r.pace.json("pacing_us") + "," +
         usage_json(r.u0, r.u1, double(r.rcvd));
}

static int setup_all(NgClient& ng, int calls, double& rate) {
  u64 t = now_ns();
  int done = 0;
  for (int c = 0; c < calls; c++) {
    if (setup_call(ng, c))
      done++;
    else if (setup_errors > 3)
      break;
  }
  rate = done * 1e9 / double(now_ns() - t + 1);
  return done;
}

static int media_mode() {
  if (opt.mode == "transcode") {
    size_t c = opt.codec.find(':');
    codec_a = codec_by_name(opt.codec.substr(0, c));
    codec_b = codec_by_name(opt.codec.substr(c + 1));
    ring_a = encode_ring(codec_a);
    ring_b = encode_ring(codec_b);
  }
  int calls = std::max(opt.calls, opt.search_hi);
  st.resize(size_t(calls) * 2);
  for (size_t e = 0; e < st.size(); e++) {
    st[e].ssrc = u32(0x10000000 + e * 977);
    st[e].tx_ts = u32(e * 31337);
  }
  open_media_sockets();
  NgClient ng;
  double rate;
  Usage before = usage();
  int done = setup_all(ng, calls, rate);
  Usage after = usage();
  printf(
      "{\"mode\":\"%s\",\"codec\":\"%s\",\"pps_stream\":%g,\"setup_calls\":%d,\"setup_per_s\":%.0f,"
      "\"setup_errors\":%lu,\"setup_rss_kb_per_call\":%.1f,",
      opt.mode.c_str(), opt.mode == "transcode" ? opt.codec.c_str() : "", opt.pps, done, rate,
      setup_errors, done ? double(after.rss_kb - before.rss_kb) / done : 0);
  int rc = 0;
  if (done == calls) {
    auto m = std::make_unique<Media>();
    if (opt.search_hi) {
      // Bounded search: grow by half from lo until packets get lost or queue up (median latency
      // above the limit: sockets can hide an overload of a second or more), then bisect to within 3
      // %.
      int good = 0, bad = opt.search_hi + 1, n = std::max(1, opt.search_lo), probes = 0,
          retried = 0;
      Result best;
      string trace;
      while (probes < 24 && n >= 1 && good < opt.search_hi &&
             (bad > good + std::max(1, good * 3 / 100))) {
        Result r = m->run(n, opt.warm, opt.secs);
        probes++;
        bool ok = r.lossless() && r.pace_ratio > 0.98;
        trace +=
            (trace.empty() ? "" : ",") + ("[" + std::to_string(n) + "," + std::to_string(r.loss()) +
                                          "," + std::to_string(int(r.lat.us(.5))) + "]");
        if (!ok && !retried) {  // once more: a single disturbance must not decide
          retried = 1;
          continue;
        }
        retried = 0;
        if (ok) {
          good = n;
          best = r;
        } else
          bad = n;
        if (bad > opt.search_hi)
          n = std::min(opt.search_hi, n + std::max(1, n / 2));
        else
          n = good ? (good + bad) / 2 : bad / 2;
      }
      printf("\"lat_limit_ms\":%g,", opt.lat_limit_ms);
      printf("\"max_lossless_calls\":%d,\"max_lossless_pps\":%.0f,\"probes\":[%s],\"capped\":%s,",
             good, good * 2 * opt.pps, trace.c_str(), good >= opt.search_hi ? "true" : "false");
      printf("%s", result_json(best, good).c_str());
    } else {
      Result r = m->run(opt.calls, opt.warm, opt.secs);
      printf("%s", result_json(r, opt.calls).c_str());
      if (opt.fault_n) printf(",\"fault\":\"%s\",\"faults\":%lu", opt.fault.c_str(), m->faults);
    }
    if (opt.mode == "transcode") {
      double ra, sa, rb, sb;
      check_audio(codec_b, capture[0], ra, sa);  // stream 0 (from A) is heard at B
      check_audio(codec_a, capture[1], rb, sb);
      printf(
          ",\"audio\":{\"a_to_b_rms\":%.0f,\"a_to_b_tone\":%.3f,\"b_to_a_rms\":%.0f,\"b_to_a_"
          "tone\":%.3f}",
          ra, sa, rb, sb);
    }
  } else {
    printf("\"failed\":true");
    rc = 1;
  }
  if (!opt.keep)
    for (int c = 0; c < done; c++) delete_call(ng, c);
  for (char& ch : first_error)
    if (ch == '"' || ch == '\\' || u8(ch) < 32) ch = ' ';
  printf(",\"ng_retries\":%lu,\"error\":\"%s\"}\n", ng.retries, first_error.c_str());
  return rc;
}

static int idle_mode() {
  NgClient ng;
  double rate;
  Usage u0 = usage();
  int done = setup_all(ng, opt.calls, rate);
  usleep(500000);
  Usage u1 = usage();
  usleep(useconds_t(opt.secs * 1e6));
  Usage u2 = usage();
  u64 t = now_ns();
  for (int c = 0; c < done && !opt.keep; c++) delete_call(ng, c);
  double drate = done * 1e9 / double(now_ns() - t + 1);
  usleep(500000);
  Usage u3 = usage();
  for (char& ch : first_error)
    if (ch == '"' || ch == '\\' || u8(ch) < 32) ch = ' ';
  printf(
      "{\"mode\":\"idle\",\"calls\":%d,\"setup_per_s\":%.0f,\"setup_cpu_us_per_call\":%.1f,\"rss_"
      "kb_before\":%ld,\"rss_kb\":%ld,\"rss_kb_per_call\":%.2f,"
      "\"rss_kb_after_delete\":%ld,\"delete_per_s\":%.0f,\"idle_util\":%.5f,\"idle_ctxsw_per_s\":%."
      "0f,\"threads\":%ld,\"error\":\"%s\"}\n",
      done, rate, done ? double(u1.cpu - u0.cpu) / 1e3 / done : 0, u0.rss_kb, u1.rss_kb,
      done ? double(u1.rss_kb - u0.rss_kb) / done : 0, u3.rss_kb, drate,
      double(u2.cpu - u1.cpu) / double(u2.wall - u1.wall),
      double(u2.vol + u2.invol - u1.vol - u1.invol) * 1e9 / double(u2.wall - u1.wall), u2.threads,
      first_error.c_str());
  return done == opt.calls ? 0 : 1;
}

// -------------------------------------------------------------------------------------- signalling

// SDP bodies for the signalling load: an ordinary SIP phone, or a browser.
static string sip_sdp(int e, bool answer) {
  string ip = ip_str(ep_ip(e)), p = std::to_string(ep_port(e));
  string s = "v=0\r\no=SipPhone " + std::to_string(8000000 + e) + " 8000 IN IP4 " + ip +
             "\r\ns=SIP Call\r\nc=IN IP4 " + ip + "\r\nt=0 0\r\n";
  if (answer)
    return s + "m=audio " + p +
           " RTP/AVP 8 101\r\na=rtpmap:8 PCMA/8000\r\na=rtpmap:101 "
           "telephone-event/8000\r\na=fmtp:101 0-15\r\na=ptime:20\r\na=sendrecv\r\n";
  return s + "m=audio " + p +
         " RTP/AVP 8 0 9 18 96 97 101\r\na=rtcp:" + std::to_string(ep_port(e) + 1) + " IN IP4 " +
         ip +
         "\r\na=rtpmap:8 PCMA/8000\r\na=rtpmap:0 PCMU/8000\r\na=rtpmap:9 G722/8000\r\na=rtpmap:18 "
         "G729/8000\r\na=fmtp:18 annexb=no\r\n"
         "a=rtpmap:96 opus/48000/2\r\na=fmtp:96 useinbandfec=1; "
         "maxaveragebitrate=32000\r\na=rtpmap:97 iLBC/8000\r\na=fmtp:97 mode=20\r\n"
         "a=rtpmap:101 telephone-event/8000\r\na=fmtp:101 "
         "0-16\r\na=ptime:20\r\na=maxptime:150\r\na=sendrecv\r\n";
}
static string webrtc_sdp(int e) {
  string ip = ip_str(ep_ip(e)), p = std::to_string(ep_port(e));
  return "v=0\r\no=- 7614219274584779017 2 IN IP4 127.0.0.1\r\ns=-\r\nt=0 0\r\na=group:BUNDLE "
         "0\r\na=msid-semantic: WMS x\r\n"
         "m=audio " +
         p + " UDP/TLS/RTP/SAVPF 111 9 0 8 110 126\r\nc=IN IP4 " + ip +
         "\r\na=rtcp:9 IN IP4 0.0.0.0\r\n"
         "a=candidate:1 1 udp 2113937151 " +
         ip + " " + p +
         " typ host generation 0\r\n"
         "a=candidate:2 1 udp 1677729535 " +
         ip_str(ep_ip(e) + 1) + " " + p + " typ srflx raddr " + ip + " rport " + p +
         " generation 0\r\n"
         "a=ice-ufrag:4ZcD\r\na=ice-pwd:2/1muCWoOi3uLifh0NuRHlCd\r\na=ice-options:trickle\r\n"
         "a=fingerprint:sha-256 "
         "7B:8B:F0:65:5F:78:E2:51:3B:AC:6F:F3:3F:46:1B:35:DC:B8:5F:64:1A:24:C2:43:F0:A1:58:D0:A1:"
         "2C:19:08\r\n"
         "a=setup:actpass\r\na=mid:0\r\na=sendrecv\r\na=rtcp-mux\r\na=rtpmap:111 "
         "opus/48000/2\r\na=rtcp-fb:111 transport-cc\r\n"
         "a=fmtp:111 minptime=10;useinbandfec=1\r\na=rtpmap:9 G722/8000\r\na=rtpmap:0 "
         "PCMU/8000\r\na=rtpmap:8 PCMA/8000\r\n"
         "a=rtpmap:110 telephone-event/48000\r\na=rtpmap:126 "
         "telephone-event/8000\r\na=ssrc:3570614608 cname:4TOk42mSjXCkVIa6\r\n";
}

static int signal_mode() {
  struct Client {
    NgClient ng;
    int state = 0, call = 0;  // 0 offer, 1 answer, 2 delete outstanding
    u64 t = 0, t_cycle = 0;
    explicit Client(int id) : ng(id) {}
  };
  std::vector<std::unique_ptr<Client>> cl;
  std::vector<pollfd> pf;
  for (int k = 0; k < opt.clients; k++) {
    cl.push_back(std::make_unique<Client>(k));
    pf.push_back({cl.back()->ng.fd, POLLIN, 0});
  }
  int next = 0;
  auto issue = [&](Client& c) {
    BDict d;
    if (c.state == 0) c.call = next++;
    int e = 2 * (c.call % 2000);
    d = base_cmd(c.state == 0 ? "offer" : c.state == 1 ? "answer" : "delete", c.call);
    if (c.state < 2) {
      d["ICE"] = bstr("remove");
      d["replace"] = blist({"origin", "session-connection"});
      d["flags"] = blist({"trust-address"});
      if (opt.sdp == "webrtc" && c.state == 0) {
        d["transport-protocol"] = bstr("RTP/AVP");
        d["rtcp-mux"] = blist({"demux"});
        d["sdp"] = bstr(webrtc_sdp(e));
      } else
        d["sdp"] = bstr(sip_sdp(e + c.state, c.state == 1));
      if (c.state == 1) d["to-tag"] = bstr(tag_b(c.call));
    } else
      d["delete-delay"] = bint(0);
    c.t = now_ns();
    if (c.state == 0) c.t_cycle = c.t;
    c.ng.send_cmd(bdict(d));
  };
  Hist h[3], hc;
  u64 cycles = 0, errors = 0, timeouts = 0;
  u64 start = now_ns(), t_meas = start + u64(opt.warm * 1e9), t_end = t_meas + u64(opt.secs * 1e9);
  bool meas = false, stopping = false;
  Usage u0, u1;
  size_t live = cl.size();
  for (auto& c : cl) issue(*c);
  string out;
  while (live) {
    poll(pf.data(), pf.size(), 100);
    u64 t = now_ns();
    if (!meas && t >= t_meas) {
      meas = true;
      u0 = usage();
    }
    if (!stopping && t >= t_end) {
      stopping = true;
      u1 = usage();
    }
    if (t > t_end + 3000000000ull) break;
    for (size_t k = 0; k < cl.size(); k++) {
      Client& c = *cl[k];
      if (pf[k].fd < 0) continue;
      bool got = (pf[k].revents & POLLIN) && c.ng.recv_reply(out);
      if (!got && t - c.t > 1000000000ull) {  // lost: count it and give the call up
        timeouts++;
        c.state = 0;
        issue(c);
        continue;
      }
      if (!got) continue;
      u64 t1 = now_ns();
      string r = bget(out, "result");
      if (r != "ok") {
        errors++;
        if (first_error.empty()) first_error = out.substr(0, 200);
      }
      if (meas && !stopping) h[c.state].add(t1 - c.t);
      if (++c.state == 3) {
        c.state = 0;
        if (meas && !stopping) {
          cycles++;
          hc.add(t1 - c.t_cycle);
        }
        if (stopping) {  // only whole cycles: nothing stays behind in the proxy
          pf[k].fd = -1;
          live--;
          continue;
        }
      }
      issue(c);
    }
  }
  if (!stopping) u1 = usage();
  double el = double(u1.wall - u0.wall) / 1e9;
  for (char& ch : first_error)
    if (ch == '"' || ch == '\\' || u8(ch) < 32) ch = ' ';
  printf(
      "{\"mode\":\"signal\",\"sdp\":\"%s\",\"clients\":%d,\"cycles\":%lu,\"cycles_per_s\":%.0f,"
      "\"commands_per_s\":%.0f,\"daemon_us_per_cycle\":%.1f,"
      "\"cycles_per_daemon_cpu_s\":%.0f,\"errors\":%lu,\"timeouts\":%lu,%s,%s,%s,%s,%s,\"error\":"
      "\"%s\"}\n",
      opt.sdp.c_str(), opt.clients, cycles, double(cycles) / el, 3 * double(cycles) / el,
      cycles ? double(u1.cpu - u0.cpu) / 1e3 / double(cycles) : 0,
      u1.cpu > u0.cpu ? double(cycles) * 1e9 / double(u1.cpu - u0.cpu) : 0, errors, timeouts,
      h[0].json("offer_us").c_str(), h[1].json("answer_us").c_str(), h[2].json("delete_us").c_str(),
      hc.json("cycle_us").c_str(), usage_json(u0, u1, double(cycles)).c_str(), first_error.c_str());
  return errors || !cycles ? 1 : 0;
}

static int ping_mode() {
  NgClient ng;
  u64 end = now_ns() + u64(opt.secs * 1e9);
  while (now_ns() < end) {
    string r = ng.call(bdict({{"command", bstr("ping")}}), 100, 1);
    if (bget(r, "result") == "pong") return 0;
    usleep(10000);
  }
  return 1;
}

int main(int argc, char** argv) {
  static option lo[] = {
      {"mode", 1, 0, 'm'},         {"ng", 1, 0, 'g'},         {"base", 1, 0, 'b'},
      {"netns", 1, 0, 'N'},        {"codec", 1, 0, 'c'},      {"sdp", 1, 0, 'S'},
      {"calls", 1, 0, 'n'},        {"clients", 1, 0, 'k'},    {"cpu", 1, 0, 'C'},
      {"daemon-cpu", 1, 0, 'D'},   {"daemon-pid", 1, 0, 'p'}, {"pps", 1, 0, 'r'},
      {"secs", 1, 0, 's'},         {"warm", 1, 0, 'w'},       {"grace", 1, 0, 'G'},
      {"window", 1, 0, 'W'},       {"search", 1, 0, 'x'},     {"loss-limit", 1, 0, 'l'},
      {"lat-limit-ms", 1, 0, 'y'}, {"nice", 1, 0, 'i'},       {"keep", 0, 0, 'K'},
      {"fault", 1, 0, 'F'},        {"help", 0, 0, 'h'},       {}};
  int c;
  while ((c = getopt_long(argc, argv, "", lo, nullptr)) != -1) switch (c) {
      case 'm':
        opt.mode = optarg;
        break;
      case 'g':
        opt.ng = optarg;
        break;
      case 'b':
        opt.base = optarg;
        break;
      case 'N':
        opt.netns = optarg;
        break;
      case 'c':
        opt.codec = optarg;
        break;
      case 'S':
        opt.sdp = optarg;
        break;
      case 'n':
        opt.calls = atoi(optarg);
        break;
      case 'k':
        opt.clients = atoi(optarg);
        break;
      case 'C':
        opt.cpu = atoi(optarg);
        break;
      case 'D':
        opt.daemon_cpu = atoi(optarg);
        break;
      case 'p':
        opt.pid = atoi(optarg);
        break;
      case 'r':
        opt.pps = atof(optarg);
        break;
      case 's':
        opt.secs = atof(optarg);
        break;
      case 'w':
        opt.warm = atof(optarg);
        break;
      case 'G':
        opt.grace = atof(optarg);
        break;
      case 'W':
        opt.window = atoi(optarg);
        break;
      case 'x':
        if (sscanf(optarg, "%d:%d", &opt.search_lo, &opt.search_hi) != 2) die("--search LO:HI");
        break;
      case 'l':
        opt.loss_limit = atof(optarg);
        break;
      case 'y':
        opt.lat_limit_ms = atof(optarg);
        break;
      case 'i':
        opt.nice = atoi(optarg);
        break;
      case 'K':
        opt.keep = true;
        break;
      case 'F': {
        string f = optarg;
        size_t k = f.find(':');
        opt.fault = f.substr(0, k);
        opt.fault_n = k == string::npos ? 100 : u64(atol(f.c_str() + k + 1));
        break;
      }
      default:
        printf(
            "rtpload --mode ping|rtp|srtp|transcode|signal|idle --ng IP:PORT [--calls N] [--pps "
            "50; 0 = flat-out] [--window W]\n"
            "  [--secs S] [--warm S] [--grace S] [--search LO:HI] [--loss-limit 0.0001] "
            "[--lat-limit-ms 10 (median, for --search)]\n"
            "  [--codec PCMA:opus] [--clients K] [--sdp sip|webrtc]\n"
            "  [--base 10.77.0.0] [--netns NAME] [--cpu C] [--nice N] [--daemon-pid PID "
            "--daemon-cpu C] [--keep]\n"
            "  [--fault drop|dup|corrupt|late[:N]] (self-check: spoil every N-th received "
            "packet)\n");
        return c == 'h' ? 0 : 2;
    }
  rlimit rl{1 << 20, 1 << 20};
  if (setrlimit(RLIMIT_NOFILE, &rl)) {
    getrlimit(RLIMIT_NOFILE, &rl);
    rl.rlim_cur = rl.rlim_max;
    setrlimit(RLIMIT_NOFILE, &rl);
  }
  setpriority(PRIO_PROCESS, 0, opt.nice);
  if (!opt.netns.empty()) {
    int fd = open(("/run/netns/" + opt.netns).c_str(), O_RDONLY | O_CLOEXEC);
    if (fd < 0 || setns(fd, CLONE_NEWNET)) die("setns");
    close(fd);
  }
  if (opt.cpu >= 0) {
    cpu_set_t s;
    CPU_ZERO(&s);
    CPU_SET(opt.cpu, &s);
    sched_setaffinity(0, sizeof s, &s);
  }
  av_log_set_level(AV_LOG_ERROR);
  if (opt.mode == "ping") return ping_mode();
  if (opt.mode == "signal") return signal_mode();
  if (opt.mode == "idle") return idle_mode();
  if (opt.mode == "rtp" || opt.mode == "srtp" || opt.mode == "transcode") return media_mode();
  fprintf(stderr, "rtpload: unknown mode %s\n", opt.mode.c_str());
  return 2;
}
