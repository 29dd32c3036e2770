// SPDX-License-Identifier: GPL-3.0-or-later
//
// A worker that stands still: nothing happens on its thread but what the main thread asks for.
#pragma once

#include <functional>
#include <memory>

#include "loop/worker.h"

namespace rtpengine::loop {

/// Main thread. From its making to its end no event, timer or task of the worker is looked at; all
/// of them wait. `Worker::run_and_wait` would wait for ever meanwhile.
class Standstill {
 public:
  /// Returns when the worker stands. The worker runs, and outlives this object. Null: its mailbox
  /// is full.
  static std::unique_ptr<Standstill> of(Worker& worker);
  /// The worker goes on.
  ~Standstill();
  Standstill(const Standstill&) = delete;
  Standstill& operator=(const Standstill&) = delete;

  /// Run a piece of work on the worker's thread, and wait for its end.
  void run(std::function<void()> work);

 private:
  struct Meeting;
  explicit Standstill(std::shared_ptr<Meeting> meeting) : meeting_(std::move(meeting)) {}

  const std::shared_ptr<Meeting> meeting_;
};

}  // namespace rtpengine::loop
