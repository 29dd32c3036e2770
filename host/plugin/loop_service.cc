// SPDX-License-Identifier: GPL-3.0-or-later
//
// Maps the SDK's handles to watches and timers of the workers.
//
// A handle is the worker's number plus one in the upper 16 bits and a serial number, never used
// twice, below: an old or invented handle finds nothing.
#include "plugin/loop_service.h"

#include <fcntl.h>

#include <cstdint>
#include <utility>

#include "base/clock.h"
#include "base/log.h"
#include "loop/plugin_scope.h"

namespace rtpengine::plugin {
namespace {

constexpr unsigned kWorkerShift = 48;
constexpr std::uint32_t kAllEvents = fd_readable | fd_writable;

/// The worker in a handle; too large for any if the handle is 0.
std::uint32_t worker_of(std::uint64_t handle) {
  return static_cast<std::uint32_t>(handle >> kWorkerShift) - 1;
}

bool is_open(int fd) { return fd >= 0 && ::fcntl(fd, F_GETFD) != -1; }

}  // namespace

LoopService::LoopService(const base::PluginCopy& plugin, std::vector<loop::Worker*> workers,
                         loop::BlockingPool* pool)
    : plugin_(plugin),
      workers_(std::move(workers)),
      pool_(pool),
      main_thread_(std::this_thread::get_id()),
      desks_(workers_.size()),
      jobs_(std::make_shared<WorkCounter>()) {}

LoopService::~LoopService() { take_back(); }

std::uint32_t LoopService::worker_count() noexcept {
  return static_cast<std::uint32_t>(workers_.size());
}

std::uint32_t LoopService::current_worker() noexcept {
  const loop::Worker* current = loop::Worker::current();
  for (std::size_t i = 0; current != nullptr && i < workers_.size(); ++i) {
    if (workers_[i] == current) return static_cast<std::uint32_t>(i);
  }
  return UINT32_MAX;
}

WatchHandle LoopService::watch(std::uint32_t worker, std::int32_t fd, std::uint32_t events,
                               FdHandler* handler) noexcept {
  if (!may_touch(worker, "watch")) return 0;
  if (handler == nullptr || events == 0 || (events & ~kAllEvents) != 0 || !is_open(fd)) {
    refuse("watch", "no handler, no such descriptor or unknown events");
    return 0;
  }
  std::uint64_t handle = 0;
  workers_[worker]->run_and_wait([&] {
    Desk& desk = desks_[worker];
    if (desk.watches.size() >= kMaxHandles) return;
    auto watch =
        workers_[worker]->watch(fd, events, [&plugin = plugin_, handler, fd](std::uint32_t ready) {
          const loop::LoopPluginScope scope(plugin, "on_ready");
          handler->on_ready(fd, ready);
        });
    if (watch == nullptr) return;
    handle = next_handle(worker);
    if (desk.suspended) watch->set_events(0);
    desk.watches.emplace(handle, Watched{std::move(watch), fd, events});
    watches_.fetch_add(1, std::memory_order_relaxed);
  });
  if (handle == 0) refuse("watch", "the worker cannot watch the descriptor");
  return handle;
}

void LoopService::unwatch(WatchHandle handle) noexcept {
  const std::uint32_t worker = worker_of(handle);
  if (handle == 0 || !may_touch(worker, "unwatch")) return;
  workers_[worker]->run_and_wait([&] {
    const std::size_t gone = desks_[worker].watches.erase(handle);
    watches_.fetch_sub(gone, std::memory_order_relaxed);
  });
}

TimerHandle LoopService::start_timer(std::uint32_t worker, std::int64_t interval_us,
                                     TimerHandler* handler) noexcept {
  if (!may_touch(worker, "start_timer")) return 0;
  if (handler == nullptr || interval_us <= 0) {
    refuse("start_timer", "no handler, or an interval that is not positive");
    return 0;
  }
  std::uint64_t handle = 0;
  workers_[worker]->run_and_wait([&] {
    Desk& desk = desks_[worker];
    if (desk.timers.size() >= kMaxHandles) return;
    auto timer = workers_[worker]->timer([&plugin = plugin_, handler] {
      const loop::LoopPluginScope scope(plugin, "on_timer");
      handler->on_timer();
    });
    if (timer == nullptr) return;
    timer->start(interval_us, interval_us);
    handle = next_handle(worker);
    desk.timers.emplace(handle, std::move(timer));
    timers_.fetch_add(1, std::memory_order_relaxed);
  });
  if (handle == 0) refuse("start_timer", "there are too many timers");
  return handle;
}

void LoopService::stop_timer(TimerHandle handle) noexcept {
  const std::uint32_t worker = worker_of(handle);
  if (handle == 0 || !may_touch(worker, "stop_timer")) return;
  workers_[worker]->run_and_wait([&] {
    const std::size_t gone = desks_[worker].timers.erase(handle);
    timers_.fetch_sub(gone, std::memory_order_relaxed);
  });
}

Status LoopService::post(std::uint32_t worker, Job* job) noexcept {
  if (worker >= workers_.size() || job == nullptr) return Status::invalid;
  auto token = WorkToken::begin(jobs_);
  if (token == nullptr) return Status::busy;
  const bool taken = workers_[worker]->post([&plugin = plugin_, job, token = std::move(token)] {
    {
      const loop::LoopPluginScope scope(plugin, "a posted job");
      job->run();
    }
    token->end();  // after which the plugin may go at once
  });
  return taken ? Status::ok : Status::busy;
}

Status LoopService::run_blocking(Job* job) noexcept {
  if (job == nullptr) return Status::invalid;
  if (pool_ == nullptr) return Status::unsupported;
  auto token = WorkToken::begin(jobs_);
  if (token == nullptr) return Status::busy;
  const bool taken = pool_->run([job, token = std::move(token)] {
    job->run();
    token->end();
  });
  return taken ? Status::ok : Status::busy;
}

std::int64_t LoopService::now_us() noexcept {
  const loop::Worker* current = loop::Worker::current();
  return current != nullptr ? current->now() : base::monotonic_now();
}

void LoopService::suspend_watches(bool suspended) {
  for (std::size_t worker = 0; worker < workers_.size(); ++worker) {
    workers_[worker]->run_and_wait([&] {
      desks_[worker].suspended = suspended;
      for (auto& [handle, one] : desks_[worker].watches) {
        one.watch->set_events(suspended ? 0 : one.events);
      }
    });
  }
}

std::vector<int> LoopService::watched() {
  std::vector<int> all;
  for (std::size_t worker = 0; worker < workers_.size(); ++worker) {
    workers_[worker]->run_and_wait([&] {
      for (const auto& [handle, one] : desks_[worker].watches) all.push_back(one.fd);
    });
  }
  return all;
}

void LoopService::take_back() {
  for (std::size_t worker = 0; worker < workers_.size(); ++worker) {
    workers_[worker]->run_and_wait([&] {
      Desk& desk = desks_[worker];
      desk.watches.clear();
      desk.timers.clear();
    });
  }
  watches_.store(0, std::memory_order_relaxed);
  timers_.store(0, std::memory_order_relaxed);
}

void LoopService::pass_turn() {
  for (loop::Worker* worker : workers_) worker->run_and_wait([] {});
}

bool LoopService::may_touch(std::uint32_t worker, const char* function) {
  if (worker >= workers_.size()) {
    refuse(function, "there is no such worker or handle");
    return false;
  }
  if (workers_[worker]->on_this_thread() || std::this_thread::get_id() == main_thread_) return true;
  refuse(function, "called on a thread that is neither the main thread nor the worker's");
  return false;
}

std::uint64_t LoopService::next_handle(std::uint32_t worker) {
  return (std::uint64_t{worker + 1} << kWorkerShift) | ++desks_[worker].last_handle;
}

void LoopService::refuse(const char* function, const char* why) {
  LOG_LIMITED(error, "plugin '%s' made a wrong call of %s: %s", plugin_.name().c_str(), function,
              why);
}

}  // namespace rtpengine::plugin
