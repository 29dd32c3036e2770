// SPDX-License-Identifier: GPL-3.0-or-later
//
// The life of the process: how operators start it, what signals do, how it ends, what it says when
// something is wrong.
#include <signal.h>

#include <filesystem>

#include "harness/fixture.h"

namespace rtpengine::harness {
namespace {

class DaemonTest : public SystemTest {
 protected:
  void SetUp() override {
    SystemTest::SetUp();
    if (IsSkipped()) return;
    ip4_ = host("daemon").ip4();
    ip6_ = host("daemon").ip6();
  }

  /// Runs the program on the daemon's host until it ends, which it has to by itself.
  int run_there(const std::vector<std::string>& words, std::string* output) {
    Process process = process_there(words);
    const auto status = process.wait();
    *output = process.output();
    EXPECT_EQ(sanitizer_report(*output), "");
    EXPECT_TRUE(status) << "it does not end:\n" << *output;
    return status.value_or(-1);
  }

  Process process_there(const std::vector<std::string>& words) {
    Command command;
    command.words = {daemon_program()};
    command.words.insert(command.words.end(), words.begin(), words.end());
    command.log = folder_.path("log" + std::to_string(++logs_));
    command.netns = host("daemon").netns().fd();
    command.folder = folder_.path("");
    return Process(command);
  }

  /// Starts the daemon with a configuration file that has these lines in its section core.
  testing::AssertionResult start_with_file(const std::string& core) {
    write_core(core);
    return start_with_words({"--config-file=" + folder_.path("rtpengine.yaml")});
  }
  void write_core(const std::string& core) {
    folder_.write("rtpengine.yaml", "load-plugin: [ng]\ncore:\n  foreground: true\n  table: -1\n" +
                                        ("  interface: " + ip4_ + "\n") + core +
                                        "log: {stderr: true}\nng: {listen-ng: \"" + ip4_ +
                                        ":2223\"}\n");
  }

  bool says(const std::string& text) {
    return wait_until([&] { return daemon().output().find(text) != std::string::npos; });
  }

  /// Ends a daemon in the middle of calls, and looks at how it ends.
  void expect_good_end_by(int signal_number) {
    ASSERT_TRUE(start({"--num-threads=4"}));
    const Calls calls = connected_calls("call", 20);
    ASSERT_EQ(calls.size(), 20u);
    Talk how;
    how.packets = 20;
    talk(calls, how);
    // The last packets are still on their way in, or out.
    for (const auto& call : calls) call->caller().send_rtp();
    const auto told = Clock::now();
    EXPECT_EQ(daemon().end(signal_number), "");
    const std::chrono::duration<double> took = Clock::now() - told;
    std::printf("ended with 20 calls up in %.0f ms\n", took.count() * 1000);
  }

  /// Of a process or thread, by its folder in /proc.
  static std::uint64_t effective_capabilities(const std::string& folder) {
    const std::string status = read_file(folder + "/status");
    return std::stoull(status.substr(status.find("CapEff:") + 7), nullptr, 16);
  }

  void expect_capabilities(std::uint64_t expected) {
    EXPECT_TRUE(says("rtpengine is ready")) << daemon().output();
    const std::string tasks = "/proc/" + std::to_string(daemon().process().pid()) + "/task";
    std::size_t threads = 0;
    for (const auto& task : std::filesystem::directory_iterator(tasks)) {
      EXPECT_EQ(effective_capabilities(task.path().string()), expected) << task.path();
      ++threads;
    }
    EXPECT_GE(threads, 3u) << "the main one, and two workers";
  }

  WorkFolder folder_;
  std::string ip4_;
  std::string ip6_;
  int logs_ = 0;
};

TEST_F(DaemonTest, RunsInTheBackgroundAsTheManualStartsIt) {
  adopt_orphans();
  const std::string pidfile = folder_.path("rtpengine.pid");
  std::string output;
  // The start-up line of the manual, without the kernel table; the pidfile is a relative path.
  ASSERT_EQ(
      run_there({"--config-file=none", "--table=-1", "--interface=" + ip4_, "--interface=" + ip6_,
                 "--listen-ng=" + ip4_ + ":2223", "--tos=184", "--pidfile=rtpengine.pid"},
                &output),
      0)
      << output;
  Process daemon = Process::adopted(std::atoi(read_file(pidfile).c_str()), "");
  ASSERT_GT(daemon.pid(), 1);
  NgClient ng(host("proxy"), Address(ip4_, 2223));
  EXPECT_TRUE(ng.wait_for_pong());
  EXPECT_NE(getpgid(daemon.pid()), getpgid(0)) << "it must leave the group of who started it";
  Call call("call", {host("caller"), host("callee"), false, true});
  EXPECT_EQ(call.connect(ng), "");
  daemon.signal(SIGTERM);
  EXPECT_EQ(wait_for_good_end(daemon), "");
  EXPECT_FALSE(std::filesystem::exists(pidfile));
}

TEST_F(DaemonTest, TellsWhoStartedItInTheBackgroundThatTheStartFailed) {
  std::string output;
  EXPECT_NE(run_there({"--config-file=none", "--table=0", "--no-fallback", "--interface=" + ip4_,
                       "--listen-ng=" + ip4_ + ":2223", "--pidfile=rtpengine.pid"},
                      &output),
            0);
  EXPECT_NE(output.find("no-fallback"), std::string::npos) << output;
  EXPECT_FALSE(std::filesystem::exists(folder_.path("rtpengine.pid")));
}

TEST_F(DaemonTest, EachThreadKeepsTheCapabilitiesThatItNeeds) {
  constexpr std::uint64_t kAlways = 1u << 1 | 1u << 10;  // DAC_OVERRIDE, NET_BIND_SERVICE
  constexpr std::uint64_t kSteered = 1u << 12 | 1u << 13 | std::uint64_t{1} << 39;
  constexpr std::uint64_t kNice = 1u << 23;
  const std::uint64_t before = effective_capabilities("/proc/self");
  ASSERT_TRUE(start({"--packet-engine=plain", "--num-threads=2"}));
  expect_capabilities(before & kAlways);
  ASSERT_EQ(daemon().end(), "");
  ASSERT_TRUE(start({"--packet-engine=plain", "--num-threads=2", "--priority=1"}));
  expect_capabilities(before & (kAlways | kNice));
  ASSERT_EQ(daemon().end(), "");
  if (!start({"--packet-engine=steered", "--num-threads=2"})) {
    GTEST_SKIP() << daemon().no_privileges();
  }
  expect_capabilities(before & (kAlways | kSteered));
}

TEST_F(DaemonTest, TakesShortOptionsAndBarePorts) {
  const std::string pidfile = folder_.path("pid");
  ASSERT_TRUE(start_with_words({"--config-file=none",
                                "-t",
                                "-1",
                                "-i",
                                ip4_,
                                "-i",
                                ip6_,
                                "-n",
                                "2223",
                                "-m",
                                "40000",
                                "-M",
                                "40039",
                                "-L",
                                "7",
                                "-E",
                                "-f",
                                "-p",
                                pidfile,
                                "-T",
                                "184",
                                "-o",
                                "30",
                                "-s",
                                "60",
                                "-d",
                                "0"}));
  // Control requests are served a moment before the daemon calls itself ready.
  const std::string pid = std::to_string(daemon().process().pid()) + "\n";
  EXPECT_TRUE(wait_until([&] { return read_file(pidfile) == pid; })) << read_file(pidfile);
  NgClient over_v6(host("proxy"), Address(ip6_, 2223));
  EXPECT_TRUE(over_v6.wait_for_pong()) << "a bare port is to listen on all addresses";
  const Calls calls = connected_calls("call", 5);
  ASSERT_EQ(calls.size(), 5u);
  for (const std::uint16_t port : udp_ports_of(daemon().process().pid())) {
    const bool allowed = port == 2223 || (port >= 40000 && port <= 40039);
    EXPECT_TRUE(allowed) << port;
  }
  EXPECT_NE(daemon().output().find("DEBUG"), std::string::npos) << "-L 7 shows debug lines";
  EXPECT_EQ(daemon().end(), "");
  EXPECT_FALSE(std::filesystem::exists(pidfile));
}

TEST_F(DaemonTest, EndsAtOnceOnSigtermInTheMiddleOfCalls) { expect_good_end_by(SIGTERM); }

TEST_F(DaemonTest, EndsAtOnceOnSigintInTheMiddleOfCalls) { expect_good_end_by(SIGINT); }

TEST_F(DaemonTest, ReadsItsFileAgainOnSighup) {
  ASSERT_TRUE(start_with_file("  max-sessions: 1\n"));
  const auto first = new_call("first");
  const auto second = new_call("second");
  ASSERT_EQ(first->connect(ng()), "");
  EXPECT_EQ(second->connect(ng()), "offer: Parallel session limit reached");

  write_core("  max-sessions: 2\n");
  daemon().process().signal(SIGHUP);
  EXPECT_TRUE(wait_until([&] { return second->connect(ng()).empty(); })) << daemon().output();
  EXPECT_EQ(new_call("third")->connect(ng()), "offer: Parallel session limit reached");
  EXPECT_EQ(calls(), (std::set<std::string>{"first", "second"}));
}

TEST_F(DaemonTest, AnAddressThatAReloadAddsCarriesCallsWithThePrivilegesThatAreLeft) {
  ASSERT_TRUE(start_with_file(""));
  const std::string file = folder_.path("rtpengine.yaml");
  std::string text = read_file(file);
  const std::string first = "interface: " + ip4_;
  text.replace(text.find(first), first.size(), "interface: [" + ip4_ + ", \"" + ip6_ + "\"]");
  folder_.write("rtpengine.yaml", text);
  daemon().process().signal(SIGHUP);
  ASSERT_TRUE(says("1 addresses added")) << daemon().output();
  const Calls calls = connected_calls("v6-", 2, true, true);
  ASSERT_EQ(calls.size(), 2u);
  Talk how;
  how.packets = 20;
  talk(calls, how);
  EXPECT_EQ(incomplete(calls), "");
}

TEST_F(DaemonTest, KeepsItsConfigurationWhenTheNewFileIsWrong) {
  ASSERT_TRUE(start_with_file("  max-sessions: 1\n"));
  write_core("  max-sessions: 2\n  timeuot: 3\n");
  daemon().process().signal(SIGHUP);
  EXPECT_TRUE(says("rtpengine.yaml:7: core.timeuot")) << daemon().output();
  EXPECT_TRUE(says("did you mean 'timeout'")) << daemon().output();
  ASSERT_EQ(new_call("first")->connect(ng()), "");
  EXPECT_EQ(new_call("second")->connect(ng()), "offer: Parallel session limit reached");
}

TEST_F(DaemonTest, ShiftsItsLogLevelOnSigusr) {
  ASSERT_TRUE(start({"--log-level=5"}));
  daemon().process().signal(SIGUSR2);
  EXPECT_TRUE(says("log level is 6 now")) << daemon().output();
  daemon().process().signal(SIGUSR1);
  EXPECT_TRUE(says("log level is 5 now")) << daemon().output();
}

TEST_F(DaemonTest, SaysWhereTheConfigurationIsWrong) {
  struct Case {
    const char* core;
    const char* message;
  };
  const Case cases[] = {
      {"  timeuot: 20\n", "wrong.yaml:3: core.timeuot: unknown key, did you mean 'timeout'?"},
      {"  timeout: soon\n", "wrong.yaml:3: core.timeout: 'soon'"},
      {"  port-min: 70000\n", "wrong.yaml:3: core.port-min:"},
      {"  tos: [1, 2\n", "wrong.yaml:"},
      {"  interface: 10.0.0.0.1\n", "wrong.yaml:3: core.interface"},
  };
  for (const Case& wrong : cases) {
    SCOPED_TRACE(wrong.core);
    folder_.write("wrong.yaml", std::string("load-plugin: [ng]\ncore:\n") + wrong.core);
    std::string output;
    EXPECT_NE(run_there({"--config-file=wrong.yaml", "-f", "-E"}, &output), 0);
    EXPECT_NE(output.find(wrong.message), std::string::npos) << output;
  }
}

TEST_F(DaemonTest, SaysWhatIsWrongWithTheCommandLine) {
  struct Case {
    std::vector<std::string> words;
    const char* message;
  };
  const Case cases[] = {
      {{}, "Missing option --interface"},
      {{"--interface=" + ip4_, "--tiemout=3"}, "unknown option --tiemout, did you mean --timeout?"},
      {{"--interface=" + ip4_, "--listen-ng=203.0.113.1:2223"}, "203.0.113.1:2223"},
      {{"--interface=nonsense/"}, "nonsense/"},
  };
  for (const Case& wrong : cases) {
    std::vector<std::string> words = {"--config-file=none", "-f", "-E", "-t", "-1"};
    words.insert(words.end(), wrong.words.begin(), wrong.words.end());
    std::string output;
    EXPECT_NE(run_there(words, &output), 0);
    EXPECT_NE(output.find(wrong.message), std::string::npos) << wrong.message << "\n" << output;
  }
}

TEST_F(DaemonTest, WithoutThePluginOfItsListenerItStartsAndNamesThePlugin) {
  std::vector<std::string> words = Daemon::base_arguments(host("daemon"));
  words.insert(words.end(), {"--plugin-dir=/nosuch", "--no-load-plugin=nq"});
  Process daemon = process_there(words);
  const auto says = [&](const std::string& text) {
    return wait_until([&] { return daemon.output().find(text) != std::string::npos; });
  };
  EXPECT_TRUE(says("rtpengine is ready")) << daemon.output();
  EXPECT_TRUE(says("plugin folder /nosuch cannot be opened")) << daemon.output();
  EXPECT_TRUE(says("there is no plugin 'nq'")) << daemon.output();
  EXPECT_TRUE(says("nobody can signal calls: plugin ng (option listen-ng) is not loaded"))
      << daemon.output();
  daemon.signal(SIGTERM);
  EXPECT_EQ(wait_for_good_end(daemon), "");
}

TEST_F(DaemonTest, WithNoControlPluginAndNoListenerItDoesNotStart) {
  std::string output;
  EXPECT_NE(run_there({"--config-file=none", "-f", "-E", "-t", "-1", "--interface=" + ip4_,
                       "--no-load-plugin=ng"},
                      &output),
            0);
  EXPECT_NE(output.find("no control protocol plugin is loaded"), std::string::npos) << output;
}

TEST_F(DaemonTest, ASecondOneOnTheSameControlPortDoesNotStart) {
  ASSERT_TRUE(start({}));
  std::string output;
  EXPECT_NE(run_there(Daemon::base_arguments(host("daemon")), &output), 0);
  EXPECT_NE(output.find(ip4_ + ":2223"), std::string::npos) << output;
  EXPECT_TRUE(ng().wait_for_pong()) << "the first is not to be disturbed";
}

TEST_F(DaemonTest, ACommandOfAnAbsentPluginNamesThePlugin) {
  ASSERT_TRUE(start({}));
  const Bencoded reply = ng().ask({{"command", "start recording"}, {"call-id", "x"}});
  EXPECT_EQ(reply["result"].text(), "error");
  EXPECT_NE(reply["error-reason"].text().find("plugin recording"), std::string::npos)
      << reply["error-reason"].text();
  EXPECT_EQ(ng().ask("no such command")["error-reason"].text(), "Unrecognized command");
}

}  // namespace
}  // namespace rtpengine::harness
