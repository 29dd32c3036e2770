// SPDX-License-Identifier: GPL-3.0-or-later
//
// Tests of the RTCP log line.
#include <gtest/gtest.h>

#include "media/rtcp.h"
#include "rtcp_bytes.h"

namespace rtpengine::media {
namespace {

TEST(RtcpLogText, writes_every_field_of_a_sender_report) {
  EXPECT_EQ(rtcp_log_text(sender_report()),
            "version=2, padding=0, count=1, payloadtype=200, length=12, ssrc=1, "
            "ntp_sec=3758096385, ntp_fractions=2147483648, rtp_ts=160, sender_packets=50, "
            "sender_bytes=8000, ssrc=2, fraction_lost=64, packet_loss=-2, last_seq=66051, "
            "jitter=17, last_sr=2864434397, delay_since_last_sr=65536, ");
}

TEST(RtcpLogText, goes_on_with_the_next_packet_of_the_compound) {
  EXPECT_EQ(rtcp_log_text(rtcp_packet(201, 0, {5}) + cname()),
            "version=2, padding=0, count=0, payloadtype=201, length=1, ssrc=5, "
            "version=2, padding=0, count=1, payloadtype=202, length=3, ssrc=1, ");
}

TEST(RtcpLogText, never_shows_texts_that_the_peer_wrote) {
  EXPECT_EQ(rtcp_log_text(cname()).find("abcd"), std::string::npos);
}

TEST(RtcpLogText, is_empty_for_garbage) {
  EXPECT_EQ(rtcp_log_text(Bytes{1, 2, 3}), "");
  EXPECT_EQ(rtcp_log_text({}), "");
}

TEST(RtcpLogText, is_cut_after_32_packets) {
  Bytes flood;
  for (int i = 0; i < 1000; i++) flood = std::move(flood) + rtcp_packet(203, 0, {});
  const std::string line = rtcp_log_text(flood);
  EXPECT_LT(line.size(), 32u * 70);
  EXPECT_TRUE(line.ends_with("..."));
}

}  // namespace
}  // namespace rtpengine::media
