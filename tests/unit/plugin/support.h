// SPDX-License-Identifier: GPL-3.0-or-later
//
// What the tests of this folder share: workers, a fake of the calls, a record of what plugins did,
// and the log as text.
#pragma once

#include <gtest/gtest.h>

#include <algorithm>
#include <chrono>
#include <condition_variable>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <utility>
#include <vector>

#include <rtpengine/command.h>

#include "base/log.h"
#include "loop/blocking_pool.h"
#include "loop/worker.h"
#include "plugin/host_services.h"
#include "tests/plugins/good/probe.h"

namespace rtpengine::plugin {

/// Far more than anything takes; only a failing test waits for so long.
inline constexpr std::chrono::seconds kPatience{20};

/// Path of a module that the build made for tests, by the plugin's name.
inline std::string bad_plugin(const std::string& name) {
  return std::string(TEST_BAD_PLUGIN_DIR) + "/rtpengine-" + name + ".so";
}
inline std::string good_plugin() {
  return std::string(TEST_GOOD_PLUGIN_DIR) + "/rtpengine-good.so";
}

/// Texts in the order in which they came, from any thread.
class Notes final : public test::Probe {
 public:
  void note(const char* text) noexcept override {
    const std::lock_guard lock(mutex_);
    texts_.emplace_back(text);
    changed_.notify_all();
  }

  /// Wait until `text` was noted.
  bool wait_for(const std::string& text) {
    std::unique_lock lock(mutex_);
    return changed_.wait_for(lock, kPatience, [&] { return has(text); });
  }

  bool contains(const std::string& text) {
    const std::lock_guard lock(mutex_);
    return has(text);
  }

  std::vector<std::string> texts() {
    const std::lock_guard lock(mutex_);
    return texts_;
  }

 private:
  bool has(const std::string& text) const {
    return std::find(texts_.begin(), texts_.end(), text) != texts_.end();
  }

  std::mutex mutex_;
  std::condition_variable changed_;
  std::vector<std::string> texts_;
};

/// Stands for the calls: answers `pong` at once, or when told to, or takes nothing.
class FakeCommands final : public CommandsV1 {
 public:
  enum class Mode { answer, hold, refuse };

  explicit FakeCommands(Mode mode = Mode::answer) : mode_(mode) {}

  Status submit(const Value*, const CommandOrigin*, ReplySink* sink) noexcept override {
    if (mode_ == Mode::refuse) return Status::busy;
    if (mode_ == Mode::answer) {
      reply_to(sink);
      return Status::ok;
    }
    const std::lock_guard lock(mutex_);
    held_.push_back(sink);
    changed_.notify_all();
    return Status::ok;
  }

  /// Wait until a command is held.
  bool wait_until_held() {
    std::unique_lock lock(mutex_);
    return changed_.wait_for(lock, kPatience, [this] { return !held_.empty(); });
  }

  /// Answer all that are held.
  void answer_held() {
    std::vector<ReplySink*> sinks;
    {
      const std::lock_guard lock(mutex_);
      sinks.swap(held_);
    }
    for (ReplySink* sink : sinks) reply_to(sink);
  }

 private:
  static void reply_to(ReplySink* sink) {
    Value result{};
    result.type = ValueType::string;
    result.key = {"result", 6};
    result.text = {"pong", 4};
    Value reply{};
    reply.type = ValueType::dictionary;
    reply.first = &result;
    sink->on_reply(&reply);
  }

  const Mode mode_;
  std::mutex mutex_;
  std::condition_variable changed_;
  std::vector<ReplySink*> held_;
};

/// Two running workers, a pool, and the context made of them.
class World {
 public:
  explicit World(FakeCommands::Mode mode = FakeCommands::Mode::answer) : commands(mode) {
    for (unsigned i = 0; i < 2; ++i) {
      workers_.push_back(std::make_unique<loop::Worker>(i, 64));
      workers_.back()->start();
      context.workers.push_back(workers_.back().get());
    }
    context.blocking_pool = &pool_;
    context.commands = &commands;
    context.interfaces[test::Probe::id] = static_cast<test::Probe*>(&notes);
  }

  loop::Worker& worker(std::size_t index) { return *workers_[index]; }

  Notes notes;
  FakeCommands commands;
  HostContext context;

 private:
  std::vector<std::unique_ptr<loop::Worker>> workers_;
  loop::BlockingPool pool_{2, 16};
};

/// Whether lines are limited as in the daemon; what other tests logged before counts too.
enum class RateLimits { off, on };

/// What is logged while it lives.
class CapturedLog {
 public:
  explicit CapturedLog(RateLimits limits = RateLimits::off) {
    base::log::Settings settings;
    settings.to_stderr = true;
    settings.timestamps = false;
    settings.level = LogLevel::debug;
    settings.rate_limits = limits == RateLimits::on;
    base::log::configure(settings);
    testing::internal::CaptureStderr();
  }
  ~CapturedLog() {
    if (!taken_) take();
  }
  CapturedLog(const CapturedLog&) = delete;
  CapturedLog& operator=(const CapturedLog&) = delete;

  /// End it.
  std::string take() {
    taken_ = true;
    std::string text = testing::internal::GetCapturedStderr();
    base::log::configure({});
    return text;
  }

 private:
  bool taken_ = false;
};

inline Slice slice(std::string_view text) { return {text.data(), text.size()}; }
inline std::string text_of(Slice slice) { return {slice.data, slice.size}; }

}  // namespace rtpengine::plugin
