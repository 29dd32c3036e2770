// SPDX-License-Identifier: GPL-3.0-or-later
//
// Who begins the handshake: a=setup (RFC 4145 section 4, RFC 5763 section 5, RFC 8842 section 5.2).
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

namespace rtpengine::dtls {

/// Of a=setup.
enum class Setup : std::uint8_t { active, passive, actpass, holdconn };

std::optional<Setup> parse_setup(std::string_view value) noexcept;
const char* name_of(Setup setup) noexcept;

/// Our part in the handshake. Undecided: we have offered actpass and know no answer; the party may
/// already begin (RFC 5763 section 5).
enum class Role : std::uint8_t { undecided, client, server };

/// What we offer, whatever the preference: the answerer chooses (RFC 5763 section 5).
inline constexpr Setup kOfferedSetup = Setup::actpass;

/// Our answer to what was offered; nothing stands for active, the default of offers (RFC 4145
/// section 4.1). Where we may choose we keep the part that we have in a running association
/// (`current`; undecided: there is none), else are active, or passive if that is preferred.
Setup answer_setup(std::optional<Setup> offered, bool prefer_passive, Role current) noexcept;

/// Our part when the party has answered our actpass; nothing stands for passive, the default of
/// answers. Undecided: it holds the connection. An answer actpass, which no RFC allows, leaves the
/// choice to us: client.
Role role_after_answer(std::optional<Setup> answered) noexcept;

/// Our part when we have answered so.
Role role_of_answerer(Setup ours) noexcept;

}  // namespace rtpengine::dtls
