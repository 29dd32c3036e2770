// SPDX-License-Identifier: GPL-3.0-or-later
//
// A new certificate when the one in use is old: made by a thread that may block.
#pragma once

#include <atomic>
#include <memory>
#include <utility>

#include <rtpengine/author.h>
#include <rtpengine/loop.h>

#include "context.h"
#include "context_holder.h"

namespace rtpengine::dtls {

/// The first one, now; throws if it cannot be made.
std::shared_ptr<const Context> make_context(const ContextOptions& options);

/// Main thread, but for what the loop calls. Outlives its jobs: the host waits for those before it
/// destroys a plugin.
class Rotation final : public TimerHandler, public Job {
 public:
  /// `holder` outlives this object.
  Rotation(LoopV1* loop, ContextHolder* holder, ContextOptions options, author::Log log)
      : loop_(loop), holder_(holder), options_(std::move(options)), log_(log) {}
  ~Rotation() { stop(); }
  Rotation(const Rotation&) = delete;
  Rotation& operator=(const Rotation&) = delete;

  void start();
  void stop();

  // TimerHandler
  void on_timer() noexcept override;
  // Job
  void run() noexcept override;

 private:
  LoopV1* const loop_;
  ContextHolder* const holder_;
  const ContextOptions options_;
  const author::Log log_;
  TimerHandle timer_ = 0;
  std::atomic<bool> busy_ = false;
};

}  // namespace rtpengine::dtls
