// SPDX-License-Identifier: MIT
//
// Being told of calls: for call detail records, notifications, statistics.
#ifndef RTPENGINE_OBSERVERS_H
#define RTPENGINE_OBSERVERS_H

#include <stdint.h>

#include <rtpengine/types.h>
#include <rtpengine/value.h>

namespace rtpengine {

/// Implemented by the plugin; must live until destroy. Called on the call's worker; must not block.
/// For each call: created once, changed any number of times, ended once. All by the same copy of
/// the plugin, unless the call moves to another one (state_transfer.h): then the copy that is there
/// when it begins is told of its creation, and the one that has it last of its end. Who counts
/// calls keeps a state in each, which tells the new copy of those that it takes over.
class CallObserver {
 public:
  /// The first offer is being worked on; participants and media are not there yet.
  virtual void on_call_created(CallHandle call) noexcept = 0;
  /// An offer, answer, delete, block or unblock command was carried out on the call, or failed half
  /// way; before its reply is sent. Also after CallsV1::update_routes, which is how commands of
  /// plugins tell that they have changed something.
  virtual void on_call_changed(CallHandle call) noexcept = 0;
  /// The call is over; its ports are still open, and states kept in it are still there. `summary`
  /// is the dictionary that the command `query` would give, and `termination`: `deleted`, `timeout`
  /// (no packets), `silent-timeout` (on hold), `offer-timeout` (no answer), `final-timeout` (too
  /// old), `failed` (its first offer was refused) or `shutdown`. Borrowed for the call.
  virtual void on_call_ended(CallHandle call, const Value* summary) noexcept = 0;

 protected:
  ~CallObserver() = default;
};

/// Entry for call observers.
class ObserversV1 {
 public:
  static constexpr const char* id = "rtpengine.observers/1";

  /// Register. exists: it is registered already. Main thread, in init.
  virtual Status add(CallObserver* observer) noexcept = 0;

 protected:
  ~ObserversV1() = default;
};

}  // namespace rtpengine

#endif
