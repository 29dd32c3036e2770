// SPDX-License-Identifier: GPL-3.0-or-later
//
// The command `take-over`: starts the program anew beside this process, to take its calls over.
#pragma once

#include <sys/types.h>

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include <rtpengine/value.h>

#include "base/result.h"
#include "base/value_tree.h"

namespace rtpengine::app {

/// Main thread.
class SuccessorCommand {
 public:
  static constexpr const char* kName = "take-over";

  /// How this process was started.
  SuccessorCommand(std::string program, std::vector<std::string> arguments);

  /// Why nobody can take over from this process; empty: somebody can.
  void set_obstacle(std::string obstacle) { obstacle_ = std::move(obstacle); }
  /// How many calls this process has taken over itself.
  void note_taken(std::size_t calls) { taken_ = calls; }
  /// A take-over has failed.
  void note_failure(const std::string& reason) { failure_ = reason; }

  /// Key `action`: `start`, which is the default, or `status`. The reply has the process id
  /// (`process`), the calls that were `taken over` when this process came, if it was so, and the
  /// `successor`: `none`, `starting` (its process is in `successor process`) or `failed`, with a
  /// `reason`.
  base::Result<void> run(const Value* arguments, const base::DictionaryBuilder& reply);

  /// To be called each now and then, and before the process ends: sees whether a successor that was
  /// started has ended.
  void look();

 private:
  base::Result<void> start();

  const std::string program_;
  std::vector<std::string> words_;
  std::string obstacle_;
  std::optional<std::size_t> taken_;
  std::string failure_;
  pid_t successor_ = 0;
};

}  // namespace rtpengine::app
