// SPDX-License-Identifier: GPL-3.0-or-later
//
// A table of streams that something faster than us forwards: the kernel module, eBPF, hardware.
//
// The host owns this interface; back ends live in host/kernel and in plugins. A back end that
// cannot do something says so and the stream stays in user space: nothing here is ever fatal to a
// call. Packets that match no entry, or that an entry cannot handle, reach our socket as ever.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <limits>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "net/address.h"

namespace rtpengine::media {

/// What a table can do. All false: nothing, user space does everything.
struct TableCapabilities {
  bool forwards = false;  ///< any forwarding at all
  bool ipv4 = false;
  bool ipv6 = false;
  bool translates_family = false;   ///< in over IPv4, out over IPv6 and the reverse
  bool local_destinations = false;  ///< may send to addresses of this host
  bool checks_source = false;       ///< ForwardEntry::expected_source
  bool rtcp_mux = false;            ///< can leave RTCP of a muxed stream to user space
  bool decrypts = false;            ///< SRTP in
  bool encrypts = false;            ///< SRTP out
  bool rewrites_ssrc = false;       ///< ForwardOutput::ssrc
  bool survives_us = false;         ///< goes on forwarding when the daemon dies: adopt() or clear()
  unsigned max_outputs = 0;         ///< destinations of one entry
  std::size_t max_payload_types = 0;  ///< of ForwardEntry::payload_types
  std::size_t max_entries = std::numeric_limits<std::size_t>::max();
};

enum class SourceMismatch : std::uint8_t {
  pass_to_user,  ///< the packet reaches our socket
  drop,          ///< dropped, counted in ForwardCounters::errors
};

enum class CryptoSuite : std::uint8_t {
  none,
  aes_cm_128,
  aes_cm_192,
  aes_cm_256,
  f8_128,
  null,
  aead_aes_128_gcm,
  aead_aes_256_gcm
};

/// SRTP parameters of one direction. Not used by plain RTP.
struct ForwardCrypto {
  CryptoSuite suite = CryptoSuite::none;
  std::uint8_t tag_size = 10;  ///< bytes of the SRTP authentication tag
  std::array<std::uint8_t, 32> master_key{};
  std::array<std::uint8_t, 14> master_salt{};
  std::vector<std::uint8_t> mki;
  std::uint64_t last_index = 0;  ///< 48 bits: rollover counter and sequence number
  bool operator==(const ForwardCrypto&) const = default;
};

/// One destination of a stream.
struct ForwardOutput {
  net::Endpoint source;  ///< local address and port to send from
  net::Endpoint destination;
  std::uint8_t tos = 0;  ///< TOS or traffic class; 0: as the system does
  std::optional<ForwardCrypto> encrypt;
  std::optional<std::uint32_t> ssrc;  ///< rewrite to this one
  bool operator==(const ForwardOutput&) const = default;
};

/// One stream; `local` is its key: where its packets arrive.
struct ForwardEntry {
  net::Endpoint local;
  std::uint32_t owner = 0;  ///< index of the worker that owns the stream; see read_counters
  std::optional<net::Endpoint> expected_source;  ///< none: from anywhere
  SourceMismatch mismatch = SourceMismatch::pass_to_user;
  std::vector<ForwardOutput> outputs;
  bool rtcp_mux = false;   ///< leave RTCP to user space
  bool leave_stun = true;  ///< leave STUN to user space
  bool leave_dtls = true;  ///< leave DTLS to user space
  bool rtp_only = true;    ///< leave what is no RTP to user space; false: forward it as it is
  std::vector<std::uint8_t> payload_types;  ///< leave others to user space; empty: all are fine
  std::optional<std::uint32_t> ssrc;        ///< leave other SSRCs to user space
  std::optional<ForwardCrypto> decrypt;
  bool operator==(const ForwardEntry&) const = default;
};

/// Absolute values since the entry was added; updating an entry does not reset them.
struct ForwardCounters {
  std::uint64_t packets = 0;
  std::uint64_t bytes = 0;  ///< of UDP payload
  std::uint64_t errors = 0;
  bool operator==(const ForwardCounters&) const = default;
};

/// What was forwarded between two readings. A reading that went backwards is of an entry that was
/// made anew, and counts from zero.
ForwardCounters counters_between(const ForwardCounters& earlier, const ForwardCounters& later);

/// One step of a batch.
struct TableChange {
  enum class Kind : std::uint8_t {
    put,     ///< add the entry, or change the one with this key, keeping its counters
    remove,  ///< only `entry.local` counts
  };
  Kind kind = Kind::put;
  ForwardEntry entry;
};

enum class TableStatus : std::uint8_t {
  done,
  unsupported,  ///< the table cannot express this entry: the stream stays in user space
  full,
  failed,  ///< the system refused it
  lost,    ///< there is no table (any more)
};
std::string_view to_string(TableStatus status);

struct TableOutcome {
  TableStatus status = TableStatus::lost;
  /// After a removal: the entry's last values, for what was forwarded since the last reading.
  /// Zeros if there was none.
  ForwardCounters counters;
};

/// Functions may be called on any thread, also at the same time; they may make system calls but
/// never wait for anything.
class KernelTable {
 public:
  virtual ~KernelTable() = default;

  /// For logs: "none", "fake", "xt_RTPENGINE table 0".
  virtual std::string_view name() const = 0;

  /// Does not change, also not when the table is lost.
  virtual const TableCapabilities& capabilities() const = 0;

  /// Make changes in order. The result has one outcome per change. A step that fails leaves an
  /// entry as it was and does not stop the ones after it. Removing what is not there is done.
  virtual std::vector<TableOutcome> apply(std::span<const TableChange> changes) = 0;

  /// Absolute counters of each entry of one owner.
  using CounterVisitor =
      std::function<void(const net::Endpoint& local, const ForwardCounters& counters)>;
  virtual void read_counters(std::uint32_t owner, const CounterVisitor& visit) = 0;

  /// Entries now; those of a lost table are gone.
  virtual std::size_t size() const = 0;

  /// Entries that were there when we came (an earlier daemon died) and are ours from now on.
  /// Keys they hold stay in place until changed or removed.
  virtual base::Result<std::vector<ForwardEntry>> adopt() = 0;
  /// Remove all entries, whoever made them.
  virtual base::Result<void> clear() = 0;

  /// False: there is no table, from the start or since it was lost; nothing is forwarded, all
  /// streams belong to user space. Never becomes true again. Cheap: asked in timers.
  virtual bool usable() const = 0;
  /// Why it is not usable; empty if it is.
  virtual std::string trouble() const = 0;
};

/// Whether a table of these capabilities can express an entry; else why not, for explain.
std::optional<std::string_view> cannot_express(const TableCapabilities& capabilities,
                                               const ForwardEntry& entry);

}  // namespace rtpengine::media
