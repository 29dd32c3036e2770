// SPDX-License-Identifier: GPL-3.0-or-later
//
// Credentials: their form, and that they come from the randomness given.

#include "plugins/ice/credentials.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace rtpengine::ice {
namespace {

std::vector<std::uint8_t> bytes(unsigned seed) {
  std::vector<std::uint8_t> out(kCredentialsRandomness);
  for (auto& byte : out) byte = static_cast<std::uint8_t>((seed = seed * 1103515245 + 12345) >> 16);
  return out;
}

TEST(CredentialsTest, MadeOnesAreOfTheRightForm) {
  const Credentials made = make_credentials(bytes(1));
  EXPECT_EQ(made.ufrag.size(), 8u);
  EXPECT_EQ(made.password.size(), 26u);
  EXPECT_TRUE(is_ufrag(made.ufrag));
  EXPECT_TRUE(is_password(made.password));
  EXPECT_EQ(make_foundation(bytes(1)).size(), 16u);
}

TEST(CredentialsTest, OtherRandomnessMakesOthers) {
  EXPECT_EQ(make_credentials(bytes(1)), make_credentials(bytes(1)));
  const Credentials a = make_credentials(bytes(1));
  const Credentials b = make_credentials(bytes(2));
  EXPECT_NE(a.ufrag, b.ufrag);
  EXPECT_NE(a.password, b.password);
}

TEST(CredentialsTest, LengthsAndCharacters) {
  EXPECT_TRUE(is_ufrag("a+/9"));
  EXPECT_FALSE(is_ufrag("abc"));
  EXPECT_FALSE(is_ufrag("ab:c"));
  EXPECT_FALSE(is_ufrag("ab c"));
  EXPECT_TRUE(is_ufrag(std::string(256, 'a')));
  EXPECT_FALSE(is_ufrag(std::string(257, 'a')));
  EXPECT_TRUE(is_password(std::string(22, 'a')));
  EXPECT_FALSE(is_password(std::string(21, 'a')));
}

}  // namespace
}  // namespace rtpengine::ice
