// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/take_over_door.h"

#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <cstring>
#include <optional>
#include <utility>

#include <rtpengine/loop.h>

#include "base/log.h"

namespace rtpengine::app {
namespace {

base::Error failed(const std::string& attempt, int error) {
  return {attempt + ": " + std::strerror(error)};
}

std::optional<sockaddr_un> address_of(const std::string& path) {
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  if (path.empty() || path.size() >= sizeof address.sun_path) return {};
  std::memcpy(address.sun_path, path.data(), path.size());
  return address;
}

net::Descriptor new_socket(int more_flags) {
  return net::Descriptor(::socket(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC | more_flags, 0));
}

/// Who is at the other end; nothing: nobody who is let in.
std::optional<pid_t> trusted_peer(int fd) {
  ucred peer{};
  socklen_t size = sizeof peer;
  if (getsockopt(fd, SOL_SOCKET, SO_PEERCRED, &peer, &size) != 0) return {};
  if (peer.uid != 0 && peer.uid != geteuid()) return {};
  return peer.pid;
}

base::Result<net::Descriptor> bind_to(const std::string& path) {
  const auto address = address_of(path);
  if (!address) return base::Error{path + " is too long for a socket"};
  net::Descriptor socket = new_socket(SOCK_NONBLOCK);
  unlink(path.c_str());
  // Nobody may come in between the making of the file and its narrower mode.
  const mode_t before = umask(0177);
  const auto* base = reinterpret_cast<const sockaddr*>(&*address);
  const bool bound = socket && bind(socket.get(), base, sizeof *address) == 0;
  const int error = errno;
  umask(before);
  if (!bound) return failed("cannot listen on " + path, error);
  if (listen(socket.get(), 1) != 0) return failed("cannot listen on " + path, errno);
  return socket;
}

}  // namespace

base::Result<net::Descriptor> connect_to_door(const std::string& path) {
  const auto address = address_of(path);
  if (!address) return base::Error{path + " is too long for a socket"};
  net::Descriptor socket = new_socket(0);
  const auto* base = reinterpret_cast<const sockaddr*>(&*address);
  if (!socket || connect(socket.get(), base, sizeof *address) != 0) {
    return failed("no daemon waits for a successor at " + path, errno);
  }
  if (!trusted_peer(socket.get())) {
    return base::Error{"who waits at " + path + " is neither root nor the user that runs this"};
  }
  return socket;
}

TakeOverDoor::TakeOverDoor(loop::MainLoop& loop, Visit visit)
    : loop_(loop), visit_(std::move(visit)) {}

TakeOverDoor::~TakeOverDoor() {
  if (!path_.empty()) unlink(path_.c_str());
}

base::Result<void> TakeOverDoor::open(const std::string& path, bool replace) {
  if (!replace && connect_to_door(path)) {
    return base::Error{"another daemon waits for its successor at " + path};
  }
  // Bound beside it and moved there, so that the place is never empty.
  const std::string beside = path + ".new";
  auto socket = bind_to(beside);
  if (!socket) return base::Error{socket.error()};
  if (std::rename(beside.c_str(), path.c_str()) != 0) {
    const int error = errno;
    unlink(beside.c_str());
    return failed("cannot listen on " + path, error);
  }
  socket_ = std::move(*socket);
  path_ = path;
  watch_ = loop_.watch(socket_.get(), fd_readable, [this](std::uint32_t) { on_arrival(); });
  return {};
}

void TakeOverDoor::on_arrival() {
  net::Descriptor visitor(accept4(socket_.get(), nullptr, nullptr, SOCK_CLOEXEC));
  if (!visitor) return;
  const auto pid = trusted_peer(visitor.get());
  if (!pid) {
    LOG(warning, "take-over: somebody was turned away who is neither root nor our user");
    return;
  }
  // One at a time: a later one takes the place of one that has nothing to say.
  visitor_watch_.reset();
  visitor_ = std::move(visitor);
  visitor_pid_ = *pid;
  visitor_watch_ = loop_.watch(visitor_.get(), fd_readable, [this](std::uint32_t) { on_word(); });
}

void TakeOverDoor::on_word() {
  visitor_watch_.reset();
  char unused;
  if (recv(visitor_.get(), &unused, 1, MSG_PEEK | MSG_DONTWAIT) <= 0) {
    visitor_ = net::Descriptor();
    return;
  }
  visit_(std::exchange(visitor_, net::Descriptor()), visitor_pid_);
}

}  // namespace rtpengine::app
