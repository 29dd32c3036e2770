// SPDX-License-Identifier: GPL-3.0-or-later
//
// Who knows the values of options when a plugin is loaded or replaced while the daemon runs: the
// configuration may have been read again since the start.
#pragma once

#include <rtpengine/plugin.h>

#include "base/result.h"
#include "plugin/option_values.h"

namespace rtpengine::plugin {

/// Whether a copy is the first of its plugin, or takes the place of one that runs.
enum class CopyRole { first, replacement };

/// Main thread.
class OptionSource {
 public:
  /// The values for a copy that is about to be made. Nothing changes by asking.
  virtual base::Result<OptionValues> values_for(const PluginDescriptor& plugin, CopyRole role) = 0;
  /// A copy with the values that values_for has just given is in use now.
  virtual void in_use(const PluginDescriptor& plugin, CopyRole role) = 0;

 protected:
  ~OptionSource() = default;
};

}  // namespace rtpengine::plugin
