// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/big_endian.h"

#include <array>

#include <gtest/gtest.h>

namespace rtpengine::base {
namespace {

TEST(BigEndian, NumbersOfEachSizeAreReadAtOddAddresses) {
  const std::array<std::uint8_t, 9> bytes{0, 1, 2, 3, 4, 5, 6, 7, 8};
  EXPECT_EQ(load_be<std::uint16_t>(&bytes[1]), 0x0102);
  EXPECT_EQ(load_be<std::uint32_t>(&bytes[1]), 0x01020304u);
  EXPECT_EQ(load_be<std::uint64_t>(&bytes[1]), 0x0102030405060708u);
}

TEST(BigEndian, WhatIsWrittenIsReadAgainAndNothingBesideIsTouched) {
  std::array<std::uint8_t, 8> bytes{};
  store_be(&bytes[1], std::uint16_t{0xa1b2});
  store_be(&bytes[3], std::uint32_t{0xc3d4e5f6});
  EXPECT_EQ(bytes, (std::array<std::uint8_t, 8>{0, 0xa1, 0xb2, 0xc3, 0xd4, 0xe5, 0xf6, 0}));
  store_be(&bytes[0], std::uint64_t{0x8877665544332211});
  EXPECT_EQ(load_be<std::uint64_t>(bytes.data()), 0x8877665544332211u);
}

}  // namespace
}  // namespace rtpengine::base
