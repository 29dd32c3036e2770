// SPDX-License-Identifier: GPL-3.0-or-later
//
// The values of the option `endpoint-learning`.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

namespace rtpengine::media {

/// How the address to send to is found from the packets that come in.
enum class LearningMode : std::uint8_t {
  delayed,    ///< first packet after three seconds is final; before, the last source seen counts
  immediate,  ///< first packet is final
  off,        ///< the signalled address stays
  heuristic,  ///< during three seconds the source most like the signalled one
  safe,       ///< only sources that signalling or cryptography admits; the default
};

std::string_view to_string(LearningMode mode);
std::optional<LearningMode> learning_mode_from(std::string_view word);

}  // namespace rtpengine::media
