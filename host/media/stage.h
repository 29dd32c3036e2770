// SPDX-License-Identifier: GPL-3.0-or-later
//
// Stages: what happens to packets between their receipt and their sending.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <new>
#include <span>
#include <string_view>

#include "base/clock.h"
#include "media/demux.h"
#include "media/drop_reason.h"
#include "media/offload.h"
#include "media/rtp.h"
#include "net/packet.h"

namespace rtpengine::media {

/// One packet as the stages of a route see it. Worker's thread, for the time of one turn.
struct StagePacket {
  static constexpr std::uint8_t kMadeHere = 255;

  net::Packet* packet;
  PacketKind kind;
  bool dropped;         ///< goes no further
  bool consumed;        ///< it is no loss: somebody has taken it
  DropReason reason;    ///< why, if dropped and not consumed
  std::uint8_t origin;  ///< its place among those received together, or kMadeHere
  RtpHeader rtp;        ///< valid for kind rtp only

  /// Drop the packet; later stages skip it.
  void drop(DropReason why) {
    dropped = true;
    reason = why;
  }
  /// Take the packet away; later stages skip it, and it is not counted as dropped.
  void consume() { dropped = consumed = true; }
  bool lost() const { return dropped && !consumed; }
};

/// The packets of one stream that go their way together: received together, and what stages added.
class PacketBatch {
 public:
  /// Packets that are received together; the others come in a batch of their own.
  static constexpr std::size_t kReceived = 16;
  /// Packets that may leave a stage together.
  static constexpr std::size_t kLive = 32;
  /// Those that were received are kept to the end, dropped or not, so that they can be counted.
  static constexpr std::size_t kCapacity = kReceived + kLive;

  PacketBatch() {}
  PacketBatch(const PacketBatch& other) { *this = other; }
  PacketBatch& operator=(const PacketBatch& other) {
    if (this == &other) return *this;
    size_ = other.size_;
    std::copy_n(other.slots(), size_, slots());
    return *this;
  }

  /// The batch must not be full.
  void add(const StagePacket& packet) { new (slots() + size_++) StagePacket(packet); }
  bool empty() const { return size_ == 0; }
  std::size_t size() const { return size_; }
  std::span<StagePacket> packets() { return {slots(), size_}; }

 private:
  // Raw storage: a batch of one packet must not cost the making of a full one.
  StagePacket* slots() { return reinterpret_cast<StagePacket*>(storage_); }
  const StagePacket* slots() const { return reinterpret_cast<const StagePacket*>(storage_); }

  alignas(StagePacket) std::byte storage_[kCapacity * sizeof(StagePacket)];
  std::size_t size_ = 0;
};

/// Where in a route a stage stands. The order of this list is the order of processing; a stage
/// names a position, never another stage. Positions from rewrite on belong to the egress.
/// Packets of sources come in behind rewrite.
enum class StagePosition : std::uint8_t {
  decrypt,    ///< SRTP to RTP
  tap,        ///< sees packets, changes nothing: recording, DTMF events
  filter,     ///< drops: blocked media, blocked DTMF
  transform,  ///< makes other packets: transcoding, repacketization
  rewrite,    ///< SSRC, sequence, time stamp of what goes out
  outgoing,   ///< changes what goes out to the receiver, whoever made it
  encrypt,    ///< RTP to SRTP
};

/// Implemented by the host and, through an adapter, by plugins. A stage may serve several streams;
/// it is called on the thread of the stream's worker.
class Stage {
 public:
  /// One word for explain and for the kernel decision; static text.
  virtual std::string_view name() const = 0;
  virtual StagePosition position() const = 0;
  virtual KernelMeaning kernel_meaning() const = 0;
  /// Change packets in place, or drop them by StagePacket::drop. Packets already dropped are to
  /// be skipped. Packets may be added, at most kLive then go on. Must not block or allocate.
  virtual void process(PacketBatch& batch, base::Time now) = 0;

 protected:
  ~Stage() = default;
};

/// What has stages in it: a stream, or its egress. Takes the packets that a stage gives out by
/// itself, because its time has come and not because packets came.
class StageSite {
 public:
  /// These go on behind `stage`, which is in the route here; what is lost is counted here.
  virtual void resume(const Stage& stage, PacketBatch& batch, base::Time now) = 0;
  /// Where packets are counted that were made here and leave a batch before its end.
  virtual DropCounters& drops() = 0;

 protected:
  ~StageSite() = default;
};

}  // namespace rtpengine::media
