// SPDX-License-Identifier: GPL-3.0-or-later
#include "call/participant.h"

#include <gtest/gtest.h>

#include "tests/unit/call/bench.h"

namespace rtpengine::call {
namespace {

class ParticipantTest : public testing::Test {
 protected:
  SignalledMedia signalled(const char* address) {
    SignalledMedia media;
    media.rtp = at(address, 4000);
    media.rtcp = at(address, 4001);
    return media;
  }
  Bench bench_;
  Participant& party_ = bench_.calls->create("c").add_participant("f");
};

TEST_F(ParticipantTest, MakesTheMediaUpToTheOneAskedFor) {
  EXPECT_EQ(party_.find_media(0), nullptr);
  Media& third = party_.media(2);
  EXPECT_EQ(third.index(), 2u);
  EXPECT_EQ(party_.all_media().size(), 3u);
  EXPECT_EQ(party_.find_media(2), &third);
  EXPECT_EQ(party_.find_media(3), nullptr);
  EXPECT_EQ(&party_.media(2), &third);
}

TEST_F(ParticipantTest, HasTheFamilyOfItsFirstSignalledAddress) {
  EXPECT_EQ(party_.signalled_family(), net::Family::none);
  party_.media(0);
  party_.media(1).signal(signalled("2001:db8::1"));
  EXPECT_EQ(party_.signalled_family(), net::Family::ipv6);
  party_.media(0).signal(signalled("192.0.2.1"));
  EXPECT_EQ(party_.signalled_family(), net::Family::ipv4);
}

TEST_F(ParticipantTest, IsKnownByTheAddressesOfAllItsMedia) {
  party_.media(0).signal(signalled("192.0.2.1"));
  party_.media(1).signal(signalled("192.0.2.2"));
  EXPECT_TRUE(party_.signalled_address(*net::IpAddress::parse("192.0.2.2")));
  EXPECT_FALSE(party_.signalled_address(*net::IpAddress::parse("192.0.2.3")));
}

TEST_F(ParticipantTest, IsNotKnownByAnAddressThatItDidNotSignal) {
  party_.media(0).mirror(signalled("192.0.2.1"), "RTP/AVP");
  EXPECT_FALSE(party_.signalled_address(*net::IpAddress::parse("192.0.2.1")));
  EXPECT_FALSE(party_.signalled_address({}));
}

}  // namespace
}  // namespace rtpengine::call
