// SPDX-License-Identifier: GPL-3.0-or-later
//
// New certificates in time, which calls that are up do not notice.
#include "plugins/dtls/rotation.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

#include "plugin_bench.h"

namespace rtpengine::dtls {
namespace {

using testing::Contains;
using testing::HasSubstr;

class RotationTest : public testing::Test {
 protected:
  RotationTest() { host_.dtls.start(&host_); }
  ~RotationTest() override { host_.dtls.stop(); }

  /// The certificate that is in use is old now.
  void age() {
    host_.bench.now += ContextHolder::kLife;
    host_.run(2 * 60 * base::kSecond);
  }
  /// What the blocking pool does.
  void run_jobs() {
    for (Job* job : std::exchange(host_.jobs, {})) job->run();
  }
  /// Of an offer in a call of its own.
  std::string shown() {
    const std::string id = "call " + std::to_string(++calls_);
    const call::Arguments offer{{"call-id", id},
                                {"from-tag", "f"},
                                {"transport-protocol", kTls},
                                {"sdp", call::body("192.0.2.1", 4000)}};
    return value_of(host_.bench.command("offer", offer).sdp(), "fingerprint");
  }

  PluginBench host_;
  int calls_ = 0;
};

TEST_F(RotationTest, NothingIsMadeInBetween) {
  const std::string first = shown();
  host_.run(5 * 60 * base::kSecond);
  EXPECT_TRUE(host_.jobs.empty());
  EXPECT_EQ(shown(), first);
}

TEST_F(RotationTest, AnOldOneIsReplaced) {
  const std::string first = shown();
  age();
  ASSERT_EQ(host_.jobs.size(), 1u) << "one at a time";
  EXPECT_EQ(shown(), first) << "until there is another one";
  run_jobs();
  EXPECT_NE(shown(), first);
  host_.run(5 * 60 * base::kSecond);
  EXPECT_TRUE(host_.jobs.empty());
}

TEST_F(RotationTest, ItIsReplacedEachTime) {
  age();
  run_jobs();
  const std::string second = shown();
  age();
  run_jobs();
  EXPECT_NE(shown(), second);
}

TEST_F(RotationTest, APoolThatIsFullIsAskedAgain) {
  const std::string first = shown();
  host_.pool_is_full = true;
  age();
  EXPECT_TRUE(host_.jobs.empty());
  host_.pool_is_full = false;
  host_.run(60 * base::kSecond);
  run_jobs();
  EXPECT_NE(shown(), first);
}

TEST_F(RotationTest, StoppedItMakesNone) {
  host_.dtls.stop();
  age();
  EXPECT_TRUE(host_.jobs.empty());
  host_.dtls.start(&host_);
  host_.run(60 * base::kSecond);
  EXPECT_EQ(host_.jobs.size(), 1u);
}

TEST_F(RotationTest, CallsKeepTheOneThatTheyHaveShown) {
  Phone t(host_, "t", at("192.0.2.2", 5000), Role::server);
  const std::string offered = host_.offer(section("RTP/AVP"), {{"transport-protocol", kTls}});
  age();
  run_jobs();
  host_.answer(section(kTls, t.lines("passive"), 5000));
  host_.run(base::kSecond);
  EXPECT_TRUE(t.done());
  const std::string again = host_.re_offer(section("RTP/AVP"), {{"transport-protocol", kTls}});
  EXPECT_EQ(value_of(again, "fingerprint"), value_of(offered, "fingerprint"));
}

TEST_F(RotationTest, WhatCannotBeMadeIsLoggedAndTriedAgain) {
  ContextHolder holder;
  ContextOptions wrong;
  wrong.ciphers = "none such";
  Rotation rotation(&host_, &holder, wrong, author::Log(&host_));
  rotation.on_timer();
  run_jobs();
  EXPECT_THAT(host_.log, Contains(HasSubstr("no certificate could be made: ")));
  EXPECT_EQ(holder.current(), nullptr);
  rotation.on_timer();
  EXPECT_EQ(host_.jobs.size(), 1u);
}

}  // namespace
}  // namespace rtpengine::dtls
