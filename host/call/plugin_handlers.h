// SPDX-License-Identifier: GPL-3.0-or-later
//
// The packet handlers of plugins, as the streams of one media ask them.
#pragma once

#include "media/packet_stream.h"

namespace rtpengine::call {

class Media;

/// Worker's thread. Owned by the media.
class PluginHandlers final : public media::PacketHandler {
 public:
  explicit PluginHandlers(Media& media) : media_(media) {}

  /// Whether any plugin of the call handles packets.
  bool any() const;

  // media::PacketHandler
  media::HandlerVerdict on_packet(media::PacketStream& stream, const media::StagePacket& packet,
                                  base::Time now) override;

 private:
  Media& media_;
};

}  // namespace rtpengine::call
