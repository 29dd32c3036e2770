// SPDX-License-Identifier: GPL-3.0-or-later
#include "call/timeouts.h"

#include <gtest/gtest.h>

#include "tests/unit/call/bench.h"
#include "tests/unit/call/bodies.h"

namespace rtpengine::call {
namespace {

constexpr base::Time kSecond = base::kSecond;

class TimeoutsTest : public testing::Test {
 protected:
  TimeoutsTest() {
    settings_.timeout = 60 * kSecond;
    settings_.silent_timeout = 600 * kSecond;
    settings_.offer_timeout = 300 * kSecond;
  }
  void offer(const std::string& sdp) {
    bench_.command("offer", {{"call-id", "c"}, {"from-tag", "f"}, {"sdp", sdp}});
  }
  void answer(const std::string& sdp) {
    bench_.command("answer", {{"call-id", "c"}, {"from-tag", "f"}, {"to-tag", "t"}, {"sdp", sdp}});
  }
  void set_up(std::string attributes = {}) {
    offer(body("192.0.2.1", 4000, attributes));
    answer(body("192.0.2.2", 5000, attributes));
  }
  /// Why the call is over this long after its creation; "up" if it is not.
  std::string after(base::Time age) {
    const auto reason = why_over(bench_.call(), settings_, bench_.call().created() + age);
    return reason ? std::string(to_string(*reason)) : "up";
  }

  Settings settings_;
  Bench bench_;
};

TEST_F(TimeoutsTest, EndACallWithoutPackets) {
  set_up();
  EXPECT_EQ(after(59 * kSecond), "up");
  EXPECT_EQ(after(60 * kSecond), to_string(EndReason::timeout));
}

TEST_F(TimeoutsTest, CompareWholeSeconds) {
  set_up();
  settings_.timeout = 4 * kSecond;
  EXPECT_EQ(after(3 * kSecond + 400 * base::kMillisecond), "up");
  EXPECT_EQ(after(3 * kSecond + 600 * base::kMillisecond), to_string(EndReason::timeout));
}

TEST_F(TimeoutsTest, CountFromTheLastPacketOfAnyStream) {
  set_up();
  bench_.now = bench_.call().created() + 50 * kSecond;
  bench_.deliver(bench_.rtcp_port_for("t"), at("192.0.2.2", 5001), media::rtcp_text());
  EXPECT_EQ(after(109 * kSecond), "up");
  EXPECT_EQ(after(110 * kSecond), to_string(EndReason::timeout));
}

TEST_F(TimeoutsTest, AreNotPutOffByWhatIsTurnedAway) {
  set_up();
  bench_.now = bench_.call().created() + 50 * kSecond;
  bench_.deliver(bench_.port_for("f"), at("203.0.113.9", 4000), media::rtp_text(0));
  bench_.deliver(bench_.port_for("f"), at("192.0.2.1", 4000), "no RTP");
  bench_.deliver(bench_.rtcp_port_for("t"), at("203.0.113.9", 5001), media::rtcp_text());
  EXPECT_EQ(after(59 * kSecond), "up");
  EXPECT_EQ(after(60 * kSecond), to_string(EndReason::timeout));
}

TEST_F(TimeoutsTest, ArePutOffByPacketsThatAreBlocked) {
  set_up();
  bench_.command("block media", {{"call-id", "c"}});
  bench_.now = bench_.call().created() + 50 * kSecond;
  bench_.deliver(bench_.port_for("f"), at("192.0.2.1", 4000), media::rtp_text(0));
  EXPECT_EQ(after(109 * kSecond), "up");
}

TEST_F(TimeoutsTest, AreLongerForMediaThatIsNotToBeReceived) {
  set_up("a=recvonly\r\n");
  EXPECT_EQ(after(60 * kSecond), "up");
  EXPECT_EQ(after(600 * kSecond), to_string(EndReason::silent_timeout));
}

TEST_F(TimeoutsTest, AreLongerForMediaWithoutPorts) {
  offer(body("192.0.2.1", {Section{4000}, Section{0}}));
  answer(body("192.0.2.2", {Section{5000}, Section{0}}));
  EXPECT_EQ(after(60 * kSecond), "up");
  EXPECT_EQ(after(600 * kSecond), to_string(EndReason::timeout));
}

TEST_F(TimeoutsTest, AreLongerForAnOfferWithoutAnswer) {
  offer(body("192.0.2.1", 4000));
  EXPECT_EQ(after(60 * kSecond), "up");
  EXPECT_NE(after(300 * kSecond), "up");
}

TEST_F(TimeoutsTest, CanBeSwitchedOff) {
  set_up();
  settings_.timeout = 0;
  EXPECT_EQ(after(1000000 * kSecond), "up");
}

TEST_F(TimeoutsTest, LimitTheLifeOfACallThatHasPackets) {
  set_up();
  settings_.final_timeout = 100 * kSecond;
  bench_.now = bench_.call().created() + 99 * kSecond;
  bench_.deliver(bench_.port_for("f"), at("192.0.2.1", 4000), media::rtp_text(0));
  EXPECT_EQ(after(99 * kSecond), "up");
  EXPECT_EQ(after(100 * kSecond), to_string(EndReason::final_timeout));
}

TEST_F(TimeoutsTest, EndAtTheNearestOfTheLooksThatComeOnceASecond) {
  set_up();
  settings_.timeout = 0;
  settings_.final_timeout = 3 * kSecond;
  EXPECT_EQ(after(2 * kSecond + kSecond / 2 - 1), "up");
  EXPECT_EQ(after(2 * kSecond + kSecond / 2), to_string(EndReason::final_timeout));
  settings_.final_timeout = 0;
  settings_.timeout = 3 * kSecond;
  EXPECT_EQ(after(2 * kSecond + kSecond / 2 - 1), "up");
  EXPECT_EQ(after(2 * kSecond + kSecond / 2), to_string(EndReason::timeout));
}

TEST_F(TimeoutsTest, EndACallWithoutMediaByItsAge) {
  offer(body("192.0.2.1", std::vector<Section>{}));
  EXPECT_EQ(after(59 * kSecond), "up");
  EXPECT_EQ(after(60 * kSecond), to_string(EndReason::timeout));
}

TEST_F(TimeoutsTest, WaitForTheDeletionOfADeletedCall) {
  set_up();
  const base::Time created = bench_.call().created();
  for (const auto& party : bench_.call().participants())
    party->deleted_until = created + 100 * kSecond;
  EXPECT_EQ(after(99 * kSecond), "up") << "also beyond the timeout";
  EXPECT_EQ(after(100 * kSecond), to_string(EndReason::deleted));
}

TEST_F(TimeoutsTest, ReleaseThePortsOfDeletedParticipantsOnly) {
  set_up();
  const base::Time now = bench_.now;
  bench_.party("f").deleted_until = now + kSecond;
  release_deleted(bench_.call(), now);
  EXPECT_EQ(bench_.ports_used(), 4u);
  release_deleted(bench_.call(), now + kSecond);
  EXPECT_EQ(bench_.ports_used(), 2u);
  EXPECT_EQ(bench_.party("f").media(0).ports().selected(), nullptr);
  EXPECT_NE(bench_.party("t").media(0).ports().selected(), nullptr);
}

TEST_F(TimeoutsTest, TakeWhatWentThroughAReleasedPortOutOfTheKernel) {
  set_up();
  bench_.deliver(bench_.port_for("f"), at("192.0.2.1", 4000), media::rtp_text(0));
  bench_.deliver(bench_.port_for("t"), at("192.0.2.2", 5000), media::rtp_text(0));
  ASSERT_EQ(bench_.table.size(), 2u);
  bench_.party("f").deleted_until = bench_.now;
  release_deleted(bench_.call(), bench_.now);
  EXPECT_EQ(bench_.table.size(), 0u) << "nothing may be sent from a port that was given back";
}

}  // namespace
}  // namespace rtpengine::call
