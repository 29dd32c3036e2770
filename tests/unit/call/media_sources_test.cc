// SPDX-License-Identifier: GPL-3.0-or-later
//
// What packet sources of plugins play to a participant, beside and instead of the other party.
#include "call/media_sources.h"

#include <list>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "call/call_info.h"
#include "call/participant.h"
#include "tests/unit/call/allocation_count.h"
#include "tests/unit/call/fake_stage.h"
#include "tests/unit/call/relay_fixture.h"
#include "tests/unit/call/rtcp_texts.h"

namespace rtpengine::call {
namespace {

using media::DropReason;

struct Owner final : SourceOwner {
  void on_source_ended(SourceHandle source) noexcept override {
    ended.push_back(source);
    if (and_then) and_then();
  }
  std::vector<SourceHandle> ended;
  std::function<void()> and_then;
};

std::span<const std::uint8_t> bytes_of(const std::string& data) {
  return {reinterpret_cast<const std::uint8_t*>(data.data()), data.size()};
}

class MediaSourcesTest : public RelayTest {
 protected:
  Status open(std::string_view tag, SourceHandle* handle, std::uint32_t flags = source_replaces) {
    const SourceSpec spec{stream_ref(media(tag), media::Component::rtp), 8000, flags};
    return media(tag).sources().open(spec, owner_, copy_, handle);
  }
  SourceHandle opened(std::string_view tag, std::uint32_t flags = source_replaces) {
    SourceHandle handle = 0;
    EXPECT_EQ(open(tag, &handle, flags), Status::ok);
    EXPECT_NE(handle, 0u);
    return handle;
  }
  Status send(SourceHandle handle, std::uint32_t timestamp, std::string_view payload = "tone") {
    const SourcePacket packet{to_slice(payload), timestamp, 0, 0, 0};
    MediaSources* sources = bench_.calls->sources().find(handle);
    return sources != nullptr ? sources->send(handle, packet, bench_.now) : Status::not_found;
  }
  void close(SourceHandle handle) { bench_.calls->sources().find(handle)->close(handle); }
  /// A receiver report of t about this SSRC.
  void report_of_t(std::uint32_t ssrc) {
    sent(bench_.rtcp_port_for("t"), at("192.0.2.2", 5001), receiver_report({.ssrc = ssrc}));
  }
  /// The header of the only packet that was sent since.
  std::optional<media::RtpHeader> heard() {
    const auto sent = bench_.io.take_sent();
    EXPECT_LE(sent.size(), 1u);
    if (sent.empty()) return std::nullopt;
    EXPECT_EQ(sent[0].to, kT);
    return media::rtp_header_fast(bytes_of(sent[0].data));
  }
  /// f's packet of this number arrives.
  void relay(std::uint16_t sequence) {
    EXPECT_TRUE(bench_.io.deliver(bench_.port_for("f"), kF, media::rtp_text(0, sequence, 0xface),
                                  bench_.now));
  }
  void pass_20_ms() { bench_.now += 20 * base::kMillisecond; }

  Owner owner_;
  std::list<FakeStages> stages_;
  base::PluginHold copy_ = std::make_shared<const base::PluginCopy>("player");
};

TEST_F(MediaSourcesTest, MakesOneStreamOfTheOtherPartyAndASource) {
  set_up();
  SourceHandle source = 0;
  std::optional<media::RtpHeader> last;
  const auto expect_next = [&](const char* what) {
    const auto header = heard();
    ASSERT_TRUE(header) << what;
    if (last) {
      EXPECT_EQ(header->ssrc, last->ssrc) << what;
      EXPECT_EQ(header->sequence, std::uint16_t(last->sequence + 1)) << what;
      EXPECT_EQ(header->timestamp, last->timestamp + 160) << what;
    }
    last = header;
  };
  for (std::uint16_t i = 0; i < 60; ++i, pass_20_ms()) {
    if (i == 20) source = opened("t");
    if (i == 40) close(source);
    relay(std::uint16_t(100 + i));
    if (i >= 20 && i < 40) {
      EXPECT_FALSE(heard()) << "the other party is not heard";
      EXPECT_EQ(send(source, 777 + 160u * i), Status::ok);
    }
    expect_next(i < 20 ? "relayed" : i < 40 ? "played" : "relayed again");
  }
  EXPECT_EQ(last->ssrc, 0xfaceu);
  EXPECT_EQ(media("f").rtp().drops()[DropReason::replaced], 20u);
  EXPECT_EQ(media("t").rtp().egress().sent().packets, 60u);
  EXPECT_TRUE(owner_.ended.empty()) << "it was closed, it did not end";
}

TEST_F(MediaSourcesTest, MakesRtcpOfBothPartiesFitTheStream) {
  set_up();
  relay(100);
  const SourceHandle source = opened("t");
  for (std::uint16_t i = 0; i < 10; ++i, pass_20_ms()) send(source, 160u * i);
  close(source);
  relay(101);
  const auto last = media::rtp_header_fast(bytes_of(bench_.io.sent.back().data));
  ASSERT_EQ(last->sequence, 111);
  bench_.io.take_sent();

  const auto report = [](std::uint32_t highest) {
    return text_of(media::rtcp_packet(201, 1, {7, 0xface, 0, highest, 0, 0, 0}));
  };
  auto sent = bench_.deliver(bench_.rtcp_port_for("t"), at("192.0.2.2", 5001), report(111));
  ASSERT_EQ(sent.size(), 1u);
  EXPECT_EQ(sent[0].data, report(101));

  const auto sender_report = [](std::uint32_t timestamp, std::uint32_t packets) {
    return text_of(media::rtcp_packet(200, 0, {0xface, 1, 2, timestamp, packets, 0}));
  };
  sent = bench_.deliver(bench_.rtcp_port_for("f"), at("192.0.2.1", 4001),
                        sender_report(160 * 101, 50));
  ASSERT_EQ(sent.size(), 1u);
  EXPECT_EQ(sent[0].data.substr(0, 24), sender_report(last->timestamp, 60).substr(0, 24));
  EXPECT_NE(last->timestamp, 160u * 101);

  // What the other party is sent was not changed, so neither is the RTCP about it.
  from_t(media::rtp_text(0));
  sent = bench_.deliver(bench_.rtcp_port_for("f"), at("192.0.2.1", 4001), report(111));
  ASSERT_EQ(sent.size(), 1u);
  EXPECT_EQ(sent[0].data, report(111));
}

TEST_F(MediaSourcesTest, LeavesRtcpThatMayBeEncrypted) {
  set_up();
  relay(100);
  const SourceHandle source = opened("t");
  send(source, 0);
  close(source);
  relay(101);
  bench_.io.take_sent();
  media("t").rtcp().set_opaque(true);
  const std::string report = text_of(media::rtcp_packet(201, 1, {7, 0xface, 0, 102, 0, 0, 0}));
  const auto sent = bench_.deliver(bench_.rtcp_port_for("t"), at("192.0.2.2", 5001), report);
  ASSERT_EQ(sent.size(), 1u);
  EXPECT_EQ(sent[0].data, report);
}

TEST_F(MediaSourcesTest, SendsTheMarkerTypeAndPayload) {
  set_up();
  const SourceHandle source = opened("t");
  const SourcePacket packet{to_slice("dong"), 5, 97, 1, 0};
  EXPECT_EQ(media("t").sources().send(source, packet, bench_.now), Status::ok);
  const auto sent = bench_.io.take_sent();
  ASSERT_EQ(sent.size(), 1u);
  EXPECT_EQ(sent[0].from, bench_.port_for("t"));
  EXPECT_EQ(sent[0].data.size(), 16u);
  EXPECT_EQ(sent[0].data[0], char(0x80));
  EXPECT_EQ(sent[0].data[1], char(0x80 | 97));
  EXPECT_EQ(sent[0].data.substr(12), "dong");
  EXPECT_EQ(send(source, 165, ""), Status::ok) << "a header alone is a packet";
}

TEST_F(MediaSourcesTest, PlaysBesideTheOtherPartyUnlessItReplaces) {
  set_up();
  relay(1);
  EXPECT_EQ(heard()->sequence, 1);
  const SourceHandle source = opened("t", 0);
  relay(2);
  EXPECT_EQ(heard()->sequence, 2);
  EXPECT_EQ(send(source, 0), Status::ok);
  EXPECT_EQ(heard()->sequence, 3);
  relay(3);
  EXPECT_EQ(heard()->sequence, 4);
  EXPECT_EQ(media("f").rtp().drops().total(), 0u);
}

TEST_F(MediaSourcesTest, BeginsAtRandomWhereNothingWasHeardBefore) {
  set_up();
  const SourceHandle source = opened("t");
  send(source, 0);
  const auto first = heard();
  close(source);
  relay(9);
  const auto second = heard();
  EXPECT_EQ(second->ssrc, first->ssrc);
  EXPECT_NE(second->ssrc, 0xfaceu) << "one of 2^32";
  EXPECT_EQ(second->sequence, std::uint16_t(first->sequence + 1));
}

TEST_F(MediaSourcesTest, LetsOneSourceReplace) {
  set_up();
  const SourceHandle source = opened("t");
  SourceHandle second = 0;
  EXPECT_EQ(open("t", &second), Status::exists);
  EXPECT_EQ(opened("t", 0), source + 1);
  EXPECT_EQ(opened("f"), source + 2) << "the other stream has one of its own";
  close(source);
  EXPECT_EQ(open("t", &second), Status::ok);
}

TEST_F(MediaSourcesTest, HasALimit) {
  set_up();
  for (std::size_t i = 0; i < MediaSources::kMaxSources; ++i) opened("t", 0);
  SourceHandle handle = 0;
  EXPECT_EQ(open("t", &handle, 0), Status::busy);
  EXPECT_EQ(bench_.calls->sources().size(), MediaSources::kMaxSources);
}

TEST_F(MediaSourcesTest, NeedsMediaThatIsOnAndIsRtp) {
  set_up();
  SourceHandle handle = 0;
  media("t").switch_off();
  EXPECT_EQ(open("t", &handle), Status::not_found);
  const Section fax{4000, "", "udptl", "image", "t38"};
  command("offer", {{"from-tag", "f"}, {"to-tag", "t"}, {"sdp", body("192.0.2.1", {fax})}});
  EXPECT_EQ(open("f", &handle), Status::not_found);
}

TEST_F(MediaSourcesTest, FailsWithACountWhenNothingCanBeSent) {
  offer();
  const Media& other = bench_.party("f").peer()->media(0);
  const SourceSpec spec{stream_ref(other, media::Component::rtp), 8000, 0};
  SourceHandle handle = 0;
  ASSERT_EQ(bench_.party("f").peer()->media(0).sources().open(spec, owner_, copy_, &handle),
            Status::ok);
  EXPECT_EQ(send(handle, 0), Status::failed);
  EXPECT_EQ(other.rtp().egress().drops()[DropReason::no_destination], 1u);
  answer();
  EXPECT_EQ(send(handle, 160), Status::ok);
  bench_.io.refuse_sends = true;
  EXPECT_EQ(send(handle, 320), Status::failed);
  EXPECT_EQ(media("t").rtp().egress().drops()[DropReason::send_failed], 1u);
  const Reply query = command("query");
  const Value* drops = query.at({"tags", "t", "medias", "0", "streams", "0", "outgoing drops"});
  EXPECT_EQ(get_integer(drops, "send-failed", 0), 1);
}

TEST_F(MediaSourcesTest, NeverUsesAHandleTwice) {
  set_up();
  const SourceHandle first = opened("t");
  close(first);
  EXPECT_EQ(bench_.calls->sources().find(first), nullptr);
  EXPECT_EQ(send(first, 0), Status::not_found);
  EXPECT_NE(opened("t"), first);
  EXPECT_EQ(worker_of(first), 0u);
}

TEST_F(MediaSourcesTest, EndWhenTheMediaIsSwitchedOff) {
  set_up();
  const SourceHandle source = opened("t");
  SourceHandle again = 0;
  Status status = Status::ok;
  owner_.and_then = [&] { status = open("t", &again); };
  command("offer", {{"from-tag", "f"}, {"to-tag", "t"}, {"sdp", body("192.0.2.1", 0)}});
  EXPECT_EQ(owner_.ended, std::vector{source});
  EXPECT_EQ(status, Status::not_found);
  EXPECT_EQ(bench_.calls->sources().size(), 0u);
}

TEST_F(MediaSourcesTest, EndWithTheCallAndHoldThePluginUntilThen) {
  set_up();
  const SourceHandle first = opened("t");
  const SourceHandle second = opened("f", 0);
  const SourceHandle closed = opened("f", 0);
  close(closed);
  EXPECT_GT(copy_.use_count(), 1);
  command("delete", {{"delete-delay", "0"}});
  EXPECT_EQ(owner_.ended, (std::vector{second, first}));
  EXPECT_EQ(bench_.calls->sources().size(), 0u);
  EXPECT_EQ(copy_.use_count(), 1);
}

TEST_F(MediaSourcesTest, PassThroughTheOutgoingStages) {
  FakeStages& outgoing = stages_.emplace_back(rtpengine::StagePosition::outgoing);
  MediaSources* sources = nullptr;
  SourceHandle source = 0;
  outgoing.wanted = [](const StreamInfo& info) { return info.ref.participant == 1; };
  outgoing.work = [&](rtpengine::PacketBatch& batch, StageOutput&) {
    rtpengine::Packet& packet = batch.packets[0];
    EXPECT_EQ(packet.ssrc, 0xfaceu);
    // The stream that the stage stands in takes nothing meanwhile.
    SourceHandle another = 0;
    EXPECT_EQ(open("t", &another, 0), Status::busy);
    EXPECT_EQ(sources->send(source, {to_slice("x"), 0, 0, 0, 0}, bench_.now), Status::busy);
    if (packet.sequence == 3) packet.verdict = PacketVerdict::drop;
    return Status::ok;
  };
  bench_.calls->set_extensions(FakeStages::set_of({&outgoing}));
  set_up();
  sources = &media("t").sources();
  relay(1);
  (void)heard();
  source = opened("t");
  EXPECT_EQ(send(source, 0), Status::ok);
  EXPECT_TRUE(heard());
  EXPECT_EQ(send(source, 160), Status::failed) << "dropped by the stage";
  EXPECT_FALSE(heard());
  EXPECT_EQ(media("t").rtp().egress().drops()[DropReason::by_stage], 1u);
}

TEST_F(MediaSourcesTest, TakeTheStreamOutOfTheKernelForGood) {
  set_up();
  relay(1);
  EXPECT_TRUE(heard());
  from_t(media::rtp_text(0));
  ASSERT_TRUE(media("f").offload().in_kernel());
  bench_.io.take_sent();
  // The kernel forwards 500 packets in 10 s, of which we see no number.
  bench_.table.add_traffic(bench_.port_for("f"), 500, 500 * 172);
  bench_.now += 10 * base::kSecond;
  bench_.tick();
  const SourceHandle source = opened("t");
  EXPECT_FALSE(media("f").offload().in_kernel());
  EXPECT_TRUE(media("t").offload().in_kernel()) << "the other direction stays";
  send(source, 0);
  const auto header = heard();
  EXPECT_EQ(header->ssrc, 0xfaceu);
  EXPECT_EQ(header->sequence, 1 + 500 + 500 / 50 + 10 + 1);
  EXPECT_GE(header->timestamp, 160u + 80000);
  EXPECT_LE(header->timestamp, 160u + 80000 + 160);
  close(source);
  bench_.call().compile_routes();
  EXPECT_FALSE(media("f").offload().in_kernel());
  EXPECT_NE(media("f").offload().obstacle().find("rewrite"), std::string::npos);
}

TEST_F(MediaSourcesTest, AllocateNothingPerPacket) {
  set_up();
  const SourceHandle source = opened("t");
  bench_.io.discard = true;
  std::size_t allocations = 0;
  for (std::uint32_t i = 0; i < 50; ++i) {
    const base::Time before = bench_.worker.now();
    while (base::monotonic_now() == before) {
    }
    bench_.worker.run_and_wait([&] {
      const AllocationCount count;
      EXPECT_EQ(send(source, 160 * i), Status::ok);
      if (i >= 2) allocations += count.value();
    });
  }
  EXPECT_EQ(bench_.io.discarded, 50u);
  EXPECT_EQ(allocations, 0u);
}

TEST_F(MediaSourcesTest, IsReportedOnUnderTheNumbersOfTheStream) {
  set_up();
  send(opened("t"), 0);
  const auto played = heard();
  ASSERT_TRUE(played);
  report_of_t(played->ssrc + 1);
  EXPECT_EQ(media("t").report_watch().kept(), nullptr);
  report_of_t(played->ssrc);
  ASSERT_NE(media("t").report_watch().kept(), nullptr);
  EXPECT_EQ(media("t").report_watch().kept()->count, 1u);
}

}  // namespace
}  // namespace rtpengine::call
