// SPDX-License-Identifier: GPL-3.0-or-later
//
// A route: the stages that a stream needs now, in order, and the egresses its packets go out on.
// Compiled anew whenever signalling or a command changes what is needed; never consulted for
// features that are absent.
#pragma once

#include <span>
#include <vector>

#include "media/stage.h"

namespace rtpengine::media {

class Egress;

class Route {
 public:
  /// Replace all stages; they are put in the order of their positions, those of one position stay
  /// in the order given. The stages outlive their being in the route.
  void set_stages(std::span<Stage* const> stages);
  /// Replace the egresses.
  void set_sinks(std::span<Egress* const> sinks);

  std::span<Stage* const> stages() const { return stages_; }
  std::span<Egress* const> sinks() const {
    if (sink_ != nullptr) return {&sink_, 1};
    return sinks_;
  }

  /// The strictest kernel meaning of all stages; not_needed if there are none.
  KernelMeaning kernel_meaning() const;

  /// Pass a batch through the stages.
  void run(PacketBatch& batch, base::Time now) {
    if (!stages_.empty()) run_from(0, batch, now);
  }
  /// Pass it through the stages behind this one; through none if it is not there.
  void run_after(const Stage& stage, PacketBatch& batch, base::Time now);

  /// Whether a batch is in one of the stages now: they must not be replaced then, nor may another
  /// batch be passed through.
  bool running() const { return running_; }

 private:
  void run_from(std::size_t first, PacketBatch& batch, base::Time now);

  bool running_ = false;
  Egress* sink_ = nullptr;  ///< if there is one, as nearly always
  std::vector<Stage*> stages_;
  std::vector<Egress*> sinks_;  ///< if there are more
};

}  // namespace rtpengine::media
