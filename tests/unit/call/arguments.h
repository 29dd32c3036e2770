// SPDX-License-Identifier: GPL-3.0-or-later
//
// Arguments of commands for tests, written as text.
#pragma once

#include <initializer_list>
#include <string>
#include <string_view>
#include <utility>

#include "base/value_tree.h"

namespace rtpengine::call {

/// A command's dictionary. Keys may be given twice, as clients do.
class Arguments {
 public:
  Arguments() : root_(tree_.dictionary()) {}
  Arguments(std::initializer_list<std::pair<std::string_view, std::string_view>> texts)
      : Arguments() {
    for (const auto& [key, text] : texts) set(key, text);
  }

  Arguments& set(std::string_view key, std::string_view text) {
    root_.set(key, text);
    return *this;
  }
  Arguments& number(std::string_view key, std::int64_t number) {
    root_.set(key, number);
    return *this;
  }
  Arguments& list(std::string_view key, std::initializer_list<std::string_view> words) {
    const auto list = root_.list(key);
    for (const auto word : words) list.add(word);
    return *this;
  }
  Arguments& numbers(std::string_view key, std::initializer_list<std::int64_t> numbers) {
    const auto list = root_.list(key);
    for (const auto number : numbers) list.add(number);
    return *this;
  }
  /// One media of a partial request.
  Arguments& media(int index, std::string_view address, int port) {
    const auto entry = root_.list("media").dictionary();
    entry.set("index", index);
    entry.set("address", address);
    entry.set("port", port);
    return *this;
  }

  const Value* value() const { return tree_.root(); }

 private:
  base::ValueTree tree_;
  base::DictionaryBuilder root_;
};

}  // namespace rtpengine::call
