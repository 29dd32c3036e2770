// SPDX-License-Identifier: GPL-3.0-or-later
//
// What goes wrong around the daemon: stalled workers, no descriptors, addresses that go and come
// back, a stopped process. Calls survive, errors are precise and come in time, all is given back.
#include <signal.h>
#include <stdlib.h>
#include <sys/stat.h>

#include <filesystem>
#include <fstream>

#include "harness/figures.h"
#include "harness/fixture.h"

namespace rtpengine::harness {
namespace {

namespace fs = std::filesystem;

/// Workers are made to stall by plugin `faulty`, until a FIFO is opened.
class StallTest : public SystemTest {
 protected:
  /// It is a second at most on a machine that has nothing else to do; without the reply in time
  /// there would be none before release().
  static constexpr Milliseconds kInTime{5000};

  void SetUp() override {
    SystemTest::SetUp();
    if (IsSkipped()) return;
    ASSERT_NE(mkdtemp(folder_.data()), nullptr);
    for (const char* from :
         {"/plugins/ng/.libs/rtpengine-ng.so", "/tests/plugins/faulty/.libs/rtpengine-faulty.so"}) {
      const std::string file = RTPENGINE_BUILD_DIR + std::string(from);
      fs::copy_file(file, folder_ + "/" + fs::path(file).filename().string());
    }
    ASSERT_EQ(mkfifo(fifo().c_str(), 0600), 0);
  }
  void TearDown() override {
    SystemTest::TearDown();
    fs::remove_all(folder_);
  }

  testing::AssertionResult start_with_workers(unsigned count) {
    return start(
        {"--plugin-dir=" + folder_, "--num-threads=" + std::to_string(count), "--delete-delay=0"});
  }

  /// The worker that reads the listener blocks in a timer of the plugin until release().
  void stall() {
    const Bencoded reply = ng().ask(Dictionary{
        {"command", "misbehave"}, {"how", "ok"}, {"callback", "timer"}, {"fifo", fifo()}});
    ASSERT_EQ(reply["result"].text(), "ok");
    // The reply comes first.
    const UdpSocket socket(host("proxy"), Address(host("proxy").ip4(), 0));
    constexpr Milliseconds kAtOnce{50};
    EXPECT_TRUE(wait_until([&] {
      socket.send(ng().new_cookie() + " d7:command4:pinge", daemon().control());
      return !socket.wait_for_one(kAtOnce);
    }));
  }
  void release() {
    std::ofstream(fifo()).close();  // waits until somebody reads
    EXPECT_TRUE(ng().wait_for_pong());
  }
  std::string fifo() const { return folder_ + "/fifo"; }
  bool logged(const std::string& text) { return daemon().output().find(text) != std::string::npos; }

  /// The reply to a request that is sent once; the time it took is checked.
  std::string reply_in_time(const std::string& cookie, const Dictionary& request) {
    const UdpSocket socket(host("proxy"), Address(host("proxy").ip4(), 0));
    const auto begin = Clock::now();
    socket.send(cookie + " " + Bencoded(request).encode(), daemon().control());
    const auto reply = socket.wait_for_one();
    const auto took = std::chrono::duration_cast<Milliseconds>(Clock::now() - begin);
    EXPECT_LT(took, kInTime) << cookie;
    std::printf("%s was answered after %d ms\n", cookie.c_str(), int(took.count()));
    return reply ? reply->bytes : "";
  }

  std::string folder_ = testing::TempDir() + "stress-XXXXXX";
};

TEST_F(StallTest, OfTheOnlyWorkerMakesErrorsInTimeAndRepetitionsGetTheSameReply) {
  ASSERT_TRUE(start_with_workers(1));
  const Calls calls = connected_calls("call", 2);
  ASSERT_EQ(calls.size(), 2u);
  stall();
  const Dictionary query = {{"command", "query"}, {"call-id", "call0"}};
  const std::string reply = reply_in_time("query-1", query);
  EXPECT_NE(reply.find("Not served in time"), std::string::npos) << reply;
  EXPECT_EQ(reply_in_time("query-1", query), reply);
  const auto late = new_call("late");
  EXPECT_NE(reply_in_time("offer-1", late->offer_request()).find("Not served in time"),
            std::string::npos);
  EXPECT_TRUE(wait_until([&] { return logged("Worker 0 is stalled"); }));
  release();
  EXPECT_TRUE(wait_until([&] { return logged("Worker 0 works again"); }));
  EXPECT_EQ(reply_in_time("query-1", query), reply) << "what was answered stays answered";
  EXPECT_EQ(SystemTest::calls(), (std::set<std::string>{"call0", "call1"}))
      << "the offer was not carried out later";
  talk(calls, {});
  EXPECT_EQ(incomplete(calls), "");
}

TEST_F(StallTest, OfOneWorkerOfTwoConcernsItsOwnCallsOnly) {
  ASSERT_TRUE(start_with_workers(2));
  const Calls calls = connected_calls("call", 2);
  ASSERT_EQ(calls.size(), 2u);
  stall();
  // One of the two lives on the worker that reads, the other is served.
  unsigned served = 0;
  for (const auto& call : calls) {
    const Dictionary query = {{"command", "query"}, {"call-id", call->id()}};
    const std::string reply = reply_in_time("query-" + call->id(), query);
    served += reply.find("Not served in time") == std::string::npos && !reply.empty();
  }
  EXPECT_EQ(served, 1u);
  const auto fresh = new_call("fresh");
  EXPECT_EQ(reply_in_time("offer-1", fresh->offer_request()).find("Not served"), std::string::npos);
  release();
  EXPECT_EQ(SystemTest::calls(), (std::set<std::string>{"call0", "call1", "fresh"}));
  talk(calls, {});
  EXPECT_EQ(incomplete(calls), "");
}

TEST_F(StallTest, ByTheCommandItselfIsAnErrorInTimeToo) {
  ASSERT_TRUE(start_with_workers(1));
  const Dictionary block = {{"command", "misbehave"}, {"how", "block"}, {"fifo", fifo()}};
  const std::string reply = reply_in_time("block-1", block);
  EXPECT_NE(reply.find("Not served in time"), std::string::npos) << reply;
  EXPECT_TRUE(wait_until([&] { return logged("now inside of plugin 'faulty'"); }));
  release();
  EXPECT_EQ(reply_in_time("block-1", block), reply);
}

using StressTest = SystemTest;

TEST_F(StressTest, WithoutDescriptorsAnOfferFailsAndNothingElseDoes) {
  // It opens a pipe to see whether memory can be read, and takes a failure for a wrong type.
  if (has_sanitizer()) GTEST_SKIP() << "a sanitizer needs descriptors itself";
  ASSERT_TRUE(start({"--num-threads=2", "--delete-delay=0"}));
  const pid_t pid = daemon().process().pid();
  const std::size_t idle = descriptors_of(pid);
  Calls calls = connected_calls("call", 2);
  ASSERT_EQ(calls.size(), 2u);
  const std::size_t used = descriptors_of(pid);
  // An offer opens four.
  for (std::size_t left = 0; left < 4; ++left) {
    const std::size_t limit = leave_descriptors(pid, left);
    ASSERT_NE(limit, 0u);
    const auto more = new_call("more");
    const Bencoded reply = more->offer(ng());
    EXPECT_EQ(reply["result"].text(), "error") << left;
    EXPECT_NE(
        reply["error-reason"].text().find("limit of " + std::to_string(limit) + " open files"),
        std::string::npos)
        << reply["error-reason"].text();
    EXPECT_EQ(descriptors_of(pid), used) << left;
  }
  talk(calls, {});
  EXPECT_EQ(incomplete(calls), "");
  EXPECT_EQ(SystemTest::calls(), (std::set<std::string>{"call0", "call1"}));

  ASSERT_NE(leave_descriptors(pid, 100), 0u);
  for (auto& call : connected_calls("more", 2)) calls.push_back(std::move(call));
  talk(calls, {});
  EXPECT_EQ(incomplete(calls), "");
  for (const auto& call : calls) EXPECT_EQ(call->remove(ng())["result"].text(), "ok");
  EXPECT_EQ(descriptors_of(pid), idle);
}

TEST_F(StressTest, CallsSurviveThatTheirAddressIsGoneForAWhile) {
  ASSERT_TRUE(start({"--num-threads=2", "--delete-delay=0"}));
  const std::size_t idle = descriptors_of(daemon().process().pid());
  Calls calls = connected_calls("v4-", 2);
  for (auto& call : connected_calls("v6-", 2, true, true)) calls.push_back(std::move(call));
  ASSERT_EQ(calls.size(), 4u);
  talk(calls, {});
  EXPECT_EQ(incomplete(calls), "");

  const std::string v4 = host("daemon").ip4() + "/24", v6 = host("daemon").ip6() + "/64";
  host("daemon").without(v6);
  const auto meanwhile = new_call("meanwhile", true, true);
  const Bencoded reply = meanwhile->offer(ng());
  EXPECT_EQ(reply["result"].text(), "error");
  EXPECT_NE(reply["error-reason"].text().find(host("daemon").ip6()), std::string::npos)
      << reply["error-reason"].text();
  host("daemon").without(v4);
  host("daemon").also(v4);
  host("daemon").also(v6 + " nodad");

  EXPECT_TRUE(ng().wait_for_pong());
  talk(calls, {});
  EXPECT_EQ(incomplete(calls), "");
  EXPECT_EQ(meanwhile->connect(ng()), "");
  calls.push_back(new_call("afterwards", true, true));
  EXPECT_EQ(calls.back()->connect(ng()), "");
  talk(calls, {});
  EXPECT_EQ(incomplete(calls), "");
  meanwhile->remove(ng());
  for (const auto& call : calls) EXPECT_EQ(call->remove(ng())["result"].text(), "ok");
  EXPECT_EQ(descriptors_of(daemon().process().pid()), idle);
}

TEST_F(StressTest, CallsSurviveThatTheProcessIsStoppedForLongerThanTheirTimeout) {
  ASSERT_TRUE(start({"--num-threads=2", "--timeout=1", "--silent-timeout=1"}));
  const Calls calls = connected_calls("call", 4);
  ASSERT_EQ(calls.size(), 4u);
  Talk how;
  how.packets = 50;
  talk(calls, how);
  const auto stopped = Clock::now();
  daemon().process().signal(SIGSTOP);
  // The parties go on; what they send waits in the daemon's sockets.
  unsigned rounds = 0;
  wait_until(
      [&] {
        if (Clock::now() - stopped < rounds * Milliseconds{20}) return false;
        ++rounds;
        for (const auto& call : calls) {
          call->caller().send_rtp();
          call->callee().send_rtp();
        }
        return rounds >= 100;
      },
      Milliseconds{10'000});
  daemon().process().signal(SIGCONT);
  how.packets = 100;
  how.interval = Milliseconds{15};
  talk(calls, how);
  EXPECT_EQ(incomplete(calls), "");
  EXPECT_EQ(SystemTest::calls(), (std::set<std::string>{"call0", "call1", "call2", "call3"}));
  EXPECT_EQ(daemon().output().find("is stalled"), std::string::npos) << daemon().output();
}

}  // namespace
}  // namespace rtpengine::harness
