// SPDX-License-Identifier: GPL-3.0-or-later
#include "media/route.h"

#include <algorithm>

namespace rtpengine::media {

void Route::set_stages(std::span<Stage* const> stages) {
  stages_.assign(stages.begin(), stages.end());
  std::stable_sort(stages_.begin(), stages_.end(),
                   [](const Stage* a, const Stage* b) { return a->position() < b->position(); });
}

void Route::set_sinks(std::span<Egress* const> sinks) { sinks_.assign(sinks.begin(), sinks.end()); }

KernelMeaning Route::kernel_meaning() const {
  KernelMeaning strictest = KernelMeaning::not_needed;
  for (const Stage* stage : stages_) strictest = std::max(strictest, stage->kernel_meaning());
  return strictest;
}

}  // namespace rtpengine::media
