// SPDX-License-Identifier: GPL-3.0-or-later
//
// RTCP of both parties about a stream with other numbers than it came with. The other party has
// sent SSRC 1, numbers up to 105; a source has sent 10 packets since 102, so that 105 became 115.
#include "media/rtcp_rewriter.h"

#include <gtest/gtest.h>

#include <string>

#include "media/rtcp.h"
#include "tests/unit/media/rtcp_bytes.h"
#include "tests/unit/media/stream_fixture.h"

namespace rtpengine::media {
namespace {

constexpr std::uint32_t kReceiver = 0xb0b;

/// A packet of RTP as it goes through a route.
class Passing {
 public:
  Passing(std::uint16_t sequence, std::uint32_t ssrc) : data_(rtp_text(0, sequence, ssrc)) {
    packet_.data = reinterpret_cast<std::uint8_t*>(data_.data());
    packet_.size = data_.size();
    entry.packet = &packet_;
    entry.kind = PacketKind::rtp;
    entry.rtp = *rtp_header_fast(packet_.bytes());
  }
  StagePacket entry{};

 private:
  std::string data_;
  net::Packet packet_;
};

class RtcpRewriterTest : public testing::Test {
 protected:
  RtcpRewriterTest() {
    for (std::uint16_t i = 101; i <= 105; ++i) {
      now_ += 20 * base::kMillisecond;
      for (std::uint16_t k = 0; i == 103 && k < 10; ++k) {
        Passing played(k, 0);
        rtp_.number(feed_, played.entry, now_);
      }
      Passing relayed(i, 1);
      PacketBatch batch;
      batch.add(relayed.entry);
      rtp_.process(batch, now_);
    }
    // Another stream, from another SSRC that began: it is number 116.
    Passing other(9000, 2);
    PacketBatch batch;
    batch.add(other.entry);
    rtp_.process(batch, now_);
    offset_ = rtp_.change_of(2)->timestamp;
  }

  Bytes to_receiver(Bytes bytes) const {
    rewrite_for_receiver(rtp_, bytes);
    EXPECT_TRUE(valid_rtcp(bytes));
    return bytes;
  }
  Bytes to_sender(Bytes bytes) const {
    rewrite_for_sender(rtp_, bytes);
    EXPECT_TRUE(valid_rtcp(bytes));
    return bytes;
  }
  static Bytes report_about(std::uint32_t ssrc, std::uint32_t highest) {
    return rtcp_packet(201, 1, {kReceiver, ssrc, 0x01000002, highest, 17, 0xaabbccdd, 65536});
  }

  base::Time now_ = 1000 * base::kSecond;
  RtpRewriter rtp_{{1, 100, 160 * 100, now_, true}, 8000};
  RtpRewriter::Feed feed_;
  std::uint32_t offset_ = 0;
};

TEST_F(RtcpRewriterTest, ASendersReportCountsWhatTheReceiverWasSent) {
  // 10 played and 1 of SSRC 2, of 5 bytes each, are in the stream beside those of SSRC 1.
  const Bytes report = rtcp_packet(200, 0, {1, 0xe0000001, 0x80000000, 160 * 105, 50, 8000});
  EXPECT_EQ(to_receiver(report),
            rtcp_packet(200, 0, {1, 0xe0000001, 0x80000000, 160 * 105, 61, 8055}));
}

TEST_F(RtcpRewriterTest, ASendersReportOfAnotherSsrcIsAboutTheStream) {
  const Bytes report = rtcp_packet(200, 0, {2, 0xe0000001, 0x80000000, 160 * 9000, 1, 0});
  EXPECT_NE(offset_, 0u);
  EXPECT_EQ(to_receiver(report),
            rtcp_packet(200, 0, {1, 0xe0000001, 0x80000000, 160 * 9000 + offset_, 16, 75}));
}

TEST_F(RtcpRewriterTest, AReportOfAStrangeSsrcStays) {
  const Bytes report = rtcp_packet(200, 0, {99, 0xe0000001, 0x80000000, 160, 50, 8000});
  EXPECT_EQ(to_receiver(report), report);
}

TEST_F(RtcpRewriterTest, TheSendersSsrcIsReplacedWhereverItStands) {
  const Bytes names = rtcp_packet(202, 3, {99, 0x01046162, 0x63640000, 2, 0x01026162, 0, 2, 0});
  EXPECT_EQ(to_receiver(names),
            rtcp_packet(202, 3, {99, 0x01046162, 0x63640000, 1, 0x01026162, 0, 1, 0}));
  EXPECT_EQ(to_receiver(rtcp_packet(203, 2, {99, 2})), rtcp_packet(203, 2, {99, 1}));
  EXPECT_EQ(to_receiver(rtcp_packet(201, 0, {2})), rtcp_packet(201, 0, {1}));
  EXPECT_EQ(to_receiver(rtcp_packet(206, 1, {2, 7})), rtcp_packet(206, 1, {1, 7}));
  EXPECT_EQ(to_receiver(rtcp_packet(204, 0, {2, 0x6e616d65})),
            rtcp_packet(204, 0, {1, 0x6e616d65}));
}

TEST_F(RtcpRewriterTest, WhatASenderReportsOfOthersStays) {
  const Bytes blocks = rtcp_packet(201, 1, {2, 1, 3, 500, 5, 6, 7});
  EXPECT_EQ(to_receiver(blocks), rtcp_packet(201, 1, {1, 1, 3, 500, 5, 6, 7}));
}

TEST_F(RtcpRewriterTest, AReceiversReportIsAboutWhatWasSentByTheOtherParty) {
  EXPECT_EQ(to_sender(report_about(1, 115)), report_about(1, 105));
  EXPECT_EQ(to_sender(report_about(1, 0x20000 + 115)), report_about(1, 0x20000 + 105));
  EXPECT_EQ(to_sender(report_about(1, 108)), report_about(1, 102)) << "one of the source";
  EXPECT_EQ(to_sender(report_about(1, 102)), report_about(1, 102));
  EXPECT_EQ(to_sender(report_about(1, 116)), report_about(2, 9000));
  EXPECT_EQ(to_sender(report_about(99, 115)), report_about(99, 115));
}

TEST_F(RtcpRewriterTest, ReportBlocksOfASendersReportAreTheSame) {
  const auto report = [](std::uint32_t ssrc, std::uint32_t highest) {
    return rtcp_packet(200, 2,
                       {kReceiver, 1, 2, 3, 4, 5,               //
                        ssrc, 0x01000002, highest, 17, 18, 19,  //
                        99, 0, 115, 0, 0, 0});
  };
  EXPECT_EQ(to_sender(report(1, 116) + cname()), report(2, 9000) + cname());
}

TEST_F(RtcpRewriterTest, FeedbackIsAboutWhatTheOtherPartySent) {
  EXPECT_EQ(to_sender(rtcp_packet(206, 1, {kReceiver, 1})), rtcp_packet(206, 1, {kReceiver, 2}));
  EXPECT_EQ(to_sender(rtcp_packet(205, 1, {kReceiver, 1, 114u << 16 | 1})),
            rtcp_packet(205, 1, {kReceiver, 1, 104u << 16 | 1}));
  EXPECT_EQ(to_sender(rtcp_packet(206, 1, {kReceiver, 99})), rtcp_packet(206, 1, {kReceiver, 99}));
}

TEST_F(RtcpRewriterTest, WhatIsCutOrPaddedDoesNoHarm) {
  for (const std::uint8_t type : {200, 201, 202, 203, 204, 205, 206, 207, 208}) {
    for (std::uint8_t count : {0, 1, 31}) {
      for (const std::initializer_list<std::uint32_t> words :
           {std::initializer_list<std::uint32_t>{}, {1}, {2, 1}, {2, 1, 0xffffffff}}) {
        const Bytes bytes = rtcp_packet(type, count, words);
        // Each may read and write within its bytes only: a checked build would tell.
        EXPECT_EQ(to_receiver(bytes).size(), bytes.size());
        EXPECT_EQ(to_sender(bytes).size(), bytes.size());
      }
    }
  }
}

TEST_F(RtcpRewriterTest, OfARewriterThatRelayedNothingAllStays) {
  const RtpRewriter nothing({1, 100, 0, 0, false}, 8000);
  for (const Bytes& bytes : {sender_report(), report_about(1, 100), cname()}) {
    Bytes changed = bytes;
    rewrite_for_receiver(nothing, changed);
    rewrite_for_sender(nothing, changed);
    EXPECT_EQ(changed, bytes);
  }
}

}  // namespace
}  // namespace rtpengine::media
