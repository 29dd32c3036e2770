// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/successor_command.h"

#include <signal.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <cstring>
#include <utility>

#include <rtpengine/value_view.h>

#include "base/log.h"

namespace rtpengine::app {
namespace {

constexpr const char* kFlag = "--take-over";

/// With the signals of a program that was just started.
class SpawnAttributes {
 public:
  SpawnAttributes() {
    sigset_t none;
    sigset_t pipe;
    sigemptyset(&none);
    sigemptyset(&pipe);
    sigaddset(&pipe, SIGPIPE);
    posix_spawnattr_init(&attributes_);
    posix_spawnattr_setsigmask(&attributes_, &none);
    posix_spawnattr_setsigdefault(&attributes_, &pipe);
    posix_spawnattr_setflags(&attributes_, POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF);
  }
  ~SpawnAttributes() { posix_spawnattr_destroy(&attributes_); }
  SpawnAttributes(const SpawnAttributes&) = delete;
  SpawnAttributes& operator=(const SpawnAttributes&) = delete;
  const posix_spawnattr_t* get() const { return &attributes_; }

 private:
  posix_spawnattr_t attributes_;
};

}  // namespace

SuccessorCommand::SuccessorCommand(std::string program, std::vector<std::string> arguments)
    : program_(std::move(program)), words_(std::move(arguments)) {
  std::erase(words_, kFlag);
  words_.insert(words_.begin(), program_);
  words_.push_back(kFlag);
}

base::Result<void> SuccessorCommand::run(const Value* arguments,
                                         const base::DictionaryBuilder& reply) {
  look();
  const std::string_view action = get_text(arguments, "action", "start");
  if (action == "start") {
    if (auto started = start(); !started) return started;
  } else if (action != "status") {
    return base::Error{"Unknown action '" + std::string(action) + "': there are start and status"};
  }
  reply.set("process", getpid());
  if (taken_) reply.set("taken over", *taken_);
  if (successor_ != 0) {
    reply.set("successor", "starting");
    reply.set("successor process", successor_);
  } else {
    reply.set("successor", failure_.empty() ? "none" : "failed");
    if (!failure_.empty()) reply.set("reason", failure_);
  }
  return {};
}

base::Result<void> SuccessorCommand::start() {
  if (!obstacle_.empty()) return base::Error{"Nobody can take over from here: " + obstacle_};
  if (successor_ != 0) {
    return base::Error{"Process " + std::to_string(successor_) + " is about to take over already"};
  }
  std::vector<char*> words;
  for (std::string& word : words_) words.push_back(word.data());
  words.push_back(nullptr);
  failure_.clear();
  const SpawnAttributes attributes;
  const int error =
      posix_spawn(&successor_, program_.c_str(), nullptr, attributes.get(), words.data(), environ);
  if (error != 0) {
    successor_ = 0;
    return base::Error{"Cannot start " + program_ + ": " + std::strerror(error)};
  }
  LOG(notice, "take-over: process %ld was started to take over", static_cast<long>(successor_));
  return {};
}

void SuccessorCommand::look() {
  int status = 0;
  if (successor_ == 0 || waitpid(successor_, &status, WNOHANG) != successor_) return;
  const long pid = std::exchange(successor_, 0);
  // One that goes into the background leaves a process behind that ends well.
  if (WIFEXITED(status) && WEXITSTATUS(status) == 0) return;
  if (failure_.empty()) failure_ = "it ended, see its log";
  LOG(error, "take-over: process %ld has ended, this one goes on: %s", pid, failure_.c_str());
}

}  // namespace rtpengine::app
