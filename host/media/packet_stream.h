// SPDX-License-Identifier: GPL-3.0-or-later
//
// A packet stream: the RTP or the RTCP that one participant sends to us and gets from us for one
// media. It is the ingress of what the participant sends, and holds the egress of what it gets.
//
//   socket -> demultiplex -> source check and learning -> stages -> egress of the other side
//
// All on the thread of the call's worker.
#pragma once

#include <cstdint>
#include <memory>
#include <span>

#include "media/drop_reason.h"
#include "media/egress.h"
#include "media/kernel_table.h"
#include "media/learning.h"
#include "media/route.h"
#include "media/secure_ingress.h"
#include "media/statistics.h"
#include "net/packet_io.h"
#include "net/packet_pool.h"

namespace rtpengine::media {

class PacketStream;

/// Told about what packets change in a stream, and asked about their clock. Implemented by the
/// stream's owner.
class StreamOwner : public ClockRates {
 public:
  /// The endpoint that the participant's packets come from, and so the destination of its egress,
  /// has moved.
  virtual void on_endpoint_moved(PacketStream& stream) = 0;
  /// Learning has ended: the endpoint is final.
  virtual void on_endpoint_confirmed(PacketStream& stream) = 0;
  /// The participant sends ZRTP (RFC 6189): what follows may be encrypted without signalling.
  virtual void on_zrtp(PacketStream& stream) = 0;

 protected:
  ~StreamOwner() = default;
};

/// What becomes of a packet that is neither RTP nor RTCP.
enum class HandlerVerdict : std::uint8_t {
  unhandled,  ///< nobody handles packets of its kind
  pass,       ///< relayed, if its source may send here
  drop,
  consume,
};

/// Decides about packets that are neither RTP nor RTCP. Implemented by the stream's owner.
class PacketHandler {
 public:
  /// The packet came in on a socket of `stream`; its source is not checked yet.
  virtual HandlerVerdict on_packet(PacketStream& stream, const StagePacket& packet,
                                   base::Time now) = 0;

 protected:
  ~PacketHandler() = default;
};

enum class Component : std::uint8_t { rtp = 1, rtcp = 2 };  ///< numbered as in RFC 8445

/// What kinds of packet a stream lets in.
enum class Payload : std::uint8_t {
  rtp,  ///< RTP and RTCP, ZRTP
  any,  ///< whatever comes, untouched: T.38, application data
};

class PacketStream final : public net::PacketReceiver, public StageSite {
 public:
  /// `spare`: for copies, where packets go to several egresses that change them.
  PacketStream(Component component, StreamOwner& owner, net::PacketIo& io,
               const DestinationPolicy& policy, net::PacketPool* spare = nullptr)
      : component_(component), owner_(&owner), spare_(spare), egress_(io, policy) {}
  PacketStream(const PacketStream&) = delete;
  PacketStream& operator=(const PacketStream&) = delete;

  Component component() const { return component_; }
  void set_payload(Payload payload) { payload_ = payload; }
  /// Whether RTCP may arrive that the parties encrypted among themselves, and that can't be checked
  /// beyond its first header.
  void set_opaque(bool opaque) { opaque_ = opaque; }
  bool opaque() const { return opaque_; }
  /// Ask about packets that are neither RTP nor RTCP; null: nobody handles any.
  void set_handler(PacketHandler* handler) { handler_ = handler; }
  /// What a packet of this stream is.
  PacketKind kind_of(std::span<const std::uint8_t> packet) const;

  /// On an RTP stream: RTCP that arrives here belongs to `rtcp` (RFC 5761). Null: not multiplexed.
  /// `apart`: its sender does not multiplex, so that it may come from an endpoint of its own.
  void set_multiplexed(PacketStream* rtcp, bool apart = false) {
    multiplexed_rtcp_ = rtcp;
    rtcp_comes_apart_ = apart;
  }
  bool multiplexed() const { return multiplexed_rtcp_ != nullptr; }

  /// Only SRTP is let in and sent, under keys that are still to come.
  void await_keys();
  /// The participant sends with `theirs` and is sent `ours`. False: libcrypto refuses; without keys
  /// nothing is let in or sent.
  bool set_keys(const SrtpKeying& theirs, const SrtpKeying& ours, KeyHolder holder);
  /// What comes and goes is not secured here.
  void end_security();
  bool secured() const { return srtp_ != nullptr; }

  Learner& learner() { return learner_; }
  const Learner& learner() const { return learner_; }
  Route& route() { return route_; }
  const Route& route() const { return route_; }
  Egress& egress() { return egress_; }
  const Egress& egress() const { return egress_; }

  /// Packets that were let in, forwarded or not; those turned away are in drops() alone and do not
  /// keep the call alive.
  const StreamCounters& received() const { return received_; }
  /// Add packets that the kernel forwarded for this stream since the last time.
  void add_kernel_counts(const ForwardCounters& counters, base::Time now);
  /// Packets that the kernel has forwarded since the last one that came through user space.
  std::uint64_t forwarded_unseen() const;
  const DropCounters& drops() const { return drops_; }
  DropCounters& drops() override { return drops_; }
  const SsrcTracker& ssrcs() const { return ssrcs_; }
  /// What payload types mean may have changed.
  void forget_clock() { ssrcs_.forget_clock(); }

  /// What is kept when the state moves (base/fields.h).
  void describe(base::Fields& fields);

  // PacketReceiver
  void on_packets(std::span<net::Packet* const> packets) override;
  void on_socket_error(int error) override;
  void on_rate_limited(std::uint64_t packets) override;
  void on_send_failed(std::size_t bytes) override;
  /// Counted here, whatever it was: nobody has looked into it.
  void on_truncated() override;
  void prefetch(net::Prefetch step) const override;

  // StageSite: to the egresses.
  void resume(const Stage& stage, PacketBatch& batch, base::Time now) override;

 private:
  /// Sort one packet into a batch of this stream or of the multiplexed RTCP.
  void sort(net::Packet& packet, PacketBatch& own, PacketBatch& rtcp);
  /// The ingress: packets of this stream that came in on `port`'s socket.
  void receive(PacketBatch& batch, PacketStream& port, base::Time now);
  /// Whether the packet's source may send here, and so whether it counts; it may be dropped all the
  /// same.
  bool admit(StagePacket& packet, PacketStream& port, base::Time now);
  bool admit_source(StagePacket& packet, PacketStream& port, base::Time now);
  bool admit_secured(StagePacket& packet, PacketStream& port, base::Time now);
  bool whole(const StagePacket& packet) const;
  /// Do what the learner says of a packet. False: it is refused.
  bool follow(const Admission& admission, StagePacket& packet);
  /// Let the handler decide. False: nobody handles packets of this kind.
  bool handle(StagePacket& packet, PacketStream& port, base::Time now);
  /// Send what is through all stages, and count what is lost.
  void finish(PacketBatch& batch, base::Time now);
  void forward(PacketBatch& batch, base::Time now);
  void copy_packets(PacketBatch& batch);
  void forward_to_all(std::span<Egress* const> sinks, PacketBatch& batch, base::Time now);

  // What every packet touches stands first.
  const Component component_;
  Payload payload_ = Payload::rtp;
  bool opaque_ = false;
  bool rtcp_comes_apart_ = false;
  PacketStream* multiplexed_rtcp_ = nullptr;
  StreamOwner* owner_;
  net::PacketPool* spare_;
  PacketHandler* handler_ = nullptr;
  std::unique_ptr<SecureIngress> srtp_;  ///< null: what comes is taken as it is
  StreamCounters received_;
  Route route_;
  Learner learner_;
  Egress egress_;
  // Cold.
  std::uint64_t forwarded_unseen_ = 0;
  std::uint64_t seen_before_ = 0;  ///< packets in user space when that was counted last
  SsrcTracker ssrcs_;
  DropCounters drops_;
};

}  // namespace rtpengine::media
