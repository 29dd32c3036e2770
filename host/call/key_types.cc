// SPDX-License-Identifier: GPL-3.0-or-later
#include "call/key_types.h"

#include <string>

#include <rtpengine/value_view.h>

#include "base/log.h"

namespace rtpengine::call {
namespace {

constexpr const char* kChoosingKeys[] = {"call-id",    "from-tag", "to-tag",
                                         "via-branch", "label",    "address"};

const char* name_of(ValueType type) {
  switch (type) {
    case ValueType::integer:
      return "number";
    case ValueType::list:
      return "list";
    case ValueType::dictionary:
      return "dictionary";
    default:
      return "string";
  }
}

}  // namespace

const Value* find_typed(const Value* arguments, std::string_view key, ValueType type) {
  const Value* value = find(arguments, key);
  if (value == nullptr || value->type == type) return value;
  log_wrong_type(key, type);
  return nullptr;
}

std::string_view find_text(const Value* arguments, std::string_view key) {
  return text_of(find_typed(arguments, key, ValueType::string));
}

void log_wrong_type(std::string_view key, ValueType expected) {
  LOG_LIMITED(info, "'%s' is not a %s, ignored", base::log::excerpt(key).c_str(),
              name_of(expected));
}

base::Result<void> check_choosing_keys(const Value* arguments) {
  for (const char* key : kChoosingKeys) {
    const Value* value = find(arguments, key);
    if (value == nullptr) continue;
    if (!is_string(value)) {
      return base::Error{"Wrong type of key \"" + std::string(key) + "\": a string is expected"};
    }
    if (value->text.size > kMaxChoosingText) {
      return base::Error{"Key \"" + std::string(key) + "\" is too long (" +
                         std::to_string(value->text.size) + " bytes, " +
                         std::to_string(kMaxChoosingText) + " are allowed)"};
    }
  }
  return {};
}

}  // namespace rtpengine::call
