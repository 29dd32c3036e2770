// SPDX-License-Identifier: GPL-3.0-or-later
//
// Tests of what all kernel tables have in common.
#include "media/kernel_table.h"

#include <gtest/gtest.h>

#include <functional>

#include "learning_fixture.h"

namespace rtpengine::media {
namespace {

TableCapabilities plain_rtp() {
  TableCapabilities capabilities;
  capabilities.forwards = true;
  capabilities.ipv4 = true;
  capabilities.ipv6 = true;
  capabilities.max_outputs = 1;
  return capabilities;
}

ForwardEntry entry() {
  ForwardEntry entry;
  entry.local = endpoint("192.0.2.100:30000");
  entry.outputs.push_back({endpoint("192.0.2.100:30002"), endpoint(kSignalled), 0, {}, {}});
  return entry;
}

TEST(CountersBetween, gives_what_was_added) {
  EXPECT_EQ(counters_between({10, 1000, 1}, {15, 1500, 1}), (ForwardCounters{5, 500, 0}));
}

TEST(CountersBetween, counts_from_zero_after_a_restart) {
  EXPECT_EQ(counters_between({10, 1000, 1}, {2, 200, 0}), (ForwardCounters{2, 200, 0}));
}

TEST(CannotExpress, finds_nothing_wrong_with_plain_forwarding) {
  EXPECT_FALSE(cannot_express(plain_rtp(), entry()));
}

TEST(CannotExpress, names_what_the_table_lacks) {
  struct Case {
    std::string_view missing;
    std::function<void(TableCapabilities&, ForwardEntry&)> change;
  };
  const Case cases[] = {
      {"forwarding", [](auto& table, auto&) { table.forwards = false; }},
      {"the address family", [](auto& table, auto&) { table.ipv4 = false; }},
      {"an entry without a local address and port", [](auto&, auto& e) { e.local = {}; }},
      {"an entry without outputs", [](auto&, auto& e) { e.outputs.clear(); }},
      {"an output without complete addresses",
       [](auto&, auto& e) { e.outputs[0].destination.port = 0; }},
      {"an output without complete addresses",
       [](auto&, auto& e) { e.outputs[0].source = endpoint("[2001:db8::1]:30002"); }},
      {"a check of the source", [](auto&, auto& e) { e.expected_source = endpoint(kSignalled); }},
      {"RTCP on the port of RTP", [](auto&, auto& e) { e.rtcp_mux = true; }},
      {"that many payload types", [](auto&, auto& e) { e.payload_types = {0}; }},
      {"SRTP decryption", [](auto&, auto& e) { e.decrypt.emplace(); }},
      {"SRTP encryption", [](auto&, auto& e) { e.outputs[0].encrypt.emplace(); }},
      {"another SSRC", [](auto&, auto& e) { e.outputs[0].ssrc = 1; }},
      {"that many outputs", [](auto&, auto& e) { e.outputs.push_back(e.outputs[0]); }},
      {"destinations on this host",
       [](auto&, auto& e) { e.outputs[0].destination = endpoint("127.0.0.1:4000"); }},
      {"translation between IPv4 and IPv6",
       [](auto&, auto& e) { e.local = endpoint("[2001:db8::1]:30000"); }},
  };
  for (const Case& c : cases) {
    TableCapabilities capabilities = plain_rtp();
    ForwardEntry changed = entry();
    c.change(capabilities, changed);
    EXPECT_EQ(cannot_express(capabilities, changed), c.missing);
  }
}

TEST(TableStatusTexts, are_all_there) {
  for (const TableStatus status : {TableStatus::done, TableStatus::unsupported, TableStatus::full,
                                   TableStatus::failed, TableStatus::lost})
    EXPECT_NE(to_string(status), "unknown");
}

}  // namespace
}  // namespace rtpengine::media
