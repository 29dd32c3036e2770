// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/tree_writer.h"

#include <algorithm>

#include <rtpengine/value_view.h>

#include "base/slice.h"

namespace rtpengine::base {
namespace {

/// Whether dictionaries and lists are nested in no more levels than these.
bool fits(const Value& value, std::size_t levels) {
  if (!is_list(&value) && !is_dictionary(&value)) return true;
  const auto all = children(&value);
  return levels != 0 && std::all_of(all.begin(), all.end(),
                                    [&](const Value& child) { return fits(child, levels - 1); });
}

}  // namespace

template <typename InDictionary, typename InList>
void TreeWriter::write(InDictionary in_dictionary, InList in_list) {
  if (too_deep_ != 0) {
    complete_ = false;
  } else if (const auto* dictionary = std::get_if<DictionaryBuilder>(&open_.back())) {
    in_dictionary(*dictionary);
  } else {
    in_list(std::get<ListBuilder>(open_.back()));
  }
}

template <typename InDictionary, typename InList>
void TreeWriter::begin(InDictionary in_dictionary, InList in_list) {
  if (too_deep_ != 0 || open_.size() > kMaxLevels) {
    ++too_deep_;
    complete_ = false;
  } else if (const auto* dictionary = std::get_if<DictionaryBuilder>(&open_.back())) {
    open_.emplace_back(in_dictionary(*dictionary));
  } else {
    open_.emplace_back(in_list(std::get<ListBuilder>(open_.back())));
  }
}

void TreeWriter::text(Slice key, Slice text) noexcept {
  write([&](const auto& dictionary) { dictionary.text(to_view(key), to_view(text)); },
        [&](const auto& list) { list.text(to_view(text)); });
}

void TreeWriter::integer(Slice key, int64_t number) noexcept {
  write([&](const auto& dictionary) { dictionary.integer(to_view(key), number); },
        [&](const auto& list) { list.integer(number); });
}

void TreeWriter::begin_dictionary(Slice key) noexcept {
  begin([&](const auto& dictionary) { return dictionary.dictionary(to_view(key)); },
        [](const auto& list) { return list.dictionary(); });
}

void TreeWriter::begin_list(Slice key) noexcept {
  begin([&](const auto& dictionary) { return dictionary.list(to_view(key)); },
        [](const auto& list) { return list.list(); });
}

void TreeWriter::end() noexcept {
  if (too_deep_ != 0) {
    --too_deep_;
  } else if (open_.size() > 1) {
    open_.pop_back();
  }
}

void TreeWriter::copy(Slice key, const Value* value) noexcept {
  if (value == nullptr) return;
  if (!fits(*value, kMaxLevels + 1 - open_.size())) {
    complete_ = false;
    return;
  }
  write([&](const auto& dictionary) { dictionary.copy(to_view(key), *value); },
        [&](const auto& list) { list.copy(*value); });
}

}  // namespace rtpengine::base
