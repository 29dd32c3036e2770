// SPDX-License-Identifier: GPL-3.0-or-later
#include "plugin/listener_store.h"

#include <sys/socket.h>

#include <algorithm>
#include <cstring>
#include <optional>
#include <utility>

namespace rtpengine::plugin {
namespace {

struct Listening {
  ListenerType type;
  net::Endpoint local;
};

int option(int fd, int name) {
  int value = 0;
  socklen_t size = sizeof value;
  return getsockopt(fd, SOL_SOCKET, name, &value, &size) == 0 ? value : 0;
}

bool has_peer(int fd) {
  net::SocketAddress peer;
  peer.size = sizeof peer.ipv6;
  return getpeername(fd, &peer.base, &peer.size) == 0;
}

/// Nothing: it is none.
std::optional<Listening> listening(int fd) {
  net::SocketAddress local;
  local.size = sizeof local.ipv6;
  if (getsockname(fd, &local.base, &local.size) != 0) return {};
  if (local.base.sa_family != AF_INET && local.base.sa_family != AF_INET6) return {};
  const net::Endpoint endpoint = local.endpoint();
  if (endpoint.port == 0) return {};
  switch (option(fd, SO_TYPE)) {
    case SOCK_DGRAM:
      if (has_peer(fd)) return {};
      return Listening{ListenerType::datagram, endpoint};
    case SOCK_STREAM:
      if (option(fd, SO_ACCEPTCONN) == 0) return {};
      return Listening{ListenerType::stream, endpoint};
    default:
      return {};
  }
}

net::Endpoint endpoint_of(const Endpoint& given) {
  net::Endpoint endpoint;
  if (given.family == AddressFamily::none) return endpoint;
  const bool ipv4 = given.family == AddressFamily::ipv4;
  endpoint.address.family = ipv4 ? net::Family::ipv4 : net::Family::ipv6;
  std::memcpy(endpoint.address.bytes.data(), given.address, ipv4 ? 4 : 16);
  endpoint.port = given.port;
  return endpoint;
}

}  // namespace

std::vector<int> listening_among(const std::vector<int>& descriptors) {
  std::vector<int> found;
  for (const int fd : descriptors) {
    const bool twice = std::find(found.begin(), found.end(), fd) != found.end();
    if (!twice && listening(fd)) found.push_back(fd);
  }
  return found;
}

void ListenerStore::add(net::Descriptor socket) {
  if (auto found = listening(socket.get())) {
    kept_.push_back({found->type, found->local, std::move(socket)});
  }
}

std::int32_t ListenerStore::take(ListenerType type, const Endpoint* local) noexcept {
  if (local == nullptr) return -1;
  const net::Endpoint wanted = endpoint_of(*local);
  const auto found = std::find_if(kept_.begin(), kept_.end(), [&](const Kept& kept) {
    return kept.type == type && kept.local == wanted;
  });
  if (found == kept_.end()) return -1;
  const int taken = found->socket.release();
  kept_.erase(found);
  return taken;
}

}  // namespace rtpengine::plugin
