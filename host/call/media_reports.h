// SPDX-License-Identifier: GPL-3.0-or-later
//
// What plugins have to say of a media (rtpengine/reports.h).
#pragma once

#include <string>
#include <utility>
#include <vector>

namespace rtpengine::call {

class Media;

/// Texts are printable.
struct MediaReports {
  std::vector<std::string> flags;
  std::vector<std::string> facts;
  std::vector<std::pair<std::string, std::string>> troubles;  ///< cause and sentence
};

/// Ask all plugins of the call. Its worker.
MediaReports ask_reporters(const Media& media);

}  // namespace rtpengine::call
