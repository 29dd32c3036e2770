// SPDX-License-Identifier: GPL-3.0-or-later
//
// Words of the option `endpoint-learning`.
#include "media/learning_mode.h"

#include <array>
#include <utility>

namespace rtpengine::media {

namespace {

constexpr std::array<std::pair<LearningMode, std::string_view>, 5> kWords{{
    {LearningMode::delayed, "delayed"},
    {LearningMode::immediate, "immediate"},
    {LearningMode::off, "off"},
    {LearningMode::heuristic, "heuristic"},
    {LearningMode::safe, "safe"},
}};

}  // namespace

std::string_view to_string(LearningMode mode) {
  for (const auto& [value, word] : kWords)
    if (value == mode) return word;
  return {};
}

std::optional<LearningMode> learning_mode_from(std::string_view word) {
  for (const auto& [value, name] : kWords)
    if (name == word) return value;
  return std::nullopt;
}

}  // namespace rtpengine::media
