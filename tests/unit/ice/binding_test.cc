// SPDX-License-Identifier: GPL-3.0-or-later
//
// Requests and answers of ICE.

#include "plugins/ice/binding.h"

#include <gtest/gtest.h>

#include "vectors.h"

namespace rtpengine::ice {
namespace {

TEST(BindingTest, CredentialsOfTheSampleRequest) {
  const Message bytes = vector_request();
  StunMessage request;
  ASSERT_EQ(parse_stun(bytes, &request), StunDefect::none);
  const std::string password(kVectorPassword);
  EXPECT_FALSE(check_credentials(request, {"evtj", password}));
  EXPECT_EQ(check_credentials(request, {"evt", password}), StunError::unauthenticated);
  EXPECT_EQ(check_credentials(request, {"evtj", "other"}), StunError::unauthenticated);
  request.integrity_at = 0;
  EXPECT_EQ(check_credentials(request, {"evtj", password}), StunError::bad_request);
}

TEST(BindingTest, ACheckIsWhatTheOtherSideExpects) {
  Check check;
  check.priority = 126u << 24 | 77;
  check.role = Role::controlled;
  check.tie_breaker = 42;
  const StunWriter writer = make_check(check, {"ours", "x"}, {"their", "secret"}, "me");
  StunMessage message;
  ASSERT_EQ(parse_stun(writer.bytes(), &message), StunDefect::none);
  EXPECT_EQ(message.username, "their:ours");
  EXPECT_EQ(message.priority, 110u << 24 | 77);
  EXPECT_EQ(message.controlled, 42u);
  EXPECT_FALSE(check_credentials(message, {"their", "secret"}));
}

}  // namespace
}  // namespace rtpengine::ice
