// SPDX-License-Identifier: GPL-3.0-or-later
//
// Undoing what finding the parties of a message has changed in a call, if the message is refused
// before its media are looked at.
#pragma once

#include <string>
#include <vector>

#include "call/call.h"

namespace rtpengine::call {

/// Knows the participants of a call, and who is whose peer, as they were when it was made. The
/// call's worker; the call outlives it.
class Rollback {
 public:
  explicit Rollback(Call& call);

  /// Make it so again: participants and media that were added since go. They must not have ports.
  void undo();

 private:
  struct Party {
    Participant* participant;
    Participant* peer;
    std::string tag;
    std::string via_branch;
    std::size_t media_count;
  };

  Call& call_;
  std::vector<Party> parties_;
};

}  // namespace rtpengine::call
