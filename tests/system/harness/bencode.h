// SPDX-License-Identifier: GPL-3.0-or-later
//
// Bencoded values, written and read on their own: the tests do not share the daemon's decoder.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace rtpengine::harness {

class Bencoded;
using Dictionary = std::map<std::string, Bencoded>;
using List = std::vector<Bencoded>;

/// A dictionary, list, string or integer. Reading what is not there gives an empty value of the
/// type that was asked for, so that checks can be written in one line.
class Bencoded {
 public:
  Bencoded() = default;
  Bencoded(std::int64_t number) : value_(number) {}             // NOLINT: meant to convert
  Bencoded(int number) : value_(std::int64_t{number}) {}        // NOLINT
  Bencoded(std::string text) : value_(std::move(text)) {}       // NOLINT
  Bencoded(const char* text) : value_(std::string(text)) {}     // NOLINT
  Bencoded(List list) : value_(std::move(list)) {}              // NOLINT
  Bencoded(Dictionary entries) : value_(std::move(entries)) {}  // NOLINT

  const std::string& text() const;
  std::int64_t number() const;
  const List& list() const;
  const Dictionary& entries() const;

  bool has(const std::string& key) const { return entries().count(key) != 0; }
  /// The entry of a dictionary.
  const Bencoded& operator[](const std::string& key) const;
  /// The element of a list.
  const Bencoded& at(std::size_t index) const;

  std::string encode() const;
  /// The value that `bytes` consists of; nothing if there is another byte or less.
  static std::optional<Bencoded> decode(std::string_view bytes);

 private:
  void encode_to(std::string& out) const;

  std::variant<std::monostate, std::int64_t, std::string, List, Dictionary> value_;
};

}  // namespace rtpengine::harness
