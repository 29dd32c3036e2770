// SPDX-License-Identifier: GPL-3.0-or-later
//
// Tests of RTCP parsing.
#include "media/rtcp.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "rtcp_bytes.h"

namespace rtpengine::media {
namespace {

RtcpPacket first_of(const Bytes& bytes) {
  auto packet = RtcpReader(bytes).next();
  EXPECT_TRUE(packet);
  return packet.value_or(RtcpPacket{});
}

TEST(ValidRtcp, takes_a_compound_that_begins_with_a_report) {
  EXPECT_TRUE(valid_rtcp(sender_report() + cname(), RtcpForm::compound));
  EXPECT_TRUE(valid_rtcp(rtcp_packet(201, 0, {1}) + cname(), RtcpForm::compound));
}

TEST(ValidRtcp, takes_reduced_size_only_where_allowed) {
  const Bytes feedback = rtcp_packet(206, 1, {1, 2});
  EXPECT_TRUE(valid_rtcp(feedback, RtcpForm::reduced_size));
  EXPECT_FALSE(valid_rtcp(feedback, RtcpForm::compound));
}

TEST(ValidRtcp, refuses_every_cut_but_those_between_packets) {
  const Bytes compound = sender_report() + cname();
  for (std::size_t size = 0; size < compound.size(); size++)
    EXPECT_EQ(valid_rtcp(std::span(compound).first(size)), size == sender_report().size()) << size;
}

TEST(ValidRtcp, refuses_another_version_anywhere) {
  Bytes compound = sender_report() + cname();
  compound[sender_report().size()] = 0x41;
  EXPECT_FALSE(valid_rtcp(compound));
}

TEST(ValidRtcp, refuses_types_that_are_not_of_rtcp) {
  EXPECT_FALSE(valid_rtcp(rtcp_packet(191, 0, {1})));
  EXPECT_TRUE(valid_rtcp(rtcp_packet(192, 0, {1})));
  EXPECT_TRUE(valid_rtcp(rtcp_packet(223, 0, {1})));
  EXPECT_FALSE(valid_rtcp(rtcp_packet(224, 0, {1})));
}

TEST(ValidRtcp, allows_padding_in_the_last_packet_only) {
  Bytes padded = rtcp_packet(201, 0, {1, 0x00000004});
  padded[0] |= 0x20;
  EXPECT_TRUE(valid_rtcp(padded));
  EXPECT_TRUE(valid_rtcp(sender_report() + padded));
  EXPECT_FALSE(valid_rtcp(padded + sender_report()));
}

TEST(ValidRtcp, refuses_a_padding_count_that_cannot_be) {
  for (const std::uint32_t last : {0u, 1u, 3u, 12u, 255u}) {
    Bytes padded = rtcp_packet(201, 0, {1, last});
    padded[0] |= 0x20;
    EXPECT_FALSE(valid_rtcp(padded)) << last;
  }
  Bytes nothing_to_pad = rtcp_packet(203, 0, {});
  nothing_to_pad[0] |= 0x20;
  EXPECT_FALSE(valid_rtcp(nothing_to_pad));
}

TEST(PossibleSrtcp, looks_at_the_first_header_alone) {
  Bytes encrypted = sender_report() + Bytes(14, 0xff);
  EXPECT_TRUE(possible_srtcp(encrypted));
  encrypted[8] ^= 0xff;
  EXPECT_TRUE(possible_srtcp(encrypted));
  EXPECT_TRUE(possible_srtcp(sender_report()));
  encrypted[0] = 0x41;
  EXPECT_FALSE(possible_srtcp(encrypted));
}

TEST(PossibleSrtcp, refuses_what_its_first_packet_does_not_fit_in) {
  const Bytes report = sender_report();
  for (std::size_t size = 0; size < report.size(); size++)
    EXPECT_FALSE(possible_srtcp(std::span(report).first(size))) << size;
  EXPECT_FALSE(possible_srtcp(rtcp_packet(191, 0, {1})));
  EXPECT_FALSE(possible_srtcp(rtcp_packet(224, 0, {1})));
  EXPECT_FALSE(possible_srtcp(rtcp_packet(203, 0, {}))) << "SRTCP has an SSRC at least";
}

TEST(RtcpReader, steps_through_a_compound) {
  const Bytes compound = sender_report() + cname();
  RtcpReader reader(compound);
  const auto report = reader.next();
  ASSERT_TRUE(report);
  EXPECT_TRUE(report->is(RtcpType::sender_report));
  EXPECT_EQ(report->bytes.size(), 52u);
  const auto description = reader.next();
  ASSERT_TRUE(description);
  EXPECT_TRUE(description->is(RtcpType::source_description));
  EXPECT_FALSE(reader.next());
  EXPECT_EQ(reader.remaining(), 0u);
}

TEST(RtcpReader, leaves_what_is_not_whole_unread) {
  Bytes compound = sender_report() + cname();
  compound.pop_back();
  RtcpReader reader(compound);
  EXPECT_TRUE(reader.next());
  EXPECT_FALSE(reader.next());
  EXPECT_EQ(reader.remaining(), 15u);
}

TEST(RtcpReader, takes_padding_off_the_body) {
  Bytes padded = rtcp_packet(201, 0, {1, 0, 8});
  padded[0] |= 0x20;
  const RtcpPacket packet = first_of(padded);
  EXPECT_EQ(packet.body.size(), 4u);
  EXPECT_EQ(packet.bytes.size(), 16u);
}

TEST(RtcpPacketSsrc, is_there_where_the_type_has_one) {
  EXPECT_EQ(first_of(sender_report()).ssrc(), 1u);
  EXPECT_EQ(first_of(rtcp_packet(203, 1, {9})).ssrc(), 9u);
  EXPECT_FALSE(first_of(rtcp_packet(203, 0, {9})).ssrc());
  EXPECT_FALSE(first_of(rtcp_packet(201, 0, {})).ssrc());
}

TEST(SenderInfo, is_read_from_a_sender_report) {
  const Bytes report = sender_report();
  const auto info = sender_info(first_of(report));
  ASSERT_TRUE(info);
  EXPECT_EQ(info->ssrc, 1u);
  EXPECT_EQ(info->ntp_seconds, 0xe0000001u);
  EXPECT_EQ(info->ntp_fraction, 0x80000000u);
  EXPECT_EQ(info->rtp_timestamp, 160u);
  EXPECT_EQ(info->packets, 50u);
  EXPECT_EQ(info->octets, 8000u);
}

TEST(SenderInfo, is_refused_of_other_types_and_if_cut) {
  const Bytes receiver_report = rtcp_packet(201, 0, {1, 2, 3, 4, 5, 6});
  EXPECT_FALSE(sender_info(first_of(receiver_report)));
  const Bytes cut = rtcp_packet(200, 0, {1, 2, 3, 4, 5});
  EXPECT_FALSE(sender_info(first_of(cut)));
}

TEST(ReportBlock, is_read_with_its_signed_loss) {
  const Bytes report = sender_report();
  const RtcpPacket packet = first_of(report);
  ASSERT_EQ(report_block_count(packet), 1u);
  const ReportBlock block = report_block(packet, 0);
  EXPECT_EQ(block.ssrc, 2u);
  EXPECT_EQ(block.fraction_lost, 0x40);
  EXPECT_EQ(block.cumulative_lost, -2);
  EXPECT_EQ(block.highest_sequence, 0x00010203u);
  EXPECT_EQ(block.jitter, 17u);
  EXPECT_EQ(block.last_sr, 0xaabbccddu);
  EXPECT_EQ(block.delay_since_last_sr, 65536u);
}

TEST(ReportBlock, count_is_limited_to_what_is_there) {
  const Bytes lying = rtcp_packet(201, 31, {1, 2, 3, 4, 5, 6, 7, 8});
  EXPECT_EQ(report_block_count(first_of(lying)), 1u);
  const Bytes more_bytes = rtcp_packet(201, 0, {1, 2, 3, 4, 5, 6, 7});
  EXPECT_EQ(report_block_count(first_of(more_bytes)), 0u);
  EXPECT_EQ(report_block_count(first_of(cname())), 0u);
  const Bytes no_ssrc = rtcp_packet(201, 1, {});
  EXPECT_EQ(report_block_count(first_of(no_ssrc)), 0u);
}

TEST(FeedbackHeader, is_read_from_both_feedback_types) {
  for (const std::uint8_t type : {205, 206}) {
    const Bytes bytes = rtcp_packet(type, 15, {1, 2, 3});
    const auto feedback = feedback_header(first_of(bytes));
    ASSERT_TRUE(feedback);
    EXPECT_EQ(feedback->format, 15);
    EXPECT_EQ(feedback->sender_ssrc, 1u);
    EXPECT_EQ(feedback->media_ssrc, 2u);
    EXPECT_EQ(feedback->information.size(), 4u);
  }
  const Bytes cut = rtcp_packet(205, 1, {1});
  EXPECT_FALSE(feedback_header(first_of(cut)));
  EXPECT_FALSE(feedback_header(first_of(sender_report())));
}

std::vector<std::string> items_of(const Bytes& bytes, bool* whole) {
  std::vector<std::string> items;
  *whole = for_each_sdes_item(first_of(bytes), [&](const SdesItem& item) {
    items.push_back(std::to_string(item.ssrc) + "/" + std::to_string(item.type) + "/" +
                    std::string(item.text));
  });
  return items;
}

TEST(SdesItems, are_visited_chunk_by_chunk) {
  // Two chunks; the first ends on a word boundary and so takes a whole word of zeros.
  const Bytes bytes = rtcp_packet(202, 2, {1, 0x01026162, 0x00000000, 2, 0x01016302, 0x01640000});
  bool whole = false;
  EXPECT_EQ(items_of(bytes, &whole), (std::vector<std::string>{"1/1/ab", "2/1/c", "2/2/d"}));
  EXPECT_TRUE(whole);
}

TEST(SdesItems, stop_at_a_fault) {
  bool whole = true;
  EXPECT_TRUE(items_of(rtcp_packet(202, 1, {1, 0x01ff6162}), &whole).empty());
  EXPECT_FALSE(whole) << "an item longer than the packet";
  EXPECT_EQ(items_of(rtcp_packet(202, 1, {1, 0x01026162}), &whole).size(), 1u);
  EXPECT_FALSE(whole) << "no terminator";
  EXPECT_EQ(items_of(rtcp_packet(202, 2, {1, 0x01026162, 0}), &whole).size(), 1u);
  EXPECT_FALSE(whole) << "a chunk is missing";
  EXPECT_TRUE(items_of(rtcp_packet(202, 1, {}), &whole).empty());
  EXPECT_FALSE(whole);
  EXPECT_TRUE(items_of(sender_report(), &whole).empty());
  EXPECT_FALSE(whole) << "not SDES";
}

TEST(SdesItems, may_be_none_at_all) {
  bool whole = false;
  EXPECT_TRUE(items_of(rtcp_packet(202, 0, {}), &whole).empty());
  EXPECT_TRUE(whole);
}

TEST(Bye, is_read_with_sources_and_reason) {
  const Bytes bytes = rtcp_packet(203, 2, {1, 2, 0x03656e64});
  const auto bye = parse_bye(first_of(bytes));
  ASSERT_TRUE(bye);
  EXPECT_EQ(bye->ssrcs.size(), 8u);
  EXPECT_EQ(bye->reason, "end");
}

TEST(Bye, needs_its_sources_and_its_whole_reason) {
  const Bytes sources_missing = rtcp_packet(203, 2, {1});
  EXPECT_FALSE(parse_bye(first_of(sources_missing)));
  const Bytes reason_cut = rtcp_packet(203, 1, {1, 0x04656e64});
  EXPECT_FALSE(parse_bye(first_of(reason_cut)));
  const Bytes no_reason = rtcp_packet(203, 1, {1});
  ASSERT_TRUE(parse_bye(first_of(no_reason)));
  EXPECT_EQ(parse_bye(first_of(no_reason))->reason, "");
  EXPECT_FALSE(parse_bye(first_of(cname())));
}

}  // namespace
}  // namespace rtpengine::media
