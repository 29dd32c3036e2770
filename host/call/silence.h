// SPDX-License-Identifier: GPL-3.0-or-later
//
// Why nothing comes, or comes no more, of a party that is expected to send.
#pragma once

#include "call/examined.h"

namespace rtpengine::call {

/// Nothing of the party was let in so far: adds the most probable cause.
void explain_silence(Examined& examined);

/// The party was heard: adds why it is silent now, if that is a fault, and who else sends there.
void explain_pause(Examined& examined);

}  // namespace rtpengine::call
