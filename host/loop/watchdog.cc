// SPDX-License-Identifier: GPL-3.0-or-later
//
// Watchdog: compares the time at which each worker's turn began with now.
#include "loop/watchdog.h"

#include "base/log.h"

namespace rtpengine::loop {

namespace {

constexpr base::Time kCheckInterval = base::kSecond;
/// How often a stall that lasts is warned about again.
constexpr base::Time kWarningInterval = 10 * base::kSecond;

double to_seconds(base::Time time) { return static_cast<double>(time) / base::kSecond; }

}  // namespace

Watchdog::Watchdog(MainLoop& loop, const std::vector<const Worker*>& workers, base::Time limit)
    : limit_(limit), timer_(loop.timer([this] { check(base::monotonic_now()); })) {
  for (const Worker* worker : workers) watched_.push_back({worker});
  timer_->start(kCheckInterval, kCheckInterval);
}

void Watchdog::check(base::Time now) {
  for (Watched& watched : watched_) check_one(watched, now);
}

void Watchdog::check_one(Watched& watched, base::Time now) const {
  const base::Time turn = watched.worker->busy_since();
  if (watched.stalled_turn != 0 && watched.stalled_turn != turn) {
    LOG(notice, "Worker %u works again; it was stalled for up to %.1f s", watched.worker->index(),
        to_seconds(now - watched.stalled_turn));
    watched.stalled_turn = 0;
  }
  if (turn == 0 || now - turn <= limit_) return;
  if (watched.stalled_turn == turn && now - watched.last_warning < kWarningInterval) return;
  const char* plugin = watched.worker->current_plugin();
  LOG(warning, "Worker %u is stalled: it has been busy with one turn of its loop for %.1f s%s%s%s",
      watched.worker->index(), to_seconds(now - turn), plugin ? ", now inside of plugin '" : "",
      plugin ? plugin : "", plugin ? "'" : "");
  watched.stalled_turn = turn;
  watched.last_warning = now;
}

}  // namespace rtpengine::loop
