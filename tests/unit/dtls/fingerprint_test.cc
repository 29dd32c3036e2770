// SPDX-License-Identifier: GPL-3.0-or-later

#include "plugins/dtls/fingerprint.h"

#include <gtest/gtest.h>

#include <string>

#include "plugins/dtls/certificate.h"

namespace rtpengine::dtls {
namespace {

/// The example of RFC 8122 section 5.1.
constexpr const char* kExample =
    "sha-256 "
    "12:DF:3E:5D:49:6B:19:E5:7C:AB:4A:AD:B9:B1:3F:82:18:3B:54:02:12:DF:3E:5D:49:6B:19:E5:7C:"
    "AB:4A:AD";

Certificate certificate() {
  std::string error;
  Certificate made = Certificate::make({}, &error);
  EXPECT_NE(made.x509, nullptr) << error;
  return made;
}

Fingerprint fingerprint(const Certificate& of, HashFunction hash) {
  return fingerprint_of(of.x509.get(), hash).value();
}

TEST(Fingerprint, IsReadAndPrintedAsItWas) {
  const ParsedFingerprint parsed = parse_fingerprint(kExample);
  ASSERT_EQ(parsed.verdict, FingerprintVerdict::good);
  EXPECT_EQ(parsed.fingerprint.hash, HashFunction::sha256);
  EXPECT_EQ(parsed.fingerprint.digest().size(), 32u);
  EXPECT_EQ(parsed.fingerprint.bytes[1], 0xdf);
  EXPECT_EQ(print_fingerprint(parsed.fingerprint), kExample);
}

TEST(Fingerprint, IsReadInEitherCase) {
  std::string lower = kExample;
  for (char& c : lower) c = static_cast<char>(std::tolower(c));
  EXPECT_EQ(parse_fingerprint(lower).fingerprint, parse_fingerprint(kExample).fingerprint);
  EXPECT_EQ(parse_fingerprint("SHA-256" + lower.substr(7) + " ").fingerprint,
            parse_fingerprint(kExample).fingerprint);
}

TEST(Fingerprint, OfEachHashFunctionComesBack) {
  const Certificate mine = certificate();
  for (const HashFunction hash : {HashFunction::sha1, HashFunction::sha224, HashFunction::sha256,
                                  HashFunction::sha384, HashFunction::sha512}) {
    const Fingerprint printed = fingerprint(mine, hash);
    const ParsedFingerprint again = parse_fingerprint(print_fingerprint(printed));
    EXPECT_EQ(again.verdict, FingerprintVerdict::good) << name_of(hash);
    EXPECT_EQ(again.fingerprint, printed) << name_of(hash);
  }
}

TEST(Fingerprint, OfAnotherFormIsRefused) {
  const std::string good = kExample;
  EXPECT_EQ(parse_fingerprint("md5 00:01").verdict, FingerprintVerdict::unknown_hash);
  for (const std::string& bad :
       {std::string(), std::string("sha-256"), std::string("sha-256 "),
        good.substr(0, good.size() - 1), good + ":00", good + "0", "sha-1" + good.substr(7),
        good.substr(0, 10) + "-" + good.substr(11), good.substr(0, 11) + "G" + good.substr(12),
        good + " " + good}) {
    EXPECT_EQ(parse_fingerprint(bad).verdict, FingerprintVerdict::malformed) << bad;
  }
}

TEST(FingerprintSet, MatchesOneOfSeveral) {
  const Certificate mine = certificate();
  const Certificate other = certificate();
  FingerprintSet set;
  EXPECT_FALSE(set.matches(mine.x509.get()));
  set.add(fingerprint(other, HashFunction::sha256));
  EXPECT_FALSE(set.matches(mine.x509.get()));
  set.add(fingerprint(mine, HashFunction::sha256));
  EXPECT_TRUE(set.matches(mine.x509.get()));
}

// RFC 8122 section 5: whoever can forge the weaker hash must not get in by it.
TEST(FingerprintSet, GoesByTheStrongestHashFunctionAlone) {
  const Certificate mine = certificate();
  FingerprintSet set;
  set.add(fingerprint(mine, HashFunction::sha1));
  EXPECT_TRUE(set.matches(mine.x509.get()));
  set.add(fingerprint(certificate(), HashFunction::sha512));
  EXPECT_FALSE(set.matches(mine.x509.get()));
}

TEST(FingerprintSet, IsTheSameInAnyOrder) {
  const Fingerprint first = fingerprint(certificate(), HashFunction::sha256);
  const Fingerprint second = fingerprint(certificate(), HashFunction::sha1);
  FingerprintSet a, b;
  a.add(first);
  EXPECT_FALSE(a == b);
  a.add(second);
  b.add(second);
  EXPECT_FALSE(a == b);
  b.add(first);
  EXPECT_TRUE(a == b);
}

TEST(FingerprintSet, IsBounded) {
  FingerprintSet set;
  Fingerprint one;
  for (std::size_t i = 0; i < FingerprintSet::kMost; ++i) {
    one.bytes[0] = static_cast<std::uint8_t>(i);
    EXPECT_TRUE(set.add(one));
  }
  EXPECT_TRUE(set.add(one)) << "is there already";
  one.bytes[1] = 1;
  EXPECT_FALSE(set.add(one));
  EXPECT_EQ(set.size(), FingerprintSet::kMost);
}

}  // namespace
}  // namespace rtpengine::dtls
