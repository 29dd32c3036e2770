// SPDX-License-Identifier: GPL-3.0-or-later
//
// What ICE attributes make known about a party.

#include "plugins/ice/description.h"

#include <gtest/gtest.h>

#include <string>

namespace rtpengine::ice {
namespace {

constexpr std::string_view kPassword = "abcdefghijklmnopqrstuv";
constexpr std::string_view kHost = "1 1 UDP 9 192.0.2.1 5000 typ host";

TEST(DescriptionTest, CredentialsOfTheMediaGoBeforeThoseOfTheSession) {
  Description description;
  EXPECT_FALSE(description.uses_ice());
  EXPECT_EQ(description.add("ice-ufrag", "sess"), AttributeVerdict::taken);
  EXPECT_FALSE(description.uses_ice());
  EXPECT_EQ(description.add("ice-pwd", kPassword), AttributeVerdict::taken);
  EXPECT_EQ(description.add("ice-ufrag", "medi"), AttributeVerdict::taken);
  EXPECT_TRUE(description.uses_ice());
  EXPECT_EQ(description.credentials.ufrag, "medi");
}

TEST(DescriptionTest, MalformedCredentialsAreNotTaken) {
  Description description;
  EXPECT_EQ(description.add("ice-ufrag", "abc"), AttributeVerdict::malformed);
  EXPECT_EQ(description.add("ice-pwd", "short"), AttributeVerdict::malformed);
  EXPECT_FALSE(description.uses_ice());
}

TEST(DescriptionTest, FlagsAndOptions) {
  Description description;
  description.add("ice-lite", "");
  description.add("ice-options", "rtp+ecn trickle ice2");
  EXPECT_TRUE(description.lite && description.trickle && description.ice2);
  EXPECT_FALSE(description.end_of_candidates);
  description.add("end-of-candidates", "");
  EXPECT_TRUE(description.end_of_candidates);
}

TEST(DescriptionTest, CandidatesLeftOutAreCounted) {
  Description description;
  EXPECT_EQ(description.add("candidate", kHost), AttributeVerdict::taken);
  EXPECT_EQ(description.add("candidate", "1 1 TCP 9 192.0.2.1 9 typ host tcptype active"),
            AttributeVerdict::left_out);
  EXPECT_EQ(description.add("candidate", "nonsense"), AttributeVerdict::malformed);
  EXPECT_EQ(description.candidates.size(), 1u);
  EXPECT_EQ(
      description.candidates_left_out[static_cast<std::size_t>(CandidateVerdict::other_transport)],
      1u);
}

TEST(DescriptionTest, CandidatesAreBounded) {
  Description description;
  for (std::size_t i = 0; i < Description::kMaxCandidates; ++i) {
    EXPECT_EQ(description.add("candidate", kHost), AttributeVerdict::taken);
  }
  EXPECT_EQ(description.add("candidate", kHost), AttributeVerdict::too_many);
}

TEST(DescriptionTest, CandidatesOfAnotherGenerationAreNotTaken) {
  Description description;
  description.add("ice-ufrag", "newg");
  EXPECT_EQ(description.add("candidate", std::string(kHost) + " ufrag oldg"),
            AttributeVerdict::old_generation);
  EXPECT_EQ(description.add("candidate", std::string(kHost) + " ufrag newg"),
            AttributeVerdict::taken);
}

TEST(DescriptionTest, RemoteCandidatesReadAndPrinted) {
  Description description;
  const std::string value = "1 192.0.2.1 5000 2 2001:db8::1 5001";
  EXPECT_EQ(description.add("remote-candidates", value), AttributeVerdict::taken);
  ASSERT_EQ(description.remote_candidates.size(), 2u);
  EXPECT_EQ(print_remote_candidates(description.remote_candidates), value);
  EXPECT_EQ(description.add("remote-candidates", "1 192.0.2.1"), AttributeVerdict::malformed);
  EXPECT_EQ(description.remote_candidates.size(), 2u);
}

TEST(DescriptionTest, OtherAttributes) {
  Description description;
  EXPECT_EQ(description.add("rtcp-mux", ""), AttributeVerdict::not_ice);
  EXPECT_EQ(description.add("ice-mismatch", ""), AttributeVerdict::taken);
  EXPECT_TRUE(is_ice_attribute("candidate"));
  EXPECT_FALSE(is_ice_attribute("Candidate"));
}

}  // namespace
}  // namespace rtpengine::ice
