// SPDX-License-Identifier: GPL-3.0-or-later
//
// Media whose way a plugin finds, in place of signalling and learning.
#include "call/connectivity.h"

#include "call/participant.h"
#include "tests/unit/base/move_state.h"
#include "tests/unit/call/fake_plugin.h"
#include "tests/unit/call/relay_fixture.h"

namespace rtpengine::call {
namespace {

using media::Component;
using media::rtcp_text;
using media::rtp_text;

net::InterfaceSpec ipv6_loopback() {
  net::InterfaceSpec spec;
  spec.name = "default";
  spec.address = spec.advertised = net::test::ip("::1");
  return spec;
}

/// An interface with two addresses, and a plugin in charge of both parties.
class ConnectivityTest : public RelayTest {
 protected:
  explicit ConnectivityTest(net::InterfaceSpec second = loopback_interface("default"))
      : RelayTest({loopback_interface("default"), std::move(second)}) {
    plugin_.feature("way", [this](const std::string& event, rtpengine::Negotiation& message) {
      if (event == "outgoing" && in_charge_) open(message.receiver());
      return Status::ok;
    });
    plugin_.watch_paths([this](const StreamRef& stream) {
      told_.push_back(std::to_string(stream.participant) +
                      (stream.component == rtpengine::Component::rtp ? " rtp" : " rtcp"));
    });
    bench_.calls->set_extensions(plugin_.set());
  }

  void open(std::uint32_t participant) {
    Media& media = bench_.call().participants()[participant]->media(0);
    if (media.ports().selected() == nullptr) return;
    EXPECT_TRUE(media.open_connectivity());
  }
  void admit(std::string_view tag, std::uint8_t local, const net::Endpoint& source) {
    media(tag).admit(Component::rtp, local, net::SocketAddress(source), bench_.now);
  }
  void select(std::string_view tag, std::uint8_t local, const net::Endpoint& remote,
              Component component = Component::rtp) {
    media(tag).select(component, local, net::SocketAddress(remote), bench_.now);
  }
  void re_offer(const std::string& sdp) {
    EXPECT_EQ(command("offer", {{"from-tag", "f"}, {"to-tag", "t"}, {"sdp", sdp}}).result(), "ok");
  }
  net::Endpoint local(std::string_view tag, std::size_t address) {
    return media(tag).socket_of(Component::rtp, address)->local();
  }
  /// "source>destination" of what a packet of f makes us send.
  std::string way_to_t() { return way(local("f", 0), kF, rtp_text(0, ++sequence_)); }
  std::string way_to_f() { return way(local("t", 0), kT, rtp_text(0, ++sequence_)); }
  std::string way(const net::Endpoint& to, const net::Endpoint& from, const std::string& data) {
    const auto sent = bench_.deliver(to, from, data);
    if (sent.size() != 1) return "-";
    return sent[0].from.to_string() + ">" + sent[0].to.to_string();
  }
  std::string text(const net::Endpoint& from, const net::Endpoint& to) {
    return from.to_string() + ">" + to.to_string();
  }
  SourceStanding standing(std::string_view tag, const net::Endpoint& source) {
    return media(tag).standing_of(Component::rtp, net::SocketAddress(source));
  }

  const net::Endpoint kNat = at("203.0.113.7", 7000);
  bool in_charge_ = true;
  std::vector<std::string> told_;
  FakePlugin plugin_{"way"};
  std::uint16_t sequence_ = 0;
};

TEST_F(ConnectivityTest, PortsAreOpenOnAllAddresses) {
  set_up();
  for (const char* tag : {"f", "t"}) {
    ASSERT_EQ(media(tag).ports().selected()->addresses(), 2u);
    EXPECT_NE(local(tag, 0).address, local(tag, 1).address);
    EXPECT_EQ(media(tag).address_of(*media(tag).socket_of(Component::rtp, 1)), 1);
    EXPECT_EQ(media(tag).address_of(*media(tag).socket_of(Component::rtcp, 0)), 0);
    EXPECT_EQ(media(tag).socket_of(Component::rtp, 2), nullptr);
  }
  EXPECT_EQ(bench_.ports_used(), 8u);
  EXPECT_EQ(media("f").address_of(*media("t").socket_of(Component::rtp, 0)), -1);
  command("delete", {{"delete-delay", "0"}});
  EXPECT_EQ(bench_.ports_used(), 0u);
}

TEST_F(ConnectivityTest, SignallingCountsUntilAWayIsFound) {
  set_up();
  EXPECT_EQ(way_to_t(), text(local("t", 0), kT));
  EXPECT_EQ(way(local("f", 1), kF, rtp_text(0, 9)), text(local("t", 0), kT))
      << "on whichever address it comes";
}

TEST_F(ConnectivityTest, PortsStayWhereverTheOtherSideGoes) {
  set_up();
  const net::Endpoint before = local("f", 0);
  answer(kDtmfLine, 5010);
  EXPECT_EQ(local("f", 0), before);
  in_charge_ = false;
  media("f").close_connectivity();
  answer(kDtmfLine, 5020);
  EXPECT_NE(local("f", 0), before) << "as always";
}

TEST_F(ConnectivityTest, AnAdmittedSourceIsHeardAndSentTo) {
  set_up();
  EXPECT_EQ(way(local("f", 1), kNat, rtp_text(0, 1)), "-");
  EXPECT_EQ(standing("f", kNat), SourceStanding::stranger);
  admit("f", 1, kNat);
  EXPECT_EQ(standing("f", kNat), SourceStanding::proven);
  EXPECT_EQ(way(local("f", 1), kNat, rtp_text(0, 2)), text(local("t", 0), kT));
  EXPECT_EQ(way_to_f(), text(local("f", 1), kNat));
}

TEST_F(ConnectivityTest, AnotherAdmittedSourceIsHeardOnly) {
  set_up();
  const net::Endpoint other = at("203.0.113.8", 8000);
  admit("f", 1, kNat);
  admit("f", 0, other);
  EXPECT_EQ(way(local("f", 0), other, rtp_text(0, 2)), text(local("t", 0), kT));
  EXPECT_EQ(way_to_f(), text(local("f", 1), kNat));
}

TEST_F(ConnectivityTest, TheSelectedWayIsUsedWhateverIsSignalled) {
  set_up();
  admit("f", 0, kF);
  select("f", 1, kNat);
  EXPECT_EQ(way_to_f(), text(local("f", 1), kNat));
  EXPECT_EQ(way(local("f", 1), kNat, rtp_text(0, 2)), text(local("t", 0), kT));
  re_offer(body("192.0.2.1", 4444, kDtmfLine));
  EXPECT_EQ(way_to_f(), text(local("f", 1), kNat));
  EXPECT_EQ(way(local("f", 0), at("192.0.2.1", 4444), rtp_text(0, 3)), "-");
  EXPECT_EQ(standing("f", at("192.0.2.1", 4444)), SourceStanding::stranger);
  select("f", 0, at("203.0.113.8", 8000));
  EXPECT_EQ(way_to_f(), text(local("f", 0), at("203.0.113.8", 8000)));
}

TEST_F(ConnectivityTest, TheSameWayFromAnotherAddressIsAnotherWay) {
  set_up();
  select("f", 0, kNat);
  EXPECT_EQ(way_to_f(), text(local("f", 0), kNat));
  select("f", 1, kNat);
  EXPECT_EQ(way_to_f(), text(local("f", 1), kNat));
}

TEST_F(ConnectivityTest, RtcpHasAWayOfItsOwn) {
  set_up();
  select("f", 1, kNat, Component::rtcp);
  const auto rtcp_of_t = media("t").socket_of(Component::rtcp, 0)->local();
  EXPECT_EQ(way(rtcp_of_t, at("192.0.2.2", 5001), rtcp_text()),
            text(media("f").socket_of(Component::rtcp, 1)->local(), kNat));
  EXPECT_EQ(way_to_f(), text(local("f", 0), kF));
}

TEST_F(ConnectivityTest, MuxedRtcpGoesTheWayOfRtp) {
  offer(kMuxLine);
  answer(kMuxLine);
  select("f", 1, kNat);
  EXPECT_EQ(way(local("t", 0), kT, rtcp_text()), text(local("f", 1), kNat));
}

TEST_F(ConnectivityTest, WithoutConsentNothingIsSent) {
  set_up();
  select("f", 1, kNat);
  media("f").suspend(Component::rtp);
  EXPECT_EQ(way_to_f(), "-");
  EXPECT_EQ(way(local("f", 1), kNat, rtp_text(0, 2)), text(local("t", 0), kT)) << "it is heard";
  admit("f", 1, kNat);
  re_offer(body("192.0.2.1", 4000, kDtmfLine));
  EXPECT_EQ(way_to_f(), "-");
  select("f", 1, kNat);
  EXPECT_EQ(way_to_f(), text(local("f", 1), kNat));
}

TEST_F(ConnectivityTest, TheKernelHasTheSelectedWay) {
  set_up();
  admit("t", 0, kT);
  select("f", 1, kNat);
  EXPECT_EQ(bench_.table.find(local("f", 0)), std::nullopt);
  const auto of_f = bench_.table.find(local("f", 1));
  ASSERT_TRUE(of_f);
  EXPECT_EQ(of_f->expected_source, kNat);
  const auto of_t = bench_.table.find(local("t", 0));
  ASSERT_TRUE(of_t);
  ASSERT_EQ(of_t->outputs.size(), 1u);
  EXPECT_EQ(of_t->outputs[0].source, local("f", 1));
  EXPECT_EQ(of_t->outputs[0].destination, kNat);
  select("f", 0, at("203.0.113.8", 8000));
  EXPECT_EQ(bench_.table.find(local("f", 1)), std::nullopt);
  const auto moved = bench_.table.find(local("f", 0));
  ASSERT_TRUE(moved);
  EXPECT_EQ(moved->expected_source, at("203.0.113.8", 8000));
  media("f").suspend(Component::rtp);
  EXPECT_EQ(bench_.table.find(local("t", 0)), std::nullopt) << "nothing may be sent to it";
}

TEST_F(ConnectivityTest, StandingIsThatOfSignallingWhereNobodyIsInCharge) {
  in_charge_ = false;
  set_up();
  EXPECT_EQ(standing("f", kF), SourceStanding::expected);
  EXPECT_EQ(standing("f", at("192.0.2.1", 4444)), SourceStanding::admitted);
  EXPECT_EQ(standing("f", kNat), SourceStanding::stranger);
  in_charge_ = true;
  answer();
  EXPECT_EQ(standing("f", kF), SourceStanding::stranger) << "it has to prove itself";
}

TEST_F(ConnectivityTest, ObserversOfPathsAreTold) {
  set_up();
  told_.clear();
  admit("f", 0, kF);
  EXPECT_EQ(told_.back(), "0 rtp");
  told_.clear();
  select("f", 1, kNat);
  EXPECT_EQ(told_.back(), "0 rtp");
  told_.clear();
  select("f", 1, kNat);
  EXPECT_EQ(told_, std::vector<std::string>{"0 rtp"}) << "though nothing has changed";
  told_.clear();
  select("t", 0, kT, Component::rtcp);
  EXPECT_EQ(told_.back(), "1 rtcp");
}

TEST_F(ConnectivityTest, WhatIsSwitchedOffIsForgotten) {
  set_up();
  select("t", 1, kNat);
  re_offer(body("192.0.2.1", 0));
  EXPECT_FALSE(media("t").connectivity().in_charge);
  EXPECT_EQ(bench_.ports_used(), 0u);
}

TEST_F(ConnectivityTest, AnAddressWithoutPortsIsNamedAndLeftOut) {
  in_charge_ = false;
  set_up();
  std::vector<net::MediaSocket> taken;
  const net::LocalAddress& second = bench_.interfaces.first()->addresses.at(1);
  while (auto socket = second.ports->open_single()) taken.push_back(std::move(*socket));
  const auto opened = media("f").open_connectivity();
  ASSERT_FALSE(opened);
  EXPECT_NE(opened.error().find(second.address.to_string()), std::string::npos);
  EXPECT_TRUE(media("f").connectivity().in_charge);
}

class ConnectivityOfBothFamilies : public ConnectivityTest {
 protected:
  ConnectivityOfBothFamilies() : ConnectivityTest(ipv6_loopback()) {}
  void SetUp() override {
    if (!net::test::have_ipv6()) GTEST_SKIP() << "there is no IPv6 here";
  }
  const net::Endpoint kSix = at("2001:db8::7", 7000);
};

TEST_F(ConnectivityOfBothFamilies, MediaIsSentFromAnAddressOfTheFamilyItGoesTo) {
  set_up();
  select("f", 0, kSix);
  EXPECT_EQ(way_to_f(), text(local("f", 1), kSix));
  select("f", 1, kNat);
  EXPECT_EQ(way_to_f(), text(local("f", 0), kNat));
}

TEST_F(ConnectivityOfBothFamilies, PortsStayWhateverFamilyTheAnswerHas) {
  command("offer", {{"from-tag", "f"}, {"sdp", body("2001:db8::1", 4000)}});
  Media& callee = bench_.call().participants()[1]->media(0);
  const net::Endpoint first = callee.socket_of(Component::rtp, 0)->local();
  ASSERT_EQ(first.address.family, net::Family::ipv6);
  answer();
  EXPECT_EQ(local("t", 0), first);
  EXPECT_EQ(way(local("f", 0), at("2001:db8::1", 4000), rtp_text(0, 1)), text(local("t", 1), kT));
}

TEST(ConnectivityFieldsTest, AreAllMoved) {
  Connectivity before;
  before.in_charge = true;
  before.rtp = {1, true, false};
  before.rtcp = {2, false, true};
  Connectivity after;
  base::move_state(before, after);
  EXPECT_TRUE(after.in_charge);
  EXPECT_EQ(after.rtp.address, 1);
  EXPECT_TRUE(after.rtp.selected);
  EXPECT_FALSE(after.rtp.suspended);
  EXPECT_EQ(after.rtcp.address, 2);
  EXPECT_FALSE(after.rtcp.selected);
  EXPECT_TRUE(after.rtcp.suspended);
}

}  // namespace
}  // namespace rtpengine::call
