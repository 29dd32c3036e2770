// SPDX-License-Identifier: GPL-3.0-or-later

#include "plugins/dtls/failure.h"

#include <gtest/gtest.h>

#include <set>
#include <string>

namespace rtpengine::dtls {
namespace {

TEST(Failure, EachHasASentenceOfItsOwn) {
  std::set<std::string> sentences;
  for (int i = 0; i <= static_cast<int>(Failure::resources); ++i) {
    sentences.insert(describe(static_cast<dtls::Failure>(i)));
  }
  EXPECT_EQ(sentences.size(), 9u);
  EXPECT_FALSE(sentences.contains("unknown failure"));
}

}  // namespace
}  // namespace rtpengine::dtls
