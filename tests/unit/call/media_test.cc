// SPDX-License-Identifier: GPL-3.0-or-later
#include "call/media.h"

#include "call/participant.h"
#include "tests/unit/call/relay_fixture.h"
#include "tests/unit/loop/captured_log.h"

namespace rtpengine::call {
namespace {

using media::DropReason;

class MediaTest : public RelayTest {
 protected:
  std::uint64_t drops(std::string_view tag, DropReason reason) {
    return media(tag).rtp().drops()[reason];
  }
  /// What f offers anew, to t.
  void re_offer(const std::string& sdp) {
    EXPECT_EQ(command("offer", {{"from-tag", "f"}, {"to-tag", "t"}, {"sdp", sdp}}).result(), "ok");
  }
};

TEST_F(MediaTest, RelaysBothWaysFromThePortsThatWereShown) {
  set_up();
  const auto sent = bench_.deliver(bench_.port_for("f"), kF, media::rtp_text(0));
  ASSERT_EQ(sent.size(), 1u);
  EXPECT_EQ(sent[0].from, bench_.port_for("t"));
  EXPECT_EQ(sent[0].to, kT);
  EXPECT_EQ(sent[0].data, media::rtp_text(0));
  EXPECT_EQ(from_t(media::rtp_text(0)), "192.0.2.1:4000");
}

TEST_F(MediaTest, RelaysRtcpBesideRtp) {
  set_up();
  const auto sent =
      bench_.deliver(bench_.rtcp_port_for("f"), at("192.0.2.1", 4001), media::rtcp_text());
  ASSERT_EQ(sent.size(), 1u);
  EXPECT_EQ(sent[0].from, bench_.rtcp_port_for("t"));
  EXPECT_EQ(sent[0].to, at("192.0.2.2", 5001));
}

TEST_F(MediaTest, KnowsWhatPayloadTypesMean) {
  offer("a=rtpmap:96 opus/48000/2\r\na=rtpmap:97 speex/16000\r\n");
  EXPECT_EQ(media("f").clock_rate_of(96), 48000u);
  EXPECT_EQ(media("f").clock_rate_of(9), 8000u);
  EXPECT_EQ(media("f").clock_rate_of(98), 0u);
  answer("a=rtpmap:96 G7221/32000\r\n");
  EXPECT_EQ(media("f").clock_rate_of(96), 32000u) << "numbered as the receiver asked for";
  EXPECT_EQ(media("f").clock_rate_of(97), 16000u);
  EXPECT_EQ(media("t").clock_rate_of(96), 48000u);
}

TEST_F(MediaTest, RemembersWhatWasSignalled) {
  offer("a=ice-ufrag:abcd\r\na=fingerprint:sha-256 AB\r\n");
  EXPECT_TRUE(media("f").uses_ice());
  EXPECT_TRUE(media("f").uses_dtls());
  EXPECT_TRUE(media("f").payload_types().contains(101));
  EXPECT_EQ(media("f").negotiated(), bench_.now);
  bench_.now += base::kSecond;
  answer(kDtmfLine, 0);
  EXPECT_TRUE(media("t").signalled_off());
  EXPECT_FALSE(media("t").uses_ice());
  EXPECT_EQ(media("f").negotiated(), bench_.now - base::kSecond) << "it is off";
}

TEST_F(MediaTest, MeasuresWithTheClockThatIsSignalledLater) {
  offer();
  answer();
  const auto samples = [&] { return media("f").rtp().ssrcs().reception().jitter_samples; };
  for (std::uint16_t i = 0; i < 5; ++i) from_f(media::rtp_text(96, i));
  EXPECT_EQ(samples(), 0u);
  re_offer(body("192.0.2.1", 4000, "a=rtpmap:96 opus/48000/2\r\n"));
  for (std::uint16_t i = 5; i < 10; ++i) from_f(media::rtp_text(96, i));
  EXPECT_EQ(samples(), 4u);
}

TEST_F(MediaTest, RelaysNoRtcpThatIsCutShort) {
  set_up();
  const std::string cut = media::rtcp_text() + "cut";
  EXPECT_EQ(sent(bench_.rtcp_port_for("f"), at("192.0.2.1", 4001), cut), "-");
  EXPECT_EQ(media("f").rtcp().drops()[DropReason::not_rtcp], 1u);
}

TEST_F(MediaTest, RelaysRtcpThatThePartiesEncrypt) {
  offer("a=crypto:1 AES_CM_128_HMAC_SHA1_80 inline:x\r\n");
  answer();
  const std::string srtcp = media::rtcp_text() + "ciphertext";
  EXPECT_EQ(sent(bench_.rtcp_port_for("f"), at("192.0.2.1", 4001), srtcp), "192.0.2.2:5001");
}

TEST_F(MediaTest, RelaysRtcpThatIsEncryptedAfterZrtp) {
  const std::string srtcp = media::rtcp_text() + "ciphertext";
  const auto from_f_rtcp = [&] {
    return sent(bench_.rtcp_port_for("f"), at("192.0.2.1", 4001), srtcp);
  };
  set_up();
  EXPECT_EQ(from_f_rtcp(), "-");
  EXPECT_EQ(from_f(std::string("\x10\0\0\1ZRTP........", 16)), "192.0.2.2:5000");
  EXPECT_EQ(from_f_rtcp(), "192.0.2.2:5001");
  re_offer(body("192.0.2.1", 4000));
  EXPECT_EQ(from_f_rtcp(), "192.0.2.2:5001") << "nothing says that the keys are gone";
}

TEST_F(MediaTest, MovesRtcpBetweenAMuxedAndAnUnmuxedSide) {
  offer(kMuxLine);
  const Reply reply = answer("");
  EXPECT_FALSE(Shown(reply.sdp()).mux);
  Arguments with_mux{
      {"call-id", "d"}, {"from-tag", "f"}, {"sdp", body("192.0.2.1", 4000, kMuxLine)}};
  with_mux.list("rtcp-mux", {"demux"});
  bench_.command("offer", with_mux);
  bench_.command(
      "answer",
      {{"call-id", "d"}, {"from-tag", "f"}, {"to-tag", "t"}, {"sdp", body("192.0.2.2", 5000)}});
  Call& call = bench_.call("d");
  const auto& f_ports = *call.find_tag("f")->media(0).ports().selected();
  const auto& t_ports = *call.find_tag("t")->media(0).ports().selected();
  auto sent = bench_.deliver(f_ports.rtp.local(), kF, media::rtcp_text());
  ASSERT_EQ(sent.size(), 1u);
  EXPECT_EQ(sent[0].from, t_ports.rtcp.local());
  EXPECT_EQ(sent[0].to, at("192.0.2.2", 5001));
  sent = bench_.deliver(t_ports.rtcp.local(), at("192.0.2.2", 5001), media::rtcp_text());
  ASSERT_EQ(sent.size(), 1u);
  EXPECT_EQ(sent[0].from, f_ports.rtp.local());
  EXPECT_EQ(sent[0].to, kF);
}

/// There is one port for both kinds of packet, since the answerer was to multiplex them.
class OnePortTest : public MediaTest {
 protected:
  static constexpr const char* kFromItsOwnPort = "192.0.2.2:5001";
  void offer_requiring_mux(const char* answered) {
    Arguments offer{
        {"call-id", "c"}, {"from-tag", "f"}, {"sdp", body("192.0.2.1", 4000, kMuxLine)}};
    offer.list("rtcp-mux", {"require"});
    EXPECT_EQ(bench_.command("offer", offer).result(), "ok");
    answer(answered);
  }
  /// Where RTCP of t goes that is sent from its RTCP port to the one port.
  std::string from_t_rtcp() {
    return sent(bench_.port_for("t"), at("192.0.2.2", 5001), media::rtcp_text());
  }
};

TEST_F(OnePortTest, TakesRtcpOfAnAnswererThatDoesNotMultiplex) {
  offer_requiring_mux("");
  EXPECT_EQ(from_t(media::rtp_text(0)), "192.0.2.1:4000");
  EXPECT_EQ(from_t_rtcp(), "192.0.2.1:4001");
  EXPECT_EQ(sent(bench_.port_for("t"), at("203.0.113.9", 5001), media::rtcp_text()), "-");
  EXPECT_EQ(from_t(media::rtp_text(0)), "192.0.2.1:4000") << "nothing of it teaches RTP";
}

TEST_F(OnePortTest, TakesRtcpOfAnAnswererThatMultiplexesNoMore) {
  offer_requiring_mux(kMuxLine);
  EXPECT_EQ(from_t(media::rtp_text(0)), "192.0.2.1:4000");
  EXPECT_EQ(from_t_rtcp(), "-") << "it multiplexes";
  re_offer(body("192.0.2.1", 4000, kMuxLine));
  answer("");
  EXPECT_EQ(from_t_rtcp(), "192.0.2.1:4001");
}

/// Two parties that multiplex or not as they like, over an offer with its answer and a further one.
class MuxWalkTest : public MediaTest {
 protected:
  struct Party {
    const char* tag;
    const char* address;
    int port;
    bool muxes = false;                         ///< as agreed
    Shown shown = Shown(body("192.0.2.9", 0));  ///< last
    net::Endpoint rtp() const { return at(address, std::uint16_t(port)); }
    net::Endpoint rtcp() const { return at(address, std::uint16_t(port + (muxes ? 0 : 1))); }
  };
  Shown message(const char* kind, const Party& from, const Party& to, bool mux, const char* word) {
    const bool offers = std::string_view(kind) == "offer";
    Arguments arguments{{"call-id", "c"},
                        {"from-tag", offers ? from.tag : to.tag},
                        {"to-tag", offers ? to.tag : from.tag},
                        {"sdp", body(from.address, from.port, mux ? kMuxLine : "")}};
    if (*word != '\0') arguments.list("rtcp-mux", {word});
    const Reply reply = bench_.command(kind, arguments);
    EXPECT_EQ(reply.result(), "ok") << reply.reason();
    return Shown(reply.sdp());
  }
  /// As parties do that know their RFC 5761: none answers with a mux that it was not offered.
  void exchange(Party& offerer, Party& answerer, bool offers, bool would_answer, const char* word) {
    answerer.shown = message("offer", offerer, answerer, offers, word);
    answerer.muxes = would_answer && answerer.shown.mux;
    offerer.shown = message("answer", answerer, offerer, answerer.muxes, "");
    offerer.muxes = offerer.shown.mux;
  }
  /// Empty if RTCP reaches the other party, and comes from where that was told.
  std::string carried(const Party& from, const Party& to) {
    net::Endpoint port = bench_.port_for(from.tag);
    port.port = std::uint16_t(from.shown.rtcp_port);
    const auto all = bench_.deliver(port, from.rtcp(), media::rtcp_text());
    if (all.size() != 1 || all[0].to != to.rtcp()) return from.tag;
    const int told = to.muxes ? to.shown.port : to.shown.rtcp_port;
    return all[0].from.port == told ? "" : "from " + all[0].from.to_string();
  }
};

TEST_F(MuxWalkTest, LosesNoRtcpWhateverWasAgreedBefore) {
  const loop::CapturedLog ends_of_calls;
  constexpr const char* kWords[] = {"", "offer", "require", "demux", "accept", "reject"};
  for (const char* first : kWords) {
    for (const char* second : kWords) {
      for (unsigned bits = 0; bits < 32; ++bits) {
        Party f{"f", "192.0.2.1", 4000};
        Party t{"t", "192.0.2.2", 5000};
        exchange(f, t, bits & 1, bits & 2, first);
        const bool turned = bits & 16;
        exchange(turned ? t : f, turned ? f : t, bits & 4, bits & 8, second);
        sent(bench_.port_for("f"), f.rtp(), media::rtp_text(0));
        sent(bench_.port_for("t"), t.rtp(), media::rtp_text(0));
        EXPECT_EQ(carried(f, t) + carried(t, f), "")
            << "'" << first << "', then '" << second << "', " << bits;
        command("delete", {{"delete delay", "0"}});
      }
    }
  }
}

TEST_F(MediaTest, FollowsAPartyToTheEndpointItSendsFrom) {
  set_up();
  sent(bench_.port_for("f"), at("192.0.2.1", 4444), media::rtp_text(0));
  EXPECT_EQ(from_t(media::rtp_text(0)), "192.0.2.1:4444");
}

TEST_F(MediaTest, RefusesStrangers) {
  set_up();
  EXPECT_EQ(sent(bench_.port_for("f"), at("203.0.113.9", 4000), media::rtp_text(0)), "-");
  EXPECT_EQ(drops("f", DropReason::source_refused), 1u);
  EXPECT_EQ(from_t(media::rtp_text(0)), "192.0.2.1:4000") << "nor do they move the endpoint";
}

TEST_F(MediaTest, SettlesTheEndpointWhenTheLearningTimeIsOver) {
  set_up();
  sent(bench_.port_for("f"), at("192.0.2.1", 4444), media::rtp_text(0));
  EXPECT_FALSE(media("f").rtp().learner().confirmed());
  bench_.now += media::kLearningTime;
  bench_.tick();
  EXPECT_TRUE(media("f").rtp().learner().confirmed());
}

TEST_F(MediaTest, SendsNothingToAPartyOnHold) {
  set_up();
  re_offer(body("0.0.0.0", 4000));
  EXPECT_EQ(from_t(media::rtp_text(0)), "-");
  EXPECT_EQ(drops("t", DropReason::no_destination), 1u);
  re_offer(body("192.0.2.1", 4000));
  EXPECT_EQ(from_t(media::rtp_text(0)), "192.0.2.1:4000");
}

TEST_F(MediaTest, GivesThePortsOfMediaThatIsOffBack) {
  set_up();
  EXPECT_EQ(bench_.ports_used(), 4u);
  re_offer(body("192.0.2.1", 0));
  EXPECT_EQ(bench_.ports_used(), 0u);
  re_offer(body("192.0.2.1", 4000));
  EXPECT_EQ(bench_.ports_used(), 4u);
}

TEST_F(MediaTest, StaysOffWhereThePartySaidSo) {
  offer();
  answer(kDtmfLine, 0);
  EXPECT_TRUE(media("t").off());
  media("t").switch_on();
  EXPECT_TRUE(media("t").off());
}

TEST(MediaToForbiddenPlacesTest, IsNotSent) {
  Bench bench;
  bench.command("offer",
                {{"call-id", "c"}, {"from-tag", "f"}, {"sdp", body("255.255.255.255", 4000)}});
  bench.command(
      "answer",
      {{"call-id", "c"}, {"from-tag", "f"}, {"to-tag", "t"}, {"sdp", body("192.0.2.2", 5000)}});
  EXPECT_TRUE(
      bench.deliver(bench.port_for("t"), at("192.0.2.2", 5000), media::rtp_text(0)).empty());
  EXPECT_EQ(bench.party("t").media(0).rtp().drops()[DropReason::destination_forbidden], 1u);
}

TEST_F(MediaTest, LetsAnythingPassThatIsNoRtp) {
  const Section fax{4000, "", "udptl", "image", "t38"};
  command("offer", {{"from-tag", "f"}, {"sdp", body("192.0.2.1", {fax})}});
  command("answer", {{"from-tag", "f"},
                     {"to-tag", "t"},
                     {"sdp", body("192.0.2.2", {Section{5000, "", "udptl", "image", "t38"}})}});
  EXPECT_EQ(from_f("fax"), "192.0.2.2:5000");
  EXPECT_EQ(from_f(std::string(1, '\0')), "192.0.2.2:5000");
  EXPECT_EQ(media("f").rtp().drops().total(), 0u);
}

TEST_F(MediaTest, DropsWhatIsNotRtpBetweenPhones) {
  set_up();
  EXPECT_EQ(from_f("what is this, sir?"), "-");
  EXPECT_EQ(drops("f", DropReason::not_rtp), 1u);
}

TEST_F(MediaTest, ForwardsEarlyMediaOfASideThatHasNotSignalled) {
  offer();
  const net::Endpoint port = bench_.party("f").peer()->media(0).ports().selected()->rtp.local();
  EXPECT_EQ(sent(port, at("192.0.2.77", 7000), media::rtp_text(0)), "192.0.2.1:4000");
  EXPECT_EQ(from_f(media::rtp_text(0)), "-") << "nobody is known to send to";
}

}  // namespace
}  // namespace rtpengine::call
