// SPDX-License-Identifier: GPL-3.0-or-later
//
// Watchdog: compares the time at which each worker's turn began with now.
#include "loop/watchdog.h"

#include <algorithm>
#include <chrono>
#include <string>
#include <utility>

#include "base/log.h"
#include "loop/guarded.h"
#include "loop/thread.h"

namespace rtpengine::loop {

namespace {

/// Nobody looked for so long: the process was stopped, or got no processor.
constexpr base::Time kPause = 5 * Watchdog::kInterval;

double to_seconds(base::Time time) { return static_cast<double>(time) / base::kSecond; }

/// What the worker is at, as the end of a sentence; empty: not known.
std::string whereabouts_of(const Worker& worker) {
  std::string text;
  if (const char* work = worker.current_work()) text += std::string(", at work on ") + work;
  if (const char* plugin = worker.current_plugin())
    text += std::string(", now inside of plugin '") + plugin + "'";
  return text;
}

}  // namespace

Watchdog::Watchdog(const std::vector<const Worker*>& workers,
                   std::function<void(base::Time now)> each_look, base::Time limit)
    : each_look_(std::move(each_look)), limit_(limit) {
  for (const Worker* worker : workers) watched_.push_back({worker});
}

Watchdog::~Watchdog() {
  if (!thread_.joinable()) return;
  {
    const std::lock_guard lock(mutex_);
    ending_ = true;
  }
  end_.notify_one();
  thread_.join();
}

void Watchdog::start() {
  thread_ = start_thread("watchdog", [this] { run(); });
}

void Watchdog::run() {
  std::unique_lock lock(mutex_);
  while (!end_.wait_for(lock, std::chrono::microseconds(kInterval), [this] { return ending_; })) {
    lock.unlock();
    guarded("a look of the watchdog", [this] { check(base::monotonic_now()); });
    lock.lock();
  }
}

void Watchdog::check(base::Time now) {
  if (last_look_ != 0 && now - last_look_ > kPause) awake_since_ = now;
  last_look_ = now;
  for (Watched& watched : watched_) check_one(watched, now);
  // After a pause the workers are to have a moment first.
  if (each_look_ && awake_since_ != now) each_look_(now);
}

void Watchdog::check_one(Watched& watched, base::Time now) const {
  const base::Time turn = watched.worker->busy_since();
  if (watched.stalled_turn != 0 && watched.stalled_turn != turn) {
    LOG(notice, "Worker %u works again; it was stalled for up to %.1f s", watched.worker->index(),
        to_seconds(now - watched.stalled_turn));
    watched.stalled_turn = 0;
  }
  if (turn == 0 || watched.stalled_turn == turn) return;
  if (now - std::max(turn, awake_since_) <= limit_) return;
  LOG(warning, "Worker %u is stalled: it has been busy with one turn of its loop for %.1f s%s",
      watched.worker->index(), to_seconds(now - turn), whereabouts_of(*watched.worker).c_str());
  watched.stalled_turn = turn;
}

}  // namespace rtpengine::loop
