// SPDX-License-Identifier: GPL-3.0-or-later

#include "plugins/dtls/description.h"

#include <gtest/gtest.h>

#include <string>

namespace rtpengine::dtls {
namespace {

const std::string kSha1 = "sha-1 4A:AD:B9:B1:3F:82:18:3B:54:02:12:DF:3E:5D:49:6B:19:E5:7C:AB";
const std::string kOther = "sha-1 00:AD:B9:B1:3F:82:18:3B:54:02:12:DF:3E:5D:49:6B:19:E5:7C:AB";
const std::string kTlsId = "abc3de65cddef001be82";

TEST(Description, TakesItsAttributesInAnyCase) {
  Description description;
  EXPECT_FALSE(description.uses_dtls());
  EXPECT_EQ(description.add("Fingerprint", kSha1), AttributeVerdict::taken);
  EXPECT_EQ(description.add("SETUP", "active"), AttributeVerdict::taken);
  EXPECT_EQ(description.add("tls-id", kTlsId), AttributeVerdict::taken);
  EXPECT_TRUE(description.uses_dtls());
  EXPECT_EQ(description.setup, dtls::Setup::active);
  EXPECT_EQ(description.tls_id, kTlsId);
}

TEST(Description, SaysWhatItDidNotTake) {
  Description description;
  EXPECT_EQ(description.add("candidate", kSha1), AttributeVerdict::not_dtls);
  EXPECT_EQ(description.add("fingerprint", "sha-1 00"), AttributeVerdict::malformed);
  EXPECT_EQ(description.add("fingerprint", "md5 00"), AttributeVerdict::unknown_hash);
  EXPECT_EQ(description.add("setup", "perhaps"), AttributeVerdict::malformed);
  EXPECT_EQ(description.add("tls-id", "short"), AttributeVerdict::malformed);
  EXPECT_EQ(description.add("tls-id", kTlsId + "?"), AttributeVerdict::malformed);
  EXPECT_FALSE(description.uses_dtls());
  for (char digit = '1'; digit <= '8'; ++digit) {
    EXPECT_EQ(description.add("fingerprint", "sha-1 0" + std::string(1, digit) + kSha1.substr(8)),
              AttributeVerdict::taken);
  }
  EXPECT_EQ(description.add("fingerprint", kSha1), AttributeVerdict::too_many);
}

TEST(Description, KnowsItsAttributesByName) {
  EXPECT_TRUE(is_dtls_attribute("fingerprint"));
  EXPECT_TRUE(is_dtls_attribute("setup"));
  EXPECT_TRUE(is_dtls_attribute("tls-id"));
  EXPECT_FALSE(is_dtls_attribute("crypto"));
}

TEST(Description, OfTheMediaGoesBeforeThatOfTheSession) {
  Description session, media;
  session.add("fingerprint", kSha1);
  session.add("setup", "actpass");
  session.add("tls-id", kTlsId);
  EXPECT_EQ(over(session, media).setup, dtls::Setup::actpass);
  EXPECT_EQ(over(session, media).tls_id, kTlsId);
  EXPECT_EQ(over(session, media).fingerprints, session.fingerprints);
  media.add("fingerprint", kOther);
  media.add("setup", "passive");
  EXPECT_EQ(over(session, media).setup, dtls::Setup::passive);
  EXPECT_EQ(over(session, media).fingerprints, media.fingerprints) << "not both";
}

TEST(Description, AsksForANewAssociationByFingerprintOrId) {
  Description before;
  before.add("fingerprint", kSha1);
  before.add("setup", "actpass");
  Description after = before;
  after.add("setup", "active");
  EXPECT_FALSE(asks_for_new_association(before, after));
  after.add("tls-id", kTlsId);
  EXPECT_TRUE(asks_for_new_association(before, after));
  Description other;
  other.add("fingerprint", kOther);
  EXPECT_TRUE(asks_for_new_association(before, other));
}

}  // namespace
}  // namespace rtpengine::dtls
