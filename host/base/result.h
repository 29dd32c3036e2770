// SPDX-License-Identifier: GPL-3.0-or-later
//
// Results of operations that can fail without it being anybody's bug.
#pragma once

#include <optional>
#include <string>
#include <utility>
#include <variant>

namespace rtpengine::base {

/// Why something failed, as a sentence for an operator or for the client that asked: what was
/// attempted, on what, why it failed. No function names, no trailing full stop.
struct Error {
  std::string text;
};

/// Either a T or an Error. Not thread-safe, like the T it holds.
template <typename T>
class [[nodiscard]] Result {
 public:
  Result(T value) : state_(std::in_place_index<0>, std::move(value)) {}
  Result(Error error) : state_(std::in_place_index<1>, std::move(error)) {}

  /// Whether there is a value.
  explicit operator bool() const { return state_.index() == 0; }

  /// The value; only if there is one.
  T& operator*() { return *std::get_if<0>(&state_); }
  const T& operator*() const { return *std::get_if<0>(&state_); }
  T* operator->() { return std::get_if<0>(&state_); }
  const T* operator->() const { return std::get_if<0>(&state_); }

  /// The reason; only if there is no value.
  const std::string& error() const { return std::get_if<1>(&state_)->text; }

 private:
  std::variant<T, Error> state_;
};

/// Success, or an Error.
template <>
class [[nodiscard]] Result<void> {
 public:
  Result() = default;
  Result(Error error) : error_(std::move(error)) {}

  explicit operator bool() const { return !error_; }
  const std::string& error() const { return error_->text; }

 private:
  std::optional<Error> error_;
};

}  // namespace rtpengine::base
