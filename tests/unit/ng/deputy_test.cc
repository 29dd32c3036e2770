// SPDX-License-Identifier: GPL-3.0-or-later
//
// The deputy looks when the test says so; the worker is the test's loop, which turns when told.

#include "plugins/ng/deputy.h"

#include <gtest/gtest.h>

#include "fakes.h"
#include "udp_client.h"

namespace rtpengine::ng {
namespace {

class DeputyTest : public testing::Test {
 protected:
  DeputyTest()
      : dispatcher_({&host_.commands, &host_.loop, &host_.log}, DispatcherLimits{}),
        listener_(&dispatcher_),
        deputy_(&dispatcher_, &host_.listeners) {
    EXPECT_EQ(listener_.open(loopback(0), 0), 0);
    EXPECT_TRUE(listener_.start(1));
    deputy_.stand_in_for(&listener_);
  }

  void ask(const std::string& cookie) {
    ASSERT_TRUE(client_.send(cookie + " d7:command4:pinge", listener_.socket().address()));
  }

  FakeHost host_;
  Dispatcher dispatcher_;
  Listener listener_;
  Deputy deputy_;
  UdpClient client_{loopback(0)};
};

TEST_F(DeputyTest, ReadsWhatWaitedAtTwoLooks) {
  deputy_.look();
  ask("a");
  deputy_.look();
  EXPECT_TRUE(client_.nothing_waits());
  deputy_.look();
  EXPECT_EQ(client_.receive(), "a d6:result4:ponge");
  EXPECT_TRUE(host_.log.has("A worker does not read the requests that wait"));
}

TEST_F(DeputyTest, ReadsAtOnceFromThenOnUntilTheWorkerIsBack) {
  ask("a");
  deputy_.look();
  deputy_.look();
  EXPECT_EQ(client_.receive(), "a d6:result4:ponge");
  ask("b");
  deputy_.look();
  EXPECT_EQ(client_.receive(), "b d6:result4:ponge");
  ask("c");
  ASSERT_TRUE(host_.loop.turn());
  EXPECT_EQ(client_.receive(), "c d6:result4:ponge");
  ask("d");
  deputy_.look();
  EXPECT_TRUE(client_.nothing_waits());
  ASSERT_TRUE(host_.loop.turn());
}

TEST_F(DeputyTest, ReadsNothingWhileCallsMoveToAnotherProcess) {
  host_.listeners.moves = 1;
  ask("a");
  for (int i = 0; i < 3; ++i) deputy_.look();
  EXPECT_TRUE(client_.nothing_waits());
  host_.listeners.moves = 0;
  for (int i = 0; i < 2; ++i) deputy_.look();
  EXPECT_EQ(client_.receive(), "a d6:result4:ponge");
}

TEST_F(DeputyTest, LeavesItToAWorkerThatComes) {
  for (const char* cookie : {"a", "b", "c"}) {
    ask(cookie);
    deputy_.look();
    EXPECT_TRUE(client_.nothing_waits());
    ASSERT_TRUE(host_.loop.turn());
    EXPECT_EQ(client_.receive(), cookie + std::string(" d6:result4:ponge"));
  }
}

TEST_F(DeputyTest, ARequestThatIsReadTwiceIsDoneOnce) {
  ask("a");
  ask("a");
  deputy_.look();
  deputy_.look();
  ask("a");
  ASSERT_TRUE(host_.loop.turn());
  for (int i = 0; i < 3; ++i) EXPECT_EQ(client_.receive(), "a d6:result4:ponge");
  EXPECT_EQ(host_.commands.commands.size(), 1u);
}

TEST_F(DeputyTest, WhoMayNotSendHereGetsNoReply) {
  AllowList sources;
  std::string error;
  ASSERT_TRUE(sources.add("127.0.0.2", &error));
  listener_.allow_only(sources);
  ask("a");
  deputy_.look();
  deputy_.look();
  EXPECT_TRUE(client_.nothing_waits());
  EXPECT_EQ(dispatcher_.counters().get(Outcome::not_allowed), 1u);
}

TEST_F(DeputyTest, LooksByItselfFromStartToStop) {
  ASSERT_TRUE(deputy_.start());
  ask("a");
  EXPECT_EQ(client_.receive(), "a d6:result4:ponge");
  deputy_.stop();
  deputy_.stop();
  ask("b");
  EXPECT_TRUE(client_.nothing_waits());
}

}  // namespace
}  // namespace rtpengine::ng
