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
  net::Packet* packet;
  PacketKind kind;
  bool dropped;
  DropReason reason;  ///< why, if dropped
  RtpHeader rtp;      ///< valid for kind rtp only

  /// Drop the packet; later stages skip it.
  void drop(DropReason why) {
    dropped = true;
    reason = why;
  }
};

/// The packets of one stream that were received together.
class PacketBatch {
 public:
  static constexpr std::size_t kCapacity = 32;

  /// False: full.
  PacketBatch() {}
  PacketBatch(const PacketBatch& other) { *this = other; }
  PacketBatch& operator=(const PacketBatch& other) {
    size_ = other.size_;
    std::copy_n(other.slots(), size_, slots());
    return *this;
  }

  /// The batch must not be full.
  void add(const StagePacket& packet) { new (slots() + size_++) StagePacket(packet); }
  bool empty() const { return size_ == 0; }
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
enum class StagePosition : std::uint8_t {
  decrypt,    ///< SRTP to RTP
  tap,        ///< sees packets, changes nothing: recording, DTMF events
  filter,     ///< drops: blocked media, blocked DTMF
  transform,  ///< makes other packets: transcoding, repacketization
  rewrite,    ///< SSRC, sequence, time stamp of what goes out
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
  /// be skipped. Must not block or allocate.
  virtual void process(PacketBatch& batch, base::Time now) = 0;

 protected:
  ~Stage() = default;
};

}  // namespace rtpengine::media
