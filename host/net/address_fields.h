// SPDX-License-Identifier: GPL-3.0-or-later
//
// Addresses as fields of what is saved (base/fields.h): numeric text, and a port.
#pragma once

#include <string_view>

#include "base/fields.h"
#include "net/address.h"

namespace rtpengine::net {

// No address is the empty text.
void describe(base::Fields& fields, std::string_view key, IpAddress& address);
void describe(base::Fields& fields, std::string_view key, Endpoint& endpoint);
/// Of size 0 if there is no address.
void describe(base::Fields& fields, std::string_view key, SocketAddress& address);

}  // namespace rtpengine::net
