// SPDX-License-Identifier: GPL-3.0-or-later
//
// Reading datagrams in batches.

#include "listener.h"

#include <cerrno>
#include <cstring>

#include "log_line.h"

namespace rtpengine::ng {
namespace {

constexpr const char kReceiveKey[] = "ng-receive";

}  // namespace

Reader::Reader(Dispatcher* dispatcher, UdpSocket* socket, const AllowList* sources) noexcept
    : dispatcher_(dispatcher), socket_(socket), sources_(sources) {}

Reader::~Reader() {
  for (Request* request : requests_) {
    if (request != nullptr) dispatcher_->pool().give_back(request);
  }
}

void Reader::read() noexcept {
  for (std::size_t round = 0; round < kRounds; ++round) {
    const std::size_t armed = arm();
    if (armed == 0) {
      discard_one();
      return;
    }
    const std::size_t received = receive(armed);
    for (std::size_t slot = 0; slot < received; ++slot) serve(slot);
    if (received < armed) return;
  }
}

/// Make slots ready from the first on; returns how many are.
std::size_t Reader::arm() noexcept {
  std::size_t slot = 0;
  for (; slot < kBatch; ++slot) {
    if (requests_[slot] != nullptr) continue;
    Request* request = dispatcher_->pool().take();
    if (request == nullptr) break;
    requests_[slot] = request;
    msghdr& header = messages_[slot].msg_hdr;
    vectors_[slot] = {request->datagram_bytes.data(), request->datagram_bytes.size()};
    header = {};
    header.msg_name = &request->pending.client.remote;
    header.msg_namelen = sizeof request->pending.client.remote;
    header.msg_iov = &vectors_[slot];
    header.msg_iovlen = 1;
    header.msg_control = &controls_[slot];
    header.msg_controllen = kControlSize;
  }
  return slot;
}

std::size_t Reader::receive(std::size_t armed) noexcept {
  const auto count = static_cast<unsigned>(armed);
  const int received = ::recvmmsg(socket_->fd(), messages_.data(), count, MSG_DONTWAIT, nullptr);
  if (received >= 0) return static_cast<std::size_t>(received);
  const int error = errno;
  if (error != EAGAIN && error != EINTR) {
    const LogLine line("Cannot receive requests: %s", strerrordesc_np(error));
    dispatcher_->log().write_limited(kReceiveKey, LogLevel::warning, {}, line.slice());
  }
  return 0;
}

void Reader::serve(std::size_t slot) noexcept {
  Request* request = requests_[slot];
  msghdr& header = messages_[slot].msg_hdr;
  Peer& client = request->pending.client;
  client.path = socket_;
  client.local = local_address_of(header);
  request->datagram_size = messages_[slot].msg_len;
  const bool welcome = sources_->allows(client.remote.generic);
  if (!welcome) dispatcher_->ignore(client);
  if (welcome && dispatcher_->serve(request)) {
    requests_[slot] = nullptr;
  } else {
    header.msg_namelen = sizeof client.remote;
    header.msg_controllen = kControlSize;
    header.msg_flags = 0;
  }
}

/// Without memory for a request the oldest datagram goes, or the loop would spin on it.
void Reader::discard_one() noexcept {
  char byte;
  static_cast<void>(::recv(socket_->fd(), &byte, sizeof byte, MSG_DONTWAIT));
  dispatcher_->counters().add(Outcome::no_memory);
}

Listener::Listener(Dispatcher* dispatcher) noexcept
    : loop_(dispatcher->loop()),
      reader_(dispatcher, &socket_, &sources_),
      deputy_(dispatcher, &socket_, &sources_) {}

Listener::~Listener() { stop(); }

bool Listener::start(std::uint32_t worker) noexcept {
  watch_ = loop_.watch(worker, socket_.fd(), fd_readable, this);
  return watch_ != 0;
}

void Listener::stop() noexcept {
  if (watch_ == 0) return;
  loop_.unwatch(watch_);
  watch_ = 0;
}

void Listener::on_ready(std::int32_t, std::uint32_t) noexcept {
  // Written here only.
  visits_.store(visits() + 1, std::memory_order_relaxed);
  reader_.read();
}

}  // namespace rtpengine::ng
