// SPDX-License-Identifier: GPL-3.0-or-later
//
// Packets in the words of the SDK.
#pragma once

#include <rtpengine/packet.h>

#include "media/stage.h"

namespace rtpengine::call {

/// The packet as plugins see it; its bytes stay where they are.
rtpengine::Packet to_sdk(const media::StagePacket& packet);

}  // namespace rtpengine::call
