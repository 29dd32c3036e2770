// SPDX-License-Identifier: GPL-3.0-or-later
//
// Which participants a message is about: one place for the rules on tags, branches and forks.
#pragma once

#include "base/result.h"
#include "call/call.h"
#include "call/request.h"

namespace rtpengine::call {

enum class MessageKind : unsigned char { offer, answer };

/// The two parties of one offer or answer: who sent the SDP, and who is going to get it.
struct Parties {
  Participant* sender = nullptr;
  Participant* receiver = nullptr;
  /// The receiver's peer so far, if one offer was forked to it and the sender: the ports that it
  /// was given are the sender's as well (see share_ports). Null: there is none.
  Participant* shares_ports_of = nullptr;
};

/// Finds the parties by tags and branch, adding those that are new, and makes them each other's
/// peers as far as the message settles that.
///
/// An offer's sender is the party of from-tag. Its receiver is the party of to-tag; else the one of
/// the branch; else the sender's peer; else a new party without a tag.
/// An answer's receiver is the party of from-tag. Its sender is the party of to-tag; else the one
/// of the branch; else a tagless peer of the receiver; else a new party.
Parties find_parties(Call& call, const Request& request, MessageKind kind);

/// One offer reached both parties, which were told the same ports: `to` takes those that it lacks
/// over.
void share_ports(Participant& from, Participant& to);

}  // namespace rtpengine::call
