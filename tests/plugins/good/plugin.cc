// SPDX-License-Identifier: GPL-3.0-or-later
//
// A good plugin for tests of the loader: uses each of the host's interfaces once, and notes it.
#include <fcntl.h>
#include <unistd.h>

#include <atomic>
#include <cstdio>
#include <string>
#include <string_view>

#include <rtpengine/command.h>
#include <rtpengine/host.h>
#include <rtpengine/loop.h>
#include <rtpengine/plugin.h>

#include "probe.h"

namespace {

using rtpengine::CommandOrigin;
using rtpengine::CommandsV1;
using rtpengine::Host;
using rtpengine::LogLevel;
using rtpengine::LogV1;
using rtpengine::LoopV1;
using rtpengine::OptionsV1;
using rtpengine::OptionType;
using rtpengine::Plugin;
using rtpengine::Slice;
using rtpengine::Status;
using rtpengine::TextSink;
using rtpengine::Value;
using rtpengine::ValueType;
using rtpengine::test::Probe;

Slice slice(std::string_view text) { return {text.data(), text.size()}; }

std::string text_of(Slice slice) { return {slice.data, slice.size}; }

/// A job that calls a member function of the plugin.
template <typename Owner>
class CallJob final : public rtpengine::Job {
 public:
  CallJob(Owner* owner, void (Owner::*function)()) : owner_(owner), function_(function) {}
  void run() noexcept override { (owner_->*function_)(); }

 private:
  Owner* const owner_;
  void (Owner::*const function_)();
};

class GoodPlugin final : public Plugin,
                         public rtpengine::FdHandler,
                         public rtpengine::TimerHandler,
                         public rtpengine::ReplySink {
 public:
  GoodPlugin()
      : job_(this, &GoodPlugin::on_job), blocking_job_(this, &GoodPlugin::on_blocking_job) {}
  ~GoodPlugin() { note("destroy"); }

  Status init(Host* host, TextSink* error) noexcept override {
    log_ = static_cast<LogV1*>(host->query(LogV1::id));
    options_ = static_cast<OptionsV1*>(host->query(OptionsV1::id));
    loop_ = static_cast<LoopV1*>(host->query(LoopV1::id));
    commands_ = static_cast<CommandsV1*>(host->query(CommandsV1::id));
    probe_ = static_cast<Probe*>(host->query(Probe::id));
    if (log_ == nullptr || options_ == nullptr || loop_ == nullptr || commands_ == nullptr) {
      error->write(slice("the host lacks an interface"));
      return Status::unsupported;
    }
    note("init");
    note("listen " + text_of(options_->text("good-listen", 0)) + " from " +
         text_of(options_->origin("good-listen", 0)));
    note("interval " + std::to_string(options_->integer("good-interval", 0)));
    for (std::uint32_t i = 0; i < options_->count("good-word"); ++i) {
      note("word " + text_of(options_->text("good-word", i)));
    }
    return Status::ok;
  }

  Status start(TextSink* error) noexcept override {
    if (pipe2(pipe_, O_CLOEXEC | O_NONBLOCK) != 0 || write(pipe_[1], "x", 1) != 1) {
      error->write(slice("no pipe"));
      return Status::failed;
    }
    watch_ = loop_->watch(0, pipe_[0], rtpengine::fd_readable, this);
    timer_ =
        loop_->start_timer(loop_->worker_count() - 1, options_->integer("good-interval", 0), this);
    const bool posted = loop_->post(0, &job_) == Status::ok;
    const bool queued = loop_->run_blocking(&blocking_job_) == Status::ok;
    if (watch_ == 0 || timer_ == 0 || !posted || !queued) {
      error->write(slice("the loop refused something"));
      return Status::failed;
    }
    log_->write(LogLevel::notice, slice("call-1"), slice("the good plugin has started"));
    note("start");
    return Status::ok;
  }

  void stop() noexcept override {
    loop_->unwatch(watch_);
    loop_->stop_timer(timer_);
    close(pipe_[0]);
    close(pipe_[1]);
    note("stop");
  }

  void on_ready(std::int32_t fd, std::uint32_t events) noexcept override {
    char byte = 0;
    if (events == rtpengine::fd_readable && read(fd, &byte, 1) == 1) note("ready");
  }

  void on_timer() noexcept override {
    if (!timer_noted_.exchange(true)) note("timer");
  }

  void on_reply(const Value* reply) noexcept override {
    note("reply " + text_of(reply->first->text));
  }

 private:
  void on_job() {
    note("job on worker " + std::to_string(loop_->current_worker()));
    entry_.type = ValueType::string;
    entry_.key = slice("command");
    entry_.text = slice("ping");
    arguments_.type = ValueType::dictionary;
    arguments_.first = &entry_;
    const CommandOrigin origin{slice("test"), slice("127.0.0.1"), 1, 0};
    if (commands_->submit(&arguments_, &origin, this) != Status::ok) note("busy");
  }

  void on_blocking_job() {
    const bool elsewhere = loop_->current_worker() == UINT32_MAX;
    note(elsewhere ? "blocking job" : "blocking job on a worker");
  }

  void note(const std::string& text) {
    if (probe_ != nullptr) probe_->note(text.c_str());
  }

  LogV1* log_ = nullptr;
  OptionsV1* options_ = nullptr;
  LoopV1* loop_ = nullptr;
  CommandsV1* commands_ = nullptr;
  Probe* probe_ = nullptr;
  CallJob<GoodPlugin> job_;
  CallJob<GoodPlugin> blocking_job_;
  int pipe_[2] = {-1, -1};
  rtpengine::WatchHandle watch_ = 0;
  rtpengine::TimerHandle timer_ = 0;
  std::atomic<bool> timer_noted_{false};
  Value entry_{};
  Value arguments_{};
};

Plugin* create(TextSink*) noexcept { return new GoodPlugin; }
void destroy(Plugin* plugin) noexcept { delete static_cast<GoodPlugin*>(plugin); }

constexpr rtpengine::OptionSpec kOptions[] = {
    {"good-listen", nullptr, "ENDPOINT", "Where to listen", OptionType::endpoint, 0, 'Z', {}},
    {"good-interval",
     "2ms",
     "TIME",
     "Between two ticks",
     OptionType::seconds,
     rtpengine::option_live,
     0,
     {}},
    {"good-word",
     nullptr,
     "WORD",
     "A word, or several",
     OptionType::text,
     rtpengine::option_repeatable,
     0,
     {}},
    {"good-flag", nullptr, nullptr, "Yes or no", OptionType::flag, 0, 0, {}},
};

}  // namespace

constinit const rtpengine::PluginDescriptor rtpengine_plugin = {
    RTPENGINE_PLUGIN_MAGIC,
    sizeof(rtpengine::PluginDescriptor),
    RTPENGINE_SDK_MAJOR,
    RTPENGINE_SDK_MINOR,
    "good",
    "1.2.3",
    "GPL-3.0-or-later",
    "Uses all of the host",
    kOptions,
    sizeof(kOptions) / sizeof(kOptions[0]),
    0,
    nullptr,
    rtpengine::plugin_can_unload,
    rtpengine::kind_control_protocol,
    create,
    destroy,
    {0, 0, 0, 0},
};
