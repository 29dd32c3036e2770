// SPDX-License-Identifier: GPL-3.0-or-later
#include "line_client.h"

#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <cstring>

#include "wait.h"

namespace rtpengine::harness {

LineClient::LineClient(const Host& host, const Address& server) {
  const int family = server.is_v6() ? AF_INET6 : AF_INET;
  // Protocols start one by one; another one may have answered already.
  const bool connected = wait_until([&] {
    if (fd_ >= 0) close(fd_);
    fd_ = host.netns().inside([&] { return socket(family, SOCK_STREAM | SOCK_CLOEXEC, 0); });
    return connect(fd_, server.get(), server.size()) == 0;
  });
  if (connected) return;
  std::fprintf(stderr, "cannot connect to %s: %s\n", server.text().c_str(), std::strerror(errno));
  std::abort();
}

LineClient::~LineClient() { close(fd_); }

void LineClient::send(const std::string& bytes) {
  static_cast<void>(::send(fd_, bytes.data(), bytes.size(), MSG_NOSIGNAL));
}

std::string LineClient::ask(const std::string& line) {
  send(line + "\n");
  return wait_for_line();
}

std::string LineClient::wait_for_line(Milliseconds limit) {
  const auto deadline = Clock::now() + limit;
  for (std::size_t end; (end = input_.find('\n')) == std::string::npos;) {
    const auto left = std::chrono::duration_cast<Milliseconds>(deadline - Clock::now());
    pollfd ready{fd_, POLLIN, 0};
    if (left.count() <= 0 || poll(&ready, 1, int(left.count())) <= 0) return {};
    char bytes[4096];
    const ssize_t size = recv(fd_, bytes, sizeof bytes, 0);
    if (size <= 0) return {};
    input_.append(bytes, std::size_t(size));
  }
  const std::size_t end = input_.find('\n');
  const std::string line = input_.substr(0, end);
  input_.erase(0, end + 1);
  return line;
}

}  // namespace rtpengine::harness
