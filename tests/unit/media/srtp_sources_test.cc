// SPDX-License-Identifier: GPL-3.0-or-later
#include "media/srtp_sources.h"

#include <gtest/gtest.h>

#include "tests/unit/base/move_state.h"

namespace rtpengine::media {
namespace {

TEST(GuessSrtpIndex, FollowsRfc3711AppendixAForAllNumbers) {
  for (const std::uint32_t rollovers : {1u, 2u, 0xffffffu}) {
    for (int newest = 0; newest < 0x10000; newest += 331) {
      for (int sequence = 0; sequence < 0x10000; sequence += 7) {
        std::int64_t v = rollovers;
        if (newest < 32768) {
          if (sequence - newest > 32768) v = std::int64_t{rollovers} - 1;
        } else if (newest - 32768 > sequence) {
          v = std::int64_t{rollovers} + 1;
        }
        ASSERT_EQ(guess_srtp_index(std::uint64_t{rollovers} << 16 | unsigned(newest),
                                   std::uint16_t(sequence)),
                  v * 65536 + sequence);
      }
    }
  }
}

TEST(GuessSrtpIndex, IsNegativeBeforeTheFirstCycle) {
  EXPECT_LT(guess_srtp_index(3, 65535), 0);
  EXPECT_EQ(guess_srtp_index(3, 0), 0);
  EXPECT_EQ(guess_srtp_index(65535, 0), 65536);
}

TEST(SrtpSources, AreFoundByTheirSsrc) {
  SrtpSources sources;
  EXPECT_EQ(sources.find(0), nullptr);
  EXPECT_EQ(sources.latest(), nullptr);
  sources.add(7).window.note(70);
  sources.add(8).window.note(80);
  EXPECT_EQ(sources.latest()->ssrc, 8u);
  ASSERT_NE(sources.find(7), nullptr);
  EXPECT_EQ(sources.find(7)->window.highest(), 70u);
  EXPECT_EQ(sources.latest()->ssrc, 7u);
  EXPECT_EQ(sources.find(9), nullptr);
}

TEST(SrtpSources, AreLimited) {
  SrtpSources sources;
  for (std::uint32_t ssrc = 0; ssrc < SrtpSources::kMax; ++ssrc) {
    EXPECT_FALSE(sources.full());
    sources.add(ssrc);
  }
  EXPECT_TRUE(sources.full());
  sources.forget_oldest();
  EXPECT_FALSE(sources.full());
  EXPECT_EQ(sources.find(0), nullptr);
  EXPECT_NE(sources.find(1), nullptr);
}

TEST(SrtpSources, WithNewKeysKeepTheirIndicesAndDoubtThem) {
  SrtpSources sources;
  SrtpSource& source = sources.add(7);
  source.window.note(0x12345);
  source.failures = 3;
  sources.begin_new_keys();
  EXPECT_TRUE(sources.find(7)->doubtful);
  EXPECT_EQ(sources.find(7)->failures, 0);
  EXPECT_EQ(sources.find(7)->window.highest(), 0x12345u);
  EXPECT_TRUE(sources.find(7)->window.admits(0x12345));
}

TEST(SrtpSources, AreReadAsTheyWereWrittenButDoubtful) {
  SrtpSources sources;
  sources.add(7).window.note(0x12345);
  sources.add(0xffffffff).window.note(kMaxSrtpIndex);
  sources.find(7);
  SrtpSources read;
  base::move_state(sources, read);
  EXPECT_FALSE(sources.find(7)->doubtful);
  ASSERT_EQ(read.size(), 2u);
  EXPECT_EQ(read.latest()->ssrc, 7u);
  EXPECT_TRUE(read.latest()->doubtful);
  EXPECT_FALSE(read.latest()->window.admits(0x12345));
  EXPECT_EQ(read.find(0xffffffff)->window.highest(), kMaxSrtpIndex);
}

}  // namespace
}  // namespace rtpengine::media
