// SPDX-License-Identifier: GPL-3.0-or-later
//
// DTLS-SRTP as a plugin: the descriptor.
#include "dtls_plugin.h"

RTPENGINE_DEFINE_PLUGIN(rtpengine::dtls::DtlsPlugin, "dtls", RTPENGINE_VERSION, "GPL-3.0-or-later",
                        "DTLS-SRTP: agrees on keys with participants (RFC 5764)",
                        rtpengine::kind_negotiation_feature | rtpengine::kind_packet_handler,
                        rtpengine::dtls::kOptions, rtpengine::dtls::kOptionCount)
