// SPDX-License-Identifier: GPL-3.0-or-later
//
// Plugins that come, go and are replaced while calls are up, told to the running daemon.
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cstdio>
#include <filesystem>
#include <fstream>
#include <string>

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
  void install(const std::string& edition) {
    const std::string path = folder_ + "/rtpengine-edition.so";
    fs::copy_file(
        RTPENGINE_BUILD_DIR "/tests/plugins/edition/" + edition + "/.libs/rtpengine-edition.so",
        path + ".new");
    fs::rename(path + ".new", path);
  }

  testing::AssertionResult start_with_plugins() {
    return start({"--plugin-dir=" + folder_, "--num-threads=2", "--delete-delay=0"});
  }

  Bencoded plugins(const std::string& action, const std::string& name = "edition") {
    return ng().ask(Dictionary{{"command", "plugins"}, {"action", action}, {"name", name}});
  }
  /// "1.0 started 2.0 draining", of the plugin `edition`.
  std::string states() {
    std::string text;
    const Bencoded reply = plugins("list");
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

  /// Resident memory of the daemon in kB, and its open descriptors.
  long memory() {
    std::ifstream status("/proc/" + std::to_string(daemon().process().pid()) + "/status");
    for (std::string line; std::getline(status, line);) {
      if (line.rfind("VmRSS:", 0) == 0) return std::stol(line.substr(6));
    }
    return 0;
  }
  std::size_t descriptors() {
    std::size_t count = 0;
    const std::string folder = "/proc/" + std::to_string(daemon().process().pid()) + "/fd";
    for ([[maybe_unused]] const auto& entry : fs::directory_iterator(folder)) ++count;
    return count;
  }

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
            "plugin 'ng' does not allow to be unloaded while calls are up");
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

}  // namespace
}  // namespace rtpengine::harness
