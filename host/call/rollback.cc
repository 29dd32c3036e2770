// SPDX-License-Identifier: GPL-3.0-or-later
#include "call/rollback.h"

namespace rtpengine::call {

Rollback::Rollback(Call& call) : call_(call) {
  parties_.reserve(call.participants().size());
  for (const auto& participant : call.participants()) {
    parties_.push_back({participant.get(), participant->peer(), participant->tag(),
                        participant->via_branch(), participant->all_media().size()});
  }
}

void Rollback::undo() {
  // Peers first: those who are going must not be anybody's peer any more.
  for (const Party& party : parties_) {
    party.participant->set_peer(party.peer);
    party.participant->set_tag(party.tag);
    party.participant->set_via_branch(party.via_branch);
    party.participant->keep_media(party.media_count);
  }
  call_.keep_participants(parties_.size());
}

}  // namespace rtpengine::call
