// SPDX-License-Identifier: GPL-3.0-or-later
//
// Messages to the service manager, received on a socket of ours.
#include "app/service_manager.h"

#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include "support.h"

namespace rtpengine::app {
namespace {

class ServiceManagerTest : public testing::Test {
 protected:
  ServiceManagerTest() : fd_(socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0)) {
    const std::string path = folder_.path() + "/notify";
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    path.copy(address.sun_path, sizeof address.sun_path - 1);
    EXPECT_EQ(bind(fd_, reinterpret_cast<sockaddr*>(&address), sizeof address), 0);
    setenv("NOTIFY_SOCKET", path.c_str(), 1);
  }
  ~ServiceManagerTest() override {
    unsetenv("NOTIFY_SOCKET");
    close(fd_);
  }

  std::string message() const {
    char buffer[512];
    const ssize_t size = recv(fd_, buffer, sizeof buffer, MSG_DONTWAIT);
    return size < 0 ? "(none)" : std::string(buffer, static_cast<std::size_t>(size));
  }

  test::TemporaryFolder folder_;
  int fd_;
};

TEST_F(ServiceManagerTest, SaysReadyWithProcessAndStatus) {
  service_manager::ready("5 calls");
  EXPECT_EQ(message(), "READY=1\nMAINPID=" + std::to_string(getpid()) + "\nSTATUS=5 calls");
}

TEST_F(ServiceManagerTest, SaysReloadingWithTheTime) {
  service_manager::reloading();
  EXPECT_EQ(message().find("RELOADING=1\nMONOTONIC_USEC="), 0u);
}

TEST_F(ServiceManagerTest, SaysStoppingAndStatus) {
  service_manager::stopping();
  EXPECT_EQ(message().find("STOPPING=1"), 0u);
  service_manager::status("7 calls");
  EXPECT_EQ(message(), "STATUS=7 calls");
}

TEST_F(ServiceManagerTest, NamesTheProcessThatGoesOn) {
  service_manager::succeeded_by(4711);
  EXPECT_EQ(message(), "MAINPID=4711");
}

TEST(ServiceManager, IsSilentWithoutOne) {
  unsetenv("NOTIFY_SOCKET");
  service_manager::ready("x");
  service_manager::stopping();
}

}  // namespace
}  // namespace rtpengine::app
