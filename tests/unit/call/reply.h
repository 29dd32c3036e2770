// SPDX-License-Identifier: GPL-3.0-or-later
//
// The reply to a command, kept and easy to look into, for tests.
#pragma once

#include <cstdint>
#include <initializer_list>
#include <string>
#include <string_view>
#include <vector>

#include <rtpengine/value_view.h>

#include "base/value_tree.h"

namespace rtpengine::call {

class Reply {
 public:
  Reply() = default;
  explicit Reply(const Value& value) {
    const auto root = tree_.dictionary();
    for (const Value& entry : children(&value)) root.copy(view(entry.key), entry);
  }
  static Reply error(std::string_view reason) {
    Reply reply;
    const auto root = reply.tree_.dictionary();
    root.set("result", "error");
    root.set("error-reason", reason);
    return reply;
  }

  const Value* root() const { return tree_.root(); }
  std::string result() const { return text("result"); }
  std::string reason() const { return text("error-reason"); }
  std::string text(std::string_view key) const { return std::string(get_text(root(), key)); }
  bool has(std::string_view key) const { return find(root(), key) != nullptr; }
  std::string sdp() const { return text("sdp"); }

  /// Follow keys through dictionaries; a number is an index into a list. Null: no such value.
  const Value* at(std::initializer_list<std::string_view> path) const {
    const Value* value = root();
    for (const auto step : path) {
      std::int64_t index = 0;
      if (is_list(value) && parse_decimal(step, 0, 1000, &index)) {
        const Value* element = value->first;
        while (element != nullptr && index-- > 0) element = element->next;
        value = element;
      } else {
        value = find(value, step);
      }
    }
    return value;
  }
  std::int64_t number(std::initializer_list<std::string_view> path) const {
    return integer_of(at(path), -1);
  }
  std::string text_at(std::initializer_list<std::string_view> path) const {
    return std::string(text_of(at(path)));
  }
  /// Keys of a dictionary, or texts of a list.
  std::vector<std::string> words(std::initializer_list<std::string_view> path) const {
    std::vector<std::string> all;
    const Value* value = at(path);
    for (const Value& child : children(value)) {
      all.emplace_back(is_dictionary(value) ? view(child.key) : text_of(&child));
    }
    return all;
  }

 private:
  base::ValueTree tree_;
};

}  // namespace rtpengine::call
