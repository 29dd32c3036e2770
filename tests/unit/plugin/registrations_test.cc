// SPDX-License-Identifier: GPL-3.0-or-later
//
// From what plugins registered to the set that calls use.
#include "plugin/registrations.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace rtpengine::plugin {
namespace {

FeatureSpec feature(const char* name, FeaturePhase phase) {
  return {name, phase, 0, 0, 0, nullptr, nullptr};
}

TEST(RegistrationsTest, FeaturesAreSortedByPhaseAndThenByPlugin) {
  const FeatureSpec ice = feature("ice", FeaturePhase::connectivity);
  const FeatureSpec codec = feature("codec", FeaturePhase::codec);
  const FeatureSpec other_ice = feature("other-ice", FeaturePhase::connectivity);
  Registrations first, second;
  for (const auto& [registrations, spec] :
       {std::pair{&first, &ice}, std::pair{&second, &codec}, std::pair{&second, &other_ice}}) {
    call::FeatureExtension extension;
    extension.spec = spec;
    registrations->calls->features.push_back(extension);
  }
  const call::ExtensionSet both = extensions_of({&first, &second});
  std::vector<std::string> names;
  for (const auto& one : both->features) {
    names.emplace_back(one.spec->name);
  }
  EXPECT_EQ(names, (std::vector<std::string>{"codec", "ice", "other-ice"}));
}

TEST(RegistrationsTest, HoldTheirPluginAsLongAsTheSetLives) {
  auto plugin = std::make_shared<const base::PluginCopy>("x");
  Registrations mine;
  mine.calls->observers.push_back({nullptr, plugin});
  auto set = extensions_of({&mine});
  mine = {};
  EXPECT_GT(plugin.use_count(), 1);
  set.reset();
  EXPECT_EQ(plugin.use_count(), 1);
}

}  // namespace
}  // namespace rtpengine::plugin
