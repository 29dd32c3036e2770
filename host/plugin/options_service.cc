// SPDX-License-Identifier: GPL-3.0-or-later
//
// Values are interpreted once, when the service is made; afterwards it only looks up.
#include "plugin/options_service.h"

#include <utility>

#include "base/slice.h"
#include "plugin/option_check.h"

namespace rtpengine::plugin {
namespace {

/// A checked text as OptionsV1::integer returns it; 0 for types that are no number of that kind.
std::int64_t integer_of(OptionType type, const std::string& text) {
  switch (type) {
    case OptionType::flag:
      return *parse_flag(text) ? 1 : 0;
    case OptionType::integer:
      return *parse_integer(text);
    case OptionType::seconds:
      return *parse_duration(text);
    default:
      return 0;
  }
}

const OptionSpec* find_spec(const PluginDescriptor& descriptor, const std::string& name) {
  for (std::uint32_t i = 0; i < descriptor.option_count; ++i) {
    if (name == descriptor.options[i].name) return &descriptor.options[i];
  }
  return nullptr;
}

}  // namespace

base::Result<std::unique_ptr<OptionsService>> OptionsService::create(
    const PluginDescriptor& descriptor, const OptionValues& values) {
  std::unique_ptr<OptionsService> service(new OptionsService);
  for (const auto& [name, given] : values) {
    const OptionSpec* spec = find_spec(descriptor, name);
    if (spec == nullptr && !given.empty()) {
      return base::Error{given.front().origin + ": plugin '" + descriptor.name +
                         "' has no option '" + name + "'"};
    }
    for (const OptionValue& value : given) {
      if (auto added = service->add(*spec, value); !added) return base::Error{added.error()};
    }
  }
  for (std::uint32_t i = 0; i < descriptor.option_count; ++i) {
    const OptionSpec& spec = descriptor.options[i];
    if (spec.default_value == nullptr || service->count(spec.name) != 0) continue;
    auto added = service->add(spec, {spec.default_value, std::string("default of ") + spec.name});
    if (!added) return base::Error{added.error()};
  }
  return service;
}

base::Result<void> OptionsService::add(const OptionSpec& spec, const OptionValue& value) {
  if (auto checked = check_option_value(spec, value.text); !checked) {
    return base::Error{value.origin + ": " + checked.error()};
  }
  std::vector<Value>& values = values_[spec.name];
  if (!values.empty() && (spec.flags & option_repeatable) == 0) {
    return base::Error{value.origin + ": option '" + spec.name + "' is given more than once"};
  }
  values.push_back({value.text, value.origin, integer_of(spec.type, value.text)});
  return {};
}

const OptionsService::Value* OptionsService::value(const char* name, std::uint32_t index) const {
  if (name == nullptr) return nullptr;
  const auto it = values_.find(std::string_view(name));
  if (it == values_.end() || index >= it->second.size()) return nullptr;
  return &it->second[index];
}

std::uint32_t OptionsService::count(const char* name) noexcept {
  if (name == nullptr) return 0;
  const auto it = values_.find(std::string_view(name));
  return it == values_.end() ? 0 : static_cast<std::uint32_t>(it->second.size());
}

Slice OptionsService::text(const char* name, std::uint32_t index) noexcept {
  const Value* found = value(name, index);
  return found == nullptr ? Slice{nullptr, 0} : base::to_slice(found->text);
}

std::int64_t OptionsService::integer(const char* name, std::uint32_t index) noexcept {
  const Value* found = value(name, index);
  return found == nullptr ? 0 : found->integer;
}

Slice OptionsService::origin(const char* name, std::uint32_t index) noexcept {
  const Value* found = value(name, index);
  return found == nullptr ? Slice{nullptr, 0} : base::to_slice(found->origin);
}

}  // namespace rtpengine::plugin
