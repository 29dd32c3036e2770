// SPDX-License-Identifier: MIT
//
// Plain types that cross the border between the host and a plugin.
//
// Everything in here is fixed-width, trivially copyable and standard-layout, so that a plugin
// built by another compiler, or against another C++ library, agrees with the host about it.
#ifndef RTPENGINE_TYPES_H
#define RTPENGINE_TYPES_H

#include <stdint.h>

namespace rtpengine {

/// A borrowed run of bytes; not terminated by a zero. Whoever hands one out says how long it lives.
/// `data` may be null only when `size` is zero.
struct Slice {
  const char* data;
  uint64_t size;
};

/// Outcome of a call across the border. A caller treats a value it does not know as `failed`.
enum class Status : uint32_t {
  ok = 0,
  failed = 1,       ///< the operation was tried and did not work
  invalid = 2,      ///< an argument is outside what the function documents
  unsupported = 3,  ///< not available in this host, build or configuration
  busy = 4,         ///< a bounded queue is full; trying again later may work
  exists = 5,       ///< the name or id is taken
  not_found = 6,
  pending = 7,  ///< not done yet: the callee completes it later, as the function's comment says
};

/// Syslog severities (RFC 5424 section 6.2.1), numbered as there.
enum class LogLevel : uint32_t {
  emergency = 0,
  alert = 1,
  critical = 2,
  error = 3,
  warning = 4,
  notice = 5,
  info = 6,
  debug = 7,
};

/// Takes a text from the other side, for instance the reason of a failure.
/// Owned by the caller and valid during the call it is passed to; `write` copies.
class TextSink {
 public:
  virtual void write(Slice text) noexcept = 0;

 protected:
  ~TextSink() = default;
};

/// Address families as they are numbered here, not as the system numbers them.
enum class AddressFamily : uint32_t { none = 0, ipv4 = 4, ipv6 = 6 };

/// A numeric address and a port. `port` is in host order.
struct Endpoint {
  AddressFamily family;  ///< none: there is no address, and all else is zero
  uint16_t port;
  uint16_t reserved;
  uint8_t address[16];  ///< network order; of IPv4 the first four bytes
};

/// A call, on one worker. 0 is never a valid one, and a handle is never used twice: one that is
/// kept too long finds nothing. The index of the call's worker is in its upper 16 bits, minus one.
using CallHandle = uint64_t;

/// The worker that a call lives on.
inline uint32_t worker_of(CallHandle call) noexcept { return (uint32_t)(call >> 48) - 1; }

/// Numbered as in RFC 8445 section 4.
enum class Component : uint32_t { rtp = 1, rtcp = 2 };

/// One packet stream: the RTP or RTCP of one media of one participant, both ways.
/// Participants are numbered in the order in which they came into the call, and keep their number;
/// media are numbered as the m= sections of the SDP, from 0.
struct StreamRef {
  CallHandle call;
  uint32_t participant;
  uint32_t media;
  Component component;
  uint32_t reserved;  ///< zero
};

}  // namespace rtpengine

#endif
