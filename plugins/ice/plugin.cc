// SPDX-License-Identifier: GPL-3.0-or-later
//
// ICE as a plugin: the descriptor.
#include "ice_plugin.h"

RTPENGINE_DEFINE_PLUGIN(rtpengine::ice::IcePlugin, "ice", RTPENGINE_VERSION, "GPL-3.0-or-later",
                        "ICE: finds the way to participants (RFC 8445)",
                        rtpengine::kind_negotiation_feature | rtpengine::kind_packet_handler,
                        rtpengine::ice::kOptions, rtpengine::ice::kOptionCount)
