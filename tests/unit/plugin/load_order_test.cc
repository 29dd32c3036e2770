// SPDX-License-Identifier: GPL-3.0-or-later
//
// The order in which plugins come up.
#include "plugin/load_order.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace rtpengine::plugin {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using testing::Pair;

TEST(LoadOrder, KeepsTheOrderWhenNothingDepends) {
  const LoadOrder result = load_order({{"c", {}}, {"a", {}}, {"b", {}}});
  EXPECT_THAT(result.order, ElementsAre(0, 1, 2));
  EXPECT_THAT(result.refused, IsEmpty());
}

TEST(LoadOrder, PutsWhatIsNeededFirst) {
  const LoadOrder result = load_order(
      {{"playback", {"transcode"}}, {"ng", {}}, {"transcode", {"codecs"}}, {"codecs", {}}});
  EXPECT_THAT(result.order, ElementsAre(1, 3, 2, 0));
  EXPECT_THAT(result.refused, IsEmpty());
}

TEST(LoadOrder, RefusesWhatNeedsAnAbsentOneAndWhatNeedsThat) {
  const LoadOrder result = load_order({{"a", {"b"}}, {"b", {"x"}}, {"c", {}}});
  EXPECT_THAT(result.order, ElementsAre(2));
  EXPECT_THAT(result.refused,
              ElementsAre(Pair(0, "plugin 'a' needs plugin 'b', which is left out"),
                          Pair(1, "plugin 'b' needs plugin 'x', which is not loaded")));
}

TEST(LoadOrder, RefusesCirclesAndWhatIsBehindThem) {
  const LoadOrder result = load_order({{"a", {"b"}}, {"b", {"c"}}, {"c", {"b"}}, {"d", {}}});
  EXPECT_THAT(result.order, ElementsAre(3));
  ASSERT_EQ(result.refused.size(), 3u);
  EXPECT_EQ(result.refused[1].second,
            "plugin 'b' cannot be ordered, plugins need each other in a circle: b -> c -> b");
  EXPECT_EQ(result.refused[0].second,
            "plugin 'a' cannot be ordered, plugins need each other in a circle: a -> b -> c -> b");
}

TEST(LoadOrder, TakesNothing) { EXPECT_THAT(load_order({}).order, IsEmpty()); }

}  // namespace
}  // namespace rtpengine::plugin
