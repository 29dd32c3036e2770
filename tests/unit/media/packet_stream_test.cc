// SPDX-License-Identifier: GPL-3.0-or-later
#include "media/packet_stream.h"

#include <vector>

#include "tests/unit/media/stream_fixture.h"

namespace rtpengine::media {
namespace {

class PacketStreamTest : public StreamFixture, public StreamOwner {
 protected:
  PacketStreamTest() {
    learn(rtp_, 4000);
    learn(rtcp_, 4001);
    out_.set_socket(&out_socket_);
    out_.set_destination(net::SocketAddress(at("192.0.2.2", 5000)));
    sink(rtp_, {&out_});
    sink(rtcp_, {&out_});
  }
  static void learn(PacketStream& stream, int port) {
    LearningInput input;
    input.signalled = at("192.0.2.1", port);
    stream.learner().signal(input, 0);
  }
  static void sink(PacketStream& stream, std::vector<Egress*> sinks) {
    stream.route().set_sinks(sinks);
  }
  /// These arrive together; how many went out.
  std::size_t receive(PacketStream& stream, std::vector<std::string> data,
                      const net::Endpoint& from = at("192.0.2.1", 4000)) {
    std::vector<net::Packet> packets(data.size());
    std::vector<net::Packet*> pointers;
    for (std::size_t i = 0; i < data.size(); ++i) {
      packets[i].data = reinterpret_cast<std::uint8_t*>(data[i].data());
      packets[i].size = data[i].size();
      packets[i].source = net::SocketAddress(from);
      packets[i].received = 5;
      pointers.push_back(&packets[i]);
    }
    stream.on_packets(pointers);
    return io_.take_sent().size();
  }
  /// One arrives, and stages may change it.
  static void receive_one(PacketStream& stream, std::string& data) {
    net::Packet packet;
    packet.data = reinterpret_cast<std::uint8_t*>(data.data());
    packet.size = data.size();
    packet.source = net::SocketAddress(at("192.0.2.1", 4000));
    net::Packet* one = &packet;
    stream.on_packets({&one, 1});
  }
  void on_endpoint_moved(PacketStream&) override { ++moved_; }
  void on_endpoint_confirmed(PacketStream&) override { ++confirmed_; }
  void on_zrtp(PacketStream&) override { ++zrtp_; }
  std::uint32_t clock_rate_of(std::uint8_t) const override { return 8000; }

  PacketStream rtp_{Component::rtp, *this, io_, policy_};
  PacketStream rtcp_{Component::rtcp, *this, io_, policy_};
  net::MediaSocket out_socket_ = open();
  Egress out_{io_, policy_};
  int moved_ = 0;
  int confirmed_ = 0;
  int zrtp_ = 0;
};

const std::string kStun = std::string("\x00\x01\x00\x00\x21\x12\xa4\x42", 8) + std::string(12, 'x');
const std::string kDtls = "\x16" + std::string(20, 'x');
const std::string kZrtp = std::string("\x10\x00\x00\x01ZRTP", 8) + std::string(8, 'x');

TEST_F(PacketStreamTest, ForwardsAndCounts) {
  EXPECT_EQ(receive(rtp_, {rtp_text(8, 1, 77)}), 1u);
  EXPECT_EQ(rtp_.received().packets, 1u);
  EXPECT_EQ(rtp_.received().bytes, 17u);
  EXPECT_EQ(rtp_.received().last_packet, 5);
  EXPECT_EQ(rtp_.received().ssrc, 77u);
  EXPECT_EQ(rtp_.received().payload_type, 8);
  ASSERT_EQ(rtp_.ssrcs().sources().size(), 1u);
  EXPECT_EQ(rtp_.ssrcs().sources()[0].packets, 1u);
}

TEST_F(PacketStreamTest, CountsWhatIsMissing) {
  receive(rtp_, {rtp_text(8, 1), rtp_text(8, 2), rtp_text(8, 5)});
  receive(rtp_, {rtp_text(8, 7), rtp_text(8, 7)}, at("203.0.113.9", 4000));
  EXPECT_EQ(rtp_.ssrcs().reception().expected, 5u);
  EXPECT_EQ(rtp_.ssrcs().reception().lost(), 2u);
}

TEST_F(PacketStreamTest, DoesNotMissWhatTheKernelForwarded) {
  receive(rtp_, {rtp_text(8, 1), rtp_text(8, 2)});
  rtp_.add_kernel_counts({0, 0, 1}, 10);
  receive(rtp_, {rtp_text(8, 4)});
  EXPECT_EQ(rtp_.ssrcs().reception().lost(), 1u) << "nothing was forwarded there";
  rtp_.add_kernel_counts({500, 86000, 0}, 10);
  receive(rtp_, {rtp_text(8, 505), rtp_text(8, 506)});
  EXPECT_EQ(rtp_.ssrcs().reception().lost(), 1u);
  EXPECT_EQ(rtp_.ssrcs().reception().received, 5u);
}

TEST_F(PacketStreamTest, TakesMoreAtOnceThanABatchHolds) {
  const std::vector<std::string> many(2 * PacketBatch::kCapacity + 1, rtp_text(0));
  EXPECT_EQ(receive(rtp_, many), many.size());
}

TEST_F(PacketStreamTest, TakesNothingAtOnce) { EXPECT_EQ(receive(rtp_, {}), 0u); }

TEST_F(PacketStreamTest, TellsItsOwnerWhatItLearned) {
  receive(rtp_, {rtp_text(0)});
  EXPECT_EQ(moved_, 0);
  EXPECT_EQ(confirmed_, 1);
  receive(rtp_, {rtp_text(0)});
  EXPECT_EQ(confirmed_, 1);
}

TEST_F(PacketStreamTest, TellsItsOwnerWhenTheEndpointMoved) {
  EXPECT_EQ(receive(rtp_, {rtp_text(0)}, at("192.0.2.1", 4444)), 1u);
  EXPECT_EQ(moved_, 1);
  EXPECT_EQ(confirmed_, 0);
  EXPECT_EQ(rtp_.learner().endpoint(), at("192.0.2.1", 4444));
}

TEST_F(PacketStreamTest, RefusesStrangersAndRemembersNothingOfThem) {
  EXPECT_EQ(receive(rtp_, {rtp_text(8, 1, 99)}, at("203.0.113.9", 4000)), 0u);
  EXPECT_EQ(rtp_.drops()[DropReason::source_refused], 1u);
  EXPECT_EQ(moved_ + confirmed_, 0);
  EXPECT_TRUE(rtp_.ssrcs().sources().empty());
  EXPECT_EQ(rtp_.received().payload_type, 255);
  EXPECT_EQ(rtp_.received().errors, 0u);
  EXPECT_EQ(rtp_.received().packets, 0u);
  EXPECT_EQ(rtp_.received().last_packet, 0);
}

TEST_F(PacketStreamTest, CountsWhatDoesNotBelongHere) {
  EXPECT_EQ(receive(rtp_, {"x", kStun, kDtls, rtcp_text()}), 0u);
  EXPECT_EQ(rtp_.drops()[DropReason::not_rtp], 2u);
  EXPECT_EQ(rtp_.drops()[DropReason::stun_unhandled], 1u);
  EXPECT_EQ(rtp_.drops()[DropReason::dtls_unhandled], 1u);
  EXPECT_EQ(receive(rtcp_, {"x", rtp_text(0)}, at("192.0.2.1", 4001)), 0u);
  EXPECT_EQ(rtcp_.drops()[DropReason::not_rtcp], 2u);
}

TEST_F(PacketStreamTest, DoesNotLearnFromWhatDoesNotBelongHere) {
  receive(rtp_, {"x", kStun}, at("192.0.2.1", 4444));
  EXPECT_EQ(moved_, 0);
  EXPECT_EQ(rtp_.received().packets, 0u);
  EXPECT_EQ(rtp_.received().last_packet, 0);
}

TEST_F(PacketStreamTest, LetsZrtpPassAndTellsItsOwner) {
  EXPECT_EQ(receive(rtp_, {kZrtp}, at("203.0.113.9", 4000)), 0u);
  EXPECT_EQ(zrtp_, 0);
  EXPECT_EQ(receive(rtp_, {kZrtp}), 1u);
  EXPECT_EQ(zrtp_, 1);
}

TEST_F(PacketStreamTest, DropsRtcpThatIsCutShortBeforeItTeachesAnything) {
  const std::string compound = rtcp_text() + rtcp_text();
  const auto from = at("192.0.2.1", 4444);
  for (std::size_t size = 9; size < compound.size(); ++size) {
    EXPECT_EQ(receive(rtcp_, {compound.substr(0, size)}, from), 0u) << size;
  }
  EXPECT_EQ(receive(rtcp_, {compound + "x"}, from), 0u);
  EXPECT_EQ(rtcp_.drops()[DropReason::not_rtcp], 8u);
  EXPECT_EQ(rtcp_.received().packets, 0u);
  EXPECT_EQ(moved_, 0);
  EXPECT_EQ(receive(rtcp_, {compound}, from), 1u);
}

TEST_F(PacketStreamTest, CountsMultiplexedRtcpThatIsCutShortAtItsStream) {
  rtp_.set_multiplexed(&rtcp_);
  EXPECT_EQ(receive(rtp_, {rtcp_text() + "cut"}), 0u);
  EXPECT_EQ(rtcp_.drops()[DropReason::not_rtcp], 1u);
  EXPECT_EQ(rtp_.drops().total(), 0u);
}

TEST_F(PacketStreamTest, ChecksTheFirstHeaderAloneWhereRtcpMayBeEncrypted) {
  rtcp_.set_opaque(true);
  const std::string encrypted = rtcp_text() + "ciphertext, index and tag";
  EXPECT_EQ(receive(rtcp_, {encrypted}, at("192.0.2.1", 4001)), 1u);
  std::string cut = encrypted;
  cut[3] = char(cut.size() / 4);
  EXPECT_EQ(receive(rtcp_, {cut}, at("192.0.2.1", 4001)), 0u);
  EXPECT_EQ(rtcp_.drops()[DropReason::not_rtcp], 1u);
}

TEST_F(PacketStreamTest, LetsEverythingPassWhereAnythingIsCarried) {
  rtp_.set_payload(Payload::any);
  EXPECT_EQ(receive(rtp_, {"x", kStun, kDtls, rtcp_text(), std::string()}), 5u);
  EXPECT_EQ(rtp_.drops().total(), 0u);
}

TEST_F(PacketStreamTest, GivesMultiplexedRtcpToItsStream) {
  rtp_.set_multiplexed(&rtcp_);
  EXPECT_EQ(receive(rtp_, {rtp_text(0), rtcp_text(), rtp_text(0)}), 3u);
  EXPECT_EQ(rtp_.received().packets, 2u);
  EXPECT_EQ(rtcp_.received().packets, 1u);
  rtp_.set_multiplexed(nullptr);
  EXPECT_EQ(receive(rtp_, {rtcp_text()}), 0u);
  EXPECT_EQ(rtp_.drops()[DropReason::not_rtp], 1u);
}

TEST_F(PacketStreamTest, HoldsMultiplexedRtcpAgainstTheRtpEndpointWithoutLearning) {
  rtp_.set_multiplexed(&rtcp_);
  EXPECT_EQ(receive(rtp_, {rtcp_text()}, at("203.0.113.9", 4000)), 0u);
  EXPECT_EQ(rtcp_.drops()[DropReason::source_refused], 1u);
  EXPECT_EQ(rtp_.received().packets, 0u);
  receive(rtp_, {rtcp_text()}, at("192.0.2.1", 4000));
  EXPECT_EQ(moved_ + confirmed_, 0);
}

TEST_F(PacketStreamTest, CountsWhatCouldNotBeSentByItsReason) {
  out_.set_destination({});
  EXPECT_EQ(receive(rtp_, {rtp_text(0)}), 0u);
  EXPECT_EQ(rtp_.drops()[DropReason::no_destination], 1u);
  EXPECT_EQ(rtp_.received().errors, 0u);
  out_.set_destination(net::SocketAddress(at("192.0.2.2", 5000)));
  io_.refuse_sends = true;
  receive(rtp_, {rtp_text(0)});
  EXPECT_EQ(rtp_.drops()[DropReason::send_failed], 1u);
  EXPECT_EQ(rtp_.received().errors, 1u);
  sink(rtp_, {});
  receive(rtp_, {rtp_text(0)});
  EXPECT_EQ(rtp_.drops()[DropReason::no_route], 1u);
}

TEST_F(PacketStreamTest, CountsWhatAStageDropped) {
  DropType stage(8);
  Stage* stages[] = {&stage};
  rtp_.route().set_stages(stages);
  EXPECT_EQ(receive(rtp_, {rtp_text(0), rtp_text(8), rtp_text(0)}), 2u);
  EXPECT_EQ(rtp_.drops()[DropReason::by_stage], 1u);
  EXPECT_EQ(rtp_.received().packets, 3u) << "they were received from the party all the same";
}

TEST_F(PacketStreamTest, SendsWhatAStageGivesOutThroughTheStagesBehindIt) {
  DropType first(0);
  DropType second(8);
  Stage* stages[] = {&first, &second};
  rtp_.route().set_stages(stages);
  std::string data[] = {rtp_text(0), rtp_text(8)};
  net::Packet packets[2];
  PacketBatch batch;
  for (int i = 0; i < 2; ++i) {
    packets[i].data = reinterpret_cast<std::uint8_t*>(data[i].data());
    packets[i].size = data[i].size();
    StagePacket entry{};
    entry.packet = &packets[i];
    entry.rtp = *rtp_header_fast(packets[i].bytes());
    entry.origin = StagePacket::kMadeHere;
    batch.add(entry);
  }
  rtp_.resume(first, batch, 9);
  ASSERT_EQ(io_.sent.size(), 1u);
  EXPECT_EQ(io_.sent[0].data, rtp_text(0));
  EXPECT_EQ(rtp_.drops()[DropReason::by_stage], 1u);
  EXPECT_EQ(rtp_.received().packets, 0u) << "it was not received";
}

/// Takes what it is told to.
struct Decides final : PacketHandler {
  HandlerVerdict on_packet(PacketStream& stream, const StagePacket& packet, base::Time) override {
    port = &stream;
    kind = packet.kind;
    return verdict;
  }
  HandlerVerdict verdict = HandlerVerdict::unhandled;
  PacketStream* port = nullptr;
  PacketKind kind = PacketKind::rtp;
};

TEST_F(PacketStreamTest, LetsAHandlerDecideAboutWhatIsNoRtp) {
  Decides handler;
  rtp_.set_handler(&handler);
  EXPECT_EQ(receive(rtp_, {kStun}), 0u);
  EXPECT_EQ(rtp_.drops()[DropReason::stun_unhandled], 1u);
  EXPECT_EQ(handler.kind, PacketKind::stun);
  EXPECT_EQ(handler.port, &rtp_);
  handler.verdict = HandlerVerdict::pass;
  EXPECT_EQ(receive(rtp_, {kStun, "x"}), 2u);
  EXPECT_EQ(receive(rtp_, {kStun}, at("203.0.113.9", 4000)), 0u);
  EXPECT_EQ(rtp_.drops()[DropReason::source_refused], 1u);
  EXPECT_EQ(confirmed_, 0) << "it taught nothing";
  handler.verdict = HandlerVerdict::drop;
  EXPECT_EQ(receive(rtp_, {kStun}), 0u);
  EXPECT_EQ(rtp_.drops()[DropReason::by_stage], 1u);
  const auto received = rtp_.received().packets;
  handler.verdict = HandlerVerdict::consume;
  EXPECT_EQ(receive(rtp_, {kStun, rtp_text(0)}), 1u);
  EXPECT_EQ(rtp_.received().packets, received + 1) << "what a handler has taken is no media";
  EXPECT_EQ(rtp_.drops().total(), 3u);
}

class FanOutTest : public PacketStreamTest {
 protected:
  FanOutTest() {
    second_.set_socket(&second_socket_);
    second_.set_destination(net::SocketAddress(at("192.0.2.3", 6000)));
    sink(rtp_, {&out_, &second_});
  }
  net::MediaSocket second_socket_ = open();
  Egress second_{io_, policy_};
};

TEST_F(FanOutTest, SendsToAllSinks) {
  EXPECT_EQ(receive(rtp_, {rtp_text(0), rtp_text(0)}), 4u);
  EXPECT_EQ(out_.sent().packets, 2u);
  EXPECT_EQ(second_.sent().packets, 2u);
}

TEST_F(FanOutTest, IsNoLossWhileOneSinkSends) {
  out_.set_destination({});
  EXPECT_EQ(receive(rtp_, {rtp_text(0)}), 1u);
  EXPECT_EQ(rtp_.drops().total(), 0u);
}

TEST_F(FanOutTest, IsALossWhenNoSinkSends) {
  out_.set_destination({});
  second_.set_destination({});
  EXPECT_EQ(receive(rtp_, {rtp_text(0)}), 0u);
  EXPECT_EQ(rtp_.drops()[DropReason::no_destination], 1u);
}

/// Writes into packets, takes one kind away.
struct Scribbles final : Stage {
  std::string_view name() const override { return "scribbles"; }
  StagePosition position() const override { return StagePosition::outgoing; }
  KernelMeaning kernel_meaning() const override { return KernelMeaning::user_space_only; }
  void process(PacketBatch& batch, base::Time) override {
    for (StagePacket& packet : batch.packets()) {
      packet.packet->data[packet.packet->size - 1] = '!';
      if (packet.rtp.payload_type == 8) packet.drop(DropReason::by_stage);
      if (packet.rtp.payload_type == 9) packet.consume();
    }
  }
};

TEST_F(FanOutTest, KeepsTheStagesOfOneSinkFromThePacketsOfAnother) {
  loop::Worker worker(0, 16);
  net::PacketPool spare(worker);
  PacketStream stream(Component::rtp, *this, io_, policy_, &spare);
  learn(stream, 4000);
  sink(stream, {&out_, &second_});
  Scribbles stage;
  Stage* stages[] = {&stage};
  out_.route().set_stages(stages);
  receive(stream, {});
  std::string data = rtp_text(0);
  receive_one(stream, data);
  ASSERT_EQ(io_.sent.size(), 2u);
  EXPECT_EQ(io_.sent[0].data.back(), '!');
  EXPECT_EQ(io_.sent[1].data, rtp_text(0));
}

/// An engine that sends when its turn ends, as far as it is concerned: it notes where bytes stand.
struct LateIo final : net::PacketIo {
  std::string_view name() const override { return "late"; }
  std::unique_ptr<net::SocketRegistration> add(net::MediaSocket&, net::PacketReceiver&) override {
    return nullptr;
  }
  bool send(net::MediaSocket&, const net::Packet& packet, const net::SocketAddress&) override {
    held.push_back(packet.bytes());
    return true;
  }
  void pause() override {}
  void resume() override {}
  const net::PacketIoCounters& counters() const override { return none; }

  std::vector<std::span<const std::uint8_t>> held;
  net::PacketIoCounters none;
};

TEST_F(FanOutTest, TheStagesOfTheLastSinkDoNotChangeWhatAnotherHasSentBefore) {
  loop::Worker worker(0, 16);
  net::PacketPool spare(worker);
  LateIo io;
  Egress first(io, policy_);
  Egress last(io, policy_);
  for (Egress* egress : {&first, &last}) {
    egress->set_socket(&out_socket_);
    egress->set_destination(net::SocketAddress(at("192.0.2.2", 5000)));
  }
  Scribbles stage;
  Stage* stages[] = {&stage};
  last.route().set_stages(stages);
  PacketStream stream(Component::rtp, *this, io, policy_, &spare);
  learn(stream, 4000);
  sink(stream, {&first, &last});
  std::string data = rtp_text(0);
  receive_one(stream, data);
  ASSERT_EQ(io.held.size(), 2u);
  const std::string sent(io.held[0].begin(), io.held[0].end());
  EXPECT_EQ(sent, rtp_text(0));
  EXPECT_EQ(io.held[1].back(), '!');
}

TEST_F(FanOutTest, CountsWhatTheStagesOfAllSinksDropped) {
  Scribbles stage;
  Stage* stages[] = {&stage};
  out_.route().set_stages(stages);
  second_.route().set_stages(stages);
  EXPECT_EQ(receive(rtp_, {rtp_text(8), rtp_text(9), rtp_text(0)}), 2u);
  EXPECT_EQ(rtp_.drops()[DropReason::by_stage], 1u);
  EXPECT_EQ(rtp_.drops().total(), 1u) << "what was consumed is no loss";
}

TEST_F(FanOutTest, CountsWhatWasDroppedBeforeOnce) {
  DropType stage(8);
  Stage* stages[] = {&stage};
  rtp_.route().set_stages(stages);
  EXPECT_EQ(receive(rtp_, {rtp_text(8), rtp_text(0)}), 2u);
  EXPECT_EQ(rtp_.drops()[DropReason::by_stage], 1u);
  EXPECT_EQ(rtp_.drops().total(), 1u);
}

TEST_F(PacketStreamTest, WhatIsRefusedAfterwardsWasNotSent) {
  PacketStream stream(Component::rtp, *this, io_, policy_);
  stream.egress().set_socket(&out_socket_);
  stream.egress().set_destination(net::SocketAddress(at("192.0.2.2", 5000)));
  sink(rtp_, {&stream.egress()});
  EXPECT_EQ(receive(rtp_, {rtp_text(0), rtp_text(0)}), 2u);
  stream.on_send_failed(rtp_text(0).size());
  EXPECT_EQ(stream.egress().sent().packets, 1u);
  EXPECT_EQ(stream.egress().sent().bytes, rtp_text(0).size());
  EXPECT_EQ(stream.egress().drops()[DropReason::send_failed], 1u);
}

TEST_F(PacketStreamTest, CountsWhatTheEngineCutOff) {
  rtp_.on_rate_limited(7);
  rtp_.on_rate_limited(2);
  EXPECT_EQ(rtp_.drops()[DropReason::rate_limited], 9u);
  EXPECT_EQ(rtp_.received().packets, 0u) << "they keep no call alive";
}

TEST_F(PacketStreamTest, AddsWhatTheKernelForwarded) {
  receive(rtp_, {rtp_text(0)});
  rtp_.add_kernel_counts({10, 1720, 2}, 9);
  EXPECT_EQ(rtp_.received().packets, 11u);
  EXPECT_EQ(rtp_.received().kernel_packets, 10u);
  EXPECT_EQ(rtp_.received().kernel_bytes, 1720u);
  EXPECT_EQ(rtp_.received().errors, 2u);
  EXPECT_EQ(rtp_.received().last_packet, 9);
  rtp_.add_kernel_counts({}, 99);
  EXPECT_EQ(rtp_.received().last_packet, 9) << "nothing was forwarded since";
}

TEST_F(PacketStreamTest, CountsWhatIsLongerThanASlot) {
  rtp_.on_truncated();
  EXPECT_EQ(rtp_.drops()[DropReason::truncated], 1u);
  EXPECT_EQ(rtp_.drops().total(), 1u);
  EXPECT_EQ(rtp_.received().packets, 0u);
}

TEST_F(PacketStreamTest, CountsErrorsOfItsSocket) {
  rtp_.on_socket_error(111);
  EXPECT_EQ(rtp_.received().errors, 1u);
}

}  // namespace
}  // namespace rtpengine::media
