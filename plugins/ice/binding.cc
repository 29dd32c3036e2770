// SPDX-License-Identifier: GPL-3.0-or-later
//
// Binding requests and answers.

#include "binding.h"

#include "priority.h"

namespace rtpengine::ice {

StunWriter make_check(const Check& check, const Credentials& local, const Credentials& remote,
                      std::string_view software) noexcept {
  StunWriter writer(StunClass::request, kBinding, check.id);
  if (!software.empty()) writer.add_text(StunAttribute::software, software);
  writer.add_username(remote.ufrag, local.ufrag);
  writer.add_u32(StunAttribute::priority, check_priority(check.priority));
  writer.add_u64(check.role == Role::controlling ? StunAttribute::ice_controlling
                                                 : StunAttribute::ice_controlled,
                 check.tie_breaker);
  if (check.use_candidate) writer.add_flag(StunAttribute::use_candidate);
  writer.add_integrity(remote.password);
  writer.add_fingerprint();
  return writer;
}

StunWriter make_success(const StunMessage& request, const Endpoint& source,
                        std::string_view password, std::string_view software) noexcept {
  StunWriter writer(StunClass::success, request.method, request.id);
  if (!software.empty()) writer.add_text(StunAttribute::software, software);
  writer.add_xor_mapped(source);
  writer.add_integrity(password);
  writer.add_fingerprint();
  return writer;
}

StunWriter make_error(const StunMessage& request, StunError code,
                      std::string_view password) noexcept {
  StunWriter writer(StunClass::error, request.method, request.id);
  // No reason phrase: an unsigned answer must not be longer than what it answers.
  writer.add_error(code, {});
  if (code == StunError::unknown_attribute) writer.add_unknown(request.unknown.all());
  if (!password.empty()) writer.add_integrity(password);
  writer.add_fingerprint();
  return writer;
}

std::optional<StunError> check_credentials(const StunMessage& request,
                                           const Credentials& local) noexcept {
  if (request.integrity_at == 0 || request.username.empty()) return StunError::bad_request;
  // "ours:theirs"; the latter is not compared, it may be known later than the check comes.
  const std::string_view name = request.username;
  const std::size_t colon = local.ufrag.size();
  const bool ours =
      name.size() > colon && name.substr(0, colon) == local.ufrag && name[colon] == ':';
  if (!ours || !has_integrity(request, local.password)) return StunError::unauthenticated;
  return std::nullopt;
}

bool is_from(const StunMessage& request, const Credentials& remote) noexcept {
  const std::size_t colon = request.username.find(':');
  return colon != std::string_view::npos && request.username.substr(colon + 1) == remote.ufrag;
}

}  // namespace rtpengine::ice
