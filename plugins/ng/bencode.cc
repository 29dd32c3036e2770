// SPDX-License-Identifier: GPL-3.0-or-later
//
// bencode decoder and encoder.

#include "bencode.h"

#include <array>
#include <charconv>
#include <cstring>
#include <limits>

namespace rtpengine::ng {
namespace {

bool is_digit(char c) { return c >= '0' && c <= '9'; }

/// One pass over a message. A function that returns false has set `result_`.
class Decoder {
 public:
  Decoder(std::string_view message, std::span<Value> nodes) : message_(message), nodes_(nodes) {}

  DecodeResult run() {
    bool more = true;
    while (more && !complete_) more = next_step();
    if (complete_) {
      result_.root = nodes_.data();
      result_.offset = position_;
    }
    return result_;
  }

 private:
  /// A list or dictionary that is still open.
  struct Level {
    Value* container = nullptr;
    Value* last = nullptr;  ///< its newest element, or null
  };

  bool fail(DecodeError error) {
    result_.error = error;
    result_.offset = position_;
    return false;
  }

  bool at_end() const { return position_ == message_.size(); }

  bool next_step() {
    if (at_end()) return fail(DecodeError::truncated);
    Slice key = {};
    if (depth_ > 0) {
      if (message_[position_] == 'e') return close();
      if (levels_[depth_ - 1].container->type == ValueType::dictionary && !read_key(&key)) {
        return false;
      }
    }
    return read_value(key);
  }

  bool close() {
    ++position_;
    --depth_;
    complete_ = depth_ == 0;
    return true;
  }

  bool read_key(Slice* key) {
    if (!is_digit(message_[position_])) {
      const char c = message_[position_];
      const bool value = c == 'i' || c == 'l' || c == 'd';
      return fail(value ? DecodeError::key_not_string : DecodeError::unexpected_byte);
    }
    if (!read_string(key)) return false;
    if (at_end()) return fail(DecodeError::truncated);
    if (message_[position_] == 'e') return fail(DecodeError::missing_value);
    return true;
  }

  bool read_value(Slice key) {
    Value* value = take_node(key);
    if (value == nullptr) return false;
    switch (message_[position_]) {
      case 'i':
        value->type = ValueType::integer;
        if (!read_integer(&value->integer)) return false;
        break;
      case 'l':
        return open(value, ValueType::list);
      case 'd':
        return open(value, ValueType::dictionary);
      default:
        if (!is_digit(message_[position_])) return fail(DecodeError::unexpected_byte);
        value->type = ValueType::string;
        if (!read_string(&value->text)) return false;
    }
    complete_ = depth_ == 0;
    return true;
  }

  /// A fresh node, linked into the innermost open container.
  Value* take_node(Slice key) {
    if (used_ == nodes_.size()) {
      fail(DecodeError::too_many_values);
      return nullptr;
    }
    Value* value = &nodes_[used_++];
    *value = Value{};
    value->key = key;
    if (depth_ > 0) {
      Level& level = levels_[depth_ - 1];
      if (level.last == nullptr) {
        level.container->first = value;
      } else {
        level.last->next = value;
      }
      level.last = value;
    }
    return value;
  }

  bool open(Value* value, ValueType type) {
    if (depth_ == kMaxDepth) return fail(DecodeError::too_deep);
    value->type = type;
    levels_[depth_++] = {value, nullptr};
    ++position_;
    return true;
  }

  bool read_integer(std::int64_t* out) {
    const char* begin = message_.data() + position_ + 1;
    const char* end = message_.data() + message_.size();
    const auto [stop, error] = std::from_chars(begin, end, *out);
    if (error == std::errc::result_out_of_range) return fail(DecodeError::integer_range);
    if (stop == end) return fail(DecodeError::truncated);
    if (error != std::errc() || *stop != 'e') return fail(DecodeError::bad_integer);
    position_ = static_cast<std::size_t>(stop - message_.data()) + 1;
    return true;
  }

  bool read_string(Slice* out) {
    const std::size_t limit = message_.size();
    std::size_t cursor = position_;
    std::size_t length = 0;
    // No length beyond the whole message is kept, so that no number of digits can overflow.
    for (; cursor < limit && is_digit(message_[cursor]); ++cursor) {
      length = length * 10 + static_cast<std::size_t>(message_[cursor] - '0');
      if (length > limit) return fail(DecodeError::string_too_long);
    }
    if (cursor == limit) return fail(DecodeError::truncated);
    if (message_[cursor] != ':') return fail(DecodeError::bad_length);
    ++cursor;
    if (length > limit - cursor) return fail(DecodeError::string_too_long);
    *out = {message_.data() + cursor, length};
    position_ = cursor + length;
    return true;
  }

  const std::string_view message_;
  const std::span<Value> nodes_;
  DecodeResult result_;
  std::size_t position_ = 0;
  std::size_t used_ = 0;
  std::size_t depth_ = 0;
  bool complete_ = false;
  std::array<Level, kMaxDepth> levels_;
};

static_assert(kMaxDepth > 0 && sizeof(std::size_t) == 8);

/// Writes what fits and counts everything.
class Writer {
 public:
  explicit Writer(std::span<char> out) : out_(out) {}

  void put(char c) {
    if (size_ < out_.size()) out_[size_] = c;
    ++size_;
  }

  void put(Slice bytes) {
    if (bytes.size > 0 && size_ <= out_.size() && bytes.size <= out_.size() - size_) {
      std::memcpy(out_.data() + size_, bytes.data, bytes.size);
    }
    size_ += bytes.size;
  }

  template <typename Number>
  void put_number(Number number) {
    char digits[std::numeric_limits<Number>::digits10 + 3];
    const auto [end, error] = std::to_chars(digits, digits + sizeof digits, number);
    static_cast<void>(error);  // the array holds every number of the type
    put(Slice{digits, static_cast<std::uint64_t>(end - digits)});
  }

  void put_string(Slice text) {
    put_number(text.size);
    put(':');
    put(text);
  }

  std::size_t size() const { return size_; }

 private:
  const std::span<char> out_;
  std::size_t size_ = 0;
};

bool is_container(const Value& value) {
  return value.type == ValueType::list || value.type == ValueType::dictionary;
}

bool is_known(const Value& value) {
  return is_container(value) || value.type == ValueType::string || value.type == ValueType::integer;
}

/// Writes a node, of a container its first byte only.
void put_head(const Value& value, Writer* writer) {
  switch (value.type) {
    case ValueType::string:
      writer->put_string(value.text);
      break;
    case ValueType::integer:
      writer->put('i');
      writer->put_number(value.integer);
      writer->put('e');
      break;
    case ValueType::list:
      writer->put('l');
      break;
    case ValueType::dictionary:
      writer->put('d');
      break;
    case ValueType::none:
      break;
  }
}

}  // namespace

const char* describe(DecodeError error) noexcept {
  switch (error) {
    case DecodeError::none:
      return "no error";
    case DecodeError::truncated:
      return "message ends inside a value";
    case DecodeError::unexpected_byte:
      return "no value begins with this byte";
    case DecodeError::bad_integer:
      return "malformed integer";
    case DecodeError::integer_range:
      return "integer does not fit into 64 bits";
    case DecodeError::bad_length:
      return "string length is not followed by a colon";
    case DecodeError::string_too_long:
      return "string passes the end of the message";
    case DecodeError::key_not_string:
      return "dictionary key is not a string";
    case DecodeError::missing_value:
      return "dictionary key without a value";
    case DecodeError::too_deep:
      return "lists and dictionaries nested too deeply";
    case DecodeError::too_many_values:
      return "too many values";
  }
  return "unknown error";
}

DecodeResult decode(std::string_view message, std::span<Value> nodes) noexcept {
  return Decoder(message, nodes).run();
}

EncodeResult encode(const Value& root, std::span<char> out) noexcept {
  if (!is_known(root)) return {};
  Writer writer(out);
  put_head(root, &writer);
  if (!is_container(root)) return {true, writer.size()};

  struct Level {
    const Value* next;  ///< what to write next of this container
    bool dictionary;
  };
  std::array<Level, kMaxReplyDepth> levels;
  std::size_t depth = 0;
  levels[depth++] = {root.first, root.type == ValueType::dictionary};
  while (depth > 0) {
    Level& level = levels[depth - 1];
    if (level.next == nullptr) {
      writer.put('e');
      --depth;
      continue;
    }
    const Value& value = *level.next;
    level.next = value.next;
    if (!is_known(value)) continue;
    if (level.dictionary) writer.put_string(value.key);
    put_head(value, &writer);
    if (!is_container(value)) continue;
    if (depth == kMaxReplyDepth) return {};
    levels[depth++] = {value.first, value.type == ValueType::dictionary};
  }
  return {true, writer.size()};
}

}  // namespace rtpengine::ng
