// SPDX-License-Identifier: GPL-3.0-or-later
//
// Event loop: libev with three watchers of its own. `check` runs first after each sleep and takes
// the time, `prepare` runs last before each sleep, `async` is how other threads wake it.
#include "loop/event_loop.h"

#include <ev.h>

#include <stdexcept>
#include <utility>

#include "base/log.h"
#include "loop/guarded.h"

namespace rtpengine::loop {

namespace {

/// How often a loop that is to end looks for tasks which the last tasks posted.
constexpr unsigned kMaxLastRounds = 100;

thread_local constinit const EventLoop* running_here = nullptr;

/// Marks the calling thread as the one that runs a loop.
class RunningHere {
 public:
  explicit RunningHere(const EventLoop* loop) : previous_(running_here) { running_here = loop; }
  ~RunningHere() { running_here = previous_; }
  RunningHere(const RunningHere&) = delete;
  RunningHere& operator=(const RunningHere&) = delete;

 private:
  const EventLoop* const previous_;
};

struct ev_loop* new_libev_loop(unsigned flags, const std::string& name) {
  struct ev_loop* const loop = ev_loop_new(flags);
  if (loop == nullptr) throw std::runtime_error("cannot create the event loop of " + name);
  return loop;
}

}  // namespace

struct EventLoop::Watchers {
  ev_check check;
  ev_prepare prepare;
  ev_async async;
};

EventLoop::EventLoop(std::string name, unsigned flags, std::size_t mailbox_limit)
    : name_(std::move(name)),
      loop_(new_libev_loop(flags, name_)),
      watchers_(std::make_unique<Watchers>()),
      mailbox_(mailbox_limit),
      now_(base::monotonic_now()),
      last_turn_(now_) {
  ev_set_userdata(loop_, this);
  ev_check_init(&watchers_->check, [](struct ev_loop* loop, ev_check*, int) {
    static_cast<EventLoop*>(ev_userdata(loop))->begin_turn();
  });
  ev_prepare_init(&watchers_->prepare, [](struct ev_loop* loop, ev_prepare*, int) {
    static_cast<EventLoop*>(ev_userdata(loop))->end_turn();
  });
  ev_async_init(&watchers_->async, [](struct ev_loop* loop, ev_async*, int) {
    static_cast<EventLoop*>(ev_userdata(loop))->drain();
  });
  ev_set_priority(&watchers_->check, EV_MAXPRI);
  ev_set_priority(&watchers_->prepare, EV_MINPRI);
  ev_check_start(loop_, &watchers_->check);
  ev_prepare_start(loop_, &watchers_->prepare);
  ev_async_start(loop_, &watchers_->async);
}

EventLoop::~EventLoop() {
  // Before the loop goes: what tasks hold may be watches of it.
  mailbox_.close();
  end_of_turn_ = nullptr;
  ev_async_stop(loop_, &watchers_->async);
  ev_prepare_stop(loop_, &watchers_->prepare);
  ev_check_stop(loop_, &watchers_->check);
  ev_loop_destroy(loop_);
}

void EventLoop::run(const Task& on_start) {
  const RunningHere here(this);
  mailbox_.open();
  ev_now_update(loop_);
  begin_turn();
  if (on_start) guarded("a start task", on_start);
  ev_run(loop_, 0);
  // libev leaves without a last `prepare`; what this turn wants to send is still to go.
  end_turn();
  stopping_.store(false, std::memory_order_relaxed);
}

void EventLoop::stop() {
  stopping_.store(true, std::memory_order_release);
  wake();
}

bool EventLoop::post(Task task) {
  const Mailbox::Push outcome = mailbox_.push(task);
  if (outcome == Mailbox::Push::full) {
    LOG_LIMITED(warning, "The mailbox of %s is full: a task is dropped", name_.c_str());
  }
  return after_push(outcome);
}

bool EventLoop::post_beyond_limit(Task task) {
  return after_push(mailbox_.push_beyond_limit(task));
}

bool EventLoop::after_push(Mailbox::Push outcome) {
  if (outcome == Mailbox::Push::taken_first) wake();
  return outcome == Mailbox::Push::taken || outcome == Mailbox::Push::taken_first;
}

void EventLoop::wake() { ev_async_send(loop_, &watchers_->async); }

void EventLoop::run_inline(const Task& work) {
  const RunningHere here(this);
  now_ = base::monotonic_now();
  guarded("a task", work);
}

bool EventLoop::on_this_thread() const { return running_here == this; }

void EventLoop::set_end_of_turn(Task task) { end_of_turn_ = std::move(task); }

void EventLoop::begin_turn() {
  now_ = base::monotonic_now();
  busy_since_.store(now_, std::memory_order_relaxed);
}

void EventLoop::end_turn() {
  if (end_of_turn_) guarded("an end-of-turn task", end_of_turn_);
  last_turn_.store(now_, std::memory_order_relaxed);
  busy_since_.store(0, std::memory_order_relaxed);
}

void EventLoop::drain() {
  // One batch a turn, so that a flood of tasks can't keep packets waiting.
  run_batch();
  if (!stopping_.load(std::memory_order_acquire)) return;
  for (unsigned round = 0; round < kMaxLastRounds && !mailbox_.close_if_empty(); ++round) {
    run_batch();
  }
  mailbox_.close();
  ev_break(loop_, EVBREAK_ALL);
}

void EventLoop::run_batch() {
  mailbox_.take(batch_);
  for (Task& task : batch_) {
    guarded("a task", task);
    // What the task holds goes now, on this thread, not when the whole batch is done.
    task = nullptr;
  }
  batch_.clear();
}

}  // namespace rtpengine::loop
