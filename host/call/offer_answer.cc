// SPDX-License-Identifier: GPL-3.0-or-later
//
// The commands offer and answer: checks before the engine, the reply after it.
#include <optional>
#include <utility>

#include "base/log.h"
#include "call/commands.h"
#include "call/negotiation.h"
#include "call/request.h"

namespace rtpengine::call {
namespace {

base::Result<void> check_keys(const Request& request, MessageKind kind) {
  if (!request.has_sdp && request.partial_media.empty()) {
    return base::Error{"No SDP body in message"};
  }
  if (request.call_id.empty()) return base::Error{kNoCallId};
  if (request.from_tag.empty()) return base::Error{"No from-tag in message"};
  if (kind == MessageKind::answer && request.to_tag.empty()) {
    return base::Error{"No to-tag in message"};
  }
  return {};
}

/// Why there may not be one more call; nothing: there may.
std::optional<std::string_view> obstacle_to_new_call(const WorkerCalls& calls) {
  const SharedState& shared = calls.shared();
  if (shared.draining.load(std::memory_order_relaxed)) return kDrainingText;
  // The directory counts the new call already.
  return limit_reached(calls.settings(), shared.directory->size() - 1, *shared.monitor);
}

/// The call, made if this offer may make one. Null: a limit forbids it, and the reply says so.
base::Result<Call*> call_for(CommandContext& context, const Request& request, MessageKind kind,
                             bool* created) {
  WorkerCalls& calls = *context.calls;
  if (Call* call = calls.find(request.call_id)) return call;
  if (kind == MessageKind::answer) return base::Error{"Unknown call-id"};
  if (const auto limit = obstacle_to_new_call(calls)) {
    LOG_LIMITED(notice, "offer for a new call rejected: %s", std::string(*limit).c_str());
    if (!request.supports_load_limit) return base::Error{std::string(kSessionLimitText)};
    context.result = "load limit";
    context.reply.set("message", *limit);
    return static_cast<Call*>(nullptr);
  }
  *created = true;
  Call& call = calls.create(request.call_id);
  call.created_from = context.origin;
  return &call;
}

void write_result(CommandContext& context, const Request& request,
                  const NegotiationResult& result) {
  if (request.has_sdp) {
    context.reply.set("sdp", result.sdp);
  } else {
    const auto list = context.reply.list("media");
    for (const RelayedMedia& media : result.media) {
      const auto entry = list.dictionary();
      entry.set("index", media.index + 1);
      entry.set("address", media.address.to_string());
      entry.set("port", media.port);
    }
  }
  std::string warning;
  for (const std::string& text : result.warnings) {
    if (!warning.empty()) warning += "; ";
    warning += text;
  }
  if (warning.empty()) return;
  LOG_LIMITED(notice, "%s", warning.c_str());
  context.reply.set("warning", warning);
}

/// The model of the body; none if the request is partial.
base::Result<std::optional<sdp::Session>> parse_body(const Request& request) {
  if (!request.has_sdp) return std::optional<sdp::Session>{};
  auto body = sdp::Session::parse(request.sdp);
  if (!body) return base::Error{"Failed to parse SDP (" + body.error() + ")"};
  return std::optional<sdp::Session>(std::move(*body));
}

base::Result<void> handle(CommandContext& context, MessageKind kind) {
  auto parsed = parse_request(context);
  if (!parsed) return base::Error{parsed.error()};
  const Request& request = *parsed;
  if (auto keys = check_keys(request, kind); !keys) return keys;
  auto body = parse_body(request);
  if (!body) return base::Error{body.error()};
  std::optional<sdp::Session>& session = *body;
  if (session) {
    if (is_looped(*session, request, context.calls->shared().loop_mark)) {
      context.reply.set("sdp", request.sdp);
      return {};
    }
    if (!is_complete(*session, request, takes_sip_source(request, context.calls->settings()))) {
      return base::Error{"Incomplete SDP specification"};
    }
  }
  bool created = false;
  auto call = call_for(context, request, kind, &created);
  if (!call) return base::Error{call.error()};
  if (*call == nullptr) return {};
  if ((*call)->participants().size() >= Call::kMaxParticipants) {
    return base::Error{"Too many participants in this call"};
  }
  const NegotiationContext negotiation{context.calls->shared().loop_mark, context.calls->now()};
  auto result = negotiate(**call, request, session ? &*session : nullptr, kind, negotiation);
  if (!result) {
    if (created) context.calls->end(**call, EndReason::failed);
    return base::Error{result.error()};
  }
  write_result(context, request, *result);
  return {};
}

}  // namespace

base::Result<void> handle_offer(CommandContext& context) {
  return handle(context, MessageKind::offer);
}

base::Result<void> handle_answer(CommandContext& context) {
  return handle(context, MessageKind::answer);
}

}  // namespace rtpengine::call
