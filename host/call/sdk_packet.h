// SPDX-License-Identifier: GPL-3.0-or-later
//
// Packets and endpoints in the words of the SDK.
#pragma once

#include <rtpengine/packet.h>
#include <rtpengine/types.h>

#include "media/stage.h"
#include "net/address.h"

namespace rtpengine::call {

/// The packet as plugins see it; its bytes stay where they are.
rtpengine::Packet to_sdk(const media::StagePacket& packet);

/// All zero if there is no address.
Endpoint to_sdk(const net::Endpoint& endpoint);
/// No address if the family is unknown.
net::Endpoint from_sdk(const Endpoint& endpoint);

}  // namespace rtpengine::call
