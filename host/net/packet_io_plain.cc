// SPDX-License-Identifier: GPL-3.0-or-later
//
// The plain packet I/O engine: epoll, recvfrom, sendto. A packet costs one recvfrom and one sendto;
// a wake-up one or two epoll_wait and, on the grid, the read of the timer.
#include <utility>

#include "net/packet_io.h"
#include "net/send_datagram.h"
#include "net/socket_set.h"
#include "net/wake_grid.h"

namespace rtpengine::net {

namespace {

class PlainPacketIo final : public PacketIo {
 public:
  PlainPacketIo(loop::Worker& worker, const PacketIoOptions& options)
      : sockets_(options.max_payload, counters_),
        grid_(worker, options.batch_delay, [this](bool all) { return receive(all); }) {}

  bool start(bool paused) {
    paused_ = paused;
    return sockets_.fd() >= 0 && (paused ? grid_.usable() : grid_.start(sockets_.fd()));
  }

  std::string_view name() const override { return "plain"; }
  std::unique_ptr<SocketRegistration> add(MediaSocket& socket, PacketReceiver& receiver) override;
  bool send(MediaSocket& socket, const Packet& packet, const SocketAddress& to) override {
    return send_datagram(socket.fd(), packet.bytes(), to, counters_);
  }
  void pause() override {
    if (!std::exchange(paused_, true)) grid_.stop();
  }
  void resume() override {
    if (std::exchange(paused_, false)) (void)grid_.start(sockets_.fd());
  }
  const PacketIoCounters& counters() const override { return counters_; }

  void remove(std::uint32_t index) { sockets_.remove(index); }

 private:
  WakeGrid::Look receive(bool all) {
    ++counters_.wakeups;
    return sockets_.receive_ready(all);
  }

  PacketIoCounters counters_;
  SocketSet sockets_;
  WakeGrid grid_;
  bool paused_ = false;
};

class PlainRegistration final : public SocketRegistration {
 public:
  PlainRegistration(PlainPacketIo& io, std::uint32_t index) : io_(io), index_(index) {}
  ~PlainRegistration() override { io_.remove(index_); }

 private:
  PlainPacketIo& io_;
  const std::uint32_t index_;
};

std::unique_ptr<SocketRegistration> PlainPacketIo::add(MediaSocket& socket,
                                                       PacketReceiver& receiver) {
  const auto index = sockets_.add(socket, receiver);
  if (!index) return nullptr;
  return std::make_unique<PlainRegistration>(*this, *index);
}

}  // namespace

std::unique_ptr<PacketIo> make_plain_packet_io(loop::Worker& worker, PacketIoOptions options) {
  auto io = std::make_unique<PlainPacketIo>(worker, options);
  if (!io->start(options.paused)) return nullptr;
  return io;
}

}  // namespace rtpengine::net
