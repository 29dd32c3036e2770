// SPDX-License-Identifier: MIT
//
// The workers' event loops. A worker is a thread with a loop of its own; calls live on one worker.
#ifndef RTPENGINE_LOOP_H
#define RTPENGINE_LOOP_H

#include <stdint.h>

#include <rtpengine/types.h>

namespace rtpengine {

enum : uint32_t {
  fd_readable = 1u << 0,
  fd_writable = 1u << 1,
};

/// Implemented by the plugin; must live until unwatch has returned.
class FdHandler {
 public:
  /// Called on the worker's thread while `fd` is ready (level-triggered). Must not block.
  virtual void on_ready(int32_t fd, uint32_t events) noexcept = 0;

 protected:
  ~FdHandler() = default;
};

/// Implemented by the plugin; must live until stop_timer has returned.
class TimerHandler {
 public:
  /// Called on the worker's thread. Must not block.
  virtual void on_timer() noexcept = 0;

 protected:
  ~TimerHandler() = default;
};

/// A piece of work to run once; implemented by the plugin.
class Job {
 public:
  /// Called once. The job is not touched by the host afterwards and may destroy itself.
  virtual void run() noexcept = 0;

 protected:
  ~Job() = default;
};

/// Handles; 0 is never a valid one.
using WatchHandle = uint64_t;
using TimerHandle = uint64_t;

/// Workers, timers, and the pool for what may block.
class LoopV1 {
 public:
  static constexpr const char* id = "rtpengine.loop/1";

  /// Number of workers, at least 1; workers are numbered from 0. Any thread.
  virtual uint32_t worker_count() noexcept = 0;

  /// Number of the worker that runs the caller, or UINT32_MAX on any other thread.
  virtual uint32_t current_worker() noexcept = 0;

  /// Watch a descriptor on a worker. The plugin keeps owning the descriptor and closes it after
  /// unwatch. Returns 0 if the worker is unknown. Main thread, or that worker.
  virtual WatchHandle watch(uint32_t worker, int32_t fd, uint32_t events,
                            FdHandler* handler) noexcept = 0;

  /// When this returns the handler is not running and will not be called again (on the worker's
  /// own thread: will not be called again). Main thread, or that worker.
  virtual void unwatch(WatchHandle handle) noexcept = 0;

  /// Call the handler each `interval_us` microseconds, on that worker. Main thread, or that worker.
  virtual TimerHandle start_timer(uint32_t worker, int64_t interval_us,
                                  TimerHandler* handler) noexcept = 0;

  /// As unwatch, for a timer.
  virtual void stop_timer(TimerHandle handle) noexcept = 0;

  /// Run a job on a worker soon. busy: the worker's mailbox is full, the job stays the caller's.
  /// Any thread.
  virtual Status post(uint32_t worker, Job* job) noexcept = 0;

  /// Run a job that may block on a thread of the blocking pool. busy: its queue is full, the job
  /// stays the caller's. Any thread.
  virtual Status run_blocking(Job* job) noexcept = 0;

  /// Monotonic time in microseconds, as of this turn of the loop. Any thread.
  virtual int64_t now_us() noexcept = 0;

 protected:
  ~LoopV1() = default;
};

}  // namespace rtpengine

#endif
