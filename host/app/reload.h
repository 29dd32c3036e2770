// SPDX-License-Identifier: GPL-3.0-or-later
//
// What a changed configuration means for a daemon that runs.
#pragma once

#include <string>
#include <vector>

#include "app/configuration.h"
#include "base/result.h"

namespace rtpengine::app {

/// One option whose value changed.
struct OptionChange {
  std::string name;
  bool takes_effect = false;  ///< else at the next restart, or when its plugin is replaced
  std::string text;           ///< for the log: option, old and new value, what happens
};

struct ReloadPlan {
  Configuration configuration;  ///< of the daemon when the changes that can be made are made
  std::vector<OptionChange> changes;
};

/// Compares. The plan's configuration has the wanted values of live options of the daemon and the
/// running values of all others; interfaces are only ever added.
base::Result<ReloadPlan> plan_reload(const Configuration& running, const Configuration& wanted);

}  // namespace rtpengine::app
