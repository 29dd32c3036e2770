// SPDX-License-Identifier: GPL-3.0-or-later
//
// One daemon takes the calls of another over while they talk, or fails to.
#include <signal.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>

#include "harness/fixture.h"

namespace rtpengine::harness {
namespace {

/// $RTPENGINE_TEST_TAKE_OVER_CALLS, else enough to see it work.
unsigned number_of_calls() {
  const char* given = std::getenv("RTPENGINE_TEST_TAKE_OVER_CALLS");
  return given != nullptr ? unsigned(std::atoi(given)) : 20;
}

/// Asks for the calls by the bytes in the second word, ends when it was told the third one, and
/// prints the last that it was told.
constexpr const char* kVisitor = R"py(
import re, socket, sys
door = socket.socket(socket.AF_UNIX, socket.SOCK_SEQPACKET)
door.connect(sys.argv[1])
door.send(b"l" + sys.argv[2].encode("latin-1"))
told = "closed"
while True:
    message = door.recv(65536)
    if not message:
        break
    told = message[1:].decode("latin-1")
    word = re.match(r"d2:is\d+:([a-z]+)(6:reason|4:call|e)", told)
    told = word.group(1) if word and word.group(2) != "6:reason" else told
    if told == sys.argv[3]:
        break
    if told == "end":
        door.send(b"ld2:is8:restorede")
print(told, end="")
)py";

class TakeOverTest : public SystemTest {
 protected:
  std::vector<std::string> arguments(std::vector<std::string> more = {}) {
    more.insert(more.end(), {"--num-threads=2", "--delete-delay=0", "--pidfile=" + pidfile_});
    return more;
  }

  /// A successor on the daemon's host.
  Process successor(std::vector<std::string> more = {}) {
    Command command;
    command.words = Daemon::base_arguments(host("daemon"));
    command.words.insert(command.words.begin(), daemon_program());
    for (const std::string& word : arguments(std::move(more))) command.words.push_back(word);
    command.words.push_back("--take-over");
    command.log = folder_.path("successor" + std::to_string(++logs_));
    command.netns = host("daemon").netns().fd();
    command.folder = folder_.path("");
    return Process(command);
  }
  bool serves(const Process& process) {
    return wait_until([&] { return read_file(pidfile_) == std::to_string(process.pid()) + "\n"; });
  }

  /// All calls talk; `event` happens in the middle.
  void talk_through(const Calls& calls, std::function<void()> event, unsigned packets = 150) {
    Talk how;
    how.packets = packets;
    unsigned breaks = 0;
    how.meanwhile = [&] {
      if (++breaks == 40) event();
    };
    talk(calls, how);
  }

  /// The most packets that any stream has lost, and nothing else may be wrong.
  static unsigned worst_loss(const Calls& calls) {
    std::size_t worst = 0;
    for (const auto& call : calls) {
      call->receive();
      EXPECT_EQ(call->caller().strange() + call->callee().strange(), 0u) << call->account();
      worst = std::max({worst, call->caller().rtp_sent() - call->callee().rtp_received(),
                        call->callee().rtp_sent() - call->caller().rtp_received()});
    }
    return unsigned(worst);
  }

  /// What a daemon counts of a call is all that was sent.
  void expect_counters_go_on(const Calls& calls, unsigned lost) {
    for (const auto& call : calls) {
      const Bencoded query = call->query(ng());
      EXPECT_EQ(query["result"].text(), "ok") << call->id();
      const auto all = query["totals"]["RTP"]["packets"].number();
      EXPECT_GE(all + 2 * lost, call->caller().rtp_sent() + call->callee().rtp_sent());
    }
  }

  /// Comes as a successor; see kVisitor.
  std::string visit(const std::string& request, const std::string& last) {
    std::string output;
    EXPECT_EQ(run({"python3", "-c", kVisitor, pidfile_ + ".take-over", request, last}, &output), 0)
        << output;
    return output;
  }
  static constexpr const char* kRequest =
      "d2:is7:request8:protocoli1e7:version3:9.913:call versionsli5eee";

  static std::string line_with(const std::string& text, const std::string& output) {
    const std::size_t at = output.find(text);
    if (at == std::string::npos) return {};
    const std::size_t begin = output.rfind('\n', at) + 1;
    return output.substr(begin, output.find('\n', at) - begin);
  }

  WorkFolder folder_;
  const std::string pidfile_ = folder_.path("pid");
  int logs_ = 0;
};

TEST_F(TakeOverTest, CallsGoOnInTheSuccessor) {
  ASSERT_TRUE(start(arguments()));
  const unsigned count = number_of_calls();
  const Calls all = connected_calls("call", count);
  ASSERT_EQ(all.size(), count);
  Process next;
  talk_through(all, [&] { next = successor(); });
  EXPECT_TRUE(serves(next)) << next.output();
  EXPECT_EQ(wait_for_good_end(daemon().process()), "");

  const unsigned lost = worst_loss(all);
  std::printf("%u calls, at most %u packets lost in a stream\n%s\n", count, lost,
              line_with("this one ends", daemon().output()).c_str());
  EXPECT_LE(lost, 2u) << daemon().output() << next.output();
  expect_counters_go_on(all, lost);
  EXPECT_EQ(calls().size(), count);
  EXPECT_EQ(connected_calls("new", 2).size(), 2u);
  for (const auto& call : all) EXPECT_EQ(call->remove(ng())["result"].text(), "ok");
  EXPECT_EQ(calls().size(), 2u);
  next.signal(SIGTERM);
  EXPECT_EQ(wait_for_good_end(next), "");
  EXPECT_FALSE(std::filesystem::exists(pidfile_));
  EXPECT_FALSE(std::filesystem::exists(pidfile_ + ".take-over"));
}

TEST_F(TakeOverTest, CallsOfBothFamiliesMoveTwice) {
  ASSERT_TRUE(start(arguments()));
  Calls all = connected_calls("six", 3, true, true);
  for (auto& call : connected_calls("mixed", 3, false, true)) all.push_back(std::move(call));
  ASSERT_EQ(all.size(), 6u);
  Process second;
  Process third;
  talk_through(all, [&] { second = successor(); });
  ASSERT_TRUE(serves(second)) << second.output();
  talk_through(
      all, [&] { third = successor(); }, 300);
  ASSERT_TRUE(serves(third)) << third.output();
  EXPECT_EQ(wait_for_good_end(daemon().process()), "");
  EXPECT_EQ(wait_for_good_end(second), "");
  EXPECT_LE(worst_loss(all), 4u);
  for (const auto& call : all) EXPECT_EQ(call->remove(ng())["result"].text(), "ok");
  third.signal(SIGTERM);
  EXPECT_EQ(wait_for_good_end(third), "");
}

TEST_F(TakeOverTest, NoControlRequestIsLost) {
  ASSERT_TRUE(start(arguments()));
  Process next = successor();
  unsigned asked = 0;
  const auto begin = Clock::now();
  // The client asks again after a second: none may have to.
  const bool moved = wait_until([&] {
    EXPECT_EQ(ng().ask("ping")["result"].text(), "pong");
    ++asked;
    return read_file(pidfile_) == std::to_string(next.pid()) + "\n";
  });
  EXPECT_TRUE(moved) << next.output();
  std::printf("%u requests in %lld ms\n", asked,
              static_cast<long long>(
                  std::chrono::duration_cast<Milliseconds>(Clock::now() - begin).count()));
  EXPECT_EQ(ng().ask("ping")["result"].text(), "pong");
  EXPECT_EQ(wait_for_good_end(daemon().process()), "");
  next.signal(SIGTERM);
  EXPECT_EQ(wait_for_good_end(next), "");
}

TEST_F(TakeOverTest, ThePredecessorGoesOnIfTheSuccessorCannotHaveTheCalls) {
  ASSERT_TRUE(start(arguments()));
  const Calls all = connected_calls("call", 10);
  ASSERT_EQ(all.size(), 10u);
  Process next;
  // The calls face an interface that it does not have.
  talk_through(all, [&] {
    next = Process();
    Command command;
    command.words = {daemon_program(),
                     "--config-file=none",
                     "-f",
                     "-E",
                     "-t",
                     "-1",
                     "--interface=other/" + host("daemon").ip4(),
                     "--listen-ng=" + host("daemon").ip4() + ":2223",
                     "--pidfile=" + pidfile_,
                     "--take-over"};
    command.log = folder_.path("wrong");
    command.netns = host("daemon").netns().fd();
    next = Process(command);
  });
  EXPECT_EQ(next.wait(), 1);
  EXPECT_NE(next.output().find("there is no interface 'default' here"), std::string::npos)
      << next.output();
  EXPECT_NE(daemon().output().find("this process goes on"), std::string::npos);
  EXPECT_EQ(incomplete(all), "") << "not a packet may be missing";
  EXPECT_EQ(calls().size(), 10u);
  for (const auto& call : all) EXPECT_EQ(call->remove(ng())["result"].text(), "ok");
}

TEST_F(TakeOverTest, ThePredecessorGoesOnIfTheSuccessorEndsInTheMiddle) {
  ASSERT_TRUE(start(arguments()));
  const Calls all = connected_calls("call", 10);
  ASSERT_EQ(all.size(), 10u);
  for (const char* last : {"listeners", "call", "end", "serve"}) {
    SCOPED_TRACE(last);
    talk_through(
        all, [&] { EXPECT_EQ(visit(kRequest, last), last); }, 80);
    EXPECT_EQ(incomplete(all), "") << "not a packet may be missing";
    EXPECT_EQ(calls().size(), 10u);
  }
  EXPECT_NE(daemon().output().find("it ended before it served"), std::string::npos);
  for (const auto& call : all) EXPECT_EQ(call->remove(ng())["result"].text(), "ok");
}

TEST_F(TakeOverTest, WhatAnotherVersionAsksIsRefusedWithoutAPause) {
  ASSERT_TRUE(start(arguments()));
  const Calls all = connected_calls("call", 1);
  EXPECT_NE(visit("d2:is7:request8:protocoli1e7:version3:9.913:call versionsli99eee", "")
                .find("rtpengine 9.9 does not understand calls"),
            std::string::npos);
  EXPECT_NE(visit("d2:is7:request8:protocoli2e7:version3:9.9e", "")
                .find("rtpengine 9.9 speaks another language"),
            std::string::npos);
  EXPECT_EQ(visit("d9999:garbage", ""), "closed");
  EXPECT_EQ(calls().size(), 1u);
}

TEST_F(TakeOverTest, SaysThatThereIsNobodyToTakeOverFrom) {
  Process alone = successor();
  EXPECT_EQ(alone.wait(), 1);
  EXPECT_NE(alone.output().find("no daemon waits for a successor at " + pidfile_ + ".take-over"),
            std::string::npos)
      << alone.output();
}

TEST_F(TakeOverTest, ACommandStartsTheSuccessor) {
  adopt_orphans();
  ASSERT_TRUE(start(arguments()));
  const Calls all = connected_calls("call", 5);
  const Bencoded started = ng().ask("take-over");
  ASSERT_EQ(started["result"].text(), "ok") << started["error-reason"].text();
  EXPECT_EQ(started["successor"].text(), "starting");
  Process next = Process::adopted(pid_t(started["successor process"].number()), "");
  ASSERT_TRUE(serves(next)) << daemon().output();
  EXPECT_EQ(wait_for_good_end(daemon().process()), "");
  const Bencoded status = ng().ask({{"command", "take-over"}, {"action", "status"}});
  EXPECT_EQ(status["process"].number(), next.pid());
  EXPECT_EQ(status["taken over"].number(), 5);
  EXPECT_EQ(status["successor"].text(), "none");
  EXPECT_EQ(calls().size(), 5u);
  next.signal(SIGTERM);
  EXPECT_EQ(wait_for_good_end(next), "");
}

/// With a plugin whose state moves; the second edition reads what the first one wrote.
class TakeOverWithPluginTest : public TakeOverTest {
 protected:
  static std::string tally(const std::string& edition) {
    return "--load-plugin=" RTPENGINE_BUILD_DIR "/tests/plugins/trial/tally/" + edition +
           "/.libs/rtpengine-tally.so";
  }
  Bencoded ask(const std::string& command, const Call& call) {
    return ng().ask({{"command", command}, {"call-id", call.id()}});
  }
};

TEST_F(TakeOverWithPluginTest, WhatItKeepsMovesToItsNextEdition) {
  ASSERT_TRUE(start(arguments({tally("one")})));
  const Calls all = connected_calls("call", 5);
  ASSERT_EQ(all.size(), 5u);
  Process next;
  talk_through(
      all, [&] { next = successor({tally("two")}); }, 80);
  ASSERT_TRUE(serves(next)) << next.output();
  EXPECT_EQ(wait_for_good_end(daemon().process()), "");
  EXPECT_LE(worst_loss(all), 2u);
  for (const auto& call : all) {
    const Bencoded counted = ask("tally", *call);
    EXPECT_EQ(counted["edition"].number(), 2);
    EXPECT_EQ(counted["copies"].number(), 2);
    EXPECT_EQ(counted["calls"].number(), 5);
    EXPECT_GE(counted["packets"].number(), 156);
  }
  next.signal(SIGTERM);
  EXPECT_EQ(wait_for_good_end(next), "");
}

TEST_F(TakeOverWithPluginTest, WhatItCannotReadLeavesAllCallsWhereTheyAre) {
  ASSERT_TRUE(start(arguments({tally("one")})));
  const Calls all = connected_calls("call", 5);
  ASSERT_EQ(all.size(), 5u);
  ask("spoil tally", *all[3]);
  Process next;
  talk_through(
      all, [&] { next = successor({tally("two")}); }, 80);
  EXPECT_EQ(next.wait(), 1);
  EXPECT_NE(next.output().find("call call3: plugin 'tally' failed in restore_state"),
            std::string::npos)
      << next.output();
  EXPECT_EQ(incomplete(all), "");
  EXPECT_EQ(ask("tally", *all[0])["edition"].number(), 1);
  EXPECT_EQ(ask("tally", *all[0])["calls"].number(), 5);
}

TEST_F(TakeOverWithPluginTest, ASuccessorWithoutItTakesNothing) {
  ASSERT_TRUE(start(arguments({tally("one")})));
  const Calls all = connected_calls("call", 1);
  Process next = successor();
  EXPECT_EQ(next.wait(), 1);
  EXPECT_NE(next.output().find("plugin 'tally' has something in it, and here is no such plugin"),
            std::string::npos)
      << next.output();
  EXPECT_EQ(ask("tally", *all[0])["calls"].number(), 1);
}

TEST_F(TakeOverTest, WithoutAPlaceToMeetThereIsNoSuccessor) {
  ASSERT_TRUE(start({}));
  const Bencoded reply = ng().ask("take-over");
  EXPECT_EQ(reply["result"].text(), "error");
  EXPECT_NE(reply["error-reason"].text().find("take-over-socket"), std::string::npos)
      << reply["error-reason"].text();
}

}  // namespace
}  // namespace rtpengine::harness
