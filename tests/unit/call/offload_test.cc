// SPDX-License-Identifier: GPL-3.0-or-later
//
// When a stream is in the kernel table, and when it is taken back.
#include "call/offload.h"

#include "tests/unit/call/relay_fixture.h"

namespace rtpengine::call {
namespace {

class OffloadTest : public RelayTest {
 protected:
  bool in_kernel(std::string_view tag) { return media(tag).offload().in_kernel(); }
  const std::string& obstacle(std::string_view tag) { return media(tag).offload().obstacle(); }
  std::size_t puts() {
    std::size_t count = 0;
    for (const auto& change : bench_.table.history()) {
      count += change.kind == media::TableChange::Kind::put;
    }
    return count;
  }
  void offloaded() {
    set_up();
    talk();
    ASSERT_TRUE(in_kernel("f") && in_kernel("t"));
  }
};

TEST_F(OffloadTest, WaitsUntilBothSidesAreConfirmed) {
  set_up();
  EXPECT_FALSE(in_kernel("f") || in_kernel("t"));
  from_f(media::rtp_text(0));
  EXPECT_FALSE(in_kernel("f") || in_kernel("t"));
  EXPECT_NE(obstacle("f"), "");
  from_t(media::rtp_text(0));
  EXPECT_TRUE(in_kernel("f") && in_kernel("t"));
  EXPECT_EQ(obstacle("f"), "");
}

TEST_F(OffloadTest, DoesNotWaitForTheOtherSideOfUnidirectionalMedia) {
  offer(kDtmfLine, {"unidirectional"});
  answer();
  from_f(media::rtp_text(0));
  EXPECT_TRUE(in_kernel("f"));
  EXPECT_FALSE(in_kernel("t"));
}

TEST_F(OffloadTest, TellsTheKernelFromWhereToWhere) {
  offloaded();
  const auto entry = bench_.table.find(bench_.port_for("f"));
  ASSERT_TRUE(entry);
  ASSERT_EQ(entry->outputs.size(), 1u);
  EXPECT_EQ(entry->outputs[0].source, bench_.port_for("t"));
  EXPECT_EQ(entry->outputs[0].destination, kT);
  EXPECT_EQ(entry->expected_source, kF);
  EXPECT_EQ(entry->mismatch, media::SourceMismatch::drop);
  EXPECT_EQ(entry->owner, 0u);
  EXPECT_TRUE(entry->rtp_only);
}

TEST_F(OffloadTest, LeavesMuxedRtcpToUs) {
  offer(kMuxLine);
  answer(kMuxLine);
  talk();
  const auto entry = bench_.table.find(bench_.port_for("f"));
  ASSERT_TRUE(entry);
  EXPECT_TRUE(entry->rtcp_mux);
}

TEST_F(OffloadTest, TellsTheKernelTheTos) {
  offer();
  command("answer",
          {{"from-tag", "f"}, {"to-tag", "t"}, {"TOS", "184"}, {"sdp", body("192.0.2.2", 5000)}});
  talk();
  EXPECT_EQ(bench_.table.find(bench_.port_for("f"))->outputs.at(0).tos, 184);
}

TEST_F(OffloadTest, ChangesNothingWhenARepeatedOfferSaysTheSame) {
  offloaded();
  const std::size_t before = puts();
  set_up();
  EXPECT_TRUE(in_kernel("f") && in_kernel("t"));
  EXPECT_EQ(puts(), before);
}

TEST_F(OffloadTest, TakesStreamsBackWhenAnEndpointIsSignalledAnew) {
  offloaded();
  set_up();
  answer(kDtmfLine, 5002);
  EXPECT_FALSE(in_kernel("t")) << "this side is learned afresh";
  EXPECT_FALSE(in_kernel("f")) << "and is where the other sends to";
  EXPECT_EQ(bench_.table.size(), 0u);
  from_f(media::rtp_text(0));
  sent(bench_.port_for("t"), at("192.0.2.2", 5002), media::rtp_text(0));
  EXPECT_TRUE(in_kernel("f") && in_kernel("t"));
  EXPECT_EQ(bench_.table.find(bench_.port_for("f"))->outputs.at(0).destination.port, 5002);
}

TEST_F(OffloadTest, TakesStreamsBackWhenMediaIsBlocked) {
  offloaded();
  command("block media", {{"from-tag", "f"}});
  EXPECT_FALSE(in_kernel("f"));
  EXPECT_TRUE(in_kernel("t"));
  command("unblock media", {{"from-tag", "f"}});
  EXPECT_TRUE(in_kernel("f"));
}

TEST_F(OffloadTest, TakesStreamsBackWhenTheyAreSwitchedOff) {
  offloaded();
  Arguments off{
      {"call-id", "c"}, {"from-tag", "f"}, {"to-tag", "t"}, {"sdp", body("192.0.2.1", 0)}};
  bench_.command("offer", off);
  EXPECT_EQ(bench_.table.size(), 0u);
}

TEST_F(OffloadTest, TakesStreamsBackOnHold) {
  offloaded();
  Arguments hold{
      {"call-id", "c"}, {"from-tag", "f"}, {"to-tag", "t"}, {"sdp", body("0.0.0.0", 4000)}};
  bench_.command("offer", hold);
  EXPECT_FALSE(in_kernel("t")) << "nothing may be sent to the held party";
}

TEST_F(OffloadTest, TakesStreamsBackWhenTheCallIsDeleted) {
  offloaded();
  command("delete", {{"delete-delay", "5"}});
  EXPECT_EQ(bench_.table.size(), 0u);
  offer();
  EXPECT_EQ(bench_.table.size(), 2u) << "revived";
  command("delete", {{"delete-delay", "0"}});
  EXPECT_EQ(bench_.table.size(), 0u);
}

TEST_F(OffloadTest, TakesThirdPartiesAlongWhenAnEndpointMoves) {
  set_up();
  answer();
  // A further fork; the first one still sends to f.
  bench_.command(
      "answer",
      {{"call-id", "c"}, {"from-tag", "f"}, {"to-tag", "t2"}, {"sdp", body("192.0.2.3", 6000)}});
  from_f(media::rtp_text(0));
  sent(bench_.port_for("t2"), at("192.0.2.3", 6000), media::rtp_text(0));
  ASSERT_TRUE(in_kernel("t2"));
  Arguments moved{
      {"call-id", "c"}, {"from-tag", "f"}, {"to-tag", "t2"}, {"sdp", body("192.0.2.1", 4444)}};
  bench_.command("offer", moved);
  for (const auto& change : bench_.table.history()) {
    if (const auto entry = bench_.table.find(change.entry.local)) {
      EXPECT_NE(entry->outputs.at(0).destination, kF) << "where f is no more";
    }
  }
}

TEST_F(OffloadTest, AddsWhatTheKernelForwarded) {
  offloaded();
  bench_.table.add_traffic(bench_.port_for("f"), 100, 17200, 3);
  bench_.now += base::kSecond;
  bench_.tick();
  const auto& counters = media("f").rtp().received();
  EXPECT_EQ(counters.packets, 101u);
  EXPECT_EQ(counters.kernel_packets, 100u);
  EXPECT_EQ(counters.kernel_bytes, 17200u);
  EXPECT_EQ(counters.errors, 3u);
  EXPECT_EQ(counters.last_packet, bench_.now);
  bench_.tick();
  EXPECT_EQ(counters.packets, 101u) << "once only";
}

TEST_F(OffloadTest, AddsTheLastCountsWhenAStreamIsTakenBack) {
  offloaded();
  bench_.table.add_traffic(bench_.port_for("f"), 10, 1720);
  bench_.tick();
  bench_.table.add_traffic(bench_.port_for("f"), 5, 860);
  command("block media");
  EXPECT_EQ(media("f").rtp().received().kernel_packets, 15u);
  command("unblock media");
  bench_.table.add_traffic(bench_.port_for("f"), 1, 172);
  bench_.tick();
  EXPECT_EQ(media("f").rtp().received().kernel_packets, 16u) << "counted from zero again";
}

TEST_F(OffloadTest, ForwardsInUserSpaceWhenTheTableIsLost) {
  offloaded();
  bench_.table.lose("unloaded");
  bench_.tick();
  EXPECT_FALSE(in_kernel("f") || in_kernel("t"));
  EXPECT_NE(obstacle("f"), "");
  EXPECT_EQ(from_f(media::rtp_text(0)), "192.0.2.2:5000");
  command("block media");
  command("unblock media");
  EXPECT_FALSE(in_kernel("f"));
}

TEST_F(OffloadTest, StaysInUserSpaceWhenTheTableRefuses) {
  set_up();
  bench_.table.fail_next(1, media::TableStatus::full);
  talk();
  EXPECT_NE(in_kernel("f"), in_kernel("t")) << "one was refused";
  EXPECT_NE(obstacle("f") + obstacle("t"), "");
  EXPECT_EQ(from_f(media::rtp_text(0)), "192.0.2.2:5000");
}

TEST_F(OffloadTest, InsistsOnTheRemovalOfAnEntry) {
  offloaded();
  bench_.table.fail_next(1, media::TableStatus::failed);
  command("block media", {{"from-tag", "f"}});
  EXPECT_EQ(bench_.table.size(), 2u) << "the table would not";
  bench_.tick();
  EXPECT_EQ(bench_.table.size(), 1u);
}

TEST_F(OffloadTest, DoesNotRemoveAnEntryThatIsInUseAgain) {
  offloaded();
  bench_.table.fail_next(1, media::TableStatus::failed);
  command("block media", {{"from-tag", "f"}});
  command("unblock media", {{"from-tag", "f"}});
  bench_.tick();
  EXPECT_EQ(bench_.table.size(), 2u);
}

TEST_F(OffloadTest, TriesARefusedStreamAgainWhenSomethingChanges) {
  set_up();
  bench_.table.fail_next(2, media::TableStatus::full);
  talk();
  EXPECT_EQ(bench_.table.size(), 0u);
  set_up();
  EXPECT_EQ(bench_.table.size(), 2u);
}

TEST(OffloadWithoutTableTest, IsNeverTried) {
  Bench bench({}, {}, media::TableCapabilities{});
  bench.command("offer", {{"call-id", "c"}, {"from-tag", "f"}, {"sdp", body("192.0.2.1", 4000)}});
  bench.command(
      "answer",
      {{"call-id", "c"}, {"from-tag", "f"}, {"to-tag", "t"}, {"sdp", body("192.0.2.2", 5000)}});
  bench.deliver(bench.port_for("f"), at("192.0.2.1", 4000), media::rtp_text(0));
  bench.deliver(bench.port_for("t"), at("192.0.2.2", 5000), media::rtp_text(0));
  EXPECT_TRUE(bench.table.history().empty());
  EXPECT_EQ(bench.party("f").media(0).offload().obstacle(), "");
}

}  // namespace
}  // namespace rtpengine::call
