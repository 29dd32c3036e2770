// SPDX-License-Identifier: GPL-3.0-or-later
//
// What is known of one media of one party, in sentences for the operator of the daemon.
//
// Tags, labels and kinds of media come from the network: whatever is not printable in them is
// escaped.
#pragma once

#include <string>
#include <vector>

#include "base/clock.h"
#include "call/media.h"

namespace rtpengine::call {

/// "'tag'", with the label if there is one.
std::string name_of(const Participant& participant);
/// "audio 1"
std::string name_of(const Media& media);

/// "1 packet", "2 packets"
std::string packets_text(std::uint64_t count);

/// The rule that an endpoint came about by, in few words; its state is not none.
std::string rule_of(const media::Learner& learner);

/// What arrives and from where, what was learned by which rule, what is sent, what was dropped and
/// why, and where the RTP is relayed. Worker's thread.
std::vector<std::string> account_of(const Media& media, base::Time now);

}  // namespace rtpengine::call
