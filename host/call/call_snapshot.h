// SPDX-License-Identifier: GPL-3.0-or-later
//
// A whole call as a value tree, and made anew from it, by this process or another one.
//
//   version: of all that follows
//   call-id
//   monotonic, wall: the clocks when it was written
//   call: its own state
//     participants: in their order, with their media, and the ports of these
//   plugins: for each plugin that has something in the call, name and what saved_states.h says
//
// The objects describe their own state (base/fields.h); what refers to other objects is in here.
// Sockets are not in a tree: they go beside it, and are found again by the ports that it names.
#pragma once

#include <cstdint>
#include <vector>

#include <rtpengine/value.h>

#include "base/result.h"
#include "base/value_tree.h"
#include "call/worker_calls.h"
#include "net/descriptor.h"

namespace rtpengine::call {

/// Counted up whenever a reader of the version before would understand less, or wrong.
inline constexpr std::uint32_t kCallVersion = 5;

/// The sockets that came with saved calls.
class SocketSource {
 public:
  /// The one that is bound to this port, which is the caller's then; empty: there is none.
  virtual net::Descriptor take(const net::Endpoint& local) = 0;

 protected:
  ~SocketSource() = default;
};

// The call's worker; nothing is at work on the call.

/// Write all that the call is. Nothing changes in it. Of plugins that came after the call `current`
/// knows how they hand over. An error, which names the plugin: one of them has something in the
/// call that it cannot hand over, or not now.
base::Result<void> save_call(Call& call, const Extensions& current,
                             const base::DictionaryBuilder& out);

/// The descriptors of all its sockets, which stay the call's.
std::vector<int> sockets_of(const Call& call);

/// Make a call anew. Nobody is told that it was created. An error: there is nothing of it, and the
/// sockets that it took are closed here, and untouched otherwise.
base::Result<Call*> restore_call(WorkerCalls& calls, const Value& saved, SocketSource& sockets);

}  // namespace rtpengine::call
