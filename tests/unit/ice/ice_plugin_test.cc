// SPDX-License-Identifier: GPL-3.0-or-later
//
// Options, and what comes without a call that ICE is spoken in.
#include "plugins/ice/ice_plugin.h"

#include <gtest/gtest.h>

#include "plugin_bench.h"

namespace rtpengine::ice {
namespace {

const std::string kRequest("\x00\x01\x00\x00\x21\x12\xa4\x42 abcdefghijk", 20);

TEST(IcePluginTest, ReadsItsOption) {
  for (const char* word : {"seed", "optional", "remove"}) {
    EXPECT_EQ(PluginBench(word).initialised, Status::ok) << word;
  }
  PluginBench wrong("sometimes");
  EXPECT_EQ(wrong.initialised, Status::failed);
  EXPECT_EQ(wrong.error, "here: 'sometimes' is none of seed, optional, remove");
}

TEST(IcePluginTest, TakesNoStunWhereIceIsNotSpoken) {
  PluginBench host;
  host.offer("", {{"ICE", "remove"}});
  host.answer("", {{"ICE", "remove"}});
  host.deliver(at("192.0.2.1", 4000), host.local("f", 0), kRequest);
  EXPECT_TRUE(host.bench.io.sent.empty());
  EXPECT_EQ(host.bench.party("f").media(0).rtp().drops()[media::DropReason::by_stage], 1u);
}

TEST(IcePluginTest, LetsStunPassWherePartiesTalkPastUs) {
  PluginBench host;
  Phone f(host, Role::controlling, "FFFF", {at("192.0.2.1", 4000)});
  Phone t(host, Role::controlled, "TTTT", {at("192.0.2.2", 5000)});
  host.offer(f.lines());
  host.answer(t.lines());
  host.deliver(at("192.0.2.1", 4000), host.local("f", 0), kRequest);
  ASSERT_EQ(host.bench.io.sent.size(), 1u);
  EXPECT_EQ(host.bench.io.sent[0].data, kRequest);
  EXPECT_EQ(host.bench.io.sent[0].to, at("192.0.2.2", 5000));
}

TEST(IcePluginTest, ReadsStatesOfItsOwnVersionOnly) {
  PluginBench host;
  host.offer("");
  const StatePlace place{host.bench.call().handle(), 0, 0};
  base::ValueTree tree;
  const auto root = tree.dictionary();
  EXPECT_EQ(host.ice.restore_state(&place, tree.root(), 99), Status::unsupported);
  EXPECT_EQ(host.ice.restore_state(&place, tree.root(), 1), Status::ok);
  root.set("ufrag", "a b");
  root.set("password", "c");
  EXPECT_EQ(host.ice.restore_state(&place, tree.root(), 1), Status::failed);
}

}  // namespace
}  // namespace rtpengine::ice
