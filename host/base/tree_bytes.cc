// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/tree_bytes.h"

#include <optional>

#include <rtpengine/value_view.h>

namespace rtpengine::base {
namespace {

void append_text(std::string_view text, std::string& out) {
  out += std::to_string(text.size());
  out += ':';
  out += text;
}

void append_value(const Value& value, std::string& out, unsigned depth) {
  switch (value.type) {
    case ValueType::integer:
      out += 'i' + std::to_string(value.integer) + 'e';
      return;
    case ValueType::list:
    case ValueType::dictionary:
      break;
    default:
      append_text(text_of(&value), out);
      return;
  }
  const bool keys = value.type == ValueType::dictionary;
  out += keys ? 'd' : 'l';
  if (depth < kMaxTreeDepth) {
    for (const Value& child : children(&value)) {
      if (keys) append_text(view(child.key), out);
      append_value(child, out, depth + 1);
    }
  }
  out += 'e';
}

/// Where a value that was read goes.
struct Entry {
  const DictionaryBuilder& out;
  std::string_view key;

  void add(std::int64_t number) const { out.set(key, number); }
  void add(std::string_view text) const { out.set(key, text); }
  ListBuilder list() const { return out.list(key); }
  DictionaryBuilder dictionary() const { return out.dictionary(key); }
};
struct Element {
  const ListBuilder& out;

  void add(std::int64_t number) const { out.add(number); }
  void add(std::string_view text) const { out.add(text); }
  ListBuilder list() const { return out.list(); }
  DictionaryBuilder dictionary() const { return out.dictionary(); }
};

/// Reads from the front. A function that returns false, or nothing, has met something wrong.
class Reader {
 public:
  explicit Reader(std::string_view bytes) : bytes_(bytes) {}

  bool whole(ValueTree& tree) {
    return take('d') && entries(tree.dictionary(), 1) && at_ == bytes_.size();
  }
  std::size_t at() const { return at_; }

 private:
  bool take(char wanted) {
    if (at_ == bytes_.size() || bytes_[at_] != wanted) return false;
    ++at_;
    return true;
  }

  /// The bytes before this one, which is taken, too.
  std::optional<std::string_view> up_to(char end) {
    constexpr std::size_t kLongestNumber = 20;
    const auto found = bytes_.substr(at_, kLongestNumber + 1).find(end);
    if (found == std::string_view::npos) return {};
    const auto taken = bytes_.substr(at_, found);
    at_ += found + 1;
    return taken;
  }

  std::optional<std::int64_t> number(char end, std::int64_t least) {
    const std::size_t before = at_;
    std::int64_t read = 0;
    const auto digits = up_to(end);
    if (digits && parse_decimal(*digits, least, INT64_MAX, &read)) return read;
    at_ = before;
    return {};
  }

  std::optional<std::string_view> text() {
    const std::size_t before = at_;
    const auto size = number(':', 0);
    if (size && std::size_t(*size) <= bytes_.size() - at_) {
      const auto taken = bytes_.substr(at_, std::size_t(*size));
      at_ += taken.size();
      return taken;
    }
    at_ = before;
    return {};
  }

  bool entries(const DictionaryBuilder& out, unsigned depth) {
    while (!take('e')) {
      const auto key = text();
      if (!key || !value(Entry{out, *key}, depth)) return false;
    }
    return true;
  }

  bool elements(const ListBuilder& out, unsigned depth) {
    while (!take('e')) {
      if (!value(Element{out}, depth)) return false;
    }
    return true;
  }

  /// Adds one to a list or dictionary that is `depth` deep.
  template <typename Place>
  bool value(const Place& place, unsigned depth) {
    if (take('i')) {
      const auto read = number('e', INT64_MIN);
      if (read) place.add(*read);
      return read.has_value();
    }
    if (take('l')) return depth < kMaxTreeDepth && elements(place.list(), depth + 1);
    if (take('d')) return depth < kMaxTreeDepth && entries(place.dictionary(), depth + 1);
    const auto read = text();
    if (read) place.add(*read);
    return read.has_value();
  }

  const std::string_view bytes_;
  std::size_t at_ = 0;
};

}  // namespace

void append_bytes(const Value& value, std::string& out) { append_value(value, out, 0); }

Result<void> read_bytes(std::string_view bytes, ValueTree& tree) {
  Reader reader(bytes);
  if (!reader.whole(tree)) return Error{"damaged at byte " + std::to_string(reader.at())};
  if (!tree.complete()) return Error{"larger than allowed"};
  return {};
}

}  // namespace rtpengine::base
