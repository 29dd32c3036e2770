// SPDX-License-Identifier: GPL-3.0-or-later
#include "media/egress.h"

#include "tests/unit/media/stream_fixture.h"

namespace rtpengine::media {
namespace {

class EgressTest : public StreamFixture {
 protected:
  /// Send one packet; why it was dropped, "sent" if it was not.
  std::string send(std::uint8_t payload_type = 0) {
    std::string data = rtp_text(payload_type);
    net::Packet packet;
    packet.data = reinterpret_cast<std::uint8_t*>(data.data());
    packet.size = data.size();
    StagePacket entry{};
    entry.packet = &packet;
    entry.kind = PacketKind::rtp;
    entry.rtp.payload_type = payload_type;
    PacketBatch batch;
    batch.add(entry);
    egress_.send(batch, 7);
    const StagePacket& after = batch.packets()[0];
    return after.dropped ? std::string(to_string(after.reason)) : "sent";
  }
  /// What a stage gives out by itself: its drops are the egress's.
  void resume(const Stage& stage) {
    std::string data = rtp_text(8);
    net::Packet packet;
    packet.data = reinterpret_cast<std::uint8_t*>(data.data());
    packet.size = data.size();
    StagePacket entry{};
    entry.packet = &packet;
    entry.rtp.payload_type = 8;
    PacketBatch batch;
    batch.add(entry);
    egress_.resume(stage, batch, 9);
  }
  void aim(const net::Endpoint& to) { egress_.set_destination(net::SocketAddress(to)); }

  net::MediaSocket socket_ = open();
  Egress egress_{io_, policy_};
};

TEST_F(EgressTest, NeedsASocketAndADestination) {
  EXPECT_EQ(send(), "no-destination");
  egress_.set_socket(&socket_);
  EXPECT_EQ(send(), "no-destination");
  aim(at("192.0.2.1", 4000));
  EXPECT_EQ(egress_.obstacle(), std::nullopt);
  EXPECT_EQ(send(), "sent");
  egress_.set_socket(nullptr);
  EXPECT_EQ(send(), "no-destination");
}

TEST_F(EgressTest, NeedsASocketThatIsOpen) {
  egress_.set_socket(&socket_);
  aim(at("192.0.2.1", 4000));
  socket_.close();
  EXPECT_EQ(send(), "no-destination");
}

TEST_F(EgressTest, SendsFromItsSocketToItsDestinationAndCounts) {
  egress_.set_socket(&socket_);
  aim(at("192.0.2.1", 4000));
  send();
  ASSERT_EQ(io_.sent.size(), 1u);
  EXPECT_EQ(io_.sent[0].from, socket_.local());
  EXPECT_EQ(io_.sent[0].to, at("192.0.2.1", 4000));
  EXPECT_EQ(egress_.sent().packets, 1u);
  EXPECT_EQ(egress_.sent().bytes, rtp_text(0).size());
  EXPECT_EQ(egress_.sent().last_packet, 7);
}

TEST_F(EgressTest, KeepsToThePolicy) {
  egress_.set_socket(&socket_);
  aim(at("192.0.2.66", 4000));
  EXPECT_TRUE(egress_.destination_forbidden());
  EXPECT_EQ(send(), "destination-forbidden");
  aim(at("192.0.2.67", 4000));
  EXPECT_FALSE(egress_.destination_forbidden());
  EXPECT_EQ(send(), "sent");
}

TEST_F(EgressTest, CanForgetItsDestination) {
  egress_.set_socket(&socket_);
  aim(at("192.0.2.66", 4000));
  egress_.set_destination({});
  EXPECT_FALSE(egress_.destination_forbidden());
  EXPECT_EQ(send(), "no-destination");
}

TEST_F(EgressTest, DoesNotSendToAnotherFamily) {
  egress_.set_socket(&socket_);
  aim(at("2001:db8::1", 4000));
  EXPECT_EQ(send(), "no-destination");
}

TEST_F(EgressTest, TellsWhenTheSystemRefuses) {
  egress_.set_socket(&socket_);
  aim(at("192.0.2.1", 4000));
  io_.refuse_sends = true;
  EXPECT_EQ(send(), "send-failed");
  EXPECT_EQ(egress_.sent().packets, 0u);
}

TEST_F(EgressTest, RunsItsStagesBeforeItSends) {
  DropType stage(8);
  Stage* stages[] = {&stage};
  egress_.route().set_stages(stages);
  EXPECT_EQ(send(8), "no-destination");
  EXPECT_EQ(stage.seen, 0) << "a stage is not to see what can't be sent";
  egress_.set_socket(&socket_);
  aim(at("192.0.2.1", 4000));
  EXPECT_EQ(send(8), "by-stage");
  EXPECT_EQ(send(0), "sent");
}

TEST_F(EgressTest, SendsWhatAStageGivesOutThroughTheStagesBehindIt) {
  DropType first(8);
  DropType second(9);
  Stage* stages[] = {&first, &second};
  egress_.route().set_stages(stages);
  resume(first);
  EXPECT_EQ(egress_.drops()[DropReason::no_destination], 1u);
  egress_.set_socket(&socket_);
  aim(at("192.0.2.1", 4000));
  resume(first);
  EXPECT_EQ(first.seen, 0);
  EXPECT_EQ(second.seen, 1);
  EXPECT_EQ(egress_.sent().packets, 1u);
  EXPECT_EQ(egress_.drops().total(), 1u);
}

TEST_F(EgressTest, AnswersToAnywhereThatThePolicyAllows) {
  std::string data = "answer";
  net::Packet packet;
  packet.data = reinterpret_cast<std::uint8_t*>(data.data());
  packet.size = data.size();
  const auto answer = [&](std::string_view to) {
    return egress_.send_directly(socket_, packet, net::SocketAddress(at(to, 4000)), 7);
  };
  EXPECT_TRUE(answer("192.0.2.9"));
  EXPECT_FALSE(answer("192.0.2.66"));
  EXPECT_EQ(io_.sent.size(), 1u);
  EXPECT_EQ(io_.sent[0].to, at("192.0.2.9", 4000));
  EXPECT_EQ(egress_.sent().packets, 1u);
  io_.refuse_sends = true;
  EXPECT_FALSE(answer("192.0.2.9"));
}

}  // namespace
}  // namespace rtpengine::media
