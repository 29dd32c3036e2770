// SPDX-License-Identifier: GPL-3.0-or-later
#include "call/worker_calls.h"

#include <algorithm>
#include <utility>

#include "base/log.h"
#include "call/call_events.h"
#include "call/timeouts.h"
#include "loop/plugin_scope.h"

namespace rtpengine::call {

WorkerCalls::WorkerCalls(const CallEnvironment& environment, const SharedState& shared,
                         std::shared_ptr<const Settings> settings)
    : environment_(environment),
      shared_(shared),
      settings_(std::move(settings)),
      spare_(*environment.worker),
      sources_(environment.worker->index()) {
  environment_.offloaded = &offloaded_;
  environment_.spare = &spare_;
  environment_.sources = &sources_;
}

WorkerCalls::~WorkerCalls() = default;

void WorkerCalls::set_settings(std::shared_ptr<const Settings> settings) {
  settings_ = std::move(settings);
  for (const auto& [id, call] : calls_) call->set_settings(settings_);
}

Call* WorkerCalls::find(std::string_view call_id) const {
  const auto found = calls_.find(call_id);
  return found == calls_.end() ? nullptr : found->second.get();
}

Call* WorkerCalls::find(CallHandle handle) const {
  const auto found = by_handle_.find(handle);
  return found == by_handle_.end() ? nullptr : found->second;
}

std::vector<CallHandle> WorkerCalls::handles() const {
  std::vector<CallHandle> all;
  all.reserve(by_handle_.size());
  for (const auto& [handle, call] : by_handle_) all.push_back(handle);
  return all;
}

Call& WorkerCalls::create(std::string_view call_id) {
  Call& created = create_quietly(call_id);
  tell_created(created);
  return created;
}

Call& WorkerCalls::create_quietly(std::string_view call_id) {
  // At a million calls a second the serial numbers of a worker last for nine years.
  const CallHandle handle = (CallHandle{index() + 1} << 48) | ++last_serial_;
  auto call = std::make_unique<Call>(call_id, environment_, settings_, now(), extensions_, handle);
  Call& created = *calls_.emplace(call_id, std::move(call)).first->second;
  by_handle_.emplace(handle, &created);
  return created;
}

void WorkerCalls::end(Call& call, EndReason reason) {
  const base::log::CallScope scope(call.id());
  call.leave_kernel();
  log_end_of_call(call, reason, now());
  tell_ended(call, reason);
  call.leave_plugins();
  call.release_plugin_states();
  forget(call);
}

void WorkerCalls::let_go(Call& call) {
  call.let_go();
  forget(call);
}

void WorkerCalls::let_go_all() {
  const Busy busy(*this);
  while (!calls_.empty()) let_go(*calls_.begin()->second);
}

void WorkerCalls::forget(Call& call) {
  shared_.directory->release(call.id(), index());
  by_handle_.erase(call.handle());
  calls_.erase(calls_.find(call.id()));
}

void WorkerCalls::update_routes(const Call& call) {
  // Who is just being asked need not ask for it.
  if (call.compiling()) return;
  // Within a callback the route may be the one that is running.
  const bool waiting = !due_routes_.empty();
  if (std::find(due_routes_.begin(), due_routes_.end(), call.handle()) == due_routes_.end()) {
    due_routes_.push_back(call.handle());
  }
  if (!busy()) {
    update_due_routes();
  } else if (!waiting) {
    // Packet stages have nothing around them that would do it. If there is no room, the tick does.
    environment_.worker->post([this] { update_due_routes(); });
  }
}

void WorkerCalls::update_due_routes() {
  const auto due = std::exchange(due_routes_, {});
  for (const CallHandle handle : due) {
    Call* call = find(handle);
    if (call == nullptr) continue;
    const base::log::CallScope scope(call->id());
    call->compile_routes();
    tell_changed(*call);
  }
}

void WorkerCalls::end_all(EndReason reason) {
  const Busy busy(*this);
  while (!calls_.empty()) end(*calls_.begin()->second, reason);
  timer_.reset();
}

void WorkerCalls::start_timer() {
  timer_ = environment_.worker->timer([this] { on_second(); });
  last_second_ = now();
  timer_->start(base::kSecond, base::kSecond);
}

void WorkerCalls::on_second() {
  // After a pause (the process was stopped, the worker stalled) what came meanwhile is still in the
  // sockets, and must not look like silence: the next second will do.
  constexpr base::Time kPause = 3 * base::kSecond / 2;
  const bool paused = now() - std::exchange(last_second_, now()) > kPause;
  second_skipped_ = paused && !second_skipped_;
  if (second_skipped_) {
    // Anew, since a timer that is late fires again at once.
    timer_->start(base::kSecond, base::kSecond);
  } else {
    tick(now());
  }
}

void WorkerCalls::tick(base::Time now) {
  const Busy busy(*this);
  const loop::WorkScope work("the timers of calls");
  shared_.monitor->note_received(index(), environment_.io->counters().received_bytes);
  offloaded_.poll(*environment_.kernel_table, index(), now);
  for (auto next = calls_.begin(); next != calls_.end();) {
    Call& call = *next->second;
    ++next;  // end() takes the call out of the map
    for (const auto& participant : call.participants()) {
      for (const auto& media : participant->all_media()) media->settle(now);
    }
    release_deleted(call, now);
    if (const auto reason = why_over(call, *settings_, now)) end(call, *reason);
  }
}

std::vector<net::Endpoint> WorkerCalls::open_ports() const {
  std::vector<net::Endpoint> open;
  for (const auto& [id, call] : calls_) {
    for (const auto& participant : call->participants()) {
      for (const auto& media : participant->all_media()) {
        for (const auto* socket : media->ports().sockets()) open.push_back(socket->local());
      }
    }
  }
  return open;
}

}  // namespace rtpengine::call
