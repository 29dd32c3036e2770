// SPDX-License-Identifier: GPL-3.0-or-later
//
// The state of an object as entries of a value tree, in both directions by one description:
//
//   void Learner::describe(base::Fields& fields) {
//     fields.flag("confirmed", confirmed_);
//     fields.choice("class", class_, SourceClass::proven);
//     fields.time("deadline", deadline_);
//   }
//
// A FieldWriter writes what the object has, a FieldReader sets it to what was written. What is read
// is not trusted: a value that is missing, of another type or out of range is left as it is, and
// the first such one is named.
#pragma once

#include <bit>
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <string>
#include <string_view>
#include <type_traits>
#include <variant>
#include <vector>

#include <rtpengine/value.h>

#include "base/clock.h"
#include "base/value_tree.h"

namespace rtpengine::base {

/// One thread at a time.
class Fields {
 public:
  /// Whether the description sets the object's state; else it is only looked at.
  virtual bool reading() const = 0;

  /// What lies outside of the type's range is not read. Of 64 bits without sign the lower half.
  template <std::integral T>
  void number(std::string_view key, T& value) {
    number(key, value, std::numeric_limits<T>::min(), std::numeric_limits<T>::max());
  }
  /// What lies outside of `least` to `most` is not read.
  template <std::integral T>
  void number(std::string_view key, T& value, std::type_identity_t<T> least,
              std::type_identity_t<T> most) {
    std::int64_t number = detail::to_integer(value);
    integer(key, number, detail::to_integer(least), detail::to_integer(most));
    if (reading()) value = static_cast<T>(number);
  }
  /// All 64 bits of a set of flags.
  void bits(std::string_view key, std::uint64_t& value) {
    auto as_number = std::bit_cast<std::int64_t>(value);
    number(key, as_number);
    value = std::bit_cast<std::uint64_t>(as_number);
  }
  void flag(std::string_view key, bool& value) { number(key, value, false, true); }
  /// An enum that begins with 0.
  template <typename E>
  requires std::is_enum_v<E>
  void choice(std::string_view key, E& value, E last) {
    auto number_of = static_cast<std::underlying_type_t<E>>(value);
    number(key, number_of, 0, static_cast<std::underlying_type_t<E>>(last));
    value = static_cast<E>(number_of);
  }
  virtual void text(std::string_view key, std::string& value) = 0;
  /// Monotonic; 0 stands for none and stays it.
  virtual void time(std::string_view key, Time& value) = 0;

  /// A dictionary of its own, with what `describe()` describes.
  template <typename Describe>
  void object(std::string_view key, Describe describe) {
    begin(key);
    describe();
    end();
  }
  /// A list of dictionaries, each with what `describe(index)` describes. There are `count`; when
  /// reading, `resize(number)` is called first, with at most `most`.
  template <typename Resize, typename Describe>
  void list(std::string_view key, std::size_t count, std::size_t most, Resize resize,
            Describe describe) {
    const std::size_t number = begin_list(key, count, most);
    if (reading()) resize(number);
    for (std::size_t i = 0; i < number; ++i) {
      begin_element(i);
      describe(i);
      end();
    }
    end();
  }
  template <typename T, typename Describe>
  void list(std::string_view key, std::vector<T>& all, std::size_t most, Describe describe) {
    list(
        key, all.size(), most, [&all](std::size_t number) { all.resize(number); },
        [&](std::size_t i) { describe(all[i]); });
  }

  /// When reading: what was read does not fit together. The key is named.
  virtual void refuse(std::string_view key) = 0;

 protected:
  Fields() = default;
  Fields(const Fields&) = delete;
  Fields& operator=(const Fields&) = delete;
  ~Fields() = default;

 private:
  virtual void integer(std::string_view key, std::int64_t& value, std::int64_t least,
                       std::int64_t most) = 0;
  virtual void begin(std::string_view key) = 0;
  virtual std::size_t begin_list(std::string_view key, std::size_t count, std::size_t most) = 0;
  virtual void begin_element(std::size_t index) = 0;
  virtual void end() = 0;
};

class FieldWriter final : public Fields {
 public:
  explicit FieldWriter(const DictionaryBuilder& out) : open_{out} {}

  bool reading() const override { return false; }
  void text(std::string_view key, std::string& value) override;
  void time(std::string_view key, Time& value) override;
  void refuse(std::string_view) override {}

  /// Where the description is now, for what describes itself in another way.
  const DictionaryBuilder& here() const { return std::get<DictionaryBuilder>(open_.back()); }

 private:
  void integer(std::string_view key, std::int64_t& value, std::int64_t least,
               std::int64_t most) override;
  void begin(std::string_view key) override;
  std::size_t begin_list(std::string_view key, std::size_t count, std::size_t most) override;
  void begin_element(std::size_t index) override;
  void end() override { open_.pop_back(); }

  std::vector<std::variant<DictionaryBuilder, ListBuilder>> open_;
};

class FieldReader final : public Fields {
 public:
  /// `shift` is added to times: what the monotonic clock is ahead of the one that was written by.
  FieldReader(const Value* in, Time shift) : shift_(shift) { open_.push_back({in, {}}); }

  bool reading() const override { return true; }
  void text(std::string_view key, std::string& value) override;
  void time(std::string_view key, Time& value) override;
  void refuse(std::string_view key) override;

  const Value* here() const { return open_.back().value; }

  bool good() const { return wrong_.empty(); }
  /// The first value that could not be read, as the keys that lead there joined by dots; empty: all
  /// were.
  const std::string& wrong() const { return wrong_; }

 private:
  struct Open {
    const Value* value;
    std::string name;
  };

  void integer(std::string_view key, std::int64_t& value, std::int64_t least,
               std::int64_t most) override;
  void begin(std::string_view key) override;
  std::size_t begin_list(std::string_view key, std::size_t count, std::size_t most) override;
  void begin_element(std::size_t index) override;
  void end() override { open_.pop_back(); }

  const Time shift_;
  std::vector<Open> open_;
  std::string wrong_;
};

}  // namespace rtpengine::base
