// SPDX-License-Identifier: MIT
//
// Stages: what looks at, drops, changes, delays or adds packets between receipt and sending.
//
// A stream's route has the stages that somebody wants there now, and no other: a stage that is not
// wanted costs nothing. What it is wanted for is asked whenever signalling, or a command, has
// changed the call.
#ifndef RTPENGINE_STAGE_H
#define RTPENGINE_STAGE_H

#include <stdint.h>

#include <rtpengine/calls.h>
#include <rtpengine/packet.h>
#include <rtpengine/types.h>

namespace rtpengine {

/// Where a stage stands; the order of this list is the order of processing. A stage names a
/// position, never another stage; those of one position stand in the order of their plugins.
/// tap to transform work on what the stream's participant sends to us, outgoing on what it is sent
/// by whoever (the other side, players).
enum class StagePosition : uint32_t {
  tap = 1,        ///< sees packets, changes nothing: verdicts are ignored, emit is invalid
  filter = 2,     ///< drops some
  transform = 3,  ///< makes other packets of them
  outgoing = 4,   ///< changes what goes out, before encryption
};

/// What the stage means for forwarding in the kernel.
enum class StageKernelUse : uint32_t {
  not_needed = 0,       ///< it may be bypassed: the stream goes to the kernel as without it
  user_space_only = 1,  ///< the stream stays in user space as long as it is wanted
};

enum : uint32_t {
  /// Works on plain RTP: of SRTP, behind decryption. Where a stream's keys are not known it is not
  /// put into the route.
  stage_needs_plaintext = 1u << 0,
  /// Lets no packet by when it fails: the packets of a batch for which process answers an error,
  /// and those that it has emitted, are dropped. Without it they go on as the stage left them. The
  /// host counts each error as a fault of the plugin.
  stage_must_not_fail = 1u << 1,
  stage_rtcp = 1u << 2,  ///< wants to be asked about RTCP streams; without it only RTP and others
};

/// Constant data of the plugin.
struct StageSpec {
  const char* name;  ///< one word, for logs, `explain` and traces
  StagePosition position;
  StageKernelUse kernel_use;
  uint32_t flags;     ///< stage_needs_plaintext, ...
  uint32_t reserved;  ///< zero
};

/// The packets that came in together, in order; without those that were dropped before.
struct PacketBatch {
  Packet* packets;
  uint32_t count;     ///< 1 to 32; often 1, and at most 16 of them were received
  uint32_t reserved;  ///< zero
  int64_t now_us;     ///< monotonic
};

/// How one stage of one stream gives out packets and asks to be woken. The host's; valid from
/// attach to detach. The call's worker.
class StageOutput {
 public:
  /// Add a packet (copied) to what leaves the stage. Within process: before packet `before` of the
  /// batch, or behind the last one if it is the count; several before one packet in the order in
  /// which they were added. Within on_deadline: `before` is not used; the packets go on where the
  /// stage stands, through the stages behind it. Elsewhere: invalid, and a fault.
  /// busy: the callback has added 32 packets already, or the worker has no buffer left; the packet
  /// is lost, and counted as `too-many`. So is what makes more than 32 packets leave the stage at
  /// once, those of the batch included.
  virtual Status emit(Slice bytes, uint32_t before) noexcept = 0;
  /// Call on_deadline at this time (monotonic, as LoopV1::now_us and PacketBatch::now_us), or as
  /// soon after it as the worker can: within a millisecond or two. 0: do not call. One deadline at
  /// a time, the last one counts. In any callback of this worker, attach included.
  virtual void arm(int64_t at_us) noexcept = 0;

 protected:
  ~StageOutput() = default;
};

/// One stage of one stream. Implemented by the plugin. The call's worker; must not block, and
/// should not allocate.
class Stage {
 public:
  /// Work on a batch: change the packets in place, set their verdicts, emit others. A packet to be
  /// held back is copied by the stage, gets the verdict consumed, and is emitted later. One that is
  /// moved out of its buffer, or is RTP and no longer has an RTP header, is dropped as a fault.
  /// On an error see stage_must_not_fail.
  virtual Status process(PacketBatch* batch) noexcept = 0;
  /// The time given to StageOutput::arm has come, and it is disarmed. `now_us` is not before it.
  virtual Status on_deadline(int64_t now_us) noexcept = 0;

 protected:
  ~Stage() = default;
};

/// Makes stages. Implemented by the plugin; must live until destroy. The call's worker; must not
/// block.
class StageProvider {
 public:
  /// 1: the stage is wanted in this stream's route now. 0: it is not; if it is there, it is
  /// detached. Not asked about streams that are off, nor where the spec's flags rule it out: there
  /// it is detached.
  virtual uint32_t wants(const StreamInfo* stream) noexcept = 0;
  /// Make the stage. Null: it cannot be made; the stream does without it, which is logged.
  virtual Stage* attach(const StreamInfo* stream, StageOutput* output) noexcept = 0;
  /// The stage has left the route, or the stream ends; destroy it. Its StageOutput is of no use any
  /// more. Packets held back are lost unless they were emitted before.
  virtual void detach(Stage* stage) noexcept = 0;

 protected:
  ~StageProvider() = default;
};

/// Entry for packet stages.
class StagesV1 {
 public:
  static constexpr const char* id = "rtpengine.stages/1";

  /// Register. exists: the name is taken. Main thread, in init.
  virtual Status add(const StageSpec* spec, StageProvider* provider) noexcept = 0;

 protected:
  ~StagesV1() = default;
};

}  // namespace rtpengine

#endif
