// SPDX-License-Identifier: MIT
//
// Commands: what a control protocol submits, and what a command provider answers.
#ifndef RTPENGINE_COMMAND_H
#define RTPENGINE_COMMAND_H

#include <stdint.h>

#include <rtpengine/types.h>
#include <rtpengine/value.h>

namespace rtpengine {

/// Takes the reply to one command.
class ReplySink {
 public:
  /// Called exactly once for each command that submit accepted, perhaps before submit returns, on
  /// any worker's thread, or on one of the host's that is no worker's if the worker is stalled.
  /// `reply` is a dictionary with the key `result`, borrowed for the call. Must not block.
  /// Afterwards the host touches neither the sink nor the arguments any more, so the sink may
  /// destroy itself.
  virtual void on_reply(const Value* reply) noexcept = 0;

 protected:
  ~ReplySink() = default;
};

/// Where a command came from, for log lines and for features that want the proxy's address.
struct CommandOrigin {
  Slice protocol;  ///< "ng", "rtpproxy", ...
  Slice address;   ///< numeric address of the peer, without port
  uint32_t port;   ///< 0 if it has none
  uint32_t reserved;
};

/// Entry for control protocols.
class CommandsV1 {
 public:
  static constexpr const char* id = "rtpengine.commands/1";

  /// Run one command. `arguments` is a dictionary with the key `command`; it and all that it points
  /// at must stay as they are until the sink has been called. `origin` is borrowed for the call.
  /// busy: not accepted, the sink will not be called; answer the client with an error.
  /// Any thread; a worker's thread is the fast way, since a call that lives there is served at
  /// once. Not so within a callback about a call or a command, or within on_reply: what these
  /// submit runs after they have returned.
  virtual Status submit(const Value* arguments, const CommandOrigin* origin,
                        ReplySink* sink) noexcept = 0;

 protected:
  ~CommandsV1() = default;
};

}  // namespace rtpengine

#endif
