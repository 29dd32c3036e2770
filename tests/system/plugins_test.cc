// SPDX-License-Identifier: GPL-3.0-or-later
//
// Plugins that come, go and are replaced while calls are up, told to the running daemon.
#include <signal.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cstdio>
#include <filesystem>
#include <fstream>
#include <string>
#include <utility>

#include "harness/figures.h"
#include "harness/fixture.h"
#include "harness/wait.h"

namespace rtpengine::harness {
namespace {

namespace fs = std::filesystem;

/// A daemon that loads plugin `ng` of the build, and plugin `edition` from a folder of the test's.
class PluginsTest : public SystemTest {
 protected:
  void SetUp() override {
    SystemTest::SetUp();
    ASSERT_NE(mkdtemp(folder_.data()), nullptr);
    fs::copy_file(RTPENGINE_BUILD_DIR "/plugins/ng/.libs/rtpengine-ng.so",
                  folder_ + "/rtpengine-ng.so");
  }
  void TearDown() override {
    SystemTest::TearDown();
    fs::remove_all(folder_);
  }

  /// Put the file of an edition where the daemon finds it, as an installation does.
  void install(const std::string& edition) { install("edition", "plugins/edition/" + edition); }
  /// As install, of another plugin, from a folder of the built tests.
  void install(const std::string& name, const std::string& from) {
    const std::string file = "/rtpengine-" + name + ".so";
    const std::string path = folder_ + file;
    fs::copy_file(RTPENGINE_BUILD_DIR "/tests/" + from + "/.libs" + file, path + ".new");
    fs::rename(path + ".new", path);
  }

  testing::AssertionResult start_with_plugins() {
    return start({"--plugin-dir=" + folder_, "--num-threads=2", "--delete-delay=0"});
  }

  Bencoded plugins(const std::string& action, const std::string& name = "edition") {
    return ng().ask(Dictionary{{"command", "plugins"}, {"action", action}, {"name", name}});
  }
  /// "1.0 started 2.0 draining", of one plugin.
  std::string states(const std::string& name = "edition") {
    std::string text;
    const Bencoded reply = plugins("list", name);
    for (const Bencoded& plugin : reply["plugins"].list()) {
      text += (text.empty() ? "" : " ") + plugin["version"].text() + " " + plugin["state"].text();
    }
    return text;
  }

  std::int64_t edition() { return ng().ask("edition")["edition"].number(); }
  std::int64_t edition_of(const std::string& call_id) {
    return ng()
        .ask(Dictionary{{"command", "edition of call"}, {"call-id", call_id}})["edition"]
        .number();
  }

  long memory() { return memory_of(daemon().process().pid()); }
  std::size_t descriptors() { return descriptors_of(daemon().process().pid()); }

  std::string folder_ = testing::TempDir() + "plugins-XXXXXX";
};

TEST_F(PluginsTest, AReplacedFileRunsItsNewCodeForNewCalls) {
  install("one");
  ASSERT_TRUE(start_with_plugins());
  const Calls old_calls = connected_calls("old", 1);
  ASSERT_EQ(old_calls.size(), 1u);
  EXPECT_EQ(edition(), 1);

  install("two");
  EXPECT_EQ(plugins("reload")["result"].text(), "ok");
  EXPECT_EQ(edition(), 2);
  EXPECT_EQ(states(), "2.0 started 1.0 draining");
  const Calls new_calls = connected_calls("new", 1);
  EXPECT_EQ(edition_of("old0"), 1);
  EXPECT_EQ(edition_of("new0"), 2);

  old_calls.front()->remove(ng());
  EXPECT_TRUE(wait_until([&] { return states() == "2.0 started"; })) << states();
}

TEST_F(PluginsTest, AnEditionThatDoesNotStartChangesNothing) {
  install("one");
  ASSERT_TRUE(start_with_plugins());
  install("three");
  const Bencoded reply = plugins("reload");
  EXPECT_EQ(reply["result"].text(), "error");
  EXPECT_EQ(reply["error-reason"].text(),
            "plugin 'edition' could not be started: this edition does not start; the earlier copy "
            "goes on");
  EXPECT_EQ(edition(), 1);
}

TEST_F(PluginsTest, UnloadsAndLoads) {
  install("one");
  ASSERT_TRUE(start_with_plugins());
  EXPECT_EQ(plugins("unload")["result"].text(), "ok");
  EXPECT_EQ(ng().ask("edition")["error-reason"].text(), "Unrecognized command");
  EXPECT_EQ(plugins("load")["result"].text(), "ok");
  EXPECT_EQ(edition(), 1);
  EXPECT_EQ(plugins("unload", "ng")["error-reason"].text(),
            "plugin 'ng' does not allow to be unloaded while the daemon runs");
}

TEST_F(PluginsTest, LoadsAgainWhatItsPathWasGivenOf) {
  const std::string path =
      RTPENGINE_BUILD_DIR "/tests/plugins/edition/one/.libs/rtpengine-edition.so";
  ASSERT_TRUE(start({"--plugin-dir=" + folder_, "--load-plugin=" + path, "--num-threads=2"}));
  EXPECT_EQ(plugins("unload")["result"].text(), "ok");
  EXPECT_EQ(plugins("load")["result"].text(), "ok");
  EXPECT_EQ(edition(), 1);
}

/// With a configuration file.
class PluginOptionsTest : public PluginsTest {
 protected:
  void write(const std::string& plugins, const std::string& section) {
    std::ofstream(file()) << "load-plugin: [" << plugins << "]\n" << section << "\n";
  }
  testing::AssertionResult start_with_file() {
    return start({"--plugin-dir=" + folder_, "--config-file=" + file(), "--num-threads=2"});
  }
  /// Let the daemon read the file again, and wait until it has.
  testing::AssertionResult read_again() {
    const std::size_t before = daemon().output().size();
    daemon().process().signal(SIGHUP);
    const bool done = wait_until([&] {
      return daemon().output().find("the configuration was read again", before) !=
             std::string::npos;
    });
    return done ? testing::AssertionSuccess() : testing::AssertionFailure() << daemon().output();
  }
  bool logged(const std::string& text) { return daemon().output().find(text) != std::string::npos; }
  std::string options() { return ng().ask("edition")["options"].text(); }

  std::string file() const { return folder_ + "/rtpengine.yaml"; }
};

TEST_F(PluginOptionsTest, TheNextCopyHasTheNewValuesOfLiveOptions) {
  install("one");
  write("ng, edition", "edition: {edition-word: first, edition-place: there}");
  ASSERT_TRUE(start_with_file());
  EXPECT_EQ(options(), "first there");

  write("ng, edition", "edition: {edition-word: second, edition-place: elsewhere}");
  ASSERT_TRUE(read_again());
  EXPECT_TRUE(
      logged("option edition-word changed from 'first' to 'second': waits for 'plugins "
             "reload edition'"))
      << daemon().output();
  EXPECT_TRUE(logged("option edition-place changed from 'there' to 'elsewhere': needs a restart"));
  EXPECT_EQ(options(), "first there");

  install("three");
  EXPECT_EQ(plugins("reload")["result"].text(), "error");
  EXPECT_EQ(options(), "first there");
  install("two");
  EXPECT_EQ(plugins("reload")["result"].text(), "ok");
  EXPECT_EQ(options(), "second there");
  ASSERT_TRUE(read_again());
  EXPECT_TRUE(logged("1 options changed")) << "only the one that needs a restart is left";

  EXPECT_EQ(plugins("unload")["result"].text(), "ok");
  EXPECT_EQ(plugins("load")["result"].text(), "ok");
  EXPECT_EQ(options(), "second elsewhere");
}

TEST_F(PluginOptionsTest, APluginThatIsLoadedLaterHasItsSection) {
  write("ng", "");
  ASSERT_TRUE(start_with_file());
  install("one");
  write("ng, edition", "edition: {edition-word: late}");
  ASSERT_TRUE(read_again());
  EXPECT_TRUE(logged("section 'edition' is not used: plugin edition is not loaded"));
  EXPECT_EQ(plugins("load")["result"].text(), "ok");
  EXPECT_EQ(options(), "late here");

  write("ng, edition", "edition: {edition-word: later}");
  const std::size_t before = daemon().output().size();
  ASSERT_TRUE(read_again());
  const std::string since = daemon().output().substr(before);
  EXPECT_EQ(since.find("is not used"), std::string::npos) << since;
  EXPECT_EQ(since.find("at the next restart"), std::string::npos) << since;
  EXPECT_EQ(plugins("reload")["result"].text(), "ok");
  EXPECT_EQ(options(), "later here");
}

/// With plugin `faulty`, which has one command.
class FaultyPluginTest : public PluginsTest {
 protected:
  void SetUp() override {
    PluginsTest::SetUp();
    fs::copy_file(RTPENGINE_BUILD_DIR "/tests/plugins/faulty/.libs/rtpengine-faulty.so",
                  folder_ + "/rtpengine-faulty.so");
  }
  Bencoded misbehave(Dictionary how) {
    how["command"] = "misbehave";
    return ng().ask(how);
  }
  std::int64_t faults() {
    const Bencoded reply = plugins("list", "faulty");
    return reply["plugins"].at(0)["faults"].number();
  }
  bool logged(const std::string& text) { return daemon().output().find(text) != std::string::npos; }
};

TEST_F(FaultyPluginTest, IsNamedAndCountedAndNobodyElseIsHurt) {
  ASSERT_TRUE(start_with_plugins());
  const Calls calls = connected_calls("call", 2);
  ASSERT_EQ(calls.size(), 2u);

  EXPECT_EQ(misbehave({{"how", "throw"}})["error-reason"].text(), "thrown inside of the plugin");
  const std::int64_t before = faults();
  EXPECT_NE(misbehave({{"how", "silent"}})["error-reason"].text().find("faulty"),
            std::string::npos);
  EXPECT_EQ(faults(), before + 1);
  EXPECT_EQ(misbehave({{"how", "block"}})["result"].text(), "ok");
  EXPECT_EQ(faults(), before + 2);
  EXPECT_TRUE(logged("plugin 'faulty' took 0."));
  EXPECT_FALSE(logged("plugin 'ng' took")) << "it only passed the command on";

  talk(calls, {});
  EXPECT_EQ(incomplete(calls), "");
}

TEST_F(FaultyPluginTest, IsCountedForCallbacksOfTheLoop) {
  ASSERT_TRUE(start_with_plugins());
  std::int64_t expected = faults();
  for (const char* callback : {"job", "timer", "watch"}) {
    EXPECT_EQ(misbehave({{"callback", callback}})["result"].text(), "ok");
    ++expected;
    EXPECT_TRUE(wait_until([&] { return faults() == expected; })) << callback << ": " << faults();
  }
  EXPECT_TRUE(logged("s in a posted job; media of this worker waited for it"));
}

TEST_F(FaultyPluginTest, IsNamedByTheWatchdogWhereItStallsTheLoop) {
  ASSERT_TRUE(start_with_plugins());
  const std::string fifo = folder_ + "/fifo";
  ASSERT_EQ(mkfifo(fifo.c_str(), 0600), 0);
  EXPECT_EQ(misbehave({{"callback", "timer"}, {"fifo", fifo}})["result"].text(), "ok");
  EXPECT_TRUE(wait_until([&] { return logged("now inside of plugin 'faulty'"); }))
      << daemon().output();
  std::ofstream(fifo).close();  // lets it go
  EXPECT_TRUE(wait_until([&] { return logged("works again"); })) << daemon().output();
}

TEST_F(FaultyPluginTest, AJobThatDoesNotEndDoesNotKeepTheDaemon) {
  ASSERT_TRUE(start_with_plugins());
  const std::string fifo = folder_ + "/fifo";
  ASSERT_EQ(mkfifo(fifo.c_str(), 0600), 0);
  EXPECT_EQ(misbehave({{"callback", "pool"}, {"fifo", fifo}})["result"].text(), "ok");
  EXPECT_EQ(daemon().end(), "");
  EXPECT_TRUE(logged("plugin 'faulty' still has 0 commands and 1 jobs in work after 0.4 s"));
  EXPECT_TRUE(logged("1 jobs that plugins gave to the blocking pool do not end"));
  EXPECT_TRUE(logged("rtpengine has ended"));
}

TEST_F(PluginsTest, AThousandReloadsUnderTrafficLoseNoPacketAndLeaveNothingBehind) {
  constexpr int kReloads = 1000;
  install("one");
  ASSERT_TRUE(start_with_plugins());
  const Calls calls = connected_calls("call", 10);
  ASSERT_EQ(calls.size(), 10u);
  // Allocators settle in the first rounds.
  for (int i = 0; i < 50; ++i) ASSERT_EQ(plugins("reload")["result"].text(), "ok");
  const long memory_before = memory();
  const std::size_t descriptors_before = descriptors();

  int reloads = 0;
  Talk how;
  how.packets = 500;
  how.meanwhile = [&] {
    for (int i = 0; i < 5 && reloads < kReloads; ++i, ++reloads) {
      ASSERT_EQ(plugins("reload")["result"].text(), "ok") << reloads;
    }
  };
  talk(calls, how);
  while (reloads < kReloads) {
    ASSERT_EQ(plugins("reload")["result"].text(), "ok") << reloads;
    ++reloads;
  }
  EXPECT_EQ(incomplete(calls), "");
  EXPECT_EQ(edition_of("call0"), 1);
  EXPECT_TRUE(wait_until([&] { return states() == "1.0 started 1.0 draining"; })) << states();
  EXPECT_LE(descriptors(), descriptors_before);
  const long grown = memory() - memory_before;
  std::printf(
      "%d reloads while 10 calls sent %u packets each way: none lost; memory grew by %ld kB\n",
      reloads, how.packets, grown);
  if (!has_sanitizer()) {
    EXPECT_LT(grown, 1024);
  }
}

/// A plugin whose state moves: `tally`, in two editions.
class HandOverTest : public PluginsTest {
 protected:
  void install_tally(const std::string& edition) {
    install("tally", "plugins/trial/tally/" + edition);
  }
  Bencoded ask(const std::string& command, const Call& call) {
    return ng().ask(Dictionary{{"command", command}, {"call-id", call.id()}});
  }
  std::int64_t tally(const Call& call, const std::string& key) {
    return ask("tally", call)[key].number();
  }
  Bencoded reload() { return plugins("reload", "tally"); }

  /// Reload, and wait until all calls were looked at: how many have moved, and how many have not.
  std::pair<std::int64_t, std::int64_t> hand_over() {
    EXPECT_EQ(reload()["result"].text(), "ok");
    Bencoded list;
    const auto is_done = [&] {
      list = plugins("list", "tally");
      return list["plugins"].at(0)["hand-over"].text() == "done";
    };
    EXPECT_TRUE(wait_until(is_done));
    const Bencoded& entry = list["plugins"].at(0);
    return {entry["calls moved"].number(), entry["calls left"].number()};
  }
};

TEST_F(HandOverTest, CallsThatAreUpMoveToTheNewCopyAndLoseNoPacket) {
  constexpr unsigned kCalls = 40;  // more than a worker moves in one turn, with two workers or one
  install_tally("one");
  ASSERT_TRUE(start_with_plugins());
  const Calls calls = connected_calls("call", kCalls);
  ASSERT_EQ(calls.size(), kCalls);
  EXPECT_EQ(tally(*calls[0], "edition"), 1);
  EXPECT_EQ(plugins("list", "tally")["plugins"].at(0)["can hand over"].number(), 1);

  install_tally("two");
  Talk how;
  how.packets = 100;
  bool reloaded = false;
  std::pair<std::int64_t, std::int64_t> outcome;
  how.meanwhile = [&] {
    if (tally(*calls[0], "packets") < 50 || std::exchange(reloaded, true)) return;
    outcome = hand_over();
  };
  talk(calls, how);
  ASSERT_TRUE(reloaded);
  EXPECT_EQ(incomplete(calls), "");
  EXPECT_EQ(outcome, (std::pair<std::int64_t, std::int64_t>{kCalls, 0}));
  EXPECT_TRUE(wait_until([&] { return states("tally") == "2.0 started"; })) << states("tally");
  EXPECT_NE(daemon().output().find("plugin 'tally': 40 calls have moved to the new copy, 0 keep"),
            std::string::npos);
  for (const auto& call : calls) {
    EXPECT_EQ(tally(*call, "edition"), 2);
    EXPECT_EQ(tally(*call, "copies"), 2);
    EXPECT_EQ(tally(*call, "packets"), 2 * how.packets) << "the count went on";
  }
  EXPECT_EQ(tally(*calls[0], "calls"), kCalls);
  for (unsigned i = 1; i < kCalls; ++i) EXPECT_EQ(calls[i]->remove(ng())["result"].text(), "ok");
  EXPECT_EQ(tally(*calls[0], "calls"), 1);
  EXPECT_EQ(plugins("list", "tally")["plugins"].at(0)["faults"].number(), 0);
}

TEST_F(HandOverTest, ACallWhoseStateCannotBeReadKeepsTheEarlierCopyUntilItEnds) {
  install_tally("one");
  ASSERT_TRUE(start_with_plugins());
  const Calls calls = connected_calls("call", 4);
  ASSERT_EQ(calls.size(), 4u);
  ASSERT_EQ(ask("spoil tally", *calls[2])["result"].text(), "ok");
  Talk how;
  how.packets = 20;
  talk(calls, how);
  install_tally("two");
  EXPECT_EQ(hand_over(), (std::pair<std::int64_t, std::int64_t>{3, 1}));
  talk(calls, how);
  EXPECT_EQ(incomplete(calls), "");
  EXPECT_EQ(states("tally"), "2.0 started 1.0 draining");
  for (const auto& call : calls) {
    EXPECT_EQ(tally(*call, "edition"), call == calls[2] ? 1 : 2) << call->id();
    EXPECT_EQ(tally(*call, "calls"), call == calls[2] ? 1 : 3) << "each call is counted once";
    EXPECT_EQ(tally(*call, "packets"), 4 * how.packets) << call->id();
  }
  EXPECT_NE(daemon().output().find("[call2] the call goes on with the earlier copy: plugin 'tally' "
                                   "failed in restore_state with status 1"),
            std::string::npos)
      << daemon().output();
  EXPECT_EQ(calls[2]->remove(ng())["result"].text(), "ok");
  EXPECT_TRUE(wait_until([&] { return states("tally") == "2.0 started"; })) << states("tally");
}

TEST_F(HandOverTest, AnEarlierEditionDoesNotReadWhatALaterOneWrote) {
  install_tally("two");
  ASSERT_TRUE(start_with_plugins());
  const Calls calls = connected_calls("call", 2);
  ASSERT_EQ(calls.size(), 2u);
  install_tally("one");
  EXPECT_EQ(hand_over(), (std::pair<std::int64_t, std::int64_t>{0, 2}));
  EXPECT_EQ(tally(*calls[0], "edition"), 2);
}

TEST_F(HandOverTest, TwoHundredReloadsPassCallsOnAndLeaveNothingBehind) {
  constexpr int kReloads = 200;
  constexpr unsigned kCalls = 10;
  install_tally("one");
  ASSERT_TRUE(start_with_plugins());
  const Calls calls = connected_calls("call", kCalls);
  ASSERT_EQ(calls.size(), kCalls);
  int reloads = 0;
  const auto again = [&] {
    ASSERT_EQ(hand_over(), (std::pair<std::int64_t, std::int64_t>{kCalls, 0})) << reloads;
    ++reloads;
  };
  // Allocators settle in the first rounds.
  for (int i = 0; i < 50; ++i) again();
  const long memory_before = memory();
  const std::size_t descriptors_before = descriptors();
  Talk how;
  how.packets = 200;
  how.meanwhile = [&] {
    if (reloads < kReloads) again();
  };
  talk(calls, how);
  while (reloads < kReloads && !HasFatalFailure()) again();
  EXPECT_EQ(incomplete(calls), "");
  EXPECT_TRUE(wait_until([&] { return states("tally") == "1.0 started"; })) << states("tally");
  EXPECT_EQ(tally(*calls[0], "copies"), kReloads + 1);
  EXPECT_EQ(tally(*calls[0], "packets"), 2 * how.packets);
  EXPECT_EQ(tally(*calls[0], "calls"), kCalls);
  EXPECT_LE(descriptors(), descriptors_before);
  const long grown = memory() - memory_before;
  std::printf(
      "%d reloads handed 10 calls over that sent %u packets each way: none lost; memory "
      "grew by %ld kB\n",
      reloads, how.packets, grown);
  if (!has_sanitizer()) {
    EXPECT_LT(grown, 1024);
  }
}

}  // namespace
}  // namespace rtpengine::harness
