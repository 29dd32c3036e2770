// SPDX-License-Identifier: GPL-3.0-or-later
//
// A call in the plain structs of the SDK (rtpengine/calls.h). Texts in them are borrowed from the
// call.
#pragma once

#include <rtpengine/calls.h>

#include "call/call.h"

namespace rtpengine::call {

/// What plugins know a stream by.
StreamRef stream_ref(const Media& media, media::Component component);

CallInfo call_info(const Call& call);
ParticipantInfo participant_info(const Participant& participant);
MediaInfo media_info(const Media& media);
StreamInfo stream_info(const Media& media, media::Component component);
StreamStatistics stream_statistics(const Media& media, media::Component component);

/// By its numbers; null: not there.
Participant* find_participant(const Call& call, std::uint32_t participant);
Media* find_media(const Call& call, std::uint32_t participant, std::uint32_t media);

}  // namespace rtpengine::call
