// SPDX-License-Identifier: GPL-3.0-or-later
//
// A daemon that is to end without ending a call.
#include "harness/fixture.h"

namespace rtpengine::harness {
namespace {

class DrainTest : public SystemTest {
 protected:
  Bencoded drain(const std::string& action) {
    return ng().ask({{"command", "drain"}, {"action", action}});
  }
};

TEST_F(DrainTest, TakesNoNewCallsAndEndsWithTheLastOne) {
  ASSERT_TRUE(start({"--num-threads=2", "--delete-delay=0"}));
  const Calls all = connected_calls("call", 3);
  ASSERT_EQ(all.size(), 3u);
  EXPECT_EQ(drain("start")["calls"].number(), 3);

  EXPECT_EQ(new_call("late")->connect(ng()), "offer: Parallel session limit reached");
  Dictionary request = new_call("later")->offer_request();
  request["supports"] = List{"load limit"};
  const Bencoded reply = ng().ask(request);
  EXPECT_EQ(reply["result"].text(), "load limit");
  EXPECT_NE(reply["message"].text().find("drained"), std::string::npos) << reply["message"].text();

  Talk how;
  how.packets = 20;
  talk(all, how);
  EXPECT_EQ(incomplete(all), "") << "calls that are up go on";
  EXPECT_EQ(all.front()->offer(ng())["result"].text(), "ok");
  for (const auto& call : all) {
    EXPECT_TRUE(daemon().process().running());
    EXPECT_EQ(call->remove(ng())["result"].text(), "ok");
  }
  EXPECT_EQ(wait_for_good_end(daemon().process()), "");
}

TEST_F(DrainTest, CanBeCancelled) {
  ASSERT_TRUE(start({}));
  const Calls first = connected_calls("first", 1);
  EXPECT_EQ(drain("start")["draining"].number(), 1);
  EXPECT_EQ(drain("cancel")["draining"].number(), 0);
  EXPECT_EQ(connected_calls("second", 1).size(), 1u);
  EXPECT_EQ(drain("status")["calls"].number(), 2);
}

TEST_F(DrainTest, AnEmptyDaemonEndsAtOnceAndAnswersBefore) {
  ASSERT_TRUE(start({}));
  EXPECT_EQ(drain("start")["result"].text(), "ok");
  EXPECT_EQ(wait_for_good_end(daemon().process()), "");
}

}  // namespace
}  // namespace rtpengine::harness
