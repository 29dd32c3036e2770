// SPDX-License-Identifier: GPL-3.0-or-later
//
// Tests of the way to the log daemon, which is a socket of the test.
#include "base/syslog_socket.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <syslog.h>
#include <unistd.h>

#include <string>

namespace rtpengine::base {
namespace {

class SyslogSocketTest : public testing::Test {
 protected:
  SyslogSocketTest() {
    char folder[] = "/tmp/syslog-test-XXXXXX";
    EXPECT_NE(mkdtemp(folder), nullptr);
    folder_ = folder;
    path_ = folder_ + "/log";
  }
  ~SyslogSocketTest() override {
    stop_daemon();
    rmdir(folder_.c_str());
  }

  void start_daemon(int type = SOCK_DGRAM) {
    daemon_ = socket(AF_UNIX, type | SOCK_NONBLOCK, 0);
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    strncpy(address.sun_path, path_.c_str(), sizeof address.sun_path - 1);
    ASSERT_EQ(bind(daemon_, reinterpret_cast<const sockaddr*>(&address), sizeof address), 0);
    if (type == SOCK_STREAM) {
      ASSERT_EQ(listen(daemon_, 1), 0);
    }
  }

  void stop_daemon() {
    if (daemon_ >= 0) close(daemon_);
    daemon_ = -1;
    unlink(path_.c_str());
  }

  static std::string receive_from(int fd) {
    char buffer[2000];
    const ssize_t got = recv(fd, buffer, sizeof buffer, 0);
    return got < 0 ? "" : std::string(buffer, static_cast<std::size_t>(got));
  }
  std::string receive() { return receive_from(daemon_); }

  std::string folder_;
  std::string path_;
  int daemon_ = -1;
};

TEST_F(SyslogSocketTest, SendsLinesInTheDaemonsForm) {
  start_daemon();
  SyslogSocket socket(path_, "name");
  EXPECT_TRUE(socket.send(LOG_DAEMON | LOG_INFO, "a line"));
  const std::string line = receive();
  EXPECT_THAT(line, testing::MatchesRegex("<30>[A-Z][a-z]{2} [ 1-3][0-9] "
                                          "[0-9]{2}:[0-9]{2}:[0-9]{2} name\\[[0-9]+\\]: a line"));
}

TEST_F(SyslogSocketTest, SpeaksToADaemonThatWantsAStream) {
  start_daemon(SOCK_STREAM);
  SyslogSocket socket(path_, "name");
  EXPECT_TRUE(socket.send(LOG_DAEMON | LOG_INFO, "first"));
  EXPECT_TRUE(socket.send(LOG_DAEMON | LOG_INFO, "second"));
  const int connection = accept(daemon_, nullptr, nullptr);
  const std::string lines = receive_from(connection);
  EXPECT_NE(lines.find("first\0", 0, 6), std::string::npos);
  EXPECT_EQ(lines.back(), '\0');
  close(connection);
}

TEST_F(SyslogSocketTest, LosesLinesWhileThereIsNoDaemon) {
  SyslogSocket socket(path_, "name");
  EXPECT_FALSE(socket.send(LOG_DAEMON | LOG_INFO, "lost"));
}

TEST_F(SyslogSocketTest, FindsADaemonThatWasRestarted) {
  start_daemon();
  SyslogSocket socket(path_, "name");
  EXPECT_TRUE(socket.send(LOG_DAEMON | LOG_INFO, "first"));
  stop_daemon();
  start_daemon();
  EXPECT_TRUE(socket.send(LOG_DAEMON | LOG_INFO, "second"));
  EXPECT_NE(receive().find("second"), std::string::npos);
}

TEST_F(SyslogSocketTest, DropsLinesInsteadOfWaitingAndReportsHowMany) {
  start_daemon();
  SyslogSocket socket(path_, "name");
  int sent = 0;
  while (sent < 100000 && socket.send(LOG_DAEMON | LOG_INFO, "fills the queue")) ++sent;
  ASSERT_LT(sent, 100000);
  EXPECT_FALSE(socket.send(LOG_DAEMON | LOG_INFO, "lost too"));
  while (!receive().empty()) {
  }
  EXPECT_TRUE(socket.send(LOG_DAEMON | LOG_INFO, "through again"));
  const std::string note = receive();
  EXPECT_EQ(note.substr(0, 4), "<28>");
  EXPECT_NE(note.find("2 log lines were lost"), std::string::npos) << note;
  EXPECT_NE(receive().find("through again"), std::string::npos);
}

TEST_F(SyslogSocketTest, APathThatIsTooLongIsNoDaemon) {
  SyslogSocket socket(std::string(200, 'x'), "name");
  EXPECT_FALSE(socket.send(LOG_DAEMON | LOG_INFO, "lost"));
}

}  // namespace
}  // namespace rtpengine::base
