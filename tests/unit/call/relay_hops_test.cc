// SPDX-License-Identifier: GPL-3.0-or-later
//
// Chains of our own ports, and that none is a circle.
#include "call/relay_hops.h"

#include <gtest/gtest.h>

#include "tests/unit/call/bench.h"
#include "tests/unit/call/bodies.h"

namespace rtpengine::call {
namespace {

class RelayHopsTest : public testing::Test {
 protected:
  net::Endpoint port(int number) const { return {address_, std::uint16_t(number)}; }
  std::string own_address() const { return address_.to_string(); }

  /// The port shown to the receiver.
  int send(std::string_view command, std::string_view call, std::string_view address, int rtp) {
    Arguments arguments{{"call-id", std::string(call)},
                        {"from-tag", "f"},
                        {"sdp", body(std::string(address), rtp)}};
    if (command == "answer") arguments.set("to-tag", "t");
    const Reply reply = bench_.command(command, arguments);
    EXPECT_EQ(reply.result(), "ok") << reply.reason();
    return Shown(reply.sdp()).port;
  }
  /// Where a packet goes that arrives on this port; none: nowhere.
  net::Endpoint next_of(int local, const net::Endpoint& source) {
    const auto sent = bench_.deliver(port(local), source, media::rtp_text(0));
    return sent.empty() ? net::Endpoint{} : sent.front().to;
  }

  Bench bench_;
  const net::IpAddress address_ = bench_.interfaces.first()->addresses.front().address;
};

TEST_F(RelayHopsTest, IsEmptyWhenAllIsForgotten) {
  RelayHops& hops = bench_.hops;
  EXPECT_TRUE(hops.empty());
  EXPECT_TRUE(hops.add({port(1), port(2)}, port(3)));
  EXPECT_FALSE(hops.empty());
  hops.remove({port(1), port(2)}, port(3));
  EXPECT_TRUE(hops.empty());
}

TEST_F(RelayHopsTest, HopsMayBeChainedButNotClosed) {
  RelayHops& hops = bench_.hops;
  EXPECT_TRUE(hops.add({port(1), port(2)}, port(3)));
  EXPECT_TRUE(hops.add({port(3)}, port(4)));
  EXPECT_FALSE(hops.add({port(4)}, port(2)));
  EXPECT_FALSE(hops.add({port(5)}, port(5)));
  EXPECT_TRUE(hops.add({port(3)}, port(6))) << "one port may have several";
  hops.remove({port(3)}, port(4));
  EXPECT_TRUE(hops.add({port(4)}, port(2)));
  EXPECT_FALSE(hops.add({port(6)}, port(4)));
}

TEST_F(RelayHopsTest, OnlyOurAddressesConcernThem) {
  EXPECT_TRUE(bench_.hops.concerns(port(1)));
  EXPECT_FALSE(bench_.hops.concerns(at("192.0.2.1", 1)));
}

TEST_F(RelayHopsTest, AHopEndsWithItsOwner) {
  {
    RelayHop hop(&bench_.hops);
    EXPECT_TRUE(hop.set({port(1)}, port(2)));
    EXPECT_FALSE(bench_.hops.add({port(2)}, port(1)));
    EXPECT_TRUE(hop.set({port(1)}, at("192.0.2.1", 2)));
    EXPECT_TRUE(hop.empty());
    EXPECT_TRUE(hop.set({port(1)}, port(2)));
  }
  EXPECT_TRUE(bench_.hops.add({port(2)}, port(1)));
}

TEST_F(RelayHopsTest, APartyThatNamesAPortOfItsOwnCallGetsNothing) {
  const int to_callee = send("offer", "c", "192.0.2.1", 4000);
  send("answer", "c", "192.0.2.2", 4000);
  EXPECT_EQ(next_of(to_callee, at("192.0.2.2", 4000)), at("192.0.2.1", 4000));
  send("offer", "c", own_address(), to_callee);
  EXPECT_EQ(next_of(to_callee, at("192.0.2.2", 4000)), net::Endpoint{});
  send("offer", "c", "192.0.2.1", 4000);
  EXPECT_EQ(next_of(to_callee, at("192.0.2.2", 4000)), at("192.0.2.1", 4000)) << "and again";
}

TEST_F(RelayHopsTest, CallsMayBeChainedButNotInACircle) {
  const int first_to_callee = send("offer", "first", "192.0.2.1", 4000);
  send("offer", "second", own_address(), first_to_callee);
  const int second_to_caller = send("answer", "second", "192.0.2.2", 4000);
  const int first_to_caller = send("answer", "first", own_address(), second_to_caller);
  EXPECT_EQ(next_of(first_to_caller, at("192.0.2.1", 4000)), port(second_to_caller));
  EXPECT_EQ(next_of(second_to_caller, port(first_to_callee)), at("192.0.2.2", 4000));

  send("answer", "second", own_address(), first_to_caller);
  EXPECT_EQ(next_of(second_to_caller, port(first_to_callee)), net::Endpoint{});
  bench_.command("delete", {{"call-id", "first"}, {"delete-delay", "0"}});
  send("answer", "second", "192.0.2.2", 4000);
  EXPECT_EQ(next_of(second_to_caller, port(first_to_callee)), at("192.0.2.2", 4000));
}

}  // namespace
}  // namespace rtpengine::call
