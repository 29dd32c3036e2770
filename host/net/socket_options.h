// SPDX-License-Identifier: GPL-3.0-or-later
//
// Options of sockets, and what is said when the system refuses something.
#pragma once

#include <string>

#include "base/result.h"

namespace rtpengine::net {

/// "attempt: the system's words for an errno value".
base::Error system_failure(const std::string& attempt, int error);

/// False if the system refuses it; errno says why.
bool set_option(int socket, int level, int name, int value = 1);

/// The value of an option; -1 if it can't be read.
int option_of(int socket, int level, int name);

/// Nothing that arrives is kept from now on. False if the system refuses it; errno says why.
bool keep_nothing(int socket);

}  // namespace rtpengine::net
