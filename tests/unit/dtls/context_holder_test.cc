// SPDX-License-Identifier: GPL-3.0-or-later

#include "plugins/dtls/context_holder.h"

#include <gtest/gtest.h>

#include "peer.h"

namespace rtpengine::dtls {
namespace {

TEST(ContextHolder, HasNothingAtFirstAndIsDueAtOnce) {
  const ContextHolder holder;
  EXPECT_EQ(holder.current(), nullptr);
  EXPECT_EQ(holder.due(), 0);
}

TEST(ContextHolder, GivesTheNewestAndLeavesTheOldToThoseWhoHaveIt) {
  ContextHolder holder;
  holder.replace(new_context(), 5);
  EXPECT_EQ(holder.due(), 5 + ContextHolder::kLife);
  const auto kept = holder.current();
  const std::string fingerprint = kept->fingerprint();
  holder.replace(new_context(), holder.due());
  EXPECT_NE(holder.current()->fingerprint(), fingerprint);
  EXPECT_EQ(kept->fingerprint(), fingerprint);
  EXPECT_EQ(kept.use_count(), 1) << "nobody else keeps it";
}

TEST(ContextHolder, IsDueBeforeTheCertificateEnds) {
  constexpr Micros kDay = 24 * 60 * 60 * kSecond;
  EXPECT_LT(2 * ContextHolder::kLife, CertificateOptions().days * kDay);
}

}  // namespace
}  // namespace rtpengine::dtls
