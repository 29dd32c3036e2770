// SPDX-License-Identifier: GPL-3.0-or-later
//
// The manual pages, written from the tables that the program itself uses.
#pragma once

#include <string>

namespace rtpengine::app {

/// rtpengine(1) in the man macros of roff.
std::string program_manual();

/// rtpengine.yaml(5) in the same.
std::string file_manual();

/// A text in roff, with its own meaning taken from backslashes, dashes and leading dots.
std::string roff_escape(const std::string& text);

}  // namespace rtpengine::app
