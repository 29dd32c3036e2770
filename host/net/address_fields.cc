// SPDX-License-Identifier: GPL-3.0-or-later
#include "net/address_fields.h"

namespace rtpengine::net {

void describe(base::Fields& fields, std::string_view key, IpAddress& address) {
  std::string text = address ? address.to_string() : std::string();
  fields.text(key, text);
  if (!fields.reading()) return;
  const auto parsed = IpAddress::parse(text);
  if (!parsed && !text.empty()) fields.refuse(key);
  address = parsed.value_or(IpAddress{});
}

void describe(base::Fields& fields, std::string_view key, Endpoint& endpoint) {
  fields.object(key, [&] {
    describe(fields, "address", endpoint.address);
    fields.number("port", endpoint.port);
  });
}

void describe(base::Fields& fields, std::string_view key, SocketAddress& address) {
  Endpoint endpoint = address.size != 0 ? address.endpoint() : Endpoint{};
  describe(fields, key, endpoint);
  if (fields.reading()) address = endpoint ? SocketAddress(endpoint) : SocketAddress();
}

}  // namespace rtpengine::net
