// SPDX-License-Identifier: GPL-3.0-or-later
//
// Tests of the arena.
#include "base/arena.h"

#include <gtest/gtest.h>

#include <cstdint>
#include <cstring>
#include <string>
#include <vector>

namespace rtpengine::base {
namespace {

bool is_aligned(const void* place, std::size_t alignment) {
  return reinterpret_cast<std::uintptr_t>(place) % alignment == 0;
}

TEST(Arena, AlignsWhatItHandsOut) {
  Arena arena;
  for (const std::size_t alignment : {1, 2, 4, 8, 16}) {
    arena.allocate(1, 1);
    EXPECT_TRUE(is_aligned(arena.allocate(3, alignment), alignment)) << alignment;
  }
}

TEST(Arena, PlacesDoNotOverlapAndStayWhereTheyAre) {
  Arena arena(1 << 20, 64);
  std::vector<char*> places;
  for (int i = 0; i < 200; ++i) {
    auto* const place = static_cast<char*>(arena.allocate(10, 1));
    ASSERT_NE(place, nullptr);
    std::memset(place, i, 10);
    places.push_back(place);
  }
  for (int i = 0; i < 200; ++i) {
    const std::string expected(10, static_cast<char>(i));
    EXPECT_EQ(std::string(places[static_cast<std::size_t>(i)], 10), expected);
  }
}

TEST(Arena, MakesZeroedObjects) {
  struct Pair {
    int a;
    void* b;
  };
  Arena arena;
  const auto* const pair = arena.make<Pair>();
  EXPECT_EQ(pair->a, 0);
  EXPECT_EQ(pair->b, nullptr);
}

TEST(Arena, GivesWhatIsLargerThanABlockABlockOfItsOwn) {
  Arena arena(1 << 20, 64);
  arena.allocate(8, 1);
  EXPECT_NE(arena.allocate(10000, 1), nullptr);
  // The block in use goes on being used.
  const std::size_t reserved = arena.reserved();
  EXPECT_NE(arena.allocate(8, 1), nullptr);
  EXPECT_EQ(arena.reserved(), reserved);
}

TEST(Arena, RefusesBeyondItsLimitAndSaysSo) {
  Arena arena(256, 64);
  while (arena.allocate(16, 1) != nullptr) {
  }
  EXPECT_TRUE(arena.exhausted());
  EXPECT_LE(arena.reserved(), 256u);
}

TEST(Arena, RefusesAnAbsurdSize) {
  Arena arena(1 << 20, 64);
  EXPECT_EQ(arena.allocate(SIZE_MAX, 1), nullptr);
  EXPECT_EQ(arena.allocate(SIZE_MAX - 8, 8), nullptr);
  EXPECT_TRUE(arena.exhausted());
}

TEST(Arena, CopiesText) {
  Arena arena;
  std::string text = "abc";
  const std::string_view copy = arena.copy(text);
  text = "xyz";
  EXPECT_EQ(copy, "abc");
  EXPECT_TRUE(arena.copy("").empty());
}

TEST(Arena, ResetKeepsOneBlockAndForgetsExhaustion) {
  Arena arena(1024, 64);
  arena.allocate(500, 1);
  while (arena.allocate(16, 1) != nullptr) {
  }
  arena.reset();
  EXPECT_FALSE(arena.exhausted());
  EXPECT_EQ(arena.reserved(), 64u);
  EXPECT_NE(arena.allocate(16, 16), nullptr);
  EXPECT_EQ(arena.reserved(), 64u);
}

TEST(Arena, ResetOfAnEmptyArenaIsNothing) {
  Arena arena;
  arena.reset();
  EXPECT_EQ(arena.reserved(), 0u);
  EXPECT_NE(arena.allocate(1), nullptr);
}

}  // namespace
}  // namespace rtpengine::base
