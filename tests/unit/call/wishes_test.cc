// SPDX-License-Identifier: GPL-3.0-or-later
#include "call/wishes.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "tests/unit/call/arguments.h"
#include "tests/unit/loop/captured_log.h"

namespace rtpengine::call {
namespace {

using Texts = std::vector<std::string>;

Texts unmet(const Arguments& arguments) {
  FeatureWishes wishes;
  wishes.read_keys(arguments.value(), *no_extensions());
  return wishes.unmet(*no_extensions());
}
Texts unmet(std::string_view key, std::initializer_list<std::string_view> words) {
  Arguments arguments;
  arguments.list(key, words);
  return unmet(arguments);
}
Texts unmet_flag(std::string_view flag) {
  FeatureWishes wishes;
  EXPECT_TRUE(wishes.take_flag(flag)) << flag;
  return wishes.unmet(*no_extensions());
}

const Texts kIce{"ICE was asked for, but plugin ice is not loaded"};
const Texts kDtls{"DTLS-SRTP was asked for, but plugin dtls is not loaded"};
const Texts kFax{"T.38 was asked for, but plugin transcode is not loaded"};
const Texts kCodecs{"a change of codecs was asked for, but plugin transcode is not loaded"};
const Texts kRecording{"recording was asked for, but plugin recording is not loaded"};

TEST(WishesTest, AreFoundInTheirKeys) {
  EXPECT_EQ(unmet({{"ICE", "force"}}), kIce);
  EXPECT_EQ(unmet({{"ICE", "force-relay"}}), kIce);
  EXPECT_EQ(unmet({{"DTLS", "passive"}}), kDtls);
  EXPECT_EQ(unmet("T.38", {"decode"}), kFax);
  EXPECT_EQ(unmet({{"record call", "on"}}), kRecording);
  EXPECT_EQ(unmet({{"record-call", "yes"}}), kRecording);
  for (const char* key : {"ptime", "ptime-reverse", "ptime reverse"}) {
    EXPECT_EQ(unmet({{key, "20"}}), kCodecs) << key;
  }
}

TEST(WishesTest, AreFoundInFlags) {
  EXPECT_EQ(unmet_flag("record-call"), kRecording);
  EXPECT_EQ(unmet_flag("always-transcode"), kCodecs);
  EXPECT_EQ(unmet_flag("transcode-PCMA"), kCodecs);
  EXPECT_EQ(unmet_flag("codec-strip-all"), kCodecs);
  FeatureWishes none;
  EXPECT_FALSE(none.take_flag("reset"));
}

TEST(WishesTest, AreNotWhatIsToBeLeftOut) {
  EXPECT_EQ(unmet({{"ICE", "remove"}, {"DTLS", "off"}, {"record call", "off"}}), Texts{});
}

TEST(WishesTest, LogWordsThatMeanNothing) {
  loop::CapturedLog log;
  unmet({{"ICE", "Force"}, {"DTLS", "server"}});
  EXPECT_EQ(log.take(),
            "INFO: unknown value 'Force' of ICE ignored\n"
            "INFO: unknown value 'server' of DTLS ignored\n");
  unmet({{"ICE", "optional"}, {"DTLS", "disable"}});
  EXPECT_EQ(log.take(), "");
}

TEST(WishesTest, KnowTheirKeysByExactSpelling) {
  EXPECT_TRUE(is_feature_key("ICE"));
  EXPECT_TRUE(is_feature_key("ptime reverse"));
  EXPECT_FALSE(is_feature_key("ice"));
  EXPECT_FALSE(is_feature_key("sdp"));
}

}  // namespace
}  // namespace rtpengine::call
