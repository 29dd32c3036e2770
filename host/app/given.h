// SPDX-License-Identifier: GPL-3.0-or-later
//
// What the operator wrote, from the command line or the file, before anything is made of it.
#pragma once

#include <map>
#include <string>
#include <utility>
#include <vector>

#include "plugin/option_values.h"

namespace rtpengine::app {

/// One value with its origin. Where the file has a map in place of a text (interfaces), `fields`
/// holds its keys and values, and `text` the same in the command line's form as far as it goes.
struct GivenValue : plugin::OptionValue {
  std::vector<std::pair<std::string, std::string>> fields;
};

/// Values by long option name; an option that nobody gave has no entry.
using Given = std::map<std::string, std::vector<GivenValue>, std::less<>>;

}  // namespace rtpengine::app
