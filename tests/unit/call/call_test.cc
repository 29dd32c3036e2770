// SPDX-License-Identifier: GPL-3.0-or-later
#include "call/call.h"

#include <gtest/gtest.h>

#include "tests/unit/call/bench.h"
#include "tests/unit/call/bodies.h"

namespace rtpengine::call {
namespace {

class CallTest : public testing::Test {
 protected:
  CallTest() : call_(bench_.calls->create("c")) {}
  Bench bench_;
  Call& call_;
};

TEST_F(CallTest, FindsParticipantsByTagAndBranch) {
  Participant& first = call_.add_participant("f");
  Participant& second = call_.add_participant("");
  second.set_via_branch("b");
  EXPECT_EQ(call_.find_tag("f"), &first);
  EXPECT_EQ(call_.find_branch("b"), &second);
  EXPECT_EQ(call_.find_tag("b"), nullptr);
}

TEST_F(CallTest, FindsNobodyByAnEmptyTagOrBranch) {
  call_.add_participant("");
  EXPECT_EQ(call_.find_tag(""), nullptr);
  EXPECT_EQ(call_.find_branch(""), nullptr);
}

TEST_F(CallTest, IsDeletedWhenAllParticipantsAre) {
  EXPECT_FALSE(call_.deleted()) << "nobody is there yet";
  Participant& first = call_.add_participant("f");
  Participant& second = call_.add_participant("t");
  first.deleted_until = 1;
  EXPECT_FALSE(call_.deleted());
  second.deleted_until = 1;
  EXPECT_TRUE(call_.deleted());
  call_.revive();
  EXPECT_FALSE(call_.deleted());
  EXPECT_EQ(first.deleted_until, 0);
}

TEST_F(CallTest, StartsWithTheConfiguredTos) {
  Settings settings;
  settings.tos = 184;
  Bench other(settings);
  EXPECT_EQ(other.calls->create("c").tos(), 184);
  EXPECT_EQ(call_.tos(), 0);
}

TEST_F(CallTest, SetsTheTosOfOpenPorts) {
  bench_.command("offer", {{"call-id", "c"}, {"from-tag", "f"}, {"sdp", body("192.0.2.1", 4000)}});
  call_.set_tos(96);
  int tos = 0;
  socklen_t size = sizeof tos;
  const int fd = bench_.party("f").media(0).ports().selected()->rtp.fd();
  ASSERT_EQ(getsockopt(fd, IPPROTO_IP, IP_TOS, &tos, &size), 0);
  EXPECT_EQ(tos, 96);
}

TEST_F(CallTest, KnowsTheLatestPacket) {
  EXPECT_EQ(call_.last_packet(), 0);
  bench_.command("offer", {{"call-id", "c"}, {"from-tag", "f"}, {"sdp", body("192.0.2.1", 4000)}});
  bench_.now += base::kSecond;
  bench_.deliver(bench_.port_for("f"), at("192.0.2.1", 4000), media::rtp_text(0));
  const base::Time rtp = bench_.now;
  EXPECT_EQ(call_.last_packet(), rtp);
  bench_.now += base::kSecond;
  bench_.deliver(bench_.rtcp_port_for("f"), at("192.0.2.1", 4001), media::rtcp_text());
  EXPECT_EQ(call_.last_packet(), rtp + base::kSecond);
}

TEST_F(CallTest, GivesItsPortsBackAtItsEnd) {
  bench_.command("offer", {{"call-id", "c"}, {"from-tag", "f"}, {"sdp", body("192.0.2.1", 4000)}});
  EXPECT_EQ(bench_.ports_used(), 4u);
  bench_.calls->end(call_, EndReason::failed);
  EXPECT_EQ(bench_.ports_used(), 0u);
}

}  // namespace
}  // namespace rtpengine::call
