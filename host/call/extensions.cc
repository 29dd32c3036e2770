// SPDX-License-Identifier: GPL-3.0-or-later
#include "call/extensions.h"

namespace rtpengine::call {

const CommandExtension* Extensions::find_command(std::string_view name) const {
  for (const CommandExtension& command : commands) {
    if (command.spec->name == name) return &command;
  }
  return nullptr;
}

ExtensionSet no_extensions() {
  static const ExtensionSet kNone = std::make_shared<const Extensions>();
  return kNone;
}

}  // namespace rtpengine::call
