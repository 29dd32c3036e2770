// SPDX-License-Identifier: GPL-3.0-or-later
#include "net/socket_options.h"

#include <linux/filter.h>
#include <sys/socket.h>

#include <system_error>

namespace rtpengine::net {

base::Error system_failure(const std::string& attempt, int error) {
  return {attempt + ": " + std::generic_category().message(error)};
}

bool set_option(int socket, int level, int name, int value) {
  return setsockopt(socket, level, name, &value, sizeof value) == 0;
}

int option_of(int socket, int level, int name) {
  int value = -1;
  socklen_t size = sizeof value;
  return getsockopt(socket, level, name, &value, &size) == 0 ? value : -1;
}

bool keep_nothing(int socket) {
  // Classic BPF: of each datagram 0 bytes are kept.
  sock_filter nothing[] = {BPF_STMT(BPF_RET | BPF_K, 0)};
  const sock_fprog program{1, nothing};
  return setsockopt(socket, SOL_SOCKET, SO_ATTACH_FILTER, &program, sizeof program) == 0;
}

}  // namespace rtpengine::net
