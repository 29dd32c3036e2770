// SPDX-License-Identifier: GPL-3.0-or-later
#include "call/sdk_packet.h"

#include <gtest/gtest.h>

#include <string>

#include "tests/unit/media/fake_packet_io.h"
#include "tests/unit/net/test_net.h"

namespace rtpengine::call {
namespace {

TEST(SdkPacketTest, FindsThePayload) {
  std::string text = media::rtp_text(0, 1, 2, std::string(4, 'c') + "payload");
  text[0] = char(0x81);  // one contributing source
  net::Packet slot;
  slot.data = reinterpret_cast<std::uint8_t*>(text.data());
  slot.size = text.size();
  slot.received = 77;
  media::StagePacket entry{};
  entry.packet = &slot;
  entry.kind = media::PacketKind::rtp;
  entry.rtp = *media::rtp_header_fast(slot.bytes());
  rtpengine::Packet packet = to_sdk(entry);
  EXPECT_EQ(packet.header_size, 16u);
  EXPECT_EQ(packet.received_us, 77);
  EXPECT_EQ(packet.headroom, 0u) << "it is in no slot";
  text[0] = char(0x8f);
  packet = to_sdk(entry);
  EXPECT_EQ(packet.header_size, text.size()) << "more sources than there are bytes";
  entry.kind = media::PacketKind::rtcp;
  EXPECT_EQ(to_sdk(entry).header_size, 0u);
}

TEST(SdkPacketTest, EndpointsGoBothWays) {
  for (const char* address : {"192.0.2.1", "2001:db8::1"}) {
    const net::Endpoint endpoint{net::test::ip(address), 4000};
    EXPECT_EQ(from_sdk(to_sdk(endpoint)), endpoint);
  }
  EXPECT_EQ(from_sdk(rtpengine::Endpoint{}), net::Endpoint{});
  rtpengine::Endpoint strange{};
  strange.family = AddressFamily{7};
  strange.port = 4000;
  EXPECT_FALSE(from_sdk(strange).address);
}

}  // namespace
}  // namespace rtpengine::call
