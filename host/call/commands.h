// SPDX-License-Identifier: GPL-3.0-or-later
//
// The commands that the host itself answers. One table; what is not in it comes from plugins.
#pragma once

#include <span>
#include <string_view>

#include <rtpengine/value.h>

#include "base/result.h"
#include "base/value_tree.h"
#include "call/request.h"
#include "call/worker_calls.h"

namespace rtpengine::call {

/// One command in work, on the thread of the call's worker.
struct CommandContext {
  const Value* arguments;
  std::string_view origin;  ///< address and port of the client; may be empty
  WorkerCalls* calls;
  base::DictionaryBuilder reply;   ///< `result` is added last, by the caller
  std::string_view result = "ok";  ///< what becomes `result`
};

enum class CommandScope : unsigned char {
  daemon,          ///< needs no call; runs wherever it was submitted
  call,            ///< on the worker of an existing call; `Unknown call-id` if there is none
  call_or_none,    ///< as call, but the handler decides what an unknown call means
  call_or_create,  ///< on the worker of the call, which is given one if it is new
};

/// On an error the reply holds nothing but result and error-reason.
using CommandHandler = base::Result<void> (*)(CommandContext& context);

struct CommandEntry {
  std::string_view name;  ///< of a literal, so a zero follows
  CommandScope scope;
  bool changes_call;  ///< observers are told, if the call is there afterwards
  CommandHandler handler;
};

/// The command's request. Words that plugins claim, of the call if it is there, are not unknown.
base::Result<Request> parse_request(const CommandContext& context);

std::span<const CommandEntry> builtin_commands();
const CommandEntry* find_command(std::string_view name);

// The handlers, by file.
base::Result<void> handle_ping(CommandContext& context);
base::Result<void> handle_offer(CommandContext& context);
base::Result<void> handle_answer(CommandContext& context);
base::Result<void> handle_delete(CommandContext& context);
base::Result<void> handle_query(CommandContext& context);
base::Result<void> handle_explain(CommandContext& context);
base::Result<void> handle_list(CommandContext& context);
base::Result<void> handle_block_media(CommandContext& context);
base::Result<void> handle_unblock_media(CommandContext& context);
base::Result<void> handle_block_dtmf(CommandContext& context);
base::Result<void> handle_unblock_dtmf(CommandContext& context);

}  // namespace rtpengine::call
