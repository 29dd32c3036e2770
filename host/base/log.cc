// SPDX-License-Identifier: GPL-3.0-or-later
//
// Logging: from a format and its values to syslog or stderr.
#include "base/log.h"

#include <errno.h>
#include <stdio.h>
#include <syslog.h>
#include <unistd.h>

#include <memory>
#include <mutex>
#include <utility>
#include <vector>

#include "base/log_line.h"
#include "base/syslog_socket.h"
#include "base/utf8.h"

namespace rtpengine::base::log {

namespace {

constexpr std::size_t kDefaultSyslogLine = 500;
constexpr unsigned kMainChannelBit = 1u << static_cast<unsigned>(Channel::main);

/// All that a line needs to know; never changed once published.
struct State {
  Settings settings;
  Sink sink;
  std::shared_ptr<SyslogSocket> syslog;
};

Settings first_settings() {
  Settings settings;
  settings.to_stderr = true;
  return settings;
}

/// The published state. Never destroyed: threads may log until the very end.
class Published {
 public:
  std::shared_ptr<const State> get() {
    const std::lock_guard lock(mutex_);
    return state_;
  }

  template <typename Change>
  void change(Change&& change) {
    const std::lock_guard lock(mutex_);
    auto next = std::make_shared<State>(*state_);
    change(*next);
    state_ = std::move(next);
  }

 private:
  std::mutex mutex_;
  std::shared_ptr<const State> state_ =
      std::make_shared<State>(State{first_settings(), nullptr, nullptr});
};

Published& published() {
  static Published& instance = *new Published;
  return instance;
}

struct Context {
  std::string_view call_id;
  std::string_view label;
  unsigned port;
};
thread_local constinit Context context{};

int facility_of(const Settings& settings, Channel channel) {
  switch (channel) {
    case Channel::cdr:
      return settings.facility_cdr;
    case Channel::rtcp:
      return settings.facility_rtcp;
    case Channel::dtmf:
      return settings.facility_dtmf;
    case Channel::main:
      break;
  }
  return settings.facility;
}

unsigned channels_of(const Settings& settings) {
  unsigned bits = kMainChannelBit;
  for (const Channel channel : {Channel::cdr, Channel::rtcp, Channel::dtmf}) {
    if (facility_of(settings, channel) >= 0) bits |= 1u << static_cast<unsigned>(channel);
  }
  return bits;
}

/// How many bytes a line may have; 0: any number. Half a line is no use to a program.
std::size_t longest_line(const Settings& settings, Channel channel) {
  if (channel != Channel::main) return 0;
  if (settings.max_line == 0 && !settings.to_stderr) return kDefaultSyslogLine;
  return settings.max_line;
}

void write_to_stderr(std::string line) {
  line += '\n';
  // One write call a line, so that lines of several threads don't mix.
  std::string_view rest = line;
  while (!rest.empty()) {
    const ssize_t written = ::write(STDERR_FILENO, rest.data(), rest.size());
    if (written < 0 && errno == EINTR) continue;
    if (written <= 0) return;
    rest.remove_prefix(static_cast<std::size_t>(written));
  }
}

void emit(LogLevel level, Channel channel, std::string_view message) {
  const std::shared_ptr<const State> state = published().get();
  const Settings& settings = state->settings;
  const bool with_time = settings.json || (settings.to_stderr && settings.timestamps);
  const Line line{level,
                  channel,
                  context.call_id,
                  context.label,
                  context.port,
                  message,
                  with_time ? wall_clock_now() : 0};
  std::string text = format_line(settings, line, longest_line(settings, channel));
  if (state->sink) {
    state->sink(level, channel, text);
  } else if (settings.to_stderr) {
    write_to_stderr(std::move(text));
  } else {
    const int facility = facility_of(settings, channel);
    if (facility >= 0) state->syslog->send(facility | static_cast<int>(level), text);
  }
}

/// The first line that a limit has left out since the last one that it let through.
struct HeldBack {
  RateLimit* limit;
  LogLevel level;
  std::string call_id;
  std::string label;
  unsigned port;
  std::string text;
  unsigned count;  ///< how many were left out, when it is known
};

/// What was left out and not told yet, at most one line for each limit.
class HeldBackLines {
 public:
  void add(HeldBack line) {
    const std::lock_guard lock(mutex_);
    for (HeldBack& known : lines_) {
      if (known.limit == line.limit) {
        known = std::move(line);
        return;
      }
    }
    lines_.push_back(std::move(line));
  }

  /// Takes those of one limit, or of all of them if it is null.
  std::vector<HeldBack> take(const RateLimit* limit) {
    const std::lock_guard lock(mutex_);
    std::vector<HeldBack> taken;
    std::erase_if(lines_, [&](HeldBack& line) {
      if (limit != nullptr && line.limit != limit) return false;
      line.count = line.limit->take_suppressed();
      if (line.count != 0) taken.push_back(std::move(line));
      return true;
    });
    return taken;
  }

 private:
  std::mutex mutex_;
  std::vector<HeldBack> lines_;
};

/// Never destroyed, as limits go after main.
HeldBackLines& held_back() {
  static HeldBackLines& instance = *new HeldBackLines;
  return instance;
}

std::string with_left_out(std::string text, unsigned count) {
  if (count != 0) text += " (" + std::to_string(count) + " more like this left out)";
  return text;
}

void tell(const std::vector<HeldBack>& lines) {
  for (const HeldBack& line : lines) {
    const CallScope scope(line.call_id, line.label, line.port);
    write_text(line.level, with_left_out(line.text, line.count - 1));
  }
}

__attribute__((format(printf, 1, 0))) std::string vformat(const char* format, va_list args) {
  va_list again;
  va_copy(again, args);
  char buffer[1024];
  const int length = vsnprintf(buffer, sizeof buffer, format, args);
  std::string text;
  if (length < 0) {
    text = format;
  } else if (static_cast<std::size_t>(length) < sizeof buffer) {
    text.assign(buffer, static_cast<std::size_t>(length));
  } else {
    text.resize(static_cast<std::size_t>(length));
    vsnprintf(text.data(), text.size() + 1, format, again);
  }
  va_end(again);
  return text;
}

}  // namespace

namespace detail {
constinit std::atomic<unsigned> current_level{static_cast<unsigned>(LogLevel::info)};
constinit std::atomic<unsigned> open_channels{kMainChannelBit};
constinit std::atomic<bool> rate_limits{true};
}  // namespace detail

void configure(const Settings& settings) {
  published().change([&](State& state) {
    const bool renamed = state.settings.ident != settings.ident;
    state.settings = settings;
    if (!settings.to_stderr && (!state.syslog || renamed)) {
      state.syslog = std::make_shared<SyslogSocket>("/dev/log", settings.ident);
    }
  });
  set_level(settings.level);
  detail::open_channels.store(channels_of(settings), std::memory_order_relaxed);
  detail::rate_limits.store(settings.rate_limits, std::memory_order_relaxed);
}

Settings settings() { return published().get()->settings; }

LogLevel level() {
  return static_cast<LogLevel>(detail::current_level.load(std::memory_order_relaxed));
}

void set_level(LogLevel level) {
  detail::current_level.store(static_cast<unsigned>(level), std::memory_order_relaxed);
}

void set_sink(Sink sink) {
  published().change([&](State& state) { state.sink = std::move(sink); });
}

void write(LogLevel level, Channel channel, const char* format, ...) {
  va_list args;
  va_start(args, format);
  vwrite(level, channel, format, args);
  va_end(args);
}

void vwrite(LogLevel level, Channel channel, const char* format, va_list args) {
  if (channel == Channel::main ? !enabled(level) : !enabled(channel)) return;
  const int saved_errno = errno;
  emit(level, channel, vformat(format, args));
  errno = saved_errno;
}

void write_text(LogLevel level, std::string_view text) {
  if (!enabled(level)) return;
  const int saved_errno = errno;
  emit(level, Channel::main, text);
  errno = saved_errno;
}

void write_limited(RateLimit& limit, LogLevel level, const char* format, ...) {
  unsigned suppressed = 0;
  if (!enabled(level)) return;
  const bool limited = detail::rate_limits.load(std::memory_order_relaxed);
  const bool now = !limited || limit.allow(monotonic_now(), &suppressed);
  if (!now && suppressed != 1) return;
  const int saved_errno = errno;
  va_list args;
  va_start(args, format);
  std::string text = vformat(format, args);
  va_end(args);
  if (now) {
    emit(level, Channel::main, with_left_out(std::move(text), suppressed));
  } else {
    held_back().add({&limit, level, std::string(context.call_id), std::string(context.label),
                     context.port, std::move(text), 0});
  }
  errno = saved_errno;
}

void tell_left_out() { tell(held_back().take(nullptr)); }

std::string marked(std::string_view text) {
  const std::shared_ptr<const State> state = published().get();
  std::string result = state->settings.mark_prefix;
  result += text;
  result += state->settings.mark_suffix;
  return result;
}

std::string excerpt(std::string_view word) {
  constexpr std::size_t kEnough = 64;
  if (word.size() <= kEnough) return std::string(word);
  return std::string(utf8_prefix(word, kEnough)) + "...";
}

CallScope::CallScope(std::string_view call_id, std::string_view label, unsigned port)
    : previous_id_(context.call_id), previous_label_(context.label), previous_port_(context.port) {
  context = {call_id, label, port};
}

CallScope::~CallScope() { context = {previous_id_, previous_label_, previous_port_}; }

RateLimit::~RateLimit() { tell(held_back().take(this)); }

bool RateLimit::allow(Time now, unsigned* suppressed) {
  Time start = window_start_.load(std::memory_order_relaxed);
  const bool over = start == 0 || now - start >= kSecond;
  if (over && window_start_.compare_exchange_strong(start, now, std::memory_order_relaxed)) {
    in_window_.store(0, std::memory_order_relaxed);
  }
  if (in_window_.fetch_add(1, std::memory_order_relaxed) < limit_) {
    *suppressed = take_suppressed();
    return true;
  }
  *suppressed = 1 + suppressed_.fetch_add(1, std::memory_order_relaxed);
  return false;
}

}  // namespace rtpengine::base::log
