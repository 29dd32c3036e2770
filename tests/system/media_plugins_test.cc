// SPDX-License-Identifier: GPL-3.0-or-later
//
// Plugins that work on packets, on live calls: a source that plays, a timed transform, a tap, and a
// packet handler, as separately built files.
#include <cmath>

#include "harness/fixture.h"
#include "harness/rtp.h"

namespace rtpengine::harness {
namespace {

constexpr Milliseconds kInterval{20};

std::uint32_t number_at(const std::string& bytes, std::size_t at, std::size_t size) {
  std::uint32_t number = 0;
  for (std::size_t i = 0; i < size; i++) number = number << 8 | std::uint8_t(bytes[at + i]);
  return number;
}

/// What a receiver sees of an RTP packet.
struct Rtp {
  explicit Rtp(const std::string& bytes)
      : sequence(std::uint16_t(number_at(bytes, 2, 2))),
        timestamp(number_at(bytes, 4, 4)),
        ssrc(number_at(bytes, 8, 4)),
        payload(bytes.substr(12)) {}
  std::uint16_t sequence;
  std::uint32_t timestamp;
  std::uint32_t ssrc;
  std::string payload;
};

/// An RTCP packet without padding.
std::string rtcp_packet(std::uint8_t type, std::uint8_t count,
                        const std::vector<std::uint32_t>& words) {
  std::string bytes{char(0x80 | count), char(type), '\0', char(words.size())};
  for (const std::uint32_t word : words) {
    for (int shift = 24; shift >= 0; shift -= 8) bytes += char(word >> shift);
  }
  return bytes;
}

/// What is wrong with this as one RTP stream (RFC 3550 section 5.1): empty if nothing is.
std::string discontinuity(const std::vector<Rtp>& heard) {
  for (std::size_t i = 1; i < heard.size(); i++) {
    const std::string where = " at packet " + std::to_string(i);
    const auto step = std::int32_t(heard[i].timestamp - heard[i - 1].timestamp);
    if (heard[i].ssrc != heard[0].ssrc) return "another SSRC" + where;
    if (heard[i].sequence != std::uint16_t(heard[i - 1].sequence + 1)) {
      return "sequence " + std::to_string(heard[i].sequence) + " behind " +
             std::to_string(heard[i - 1].sequence) + where;
    }
    if (step <= 0) return "time stamp step " + std::to_string(step) + where;
  }
  return {};
}

/// ITU-T G.711.
int from_alaw(char byte) {
  const int value = std::uint8_t(byte) ^ 0x55;
  const int segment = value >> 4 & 7;
  const int step = (value & 0x0f) << 1 | 1;
  const int magnitude = segment == 0 ? step : (step + 32) << (segment - 1);
  return (value & 0x80) != 0 ? magnitude : -magnitude;
}

/// By the number of times that it crosses zero.
double frequency_of(const std::string& alaw) {
  unsigned crossings = 0;
  for (std::size_t i = 1; i < alaw.size(); i++) {
    crossings += (from_alaw(alaw[i]) > 0) != (from_alaw(alaw[i - 1]) > 0);
  }
  return crossings / 2.0 * 8000 / double(alaw.size());
}

class MediaPluginsTest : public SystemTest {
 protected:
  testing::AssertionResult start_with(const std::vector<std::string>& plugins) {
    // STUN has one handler, and stun-probe is to be it.
    std::vector<std::string> arguments{"--num-threads=2", "--delete-delay=0",
                                       "--no-load-plugin=ice"};
    for (const std::string& plugin : plugins) {
      arguments.push_back("--load-plugin=" + trial_plugin(plugin));
    }
    return start(arguments);
  }
  Bencoded ask(const std::string& command, const Call& call, const std::string& to_tag = {}) {
    Dictionary request{{"command", command}, {"call-id", call.id()}};
    if (!to_tag.empty()) request.emplace("to-tag", to_tag);
    return ng().ask(request);
  }
  /// Takes what the phone has received.
  static void listen(const Phone& phone, std::vector<Rtp>& heard) {
    while (const auto datagram = phone.rtp().receive()) heard.emplace_back(datagram->bytes);
  }
  /// The caller talks until `enough`, and the callee listens.
  template <typename Enough>
  testing::AssertionResult talk_until(Call& call, std::vector<Rtp>& heard, Enough&& enough) {
    auto next = Clock::now();
    const bool done = wait_until([&] {
      if (Clock::now() >= next) {
        call.caller().send_rtp();
        next += kInterval;
      }
      listen(call.callee(), heard);
      return enough();
    });
    if (done) return testing::AssertionSuccess();
    return testing::AssertionFailure() << heard.size() << " packets heard\n" << daemon().output();
  }
};

TEST_F(MediaPluginsTest, ATonePlaysInOneStreamWithTheOtherParty) {
  ASSERT_TRUE(start_with({"tone"}));
  const Calls calls = connected_calls("call", 1);
  ASSERT_EQ(calls.size(), 1u);
  Call& call = *calls.front();
  std::vector<Rtp> heard;
  ASSERT_TRUE(talk_until(call, heard, [&] { return heard.size() >= 30; }));
  EXPECT_EQ(heard.back().ssrc, call.caller().ssrc());

  EXPECT_EQ(ask("start tone", call, "nobody")["error-reason"].text(), "Unknown to-tag");
  ASSERT_EQ(ask("start tone", call, "callee")["result"].text(), "ok");
  listen(call.callee(), heard);
  EXPECT_EQ(ask("start tone", call, "callee")["error-reason"].text(),
            "Something is played there already");
  const std::size_t before_tone = heard.size();
  ASSERT_TRUE(talk_until(call, heard, [&] { return heard.size() >= before_tone + 100; }));
  const Bencoded stopped = ask("stop tone", call, "callee");
  ASSERT_EQ(stopped["result"].text(), "ok");
  EXPECT_GE(stopped["packets"].number(), 99);
  EXPECT_EQ(ask("stop tone", call, "callee")["result"].text(), "error");
  listen(call.callee(), heard);
  const std::size_t after_tone = heard.size();
  ASSERT_TRUE(talk_until(call, heard, [&] { return heard.size() >= after_tone + 30; }));

  EXPECT_EQ(discontinuity(heard), "");
  // What is not the other party's is the tone, in one piece.
  const std::string mark = rtp_packet(call.caller().ssrc(), 0).substr(12, 8);
  std::string tone, order;
  for (const Rtp& packet : heard) {
    const bool relayed = packet.payload.substr(0, 8) == mark;
    if (!relayed) tone += packet.payload;
    if (order.empty() || order.back() != (relayed ? 'r' : 't')) order += relayed ? 'r' : 't';
  }
  EXPECT_EQ(order, "rtr");
  EXPECT_EQ(tone.size(), std::size_t(stopped["packets"].number()) * kPacketSamples);
  EXPECT_NEAR(frequency_of(tone), 440, 2);

  // All that the caller sent was heard, or replaced by the tone.
  EXPECT_TRUE(wait_until([&] {
    listen(call.callee(), heard);
    const Bencoded query = call.query(ng());
    const auto replaced = drops_of(stream_of(query, "caller"), "replaced");
    return replaced > 0 && all_drops(query) == replaced &&
           heard.size() == call.caller().rtp_sent() - std::size_t(replaced) +
                               std::size_t(stopped["packets"].number());
  })) << heard.size();
  std::printf("%zu packets: relayed, a tone of %lld, relayed; one stream\n", heard.size(),
              static_cast<long long>(stopped["packets"].number()));

  // Each party's RTCP is about numbers that the other one knows.
  const Rtp last_sent(
      rtp_packet(call.caller().ssrc(), std::uint16_t(call.caller().rtp_sent() - 1)));
  EXPECT_NE(heard.back().timestamp, last_sent.timestamp);
  const auto report = [](const Rtp& rtp) {
    return rtcp_packet(201, 1, {0xb0b, rtp.ssrc, 0, rtp.sequence, 0, 0, 0});
  };
  call.callee().rtcp().send(report(heard.back()), call.callee().rtcp_target());
  const auto reported = call.caller().rtcp().wait_for_one();
  ASSERT_TRUE(reported);
  EXPECT_EQ(reported->bytes, report(last_sent));
  const auto sender_report = [&](const Rtp& rtp, std::size_t packets) {
    return rtcp_packet(200, 0,
                       {rtp.ssrc, 1, 2, rtp.timestamp, std::uint32_t(packets),
                        std::uint32_t(packets * kPacketSamples)});
  };
  call.caller().rtcp().send(sender_report(last_sent, call.caller().rtp_sent()),
                            call.caller().rtcp_target());
  const auto shown = call.callee().rtcp().wait_for_one();
  ASSERT_TRUE(shown);
  EXPECT_EQ(shown->bytes, sender_report(heard.back(), heard.size()));

  // A tone that is on when the call ends does no harm.
  ASSERT_EQ(ask("start tone", call, "caller")["result"].text(), "ok");
  ASSERT_TRUE(call.caller().rtp().wait_for_one());
  EXPECT_EQ(call.remove(ng())["result"].text(), "ok");
  EXPECT_EQ(ng().ask("ping")["result"].text(), "pong");
}

TEST_F(MediaPluginsTest, ATimedTransformMakesLongerPacketsAndSendsTheLastHalf) {
  ASSERT_TRUE(start_with({"repacketize"}));
  const Calls calls = connected_calls("call", 1);
  ASSERT_EQ(calls.size(), 1u);
  Call& call = *calls.front();
  std::vector<Rtp> heard;
  ASSERT_EQ(ask("start repacketizing", call)["result"].text(), "ok");
  constexpr unsigned kPackets = 81;
  std::string sent;
  auto next = Clock::now();
  ASSERT_TRUE(wait_until([&] {
    if (call.caller().rtp_sent() < kPackets && Clock::now() >= next) {
      sent += rtp_packet(call.caller().ssrc(), std::uint16_t(call.caller().rtp_sent())).substr(12);
      call.caller().send_rtp();
      next += kInterval;
    }
    listen(call.callee(), heard);
    // The last packet has no second half: it comes by its deadline.
    std::size_t bytes = 0;
    for (const Rtp& packet : heard) bytes += packet.payload.size();
    return bytes == kPackets * kPacketSamples;
  })) << heard.size();

  EXPECT_EQ(discontinuity(heard), "");
  std::string received;
  std::size_t whole = 0;
  for (std::size_t i = 0; i < heard.size(); i++) {
    received += heard[i].payload;
    if (i > 0) {
      EXPECT_EQ(heard[i].timestamp - heard[i - 1].timestamp, heard[i - 1].payload.size());
    }
    whole += heard[i].payload.size() == 2 * kPacketSamples;
  }
  EXPECT_EQ(received, sent);
  EXPECT_EQ(heard.back().payload.size(), kPacketSamples);
  // Only a sender or daemon that waits long for the processor makes a half of its own.
  EXPECT_GE(whole, kPackets / 4);
  EXPECT_EQ(all_drops(call.query(ng())), 0);
  std::printf("%u packets of 20 ms became %zu, %zu of them of 40 ms\n", kPackets, heard.size(),
              whole);

  // Off again: packets pass as they are.
  ASSERT_EQ(ask("stop repacketizing", call)["result"].text(), "ok");
  call.caller().send_rtp();
  const auto untouched = call.callee().rtp().wait_for_one();
  ASSERT_TRUE(untouched);
  EXPECT_EQ(untouched->bytes, rtp_packet(call.caller().ssrc(), kPackets));
}

TEST_F(MediaPluginsTest, ATransformThatIsSwitchedOffSendsWhatItHolds) {
  ASSERT_TRUE(start_with({"repacketize"}));
  const Calls calls = connected_calls("call", 1);
  ASSERT_EQ(calls.size(), 1u);
  Call& call = *calls.front();
  for (std::uint16_t i = 0; i < 20; ++i) {
    ASSERT_EQ(ask("start repacketizing", call)["result"].text(), "ok");
    call.caller().send_rtp();
    ASSERT_EQ(ask("stop repacketizing", call)["result"].text(), "ok");
    const auto half = call.callee().rtp().wait_for_one();
    ASSERT_TRUE(half) << "packet " << i;
    EXPECT_EQ(half->bytes.substr(12), rtp_packet(call.caller().ssrc(), i).substr(12));
  }
  EXPECT_EQ(all_drops(call.query(ng())), 0);
}

TEST_F(MediaPluginsTest, ATapCountsThePayloadOfBothParties) {
  constexpr unsigned kPackets = 50;
  ASSERT_TRUE(start_with({"payload-tap"}));
  const Calls calls = connected_calls("call", 3);
  ASSERT_EQ(calls.size(), 3u);
  Talk how;
  how.packets = kPackets;
  talk(calls, how);
  EXPECT_EQ(incomplete(calls), "");
  for (const auto& call : calls) {
    const Bencoded reply = ask("payload count", *call);
    EXPECT_EQ(reply["result"].text(), "ok");
    for (const char* stream : {"0/0", "1/0"}) {
      EXPECT_EQ(reply["streams"][stream]["packets"].number(), kPackets) << stream;
      EXPECT_EQ(reply["streams"][stream]["bytes"].number(), kPackets * kPacketSamples) << stream;
    }
    EXPECT_EQ(call->remove(ng())["result"].text(), "ok");
  }
  EXPECT_EQ(ask("payload count", *calls.front())["error-reason"].text(), "Unknown call-id");
}

TEST_F(MediaPluginsTest, AHandlerOfStunAnswersConsumesDropsAndLetsPass) {
  ASSERT_TRUE(start_with({"stun-probe"}));
  const Calls calls = connected_calls("call", 1);
  ASSERT_EQ(calls.size(), 1u);
  Phone& caller = calls.front()->caller();
  Phone& callee = calls.front()->callee();
  const auto request = [](char what) {
    std::string bytes("\x00\x01\x00\x00\x21\x12\xa4\x42", 8);
    bytes += what;
    return bytes + "-transaction";
  };

  caller.rtp().send(request('a').substr(0, 20), caller.rtp_target());
  const auto answer = caller.rtp().wait_for_one();
  ASSERT_TRUE(answer);
  EXPECT_EQ(answer->source, caller.rtp_target()) << "from the port that it was sent to";
  ASSERT_EQ(answer->bytes.size(), 32u);
  EXPECT_EQ(answer->bytes.substr(0, 4), std::string("\x01\x01\x00\x0c", 4));
  EXPECT_EQ(answer->bytes.substr(4, 16), request('a').substr(4, 16));
  EXPECT_EQ(number_at(answer->bytes, 26, 2) ^ 0x2112u, caller.rtp().local().port());

  caller.rtp().send(request('d').substr(0, 20), caller.rtp_target());
  caller.rtp().send(request('c').substr(0, 20), caller.rtp_target());
  caller.rtp().send(request('p').substr(0, 20), caller.rtp_target());
  const auto passed = callee.rtp().wait_for_one();
  ASSERT_TRUE(passed);
  EXPECT_EQ(passed->bytes, request('p').substr(0, 20)) << "the two before it did not come";
  const UdpSocket stranger(host("stranger"), Address(host("stranger").ip4(), 0));
  stranger.send(request('p').substr(0, 20), caller.rtp_target());
  EXPECT_TRUE(wait_until([&] {
    return drops_of(stream_of(calls.front()->query(ng()), "caller"), "source-refused") == 1;
  }));
  const Bencoded query = calls.front()->query(ng());
  EXPECT_EQ(drops_of(stream_of(query, "caller"), "by-stage"), 1);
  EXPECT_EQ(all_drops(query), 2);
  // None of it taught where the caller is: media still goes to where it signalled.
  callee.send_rtp();
  EXPECT_TRUE(caller.rtp().wait_for_one());
}

}  // namespace
}  // namespace rtpengine::harness
