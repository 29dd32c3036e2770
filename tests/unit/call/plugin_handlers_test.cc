// SPDX-License-Identifier: GPL-3.0-or-later
//
// What packet handlers of plugins decide about STUN, DTLS and the like.
#include "call/plugin_handlers.h"

#include <functional>

#include "call/participant.h"
#include "tests/unit/call/relay_fixture.h"

namespace rtpengine::call {
namespace {

using media::DropReason;

const std::string kStun = std::string("\x00\x01\x00\x00\x21\x12\xa4\x42", 8) + std::string(12, 'x');
const std::string kDtls = "\x16" + std::string(20, 'x');
const std::string kZrtp = std::string("\x10\x00\x00\x01ZRTP", 8) + std::string(8, 'x');

struct FakeHandler final : rtpengine::PacketHandler {
  PacketVerdict on_packet(const StreamRef* stream, const rtpengine::Packet* packet,
                          const rtpengine::Endpoint* source,
                          PacketReplier* replier) noexcept override {
    ++asked;
    return decide(*stream, *packet, *source, *replier);
  }
  std::function<PacketVerdict(const StreamRef&, const rtpengine::Packet&,
                              const rtpengine::Endpoint&, PacketReplier&)>
      decide = [this](const auto&...) { return verdict; };
  PacketVerdict verdict = PacketVerdict::pass;
  unsigned asked = 0;
};

class PluginHandlersTest : public RelayTest {
 protected:
  /// A call in which packets of this kind are handled.
  void begin(rtpengine::PacketKind kind) {
    auto set = std::make_shared<Extensions>();
    set->handlers[std::size_t(kind)] = {&handler_, copy_};
    bench_.calls->set_extensions(set);
    set_up();
  }
  std::uint64_t drops(DropReason reason) { return media("f").rtp().drops()[reason]; }

  FakeHandler handler_;
  base::PluginHold copy_ = std::make_shared<const base::PluginCopy>("handler");
};

TEST_F(PluginHandlersTest, AreNotThereUnlessAPluginHasOne) {
  set_up();
  EXPECT_EQ(from_f(kStun), "-");
  EXPECT_EQ(drops(DropReason::stun_unhandled), 1u);
  EXPECT_EQ(from_f(kDtls), "-");
  EXPECT_EQ(drops(DropReason::dtls_unhandled), 1u);
}

TEST_F(PluginHandlersTest, SeeThePacketAndWhereItCameFrom) {
  handler_.decide = [&](const StreamRef& stream, const rtpengine::Packet& packet,
                        const rtpengine::Endpoint& source, PacketReplier&) {
    EXPECT_EQ(stream.call, bench_.call().handle());
    EXPECT_EQ(stream.participant, 0u);
    EXPECT_EQ(stream.media, 0u);
    EXPECT_EQ(stream.component, rtpengine::Component::rtp);
    EXPECT_EQ(packet.kind, rtpengine::PacketKind::stun);
    EXPECT_EQ(packet.size, kStun.size());
    EXPECT_EQ(source.family, AddressFamily::ipv4);
    EXPECT_EQ(source.port, 4000);
    EXPECT_EQ(source.address[0], 192);
    return PacketVerdict::consumed;
  };
  begin(rtpengine::PacketKind::stun);
  EXPECT_EQ(from_f(kStun), "-");
  EXPECT_EQ(handler_.asked, 1u);
}

TEST_F(PluginHandlersTest, SeeToWhichOfOurPortsItCame) {
  std::vector<std::uint32_t> locals;
  handler_.decide = [&](const StreamRef&, const rtpengine::Packet& packet, const auto&...) {
    locals.push_back(packet.local);
    return PacketVerdict::consumed;
  };
  begin(rtpengine::PacketKind::stun);
  const net::Endpoint before = bench_.port_for("f");
  answer(kDtmfLine, 5004);
  ASSERT_NE(bench_.port_for("f"), before);
  bench_.deliver(bench_.port_for("f"), kF, kStun);
  bench_.deliver(before, kF, kStun);
  EXPECT_EQ(locals, (std::vector<std::uint32_t>{0, UINT32_MAX}));
}

TEST_F(PluginHandlersTest, AreAskedOfOtherStreamsOnTheSocketOfEach) {
  rtpengine::Component seen{};
  handler_.decide = [&](const StreamRef& stream, const auto&...) {
    seen = stream.component;
    return PacketVerdict::consumed;
  };
  begin(rtpengine::PacketKind::stun);
  bench_.deliver(bench_.rtcp_port_for("f"), at("192.0.2.1", 4001), kStun);
  EXPECT_EQ(seen, rtpengine::Component::rtcp);
}

TEST_F(PluginHandlersTest, ConsumeWithoutALossAndWithoutKeepingTheCallAlive) {
  handler_.verdict = PacketVerdict::consumed;
  begin(rtpengine::PacketKind::stun);
  EXPECT_EQ(from_f(kStun), "-");
  EXPECT_EQ(media("f").rtp().drops().total(), 0u);
  EXPECT_EQ(media("f").rtp().received().last_packet, 0);
}

TEST_F(PluginHandlersTest, DropWithCount) {
  handler_.verdict = PacketVerdict::drop;
  begin(rtpengine::PacketKind::dtls);
  EXPECT_EQ(from_f(kDtls), "-");
  EXPECT_EQ(drops(DropReason::by_stage), 1u);
  EXPECT_EQ(from_f(kStun), "-");
  EXPECT_EQ(drops(DropReason::stun_unhandled), 1u) << "of a kind that nobody handles";
}

TEST_F(PluginHandlersTest, LetPassWhatMayBeSentHereWithoutTeachingTheSource) {
  begin(rtpengine::PacketKind::stun);
  EXPECT_EQ(from_f(kStun), "192.0.2.2:5000");
  EXPECT_FALSE(media("f").rtp().learner().confirmed());
  EXPECT_EQ(sent(bench_.port_for("f"), at("192.0.2.1", 4444), kStun), "192.0.2.2:5000");
  EXPECT_EQ(from_t(media::rtp_text(0)), "192.0.2.1:4000") << "the endpoint has not moved";
  EXPECT_EQ(sent(bench_.port_for("f"), at("203.0.113.9", 4000), kStun), "-");
  EXPECT_EQ(drops(DropReason::source_refused), 1u);
}

TEST_F(PluginHandlersTest, AreAskedAboutZrtpBeforeItTeaches) {
  handler_.verdict = PacketVerdict::drop;
  begin(rtpengine::PacketKind::zrtp);
  EXPECT_EQ(from_f(kZrtp), "-");
  EXPECT_FALSE(media("f").rtp().learner().confirmed());
}

TEST_F(PluginHandlersTest, AreAskedAboutWhatIsNothingKnown) {
  begin(rtpengine::PacketKind::other);
  EXPECT_EQ(from_f("what is this, sir?"), "192.0.2.2:5000");
  EXPECT_EQ(drops(DropReason::not_rtp), 0u);
}

TEST_F(PluginHandlersTest, AnswerFromTheSocketThatThePacketCameInOn) {
  handler_.decide = [](const auto&, const auto&, const auto&, PacketReplier& replier) {
    EXPECT_EQ(replier.reply({"answer", 6}), Status::ok);
    EXPECT_EQ(replier.reply({nullptr, 6}), Status::invalid);
    return PacketVerdict::consumed;
  };
  begin(rtpengine::PacketKind::stun);
  const net::Endpoint before = bench_.port_for("f");
  // A port that is in use no longer still takes what is on its way to it.
  answer(kDtmfLine, 5002);
  ASSERT_NE(bench_.port_for("f"), before);
  const auto replies = bench_.deliver(before, at("192.0.2.1", 4444), kStun);
  ASSERT_EQ(replies.size(), 1u);
  EXPECT_EQ(replies[0].from, before);
  EXPECT_EQ(replies[0].to, at("192.0.2.1", 4444));
  EXPECT_EQ(replies[0].data, "answer");
  EXPECT_EQ(media("f").rtp().egress().sent().packets, 1u);
}

TEST_F(PluginHandlersTest, CannotAnswerWhereNothingMayBeSent) {
  Status refused = Status::ok;
  handler_.decide = [&](const auto&, const auto&, const auto&, PacketReplier& replier) {
    refused = replier.reply({"answer", 6});
    return PacketVerdict::consumed;
  };
  begin(rtpengine::PacketKind::stun);
  EXPECT_TRUE(bench_.deliver(bench_.port_for("f"), at("224.0.0.1", 4444), kStun).empty());
  EXPECT_EQ(refused, Status::failed);
}

TEST_F(PluginHandlersTest, AreFaultyWithAVerdictThatThereIsNot) {
  handler_.verdict = PacketVerdict(9);
  begin(rtpengine::PacketKind::stun);
  EXPECT_EQ(from_f(kStun), "-");
  EXPECT_EQ(drops(DropReason::by_stage), 1u);
  EXPECT_EQ(copy_->faults(), 1u);
}

}  // namespace
}  // namespace rtpengine::call
