// SPDX-License-Identifier: MIT
//
// Back ends of the kernel forwarding table: whatever forwards streams faster than the daemon does.
//
// A table that cannot do something says so, and the stream stays in user space: nothing here is
// ever fatal to a call. Packets that match no entry, or that an entry cannot handle, must reach the
// daemon's sockets as ever.
#ifndef RTPENGINE_KERNEL_TABLE_H
#define RTPENGINE_KERNEL_TABLE_H

#include <stdint.h>

#include <rtpengine/types.h>

namespace rtpengine {

enum : uint32_t {
  kernel_ipv4 = 1u << 0,
  kernel_ipv6 = 1u << 1,
  kernel_translates_family = 1u << 2,   ///< in over IPv4, out over IPv6 and the reverse
  kernel_local_destinations = 1u << 3,  ///< may send to addresses of this host
  kernel_checks_source = 1u << 4,       ///< KernelEntry::expected_source
  kernel_rtcp_mux = 1u << 5,            ///< can leave RTCP of a muxed stream to user space
  kernel_decrypts = 1u << 6,            ///< SRTP in
  kernel_encrypts = 1u << 7,            ///< SRTP out
  kernel_rewrites_ssrc = 1u << 8,       ///< KernelOutput::ssrc
  kernel_survives_daemon = 1u << 9,     ///< goes on when the daemon dies: adopt or clear
};

/// What a table can do; does not change.
struct KernelCapabilities {
  uint32_t flags;
  uint32_t max_outputs;        ///< destinations of one entry
  uint32_t max_payload_types;  ///< of KernelEntry::payload_types
  uint32_t reserved;           ///< zero
  uint64_t max_entries;
};

enum class KernelSuite : uint32_t {
  none = 0,
  aes_cm_128 = 1,
  aes_cm_192 = 2,
  aes_cm_256 = 3,
  f8_128 = 4,
  null = 5,
  aead_aes_128_gcm = 6,
  aead_aes_256_gcm = 7,
};

/// SRTP parameters of one direction (RFC 3711 section 3.2.1). Suite none: plain RTP.
struct KernelCrypto {
  KernelSuite suite;
  uint32_t tag_size;  ///< bytes of the authentication tag
  uint8_t master_key[32];
  uint8_t master_salt[16];  ///< 14 or 12 bytes are used
  Slice mki;
  uint64_t last_index;  ///< 48 bits: rollover counter and sequence number
};

enum : uint32_t { kernel_set_ssrc = 1u << 0 };

/// One destination.
struct KernelOutput {
  Endpoint source;  ///< local address and port to send from
  Endpoint destination;
  uint32_t tos;  ///< TOS or traffic class; 0: as the system does
  uint32_t flags;
  uint32_t ssrc;      ///< with kernel_set_ssrc: rewrite to this one
  uint32_t reserved;  ///< zero
  KernelCrypto encrypt;
};

enum : uint32_t {
  kernel_drop_mismatch = 1u << 0,  ///< drop packets of other sources (counted as errors); without
                                   ///< it they reach the daemon's socket
  kernel_leave_rtcp = 1u << 1,     ///< leave RTCP to user space
  kernel_leave_stun = 1u << 2,
  kernel_leave_dtls = 1u << 3,
  kernel_rtp_only = 1u << 4,    ///< leave what is no RTP to user space
  kernel_match_ssrc = 1u << 5,  ///< leave other SSRCs than `ssrc` to user space
};

/// One stream; `local` is its key: where its packets arrive. Borrowed with all it points at.
struct KernelEntry {
  Endpoint local;
  Endpoint expected_source;  ///< family none: from anywhere
  uint32_t owner;            ///< worker that owns the stream, see read_counters
  uint32_t flags;
  const KernelOutput* outputs;
  uint32_t output_count;
  uint32_t payload_type_count;
  const uint8_t* payload_types;  ///< leave others to user space; none: all are fine
  uint32_t ssrc;
  uint32_t reserved;  ///< zero
  KernelCrypto decrypt;
};

/// Absolute values since the entry was added; changing an entry does not reset them.
struct KernelCounters {
  uint64_t packets;
  uint64_t bytes;  ///< of UDP payload
  uint64_t errors;
};

enum class KernelChangeKind : uint32_t {
  put = 0,     ///< add the entry, or change the one of this key, keeping its counters
  remove = 1,  ///< only `entry->local` counts
};

/// One step of a batch.
struct KernelChange {
  KernelChangeKind kind;
  uint32_t reserved;  ///< zero
  const KernelEntry* entry;
};

enum class KernelStatus : uint32_t {
  done = 0,
  unsupported = 1,  ///< the table cannot express this entry
  full = 2,
  failed = 3,  ///< the system refused it
  lost = 4,    ///< there is no table (any more)
};

/// What became of one change.
struct KernelOutcome {
  KernelStatus status;
  uint32_t reserved;        ///< zero
  KernelCounters counters;  ///< after a removal: the entry's last values; else zero
};

/// Takes entries or counters one by one. The host's, valid during the call it is passed to.
class KernelEntrySink {
 public:
  virtual void entry(const KernelEntry* entry) noexcept = 0;
  virtual void counters(const Endpoint* local, const KernelCounters* counters) noexcept = 0;

 protected:
  ~KernelEntrySink() = default;
};

/// Implemented by the plugin; must live until destroy. Any thread, also several at the same time;
/// may make system calls, must never wait for anything. What goes wrong is an outcome: it costs the
/// stream its place in the table, and nothing else. After usable has answered 0 no function is
/// called any more.
class KernelTable {
 public:
  /// Asked once, when the plugin has started.
  virtual void capabilities(KernelCapabilities* out) noexcept = 0;
  /// Make changes in order; `outcomes` has room for one per change. Only such come as the
  /// capabilities allow. One that fails leaves its entry as it was and does not stop the others.
  /// Removing what is not there is done.
  virtual void apply(const KernelChange* changes, uint32_t count,
                     KernelOutcome* outcomes) noexcept = 0;
  /// The counters of all entries of one owner.
  virtual void read_counters(uint32_t owner, KernelEntrySink* sink) noexcept = 0;
  /// Entries now; 0 if the table is lost.
  virtual uint64_t size() noexcept = 0;
  /// Give `sink` the entries that an earlier daemon left behind; they are ours from now on.
  virtual Status adopt(KernelEntrySink* sink, TextSink* error) noexcept = 0;
  /// Remove all entries, whoever made them. Done at start with kernel_survives_daemon.
  virtual Status clear(TextSink* error) noexcept = 0;
  /// 1: the table is there. 0: it is lost, for good; `reason` gets why. Cheap: asked by each worker
  /// each second. A table that is lost when the plugin has started is not used at all.
  virtual uint32_t usable(TextSink* reason) noexcept = 0;

 protected:
  ~KernelTable() = default;
};

/// Entry for kernel table back ends.
class KernelTablesV1 {
 public:
  static constexpr const char* id = "rtpengine.kernel-tables/1";

  /// Offer a back end under a name for the option `table`: lower case letters, digits, dashes; the
  /// first one a letter; not `auto` or `none`. exists: the name is taken. Main thread, in init.
  /// The one that the option names is used from the plugin's start on, before control protocols
  /// start (a plugin that is one too can offer none); its plugin is not unloaded or reloaded while
  /// the daemon runs.
  virtual Status add(const char* name, KernelTable* table) noexcept = 0;

 protected:
  ~KernelTablesV1() = default;
};

}  // namespace rtpengine

#endif
