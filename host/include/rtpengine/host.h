// SPDX-License-Identifier: MIT
//
// The host as a plugin sees it: it answers for interfaces by name and revision.
#ifndef RTPENGINE_HOST_H
#define RTPENGINE_HOST_H

#include <stdint.h>

#include <rtpengine/types.h>

namespace rtpengine {

/// Handed to Plugin::init; valid until Plugin's destroy function returns.
class Host {
 public:
  /// The interface with this id (`LogV1::id`, ...), or null if this host has none.
  /// The pointer is the host's and valid as long as the Host itself. Any thread.
  virtual void* query(const char* id) noexcept = 0;

 protected:
  ~Host() = default;
};

/// Logging, under the plugin's name. Any thread; never blocks.
class LogV1 {
 public:
  static constexpr const char* id = "rtpengine.log/1";

  /// Whether a line of this level would be written: ask before formatting a costly one.
  virtual uint32_t enabled(LogLevel level) noexcept = 0;

  /// Write one line. `call_id` may be empty. What the network can trigger must be sent through
  /// write_limited instead.
  virtual void write(LogLevel level, Slice call_id, Slice text) noexcept = 0;

  /// As write, but lines of one `key` (a string constant, compared by address) are limited to a
  /// few each second; the number left out is added to the next line.
  virtual void write_limited(const char* key, LogLevel level, Slice call_id,
                             Slice text) noexcept = 0;

 protected:
  ~LogV1() = default;
};

/// The plugin's own options, checked against its OptionSpec table. Main thread, in init, and in
/// any later call on the main thread. The values of a copy never change: see option_live. Slices
/// are valid until destroy.
class OptionsV1 {
 public:
  static constexpr const char* id = "rtpengine.options/1";

  /// Number of values given; the default counts as one. 0 if there is none, or the name is unknown.
  virtual uint32_t count(const char* name) noexcept = 0;

  /// Value `index` as text; empty if there is no such value.
  virtual Slice text(const char* name, uint32_t index) noexcept = 0;

  /// Value `index` of an integer option, of a seconds option in microseconds, or of a flag as 0 or
  /// 1; 0 if there is no such value.
  virtual int64_t integer(const char* name, uint32_t index) noexcept = 0;

  /// File, line and key of a value, to be put in front of an error about it. Valid until the next
  /// call of this function.
  virtual Slice origin(const char* name, uint32_t index) noexcept = 0;

 protected:
  ~OptionsV1() = default;
};

}  // namespace rtpengine

#endif
