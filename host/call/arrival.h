// SPDX-License-Identifier: GPL-3.0-or-later
//
// What is wrong with what arrives from a party, and with sending it on.
#pragma once

#include "call/examined.h"

namespace rtpengine::call {

/// Packets of the party came: keys, codec, plugins, loss.
void explain_arrival(Examined& examined);

/// Why what the party sends cannot go out to the other one.
void explain_sending(Examined& examined);

}  // namespace rtpengine::call
