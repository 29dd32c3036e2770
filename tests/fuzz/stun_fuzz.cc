// SPDX-License-Identifier: GPL-3.0-or-later
//
// STUN reader: what was read points into the message and keeps the promises of the header; what the
// writer writes from it is read again as it was.

#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "plugins/ice/endpoint.h"
#include "plugins/ice/stun_message.h"
#include "plugins/ice/stun_writer.h"

namespace {

using namespace rtpengine::ice;

void require(bool condition) {
  if (!condition) std::abort();
}

void require_inside(std::string_view text, Bytes bytes) {
  if (text.empty()) return;
  const auto* begin = reinterpret_cast<const std::uint8_t*>(text.data());
  require(begin >= bytes.data());
  const auto at = static_cast<std::size_t>(begin - bytes.data());
  require(at <= bytes.size() && text.size() <= bytes.size() - at);
}

void check_promises(const StunMessage& message) {
  require_inside(message.username, message.bytes);
  require_inside(message.software, message.bytes);
  require_inside(message.reason, message.bytes);
  require(message.error_code == 0 || (message.error_code >= 300 && message.error_code <= 699));
  require(message.integrity_at == 0 || message.integrity_at + 24 <= message.bytes.size());
  require(message.unknown.count <= message.unknown.types.size());
  for (const std::uint16_t type : message.unknown.all()) require(type < 0x8000);
}

void round_trip(const StunMessage& message) {
  StunWriter writer(message.kind, message.method, message.id);
  if (!message.username.empty()) writer.add_text(StunAttribute::username, message.username);
  if (message.priority) writer.add_u32(StunAttribute::priority, *message.priority);
  if (message.controlling) writer.add_u64(StunAttribute::ice_controlling, *message.controlling);
  if (message.controlled) writer.add_u64(StunAttribute::ice_controlled, *message.controlled);
  if (message.use_candidate) writer.add_flag(StunAttribute::use_candidate);
  if (message.mapped.family != rtpengine::AddressFamily::none) {
    writer.add_xor_mapped(message.mapped);
  }
  if (message.error_code != 0) {
    writer.add_error(static_cast<StunError>(message.error_code), {});
  }
  writer.add_unknown(message.unknown.all());
  writer.add_integrity("password");
  writer.add_fingerprint();
  StunMessage again;
  require(parse_stun(writer.bytes(), &again) == StunDefect::none);
  require(again.kind == message.kind && again.method == message.method && again.id == message.id);
  require(again.username == message.username && again.priority == message.priority);
  require(again.controlling == message.controlling && again.controlled == message.controlled);
  require(again.use_candidate == message.use_candidate);
  require(same(again.mapped, message.mapped) && again.error_code == message.error_code);
  require(again.has_fingerprint && has_integrity(again, "password"));
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  StunMessage message;
  const StunDefect defect = parse_stun(Bytes(data, size), &message);
  require(*describe(defect) != '\0');
  if (defect != StunDefect::none) return 0;
  check_promises(message);
  static_cast<void>(has_integrity(message, "VOkJxbRl1RmTxUk/WvJxBt"));
  round_trip(message);
  return 0;
}
