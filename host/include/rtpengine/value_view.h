// SPDX-License-Identifier: MIT
//
// Reading value trees: a convenience layer that compiles into whoever uses it.
//
// All functions take null for "there is no such value", so that they can be chained without
// checks, and none of them copies. What they return lives as long as the tree.
#ifndef RTPENGINE_VALUE_VIEW_H
#define RTPENGINE_VALUE_VIEW_H

#include <stddef.h>
#include <stdint.h>

#include <iterator>
#include <string_view>

#include <rtpengine/types.h>
#include <rtpengine/value.h>

namespace rtpengine {

/// The same bytes as a string_view.
inline std::string_view view(Slice slice) noexcept {
  return {slice.data, static_cast<size_t>(slice.size)};
}

/// A slice of bytes that somebody else keeps.
inline Slice slice(std::string_view text) noexcept { return {text.data(), text.size()}; }

/// Byte-wise equality.
inline bool equal(Slice a, Slice b) noexcept { return view(a) == view(b); }
inline bool equal(Slice a, std::string_view b) noexcept { return view(a) == b; }

inline bool is_string(const Value* value) noexcept {
  return value != nullptr && value->type == ValueType::string;
}
inline bool is_integer(const Value* value) noexcept {
  return value != nullptr && value->type == ValueType::integer;
}
inline bool is_list(const Value* value) noexcept {
  return value != nullptr && value->type == ValueType::list;
}
inline bool is_dictionary(const Value* value) noexcept {
  return value != nullptr && value->type == ValueType::dictionary;
}

/// The elements of a list or the entries of a dictionary, for a range-for that yields
/// `const Value&`; nothing for any other value and for null.
class Children {
 public:
  /// Walks over the elements; forward only.
  class Iterator {
   public:
    using iterator_category = std::forward_iterator_tag;
    using value_type = Value;
    using difference_type = ptrdiff_t;
    using pointer = const Value*;
    using reference = const Value&;

    Iterator() noexcept = default;
    explicit Iterator(const Value* at) noexcept : at_(at) {}
    reference operator*() const noexcept { return *at_; }
    pointer operator->() const noexcept { return at_; }
    Iterator& operator++() noexcept {
      at_ = at_->next;
      return *this;
    }
    Iterator operator++(int) noexcept {
      const Iterator before = *this;
      ++*this;
      return before;
    }
    friend bool operator==(Iterator a, Iterator b) noexcept { return a.at_ == b.at_; }
    friend bool operator!=(Iterator a, Iterator b) noexcept { return a.at_ != b.at_; }

   private:
    const Value* at_ = nullptr;
  };

  explicit Children(const Value* parent) noexcept
      : first_(is_list(parent) || is_dictionary(parent) ? parent->first : nullptr) {}
  Iterator begin() const noexcept { return Iterator(first_); }
  Iterator end() const noexcept { return Iterator(); }
  bool empty() const noexcept { return first_ == nullptr; }
  /// Counts them: linear.
  size_t count() const noexcept {
    size_t n = 0;
    for (const Value* at = first_; at != nullptr; at = at->next) ++n;
    return n;
  }

 private:
  const Value* first_;
};

inline Children children(const Value* parent) noexcept { return Children(parent); }

/// The first entry of a dictionary with this key; null if there is none, or no dictionary. Linear.
inline const Value* find(const Value* dictionary, std::string_view key) noexcept {
  if (!is_dictionary(dictionary)) return nullptr;
  for (const Value* at = dictionary->first; at != nullptr; at = at->next) {
    if (equal(at->key, key)) return at;
  }
  return nullptr;
}

/// Reads a whole decimal number: an optional minus sign and 1 or more digits, nothing else, not
/// even white space. False, and `*out` untouched, if it isn't one or lies outside of
/// minimum...maximum.
inline bool parse_decimal(std::string_view text, int64_t minimum, int64_t maximum,
                          int64_t* out) noexcept {
  const bool negative = !text.empty() && text.front() == '-';
  if (negative) text.remove_prefix(1);
  if (text.empty()) return false;
  int64_t number = 0;
  // Built from below zero, where the range is larger by one.
  for (const char c : text) {
    if (c < '0' || c > '9') return false;
    const int64_t digit = c - '0';
    if (number < (INT64_MIN + digit) / 10) return false;
    number = number * 10 - digit;
  }
  if (!negative) {
    if (number == INT64_MIN) return false;
    number = -number;
  }
  if (number < minimum || number > maximum) return false;
  *out = number;
  return true;
}

/// The number that a value stands for: an integer, or a string that is a decimal number. False, and
/// `*out` untouched, for any other value, null, or a number outside of minimum...maximum.
inline bool read_integer(const Value* value, int64_t minimum, int64_t maximum,
                         int64_t* out) noexcept {
  if (is_string(value)) return parse_decimal(view(value->text), minimum, maximum, out);
  if (!is_integer(value) || value->integer < minimum || value->integer > maximum) return false;
  *out = value->integer;
  return true;
}

/// The bytes of a string, else the fallback.
inline std::string_view text_of(const Value* value, std::string_view fallback = {}) noexcept {
  return is_string(value) ? view(value->text) : fallback;
}

/// The number that a value stands for as in read_integer, else the fallback.
inline int64_t integer_of(const Value* value, int64_t fallback = 0) noexcept {
  int64_t number = fallback;
  read_integer(value, INT64_MIN, INT64_MAX, &number);
  return number;
}

/// text_of the entry with this key.
inline std::string_view get_text(const Value* dictionary, std::string_view key,
                                 std::string_view fallback = {}) noexcept {
  return text_of(find(dictionary, key), fallback);
}

/// integer_of the entry with this key.
inline int64_t get_integer(const Value* dictionary, std::string_view key,
                           int64_t fallback = 0) noexcept {
  return integer_of(find(dictionary, key), fallback);
}

}  // namespace rtpengine

#endif
