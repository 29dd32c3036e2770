// SPDX-License-Identifier: GPL-3.0-or-later
//
// The sending end of a packet stream: everything that goes out to one remote endpoint from one
// local port passes here, whatever it comes from (the other party's ingress, a player, RTCP of our
// own). It alone owns the outgoing stream's state.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>

#include "media/drop_reason.h"
#include "media/kernel_table.h"
#include "media/route.h"
#include "media/secure_egress.h"
#include "media/stage.h"
#include "media/statistics.h"
#include "net/packet_io.h"

namespace rtpengine::media {

/// Which destinations media may go to (decided per daemon, see net/udp_checks.h).
class DestinationPolicy {
 public:
  /// Whether media may be sent to this endpoint.
  virtual bool allows(const net::Endpoint& endpoint) const = 0;

 protected:
  ~DestinationPolicy() = default;
};

/// One per packet stream. Worker's thread.
class Egress final : public StageSite {
 public:
  Egress(net::PacketIo& io, const DestinationPolicy& policy) : io_(&io), policy_(&policy) {}

  /// Send from this socket; null: nothing can be sent. The socket is the stream's.
  void set_socket(net::MediaSocket* socket) { socket_ = socket; }
  net::MediaSocket* socket() const { return socket_; }

  /// Where packets go; size 0: unknown. A destination that the policy forbids is treated as
  /// unknown, and drops are counted under their own reason.
  void set_destination(const net::SocketAddress& destination);
  const net::SocketAddress& destination() const { return destination_; }
  bool destination_forbidden() const { return forbidden_ || in_circle_; }
  /// What would be sent comes back to where it came from: nothing is sent.
  void set_in_circle(bool in_circle) { in_circle_ = in_circle; }

  /// Stages from rewrite on.
  Route& route() { return route_; }
  const Route& route() const { return route_; }

  /// Nothing goes out but SRTP; null: it goes out as it is.
  void secure(std::unique_ptr<SecureEgress> srtp) { srtp_ = std::move(srtp); }
  SecureEgress* srtp() const { return srtp_.get(); }
  /// Whether what is sent is changed in place.
  bool changes_packets() const { return srtp_ != nullptr || !route_.stages().empty(); }

  /// Why nothing can be sent now; nothing if it can.
  std::optional<DropReason> obstacle() const;

  /// Send what the batch still holds. What can't be sent is marked dropped in the batch, so that
  /// the ingress that received it counts it.
  void send(PacketBatch& batch, base::Time now);

  /// As PacketReceiver::prefetch, of what `send` needs.
  void prefetch(net::Prefetch step) const;

  /// Send a packet as it is, from one of the stream's sockets to somewhere else than its
  /// destination: an answer to who sent there. The policy holds for it, too. False: it was not
  /// sent.
  bool send_directly(net::MediaSocket& socket, const net::Packet& packet,
                     const net::SocketAddress& to, base::Time now);

  // StageSite
  void resume(const Stage& stage, PacketBatch& batch, base::Time now) override;
  /// Of packets made here. What an ingress has received is counted there.
  DropCounters& drops() override { return drops_; }
  const DropCounters& drops() const { return drops_; }

  /// A packet of so many bytes that was sent was refused afterwards.
  void take_back(std::size_t bytes);

  /// Add packets that the kernel sent for this stream since the last time.
  void add_kernel_counts(const ForwardCounters& counters);
  const StreamCounters& sent() const { return sent_; }

  /// What is kept when the state moves (base/fields.h).
  void describe(base::Fields& fields);

 private:
  /// Send what is not dropped, or drop it if there is an obstacle.
  void transmit(PacketBatch& batch, std::optional<DropReason> refused, base::Time now);
  /// Why it must not be sent, nothing if it may; SRTP is made of it.
  std::optional<DropReason> protect(StagePacket& packet);

  net::PacketIo* io_;
  const DestinationPolicy* policy_;
  net::MediaSocket* socket_ = nullptr;
  net::SocketAddress destination_;
  bool forbidden_ = false;
  bool in_circle_ = false;
  Route route_;
  std::unique_ptr<SecureEgress> srtp_;
  StreamCounters sent_;
  DropCounters drops_;
};

}  // namespace rtpengine::media
