// SPDX-License-Identifier: MIT
//
// Commands that a plugin answers: every control protocol can carry them.
#ifndef RTPENGINE_COMMAND_PROVIDER_H
#define RTPENGINE_COMMAND_PROVIDER_H

#include <stdint.h>

#include <rtpengine/types.h>
#include <rtpengine/value.h>
#include <rtpengine/value_writer.h>

namespace rtpengine {

/// What a command is about, and so where it runs.
enum class CommandScope : uint32_t {
  daemon = 0,  ///< no call: runs on the worker that it came in on, or else on any
  call = 1,    ///< an existing call, on its worker; others get `Unknown call-id` from the host
  call_or_none = 2,  ///< as call, but the provider is asked about unknown calls as well
};

/// Constant data of the plugin.
struct CommandSpec {
  const char* name;  ///< as in the key `command`: "play media"
  const char* help;  ///< one sentence
  CommandScope scope;
  uint32_t reserved;  ///< zero
};

/// One command in work. Owned by the host: valid until on_command returns, or, if that returned
/// pending, until finish is called.
class Command {
 public:
  /// The dictionary that the client sent; valid as long as this object.
  virtual const Value* arguments() noexcept = 0;
  /// The call of the key `call-id`; 0 if the scope is daemon or there is no such call. The call of
  /// a pending command may end meanwhile: its handle finds nothing then.
  virtual CallHandle call() noexcept = 0;
  /// The reply, a dictionary; the same writer each time. The host adds `result`: `ok`, unless the
  /// plugin has written a `result` of its own; one that is no text is replaced, and a fault.
  virtual ValueWriter* reply() noexcept = 0;
  /// Make the reply an error, whatever is returned: `result` `error`, `error-reason` this text
  /// (its first 1,024 bytes, copied), nothing else.
  virtual void fail(Slice reason) noexcept = 0;
  /// Send the reply of a pending command. Any thread, exactly once; all other functions are for the
  /// thread that finishes it. The object is gone when it returns. May be called before on_command
  /// has returned pending; not at all for a command that is answered by what on_command returns.
  virtual void finish() noexcept = 0;

 protected:
  ~Command() = default;
};

/// Implemented by the plugin; must live until destroy.
class CommandProvider {
 public:
  /// Answer one command. ok: the reply is sent when this returns. pending: it is sent after
  /// Command::finish; that must not take longer than the option command-timeout says (ten seconds),
  /// or the client gets an error and the late reply is dropped. Anything else: an error reply, with
  /// the text given to Command::fail or one that names the plugin. The worker's thread; must not
  /// block. A plugin that has 256 commands pending on a worker is not asked until it finishes some:
  /// clients get an error. Commands that this function submits run after it has returned.
  virtual Status on_command(Command* command) noexcept = 0;

 protected:
  ~CommandProvider() = default;
};

/// Entry for command providers.
class CommandProvidersV1 {
 public:
  static constexpr const char* id = "rtpengine.command-providers/1";

  /// Register a command. exists: the host or another plugin has one of this name.
  /// A call is served by the copy of the plugin that it began with; one that began without this
  /// command, by the copy in use.
  /// Main thread, in init.
  virtual Status add(const CommandSpec* spec, CommandProvider* provider) noexcept = 0;

 protected:
  ~CommandProvidersV1() = default;
};

}  // namespace rtpengine

#endif
