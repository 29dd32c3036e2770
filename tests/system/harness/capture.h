// SPDX-License-Identifier: GPL-3.0-or-later
//
// Counts packets on the wire of a host, for parties whose sockets are not ours.
#pragma once

#include <atomic>
#include <cstdint>
#include <map>
#include <mutex>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

#include "network.h"

namespace rtpengine::harness {

/// From where to where a packet goes.
struct Path {
  std::string source;  ///< `10.0.0.1:4000`, or `fd77::1:4000`
  std::string destination;

  auto operator<=>(const Path&) const = default;
};

/// Sees every UDP packet that the host sends or receives from now on, and keeps those that
/// look like RTP (version 2, and not RTCP), in the order of the wire. Has a thread of its own.
/// What leaves with a wrong checksum, and so cannot arrive anywhere, is counted only: SIPp makes
/// some of these over IPv6.
class RtpCapture {
 public:
  explicit RtpCapture(const Host& host);
  ~RtpCapture();
  RtpCapture(const RtpCapture&) = delete;
  RtpCapture& operator=(const RtpCapture&) = delete;

  using Packets = std::map<Path, std::vector<std::string>>;  ///< UDP payloads by path
  /// What was seen so far.
  Packets sent() const;
  Packets received() const;
  std::size_t sent_count() const { return sent_count_; }
  std::size_t received_count() const { return received_count_; }
  /// What left with a wrong checksum.
  std::size_t spoiled_count() const { return spoiled_count_; }
  /// Packets that the kernel could not keep for us; if not 0 the counts say nothing.
  unsigned missed();

 private:
  /// A packet as it was on the wire, from the IP header on.
  struct Seen {
    std::string_view bytes;
    bool outgoing;
    bool has_checksum;  ///< the checksum is there already, and not left to the hardware
  };

  void run();
  void take_next();
  void take_ip4(const Seen& seen);
  void take_ip6(const Seen& seen);
  /// A UDP datagram and what is known of its IP header; what looks like RTP is kept.
  void take(std::string_view bytes, const Path& hosts, bool outgoing);

  int fd_ = -1;
  int stop_fd_ = -1;
  mutable std::mutex mutex_;
  Packets sent_;
  Packets received_;
  std::atomic<std::size_t> sent_count_{0};
  std::atomic<std::size_t> received_count_{0};
  std::atomic<std::size_t> spoiled_count_{0};
  unsigned missed_ = 0;
  std::thread thread_;
};

}  // namespace rtpengine::harness
