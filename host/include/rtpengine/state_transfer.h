// SPDX-License-Identifier: MIT
//
// State that can move: what a plugin keeps in calls, written as a value tree, and made anew from it
// by another copy of the plugin.
//
// A reload uses it. Where both copies offer a codec, calls that are up do not keep the earlier copy
// until they end, but move to the new one. For each call, on its worker, in one go, between two
// packets:
//
//   save_state      of the earlier copy, once for each state that it keeps in the call
//   restore_state   of the new copy, once for each of them
//   wants, attach   of the new copy: its stages stand where those of the earlier copy stood
//   detach          of the earlier copy
//   release_state   of the earlier copy, once for each of them
//
// From then on the call's commands, messages, packets and events go to the new copy. If a state
// cannot be saved or restored, or a stage not be attached, the new copy gets back what it has kept
// in the call (release_state), and the call goes on with the earlier copy until it ends, as all
// calls do where a copy offers no codec; so does a call in which, at that moment, a command of the
// earlier copy is pending or a source of it is open. Copies that are replaced together, as a
// publisher of services and its users, move together or stay together.
//
// When another process takes over (docs/operation.md) the same happens across both: save_state in
// the earlier process, restore_state in the later one, after its start. No observer is told of an
// end or a beginning; release_state follows in the process that gives the call up, and in the later
// one if the take-over fails as a whole, which it does if one state of one call cannot be moved.
//
// Packets that a stage of the earlier copy holds back are lost, unless it keeps them where
// save_state finds them. A plugin that keeps no state may offer a codec as well: its calls move
// without a word.
#ifndef RTPENGINE_STATE_TRANSFER_H
#define RTPENGINE_STATE_TRANSFER_H

#include <stdint.h>

#include <rtpengine/types.h>
#include <rtpengine/value.h>
#include <rtpengine/value_writer.h>

namespace rtpengine {

/// Where a state is kept, as in CallStateV1. The call's handle is not part of the state: a call
/// that is restored from a saved one may have another.
struct StatePlace {
  CallHandle call;
  uint32_t participant;  ///< no_index: of the call
  uint32_t media;        ///< no_index: of the participant or call
};

/// Implemented by the plugin; must live until destroy. Called on the call's worker; must not block,
/// as packets of all calls of the worker wait. A status other than ok: the call stays as it is.
class StateCodec {
 public:
  /// Write `state`, which CallStateV1 keeps at this place. It stays in use if the hand-over fails
  /// later on, so nothing may be changed or given away. `out` is a dictionary, the host's, valid
  /// during the call. Called between stop and destroy.
  virtual Status save_state(const StatePlace* place, void* state, ValueWriter* out) noexcept = 0;
  /// Make a state anew and keep it with CallStateV1::set. `saved` is the dictionary that save_state
  /// has written, borrowed for the call, and `version` that of the copy which wrote it: a newer
  /// copy reads what earlier ones wrote; what it cannot read is `unsupported`. Called after start,
  /// and after stop too if the copy is itself replaced meanwhile; before stages are attached; in
  /// the order call, then each participant and its media. A copy that answers ok and keeps nothing
  /// has given the state up: the call counts as moved.
  virtual Status restore_state(const StatePlace* place, const Value* saved,
                               uint32_t version) noexcept = 0;

 protected:
  ~StateCodec() = default;
};

/// Entry for plugins whose state can move. For plugins of any kind.
class StateTransferV1 {
 public:
  static constexpr const char* id = "rtpengine.state-transfer/1";

  /// Offer to save and restore. `version`: of what save_state writes; a plugin counts it up when
  /// that changes. exists: the plugin has offered a codec already. Main thread, in init.
  virtual Status offer(StateCodec* codec, uint32_t version) noexcept = 0;

 protected:
  ~StateTransferV1() = default;
};

}  // namespace rtpengine

#endif
