// SPDX-License-Identifier: GPL-3.0-or-later
#include "media/srtp_outcome.h"

#include <gtest/gtest.h>

#include <set>

namespace rtpengine::media {
namespace {

TEST(SrtpOutcome, EachHasANameOfItsOwn) {
  std::set<std::string_view> names;
  const int last = int(SrtpOutcome::library_failed);
  for (int i = 0; i <= last; ++i) names.insert(to_string(SrtpOutcome(i)));
  EXPECT_EQ(names.size(), std::size_t(last + 1));
  EXPECT_FALSE(names.contains(""));
}

}  // namespace
}  // namespace rtpengine::media
