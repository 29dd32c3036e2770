// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/fields.h"

#include <rtpengine/value_view.h>

namespace rtpengine::base {
namespace {

/// The element of a list; null: it is shorter.
const Value* element_of(const Value* list, std::size_t index) {
  for (const Value& element : children(list)) {
    if (index-- == 0) return &element;
  }
  return nullptr;
}

}  // namespace

void FieldWriter::text(std::string_view key, std::string& value) { here().set(key, value); }

void FieldWriter::time(std::string_view key, Time& value) { here().set(key, value); }

void FieldWriter::integer(std::string_view key, std::int64_t& value, std::int64_t, std::int64_t) {
  here().set(key, value);
}

void FieldWriter::begin(std::string_view key) { open_.emplace_back(here().dictionary(key)); }

std::size_t FieldWriter::begin_list(std::string_view key, std::size_t count, std::size_t) {
  open_.emplace_back(here().list(key));
  return count;
}

void FieldWriter::begin_element(std::size_t) {
  open_.emplace_back(std::get<ListBuilder>(open_.back()).dictionary());
}

void FieldReader::text(std::string_view key, std::string& value) {
  const Value* found = find(here(), key);
  if (!is_string(found)) return refuse(key);
  value = text_of(found);
}

void FieldReader::time(std::string_view key, Time& value) {
  constexpr Time kFarOff = std::numeric_limits<Time>::max() / 4;
  std::int64_t read = 0;
  if (!read_integer(find(here(), key), -kFarOff, kFarOff, &read)) return refuse(key);
  value = read == 0 ? 0 : read + shift_;
}

void FieldReader::integer(std::string_view key, std::int64_t& value, std::int64_t least,
                          std::int64_t most) {
  const Value* found = find(here(), key);
  if (!is_integer(found) || !read_integer(found, least, most, &value)) refuse(key);
}

void FieldReader::begin(std::string_view key) {
  const Value* found = find(here(), key);
  if (!is_dictionary(found)) {
    refuse(key);
    found = nullptr;
  }
  open_.push_back({found, std::string(key)});
}

std::size_t FieldReader::begin_list(std::string_view key, std::size_t, std::size_t most) {
  const Value* found = find(here(), key);
  const std::size_t count = children(found).count();
  const bool fits = is_list(found) && count <= most;
  if (!fits) refuse(key);
  open_.push_back({fits ? found : nullptr, std::string(key)});
  return fits ? count : 0;
}

void FieldReader::begin_element(std::size_t index) {
  const Value* found = element_of(here(), index);
  const std::string name = std::to_string(index);
  if (!is_dictionary(found)) {
    refuse(name);
    found = nullptr;
  }
  open_.push_back({found, name});
}

void FieldReader::refuse(std::string_view key) {
  if (!good()) return;
  for (const Open& open : open_) {
    if (!open.name.empty()) wrong_ += open.name + ".";
  }
  wrong_ += key;
}

}  // namespace rtpengine::base
