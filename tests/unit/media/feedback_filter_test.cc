// SPDX-License-Identifier: GPL-3.0-or-later
#include "media/feedback_filter.h"

#include <gtest/gtest.h>

#include "tests/unit/media/rtcp_bytes.h"

namespace rtpengine::media {
namespace {

const Bytes kNack = rtcp_packet(205, 1, {1, 2, 0x00640001});
const Bytes kPli = rtcp_packet(206, 1, {1, 2});
const Bytes kBye = rtcp_packet(203, 1, {1});

Bytes filtered(Bytes datagram) {
  datagram.resize(remove_feedback(datagram));
  return datagram;
}

TEST(FeedbackFilterTest, LeavesReportsAsTheyAre) {
  EXPECT_EQ(filtered(sender_report() + cname()), sender_report() + cname());
}

TEST(FeedbackFilterTest, TakesFeedbackOutWhereverItStands) {
  EXPECT_EQ(filtered(sender_report() + cname() + kNack), sender_report() + cname());
  EXPECT_EQ(filtered(sender_report() + kNack + kPli + cname() + kBye),
            sender_report() + cname() + kBye);
  EXPECT_EQ(filtered(kPli + kBye), kBye);
}

TEST(FeedbackFilterTest, LeavesNothingOfFeedbackAlone) {
  EXPECT_TRUE(filtered(kNack).empty());
  EXPECT_TRUE(filtered(kNack + kPli).empty());
}

TEST(FeedbackFilterTest, TouchesNothingThatIsNoRtcp) {
  const Bytes cut = sender_report() + Bytes{0x81, 205, 0, 9};
  EXPECT_EQ(filtered(cut), cut);
  EXPECT_TRUE(filtered({}).empty());
}

}  // namespace
}  // namespace rtpengine::media
