// SPDX-License-Identifier: GPL-3.0-or-later
//
// What a plugin has settled of how the packets of one media come and go, in place of signalling and
// learning (rtpengine/connectivity.h).
#pragma once

#include <cstdint>

#include "base/fields.h"

namespace rtpengine::call {

struct Connectivity {
  struct Path {
    std::uint8_t address = 0;  ///< of ours: PortSet::on
    bool selected = false;     ///< what is signalled does not count any more
    bool suspended = false;    ///< nothing may be sent

    void describe(base::Fields& fields);
  };

  bool in_charge = false;
  Path rtp;
  Path rtcp;

  /// What is kept when the state moves (base/fields.h).
  void describe(base::Fields& fields);
};

}  // namespace rtpengine::call
