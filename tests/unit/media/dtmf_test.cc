// SPDX-License-Identifier: GPL-3.0-or-later
//
// Tests of telephone events.
#include "media/dtmf.h"

#include <gtest/gtest.h>

#include <array>

namespace rtpengine::media {
namespace {

constexpr std::uint32_t kRate = 8000;

/// Feeds a tracker with event packets.
struct Sender {
  DtmfTracker tracker;
  std::uint32_t ssrc = 1;
  bool marker = false;

  std::optional<DtmfEvent> send(std::uint32_t timestamp, std::uint8_t event, std::uint16_t duration,
                                bool end = false) {
    const std::array<std::uint8_t, 4> payload{
        event, static_cast<std::uint8_t>((end ? 0x80 : 0) | 10),
        static_cast<std::uint8_t>(duration >> 8), static_cast<std::uint8_t>(duration)};
    RtpView packet;
    packet.ssrc = ssrc;
    packet.timestamp = timestamp;
    packet.marker = marker;
    packet.payload = payload;
    return tracker.on_packet(packet, kRate);
  }
};

TEST(ParseTelephoneEvent, reads_the_four_bytes) {
  const std::array<std::uint8_t, 5> payload{11, 0xca, 0x01, 0x40, 0xff};
  const auto event = parse_telephone_event(payload);
  ASSERT_TRUE(event);
  EXPECT_EQ(event->event, 11);
  EXPECT_TRUE(event->end);
  EXPECT_EQ(event->volume, 10);
  EXPECT_EQ(event->duration, 320);
  EXPECT_FALSE(parse_telephone_event(std::span(payload).first(3)));
}

TEST(DtmfTracker, tells_an_event_once_at_its_end) {
  Sender sender;
  EXPECT_FALSE(sender.send(1000, 5, 160));
  EXPECT_FALSE(sender.send(1000, 5, 320));
  EXPECT_EQ(sender.send(1000, 5, 640, true), (DtmfEvent{5, 10, 80}));
  EXPECT_FALSE(sender.send(1000, 5, 640, true));
  EXPECT_FALSE(sender.send(1000, 5, 640, true));
  EXPECT_FALSE(sender.tracker.in_event());
}

TEST(DtmfTracker, tells_the_same_key_pressed_twice_twice) {
  Sender sender;
  EXPECT_TRUE(sender.send(1000, 5, 640, true));
  EXPECT_FALSE(sender.send(3000, 5, 160));
  EXPECT_TRUE(sender.send(3000, 5, 640, true));
}

TEST(DtmfTracker, tells_an_event_whose_end_was_lost_when_the_next_begins) {
  Sender sender;
  sender.send(1000, 5, 160);
  sender.send(1000, 5, 480);
  EXPECT_EQ(sender.send(5000, 6, 160), (DtmfEvent{5, 10, 60}));
  EXPECT_EQ(sender.send(5000, 6, 800, true), (DtmfEvent{6, 10, 100}));
}

TEST(DtmfTracker, tells_both_when_an_end_follows_a_lost_end) {
  Sender sender;
  sender.send(1000, 5, 480);
  EXPECT_EQ(sender.send(5000, 6, 800, true), (DtmfEvent{5, 10, 60}));
  EXPECT_EQ(sender.send(5000, 6, 800, true), (DtmfEvent{6, 10, 100}));
  EXPECT_FALSE(sender.send(5000, 6, 800, true));
}

TEST(DtmfTracker, tells_an_unfinished_event_when_the_stream_ends) {
  Sender sender;
  sender.send(1000, 5, 480);
  EXPECT_EQ(sender.tracker.finish(), (DtmfEvent{5, 10, 60}));
  EXPECT_FALSE(sender.tracker.finish());
  EXPECT_FALSE(sender.send(1000, 5, 480)) << "told already";
}

TEST(DtmfTracker, is_not_shortened_by_packets_out_of_order) {
  Sender sender;
  sender.send(1000, 5, 480);
  sender.send(1000, 5, 320);
  EXPECT_EQ(sender.tracker.finish(), (DtmfEvent{5, 10, 60}));
}

TEST(DtmfTracker, ignores_packets_of_an_earlier_event) {
  Sender sender;
  EXPECT_TRUE(sender.send(9000, 6, 640, true));
  EXPECT_FALSE(sender.send(1000, 5, 640, true));
}

TEST(DtmfTracker, takes_far_earlier_timestamps_for_a_sender_that_began_anew) {
  Sender sender;
  EXPECT_TRUE(sender.send(1000000, 6, 640, true));
  EXPECT_TRUE(sender.send(1000, 5, 640, true));
}

TEST(DtmfTracker, follows_timestamps_around_their_end) {
  Sender sender;
  EXPECT_TRUE(sender.send(0xfffffff0, 6, 640, true));
  EXPECT_TRUE(sender.send(0x00000800, 5, 640, true));
}

TEST(DtmfTracker, begins_anew_with_another_source) {
  Sender sender;
  sender.send(1000, 5, 480);
  sender.ssrc = 2;
  EXPECT_EQ(sender.send(1000, 7, 160), (DtmfEvent{5, 10, 60}));
  EXPECT_EQ(sender.send(1000, 7, 320, true), (DtmfEvent{7, 10, 40}));
}

TEST(DtmfTracker, tells_segments_of_a_long_event_as_one) {
  Sender sender;
  sender.send(1000, 5, 65535);
  EXPECT_FALSE(sender.send(1000 + 65535, 5, 160));
  EXPECT_EQ(sender.send(1000 + 65535, 5, 800, true), (DtmfEvent{5, 10, 8291}));
}

TEST(DtmfTracker, takes_a_marked_packet_for_a_new_event) {
  Sender sender;
  sender.send(1000, 5, 65535);
  sender.marker = true;
  EXPECT_EQ(sender.send(1000 + 65535, 5, 160), (DtmfEvent{5, 10, 8191}));
}

TEST(DtmfTracker, leaves_short_payloads_alone) {
  DtmfTracker tracker;
  EXPECT_FALSE(tracker.on_packet(RtpView{}, kRate));
  EXPECT_FALSE(tracker.in_event());
}

TEST(DtmfTracker, does_not_divide_by_a_clock_rate_of_zero) {
  DtmfTracker tracker;
  const std::array<std::uint8_t, 4> payload{1, 0x80, 0x03, 0x20};
  RtpView packet;
  packet.payload = payload;
  EXPECT_EQ(tracker.on_packet(packet, 0), (DtmfEvent{1, 0, 100}));
}

TEST(DtmfJson, has_the_documented_keys) {
  DtmfLogContext context;
  context.call_id = "call";
  context.source_tag = "ft";
  context.tags = {"tt", "ft"};
  context.timestamp = 1700000000;
  context.source_ip = "192.0.2.1";
  EXPECT_EQ(dtmf_json({5, 10, 80}, context),
            R"({"callid":"call","source_tag":"ft","tags":["tt","ft"],"type":"DTMF",)"
            R"("timestamp":1700000000,"source_ip":"192.0.2.1","event":5,"duration":80,)"
            R"("volume":10})");
}

TEST(DtmfJson, escapes_what_came_from_the_network) {
  DtmfLogContext context;
  context.call_id = "a\"b\\c\n";
  const std::string json = dtmf_json({}, context);
  EXPECT_NE(json.find(R"("callid":"a\"b\\c\n")"), std::string::npos) << json;
}

}  // namespace
}  // namespace rtpengine::media
