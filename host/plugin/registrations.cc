// SPDX-License-Identifier: GPL-3.0-or-later
#include "plugin/registrations.h"

#include <algorithm>

namespace rtpengine::plugin {

call::ExtensionSet make_extensions(const std::vector<const Registrations*>& all) {
  auto set = std::make_shared<call::Extensions>();
  const auto append = [](auto& to, const auto& from) {
    to.insert(to.end(), from.begin(), from.end());
  };
  for (const Registrations* one : all) {
    append(set->commands, one->commands);
    append(set->features, one->features);
    append(set->stages, one->stages);
    append(set->observers, one->observers);
    for (const auto& [kind, handler] : one->handlers) set->handlers[std::size_t(kind)] = handler;
  }
  std::stable_sort(set->features.begin(), set->features.end(),
                   [](const auto& a, const auto& b) { return a.spec->phase < b.spec->phase; });
  return set;
}

}  // namespace rtpengine::plugin
