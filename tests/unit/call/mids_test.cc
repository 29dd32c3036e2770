// SPDX-License-Identifier: GPL-3.0-or-later
#include "call/mids.h"

#include <gtest/gtest.h>

namespace rtpengine::call {
namespace {

using Mids = std::vector<std::string>;

Mids mids(std::initializer_list<MidChoice> media, bool generate = false) {
  return choose_mids({media.begin(), media.size()}, generate);
}

TEST(MidsTest, AreTheReceiversBeforeTheSenders) {
  EXPECT_EQ(mids({{"a", "x"}, {"", "y"}, {"", ""}}), (Mids{"a", "y", ""}));
}

TEST(MidsTest, AreMadeUpWhereThereIsNone) {
  EXPECT_EQ(mids({{"", ""}, {"", "v"}, {"", ""}}, true), (Mids{"1", "v", "3"}));
}

TEST(MidsTest, AreNotMadeUpTwice) {
  EXPECT_EQ(mids({{"", "2"}, {"", ""}, {"", "3"}, {"", ""}}, true), (Mids{"2", "4", "3", "5"}));
}

TEST(MidsTest, DoNotTakeOneOfTheReceiver) {
  EXPECT_EQ(mids({{"1", "0"}, {"", "1"}}), (Mids{"1", "2"}));
  EXPECT_EQ(mids({{"", "1"}, {"1", "0"}}), (Mids{"2", "1"})) << "whatever the order";
}

TEST(MidsTest, AreNotGivenTwiceThoughTheSenderDoes) {
  EXPECT_EQ(mids({{"", "a"}, {"", "a"}}), (Mids{"a", "2"}));
}

}  // namespace
}  // namespace rtpengine::call
