// SPDX-License-Identifier: GPL-3.0-or-later
#include "plugin/registrations.h"

namespace rtpengine::plugin {

call::ExtensionSet extensions_of(const std::vector<const Registrations*>& all) {
  std::vector<call::ContributionPtr> parts;
  for (const Registrations* one : all) parts.push_back(one->calls);
  return call::make_extensions(parts);
}

}  // namespace rtpengine::plugin
