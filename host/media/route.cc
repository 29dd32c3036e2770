// SPDX-License-Identifier: GPL-3.0-or-later
#include "media/route.h"

#include <algorithm>
#include <cassert>

namespace rtpengine::media {
namespace {

/// Marks a route as running, also when a stage ends by an exception.
class Running {
 public:
  explicit Running(bool& running) : running_(running) { running_ = true; }
  ~Running() { running_ = false; }
  Running(const Running&) = delete;
  Running& operator=(const Running&) = delete;

 private:
  bool& running_;
};

}  // namespace

void Route::set_stages(std::span<Stage* const> stages) {
  assert(!running_);
  stages_.assign(stages.begin(), stages.end());
  std::stable_sort(stages_.begin(), stages_.end(),
                   [](const Stage* a, const Stage* b) { return a->position() < b->position(); });
}

void Route::set_sinks(std::span<Egress* const> sinks) {
  sink_ = sinks.size() == 1 ? sinks.front() : nullptr;
  sinks_.clear();
  if (sink_ == nullptr) sinks_.assign(sinks.begin(), sinks.end());
}

void Route::run_after(const Stage& stage, PacketBatch& batch, base::Time now) {
  const auto at = std::find(stages_.begin(), stages_.end(), &stage);
  if (at != stages_.end()) run_from(std::size_t(at - stages_.begin()) + 1, batch, now);
}

void Route::run_from(std::size_t first, PacketBatch& batch, base::Time now) {
  const Running mark(running_);
  for (std::size_t i = first; i < stages_.size(); ++i) stages_[i]->process(batch, now);
}

KernelMeaning Route::kernel_meaning() const {
  KernelMeaning strictest = KernelMeaning::not_needed;
  for (const Stage* stage : stages_) strictest = std::max(strictest, stage->kernel_meaning());
  return strictest;
}

}  // namespace rtpengine::media
