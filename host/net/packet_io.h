// SPDX-License-Identifier: GPL-3.0-or-later
//
// Packet I/O of one worker: receives for many sockets, sends in batches.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <string_view>
#include <vector>

#include "base/clock.h"
#include "base/result.h"
#include "loop/worker.h"
#include "net/packet.h"
#include "net/port_pool.h"

namespace rtpengine::net {

class Steering;

/// How near the packet is that something is fetched for.
enum class Prefetch : std::uint8_t { early, middle, late };

/// Takes the packets of one socket. Implemented by packet streams. Worker's thread.
class PacketReceiver {
 public:
  /// The packets are borrowed until the end of the turn of the loop if they were passed to
  /// PacketIo::send, else until the call returns; the receiver may change their content.
  virtual void on_packets(std::span<Packet* const> packets) = 0;
  /// A pending error was reported for the socket (ICMP unreachable and the like); an errno value.
  virtual void on_socket_error(int error) = 0;
  /// So many more packets to the socket were thrown away because the port got more than the limit
  /// allows. About once a second, if there are any.
  virtual void on_rate_limited(std::uint64_t packets) { (void)packets; }
  /// The system has refused a packet of so many bytes that PacketIo::send took for this socket.
  virtual void on_send_failed(std::size_t bytes) { (void)bytes; }
  /// A datagram came that is longer than a slot: it is lost.
  virtual void on_truncated() {}
  /// A packet is delivered soon: fetch into the cache what is needed for that and what is known by
  /// now. Called once for each step, so that a later one may use what an earlier one has fetched. A
  /// hint: nothing may depend on it.
  virtual void prefetch(Prefetch step) const { (void)step; }

 protected:
  ~PacketReceiver() = default;
};

/// Per-socket state of an engine; stops receiving when destroyed. May be destroyed at any time on
/// the worker's thread, also by a receiver that is being called: nothing more is delivered then,
/// not even what was ready in the same turn. Destroy it before its engine.
class SocketRegistration {
 public:
  virtual ~SocketRegistration() = default;
};

struct PacketIoCounters {
  std::uint64_t received_packets = 0;
  std::uint64_t received_bytes = 0;
  std::uint64_t sent_packets = 0;
  std::uint64_t sent_bytes = 0;
  std::uint64_t send_errors = 0;       ///< refused by the system (unreachable, no permission)
  std::uint64_t send_would_block = 0;  ///< lost because the socket's buffer was full
  std::uint64_t truncated = 0;         ///< received datagrams longer than a slot, not delivered
  std::uint64_t socket_errors = 0;     ///< errors passed to on_socket_error
  std::uint64_t wakeups = 0;
  // Of the steered engine.
  std::uint64_t stale = 0;           ///< received for a port that was closed meanwhile
  std::uint64_t rate_limited = 0;    ///< beyond what one port may get, told to on_rate_limited
  std::uint64_t queue_overruns = 0;  ///< lost because the queue of the worker was full
};

/// One engine object per worker; all calls on that worker's thread.
class PacketIo {
 public:
  virtual ~PacketIo() = default;

  /// Name of the engine for the log: "plain", "steered".
  virtual std::string_view name() const = 0;

  /// Deliver what arrives on `socket` to `receiver`. Both must outlive the registration. Null if
  /// the system refuses it (errno says why).
  virtual std::unique_ptr<SocketRegistration> add(MediaSocket& socket,
                                                  PacketReceiver& receiver) = 0;

  /// Send a packet from `socket`. It leaves now or at the end of this turn of the loop; until then
  /// its bytes must stay as they are. False: the system refused it; counted. What it refuses later
  /// the receiver of that socket is told.
  virtual bool send(MediaSocket& socket, const Packet& packet, const SocketAddress& to) = 0;

  /// A packet is sent from `socket` soon: fetch into the cache what is needed for that. A hint.
  virtual void prefetch(const MediaSocket& socket) const { (void)socket; }

  /// Deliver what has been taken out of the ports' sockets already, send what is to be sent, and
  /// then leave what arrives in those sockets, until `resume`. So another process that has them,
  /// too, can take it. Not from within a receiver.
  virtual void pause() = 0;
  /// Deliver what has come meanwhile, and go on. Does nothing if it is not paused.
  virtual void resume() = 0;

  virtual const PacketIoCounters& counters() const = 0;
};

struct PacketIoOptions {
  /// Wake on a grid of this many microseconds while there is load; 0: on arrival, always.
  base::Time batch_delay = base::kMillisecond;
  /// Longest datagram, in bytes.
  std::size_t max_payload = Packet::kMaxPayload;
  /// Where ports will be opened; the steered engine opens sockets to send from these addresses at
  /// once, and for others when they come.
  std::vector<IpAddress> local_addresses = {};
  /// Begin as after PacketIo::pause.
  bool paused = false;
};

/// The engine that works everywhere: epoll, one receive call per ready socket, one send call per
/// packet. Under load (5 packets a millisecond) it sleeps on the grid and handles all that is ready
/// at each wake-up; when it is quiet it wakes on arrival. Mailbox and control sockets of the worker
/// are not delayed by the grid. Packets are sent at once. Null if the system refuses the
/// descriptors that the engine needs (errno says why). Call it, and destroy the engine, on the
/// worker's thread or while the worker does not run.
std::unique_ptr<PacketIo> make_plain_packet_io(loop::Worker& worker, PacketIoOptions options);

/// The engine for many packets: one receive call takes what has come to all ports, one send call
/// sends what goes out from all ports of an address. It wakes as the plain one does. What the
/// kernel does not steer comes by the ports' own sockets, and what has to be fragmented goes that
/// way. `steering` is that of all workers. Takes CAP_NET_ADMIN and CAP_NET_RAW. The error names
/// what the system refuses. Same threads as above.
base::Result<std::unique_ptr<PacketIo>> make_steered_packet_io(loop::Worker& worker,
                                                               PacketIoOptions options,
                                                               std::shared_ptr<Steering> steering);

}  // namespace rtpengine::net
