// SPDX-License-Identifier: MIT
//
// Calls as plugins see them: what they consist of, how they are doing, and a place for the plugin's
// own state.
#ifndef RTPENGINE_CALLS_H
#define RTPENGINE_CALLS_H

#include <stdint.h>

#include <rtpengine/types.h>
#include <rtpengine/value_writer.h>

namespace rtpengine {

/// Stands for "none" where the number of a participant or media is asked for, and for "of the whole
/// participant" or "of the whole call" where state is kept.
enum : uint32_t { no_index = 0xffffffffu };

// Slices in these structs are borrowed until the running callback or job returns.

/// One call as a whole.
struct CallInfo {
  Slice call_id;
  int64_t created_us;  ///< monotonic, as LoopV1::now_us
  uint32_t participant_count;
  uint32_t deleted;  ///< 1: it was deleted and waits for the end of its delete-delay
  /// Address that a client is to be told at if the call times out, as it was given with the key
  /// `xmlrpc-callback`; empty: none was.
  Slice xmlrpc_callback;
};

/// One side of a dialogue.
struct ParticipantInfo {
  Slice tag;  ///< empty: its side has not signalled yet
  Slice label;
  Slice via_branch;
  uint32_t peer;  ///< number of the other side of its dialogue, or no_index
  uint32_t media_count;
};

/// RFC 8866 section 6.7, as the participant states it.
enum class MediaDirection : uint32_t { sendrecv = 0, sendonly = 1, recvonly = 2, inactive = 3 };

enum : uint32_t {
  media_off = 1u << 0,     ///< rejected or removed: no ports, no packets
  media_rtp = 1u << 1,     ///< RTP, not T.38 or other data
  media_secure = 1u << 2,  ///< SRTP towards this participant
  media_mux = 1u << 3,     ///< RTCP shares the RTP port (RFC 5761)
};

/// One m= section of a participant, as it is now.
struct MediaInfo {
  Slice type;      ///< "audio", "video", ...
  Slice protocol;  ///< "RTP/AVP", ..., as spoken with this participant
  Slice mid;       ///< RFC 5888; empty if it has none
  MediaDirection direction;
  uint32_t flags;  ///< media_off, media_rtp, ...
};

/// One packet stream now.
struct StreamInfo {
  StreamRef ref;
  Endpoint local;      ///< our address and port towards the participant
  Endpoint signalled;  ///< what its SDP named
  Endpoint remote;     ///< where packets are sent now: signalled, or learned; none: nowhere
  uint32_t flags;      ///< of the media: media_off, media_rtp, ...
  uint32_t reserved;   ///< zero
};

/// Packets and bytes (of UDP payload) of one packet stream since its beginning, in user space and
/// in the kernel. What the kernel forwards is added once a second.
struct StreamStatistics {
  uint64_t received_packets;
  uint64_t received_bytes;
  uint64_t sent_packets;
  uint64_t sent_bytes;
  uint64_t errors;
  uint64_t dropped_packets;    ///< of all reasons
  int64_t last_packet_us;      ///< received; monotonic; 0: none yet
  uint32_t last_ssrc;          ///< received
  uint32_t last_payload_type;  ///< received; 255: none yet
};

/// Implemented by the plugin that keeps state in calls; must live until destroy.
class StateOwner {
 public:
  /// The participant, media or call that the state belongs to is going, or has moved to another
  /// copy of the plugin (state_transfer.h), or the state was replaced. All states of a call come
  /// back after on_call_ended; nothing can be kept in it any more then.
  /// The call's worker.
  virtual void release_state(void* state) noexcept = 0;

 protected:
  ~StateOwner() = default;
};

/// All functions but find_worker: the thread of the call's worker; elsewhere, and for what is not
/// there (any more), they answer not_found, 0 or null.
class CallsV1 {
 public:
  static constexpr const char* id = "rtpengine.calls/1";

  /// Index of the worker that the call with this Call-ID lives on, or no_index. Any thread; the
  /// call may be gone when a job posted there runs.
  virtual uint32_t find_worker(Slice call_id) noexcept = 0;
  virtual CallHandle find(Slice call_id) noexcept = 0;

  virtual Status describe(CallHandle call, CallInfo* info) noexcept = 0;
  virtual Status describe_participant(CallHandle call, uint32_t participant,
                                      ParticipantInfo* info) noexcept = 0;
  virtual Status describe_media(CallHandle call, uint32_t participant, uint32_t media,
                                MediaInfo* info) noexcept = 0;
  virtual Status describe_stream(const StreamRef* stream, StreamInfo* info) noexcept = 0;
  virtual Status read_statistics(const StreamRef* stream, StreamStatistics* out) noexcept = 0;

  /// Ask stage providers anew whether they are wanted in the call: what they depend on has changed.
  /// Done, once, when the running callback about a call or command has returned, or at once outside
  /// of one. Observers are told then that the call has changed.
  virtual Status update_routes(CallHandle call) noexcept = 0;

 protected:
  ~CallsV1() = default;
};

/// A plugin's own pointers, one for each place: a call (participant and media no_index), a
/// participant (media no_index), a media. The call's worker; from one copy of a plugin the state of
/// another is not seen. A copy stays in memory as long as it keeps something in a call. How states
/// come from one copy to the next: state_transfer.h.
class CallStateV1 {
 public:
  static constexpr const char* id = "rtpengine.call-state/1";

  /// Keep `state`, not null, at a place; it is the plugin's, which gets it back by release_state.
  /// Whatever was kept there before is released first. not_found: there is no such place, or the
  /// call is ending.
  virtual Status set(CallHandle call, uint32_t participant, uint32_t media, void* state,
                     StateOwner* owner) noexcept = 0;
  /// What is kept there, or null.
  virtual void* get(CallHandle call, uint32_t participant, uint32_t media) noexcept = 0;
  /// Release what is kept there.
  virtual void clear(CallHandle call, uint32_t participant, uint32_t media) noexcept = 0;

 protected:
  ~CallStateV1() = default;
};

}  // namespace rtpengine

#endif
