// SPDX-License-Identifier: GPL-3.0-or-later
#include "service_manager.h"

#include <poll.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <system_error>

namespace rtpengine::harness {

ServiceManager::ServiceManager(const std::string& path)
    : path_(path), fd_(socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0)) {
  sockaddr_un name{};
  name.sun_family = AF_UNIX;
  path.copy(name.sun_path, sizeof name.sun_path - 1);
  if (fd_ < 0 || bind(fd_, reinterpret_cast<const sockaddr*>(&name), sizeof name) != 0)
    throw std::system_error(errno, std::generic_category(), path);
}

ServiceManager::~ServiceManager() { close(fd_); }

bool ServiceManager::wait_for_ready(Milliseconds limit) {
  return ready_ || wait_until(
                       [this] {
                         pollfd watched{fd_, POLLIN, 0};
                         poll(&watched, 1, 10);
                         char message[4096];
                         ssize_t size = 0;
                         while ((size = recv(fd_, message, sizeof message, 0)) > 0) {
                           const std::string text(message, static_cast<std::size_t>(size));
                           ready_ = ready_ || text.find("READY=1") != std::string::npos;
                         }
                         return ready_;
                       },
                       limit);
}

}  // namespace rtpengine::harness
