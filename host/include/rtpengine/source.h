// SPDX-License-Identifier: MIT
//
// Packet sources: sending RTP of one's own to a participant, by a timer: players, tone generators.
//
// The participant hears one continuous RTP stream: the host gives the packets of the source the
// SSRC, and sequence numbers and time stamps that go on from those of the other party's packets;
// and when the source is closed, those of the other party go on from the source's (RFC 3550
// section 5.1). Stages of the position outgoing, and encryption, apply to them as to all others.
//
// The numbers then differ from the other party's for the rest of the call, so from the first source
// on the stream stays in user space. Where nothing was heard before, they begin at random. RTCP of
// the other party goes on unchanged.
#ifndef RTPENGINE_SOURCE_H
#define RTPENGINE_SOURCE_H

#include <stdint.h>

#include <rtpengine/types.h>

namespace rtpengine {

/// 0 is never a valid one; never used twice.
using SourceHandle = uint64_t;

enum : uint32_t {
  /// As long as the source is open the other party's RTP does not go out; it is dropped, and
  /// counted as `replaced`. Without it both go out, with one sequence of numbers.
  source_replaces = 1u << 0,
};

/// What a source sends to, and how.
struct SourceSpec {
  StreamRef to;         ///< the participant's stream that is sent to; component rtp
  uint32_t clock_rate;  ///< ticks per second of the time stamps, not 0; the first one's is used
                        ///< for gaps between packets of different origin
  uint32_t flags;       ///< source_replaces
};

/// One packet to send.
struct SourcePacket {
  Slice payload;       ///< behind the RTP header; copied; up to 1,400 bytes
  uint32_t timestamp;  ///< in the source's own count, which may begin anywhere, and goes on while
                       ///< the source sends nothing
  uint8_t payload_type;
  uint8_t marker;
  uint16_t reserved;  ///< zero
};

/// Implemented by the plugin; must live until destroy. The call's worker.
class SourceOwner {
 public:
  /// The stream is off or carries no RTP any more, or its call has ended: the handle is no longer
  /// valid.
  virtual void on_source_ended(SourceHandle source) noexcept = 0;

 protected:
  ~SourceOwner() = default;
};

/// All functions: the call's worker; elsewhere nothing is found. A plugin that has opened a source
/// is held in memory until the call ends.
class SourcesV1 {
 public:
  static constexpr const char* id = "rtpengine.sources/1";

  /// Open a source. exists: the stream has one that replaces (two of them cannot). not_found: there
  /// is no such stream, it is off, or it is no RTP. busy: the stream has eight sources; or this is
  /// called from a StageProvider, or from within a stage of the stream at the position outgoing.
  virtual Status open(const SourceSpec* spec, SourceOwner* owner, SourceHandle* out) noexcept = 0;
  /// Send one packet now. failed: nothing can be sent to the participant yet, the system refused
  /// it, or a stage dropped it; counted under `outgoing drops`. not_found: there is no such source
  /// (any more). busy: called from within a stage of the stream at the position outgoing.
  virtual Status send(SourceHandle source, const SourcePacket* packet) noexcept = 0;
  /// Close it, if it is there; on_source_ended is not called. The other party is heard again. Also
  /// from within any callback of the call's worker.
  virtual void close(SourceHandle source) noexcept = 0;

 protected:
  ~SourcesV1() = default;
};

}  // namespace rtpengine

#endif
