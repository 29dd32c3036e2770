// SPDX-License-Identifier: GPL-3.0-or-later
//
// a=candidate lines as clients send them, and with one thing wrong each.

#include "plugins/ice/candidate.h"

#include <gtest/gtest.h>

#include <set>

#include "plugins/ice/endpoint.h"

namespace rtpengine::ice {
namespace {

Candidate good(std::string_view value) {
  const ParsedCandidate parsed = parse_candidate(value);
  EXPECT_EQ(parsed.verdict, CandidateVerdict::good) << value << ": " << describe(parsed.verdict);
  return parsed.candidate;
}

CandidateVerdict verdict(std::string_view value) { return parse_candidate(value).verdict; }

TEST(CandidateTest, HostCandidate) {
  const Candidate candidate = good("1 1 UDP 2130706431 192.0.2.1 5000 typ host");
  EXPECT_EQ(candidate.foundation.text(), "1");
  EXPECT_EQ(candidate.component, Component::rtp);
  EXPECT_EQ(candidate.priority, 2130706431u);
  EXPECT_EQ(to_string(candidate.address), "192.0.2.1:5000");
  EXPECT_EQ(candidate.type, CandidateType::host);
  EXPECT_EQ(candidate.related.family, AddressFamily::none);
}

TEST(CandidateTest, AsABrowserWritesIt) {
  const ParsedCandidate parsed = parse_candidate(
      "842163049 2 udp 1677729535 2001:db8::7 61764 typ srflx raddr 0.0.0.0 rport 0 "
      "generation 0 ufrag EsAw network-cost 999");
  EXPECT_EQ(parsed.verdict, CandidateVerdict::good);
  EXPECT_EQ(parsed.ufrag, "EsAw");
  EXPECT_EQ(parsed.candidate.component, Component::rtcp);
  EXPECT_EQ(parsed.candidate.type, CandidateType::server_reflexive);
  EXPECT_EQ(to_string(parsed.candidate.related), "0.0.0.0:0");
}

TEST(CandidateTest, KindsThatAreLeftOut) {
  EXPECT_EQ(verdict("1 1 TCP 9 192.0.2.1 9 typ host tcptype active"),
            CandidateVerdict::other_transport);
  EXPECT_EQ(verdict("1 3 UDP 9 192.0.2.1 5000 typ host"), CandidateVerdict::other_component);
  EXPECT_EQ(verdict("1 1 udp 9 6c1f1e38-a2b3.local 5000 typ host"), CandidateVerdict::host_name);
  EXPECT_EQ(verdict("1 1 udp 9 0.0.0.0 5000 typ host"), CandidateVerdict::unusable_address);
  EXPECT_EQ(verdict("1 1 udp 9 192.0.2.1 0 typ host"), CandidateVerdict::unusable_address);
  EXPECT_EQ(verdict("1 1 udp 9 192.0.2.1 5000 typ nomad"), CandidateVerdict::other_type);
}

TEST(CandidateTest, MalformedOnes) {
  for (const char* value :
       {"", "1", "1 1 UDP 9 192.0.2.1 5000 typ", "1 1 UDP 9 192.0.2.1 5000 type host",
        "- 1 UDP 9 192.0.2.1 5000 typ host", "1 0 UDP 9 192.0.2.1 5000 typ host",
        "1 257 UDP 9 192.0.2.1 5000 typ host", "1 1 UDP 0 192.0.2.1 5000 typ host",
        "1 1 UDP 2147483648 192.0.2.1 5000 typ host", "1 1 UDP 9 192.0.2.1 65536 typ host",
        "1 1 UDP 9 192.0.2.256 5000 typ host", "1 1 UDP 9 fe80::1%1 5000 typ host",
        "1 1 UDP -9 192.0.2.1 5000 typ host",
        "123456789012345678901234567890123 1 UDP 9 192.0.2.1 5000 typ host"}) {
    EXPECT_EQ(verdict(value), CandidateVerdict::malformed) << value;
  }
}

TEST(CandidateTest, PrintedAsRead) {
  for (const char* value :
       {"Hc0a80101abcdefgh 1 UDP 2130706431 192.0.2.1 5000 typ host",
        "a 2 UDP 16777214 2001:db8::1 5001 typ relay raddr 2001:db8::1 rport 5001",
        "b 1 UDP 1 192.0.2.1 1 typ prflx raddr 10.0.0.1 rport 9"}) {
    EXPECT_EQ(print_candidate(good(value)), value);
  }
}

TEST(CandidateTest, EachVerdictHasWords) {
  std::set<std::string> words;
  for (int i = 0; i <= static_cast<int>(CandidateVerdict::other_type); ++i) {
    words.insert(describe(static_cast<CandidateVerdict>(i)));
  }
  EXPECT_EQ(words.size(), static_cast<std::size_t>(CandidateVerdict::other_type) + 1);
}

}  // namespace
}  // namespace rtpengine::ice
