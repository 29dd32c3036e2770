// SPDX-License-Identifier: GPL-3.0-or-later
//
// Trial plugins that are no part of calls: a kernel table back end under a live call, and a service
// between two plugins.
#include <fstream>
#include <sstream>
#include <string>
#include <vector>

#include "harness/fixture.h"
#include "harness/wait.h"

namespace rtpengine::harness {
namespace {

std::string load(const std::string& folder, const std::string& name) {
  return "--load-plugin=" RTPENGINE_BUILD_DIR "/tests/plugins/trial/" + folder +
         "/.libs/rtpengine-" + name + ".so";
}

/// A daemon whose kernel table is that of the trial plugin: it forwards nothing, and counts what
/// the test tells it.
class KernelTableTest : public SystemTest {
 protected:
  testing::AssertionResult start_with_table(const std::string& table) {
    return start({load("fake-kernel", "fake-kernel"), "--table=" + table, "--num-threads=1",
                  "--delete-delay=0", "--fake-kernel-feed=" + feed_,
                  "--fake-kernel-list=" + list_});
  }

  /// Local addresses of the entries, as the plugin writes them.
  std::vector<std::string> entries() const {
    std::istringstream lines(read_file(list_));
    std::vector<std::string> locals;
    for (std::string line; std::getline(lines, line);)
      locals.push_back(line.substr(0, line.find(' ')));
    return locals;
  }

  void feed(const std::string& text) const {
    std::ofstream(feed_ + ".new") << text;
    ASSERT_EQ(rename((feed_ + ".new").c_str(), feed_.c_str()), 0);
  }

  bool kernelized(Call& call, const std::string& tag) {
    const Bencoded query = call.query(ng());
    for (const Bencoded& flag : stream_of(query, tag)["flags"].list()) {
      if (flag.text() == "kernelized") return true;
    }
    return false;
  }

  WorkFolder folder_;
  const std::string feed_ = folder_.path("feed");
  const std::string list_ = folder_.path("list");
};

TEST_F(KernelTableTest, ACallIsHandedOverCountedAndTakenBackWhenTheTableIsLost) {
  ASSERT_TRUE(start_with_table("fake-kernel"));
  EXPECT_NE(daemon().output().find("forwarding streams through fake-kernel (plugin fake-kernel)"),
            std::string::npos);
  const Calls calls = connected_calls("call", 1);
  ASSERT_EQ(calls.size(), 1u);
  Call& call = *calls.front();
  EXPECT_TRUE(entries().empty()) << "nobody has been heard yet";
  Talk how;
  how.packets = 50;
  talk(calls, how);
  ASSERT_EQ(incomplete(calls), "");

  // Handed over: RTP of both sides.
  ASSERT_TRUE(wait_until([&] { return entries().size() == 2; }));
  EXPECT_TRUE(kernelized(call, "caller"));
  EXPECT_TRUE(kernelized(call, "callee"));

  // What the table forwards counts as if we had.
  feed("traffic " + entries()[0] + " 1000 172000 0\ntraffic " + entries()[1] + " 500 86000 3\n");
  const auto totals = [&] { return call.query(ng())["totals"]["RTP"]; };
  EXPECT_TRUE(wait_until([&] { return totals()["packets"].number() == 2 * 50 + 1500; }));
  EXPECT_EQ(totals()["bytes"].number(), 2 * 50 * 172 + 258'000);
  EXPECT_EQ(totals()["errors"].number(), 3);

  // Lost: back in user space, counters kept, nothing else of the call touched.
  feed("lost the module was removed\n");
  ASSERT_TRUE(wait_until([&] { return !kernelized(call, "caller"); }));
  EXPECT_FALSE(kernelized(call, "callee"));
  EXPECT_NE(daemon().output().find("kernel table lost (the module was removed): 2 streams are "
                                   "forwarded in user space from now on"),
            std::string::npos);
  talk(calls, how);
  EXPECT_EQ(incomplete(calls), "");
  EXPECT_EQ(totals()["packets"].number(), 4 * 50 + 1500);
  EXPECT_EQ(call.remove(ng())["result"].text(), "ok");
}

TEST_F(KernelTableTest, TheEndOfACallTakesItsEntriesWithIt) {
  ASSERT_TRUE(start_with_table("fake-kernel"));
  const Calls calls = connected_calls("call", 1);
  ASSERT_EQ(calls.size(), 1u);
  Talk how;
  how.packets = 10;
  talk(calls, how);
  ASSERT_TRUE(wait_until([&] { return entries().size() == 2; }));
  const Bencoded refused =
      ng().ask(Dictionary{{"command", "plugins"}, {"action", "reload"}, {"name", "fake-kernel"}});
  EXPECT_EQ(refused["error-reason"].text(),
            "plugin 'fake-kernel' cannot be reloaded while the daemon runs: it is the kernel table "
            "in use");
  EXPECT_EQ(calls.front()->remove(ng())["result"].text(), "ok");
  EXPECT_TRUE(wait_until([&] { return entries().empty(); }));
}

TEST_F(KernelTableTest, ATableThatIsNotNamedIsNotUsed) {
  ASSERT_TRUE(start_with_table("none"));
  const Calls calls = connected_calls("call", 1);
  ASSERT_EQ(calls.size(), 1u);
  Talk how;
  how.packets = 10;
  talk(calls, how);
  EXPECT_EQ(incomplete(calls), "");
  EXPECT_NE(daemon().output().find("all streams stay in user space (table: none)"),
            std::string::npos);
  EXPECT_FALSE(kernelized(*calls.front(), "caller"));
}

using ServiceTest = SystemTest;

TEST_F(ServiceTest, OnePluginUsesAnotherOnesService) {
  ASSERT_TRUE(start({load("user", "user"), load("publisher", "publisher")}));
  EXPECT_NE(daemon().output().find("counted the start: 1"), std::string::npos);
  const auto plugins = [&](const std::string& action, const std::string& name) {
    return ng().ask(Dictionary{{"command", "plugins"}, {"action", action}, {"name", name}});
  };
  EXPECT_EQ(plugins("unload", "publisher")["error-reason"].text(),
            "plugin 'publisher' cannot be unloaded: plugin 'user' uses its service "
            "'publisher.counter/1'");
  EXPECT_EQ(plugins("reload", "publisher")["result"].text(), "ok");
  EXPECT_EQ(plugins("unload", "user")["result"].text(), "ok");
  EXPECT_EQ(plugins("unload", "publisher")["result"].text(), "ok");
}

TEST_F(ServiceTest, AUserRunsWithoutThePublisher) {
  ASSERT_TRUE(start({load("user", "user")}));
  EXPECT_NE(daemon().output().find("counted the start: 0"), std::string::npos);
}

}  // namespace
}  // namespace rtpengine::harness
