// SPDX-License-Identifier: GPL-3.0-or-later
//
// Tests of results and slices, the two headers without a source of their own.
#include "base/result.h"

#include <gtest/gtest.h>

#include <memory>

#include "base/slice.h"

namespace rtpengine::base {
namespace {

TEST(Result, HoldsAValueOrAReason) {
  const Result<int> good = 5;
  EXPECT_TRUE(good);
  EXPECT_EQ(*good, 5);
  const Result<int> bad = Error{"no luck"};
  EXPECT_FALSE(bad);
  EXPECT_EQ(bad.error(), "no luck");
}

TEST(Result, TellsAStringFromAReason) {
  const Result<std::string> good = std::string("text");
  const Result<std::string> bad = Error{"reason"};
  EXPECT_EQ(*good, "text");
  EXPECT_EQ(bad.error(), "reason");
}

TEST(Result, HoldsWhatCanOnlyMove) {
  Result<std::unique_ptr<int>> result = std::make_unique<int>(3);
  const std::unique_ptr<int> taken = std::move(*result);
  EXPECT_EQ(*taken, 3);
}

TEST(Result, OfNothingIsSuccessOrAReason) {
  EXPECT_TRUE(Result<void>());
  const Result<void> bad = Error{"reason"};
  EXPECT_FALSE(bad);
  EXPECT_EQ(bad.error(), "reason");
}

TEST(Slice, GoesToAViewAndBack) {
  const std::string_view text = "abc";
  EXPECT_EQ(to_view(to_slice(text)).data(), text.data());
  EXPECT_EQ(to_view(to_slice(text)), "abc");
  EXPECT_EQ(to_view(Slice{nullptr, 0}), "");
}

}  // namespace
}  // namespace rtpengine::base
