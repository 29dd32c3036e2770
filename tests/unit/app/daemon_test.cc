// SPDX-License-Identifier: GPL-3.0-or-later
//
// The program as its users meet it. Each case runs the daemon in a process of its own and waits for
// its messages to the service manager.
#include "app/daemon.h"

#include <fcntl.h>
#include <poll.h>
#include <sched.h>
#include <signal.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/time.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>

#include <sstream>

#include "app/config_tree.h"
#include "support.h"

namespace rtpengine::app {
namespace {

const std::string kGood = std::string(TEST_GOOD_PLUGIN_DIR) + "/rtpengine-good.so";

class DaemonTest : public testing::Test {
 protected:
  DaemonTest() : notify_(socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0)) {
    const std::string path = folder_.path() + "/notify";
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    path.copy(address.sun_path, sizeof address.sun_path - 1);
    EXPECT_EQ(bind(notify_, reinterpret_cast<sockaddr*>(&address), sizeof address), 0);
    const timeval patience{20, 0};
    setsockopt(notify_, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
  }
  ~DaemonTest() override {
    if (daemon_ > 0) {
      kill(daemon_, SIGKILL);
      waitpid(daemon_, nullptr, 0);
    }
    close(notify_);
  }

  void start(std::vector<std::string> arguments) {
    daemon_ = fork();
    if (daemon_ != 0) return;
    setenv("NOTIFY_SOCKET", (folder_.path() + "/notify").c_str(), 1);
    redirect("/out", STDOUT_FILENO);
    redirect("/err", STDERR_FILENO);
    int status = 0;
    {
      Daemon daemon(std::move(arguments), {folder_.path() + "/rtpengine.yaml", {}});
      status = daemon.run();
    }
    fflush(nullptr);
    _exit(status);
  }

  /// Exit status of the process that start made.
  int end() {
    int status = -1;
    EXPECT_EQ(waitpid(daemon_, &status, 0), daemon_);
    daemon_ = 0;
    return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
  }

  int run(std::vector<std::string> arguments) {
    start(std::move(arguments));
    return end();
  }

  /// Waits for the next message that begins so; returns it.
  std::string wait_for(const std::string& beginning) const {
    char buffer[512];
    for (;;) {
      const ssize_t size = recv(notify_, buffer, sizeof buffer, 0);
      if (size < 0) return "(nothing)";
      const std::string text(buffer, static_cast<std::size_t>(size));
      if (text.starts_with(beginning)) return text;
    }
  }

  std::string text(const char* name) const { return *read_text_file(folder_.path() + name); }
  std::string out() const { return text("/out"); }
  std::string err() const { return text("/err"); }

  /// Arguments of a daemon in the foreground with its log on standard error.
  std::vector<std::string> foreground(std::vector<std::string> more = {}) const {
    std::vector<std::string> all = {"-fE", "-t", "-1", "--num-threads=2"};
    all.insert(all.end(), more.begin(), more.end());
    return all;
  }

  void write(const std::string& text) {
    folder_.file("rtpengine.yaml", "load-plugin: [" + kGood + "]\n" + text);
  }

  test::TemporaryFolder folder_;
  pid_t daemon_ = 0;

 private:
  void redirect(const char* name, int fd) const {
    const int file = open((folder_.path() + name).c_str(), O_WRONLY | O_CREAT | O_CLOEXEC, 0600);
    dup2(file, fd);
  }

  const int notify_;
};

TEST_F(DaemonTest, PrintsVersionAndHelp) {
  EXPECT_EQ(run({"--version"}), 0);
  EXPECT_EQ(out().find("rtpengine "), 0u);
  EXPECT_EQ(run({"-h"}), 0);
  EXPECT_NE(out().find("--interface"), std::string::npos);
}

TEST_F(DaemonTest, ChecksAConfiguration) {
  write("core: {interface: 127.0.0.1}\n");
  EXPECT_EQ(run({"--check-config"}), 0);
  EXPECT_NE(out().find("core:\n"), std::string::npos) << out();
  write("core: {interface: 127.0.0.1, tos: 300}\n");
  EXPECT_EQ(run({"--check-config"}), 1);
  EXPECT_NE(err().find("rtpengine.yaml:2: core.tos: '300' is out of range"), std::string::npos)
      << err();
}

TEST_F(DaemonTest, ListsPlugins) {
  EXPECT_EQ(run({"--list-plugins", "--load-plugin=" + kGood}), 0);
  EXPECT_NE(out().find("good "), std::string::npos) << out();
  EXPECT_NE(out().find("good-interval"), std::string::npos) << out();
}

TEST_F(DaemonTest, NamesThePluginThatCodecsNeed) {
  // Nothing else need be right.
  EXPECT_EQ(run({"--codecs"}), 1);
  EXPECT_EQ(err(), "rtpengine: --codecs needs plugin transcode, which is not loaded\n");
}

TEST_F(DaemonTest, ErrorsAtStartAreOnStandardError) {
  EXPECT_EQ(run(foreground()), 1);
  EXPECT_NE(err().find("Missing option --interface"), std::string::npos) << err();
  EXPECT_EQ(run(foreground({"--listen-n=1"})), 1);
  EXPECT_NE(err().find("unknown option --listen-n, did you mean"), std::string::npos) << err();
}

TEST_F(DaemonTest, EndsWithStatusZeroOnSigtermAndSigint) {
  for (const int signo : {SIGTERM, SIGINT}) {
    start(foreground({"-i", "127.0.0.1", "--load-plugin=" + kGood}));
    EXPECT_EQ(wait_for("READY=1"),
              "READY=1\nMAINPID=" + std::to_string(daemon_) + "\nSTATUS=0 calls");
    kill(daemon_, signo);
    wait_for("STOPPING=1");
    EXPECT_EQ(end(), 0) << err();
    EXPECT_NE(err().find("rtpengine has ended"), std::string::npos) << err();
  }
}

TEST_F(DaemonTest, SchedulingOfTheMainThreadIsNotThatOfTheOthers) {
  const int policy = sched_getscheduler(0);
  const int nice = getpriority(PRIO_PROCESS, 0);
  start(foreground({"-i", "127.0.0.1", "--load-plugin=" + kGood, "--idle-scheduling=idle",
                    "--idle-priority=19"}));
  wait_for("READY=1");
  std::size_t others = 0;
  for (const auto& task :
       std::filesystem::directory_iterator("/proc/" + std::to_string(daemon_) + "/task")) {
    const int thread = std::stoi(task.path().filename().string());
    const bool main = thread == daemon_;
    EXPECT_EQ(sched_getscheduler(thread), main ? SCHED_IDLE : policy) << thread;
    EXPECT_EQ(getpriority(PRIO_PROCESS, static_cast<id_t>(thread)), main ? 19 : nice) << thread;
    others += main ? 0 : 1;
  }
  EXPECT_GE(others, 2u) << "there are two workers";
  kill(daemon_, SIGTERM);
  EXPECT_EQ(end(), 0) << err();
}

TEST_F(DaemonTest, WritesAndRemovesThePidfile) {
  const std::string pidfile = folder_.path() + "/x.pid";
  start(foreground({"-i", "127.0.0.1", "--load-plugin=" + kGood, "-p", pidfile}));
  wait_for("READY=1");
  EXPECT_EQ(*read_text_file(pidfile), std::to_string(daemon_) + "\n");
  kill(daemon_, SIGTERM);
  EXPECT_EQ(end(), 0);
  EXPECT_FALSE(std::filesystem::exists(pidfile));
}

TEST_F(DaemonTest, GoesIntoTheBackgroundWhenItIsReady) {
  const std::string pidfile = folder_.path() + "/x.pid";
  EXPECT_EQ(run({"-t", "-1", "-i", "127.0.0.1", "--load-plugin=" + kGood, "-p", pidfile}), 0);
  wait_for("READY=1");
  const int pid = std::stoi(*read_text_file(pidfile));
  pollfd ended{static_cast<int>(syscall(SYS_pidfd_open, pid, 0)), POLLIN, 0};
  ASSERT_GE(ended.fd, 0);
  EXPECT_EQ(kill(pid, SIGTERM), 0);
  EXPECT_EQ(wait_for("STOPPING=1").find("STOPPING=1"), 0u);
  // It is not a child of this process, and takes its pidfile away at the very end.
  EXPECT_EQ(poll(&ended, 1, 20'000), 1);
  EXPECT_FALSE(read_text_file(pidfile));
  close(ended.fd);
}

TEST_F(DaemonTest, AFailedStartInTheBackgroundIsSeen) {
  EXPECT_EQ(run({"-t", "-1", "-i", "127.0.0.1", "--load-plugin=" + kGood, "-p", "/none/x.pid"}), 1);
  EXPECT_NE(err().find("cannot write the pidfile /none/x.pid"), std::string::npos) << err();
}

TEST_F(DaemonTest, ReloadAppliesLiveOptionsAndNamesTheOthers) {
  write("core: {interface: 127.0.0.1, timeout: 5, batch-delay: 1ms}\n");
  start(foreground());
  wait_for("READY=1");
  write("core: {interface: [127.0.0.1, b/127.0.0.2], timeout: 6, batch-delay: 2ms}\n");
  kill(daemon_, SIGHUP);
  wait_for("RELOADING=1");
  wait_for("READY=1");
  kill(daemon_, SIGTERM);
  EXPECT_EQ(end(), 0);
  const std::string log = err();
  EXPECT_NE(log.find("option timeout changed from '5' to '6': in effect"), std::string::npos);
  EXPECT_NE(log.find("option batch-delay changed from '1ms' to '2ms': needs a restart"),
            std::string::npos);
  EXPECT_NE(log.find("interface 'b/127.0.0.2' is new: in effect"), std::string::npos);
  EXPECT_NE(log.find("3 options changed, 1 addresses added"), std::string::npos) << log;
}

TEST_F(DaemonTest, ABrokenFileChangesNothing) {
  write("core: {interface: 127.0.0.1}\n");
  start(foreground());
  wait_for("READY=1");
  write("core: {interface: 127.0.0.1, tos: x}\n");
  kill(daemon_, SIGHUP);
  wait_for("RELOADING=1");
  wait_for("READY=1");
  kill(daemon_, SIGTERM);
  EXPECT_EQ(end(), 0);
  EXPECT_NE(err().find("the configuration stays as it is: "), std::string::npos) << err();
  EXPECT_NE(err().find("rtpengine.yaml:2: core.tos: 'x' is not an integer"), std::string::npos);
}

TEST_F(DaemonTest, SignalsMoveTheLogLevel) {
  start(foreground({"-i", "127.0.0.1", "-L", "6", "--load-plugin=" + kGood}));
  wait_for("READY=1");
  // Each is handled before the next is sent: a reload in between answers.
  for (const int signo : {SIGUSR2, SIGUSR1, SIGUSR1}) {
    kill(daemon_, signo);
    kill(daemon_, SIGHUP);
    wait_for("RELOADING=1");
    wait_for("READY=1");
  }
  kill(daemon_, SIGTERM);
  EXPECT_EQ(end(), 0);
  EXPECT_NE(err().find("log level is 7 now"), std::string::npos) << err();
  // A reload that changes nothing leaves the level alone.
  EXPECT_NE(err().find("log level is 6 now"), std::string::npos) << err();
  EXPECT_NE(err().find("log level is 5 now"), std::string::npos) << err();
}

}  // namespace
}  // namespace rtpengine::app
