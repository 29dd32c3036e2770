// SPDX-License-Identifier: GPL-3.0-or-later
//
// How far a copy of a plugin has come, and what it needs.
#include "plugin/loaded_entry.h"

#include <gtest/gtest.h>

namespace rtpengine::plugin {
namespace {

TEST(LoadedEntryTest, IsUsableUntilItIsRefusedOrStopped) {
  LoadedEntry entry;
  EXPECT_FALSE(entry.usable());
  entry.info.state = PluginState::loaded;
  EXPECT_TRUE(entry.usable());
  entry.take_down(PluginState::stopped);
  EXPECT_FALSE(entry.usable());
}

TEST(LoadedEntryTest, NeedsThoseThatItComesAfter) {
  LoadedEntry entry;
  entry.info.after = {"transcode"};
  EXPECT_TRUE(entry.needs({"transcode", "ice"}));
  EXPECT_FALSE(entry.needs({"ice"}));
}

TEST(LoadedEntryTest, ControlsIfItsDescriptorSaysSo) {
  LoadedEntry entry;
  EXPECT_FALSE(entry.controls());
  entry.info.kinds = kind_control_protocol | kind_packet_stage;
  EXPECT_TRUE(entry.controls());
}

}  // namespace
}  // namespace rtpengine::plugin
