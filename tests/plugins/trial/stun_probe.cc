// SPDX-License-Identifier: GPL-3.0-or-later
//
// A trial of packet handlers: what becomes of a STUN message is said by the first byte of its
// transaction id: `d` it is dropped, `p` it passes, `a` it is answered with where it came from
// (RFC 8489 section 14.2), anything else: it is consumed.
#include <string.h>

#include <rtpengine/author.h>
#include <rtpengine/packet_handler.h>

namespace {

using namespace rtpengine;

constexpr uint32_t kHeader = 20;
constexpr uint32_t kCookie = 4;  ///< where the magic cookie is, and the transaction id behind it

class StunProbe final : public author::PluginBase, public PacketHandler {
 public:
  PacketVerdict on_packet(const StreamRef*, const Packet* packet, const Endpoint* source,
                          PacketReplier* replier) noexcept override {
    if (packet->size < kHeader) return PacketVerdict::drop;
    switch (packet->data[kCookie + 4]) {
      case 'd':
        return PacketVerdict::drop;
      case 'p':
        return PacketVerdict::pass;
      case 'a':
        answer(*packet, *source, replier);
        break;
      default:
        break;
    }
    return PacketVerdict::consumed;
  }

 private:
  void on_init() override {
    check(need<PacketHandlersV1>()->add(PacketKind::stun, this), "adding the handler");
  }

  /// A success response to a Binding request with XOR-MAPPED-ADDRESS.
  static void answer(const Packet& request, const Endpoint& source, PacketReplier* replier) {
    const uint8_t size = source.family == AddressFamily::ipv4 ? 4 : 16;
    uint8_t bytes[kHeader + 8 + 16] = {0x01, 0x01, 0, static_cast<uint8_t>(8 + size)};
    const uint8_t* mask = request.data + kCookie;
    memcpy(bytes + kCookie, mask, kHeader - kCookie);
    uint8_t* attribute = bytes + kHeader;
    attribute[1] = 0x20;
    attribute[3] = static_cast<uint8_t>(4 + size);
    attribute[5] = size == 4 ? 1 : 2;
    attribute[6] = static_cast<uint8_t>(source.port >> 8 ^ mask[0]);
    attribute[7] = static_cast<uint8_t>(source.port ^ mask[1]);
    for (uint8_t i = 0; i < size; ++i) {
      attribute[8 + i] = static_cast<uint8_t>(source.address[i] ^ mask[i]);
    }
    const uint64_t length = kHeader + 8u + size;
    static_cast<void>(replier->reply({reinterpret_cast<const char*>(bytes), length}));
  }
};

}  // namespace

RTPENGINE_DEFINE_PLUGIN(StunProbe, "stun-probe", "1.0", "GPL-3.0-or-later", "Answers STUN",
                        kind_packet_handler)
