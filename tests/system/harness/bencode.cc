// SPDX-License-Identifier: GPL-3.0-or-later
#include "bencode.h"

#include <charconv>

namespace rtpengine::harness {
namespace {

template <typename T, typename Value>
const T& get_or_empty(const Value& value) {
  static const T kEmpty{};
  const T* found = std::get_if<T>(&value);
  return found != nullptr ? *found : kEmpty;
}

/// Reads values one after the other; a fault makes all that follows fail as well.
class Reader {
 public:
  explicit Reader(std::string_view rest) : rest_(rest) {}

  bool finished() const { return good_ && rest_.empty(); }

  Bencoded value() {
    const char kind = rest_.empty() ? '\0' : rest_.front();
    if (kind == 'd') return dictionary();
    if (kind == 'l') return list();
    if (kind == 'i') {
      rest_.remove_prefix(1);
      return Bencoded(number('e'));
    }
    return Bencoded(text());
  }

 private:
  bool at_end_mark() {
    if (rest_.empty()) good_ = false;
    if (!good_) return true;
    if (rest_.front() != 'e') return false;
    rest_.remove_prefix(1);
    return true;
  }

  Bencoded dictionary() {
    rest_.remove_prefix(1);
    Dictionary entries;
    while (!at_end_mark()) {
      std::string key = text();
      entries[std::move(key)] = value();
    }
    return Bencoded(std::move(entries));
  }

  Bencoded list() {
    rest_.remove_prefix(1);
    List values;
    while (!at_end_mark()) values.push_back(value());
    return Bencoded(std::move(values));
  }

  std::int64_t number(char end) {
    std::int64_t result = 0;
    const char* last = rest_.data() + rest_.size();
    const auto [stop, error] = std::from_chars(rest_.data(), last, result);
    if (error != std::errc{} || stop == last || *stop != end) {
      good_ = false;
      rest_ = {};
      return 0;
    }
    rest_.remove_prefix(std::size_t(stop - rest_.data()) + 1);
    return result;
  }

  std::string text() {
    const std::int64_t size = number(':');
    if (size < 0 || std::size_t(size) > rest_.size()) {
      good_ = false;
      rest_ = {};
      return {};
    }
    std::string result(rest_.substr(0, std::size_t(size)));
    rest_.remove_prefix(std::size_t(size));
    return result;
  }

  std::string_view rest_;
  bool good_ = true;
};

void encode_text(const std::string& text, std::string& out) {
  out += std::to_string(text.size()) + ":" + text;
}

}  // namespace

const std::string& Bencoded::text() const { return get_or_empty<std::string>(value_); }
std::int64_t Bencoded::number() const { return get_or_empty<std::int64_t>(value_); }
const List& Bencoded::list() const { return get_or_empty<List>(value_); }
const Dictionary& Bencoded::entries() const { return get_or_empty<Dictionary>(value_); }

const Bencoded& Bencoded::operator[](const std::string& key) const {
  static const Bencoded kNone;
  const auto found = entries().find(key);
  return found == entries().end() ? kNone : found->second;
}

const Bencoded& Bencoded::at(std::size_t index) const {
  static const Bencoded kNone;
  return index < list().size() ? list()[index] : kNone;
}

std::string Bencoded::encode() const {
  std::string out;
  encode_to(out);
  return out;
}

void Bencoded::encode_to(std::string& out) const {
  if (const auto* number = std::get_if<std::int64_t>(&value_)) {
    out += "i" + std::to_string(*number) + "e";
  } else if (const auto* entries = std::get_if<Dictionary>(&value_)) {
    out += 'd';
    for (const auto& [key, value] : *entries) {
      encode_text(key, out);
      value.encode_to(out);
    }
    out += 'e';
  } else if (const auto* values = std::get_if<List>(&value_)) {
    out += 'l';
    for (const Bencoded& value : *values) value.encode_to(out);
    out += 'e';
  } else {
    encode_text(text(), out);
  }
}

std::optional<Bencoded> Bencoded::decode(std::string_view bytes) {
  Reader reader(bytes);
  Bencoded value = reader.value();
  if (!reader.finished()) return std::nullopt;
  return value;
}

}  // namespace rtpengine::harness
