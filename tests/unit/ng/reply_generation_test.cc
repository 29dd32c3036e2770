// SPDX-License-Identifier: GPL-3.0-or-later
//
// One generation of remembered replies.

#include "plugins/ng/reply_generation.h"

#include <gtest/gtest.h>

#include <string>

namespace rtpengine::ng {
namespace {

constexpr std::size_t kChunk = ReplyGeneration::kChunk;

TEST(ReplyGenerationTest, FindsWhatWasAdded) {
  ReplyGeneration generation({10, 1});
  EXPECT_FALSE(generation.find("a", 1));
  EXPECT_TRUE(generation.add("a", 1, "reply to a"));
  EXPECT_TRUE(generation.add("bb", 2, ""));
  EXPECT_EQ(generation.find("a", 1), "reply to a");
  EXPECT_EQ(generation.find("bb", 2), "");
  EXPECT_FALSE(generation.find("c", 3));
  EXPECT_EQ(generation.entries(), 2u);
}

TEST(ReplyGenerationTest, EqualHashesAreToldApartByCookie) {
  ReplyGeneration generation({10, 1});
  EXPECT_TRUE(generation.add("a", 7, "A"));
  EXPECT_TRUE(generation.add("b", 7, "B"));
  EXPECT_TRUE(generation.add("c", 7 + (1u << 14), "C"));
  EXPECT_EQ(generation.find("a", 7), "A");
  EXPECT_EQ(generation.find("b", 7), "B");
  EXPECT_EQ(generation.find("c", 7 + (1u << 14)), "C");
  EXPECT_FALSE(generation.find("c", 7));
}

TEST(ReplyGenerationTest, FindsAllOfMany) {
  constexpr std::uint64_t kMany = 20'000;
  // Hashes that lie close together, far apart, and often upon each other.
  const auto hash = [](std::uint64_t i) { return i % 3 == 0 ? i % 16 : i * 0x9e3779b97f4a7c15u; };
  ReplyGeneration generation({kMany, 128});
  for (std::uint64_t i = 0; i < kMany; ++i) {
    const std::string text = std::to_string(i);
    ASSERT_TRUE(generation.add("cookie " + text, hash(i), "reply " + text));
  }
  for (std::uint64_t i = 0; i < kMany; i += 7) {
    const std::string text = std::to_string(i);
    ASSERT_EQ(generation.find("cookie " + text, hash(i)), "reply " + text);
    ASSERT_FALSE(generation.find("other " + text, hash(i)));
  }
}

TEST(ReplyGenerationTest, EntriesHaveALimit) {
  ReplyGeneration generation({2, 1});
  EXPECT_TRUE(generation.add("a", 1, "A"));
  EXPECT_TRUE(generation.add("b", 2, "B"));
  EXPECT_FALSE(generation.add("c", 3, "C"));
  EXPECT_FALSE(generation.find("c", 3));
}

TEST(ReplyGenerationTest, MemoryHasALimit) {
  ReplyGeneration generation({100, 2});
  const std::string large(100'000, 'x');
  for (std::uint64_t i = 0; i < 4; ++i) {
    EXPECT_TRUE(generation.add("cookie " + std::to_string(i), i, large));
  }
  EXPECT_FALSE(generation.add("one more", 4, large));
  EXPECT_EQ(generation.find("cookie 3", 3), large);
  EXPECT_GE(generation.memory(), 2 * kChunk);
}

TEST(ReplyGenerationTest, WhatNeverFitsIsRefused) {
  ReplyGeneration generation({100, 2});
  EXPECT_FALSE(generation.add("a", 1, std::string(kChunk, 'x')));
  EXPECT_FALSE(generation.add("a", 1, std::string(kChunk + 1, 'x')));
  EXPECT_EQ(generation.entries(), 0u);
}

TEST(ReplyGenerationTest, ClearForgetsAndKeepsTheMemoryThatWasNeeded) {
  ReplyGeneration generation({100, 2});
  EXPECT_TRUE(generation.add("a", 1, std::string(200'000, 'x')));
  EXPECT_TRUE(generation.add("b", 2, std::string(200'000, 'x')));
  const std::size_t held = generation.memory();
  generation.clear();
  EXPECT_FALSE(generation.find("a", 1));
  EXPECT_EQ(generation.memory(), held);
  EXPECT_TRUE(generation.add("c", 3, "C"));
  EXPECT_FALSE(generation.find("a", 1));
  generation.clear();
  EXPECT_EQ(generation.memory(), held - kChunk);
}

TEST(ReplyGenerationTest, TwoClearsInARowGiveAllMemoryBack) {
  ReplyGeneration generation({100, 2});
  EXPECT_TRUE(generation.add("a", 1, "A"));
  generation.clear();
  generation.clear();
  EXPECT_EQ(generation.memory(), 0u);
  EXPECT_TRUE(generation.add("a", 1, "A"));
  EXPECT_EQ(generation.find("a", 1), "A");
}

}  // namespace
}  // namespace rtpengine::ng
