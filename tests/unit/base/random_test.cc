// SPDX-License-Identifier: GPL-3.0-or-later
//
// Tests of random values. Those that look at distributions fail by chance less than once in 10^12
// runs.
#include "base/random.h"

#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <set>
#include <thread>
#include <vector>

namespace rtpengine::base {
namespace {

TEST(Random, FillsAllBytesOfSmallAndLargeRequests) {
  for (const std::size_t size : {1u, 7u, 128u, 129u, 5000u}) {
    // Of 100 requests, each byte position gets something other than zero.
    std::vector<std::uint8_t> seen(size, 0);
    for (int i = 0; i < 100; ++i) {
      std::vector<std::uint8_t> bytes(size, 0);
      random_bytes(bytes);
      for (std::size_t at = 0; at < size; ++at) seen[at] |= bytes[at];
    }
    EXPECT_EQ(std::count(seen.begin(), seen.end(), 0), 0) << size;
  }
  random_bytes({});
}

TEST(Random, NeverHandsOutTheSameBytesTwice) {
  std::set<std::uint64_t> seen;
  for (int i = 0; i < 10000; ++i) EXPECT_TRUE(seen.insert(random_u64()).second);
}

TEST(Random, ThreadsGetDifferentNumbers) {
  std::array<std::uint64_t, 2> drawn{};
  std::thread other([&] { drawn[0] = random_u64(); });
  other.join();
  drawn[1] = random_u64();
  EXPECT_NE(drawn[0], drawn[1]);
}

TEST(Random, AForkedChildGetsOtherNumbersThanItsParent) {
  random_u64();  // there is a stock before the fork
  int channel[2];
  ASSERT_EQ(pipe(channel), 0);
  const pid_t child = fork();
  ASSERT_GE(child, 0);
  if (child == 0) {
    const std::uint64_t drawn = random_u64();
    _exit(write(channel[1], &drawn, sizeof drawn) == sizeof drawn ? 0 : 1);
  }
  std::uint64_t of_child = 0;
  ASSERT_EQ(read(channel[0], &of_child, sizeof of_child), static_cast<ssize_t>(sizeof of_child));
  EXPECT_NE(random_u64(), of_child);
  int status = 0;
  waitpid(child, &status, 0);
  close(channel[0]);
  close(channel[1]);
}

TEST(Random, UniformStaysInRangeAndReachesAllOfIt) {
  EXPECT_EQ(random_uniform(0), 0u);
  EXPECT_EQ(random_uniform(1), 0u);
  std::array<unsigned, 6> counts{};
  for (int i = 0; i < 6000; ++i) ++counts.at(random_uniform(6));
  // 1000 each; the standard deviation is 29.
  for (const unsigned count : counts) {
    EXPECT_GT(count, 700u);
    EXPECT_LT(count, 1300u);
  }
}

TEST(Random, UniformHasNoBiasInLargeRanges) {
  // 3/4 of the whole range: by a plain remainder the lowest third would come twice as often.
  const std::uint64_t n = 3ull << 62;
  unsigned low = 0;
  for (int i = 0; i < 3000; ++i) low += random_uniform(n) < n / 3 ? 1 : 0;
  EXPECT_GT(low, 800u);
  EXPECT_LT(low, 1200u);
}

TEST(Random, StringsAreOfTheAlphabet) {
  const std::string text = random_string(1000, "abc");
  EXPECT_EQ(text.size(), 1000u);
  EXPECT_EQ(text.find_first_not_of("abc"), std::string::npos);
  for (const char c : {'a', 'b', 'c'}) {
    EXPECT_GT(std::count(text.begin(), text.end(), c), 200);
  }
  EXPECT_NE(random_string(20), random_string(20));
  EXPECT_EQ(random_string(0), "");
}

}  // namespace
}  // namespace rtpengine::base
