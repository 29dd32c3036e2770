// SPDX-License-Identifier: GPL-3.0-or-later
//
// Storage for put-in texts.
#include "sdp/text_store.h"

#include <gtest/gtest.h>

#include <cstring>
#include <utility>
#include <vector>

namespace rtpengine::sdp {
namespace {

TEST(TextStoreTest, GivesEveryTextItsOwnPlace) {
  TextStore store;
  std::vector<char*> places;
  for (int i = 0; i < 300; ++i) {
    places.push_back(store.allocate(10));
    std::memset(places.back(), i % 100, 10);
  }
  for (int i = 0; i < 300; ++i) {
    for (int byte = 0; byte < 10; ++byte)
      ASSERT_EQ(places[static_cast<std::size_t>(i)][byte], i % 100);
  }
}

TEST(TextStoreTest, TakesTextsLongerThanABlock) {
  TextStore store;
  char* small = store.allocate(1);
  *small = 'x';
  std::memset(store.allocate(100000), 'y', 100000);
  *store.allocate(1) = 'z';
  EXPECT_EQ(*small, 'x');
}

TEST(TextStoreTest, MovingKeepsPlacesAndSharesNone) {
  TextStore store;
  char* place = store.allocate(4);
  std::memcpy(place, "kept", 4);
  const TextStore moved = std::move(store);
  std::memcpy(store.allocate(4), "lost", 4);  // NOLINT: the point of the test
  EXPECT_EQ(std::memcmp(place, "kept", 4), 0);
}

}  // namespace
}  // namespace rtpengine::sdp
