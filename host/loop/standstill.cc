// SPDX-License-Identifier: GPL-3.0-or-later
#include "loop/standstill.h"

#include <condition_variable>
#include <mutex>
#include <utility>

namespace rtpengine::loop {

/// Where both threads wait for each other.
struct Standstill::Meeting {
  /// The worker's side.
  void stand() {
    std::unique_lock lock(mutex);
    standing = true;
    changed.notify_all();
    for (;;) {
      changed.wait(lock, [this] { return work || over; });
      if (!work) return;
      work();
      work = nullptr;
      changed.notify_all();
    }
  }

  std::mutex mutex;
  std::condition_variable changed;
  std::function<void()> work;  ///< to be done; empty: nothing
  bool standing = false;
  bool over = false;
};

std::unique_ptr<Standstill> Standstill::of(Worker& worker) {
  auto meeting = std::make_shared<Meeting>();
  if (!worker.post([meeting] { meeting->stand(); })) return nullptr;
  {
    std::unique_lock lock(meeting->mutex);
    meeting->changed.wait(lock, [&] { return meeting->standing; });
  }
  return std::unique_ptr<Standstill>(new Standstill(std::move(meeting)));
}

Standstill::~Standstill() {
  const std::lock_guard lock(meeting_->mutex);
  meeting_->over = true;
  meeting_->changed.notify_all();
}

void Standstill::run(std::function<void()> work) {
  std::unique_lock lock(meeting_->mutex);
  meeting_->work = std::move(work);
  meeting_->changed.notify_all();
  meeting_->changed.wait(lock, [this] { return !meeting_->work; });
}

}  // namespace rtpengine::loop
