// SPDX-License-Identifier: GPL-3.0-or-later
//
// The loops as a plugin uses them: watches, timers and jobs, from right and from wrong threads.
#include "plugin/loop_service.h"

#include <fcntl.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <atomic>
#include <future>
#include <thread>

#include "loop/plugin_scope.h"
#include "support.h"

namespace rtpengine::plugin {
namespace {

using testing::HasSubstr;

class Pipe {
 public:
  Pipe() { EXPECT_EQ(pipe2(ends_, O_CLOEXEC | O_NONBLOCK), 0); }
  ~Pipe() {
    close(ends_[0]);
    close(ends_[1]);
  }
  Pipe(const Pipe&) = delete;
  Pipe& operator=(const Pipe&) = delete;
  int reader() const { return ends_[0]; }
  void fill() { EXPECT_EQ(write(ends_[1], "x", 1), 1); }

 private:
  int ends_[2] = {-1, -1};
};

class FunctionJob final : public Job {
 public:
  explicit FunctionJob(std::function<void()> function) : function_(std::move(function)) {}
  void run() noexcept override { function_(); }

 private:
  std::function<void()> function_;
};

class FdCalls final : public FdHandler {
 public:
  void on_ready(std::int32_t fd, std::uint32_t events) noexcept override {
    ++calls;
    if (on_call) on_call();
    last_fd = fd;
    last_events = events;
    if (calls == 1) first.set_value();
  }
  std::atomic<int> calls{0};
  std::function<void()> on_call;
  std::int32_t last_fd = -1;
  std::uint32_t last_events = 0;
  std::promise<void> first;
};

class TimerCalls final : public TimerHandler {
 public:
  void on_timer() noexcept override {
    if (on_call) on_call();
    if (++calls == 3) third.set_value();
  }
  std::atomic<int> calls{0};
  std::function<void()> on_call;
  std::promise<void> third;
};

bool comes(std::promise<void>& promise) {
  return promise.get_future().wait_for(kPatience) == std::future_status::ready;
}

class LoopServiceTest : public testing::Test {
 protected:
  /// Run on a worker's thread and wait.
  void on_worker(std::size_t index, const std::function<void()>& work) {
    world_.worker(index).run_and_wait(work);
  }

  World world_;
  const base::PluginCopy plugin_{"sample"};
  LoopService loop_{plugin_, world_.context.workers, world_.context.blocking_pool};
};

TEST_F(LoopServiceTest, KnowsTheWorkers) {
  EXPECT_EQ(loop_.worker_count(), 2u);
  EXPECT_EQ(loop_.current_worker(), UINT32_MAX);
  on_worker(1, [this] { EXPECT_EQ(loop_.current_worker(), 1u); });
}

TEST_F(LoopServiceTest, TellsTheTime) {
  const std::int64_t before = loop_.now_us();
  on_worker(0, [&] { EXPECT_GT(loop_.now_us(), 0); });
  EXPECT_GE(loop_.now_us(), before);
}

TEST_F(LoopServiceTest, CallsAHandlerWhileADescriptorIsReady) {
  Pipe pipe;
  FdCalls handler;
  const WatchHandle watch = loop_.watch(1, pipe.reader(), fd_readable, &handler);
  ASSERT_NE(watch, 0u);
  EXPECT_EQ(loop_.watches(), 1u);
  pipe.fill();
  EXPECT_TRUE(comes(handler.first));
  loop_.unwatch(watch);
  EXPECT_EQ(loop_.watches(), 0u);
  const int calls = handler.calls;
  loop_.pass_turn();
  EXPECT_EQ(handler.calls, calls);
  EXPECT_EQ(handler.last_fd, pipe.reader());
  EXPECT_EQ(handler.last_events, fd_readable);
}

TEST_F(LoopServiceTest, WatchesRestWhileTheyAreSuspended) {
  Pipe before;
  Pipe meanwhile;
  FdCalls first;
  FdCalls second;
  ASSERT_NE(loop_.watch(0, before.reader(), fd_readable, &first), 0u);
  loop_.suspend_watches(true);
  const WatchHandle watch = loop_.watch(1, meanwhile.reader(), fd_readable, &second);
  ASSERT_NE(watch, 0u);
  EXPECT_EQ(loop_.watched(), (std::vector<int>{before.reader(), meanwhile.reader()}));
  before.fill();
  meanwhile.fill();
  loop_.pass_turn();
  loop_.pass_turn();
  EXPECT_EQ(first.calls + second.calls, 0);
  loop_.suspend_watches(false);
  EXPECT_TRUE(comes(first.first));
  EXPECT_TRUE(comes(second.first));
  loop_.take_back();
  loop_.pass_turn();  // in which libev forgets the descriptors
}

TEST_F(LoopServiceTest, AHandlerMayUnwatchItself) {
  Pipe pipe;
  FdCalls handler;
  WatchHandle watch = 0;
  handler.on_call = [&] { loop_.unwatch(watch); };
  on_worker(0, [&] { watch = loop_.watch(0, pipe.reader(), fd_readable, &handler); });
  pipe.fill();
  EXPECT_TRUE(comes(handler.first));
  loop_.pass_turn();
  EXPECT_EQ(handler.calls, 1);
  EXPECT_EQ(loop_.watches(), 0u);
}

TEST_F(LoopServiceTest, CallsATimerAgainAndAgain) {
  TimerCalls handler;
  const TimerHandle timer = loop_.start_timer(0, 500, &handler);
  ASSERT_NE(timer, 0u);
  EXPECT_EQ(loop_.timers(), 1u);
  EXPECT_TRUE(comes(handler.third));
  loop_.stop_timer(timer);
  const int calls = handler.calls;
  loop_.pass_turn();
  EXPECT_EQ(handler.calls, calls);
  EXPECT_EQ(loop_.timers(), 0u);
}

TEST_F(LoopServiceTest, ATimerMayStopItself) {
  TimerCalls handler;
  TimerHandle timer = 0;
  handler.on_call = [&] {
    if (handler.calls == 2) loop_.stop_timer(timer);
  };
  on_worker(0, [&] { timer = loop_.start_timer(0, 500, &handler); });
  EXPECT_TRUE(comes(handler.third));
  loop_.pass_turn();
  EXPECT_EQ(handler.calls, 3);
}

TEST_F(LoopServiceTest, RefusesArgumentsThatMeanNothing) {
  CapturedLog log;
  Pipe pipe;
  FdCalls fds;
  TimerCalls timers;
  EXPECT_EQ(loop_.watch(2, pipe.reader(), fd_readable, &fds), 0u);
  EXPECT_EQ(loop_.watch(UINT32_MAX, pipe.reader(), fd_readable, &fds), 0u);
  EXPECT_EQ(loop_.watch(0, -1, fd_readable, &fds), 0u);
  EXPECT_EQ(loop_.watch(0, 100000, fd_readable, &fds), 0u);
  EXPECT_EQ(loop_.watch(0, pipe.reader(), 0, &fds), 0u);
  EXPECT_EQ(loop_.watch(0, pipe.reader(), 4, &fds), 0u);
  EXPECT_EQ(loop_.watch(0, pipe.reader(), fd_readable, nullptr), 0u);
  EXPECT_EQ(loop_.start_timer(2, 1000, &timers), 0u);
  EXPECT_EQ(loop_.start_timer(0, 0, &timers), 0u);
  EXPECT_EQ(loop_.start_timer(0, -1, &timers), 0u);
  EXPECT_EQ(loop_.start_timer(0, 1000, nullptr), 0u);
  EXPECT_THAT(log.take(), HasSubstr("plugin 'sample' made a wrong call of watch"));
}

TEST_F(LoopServiceTest, IgnoresHandlesThatAreNone) {
  Pipe pipe;
  FdCalls fds;
  const WatchHandle watch = loop_.watch(0, pipe.reader(), fd_readable, &fds);
  for (const std::uint64_t handle : {std::uint64_t{0}, std::uint64_t{1}, UINT64_MAX, watch + 1,
                                     watch ^ (std::uint64_t{3} << 48)}) {
    loop_.unwatch(handle);
    loop_.stop_timer(handle);
  }
  loop_.stop_timer(watch);
  EXPECT_EQ(loop_.watches(), 1u);
  loop_.unwatch(watch);
  loop_.unwatch(watch);
  EXPECT_EQ(loop_.watches(), 0u);
}

TEST_F(LoopServiceTest, RefusesOtherThreads) {
  Pipe pipe;
  FdCalls fds;
  const WatchHandle watch = loop_.watch(0, pipe.reader(), fd_readable, &fds);
  on_worker(1, [&] {
    EXPECT_EQ(loop_.watch(0, pipe.reader(), fd_readable, &fds), 0u);
    loop_.unwatch(watch);
  });
  std::thread stranger([&] { loop_.unwatch(watch); });
  stranger.join();
  EXPECT_EQ(loop_.watches(), 1u);
  loop_.unwatch(watch);
}

TEST_F(LoopServiceTest, RunsJobsOnWorkersAndInThePool) {
  std::promise<std::uint32_t> posted;
  std::promise<std::uint32_t> blocking;
  FunctionJob job([&] { posted.set_value(loop_.current_worker()); });
  FunctionJob slow([&] { blocking.set_value(loop_.current_worker()); });
  EXPECT_EQ(loop_.post(1, &job), Status::ok);
  EXPECT_EQ(loop_.run_blocking(&slow), Status::ok);
  EXPECT_EQ(posted.get_future().get(), 1u);
  EXPECT_EQ(blocking.get_future().get(), UINT32_MAX);
  EXPECT_TRUE(loop_.jobs().wait_until_idle(20 * base::kSecond));
}

/// Each kind of callback: its name in the log, and how to have `work` done in one, once.
struct CallbackKind {
  const char* name;
  std::function<void(LoopService& loop, const std::function<void()>& work)> run_in_one;
};

const CallbackKind kCallbacks[] = {
    {"on_ready",
     [](LoopService& loop, const std::function<void()>& work) {
       Pipe pipe;
       FdCalls handler;
       std::atomic<WatchHandle> watch{0};
       handler.on_call = [&] {
         work();
         loop.unwatch(watch);
       };
       watch = loop.watch(0, pipe.reader(), fd_readable, &handler);
       pipe.fill();
       EXPECT_TRUE(comes(handler.first));
       loop.pass_turn();
     }},
    {"on_timer",
     [](LoopService& loop, const std::function<void()>& work) {
       TimerCalls handler;
       handler.on_call = [&] {
         if (handler.calls == 0) work();
       };
       const TimerHandle timer = loop.start_timer(0, 500, &handler);
       EXPECT_TRUE(comes(handler.third));
       loop.stop_timer(timer);
     }},
    {"a posted job",
     [](LoopService& loop, const std::function<void()>& work) {
       FunctionJob job(work);
       EXPECT_EQ(loop.post(0, &job), Status::ok);
       EXPECT_TRUE(loop.jobs().wait_until_idle(20 * base::kSecond));
     }},
};

TEST_F(LoopServiceTest, NamesThePluginWhileACallbackRuns) {
  for (const CallbackKind& kind : kCallbacks) {
    SCOPED_TRACE(kind.name);
    std::string inside;
    bool in_call = true;
    kind.run_in_one(loop_, [&] {
      const char* plugin = world_.worker(0).current_plugin();
      inside = plugin != nullptr ? plugin : "nobody";
      in_call = world_.worker(0).in_call_callback();
    });
    EXPECT_EQ(inside, "sample");
    EXPECT_FALSE(in_call) << "commands would wait";
    on_worker(0, [&] { EXPECT_EQ(world_.worker(0).current_plugin(), nullptr); });
  }
}

TEST_F(LoopServiceTest, ASlowCallbackIsAFault) {
  std::uint64_t faults = 0;
  for (const CallbackKind& kind : kCallbacks) {
    SCOPED_TRACE(kind.name);
    CapturedLog log;
    kind.run_in_one(loop_, [] {
      const base::Time end =
          base::monotonic_now() + loop::TimedPluginScope::kSlow + base::kMillisecond;
      while (base::monotonic_now() <= end) {
      }
    });
    EXPECT_EQ(plugin_.faults(), ++faults);
    EXPECT_THAT(log.take(), HasSubstr(std::string("plugin 'sample' took 0.1 s in ") + kind.name));
  }
}

TEST_F(LoopServiceTest, RefusesJobsThatMeanNothing) {
  FunctionJob job([] {});
  EXPECT_EQ(loop_.post(2, &job), Status::invalid);
  EXPECT_EQ(loop_.post(0, nullptr), Status::invalid);
  EXPECT_EQ(loop_.run_blocking(nullptr), Status::invalid);
  LoopService without_pool(plugin_, world_.context.workers, nullptr);
  EXPECT_EQ(without_pool.run_blocking(&job), Status::unsupported);
}

TEST_F(LoopServiceTest, IsBusyWhenTheMailboxIsFullAndWhenClosed) {
  FunctionJob job([] {});
  std::promise<void> entered;
  std::promise<void> release;
  FunctionJob blocker([&] {
    entered.set_value();
    release.get_future().wait();
  });
  ASSERT_EQ(loop_.post(0, &blocker), Status::ok);
  entered.get_future().wait();
  Status status = Status::ok;
  for (int i = 0; i < 1000 && status == Status::ok; ++i) status = loop_.post(0, &job);
  EXPECT_EQ(status, Status::busy);
  release.set_value();
  EXPECT_TRUE(loop_.jobs().wait_until_idle(20 * base::kSecond));
  loop_.jobs().close();
  EXPECT_EQ(loop_.post(0, &job), Status::busy);
  EXPECT_EQ(loop_.run_blocking(&job), Status::busy);
}

TEST_F(LoopServiceTest, TakesEverythingBack) {
  Pipe pipe;
  FdCalls fds;
  TimerCalls timers;
  ASSERT_NE(loop_.watch(0, pipe.reader(), fd_readable, &fds), 0u);
  ASSERT_NE(loop_.start_timer(1, 1000000, &timers), 0u);
  loop_.take_back();
  EXPECT_EQ(loop_.watches(), 0u);
  EXPECT_EQ(loop_.timers(), 0u);
  pipe.fill();
  loop_.pass_turn();
  EXPECT_EQ(fds.calls, 0);
}

TEST(LoopServiceOfIdleWorkers, WorksBeforeTheyRun) {
  loop::Worker worker(0, 16);
  const base::PluginCopy plugin("sample");
  LoopService loop(plugin, {&worker}, nullptr);
  TimerCalls handler;
  const TimerHandle timer = loop.start_timer(0, 500, &handler);
  ASSERT_NE(timer, 0u);
  worker.start();
  EXPECT_TRUE(comes(handler.third));
  loop.stop_timer(timer);
  worker.stop_and_join();
}

}  // namespace
}  // namespace rtpengine::plugin
