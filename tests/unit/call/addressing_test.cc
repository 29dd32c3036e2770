// SPDX-License-Identifier: GPL-3.0-or-later
#include "call/addressing.h"

#include <gtest/gtest.h>

#include "tests/unit/call/bench.h"

namespace rtpengine::call {
namespace {

using net::Family;
using net::test::ip;

net::InterfaceSpec interface(std::string name, const char* address, const char* advertised) {
  net::InterfaceSpec spec;
  spec.name = std::move(name);
  spec.address = ip(address);
  spec.advertised = ip(advertised);
  return spec;
}

/// Two interfaces; the first has both families. No port of them is ever opened.
class AddressingTest : public testing::Test {
 protected:
  AddressingTest()
      : bench_({}, {interface("first", "127.44.0.1", "203.0.113.1"),
                    interface("first", "2001:db8::1", "2001:db8::2"),
                    interface("second", "127.44.0.2", "203.0.113.2")}),
        call_(bench_.calls->create("c")),
        sender_(call_.add_participant("f")),
        receiver_(call_.add_participant("t")) {}

  void choose(std::vector<std::string_view> direction, MessageKind kind = MessageKind::offer) {
    request_.direction = std::move(direction);
    choose_interfaces(call_, request_, kind, sender_, receiver_, 1);
  }
  std::string names() const {
    return sender_.interface()->name + " " + receiver_.interface()->name;
  }
  void signal(Participant& party, const char* address) {
    SignalledMedia media;
    media.rtp = at(address, 4000);
    party.media(0).signal(media);
  }

  Bench bench_;
  Call& call_;
  Participant& sender_;
  Participant& receiver_;
  Request request_;
};

TEST_F(AddressingTest, GivesTheFirstInterfaceToBothWithoutDirection) {
  choose({});
  EXPECT_EQ(names(), "first first");
}

TEST_F(AddressingTest, GivesEachPartyTheInterfaceOfItsWord) {
  choose({"second", "first"});
  EXPECT_EQ(names(), "second first");
}

TEST_F(AddressingTest, KeepsInterfacesUntilAnOfferSaysOtherwise) {
  choose({"second", "first"});
  choose({});
  EXPECT_EQ(names(), "second first");
  choose({"first", "second"}, MessageKind::answer);
  EXPECT_EQ(names(), "second first") << "an answer can't change what the offer settled";
  choose({"first", "second"});
  EXPECT_EQ(names(), "first second");
}

TEST_F(AddressingTest, TakesTheFirstForAnUnknownWord) {
  choose({"nowhere", "second"});
  EXPECT_EQ(names(), "first second");
}

TEST_F(AddressingTest, IgnoresASingleWord) {
  choose({"second"});
  EXPECT_EQ(names(), "first first");
}

TEST_F(AddressingTest, TakesInternalAndExternalForTheFamilies) {
  choose({"internal", "external"});
  EXPECT_EQ(names(), "first first");
  EXPECT_EQ(sender_.wanted_family(), Family::ipv4);
  EXPECT_EQ(receiver_.wanted_family(), Family::ipv6);
}

TEST_F(AddressingTest, TakesTheSendersFamilyFromItsAddress) {
  choose({});
  signal(sender_, "2001:db8::77");
  EXPECT_EQ(sender_side_family(sender_, sender_.media(0)), Family::ipv6);
  EXPECT_EQ(sender_side_family(sender_, sender_.media(1)), Family::ipv6) << "of its other media";
}

TEST_F(AddressingTest, TakesTheReceiversFamilyFromWhatIsAskedThenItsOwnThenTheSenders) {
  choose({});
  signal(sender_, "192.0.2.1");
  EXPECT_EQ(receiver_side_family(receiver_, sender_, request_), Family::ipv4);
  signal(receiver_, "2001:db8::77");
  EXPECT_EQ(receiver_side_family(receiver_, sender_, request_), Family::ipv6);
  request_.address_family = Family::ipv4;
  EXPECT_EQ(receiver_side_family(receiver_, sender_, request_), Family::ipv4);
}

TEST_F(AddressingTest, RemembersTheFamilyAskedForUntilTheReceiverSignals) {
  choose({});
  signal(sender_, "192.0.2.1");
  request_.address_family = Family::ipv6;
  receiver_side_family(receiver_, sender_, request_);
  request_.address_family = Family::none;
  EXPECT_EQ(receiver_side_family(receiver_, sender_, request_), Family::ipv6);
}

TEST_F(AddressingTest, FindsTheAddressOfAFamilyElseTheFirst) {
  choose({"first", "second"});
  EXPECT_EQ(local_address_for(sender_, sender_.media(0), Family::ipv6)->address, ip("2001:db8::1"));
  EXPECT_EQ(local_address_for(receiver_, receiver_.media(0), Family::ipv6)->address,
            ip("127.44.0.2"));
  EXPECT_EQ(local_address_for(sender_, sender_.media(0), Family::none)->address, ip("127.44.0.1"));
}

TEST_F(AddressingTest, ShowsTheAdvertisedAddress) {
  choose({"first", "second"});
  signal(sender_, "192.0.2.1");
  EXPECT_EQ(default_shown_address(receiver_, sender_, request_), ip("203.0.113.2"));
  request_.media_address = ip("198.51.100.9");
  EXPECT_EQ(default_shown_address(receiver_, sender_, request_), ip("198.51.100.9"));
}

}  // namespace
}  // namespace rtpengine::call
