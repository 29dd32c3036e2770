// SPDX-License-Identifier: GPL-3.0-or-later
//
// A listener on a real loopback socket, in a loop that turns when the test says so.

#include "plugins/ng/listener.h"

#include <gtest/gtest.h>

#include <set>

#include "fakes.h"
#include "udp_client.h"

namespace rtpengine::ng {
namespace {

class ListenerTest : public testing::Test {
 protected:
  ListenerTest()
      : dispatcher_({&host_.commands, &host_.loop, &host_.log}, DispatcherLimits{}),
        listener_(&dispatcher_) {
    EXPECT_EQ(listener_.open(loopback(0), 0), 0);
    EXPECT_TRUE(listener_.start(1));
  }

  const SocketAddress& address() const { return listener_.socket().address(); }

  FakeHost host_;
  Dispatcher dispatcher_;
  Listener listener_;
  UdpClient client_{loopback(0)};
};

TEST_F(ListenerTest, AnswersADatagram) {
  ASSERT_TRUE(client_.send("c_1 d7:command4:pinge", address()));
  ASSERT_TRUE(host_.loop.turn());
  EXPECT_EQ(client_.receive(), "c_1 d6:result4:ponge");
  EXPECT_EQ(host_.commands.address, "127.0.0.1");
  EXPECT_EQ(host_.commands.port, port_of(client_.address()));
}

TEST_F(ListenerTest, IsWatchedOnItsWorkerUntilItIsStopped) {
  ASSERT_EQ(host_.loop.watches.size(), 1u);
  EXPECT_EQ(host_.loop.watches.begin()->second.worker, 1u);
  listener_.stop();
  listener_.stop();
  EXPECT_TRUE(host_.loop.watches.empty());
}

TEST_F(ListenerTest, OneTurnServesManyDatagramsButNotAllThatWait) {
  constexpr int kSent = 100;
  for (int i = 0; i < kSent; ++i) {
    ASSERT_TRUE(client_.send(std::to_string(i) + " d7:command4:pinge", address()));
  }
  ASSERT_TRUE(host_.loop.turn());
  EXPECT_EQ(host_.commands.commands.size(), 64u);
  ASSERT_TRUE(host_.loop.turn());
  EXPECT_EQ(host_.commands.commands.size(), 100u);
  std::set<std::string> replies;
  for (int i = 0; i < kSent; ++i) replies.insert(client_.receive());
  EXPECT_EQ(replies.size(), 100u);
  EXPECT_TRUE(replies.count("99 d6:result4:ponge"));
}

TEST_F(ListenerTest, ServingAllocatesNothingOnceWarm) {
  Request* first = nullptr;
  for (int i = 0; i < 50; ++i) {
    ASSERT_TRUE(client_.send(std::to_string(i) + " d7:command4:pinge", address()));
    ASSERT_TRUE(host_.loop.turn());
    client_.receive();
    // The slots hold sixteen requests, of which one goes and comes back each time.
    Request* idle = dispatcher_.pool().take();
    if (first == nullptr) first = idle;
    EXPECT_EQ(idle, first);
    dispatcher_.pool().give_back(idle);
    EXPECT_EQ(dispatcher_.pool().taken(), 15u);
  }
}

TEST_F(ListenerTest, KeepsServingAfterRefusalsAndRepetitions) {
  for (const char* bytes : {"garbage", "", "a ", "a ", "b d7:command4:pinge", "b again"}) {
    ASSERT_TRUE(client_.send(bytes, address()));
    ASSERT_TRUE(host_.loop.turn());
  }
  EXPECT_EQ(client_.receive(), "a d12:error-reason25:Invalid data (no payload)6:result5:errore");
  EXPECT_EQ(client_.receive(), "a d12:error-reason25:Invalid data (no payload)6:result5:errore");
  EXPECT_EQ(client_.receive(), "b d6:result4:ponge");
  EXPECT_EQ(client_.receive(), "b d6:result4:ponge");
  EXPECT_TRUE(client_.nothing_waits());
}

TEST_F(ListenerTest, ShortDatagramsAfterLongOnesAreReadRight) {
  const std::string filler(3000, 'x');
  ASSERT_TRUE(client_.send("a d7:command4:ping1:f3000:" + filler + "e", address()));
  ASSERT_TRUE(client_.send("b d7:command4:ping", address()));
  ASSERT_TRUE(host_.loop.turn());
  EXPECT_EQ(client_.receive(), "a d6:result4:ponge");
  EXPECT_EQ(client_.receive(), "b d12:error-reason27:Could not decode dictionary6:result5:errore");
}

TEST_F(ListenerTest, TheLargestDatagramIsTakenWhole) {
  // "a d7:command4:ping1:f65473:" and "e" are 28 bytes.
  const std::string filler(kMaxDatagram - 28, 'x');
  ASSERT_TRUE(client_.send("a d7:command4:ping1:f65479:" + filler + "e", address()));
  ASSERT_TRUE(host_.loop.turn());
  EXPECT_EQ(client_.receive(), "a d6:result4:ponge");
}

TEST_F(ListenerTest, RepliesAfterStopStillGoOut) {
  host_.commands.hold = true;
  ASSERT_TRUE(client_.send("c d7:command4:pinge", address()));
  ASSERT_TRUE(host_.loop.turn());
  listener_.stop();
  host_.commands.answer_held();
  EXPECT_EQ(client_.receive(), "c d6:result4:ponge");
}

TEST_F(ListenerTest, TwoListenersShareTheMemoryOfReplies) {
  Listener other(&dispatcher_);
  ASSERT_EQ(other.open(loopback(0), 0), 0);
  ASSERT_TRUE(other.start(0));
  ASSERT_TRUE(client_.send("c d7:command4:pinge", address()));
  ASSERT_TRUE(host_.loop.turn());
  ASSERT_TRUE(client_.send("c d7:command4:pinge", other.socket().address()));
  ASSERT_TRUE(host_.loop.turn());
  EXPECT_EQ(client_.receive(), "c d6:result4:ponge");
  EXPECT_EQ(client_.receive(), "c d6:result4:ponge");
  EXPECT_TRUE(client_.source == other.socket().address());
  EXPECT_EQ(host_.commands.commands.size(), 1u);
}

TEST_F(ListenerTest, WhoMayNotSendHereGetsNoReply) {
  AllowList sources;
  std::string error;
  ASSERT_TRUE(sources.add("127.0.0.2", &error));
  listener_.allow_only(sources);
  for (const char* bytes : {"a d7:command4:pinge", "b ", "garbage", "a d7:command4:pinge"}) {
    ASSERT_TRUE(client_.send(bytes, address()));
    ASSERT_TRUE(host_.loop.turn());
  }
  EXPECT_TRUE(client_.nothing_waits());
  EXPECT_TRUE(host_.commands.commands.empty());
  EXPECT_EQ(dispatcher_.counters().get(Outcome::not_allowed), 4u);
  EXPECT_TRUE(host_.log.has("Ignored a datagram from " + to_string(client_.address()) +
                            ": control-allow does not list this address"));

  SocketAddress second = loopback(0);
  second.v4.sin_addr.s_addr = htonl(INADDR_LOOPBACK + 1);
  UdpClient friendly(second);
  ASSERT_TRUE(friendly.send("a d7:command4:pinge", address()));
  ASSERT_TRUE(host_.loop.turn());
  EXPECT_EQ(friendly.receive(), "a d6:result4:ponge") << "and what others sent is not remembered";
}

TEST(ListenerStart, FailsIfTheHostDoesNotWatch) {
  FakeHost host;
  host.loop.refuses = true;
  Dispatcher dispatcher({&host.commands, &host.loop, &host.log}, DispatcherLimits{});
  Listener listener(&dispatcher);
  ASSERT_EQ(listener.open(loopback(0), 0), 0);
  EXPECT_FALSE(listener.start(0));
}

}  // namespace
}  // namespace rtpengine::ng
