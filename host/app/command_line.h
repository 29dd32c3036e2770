// SPDX-License-Identifier: GPL-3.0-or-later
//
// Reads the command line: `--name=value`, `--name value`, `-x value`, `-xvalue`, and flags of one
// letter in a bundle.
#pragma once

#include <span>

#include "app/given.h"
#include "app/option_catalog.h"
#include "base/result.h"

namespace rtpengine::app {

/// What to do about options that the catalog does not have. They are passed over while it is not
/// known yet which plugins, with options of their own, will be loaded.
enum class UnknownOptions { refuse, pass_over };

/// Reads the arguments (without the program's name). An option that is not a list keeps its last
/// value. A flag has the value "true", unless written as `--flag=no`. The value of an option that
/// needs one is the next argument whatever it looks like, so that `-t -1` works.
base::Result<Given> parse_command_line(std::span<const char* const> arguments,
                                       const OptionCatalog& catalog, UnknownOptions unknown);

}  // namespace rtpengine::app
