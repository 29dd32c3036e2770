// SPDX-License-Identifier: GPL-3.0-or-later
#include "net/send_datagram.h"

#include <sys/socket.h>

#include <cerrno>

namespace rtpengine::net {

bool send_datagram(int fd, std::span<const std::uint8_t> payload, const SocketAddress& to,
                   PacketIoCounters& counters) {
  // A second try because the first one may report, and clear, an error of an earlier packet.
  for (int tries = 0; tries < 2; ++tries) {
    const ssize_t sent =
        sendto(fd, payload.data(), payload.size(), MSG_DONTWAIT | MSG_NOSIGNAL, &to.base, to.size);
    if (sent >= 0) {
      ++counters.sent_packets;
      counters.sent_bytes += payload.size();
      return true;
    }
    if (errno != ECONNREFUSED && errno != EINTR) break;
  }
  count_refusal(errno, counters);
  return false;
}

void count_refusal(int error, PacketIoCounters& counters) {
  if (error == EAGAIN || error == EWOULDBLOCK || error == ENOBUFS)
    ++counters.send_would_block;
  else
    ++counters.send_errors;
}

}  // namespace rtpengine::net
