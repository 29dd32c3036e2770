// SPDX-License-Identifier: GPL-3.0-or-later
//
// Which logical interface, address family and local address face a participant.
#pragma once

#include <cstddef>

#include "call/call.h"
#include "call/dialogue.h"
#include "call/request.h"

namespace rtpengine::call {

/// Give both parties their logical interfaces: as `direction` of an offer says, else those they
/// have, else the default. `media`: how many media the message has, for the ports they will need.
/// The words internal and external select address families where no interface has these names.
void choose_interfaces(const Call& call, const Request& request, MessageKind kind,
                       Participant& sender, Participant& receiver, std::size_t media);

/// Address family of the ports that the sender of a message uses: that of the address it signalled.
net::Family sender_side_family(const Participant& sender, const Media& media);

/// Address family of the ports that the receiver of a message is shown: what `address family` asks
/// for, else what it signalled itself, else the sender's.
net::Family receiver_side_family(Participant& receiver, const Participant& sender,
                                 const Request& request);

/// The address on the participant's interface; if that has none of this family, its first one.
const net::LocalAddress* local_address_for(const Participant& participant, const Media& media,
                                           net::Family family);

/// What to show as our address in a message without any media that is relayed.
net::IpAddress default_shown_address(Participant& receiver, const Participant& sender,
                                     const Request& request);

}  // namespace rtpengine::call
