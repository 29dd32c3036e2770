// SPDX-License-Identifier: GPL-3.0-or-later
//
// The workers' loops for one plugin: keeps what the plugin watches under handles, checks what it
// says, and can take everything back. What is called back is named to the watchdog, and timed.
#pragma once

#include <atomic>
#include <memory>
#include <thread>
#include <unordered_map>
#include <vector>

#include <rtpengine/loop.h>

#include "base/plugin_copy.h"
#include "loop/blocking_pool.h"
#include "loop/worker.h"
#include "plugin/work_counter.h"

namespace rtpengine::plugin {

/// Made on the main thread. Functions on the threads that LoopV1 documents; a call on a wrong
/// thread, or with arguments that mean nothing, is logged and refused.
class LoopService final : public LoopV1 {
 public:
  /// All of them outlive this object, and `plugin` also the jobs; without a pool run_blocking is
  /// unsupported.
  LoopService(const base::PluginCopy& plugin, std::vector<loop::Worker*> workers,
              loop::BlockingPool* pool);
  ~LoopService();
  LoopService(const LoopService&) = delete;
  LoopService& operator=(const LoopService&) = delete;

  std::uint32_t worker_count() noexcept override;
  std::uint32_t current_worker() noexcept override;
  WatchHandle watch(std::uint32_t worker, std::int32_t fd, std::uint32_t events,
                    FdHandler* handler) noexcept override;
  void unwatch(WatchHandle handle) noexcept override;
  TimerHandle start_timer(std::uint32_t worker, std::int64_t interval_us,
                          TimerHandler* handler) noexcept override;
  void stop_timer(TimerHandle handle) noexcept override;
  Status post(std::uint32_t worker, Job* job) noexcept override;
  Status run_blocking(Job* job) noexcept override;
  std::int64_t now_us() noexcept override;

  /// Watches and timers that the plugin has. Any thread.
  std::size_t watches() const { return watches_.load(std::memory_order_relaxed); }
  std::size_t timers() const { return timers_.load(std::memory_order_relaxed); }

  /// Let all watches rest, also those that are made meanwhile: nothing is read from what clients
  /// have sent, and nothing of it is lost. Main thread.
  void suspend_watches(bool suspended);
  /// The descriptors that are watched. Main thread.
  std::vector<int> watched();

  /// Take away all watches and timers. Main thread.
  void take_back();
  /// Let every worker pass a turn, so that nothing is left behind in one. Main thread.
  void pass_turn();

  WorkCounter& jobs() { return *jobs_; }
  const WorkCounter& jobs() const { return *jobs_; }

  /// Watches and timers, each, that one plugin may have on one worker.
  static constexpr std::size_t kMaxHandles = 65536;

 private:
  /// What the plugin has on one worker; touched on that worker's thread only.
  struct Watched {
    std::unique_ptr<loop::FdWatch> watch;
    int fd;
    std::uint32_t events;
  };
  struct Desk {
    std::unordered_map<std::uint64_t, Watched> watches;
    std::unordered_map<std::uint64_t, std::unique_ptr<loop::Timer>> timers;
    std::uint64_t last_handle = 0;
    bool suspended = false;
  };

  bool may_touch(std::uint32_t worker, const char* function);
  std::uint64_t next_handle(std::uint32_t worker);
  void refuse(const char* function, const char* why);

  const base::PluginCopy& plugin_;
  const std::vector<loop::Worker*> workers_;
  loop::BlockingPool* const pool_;
  const std::thread::id main_thread_;
  std::vector<Desk> desks_;  ///< one per worker
  const std::shared_ptr<WorkCounter> jobs_;
  std::atomic<std::size_t> watches_{0};
  std::atomic<std::size_t> timers_{0};
};

}  // namespace rtpengine::plugin
