// SPDX-License-Identifier: GPL-3.0-or-later
//
// The command `drain`: no new calls, and the daemon ends when those that are up have ended.
#pragma once

#include <cstddef>
#include <functional>
#include <utility>

#include <rtpengine/value.h>

#include "base/result.h"
#include "base/value_tree.h"

namespace rtpengine::app {

/// Main thread.
class DrainCommand {
 public:
  static constexpr const char* kName = "drain";

  struct Surroundings {
    std::function<void(bool draining)> turn_new_calls_away;
    std::function<std::size_t()> call_count;
    std::function<void()> end;  ///< called once, when there is no call left
  };

  explicit DrainCommand(Surroundings surroundings) : surroundings_(std::move(surroundings)) {}

  /// Key `action`: `start`, which is the default, `cancel` or `status`. The reply says whether the
  /// daemon is `draining` (1 or 0), and how many `calls` are up.
  base::Result<void> run(const Value* arguments, const base::DictionaryBuilder& reply);

  /// To be called each now and then: ends the daemon when it is drained.
  void look();

  bool draining() const { return draining_; }

 private:
  void set(bool draining);

  const Surroundings surroundings_;
  bool draining_ = false;
  bool ended_ = false;
};

}  // namespace rtpengine::app
