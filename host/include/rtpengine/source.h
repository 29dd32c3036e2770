// SPDX-License-Identifier: MIT
//
// Packet sources: sending RTP of one's own to a participant, by a timer: players, tone generators.
//
// The participant hears one continuous RTP stream: the host gives the packets of the source the
// SSRC, and sequence numbers and time stamps that go on from those of the other party's packets;
// and when the source is closed, those of the other party go on from the source's (RFC 3550
// section 5.1). Stages of the position outgoing, and encryption, apply to them as to all others.
#ifndef RTPENGINE_SOURCE_H
#define RTPENGINE_SOURCE_H

#include <stdint.h>

#include <rtpengine/types.h>

namespace rtpengine {

/// 0 is never a valid one; never used twice.
using SourceHandle = uint64_t;

enum : uint32_t {
  /// As long as the source is open the other party's packets do not go out; they are dropped and
  /// counted as such. Without it both go out, with one sequence of numbers.
  source_replaces = 1u << 0,
};

/// What a source sends to, and how.
struct SourceSpec {
  StreamRef to;         ///< the participant's stream that is sent to; component rtp
  uint32_t clock_rate;  ///< ticks per second of the time stamps, not 0
  uint32_t flags;       ///< source_replaces
};

/// One packet to send.
struct SourcePacket {
  Slice payload;       ///< behind the RTP header; copied; up to 1,400 bytes
  uint32_t timestamp;  ///< in the source's own count, which may begin anywhere
  uint8_t payload_type;
  uint8_t marker;
  uint16_t reserved;  ///< zero
};

/// Implemented by the plugin; must live until destroy. The call's worker.
class SourceOwner {
 public:
  /// The stream, or its call, has ended: the handle is no longer valid.
  virtual void on_source_ended(SourceHandle source) noexcept = 0;

 protected:
  ~SourceOwner() = default;
};

/// All functions: the call's worker.
class SourcesV1 {
 public:
  static constexpr const char* id = "rtpengine.sources/1";

  /// Open a source. exists: the stream has one that replaces (two of them cannot). not_found: there
  /// is no such stream, it is off, or it is no RTP.
  virtual Status open(const SourceSpec* spec, SourceOwner* owner, SourceHandle* out) noexcept = 0;
  /// Send one packet now. failed: nothing can be sent to the participant yet, or the system refused
  /// it; counted.
  virtual Status send(SourceHandle source, const SourcePacket* packet) noexcept = 0;
  /// Close it; on_source_ended is not called.
  virtual void close(SourceHandle source) noexcept = 0;

 protected:
  ~SourcesV1() = default;
};

}  // namespace rtpengine

#endif
