// SPDX-License-Identifier: GPL-3.0-or-later
//
// Does in its one command what plugins should not do, or has it done in a callback of its worker's
// loop, so that tests see what the host does then.
#include <fcntl.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include <chrono>
#include <string>
#include <string_view>
#include <thread>

#include <rtpengine/author.h>
#include <rtpengine/command_provider.h>
#include <rtpengine/loop.h>

namespace {

using rtpengine::LogLevel;
using rtpengine::LoopV1;
using rtpengine::Status;

constexpr rtpengine::CommandSpec kMisbehave{"misbehave", "Fails in the way that `how` names",
                                            rtpengine::CommandScope::daemon, 0};

/// Blocks for longer than allowed, or, if there is a path, until somebody writes to that FIFO.
void block(const std::string& fifo) {
  if (fifo.empty()) {
    std::this_thread::sleep_for(std::chrono::milliseconds(150));
  } else if (const int fd = open(fifo.c_str(), O_RDONLY | O_CLOEXEC); fd >= 0) {
    close(fd);
  }
}

/// Blocks once in a callback of the loop, on the worker it was made on, or in the blocking pool,
/// and destroys itself.
class BlockingCallback final : public rtpengine::Job,
                               public rtpengine::TimerHandler,
                               public rtpengine::FdHandler {
 public:
  BlockingCallback(LoopV1& loop, std::string fifo) : loop_(loop), fifo_(std::move(fifo)) {}

  Status start(std::string_view kind) {
    const std::uint32_t worker = loop_.current_worker();
    if (kind == "pool") return loop_.run_blocking(this);
    if (kind == "job") return loop_.post(worker, this);
    if (kind == "timer") {
      timer_ = loop_.start_timer(worker, 1000, this);
      return timer_ != 0 ? Status::ok : Status::failed;
    }
    fd_ = eventfd(1, EFD_CLOEXEC);
    watch_ = loop_.watch(worker, fd_, rtpengine::fd_readable, this);
    return watch_ != 0 ? Status::ok : Status::failed;
  }

  void run() noexcept override {
    block(fifo_);
    delete this;
  }
  void on_timer() noexcept override {
    loop_.stop_timer(timer_);
    run();
  }
  void on_ready(std::int32_t, std::uint32_t) noexcept override {
    loop_.unwatch(watch_);
    close(fd_);
    run();
  }

 private:
  LoopV1& loop_;
  const std::string fifo_;
  rtpengine::TimerHandle timer_ = 0;
  rtpengine::WatchHandle watch_ = 0;
  int fd_ = -1;
};

class FaultyPlugin final : public rtpengine::author::PluginBase, public rtpengine::CommandProvider {
 public:
  Status on_command(rtpengine::Command* command) noexcept override {
    return rtpengine::author::guard(
        [&] { return misbehave(command); },
        [&](std::string_view why) { command->fail(rtpengine::slice(why)); });
  }

 private:
  void on_init() override {
    loop_ = need<LoopV1>();
    check(need<rtpengine::CommandProvidersV1>()->add(&kMisbehave, this), "adding a command");
  }

  Status misbehave(rtpengine::Command* command) {
    const std::string_view how = rtpengine::get_text(command->arguments(), "how");
    const std::string fifo(rtpengine::get_text(command->arguments(), "fifo"));
    if (how == "throw") throw std::runtime_error("thrown inside of the plugin");
    if (how == "silent") return Status::failed;
    if (how == "block") block(fifo);
    const std::string_view callback = rtpengine::get_text(command->arguments(), "callback");
    if (callback.empty()) return Status::ok;
    return (new BlockingCallback(*loop_, fifo))->start(callback);
  }

  LoopV1* loop_ = nullptr;
};

}  // namespace

RTPENGINE_DEFINE_PLUGIN(FaultyPlugin, "faulty", "1.0", "GPL-3.0-or-later", "Misbehaves",
                        rtpengine::kind_command_provider)
