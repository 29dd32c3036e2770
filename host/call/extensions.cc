// SPDX-License-Identifier: GPL-3.0-or-later
#include "call/extensions.h"

#include <algorithm>

namespace rtpengine::call {
namespace {

char canonical(char c) { return c == ' ' || c == '_' ? '-' : c; }

bool any_claims(const char* const* entries, std::uint32_t count, std::string_view word) {
  return std::any_of(entries, entries + count,
                     [word](const char* entry) { return claims(entry, word); });
}

}  // namespace

bool same_word(std::string_view a, std::string_view b) {
  return std::equal(a.begin(), a.end(), b.begin(), b.end(),
                    [](char x, char y) { return canonical(x) == canonical(y); });
}

bool claims(std::string_view entry, std::string_view word) {
  if (!entry.ends_with('*')) return same_word(entry, word);
  entry.remove_suffix(1);
  return word.size() >= entry.size() && same_word(entry, word.substr(0, entry.size()));
}

bool Extensions::claims_key(std::string_view key) const {
  return std::any_of(features.begin(), features.end(), [key](const FeatureExtension& feature) {
    return any_claims(feature.spec->keys, feature.spec->key_count, key);
  });
}

bool Extensions::claims_flag(std::string_view flag) const {
  return std::any_of(features.begin(), features.end(), [flag](const FeatureExtension& feature) {
    return any_claims(feature.spec->flags, feature.spec->flag_count, flag);
  });
}

const CommandExtension* Extensions::find_command(std::string_view name) const {
  for (const CommandExtension& command : commands) {
    if (command.spec->name == name) return &command;
  }
  return nullptr;
}

ExtensionSet no_extensions() {
  static const ExtensionSet kNone = std::make_shared<const Extensions>();
  return kNone;
}

ExtensionSet make_extensions(const std::vector<ContributionPtr>& parts) {
  auto set = std::make_shared<Extensions>();
  const auto append = [](auto& to, const auto& from) {
    to.insert(to.end(), from.begin(), from.end());
  };
  for (const ContributionPtr& part : parts) {
    if (part->empty()) continue;
    set->parts.push_back(part);
    append(set->commands, part->commands);
    append(set->features, part->features);
    append(set->stages, part->stages);
    append(set->observers, part->observers);
    append(set->reporters, part->reporters);
    append(set->path_observers, part->path_observers);
    for (const auto& [kind, handler] : part->handlers) set->handlers[std::size_t(kind)] = handler;
  }
  std::stable_sort(set->features.begin(), set->features.end(),
                   [](const auto& a, const auto& b) { return a.spec->phase < b.spec->phase; });
  return set;
}

}  // namespace rtpengine::call
