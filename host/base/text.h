// SPDX-License-Identifier: GPL-3.0-or-later
//
// Small helpers for text. ASCII only: the locale plays no part.
#pragma once

#include <concepts>
#include <cstdint>
#include <limits>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace rtpengine::base {

/// Space, tab, carriage return, line feed, vertical tab, form feed.
constexpr bool is_space(char c) { return c == ' ' || (c >= '\t' && c <= '\r'); }
constexpr bool is_digit(char c) { return c >= '0' && c <= '9'; }
constexpr char to_lower(char c) {
  return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
}

std::string to_lower(std::string_view text);

/// Without white space at both ends.
std::string_view trim(std::string_view text);

/// The parts between separators, empty ones too: n separators give n+1 parts.
std::vector<std::string_view> split(std::string_view text, char separator);

/// The parts between runs of white space; none is empty.
std::vector<std::string_view> split_words(std::string_view text);

/// Cuts the part before the first separator off the front of `rest`, and the separator with it.
/// Without a separator that is all of `rest`, which becomes empty.
std::string_view cut_before(std::string_view& rest, char separator);

/// Equality without regard to the case of ASCII letters.
bool iequals(std::string_view a, std::string_view b);

namespace detail {
std::optional<std::uint64_t> parse_u64(std::string_view text, std::uint64_t minimum,
                                       std::uint64_t maximum);
}

/// A whole decimal number of minimum...maximum: digits only, no sign, no white space, no other
/// text. Nothing if it isn't one.
template <std::unsigned_integral T>
std::optional<T> parse_unsigned(std::string_view text, T minimum = 0,
                                T maximum = std::numeric_limits<T>::max()) {
  const auto number = detail::parse_u64(text, minimum, maximum);
  if (!number) return std::nullopt;
  return static_cast<T>(*number);
}

/// How many characters have to be inserted, removed, changed or swapped with their neighbour to get
/// from one text to the other. Texts longer than 64 characters are compared by their first 64.
unsigned edit_distance(std::string_view a, std::string_view b);

/// The candidate that `name` was probably meant to be, for "did you mean": the one with the
/// smallest edit distance (the first among equals), without regard to case. Nothing if all differ
/// in more than a third of the letters of `name`, at least 1.
std::optional<std::string_view> nearest(std::string_view name,
                                        std::span<const std::string_view> candidates);

}  // namespace rtpengine::base
