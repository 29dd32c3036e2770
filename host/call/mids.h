// SPDX-License-Identifier: GPL-3.0-or-later
//
// Which a=mid (RFC 5888) the receiver of a message is shown for each media, as a pure decision.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace rtpengine::call {

/// What there is to choose from for one media; empty: nothing.
struct MidChoice {
  std::string_view own;      ///< the receiver's, which does not change (RFC 8829 section 5.2.2)
  std::string_view offered;  ///< the sender's, for a receiver that has none yet
};

/// One for each media, in order; empty: none. A mid that is not the receiver's own and that another
/// media has is replaced by a number that none has, since each stands for one media alone (RFC 5888
/// section 9.1). `generate`: media that would have none get a number, too.
std::vector<std::string> choose_mids(std::span<const MidChoice> media, bool generate);

}  // namespace rtpengine::call
