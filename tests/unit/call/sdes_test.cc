// SPDX-License-Identifier: GPL-3.0-or-later
#include "call/sdes.h"

#include <gtest/gtest.h>

#include <set>
#include <string>
#include <vector>

#include "tests/unit/base/move_state.h"
#include "tests/unit/media/srtp_fixture.h"

namespace rtpengine::call {
namespace {

using media::keying;
using media::SrtpSuite;
using Texts = std::vector<std::string>;

constexpr auto k80 = SrtpSuite::aes_cm_128_hmac_sha1_80;
constexpr auto k32 = SrtpSuite::aes_cm_128_hmac_sha1_32;
constexpr auto kGcm = SrtpSuite::aead_aes_128_gcm;
const std::string kKey = "inline:4fl6DT4Bi+DWT6MsBt5BOQ7Gda1Jiv7rtpYLOqvm";

SdesRead read(const Texts& values) {
  return read_sdes(std::vector<std::string_view>(values.begin(), values.end()));
}
std::string skipped(const std::string& value) {
  const SdesRead all = read({value});
  EXPECT_EQ(all.usable.size() + all.skipped.size(), 1u);
  return all.skipped.empty() ? "" : all.skipped.front();
}
SdesLine line(std::uint32_t tag, SrtpSuite suite, std::uint8_t seed = 1) {
  return {tag, keying(suite, seed)};
}
/// Tags and suites.
Texts names(const std::vector<SdesLine>& lines) {
  Texts all;
  for (const SdesLine& one : lines) {
    all.push_back(std::to_string(one.tag) + " " + std::string(info(one.keying.suite).name));
  }
  return all;
}

const Texts kTen{"1 AES_CM_128_HMAC_SHA1_80", "2 AES_CM_128_HMAC_SHA1_32",
                 "3 AES_192_CM_HMAC_SHA1_80", "4 AES_192_CM_HMAC_SHA1_32",
                 "5 AES_256_CM_HMAC_SHA1_80", "6 AES_256_CM_HMAC_SHA1_32",
                 "7 F8_128_HMAC_SHA1_80",     "8 F8_128_HMAC_SHA1_32",
                 "9 NULL_HMAC_SHA1_80",       "10 NULL_HMAC_SHA1_32"};

TEST(SdesReadTest, TakesWhatCanBeUsed) {
  const SdesRead all =
      read({"3 AES_CM_128_HMAC_SHA1_80 " + kKey + "|2^31|1:4 UNENCRYPTED_SRTCP WSH=64 KDR=0 -X=1"});
  ASSERT_EQ(all.usable.size(), 1u);
  const SdesLine& one = all.usable.front();
  EXPECT_EQ(one.tag, 3u);
  EXPECT_EQ(one.keying.suite, k80);
  EXPECT_EQ(one.keying.parameters, media::SrtpParameters{.unencrypted_srtcp = true});
  EXPECT_EQ(one.keying.mki, (std::vector<std::uint8_t>{0, 0, 0, 1}));
  EXPECT_EQ(one.keying.master.key[0], 0xe1);
  EXPECT_EQ(one.keying.master.salt[13], 0xe6);
}

TEST(SdesReadTest, TakesKeysWithPaddingAndWithout) {
  const std::string key = "1 AEAD_AES_128_GCM inline:AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGw";
  EXPECT_EQ(skipped(key), "");
  EXPECT_EQ(skipped(key + "=="), "");
}

TEST(SdesReadTest, SaysWhyALineIsLeftAside) {
  EXPECT_EQ(skipped("x"), "a=crypto has no tag");
  EXPECT_EQ(skipped("1 FOO " + kKey), "a=crypto:1 has unknown suite FOO");
  EXPECT_EQ(skipped("1 AES_CM_128_HMAC_SHA1_80 " + kKey + " FOO=1"),
            "a=crypto:1 has unknown session parameter FOO=1");
  EXPECT_EQ(skipped("1 AES_CM_128_HMAC_SHA1_80 " + kKey + " KDR=1"),
            "a=crypto:1 has unknown session parameter KDR=1");
  EXPECT_EQ(skipped("1 AES_CM_128_HMAC_SHA1_80 inline:AAAA"),
            "a=crypto:1 has a key of the wrong length for AES_CM_128_HMAC_SHA1_80");
  EXPECT_EQ(skipped("1 AES_CM_128_HMAC_SHA1_80 inline:!"),
            "a=crypto:1 has a key that is no base64");
  EXPECT_EQ(skipped("1 AES_CM_128_HMAC_SHA1_80 " + kKey + "|1:1;" + kKey + "|2:1"),
            "a=crypto:1 has several master keys");
  EXPECT_EQ(skipped("1 AEAD_AES_128_GCM inline:AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGw "
                    "UNENCRYPTED_SRTP"),
            "a=crypto:1 has AEAD_AES_128_GCM always encrypts and authenticates SRTP");
}

TEST(SdesReadTest, OneLineDoesNotSpoilAnother) {
  const std::string good = "AES_CM_128_HMAC_SHA1_80 " + kKey;
  const SdesRead all = read({"1 FOO " + kKey, "2 " + good, "2 " + good, "3 " + good});
  EXPECT_EQ(names(all.usable), (Texts{"2 AES_CM_128_HMAC_SHA1_80", "3 AES_CM_128_HMAC_SHA1_80"}));
  EXPECT_EQ(all.skipped.back(), "a=crypto:2 has the tag of another line");
}

TEST(SdesLineTest, IsPrintedAsItIsRead) {
  const std::string text = "3 AES_CM_128_HMAC_SHA1_32 " + kKey +
                           "|1:4 UNENCRYPTED_SRTP UNENCRYPTED_SRTCP UNAUTHENTICATED_SRTP";
  EXPECT_EQ(to_string(read({text}).usable.at(0), base::Base64Padding::none), text);
  const SdesLine gcm = line(1, kGcm);
  EXPECT_FALSE(to_string(gcm, base::Base64Padding::none).ends_with("="));
  EXPECT_TRUE(to_string(gcm, base::Base64Padding::full).ends_with("=="));
}

class SdesTest : public testing::Test {
 protected:
  Texts offer(const std::vector<SdesLine>& of_other = {}) {
    sdes_.make_offer(of_other, words_, policy_);
    return names(sdes_.offered_to_it());
  }
  const SdesAgreement& agreed() { return *sdes_.agreed(); }

  Sdes sdes_;
  SdesWords words_;
  SdesPolicy policy_;
};

TEST_F(SdesTest, OffersTenSuites) { EXPECT_EQ(offer(), kTen); }

TEST_F(SdesTest, OffersWithKeysThatNobodyElseHas) {
  offer({line(1, k80)});
  std::set<std::string> keys{to_string(line(1, k80), base::Base64Padding::none)};
  for (const SdesLine& one : sdes_.offered_to_it()) {
    const auto text = to_string(one, base::Base64Padding::none);
    EXPECT_TRUE(keys.insert(text.substr(text.find("inline:"))).second) << text;
    EXPECT_NE(one.keying.master, keying(k80).master);
  }
}

TEST_F(SdesTest, OffersTheOthersSuitesFirstWithTheirTags) {
  const Texts all = offer({line(7, k32), line(3, kGcm)});
  ASSERT_EQ(all.size(), 11u);
  EXPECT_EQ(all[0], "7 AES_CM_128_HMAC_SHA1_32");
  EXPECT_EQ(all[1], "3 AEAD_AES_128_GCM");
  EXPECT_EQ(all[2], "8 AES_CM_128_HMAC_SHA1_80");
  EXPECT_EQ(all[10], "16 NULL_HMAC_SHA1_32");
}

TEST_F(SdesTest, TagsHaveNoMoreThanNineDigits) {
  const Texts all = offer({line(999'999'999, k80), line(2, k32)});
  EXPECT_EQ(all[2], "1 AES_192_CM_HMAC_SHA1_80");
  EXPECT_EQ(all[3], "3 AES_192_CM_HMAC_SHA1_32");
}

TEST_F(SdesTest, OffersASuiteOnce) {
  const Texts all = offer({line(1, k80), line(2, k80)});
  EXPECT_EQ(all.size(), 10u);
  EXPECT_EQ(all[1], "3 AES_CM_128_HMAC_SHA1_32");
}

TEST_F(SdesTest, PassesSessionParametersOnWithTheirSuite) {
  SdesLine clear = line(1, k80);
  clear.keying.parameters.unencrypted_srtcp = true;
  offer({clear});
  EXPECT_TRUE(sdes_.offered_to_it()[0].keying.parameters.unencrypted_srtcp);
  EXPECT_FALSE(sdes_.offered_to_it()[1].keying.parameters.unencrypted_srtcp);
  words_.unencrypted_srtcp = false;
  offer({clear});
  EXPECT_FALSE(sdes_.offered_to_it()[0].keying.parameters.unencrypted_srtcp);
}

TEST_F(SdesTest, WordsLeaveSuitesOutAndSetParametersOfAll) {
  words_.take("no-AES_CM_128_HMAC_SHA1_80");
  words_.take("unencrypted_srtp");
  const Texts all = offer({line(1, k80), line(2, kGcm)});
  EXPECT_EQ(all.size(), 9u) << "and AES-GCM, which always encrypts";
  EXPECT_EQ(all[0], "3 AES_CM_128_HMAC_SHA1_32");
  for (const SdesLine& one : sdes_.offered_to_it()) {
    EXPECT_TRUE(one.keying.parameters.unencrypted_srtp);
  }
}

TEST_F(SdesTest, TheOperatorWantsGcmAndNoNull) {
  policy_ = {.offer_gcm = true, .no_null = true};
  const Texts all = offer({line(1, SrtpSuite::null_hmac_sha1_80)});
  ASSERT_EQ(all.size(), 10u);
  EXPECT_EQ(all[9], "11 AEAD_AES_256_GCM");
}

TEST_F(SdesTest, AReofferHasTheSameKeys) {
  offer();
  const auto before = sdes_.offered_to_it();
  offer({line(4, k32)});
  EXPECT_EQ(sdes_.offered_to_it()[0].keying, before[1].keying);
  sdes_.expect_another();
  offer();
  EXPECT_NE(sdes_.offered_to_it()[0].keying.master, before[0].keying.master);
}

TEST_F(SdesTest, TakesAnAnswerToOneOfItsLines) {
  offer();
  ASSERT_TRUE(sdes_.take_answer({line(2, k32, 9)}, false));
  EXPECT_EQ(agreed().tag, 2u);
  EXPECT_EQ(agreed().theirs, keying(k32, 9));
  EXPECT_EQ(agreed().ours, sdes_.offered_to_it()[1].keying);
  EXPECT_FALSE(agreed().anew);
}

TEST_F(SdesTest, RefusesAnAnswerToNoneOfThem) {
  offer();
  EXPECT_TRUE(sdes_.take_answer({line(1, k80)}, false));
  EXPECT_FALSE(sdes_.take_answer({line(1, k32)}, false)) << "another suite";
  EXPECT_FALSE(sdes_.agreed());
  EXPECT_FALSE(sdes_.take_answer({line(77, k80)}, false)) << "another tag";
  EXPECT_FALSE(sdes_.take_answer({}, false));
}

TEST_F(SdesTest, AcceptsTheFirstLine) {
  sdes_.note_offer({line(3, k32), line(7, k80)}, false);
  sdes_.accept({});
  EXPECT_EQ(agreed().tag, 3u);
  EXPECT_EQ(agreed().theirs, keying(k32));
  EXPECT_EQ(agreed().ours.suite, k32);
  EXPECT_NE(agreed().ours.master, keying(k32).master);
}

TEST_F(SdesTest, AcceptsRatherWhatTheOtherPartyHas) {
  sdes_.note_offer({line(3, k32), line(7, k80)}, false);
  sdes_.accept(k80);
  EXPECT_EQ(agreed().tag, 7u);
  sdes_.note_offer({line(3, k32)}, false);
  sdes_.accept(k80);
  EXPECT_EQ(agreed().tag, 3u) << "if it can be had";
}

TEST_F(SdesTest, KeepsWhatHolds) {
  sdes_.note_offer({line(3, k32), line(7, k80)}, false);
  sdes_.accept(k80);
  const SdesAgreement before = agreed();
  sdes_.note_offer({line(3, k32), line(7, k80)}, false);
  sdes_.accept(k32);
  EXPECT_EQ(agreed().tag, 7u);
  EXPECT_EQ(agreed().ours, before.ours);
  EXPECT_EQ(agreed().theirs, before.theirs);
}

TEST_F(SdesTest, NewKeysOfTheSameDeviceLeaveOurs) {
  sdes_.note_offer({line(1, k80)}, false);
  sdes_.accept({});
  const SdesAgreement before = agreed();
  sdes_.note_offer({line(1, k80, 2)}, false);
  sdes_.accept({});
  EXPECT_EQ(agreed().theirs, keying(k80, 2));
  EXPECT_EQ(agreed().ours, before.ours);
  EXPECT_FALSE(agreed().anew);
}

TEST_F(SdesTest, NewKeysFromElsewhereAreAnotherDevice) {
  sdes_.note_offer({line(1, k80)}, false);
  sdes_.accept({});
  const SdesAgreement before = agreed();
  sdes_.note_offer({line(1, k80)}, true);
  sdes_.accept({});
  EXPECT_FALSE(agreed().anew) << "its keys are the same";
  sdes_.note_offer({line(1, k80, 2)}, true);
  sdes_.accept({});
  EXPECT_TRUE(agreed().anew);
  EXPECT_NE(agreed().ours.master, before.ours.master);
  sdes_.accept({});
  EXPECT_FALSE(agreed().anew) << "a further answer to the same offer";
}

TEST_F(SdesTest, BehindTheSameTagsAnotherDeviceMayAnswer) {
  offer();
  sdes_.take_answer({line(1, k80)}, false);
  sdes_.expect_another();
  offer();
  EXPECT_TRUE(sdes_.agreed()) << "until it answers";
  sdes_.take_answer({line(1, k80)}, false);
  EXPECT_TRUE(agreed().anew);
}

TEST_F(SdesTest, PartiesOfOneOfferShareIt) {
  offer();
  Sdes other;
  other.share_offer_of(sdes_);
  ASSERT_TRUE(other.take_answer({line(1, k80, 5)}, false));
  EXPECT_EQ(other.agreed()->ours, sdes_.offered_to_it()[0].keying);
  EXPECT_FALSE(sdes_.agreed());
}

TEST_F(SdesTest, IsInChargeFromTheFirstOfferOn) {
  EXPECT_FALSE(sdes_.in_charge());
  offer();
  EXPECT_TRUE(sdes_.in_charge());
  sdes_.withdraw_offer();
  EXPECT_FALSE(sdes_.in_charge());
}

TEST_F(SdesTest, MovesWithItsKeys) {
  sdes_.note_offer({line(3, k32), line(7, k80)}, true);
  offer({line(1, kGcm)});
  sdes_.take_answer({line(1, kGcm, 4)}, false);
  const Sdes before = sdes_;
  Sdes after;
  base::move_state(sdes_, after);
  ASSERT_TRUE(after.agreed());
  EXPECT_EQ(after.agreed()->ours, before.agreed()->ours);
  EXPECT_EQ(after.agreed()->theirs, before.agreed()->theirs);
  EXPECT_EQ(names(after.offered_by_it()), names(before.offered_by_it()));
  EXPECT_EQ(names(after.offered_to_it()), names(before.offered_to_it()));
  after.make_offer({}, {}, {});
  sdes_.make_offer({}, {}, {});
  EXPECT_EQ(after.offered_to_it()[0].keying, sdes_.offered_to_it()[0].keying);
}

}  // namespace
}  // namespace rtpengine::call
