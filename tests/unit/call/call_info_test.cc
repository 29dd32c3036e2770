// SPDX-License-Identifier: GPL-3.0-or-later
//
// What plugins are told of a call.
#include "call/call_info.h"

#include <gtest/gtest.h>

#include <rtpengine/value_view.h>

#include <string>

#include "tests/unit/call/relay_fixture.h"

namespace rtpengine::call {
namespace {

using CallInfoTest = RelayTest;

/// As text, like the host's own.
std::string text(const Endpoint& endpoint) {
  net::Endpoint own;
  own.address.family = static_cast<net::Family>(endpoint.family);
  own.port = endpoint.port;
  std::copy(std::begin(endpoint.address), std::end(endpoint.address), own.address.bytes.begin());
  return own.address ? own.to_string() : "-";
}

TEST_F(CallInfoTest, TellsOfTheCall) {
  set_up();
  const CallInfo info = call_info(bench_.call());
  EXPECT_EQ(view(info.call_id), "c");
  EXPECT_EQ(info.created_us, bench_.call().created());
  EXPECT_EQ(info.participant_count, 2u);
  EXPECT_EQ(info.deleted, 0u);
  EXPECT_EQ(info.xmlrpc_callback.size, 0u);
  command("delete", {{"delete-delay", "10"}});
  EXPECT_EQ(call_info(bench_.call()).deleted, 1u);
}

TEST_F(CallInfoTest, TellsWhoWantsToKnowOfATimeout) {
  set_up();
  bench_.command("offer", {{"call-id", "c"},
                           {"from-tag", "f"},
                           {"xmlrpc-callback", "192.0.2.9"},
                           {"sdp", body("192.0.2.1", 4000)}});
  EXPECT_EQ(view(call_info(bench_.call()).xmlrpc_callback), "192.0.2.9");
  answer();
  EXPECT_EQ(view(call_info(bench_.call()).xmlrpc_callback), "192.0.2.9");
}

TEST_F(CallInfoTest, NumbersParticipantsAsTheyCameIn) {
  bench_.command("offer", {{"call-id", "c"},
                           {"from-tag", "f"},
                           {"label", "caller"},
                           {"via-branch", "b"},
                           {"sdp", body("192.0.2.1", 4000)}});
  const ParticipantInfo caller = participant_info(*find_participant(bench_.call(), 0));
  EXPECT_EQ(view(caller.tag), "f");
  EXPECT_EQ(view(caller.label), "caller");
  EXPECT_EQ(caller.peer, 1u);
  EXPECT_EQ(caller.media_count, 1u);
  const ParticipantInfo callee = participant_info(*find_participant(bench_.call(), 1));
  EXPECT_EQ(view(callee.tag), "");
  EXPECT_EQ(view(callee.via_branch), "b");
  EXPECT_EQ(callee.peer, 0u);
  EXPECT_EQ(find_participant(bench_.call(), 2), nullptr);
  EXPECT_EQ(find_participant(bench_.call(), no_index), nullptr);
}

TEST_F(CallInfoTest, TellsOfMedia) {
  offer(std::string("a=mid:audio\r\na=sendonly\r\n") + kMuxLine);
  const Media* media = find_media(bench_.call(), 0, 0);
  ASSERT_NE(media, nullptr);
  const MediaInfo info = media_info(*media);
  EXPECT_EQ(view(info.type), "audio");
  EXPECT_EQ(view(info.protocol), "RTP/AVP");
  EXPECT_EQ(view(info.mid), "audio");
  EXPECT_EQ(info.direction, MediaDirection::sendonly);
  EXPECT_EQ(info.flags, media_rtp);
  answer(kMuxLine);
  EXPECT_EQ(media_info(*media).flags, media_rtp | media_mux);
  EXPECT_EQ(find_media(bench_.call(), 0, 1), nullptr);
  EXPECT_EQ(find_media(bench_.call(), 9, 0), nullptr);
}

TEST_F(CallInfoTest, AMediaThatIsOffSaysSo) {
  offer();
  answer({}, 0);
  EXPECT_TRUE(media_info(*find_media(bench_.call(), 0, 0)).flags & media_off);
}

TEST_F(CallInfoTest, TellsWhereAStreamIs) {
  set_up();
  const Media& mine = media("t");
  const StreamInfo rtp = stream_info(mine, media::Component::rtp);
  EXPECT_EQ(rtp.ref.call, bench_.call().handle());
  EXPECT_EQ(rtp.ref.participant, 1u);
  EXPECT_EQ(rtp.ref.media, 0u);
  EXPECT_EQ(rtp.ref.component, rtpengine::Component::rtp);
  EXPECT_EQ(text(rtp.local), bench_.port_for("t").to_string());
  EXPECT_EQ(text(rtp.signalled), "192.0.2.2:5000");
  EXPECT_EQ(text(rtp.remote), "192.0.2.2:5000");
  const StreamInfo rtcp = stream_info(mine, media::Component::rtcp);
  EXPECT_EQ(text(rtcp.local), bench_.rtcp_port_for("t").to_string());
  EXPECT_EQ(text(rtcp.signalled), "192.0.2.2:5001");
}

TEST_F(CallInfoTest, AStreamThatIsNotSignalledHasNoAddresses) {
  offer();
  const Media* unsignalled = find_media(bench_.call(), 1, 0);
  const StreamInfo info = stream_info(*unsignalled, media::Component::rtp);
  EXPECT_EQ(text(info.signalled), "-");
  EXPECT_EQ(text(info.remote), "-");
  EXPECT_EQ(info.remote.port, 0);
}

TEST_F(CallInfoTest, CountsWhatUserSpaceAndTheKernelRelayed) {
  set_up();
  talk();
  const std::size_t size = media::rtp_text(0).size();
  StreamStatistics f = stream_statistics(media("f"), media::Component::rtp);
  EXPECT_EQ(f.received_packets, 1u);
  EXPECT_EQ(f.received_bytes, size);
  EXPECT_EQ(f.sent_packets, 1u);
  EXPECT_EQ(f.last_payload_type, media::rtp_text(0)[1] & 0x7f);
  EXPECT_NE(f.last_packet_us, 0);
  bench_.table.add_traffic(bench_.port_for("f"), 10, 1000);
  bench_.tick();
  f = stream_statistics(media("f"), media::Component::rtp);
  EXPECT_EQ(f.received_packets, 11u);
  EXPECT_EQ(f.received_bytes, size + 1000);
  EXPECT_EQ(stream_statistics(media("t"), media::Component::rtp).sent_packets, 11u);
  EXPECT_EQ(stream_statistics(media("t"), media::Component::rtcp).received_packets, 0u);
  EXPECT_EQ(stream_statistics(media("t"), media::Component::rtcp).last_payload_type, 255u);
}

TEST_F(CallInfoTest, CountsWhatWasDropped) {
  set_up();
  sent(bench_.port_for("f"), at("203.0.113.9", 9), media::rtp_text(0));
  EXPECT_EQ(stream_statistics(media("f"), media::Component::rtp).dropped_packets, 1u);
}

}  // namespace
}  // namespace rtpengine::call
