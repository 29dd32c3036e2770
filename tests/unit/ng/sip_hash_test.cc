// SPDX-License-Identifier: GPL-3.0-or-later

#include "plugins/ng/sip_hash.h"

#include <gtest/gtest.h>

#include <string>

namespace rtpengine::ng {
namespace {

/// The key of the paper's appendix A: bytes 0 to 15.
constexpr SipHashKey kKey = {0x0706050403020100u, 0x0f0e0d0c0b0a0908u};

std::string counting(std::size_t size) {
  std::string bytes;
  for (std::size_t i = 0; i < size; ++i) bytes += static_cast<char>(i);
  return bytes;
}

TEST(SipHashTest, IsThatOfThePaperAndOfItsReferenceCode) {
  EXPECT_EQ(sip_hash(kKey, counting(15)), 0xa129ca6149be45e5u);
  EXPECT_EQ(sip_hash(kKey, ""), 0x726fdb47dd0e0e31u);
  EXPECT_EQ(sip_hash(kKey, counting(1)), 0x74f839c593dc67fdu);
  EXPECT_EQ(sip_hash(kKey, counting(8)), 0x93f5f5799a932462u);
}

TEST(SipHashTest, DependsOnTheKey) {
  const SipHashKey one = random_sip_hash_key();
  const SipHashKey other = random_sip_hash_key();
  EXPECT_NE(sip_hash(one, "cookie"), sip_hash(other, "cookie"));
}

}  // namespace
}  // namespace rtpengine::ng
