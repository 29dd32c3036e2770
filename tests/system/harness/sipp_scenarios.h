// SPDX-License-Identifier: GPL-3.0-or-later
//
// What SIPp is to do as a phone, in its own language, built from one piece for each kind of step.
#pragma once

#include <string>

#include "sipp.h"

namespace rtpengine::harness {

/// Makes a scenario for such phones, which play this pcap file.
using Scenario = std::string (*)(const Phones& phones, const std::string& audio);

/// Calls, talks, holds and resumes if it is to, and hangs up; each when an INFO request comes, so
/// that the test decides when.
std::string caller_scenario(const Phones& phones, const std::string& audio);
/// Takes the call.
std::string callee_scenario(const Phones& phones, const std::string& audio);
/// Lets the caller hear something, and takes no call in the end.
std::string ringing_scenario(const Phones& phones, const std::string& audio);

}  // namespace rtpengine::harness
