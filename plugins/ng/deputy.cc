// SPDX-License-Identifier: GPL-3.0-or-later
//
// Looking after listeners, from a thread of its own.

#include "deputy.h"

#include <poll.h>
#include <pthread.h>
#include <signal.h>

#include <chrono>
#include <string_view>
#include <system_error>

namespace rtpengine::ng {
namespace {

constexpr std::chrono::milliseconds kInterval{100};
constexpr const char kStandInKey[] = "ng-stand-in";

/// Signals belong to the host's main thread; a new thread inherits the mask.
class SignalsBlocked {
 public:
  SignalsBlocked() noexcept {
    sigset_t all;
    sigfillset(&all);
    pthread_sigmask(SIG_SETMASK, &all, &before_);
  }
  ~SignalsBlocked() { pthread_sigmask(SIG_SETMASK, &before_, nullptr); }
  SignalsBlocked(const SignalsBlocked&) = delete;
  SignalsBlocked& operator=(const SignalsBlocked&) = delete;

 private:
  sigset_t before_;
};

bool is_readable(int fd) noexcept {
  pollfd look = {fd, POLLIN, 0};
  return ::poll(&look, 1, 0) == 1 && (look.revents & POLLIN) != 0;
}

}  // namespace

void Deputy::stand_in_for(Listener* listener) { watched_.push_back({listener}); }

bool Deputy::start() noexcept {
  const SignalsBlocked blocked;
  try {
    thread_ = std::thread([this] { run(); });
  } catch (const std::system_error&) {
    return false;
  }
  pthread_setname_np(thread_.native_handle(), "ng-deputy");
  return true;
}

void Deputy::stop() noexcept {
  if (!thread_.joinable()) return;
  {
    const std::lock_guard lock(mutex_);
    ending_ = true;
  }
  end_.notify_one();
  thread_.join();
}

void Deputy::run() noexcept {
  std::unique_lock lock(mutex_);
  while (!end_.wait_for(lock, kInterval, [this] { return ending_; })) {
    lock.unlock();
    look();
    lock.lock();
  }
}

void Deputy::look() noexcept {
  if (sockets_ != nullptr && sockets_->moving() != 0) return;
  for (Watched& watched : watched_) look_at(watched, is_readable(watched.listener->socket().fd()));
}

void Deputy::look_at(Watched& watched, bool waits) noexcept {
  const std::uint32_t visits = watched.listener->visits();
  const bool absent = visits == watched.visits;
  if (absent && waits && watched.waited && !watched.reading) {
    watched.reading = true;
    constexpr std::string_view kText =
        "A worker does not read the requests that wait; they are read for it until it does";
    dispatcher_->log().write_limited(kStandInKey, LogLevel::warning, {},
                                     {kText.data(), kText.size()});
  }
  watched.reading = watched.reading && absent;
  watched.visits = visits;
  watched.waited = waits;
  if (watched.reading && waits) watched.listener->read_for_worker();
}

}  // namespace rtpengine::ng
