// SPDX-License-Identifier: GPL-3.0-or-later
//
// Logging: one line per event, to syslog and/or stderr, with level, facility and call-id.
//
// Any thread may log, and none waits for the log daemon. The level is checked before anything is
// formatted:
//
//   LOG(notice, "call ended after %" PRIu64 " packets", packets);
//   LOG_CHANNEL(cdr, info, "ci=%s, ...", ...);
//
// Control characters and stray bytes in a line are escaped: one call is one line, whatever it
// holds. Lines about a call are written while a CallScope is alive on the thread; its call-id is
// put in front of each of them. What the network can trigger goes through LOG_LIMITED.
#pragma once

#include <atomic>
#include <cstdarg>
#include <cstddef>
#include <functional>
#include <string>
#include <string_view>

#include <rtpengine/types.h>

#include "base/clock.h"

namespace rtpengine::base::log {

/// Which stream of lines a line belongs to; each may go to a syslog facility of its own. Lines of
/// the channels other than main have a form that programs read: they carry no level in front, only
/// those of rtcp carry the call-id prefix, `level` does not filter them, and they are never cut.
enum class Channel : unsigned { main, cdr, rtcp, dtmf };

/// Settings; the app fills them from the options (section `log`), also on a reload.
struct Settings {
  LogLevel level = LogLevel::info;
  int facility = 3 << 3;  ///< LOG_DAEMON
  int facility_cdr = -1;  ///< -1: lines of this channel are not written
  int facility_rtcp = -1;
  int facility_dtmf = -1;
  bool to_stderr = false;   ///< stderr instead of syslog
  bool timestamps = true;   ///< "[sec.usec] " in front, on stderr only
  bool parsable = false;    ///< prefix [ID="CALLID"] instead of [CALLID]
  bool json = false;        ///< one JSON object a line instead of text
  bool srtp_keys = false;   ///< keys may be logged at error level
  std::string mark_prefix;  ///< put around private data
  std::string mark_suffix;
  std::size_t max_line = 0;         ///< cut longer lines; 0: at 500 bytes to syslog, not to stderr
  bool rate_limits = true;          ///< false: LOG_LIMITED lets all lines through; for tests
  std::string ident = "rtpengine";  ///< name in front of the lines to syslog
};

/// Take new settings. Main thread; other threads see them with their next line. Before the first
/// call lines of level info and worse go to stderr.
void configure(const Settings& settings);

/// The settings in force.
Settings settings();

/// The current settings' level; SIGUSR1/SIGUSR2 move it by one.
LogLevel level();
void set_level(LogLevel level);

namespace detail {
extern std::atomic<unsigned> current_level;
extern std::atomic<unsigned> open_channels;  ///< bit n: channel n is written
extern std::atomic<bool> rate_limits;
}  // namespace detail

/// Whether lines of this level are written on the main channel.
inline bool enabled(LogLevel level) {
  return static_cast<unsigned>(level) <= detail::current_level.load(std::memory_order_relaxed);
}

/// Whether lines of this channel are written.
inline bool enabled(Channel channel) {
  return (detail::open_channels.load(std::memory_order_relaxed) >> static_cast<unsigned>(channel)) &
         1;
}

/// Write one line. printf-style.
void write(LogLevel level, Channel channel, const char* format, ...)
    __attribute__((format(printf, 3, 4)));
void vwrite(LogLevel level, Channel channel, const char* format, va_list args)
    __attribute__((format(printf, 3, 0)));

/// Write `text` as it is on the main channel, if its level is enabled.
void write_text(LogLevel level, std::string_view text);

/// Takes formatted lines, without end of line. Called on the thread that logs, by several at a
/// time.
using Sink = std::function<void(LogLevel level, Channel channel, std::string_view line)>;

/// For tests: give the lines to `sink` instead of syslog or stderr; an empty one ends that.
void set_sink(Sink sink);

/// `text` between the configured marks, for call data and addresses in log lines.
std::string marked(std::string_view text);

/// As much of a word that a client sent as a log line or an error needs, with "..." for what is
/// left out.
std::string excerpt(std::string_view word);

/// Puts a call-id (and, if it has one, a participant's label, and the local port a line is about)
/// in front of the lines that this thread logs, until it is destroyed. Scopes nest: the innermost
/// one counts. The texts are borrowed.
class CallScope {
 public:
  explicit CallScope(std::string_view call_id, std::string_view label = {}, unsigned port = 0);
  ~CallScope();
  CallScope(const CallScope&) = delete;
  CallScope& operator=(const CallScope&) = delete;

 private:
  std::string_view previous_id_;
  std::string_view previous_label_;
  unsigned previous_port_;
};

/// Lets a few lines a second through and counts the rest. One object per place in the code;
/// thread-safe.
class RateLimit {
 public:
  explicit constexpr RateLimit(int lines_per_second = 5) : limit_(lines_per_second) {}
  /// Tells what it left out (see tell_left_out).
  ~RateLimit();
  RateLimit(const RateLimit&) = delete;
  RateLimit& operator=(const RateLimit&) = delete;

  /// Whether to log now. `*suppressed` is how many were left out since the last line, with this one
  /// if it is.
  bool allow(Time now, unsigned* suppressed);

  /// How many were left out since the last line; from now on none.
  unsigned take_suppressed() { return suppressed_.exchange(0, std::memory_order_relaxed); }

 private:
  const int limit_;
  std::atomic<Time> window_start_{0};
  std::atomic<int> in_window_{0};
  std::atomic<unsigned> suppressed_{0};
};

/// As write on the main channel, through a limit (see Settings::rate_limits); the number of lines
/// left out is appended to the next one.
void write_limited(RateLimit& limit, LogLevel level, const char* format, ...)
    __attribute__((format(printf, 3, 4)));

/// For each limit whose last lines were left out: write the first of them, with the number of the
/// others. For the end, when no next line will tell.
void tell_left_out();

}  // namespace rtpengine::base::log

#define LOG(level_name, ...)                                                             \
  do {                                                                                   \
    if (::rtpengine::base::log::enabled(::rtpengine::LogLevel::level_name))              \
      ::rtpengine::base::log::write(::rtpengine::LogLevel::level_name,                   \
                                    ::rtpengine::base::log::Channel::main, __VA_ARGS__); \
  } while (0)

#define LOG_CHANNEL(channel_name, level_name, ...)                                               \
  do {                                                                                           \
    if (::rtpengine::base::log::enabled(::rtpengine::base::log::Channel::channel_name))          \
      ::rtpengine::base::log::write(::rtpengine::LogLevel::level_name,                           \
                                    ::rtpengine::base::log::Channel::channel_name, __VA_ARGS__); \
  } while (0)

#define LOG_LIMITED(level_name, ...)                                                         \
  do {                                                                                       \
    if (::rtpengine::base::log::enabled(::rtpengine::LogLevel::level_name)) {                \
      static ::rtpengine::base::log::RateLimit rate_limit_of_this_line;                      \
      ::rtpengine::base::log::write_limited(rate_limit_of_this_line,                         \
                                            ::rtpengine::LogLevel::level_name, __VA_ARGS__); \
    }                                                                                        \
  } while (0)
