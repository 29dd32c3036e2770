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

}  // namespace rtpengine

#endif
