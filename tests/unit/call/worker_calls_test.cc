// SPDX-License-Identifier: GPL-3.0-or-later
#include "call/worker_calls.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "tests/unit/call/bench.h"
#include "tests/unit/call/bodies.h"

namespace rtpengine::call {
namespace {

class WorkerCallsTest : public testing::Test {
 protected:
  void offer(std::string_view id) {
    const Arguments arguments{{"call-id", id}, {"from-tag", "f"}, {"sdp", body("192.0.2.1", 4000)}};
    bench_.command("offer", arguments);
  }
  void answer(std::string_view id) {
    const Arguments arguments{
        {"call-id", id}, {"from-tag", "f"}, {"to-tag", "t"}, {"sdp", body("192.0.2.2", 5000)}};
    bench_.command("answer", arguments);
  }
  Bench bench_;
};

TEST_F(WorkerCallsTest, FindsCallsByTheirId) {
  EXPECT_EQ(bench_.calls->find("c"), nullptr);
  Call& call = bench_.calls->create("c");
  EXPECT_EQ(bench_.calls->find("c"), &call);
  EXPECT_EQ(bench_.calls->find("C"), nullptr);
}

TEST_F(WorkerCallsTest, ForgetsACallAtItsEnd) {
  offer("c");
  bench_.calls->end(bench_.call(), EndReason::deleted);
  EXPECT_EQ(bench_.calls->find("c"), nullptr);
  EXPECT_EQ(bench_.directory.size(), 0u);
  EXPECT_EQ(bench_.ports_used(), 0u);
}

TEST_F(WorkerCallsTest, EndsAllCalls) {
  for (const char* id : {"a", "b", "c"}) offer(id);
  EXPECT_EQ(bench_.ports_used(), 12u);
  bench_.calls->end_all(EndReason::shutdown);
  EXPECT_EQ(bench_.ports_used(), 0u);
  EXPECT_EQ(bench_.directory.size(), 0u);
  EXPECT_TRUE(bench_.calls->open_ports().empty());
}

TEST_F(WorkerCallsTest, KnowsTheOpenPorts) {
  offer("c");
  const auto open = bench_.calls->open_ports();
  EXPECT_EQ(open.size(), bench_.ports_used());
  EXPECT_NE(std::find(open.begin(), open.end(), bench_.rtcp_port_for("f")), open.end());
}

TEST_F(WorkerCallsTest, EndsCallsThatTimeOutEachSecond) {
  offer("a");
  offer("b");
  answer("a");
  answer("b");
  bench_.now += 40 * base::kSecond;
  bench_.deliver(bench_.call("a").find_tag("f")->media(0).ports().selected()->rtp.local(),
                 at("192.0.2.1", 4000), media::rtp_text(0));
  bench_.now += 30 * base::kSecond;
  bench_.tick();
  EXPECT_NE(bench_.calls->find("a"), nullptr);
  EXPECT_EQ(bench_.calls->find("b"), nullptr);
  EXPECT_EQ(bench_.directory.size(), 1u);
}

TEST_F(WorkerCallsTest, SurvivesEndingManyCallsInOneTick) {
  for (int i = 0; i < 20; ++i) {
    offer(std::to_string(i));
    answer(std::to_string(i));
  }
  bench_.now += 61 * base::kSecond;
  bench_.tick();
  EXPECT_EQ(bench_.directory.size(), 0u);
  EXPECT_EQ(bench_.ports_used(), 0u);
}

TEST_F(WorkerCallsTest, GivesNewSettingsToRunningCalls) {
  offer("c");
  answer("c");
  Settings settings;
  settings.timeout = 10 * base::kSecond;
  bench_.calls->set_settings(std::make_shared<const Settings>(settings));
  EXPECT_EQ(bench_.call().settings().timeout, settings.timeout);
  bench_.now += 11 * base::kSecond;
  bench_.tick();
  EXPECT_EQ(bench_.calls->find("c"), nullptr);
}

TEST_F(WorkerCallsTest, SettlesLearningThatIsOver) {
  offer("c");
  answer("c");
  bench_.deliver(bench_.port_for("f"), at("192.0.2.1", 4444), media::rtp_text(0));
  EXPECT_FALSE(bench_.party("f").media(0).rtp().learner().confirmed());
  bench_.now += 4 * base::kSecond;
  bench_.tick();
  EXPECT_TRUE(bench_.party("f").media(0).rtp().learner().confirmed());
}

}  // namespace
}  // namespace rtpengine::call
