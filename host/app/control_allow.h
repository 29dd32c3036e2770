// SPDX-License-Identifier: GPL-3.0-or-later
//
// The option `control-allow`, looked at before any plugin runs, so that `--check-config` finds what
// is wrong with it. What it says is carried out by the control protocols themselves.
#pragma once

#include "app/effective_options.h"

namespace rtpengine::app {

/// Whether each entry is a network, and names a listener that is there, if any; and whether each
/// listener that is meant belongs to a plugin that reads the option: a listener that goes on
/// serving everybody must not look restricted.
base::Result<void> check_control_allow(const EffectiveOptions& options);

}  // namespace rtpengine::app
