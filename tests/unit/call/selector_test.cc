// SPDX-License-Identifier: GPL-3.0-or-later
#include "call/selector.h"

#include <gtest/gtest.h>

#include "tests/unit/call/bench.h"
#include "tests/unit/call/bodies.h"

namespace rtpengine::call {
namespace {

class SelectorTest : public testing::Test {
 protected:
  SelectorTest() {
    bench_.command("offer", {{"call-id", "c"},
                             {"from-tag", "f"},
                             {"label", "caller"},
                             {"sdp", body("192.0.2.1", 4000)}});
    bench_.command("answer", {{"call-id", "c"},
                              {"from-tag", "f"},
                              {"to-tag", "t"},
                              {"label", "callee"},
                              {"sdp", body("192.0.2.2", 4000)}});
  }
  /// Tag of the one selected; "*" for the whole call; else the error.
  std::string selected(const Arguments& arguments) {
    const auto found = select_participant(bench_.call(), arguments.value());
    if (!found) return found.error();
    return *found == nullptr ? "*" : (*found)->tag();
  }
  Bench bench_;
};

TEST_F(SelectorTest, MeansTheWholeCallWithoutAKey) { EXPECT_EQ(selected({}), "*"); }

TEST_F(SelectorTest, FindsByTagByLabelAndByAddress) {
  EXPECT_EQ(selected({{"from-tag", "t"}}), "t");
  EXPECT_EQ(selected({{"label", "callee"}}), "t");
  EXPECT_EQ(selected({{"address", "192.0.2.1"}}), "f");
}

TEST_F(SelectorTest, PrefersTheLabelThenTheAddress) {
  EXPECT_EQ(selected({{"from-tag", "f"}, {"address", "192.0.2.1"}, {"label", "callee"}}), "t");
  EXPECT_EQ(selected({{"from-tag", "f"}, {"address", "192.0.2.2"}}), "t");
}

TEST_F(SelectorTest, TellsWhatWasNotFound) {
  EXPECT_EQ(selected({{"from-tag", "x"}}), "From-tag given, but no such tag exists");
  EXPECT_EQ(selected({{"label", "x"}}), "No monologue matching the given label");
  EXPECT_EQ(selected({{"address", "192.0.2.99"}}), "Failed to match address to any tag");
  EXPECT_EQ(selected({{"address", "nowhere"}}), "Failed to parse network address");
}

}  // namespace
}  // namespace rtpengine::call
