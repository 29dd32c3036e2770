// SPDX-License-Identifier: GPL-3.0-or-later
//
// Logging: one line per event, to syslog and/or stderr, with level, facility and call-id.
//
// Any thread may log. The level is checked before anything is formatted:
//
//   log::notice("call ended after {} packets", ...)   is written as
//   LOG(notice, "call ended after %" PRIu64 " packets", packets);
//
// Lines about a call are written while a CallScope is alive on the thread; its call-id is put in
// front of each of them. What the network can trigger goes through LOG_LIMITED.
#pragma once

#include <atomic>
#include <cstdarg>
#include <string>
#include <string_view>

#include <rtpengine/types.h>

#include "base/clock.h"

namespace rtpengine::base::log {

/// Which stream of lines a line belongs to; each may go to a syslog facility of its own.
enum class Channel : unsigned { main, cdr, rtcp, dtmf };

/// Settings; the app fills them from the options (section `log`), also on a reload.
struct Settings {
  LogLevel level = LogLevel::info;
  int facility = 3 << 3;        ///< LOG_DAEMON
  int facility_cdr = -1;        ///< -1: lines of this channel are not written
  int facility_rtcp = -1;
  int facility_dtmf = -1;
  bool to_stderr = false;       ///< stderr instead of syslog
  bool timestamps = true;       ///< "[sec.usec] " in front, on stderr only
  bool parsable = false;        ///< prefix [ID="CALLID"] instead of [CALLID]
  bool json = false;            ///< one JSON object a line instead of text
  bool srtp_keys = false;       ///< keys may be logged at error level
  std::string mark_prefix;      ///< put around private data
  std::string mark_suffix;
  std::size_t max_line = 0;     ///< cut longer lines; 0: 500 bytes to syslog, unlimited to stderr
};

/// Take new settings. Main thread; other threads see them with their next line.
void configure(const Settings& settings);

/// The current settings' level; SIGUSR1/SIGUSR2 move it by one.
LogLevel level();
void set_level(LogLevel level);

bool enabled(LogLevel level);

/// Write one line. printf-style.
void write(LogLevel level, Channel channel, const char* format, ...)
    __attribute__((format(printf, 3, 4)));
void vwrite(LogLevel level, Channel channel, const char* format, va_list args);

/// `text` between the configured marks, for call data and addresses in log lines.
std::string marked(std::string_view text);

/// Puts a call-id (and, if it has one, a participant's label) in front of the lines that this
/// thread logs, until it is destroyed. Scopes nest. The texts are borrowed.
class CallScope {
 public:
  explicit CallScope(std::string_view call_id, std::string_view label = {});
  ~CallScope();
  CallScope(const CallScope&) = delete;
  CallScope& operator=(const CallScope&) = delete;

 private:
  std::string_view previous_id_;
  std::string_view previous_label_;
};

/// Lets a few lines a second through and counts the rest. One object per place in the code;
/// thread-safe.
class RateLimit {
 public:
  explicit constexpr RateLimit(int lines_per_second = 5) : limit_(lines_per_second) {}

  /// Whether to log now; then `suppressed` is how many were left out since the last line.
  bool allow(Time now, unsigned* suppressed);

 private:
  const int limit_;
  std::atomic<Time> window_start_{0};
  std::atomic<int> in_window_{0};
  std::atomic<unsigned> suppressed_{0};
};

/// As write, through a limit; the number of lines left out is appended to the next one.
void write_limited(RateLimit& limit, LogLevel level, const char* format, ...)
    __attribute__((format(printf, 3, 4)));

}  // namespace rtpengine::base::log

#define LOG(level_name, ...)                                                              \
  do {                                                                                    \
    if (::rtpengine::base::log::enabled(::rtpengine::LogLevel::level_name))               \
      ::rtpengine::base::log::write(::rtpengine::LogLevel::level_name,                    \
                                    ::rtpengine::base::log::Channel::main, __VA_ARGS__);  \
  } while (0)

#define LOG_LIMITED(level_name, ...)                                                      \
  do {                                                                                    \
    if (::rtpengine::base::log::enabled(::rtpengine::LogLevel::level_name)) {             \
      static ::rtpengine::base::log::RateLimit rate_limit_of_this_line;                   \
      ::rtpengine::base::log::write_limited(rate_limit_of_this_line,                      \
                                            ::rtpengine::LogLevel::level_name, __VA_ARGS__); \
    }                                                                                     \
  } while (0)
