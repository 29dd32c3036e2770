// SPDX-License-Identifier: GPL-3.0-or-later
#include "call/commands.h"

#include <array>
#include <vector>

#include <rtpengine/value_view.h>

#include "call/explain.h"
#include "call/query.h"
#include "call/selector.h"

namespace rtpengine::call {
namespace {

constexpr std::array kCommands = {
    CommandEntry{"ping", CommandScope::daemon, false, &handle_ping},
    CommandEntry{"list", CommandScope::daemon, false, &handle_list},
    CommandEntry{"offer", CommandScope::call_or_create, true, &handle_offer},
    CommandEntry{"answer", CommandScope::call_or_none, true, &handle_answer},
    CommandEntry{"delete", CommandScope::call_or_none, true, &handle_delete},
    CommandEntry{"query", CommandScope::call, false, &handle_query},
    CommandEntry{"explain", CommandScope::call, false, &handle_explain},
    CommandEntry{"block media", CommandScope::call, true, &handle_block_media},
    CommandEntry{"unblock media", CommandScope::call, true, &handle_unblock_media},
    CommandEntry{"block DTMF", CommandScope::call, true, &handle_block_dtmf},
    CommandEntry{"unblock DTMF", CommandScope::call, true, &handle_unblock_dtmf},
};

Call& call_of(const CommandContext& context) {
  return *context.calls->find(get_text(context.arguments, "call-id"));
}

/// Whom a command wants to know about.
struct AskedFor {
  const Participant* party = nullptr;  ///< null: all
  bool nobody = false;                 ///< tags are given, and no party has one of them
};

AskedFor asked_for(const CommandContext& context) {
  const Call& call = call_of(context);
  const auto from = get_text(context.arguments, "from-tag");
  const auto to = get_text(context.arguments, "to-tag");
  const Participant* party = call.find_tag(from);
  if (party == nullptr) party = call.find_tag(to);
  return {party, party == nullptr && !(from.empty() && to.empty())};
}

using CallFlag = bool Call::*;
using ParticipantFlag = bool Participant::*;

/// Blocks or unblocks, for the whole call or one participant.
base::Result<void> set_block(CommandContext& context, CallFlag of_call, ParticipantFlag of_one,
                             bool blocked) {
  Call& call = call_of(context);
  const auto selected = select_participant(call, context.arguments);
  if (!selected) return base::Error{selected.error()};
  const auto request = parse_request(context);
  if (!request) return base::Error{request.error()};
  if (*selected != nullptr) {
    (*selected)->*of_one = blocked;
  } else {
    call.*of_call = blocked;
  }
  if (!blocked && request->all) {
    call.*of_call = false;
    for (const auto& participant : call.participants()) (*participant).*of_one = false;
  }
  call.note_signal();
  call.compile_routes();
  return {};
}

/// Marks the leg of a participant, i.e. it and the peer it is in dialogue with, as deleted.
void delete_leg(Participant& participant, base::Time until) {
  participant.deleted_until = until;
  Participant* peer = participant.peer();
  if (peer != nullptr && peer->peer() == &participant) peer->deleted_until = until;
}

/// Whether two parties that are each other's peers are left.
bool has_dialogue(const Call& call) {
  for (const auto& participant : call.participants()) {
    const Participant* peer = participant->peer();
    if (participant->deleted_until == 0 && peer != nullptr && peer->peer() == participant.get() &&
        peer->deleted_until == 0) {
      return true;
    }
  }
  return false;
}

/// The party that a delete names; null: none. Without a from-tag it is the whole call.
Participant* party_to_delete(const Call& call, const Request& request) {
  if (request.to_tag.empty()) {
    if (Participant* by_branch = call.find_branch(request.via_branch)) return by_branch;
  }
  const auto tag = request.to_tag.empty() ? request.from_tag : request.to_tag;
  if (Participant* by_tag = call.find_tag(tag)) return by_tag;
  if (Participant* by_branch = call.find_branch(request.via_branch)) return by_branch;
  Participant* from = call.find_tag(request.from_tag);
  if (from != nullptr && from->peer() != nullptr && from->peer()->tag().empty()) return from;
  return nullptr;
}

base::Result<void> nothing_deleted(CommandContext& context, const Request& request) {
  constexpr const char* kText = "Call-ID not found or tags didn't match";
  if (request.fatal) return base::Error{kText};
  context.reply.set("warning", kText);
  return {};
}

}  // namespace

base::Result<Request> parse_request(const CommandContext& context) {
  const Call* call = context.calls->find(get_text(context.arguments, "call-id"));
  return Request::parse(context.arguments,
                        call != nullptr ? call->extensions() : *context.calls->extensions());
}

std::span<const CommandEntry> builtin_commands() { return kCommands; }

const CommandEntry* find_command(std::string_view name) {
  for (const CommandEntry& entry : kCommands) {
    if (entry.name == name) return &entry;
  }
  return nullptr;
}

base::Result<void> handle_ping(CommandContext& context) {
  context.result = "pong";
  return {};
}

base::Result<void> handle_list(CommandContext& context) {
  constexpr std::int64_t kDefaultLimit = 32;
  std::int64_t limit = kDefaultLimit;
  const Value* given = find(context.arguments, "limit");
  if (given != nullptr && !read_integer(given, 1, INT64_MAX, &limit)) {
    return base::Error{"limit must be a number greater than 0"};
  }
  const auto calls = context.reply.list("calls");
  for (const auto& id : context.calls->shared().directory->list(std::size_t(limit))) calls.add(id);
  return {};
}

base::Result<void> handle_query(CommandContext& context) {
  const Call& call = call_of(context);
  const AskedFor asked = asked_for(context);
  describe(call, context.reply, asked.party, asked.nobody);
  return {};
}

base::Result<void> handle_explain(CommandContext& context) {
  const AskedFor asked = asked_for(context);
  if (asked.nobody) return base::Error{"No party of the call has one of these tags"};
  explain(call_of(context), context.reply, asked.party, context.calls->now());
  return {};
}

base::Result<void> handle_delete(CommandContext& context) {
  if (get_text(context.arguments, "call-id").empty()) return base::Error{kNoCallId};
  const auto request = parse_request(context);
  if (!request) return base::Error{request.error()};
  Call* call = context.calls->find(request->call_id);
  if (call == nullptr) return nothing_deleted(context, *request);
  const base::Time delay = request->delete_delay.value_or(call->settings().delete_delay);
  const base::Time until = context.calls->now() + delay;
  Participant* party = nullptr;
  if (!request->from_tag.empty()) {
    party = party_to_delete(*call, *request);
    if (party == nullptr) return nothing_deleted(context, *request);
    delete_leg(*party, until);
  }
  if (party == nullptr || !has_dialogue(*call)) {
    for (const auto& participant : call->participants()) participant->deleted_until = until;
  }
  // A call that is over leaves the kernel, whose last counts belong into the reply.
  call->compile_routes();
  describe(*call, context.reply, party, false);
  if (call->deleted() && delay == 0) context.calls->end(*call, EndReason::deleted);
  return {};
}

base::Result<void> handle_block_media(CommandContext& context) {
  return set_block(context, &Call::media_blocked, &Participant::media_blocked, true);
}

base::Result<void> handle_unblock_media(CommandContext& context) {
  return set_block(context, &Call::media_blocked, &Participant::media_blocked, false);
}

base::Result<void> handle_block_dtmf(CommandContext& context) {
  return set_block(context, &Call::dtmf_blocked, &Participant::dtmf_blocked, true);
}

base::Result<void> handle_unblock_dtmf(CommandContext& context) {
  return set_block(context, &Call::dtmf_blocked, &Participant::dtmf_blocked, false);
}

}  // namespace rtpengine::call
