// SPDX-License-Identifier: MIT
//
// Handlers of packets that are neither RTP nor RTCP: STUN, DTLS, ...
#ifndef RTPENGINE_PACKET_HANDLER_H
#define RTPENGINE_PACKET_HANDLER_H

#include <stdint.h>

#include <rtpengine/packet.h>
#include <rtpengine/types.h>

namespace rtpengine {

/// Sends answers from the socket that a packet came in on. The host's, valid during the callback.
class PacketReplier {
 public:
  /// Send these bytes (copied) to where the packet came from. failed: the system refused it, or
  /// media may not be sent to an address of this kind.
  virtual Status reply(Slice bytes) noexcept = 0;

 protected:
  ~PacketReplier() = default;
};

/// Implemented by the plugin; must live until destroy.
class PacketHandler {
 public:
  /// A packet has come in on `stream` from `source`, an address which nobody has checked. Say what
  /// becomes of it: consumed; drop; or pass: it is relayed to the other side as it is, provided
  /// that its source may send media here, which it does not prove by it. `packet` must not be
  /// changed. Not asked where a media carries no RTP. The call's worker; must not block.
  virtual PacketVerdict on_packet(const StreamRef* stream, const Packet* packet,
                                  const Endpoint* source, PacketReplier* replier) noexcept = 0;

 protected:
  ~PacketHandler() = default;
};

/// Entry for packet handlers.
class PacketHandlersV1 {
 public:
  static constexpr const char* id = "rtpengine.packet-handlers/1";

  /// Handle packets of a kind; RTP and RTCP are invalid, they are for stages. exists: another
  /// plugin handles this kind. Main thread, in init.
  virtual Status add(PacketKind kind, PacketHandler* handler) noexcept = 0;

 protected:
  ~PacketHandlersV1() = default;
};

}  // namespace rtpengine

#endif
