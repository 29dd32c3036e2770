// SPDX-License-Identifier: GPL-3.0-or-later
//
// The tables of RFC 4145 and RFC 5763.

#include "setup.h"

#include <array>

#include "words.h"

namespace rtpengine::dtls {
namespace {

/// In the order of Setup.
constexpr std::array<const char*, 4> kNames = {"active", "passive", "actpass", "holdconn"};

}  // namespace

std::optional<Setup> parse_setup(std::string_view value) noexcept {
  for (std::size_t i = 0; i < kNames.size(); ++i) {
    if (same_word(trim(value), kNames[i])) return static_cast<Setup>(i);
  }
  return std::nullopt;
}

const char* name_of(Setup setup) noexcept { return kNames[static_cast<std::size_t>(setup)]; }

Setup answer_setup(std::optional<Setup> offered, bool prefer_passive, Role current) noexcept {
  switch (offered.value_or(Setup::active)) {
    case Setup::active:
      return Setup::passive;
    case Setup::passive:
      return Setup::active;
    case Setup::holdconn:
      return Setup::holdconn;
    case Setup::actpass:
      break;
  }
  if (current != Role::undecided) return current == Role::client ? Setup::active : Setup::passive;
  return prefer_passive ? Setup::passive : Setup::active;
}

Role role_after_answer(std::optional<Setup> answered) noexcept {
  switch (answered.value_or(Setup::passive)) {
    case Setup::active:
      return Role::server;
    case Setup::holdconn:
      return Role::undecided;
    case Setup::passive:
    case Setup::actpass:
      break;
  }
  return Role::client;
}

Role role_of_answerer(Setup ours) noexcept {
  if (ours == Setup::active) return Role::client;
  return ours == Setup::passive ? Role::server : Role::undecided;
}

}  // namespace rtpengine::dtls
