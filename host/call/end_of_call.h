// SPDX-License-Identifier: GPL-3.0-or-later
//
// What is written to the log when a call ends: packet statistics, and the call detail record.
#pragma once

#include <string>
#include <string_view>

#include "base/clock.h"
#include "call/call.h"

namespace rtpengine::call {

/// Why a call ended.
enum class EndReason : unsigned char {
  deleted,
  timeout,
  silent_timeout,
  offer_timeout,
  final_timeout,
  failed,
  shutdown,
};
std::string_view to_string(EndReason reason);

/// The word for `termination` in call detail records.
std::string_view termination_word(EndReason reason);
/// The word for `termination` that observers get: `deleted`, `silent-timeout`, ...
std::string_view termination_key(EndReason reason);

/// The call detail record: `name=value` pairs, each with ", " behind it, on one line, whatever the
/// call-id and the tags hold. Per participant k, media M and stream: endpoint, local port, packets,
/// bytes, errors, time of the last packet, TOS.
std::string call_detail_record(const Call& call, EndReason reason, base::Time now);

/// Write what is enabled of both. Before the call's ports are closed.
void log_end_of_call(const Call& call, EndReason reason, base::Time now);

}  // namespace rtpengine::call
