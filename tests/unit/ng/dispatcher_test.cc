// SPDX-License-Identifier: GPL-3.0-or-later
//
// From datagram to reply, without sockets.

#include "plugins/ng/dispatcher.h"

#include <gtest/gtest.h>

#include <array>
#include <thread>

#include "fakes.h"
#include "plugins/ng/bencode.h"

namespace rtpengine::ng {
namespace {

class DispatcherTest : public testing::Test {
 protected:
  explicit DispatcherTest(DispatcherLimits limits = {})
      : dispatcher_({&host_.commands, &host_.loop, &host_.log}, limits) {}

  /// One datagram, as if from this port. True if its request is in work or was answered by the
  /// host.
  bool datagram(std::string_view bytes, std::uint16_t port = 5000) {
    Request* request = dispatcher_.pool().take();
    std::copy(bytes.begin(), bytes.end(), request->datagram_bytes.begin());
    request->datagram_size = bytes.size();
    request->pending.client = peer_at(&path_, loopback(port));
    const bool given_away = dispatcher_.serve(request);
    if (!given_away) dispatcher_.pool().give_back(request);
    return given_away;
  }

  /// What was sent since the last time, as one text.
  std::string sent() {
    std::string text;
    for (const FakePath::Sent& each : path_.sent) {
      text += std::to_string(port_of(each.to)) + "<" + each.bytes + ">";
    }
    path_.sent.clear();
    return text;
  }

  std::uint64_t count(Outcome outcome) { return dispatcher_.counters().get(outcome); }

  FakeHost host_;
  FakePath path_;
  Dispatcher dispatcher_;
};

std::string error(std::string_view cookie, std::string_view reason) {
  return "5000<" + std::string(cookie) + " d12:error-reason" + std::to_string(reason.size()) + ":" +
         std::string(reason) + "6:result5:errore>";
}

TEST_F(DispatcherTest, AnswersARequest) {
  EXPECT_TRUE(datagram("5323_1 d7:command4:pinge"));
  EXPECT_EQ(sent(), "5000<5323_1 d6:result4:ponge>");
  EXPECT_EQ(host_.commands.commands, std::vector<std::string>{"ping"});
  EXPECT_EQ(host_.commands.protocol, "ng");
  EXPECT_EQ(host_.commands.address, "127.0.0.1");
  EXPECT_EQ(host_.commands.port, 5000u);
  EXPECT_EQ(dispatcher_.pool().taken(), 0u);
}

TEST_F(DispatcherTest, ARepetitionGetsTheSameBytesAndDoesNothing) {
  datagram("c d7:command4:pinge");
  const std::string first = sent();
  host_.commands.result = "other";
  EXPECT_FALSE(datagram("c d7:command6:deletee"));
  EXPECT_EQ(sent(), first);
  EXPECT_EQ(host_.commands.commands.size(), 1u);
  EXPECT_EQ(count(Outcome::repeated), 1u);
}

TEST_F(DispatcherTest, ARepetitionMeanwhileWaitsForTheReply) {
  host_.commands.hold = true;
  EXPECT_TRUE(datagram("c d7:command5:offere", 5000));
  EXPECT_FALSE(datagram("c d7:command5:offere", 5000));
  EXPECT_FALSE(datagram("c d7:command5:offere", 6000));
  EXPECT_EQ(sent(), "");
  host_.commands.answer_held();
  EXPECT_EQ(sent(), "5000<c d6:result4:ponge>6000<c d6:result4:ponge>");
  EXPECT_EQ(host_.commands.commands.size(), 1u);
  EXPECT_EQ(count(Outcome::in_work), 2u);
  EXPECT_EQ(dispatcher_.pool().taken(), 0u);
}

TEST_F(DispatcherTest, RepliesMayComeInAnotherOrder) {
  host_.commands.hold = true;
  datagram("a d7:command1:xe");
  datagram("b d7:command1:ye");
  std::swap(host_.commands.held[0], host_.commands.held[1]);
  host_.commands.answer_held();
  EXPECT_EQ(sent(), "5000<b d6:result4:ponge>5000<a d6:result4:ponge>");
}

TEST_F(DispatcherTest, AReplyIsForgottenAfterAMinute) {
  datagram("c d7:command4:pinge");
  host_.loop.time_us += 60'000'000;
  EXPECT_TRUE(datagram("c d7:command4:pinge"));
  EXPECT_EQ(host_.commands.commands.size(), 2u);
}

TEST_F(DispatcherTest, HousekeepingForgetsRepliesByItself) {
  datagram("c d7:command4:pinge");
  for (int i = 0; i < 3; ++i) {
    host_.loop.time_us += 60'000'000;
    dispatcher_.housekeeping()->on_timer();
  }
  EXPECT_EQ(dispatcher_.cache().memory(), 0u);
}

TEST_F(DispatcherTest, WithoutACookieNobodyIsAnswered) {
  for (const char* bytes : {"", "x", " ", "abc", " d7:command4:pinge"}) {
    EXPECT_FALSE(datagram(bytes));
  }
  EXPECT_EQ(sent(), "");
  EXPECT_EQ(count(Outcome::no_cookie), 5u);
}

TEST_F(DispatcherTest, PortZeroIsNotAnswered) {
  EXPECT_FALSE(datagram("c d7:command4:pinge", 0));
  EXPECT_EQ(sent(), "");
  EXPECT_EQ(count(Outcome::no_return), 1u);
  EXPECT_TRUE(host_.commands.commands.empty());
}

TEST_F(DispatcherTest, WhatIsNoRequestGetsAnErrorThatIsRemembered) {
  EXPECT_FALSE(datagram("abc "));
  EXPECT_EQ(sent(), error("abc", "Invalid data (no payload)"));
  EXPECT_FALSE(datagram("abc d7:command4:pinge"));
  EXPECT_EQ(sent(), error("abc", "Invalid data (no payload)"));
  EXPECT_FALSE(datagram("abc3  d7:command4:pinge"));
  EXPECT_EQ(sent(), error("abc3", "Could not decode dictionary"));
  EXPECT_FALSE(datagram("abc8 de"));
  EXPECT_EQ(sent(), error("abc8", "Dictionary contains no key \"command\""));
  EXPECT_EQ(count(Outcome::refused), 3u);
  EXPECT_TRUE(host_.log.has("no value begins with this byte, at byte 0"));
  EXPECT_TRUE(host_.log.has("127.0.0.1:5000: Invalid data (no payload)"));
  EXPECT_FALSE(host_.log.has("no error"));
}

TEST_F(DispatcherTest, GarbageDoesNoHarm) {
  const std::vector<std::string> garbage = {
      "x",
      "",
      " ",
      "c1",
      "c1 ",
      "c1 d",
      "c1 d7:command",
      "c1 d7:command4:pin",
      "c1 i5e",
      "c1 l4:pinge",
      "c1 d7:command999999999:ping",
      "c1 d7:command-1:e",
      std::string(600, '\xff'),
      "c1 " + std::string(1600, 'd'),
      "c1 " + std::string(5000, 'l'),
      "c1 i99999999999999999999999999e",
      "c1 di1e4:pinge",
      "c1 d18446744071709551616:call-id4:call-id4:fuzz8:from",
      "c1 " + std::string(30000, 'd') + std::string(30000, 'l')};
  for (std::size_t i = 0; i < garbage.size(); ++i) {
    std::string bytes = garbage[i];
    // A cookie of its own for each, so that none is answered from memory.
    if (bytes.substr(0, 3) == "c1 ") bytes = "c" + std::to_string(i) + bytes.substr(2);
    EXPECT_FALSE(datagram(bytes));
    const std::string reply = sent();
    EXPECT_TRUE(reply.empty() || reply.find("6:result5:error") != std::string::npos) << i;
  }
  EXPECT_TRUE(host_.commands.commands.empty());
  EXPECT_TRUE(datagram("last d7:command4:pinge"));
  EXPECT_EQ(sent(), "5000<last d6:result4:ponge>");
}

TEST_F(DispatcherTest, WhenTheHostIsBusyTheClientIsToldAndMayTryAgain) {
  host_.commands.status = Status::busy;
  EXPECT_FALSE(datagram("c d7:command4:pinge"));
  EXPECT_EQ(sent(), error("c", "Too many requests waiting"));
  host_.commands.status = Status::ok;
  EXPECT_TRUE(datagram("c d7:command4:pinge"));
  EXPECT_EQ(sent(), "5000<c d6:result4:ponge>");
  EXPECT_EQ(count(Outcome::busy), 1u);
}

TEST_F(DispatcherTest, TheLargestReplyThatFitsIsSent) {
  // "c d6:result65486:" and "e" are 18 bytes.
  host_.commands.result = std::string(kMaxDatagram - 18, 'x');
  datagram("c d7:command4:pinge");
  ASSERT_EQ(path_.sent.size(), 1u);
  EXPECT_EQ(path_.sent[0].bytes.size(), kMaxDatagram);
  path_.sent.clear();
  datagram("c d7:command4:pinge");
  EXPECT_EQ(path_.sent.at(0).bytes.size(), kMaxDatagram) << "from memory";
}

TEST_F(DispatcherTest, AReplyThatIsNestedTooDeepIsLoggedAndCounted) {
  host_.commands.hold = true;
  datagram("c d7:command4:pinge");
  std::array<Value, kMaxReplyDepth + 1> nodes = {};
  for (std::size_t i = 0; i < nodes.size(); ++i) {
    nodes[i].type = ValueType::dictionary;
    if (i + 1 < nodes.size()) nodes[i].first = &nodes[i + 1];
  }
  host_.commands.held.at(0)->on_reply(nodes.data());
  EXPECT_EQ(sent(), error("c", "Internal error (reply nested too deeply)"));
  EXPECT_EQ(count(Outcome::reply_too_large), 1u);
  EXPECT_TRUE(host_.log.has("nested too deeply"));
}

TEST_F(DispatcherTest, ALargerReplyBecomesAnErrorThatSaysSo) {
  host_.commands.result = std::string(kMaxDatagram - 17, 'x');
  datagram("c d7:command4:pinge");
  const std::string expected = error("c", "Reply too large for a datagram (65508 bytes)");
  EXPECT_EQ(sent(), expected);
  datagram("c d7:command4:pinge");
  EXPECT_EQ(sent(), expected);
  EXPECT_EQ(count(Outcome::reply_too_large), 1u);
  EXPECT_TRUE(host_.log.has("Reply too large"));
}

TEST_F(DispatcherTest, AReplyThatTheNetworkRefusesBecomesAnErrorThatSaysSo) {
  host_.commands.result = std::string(1000, 'x');
  path_.largest = 200;
  datagram("c d7:command4:pinge");
  EXPECT_EQ(sent(), error("c", "Reply too large for a datagram (1017 bytes)"));
}

TEST_F(DispatcherTest, AReplyThatCannotBeSentIsCountedAndKept) {
  path_.error = EAGAIN;
  EXPECT_TRUE(datagram("c d7:command4:pinge"));
  EXPECT_EQ(count(Outcome::reply_lost), 1u);
  EXPECT_TRUE(host_.log.has("Cannot send a reply of 18 bytes to 127.0.0.1:5000"));
  path_.error = 0;
  datagram("c d7:command4:pinge");
  EXPECT_EQ(sent(), "5000<c d6:result4:ponge>");
}

TEST_F(DispatcherTest, AReplyThatIsNoDictionaryIsAnError) {
  host_.commands.hold = true;
  datagram("a d7:command1:xe");
  datagram("b d7:command1:xe");
  host_.commands.held[0]->on_reply(nullptr);
  const Value none = {};
  host_.commands.held[1]->on_reply(&none);
  EXPECT_EQ(sent(),
            error("a", "Internal error (no reply)") + error("b", "Internal error (no reply)"));
}

TEST_F(DispatcherTest, BytesFromTheNetworkAreLoggedPrintable) {
  EXPECT_TRUE(
      datagram("c\n\x1b d7:command4:p\ni\x01"
               "e"));
  EXPECT_TRUE(
      host_.log.has("Request 'p?i?' from 127.0.0.1:5000, cookie 'c?"
                    "?'"));
}

TEST_F(DispatcherTest, CountersMakeALine) {
  datagram("c d7:command4:pinge");
  datagram("x");
  dispatcher_.log_counters();
  EXPECT_TRUE(host_.log.has("Datagrams: submitted 1, refused 0"));
  EXPECT_TRUE(host_.log.has("no-cookie 1"));
}

class DispatcherLimitsTest : public DispatcherTest {
 protected:
  static DispatcherLimits small() {
    DispatcherLimits limits;
    limits.in_work = 2;
    limits.cache.generation.entries = 1;
    return limits;
  }
  DispatcherLimitsTest() : DispatcherTest(small()) {}
};

TEST_F(DispatcherLimitsTest, OnlySoManyRequestsAreInWork) {
  host_.commands.hold = true;
  EXPECT_TRUE(datagram("a d7:command1:xe"));
  EXPECT_TRUE(datagram("b d7:command1:xe"));
  EXPECT_FALSE(datagram("c d7:command1:xe"));
  EXPECT_EQ(sent(), error("c", "Too many requests waiting"));
  host_.commands.answer_held();
  sent();
  EXPECT_TRUE(datagram("c d7:command1:xe"));
  host_.commands.answer_held();
  EXPECT_EQ(sent(), "5000<c d6:result4:ponge>");
}

TEST_F(DispatcherLimitsTest, AFullMemoryIsCountedAndLogged) {
  for (const char* request : {"a d7:command1:xe", "b d7:command1:xe"}) datagram(request);
  EXPECT_EQ(count(Outcome::cache_overflow), 1u);
  EXPECT_TRUE(host_.log.has("older replies were forgotten before their time"));
}

/// Answers on threads of its own, as workers do.
class ThreadedCommands final : public CommandsV1 {
 public:
  Status submit(const Value*, const CommandOrigin*, ReplySink* sink) noexcept override {
    const std::lock_guard lock(mutex_);
    waiting_.push_back(sink);
    return Status::ok;
  }
  ReplySink* next() {
    const std::lock_guard lock(mutex_);
    if (waiting_.empty()) return nullptr;
    ReplySink* sink = waiting_.back();
    waiting_.pop_back();
    return sink;
  }

 private:
  std::mutex mutex_;
  std::vector<ReplySink*> waiting_;
};

class CountingPath final : public ReplyPath {
 public:
  std::atomic<int> sent = 0;
  int send(const Peer&, std::string_view) noexcept override {
    ++sent;
    return 0;
  }
};

TEST(DispatcherThreads, OneThreadReceivesWhileOthersAnswer) {
  constexpr int kRequests = 2000;
  FakeHost host;
  ThreadedCommands commands;
  CountingPath path;
  DispatcherLimits limits;
  limits.in_work = kRequests;
  Dispatcher dispatcher({&commands, &host.loop, &host.log}, limits);
  std::atomic<int> answered = 0;
  std::vector<std::thread> workers;
  for (int t = 0; t < 2; ++t) {
    workers.emplace_back([&] {
      const Value dictionary = {ValueType::dictionary, 0, {}, {}, 0, nullptr, nullptr};
      while (answered < kRequests) {
        if (ReplySink* sink = commands.next()) {
          sink->on_reply(&dictionary);
          ++answered;
        } else {
          std::this_thread::yield();
        }
      }
    });
  }
  for (int i = 0; i < kRequests; ++i) {
    const std::string bytes = std::to_string(i) + " d7:command1:xe";
    Request* request = dispatcher.pool().take();
    std::copy(bytes.begin(), bytes.end(), request->datagram_bytes.begin());
    request->datagram_size = bytes.size();
    request->pending.client = peer_at(&path, loopback(5000));
    EXPECT_TRUE(dispatcher.serve(request));
  }
  for (std::thread& worker : workers) worker.join();
  EXPECT_EQ(path.sent, kRequests);
  EXPECT_EQ(dispatcher.pool().taken(), 0u);
}

}  // namespace
}  // namespace rtpengine::ng
