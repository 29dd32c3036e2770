// SPDX-License-Identifier: GPL-3.0-or-later
#include "call/filters.h"

#include "base/log.h"
#include "tests/unit/call/relay_fixture.h"

namespace rtpengine::call {
namespace {

using media::DropReason;

class FiltersTest : public RelayTest {
 protected:
  ~FiltersTest() override {
    base::log::set_sink({});
    base::log::configure({});
  }
  /// Catch the lines of a channel.
  void catch_lines(base::log::Channel wanted) {
    base::log::Settings settings;
    settings.facility_dtmf = settings.facility_rtcp = 3 << 3;
    base::log::configure(settings);
    base::log::set_sink(
        [this, wanted](LogLevel, base::log::Channel channel, std::string_view line) {
          if (channel == wanted) lines_.emplace_back(line);
        });
  }
  std::uint64_t drops(std::string_view tag, DropReason reason) {
    return media(tag).rtp().drops()[reason];
  }
  std::vector<std::string> lines_;
};

const std::string kVoice = media::rtp_text(0);
const std::string kDigit = media::dtmf_text(101, 5, false);

TEST_F(FiltersTest, LetAllPassAtFirst) {
  set_up();
  EXPECT_EQ(from_f(kVoice), "192.0.2.2:5000");
  EXPECT_EQ(from_f(kDigit), "192.0.2.2:5000");
}

TEST_F(FiltersTest, BlockMediaOfTheWholeCallButNotDtmf) {
  set_up();
  command("block media");
  EXPECT_EQ(from_f(kVoice), "-");
  EXPECT_EQ(from_t(kVoice), "-");
  EXPECT_EQ(from_f(kDigit), "192.0.2.2:5000");
  EXPECT_EQ(drops("f", DropReason::media_blocked), 1u);
  EXPECT_EQ(drops("t", DropReason::media_blocked), 1u);
}

TEST_F(FiltersTest, BlockMediaOfOneParty) {
  set_up();
  command("block media", {{"from-tag", "f"}});
  EXPECT_EQ(from_f(kVoice), "-");
  EXPECT_EQ(from_t(kVoice), "192.0.2.1:4000");
  command("unblock media", {{"from-tag", "f"}});
  EXPECT_EQ(from_f(kVoice), "192.0.2.2:5000");
}

TEST_F(FiltersTest, LetRtcpPassBlockedMedia) {
  set_up();
  command("block media");
  EXPECT_EQ(sent(bench_.rtcp_port_for("f"), at("192.0.2.1", 4001), media::rtcp_text()),
            "192.0.2.2:5001");
}

TEST_F(FiltersTest, BlockDtmfButNotMedia) {
  set_up();
  command("block DTMF");
  EXPECT_EQ(from_f(kDigit), "-");
  EXPECT_EQ(from_f(kVoice), "192.0.2.2:5000");
  EXPECT_EQ(drops("f", DropReason::dtmf_blocked), 1u);
}

TEST_F(FiltersTest, BlockDtmfOfOneParty) {
  set_up();
  command("block DTMF", {{"from-tag", "t"}});
  EXPECT_EQ(from_t(kDigit), "-");
  EXPECT_EQ(from_f(kDigit), "192.0.2.2:5000");
}

TEST_F(FiltersTest, BlockBothAtOnce) {
  set_up();
  command("block DTMF");
  command("block media");
  EXPECT_EQ(from_f(kDigit), "-");
  EXPECT_EQ(from_f(kVoice), "-");
}

TEST_F(FiltersTest, KnowEventsByTheNumbersOfTheReceiver) {
  offer("a=rtpmap:96 telephone-event/8000\r\n");
  answer("a=rtpmap:97 telephone-event/8000\r\n");
  command("block DTMF");
  EXPECT_EQ(from_f(media::dtmf_text(97, 1, false)), "-") << "as the other side asked for";
  EXPECT_EQ(from_f(media::dtmf_text(96, 1, false)), "-") << "as it announced itself";
  EXPECT_EQ(from_f(media::dtmf_text(98, 1, false)), "192.0.2.2:5000");
}

TEST_F(FiltersTest, StayInForceThroughAReOffer) {
  set_up();
  command("block media", {{"from-tag", "f"}});
  set_up();
  EXPECT_EQ(from_f(kVoice), "-");
}

TEST_F(FiltersTest, LogEachEventOnceAtItsEnd) {
  catch_lines(base::log::Channel::dtmf);
  set_up();
  from_f(media::dtmf_text(101, 5, false, 1));
  EXPECT_TRUE(lines_.empty());
  for (std::uint16_t sequence = 2; sequence < 5; ++sequence) {
    EXPECT_EQ(from_f(media::dtmf_text(101, 5, true, sequence)), "192.0.2.2:5000");
  }
  ASSERT_EQ(lines_.size(), 1u);
  for (const char* part :
       {"\"callid\":\"c\"", "\"source_tag\":\"f\"", "\"event\":5", "\"duration\":100",
        "\"source_ip\":\"192.0.2.1\"", "\"tags\":[\"f\",\"t\"]"}) {
    EXPECT_NE(lines_[0].find(part), std::string::npos) << part << " in " << lines_[0];
  }
}

TEST_F(FiltersTest, LogEventsThatAreBlocked) {
  catch_lines(base::log::Channel::dtmf);
  set_up();
  command("block DTMF");
  EXPECT_EQ(from_f(media::dtmf_text(101, 5, true)), "-");
  EXPECT_EQ(lines_.size(), 1u);
}

TEST_F(FiltersTest, LogNoEventsOfStrangers) {
  catch_lines(base::log::Channel::dtmf);
  set_up();
  sent(bench_.port_for("f"), at("203.0.113.9", 4000), media::dtmf_text(101, 5, true));
  EXPECT_TRUE(lines_.empty());
}

TEST_F(FiltersTest, LogRtcpWhereWanted) {
  catch_lines(base::log::Channel::rtcp);
  set_up();
  sent(bench_.rtcp_port_for("f"), at("192.0.2.1", 4001), media::rtcp_text());
  ASSERT_EQ(lines_.size(), 1u);
  EXPECT_NE(lines_[0].find("[c]"), std::string::npos) << lines_[0];
}

/// Calls between a party with AVPF and one whose answer is AVP.
class FeedbackTest : public FiltersTest {
 protected:
  void set_up_profiles(std::string answered_with, std::string attributes = {}) {
    const auto with = [](std::string profile, std::string lines) {
      Section section;
      section.protocol = std::move(profile);
      section.attributes = std::move(lines);
      return std::vector{section};
    };
    Arguments offer{{"call-id", "c"},
                    {"from-tag", "f"},
                    {"transport protocol", answered_with},
                    {"sdp", body("192.0.2.1", with("RTP/AVPF", {}))}};
    EXPECT_EQ(Shown(bench_.command("offer", offer).sdp()).protocol, answered_with);
    Arguments answer{{"call-id", "c"},
                     {"from-tag", "f"},
                     {"to-tag", "t"},
                     {"sdp", body("192.0.2.2", with(answered_with, std::move(attributes)))}};
    EXPECT_EQ(Shown(bench_.command("answer", answer).sdp()).protocol, "RTP/AVPF");
  }
  std::string rtcp_from_f(const std::string& data) {
    const auto all = bench_.deliver(bench_.rtcp_port_for("f"), at("192.0.2.1", 4001), data);
    return all.empty() ? "-" : all.front().data;
  }
  std::string rtcp_from_t(const std::string& data) {
    const auto all = bench_.deliver(bench_.rtcp_port_for("t"), at("192.0.2.2", 4001), data);
    return all.empty() ? "-" : all.front().data;
  }

  const std::string kReport = media::rtcp_text();
  const std::string kPli = {char(0x81), char(206), 0, 2, 0, 0, 0, 1, 0, 0, 0, 2};
};

TEST_F(FeedbackTest, IsKeptFromAPartyWhoseProfileHasNone) {
  set_up_profiles("RTP/AVP");
  EXPECT_EQ(rtcp_from_f(kReport + kPli), kReport);
  EXPECT_EQ(rtcp_from_f(kReport), kReport);
  EXPECT_EQ(rtcp_from_f(kPli), "-");
  EXPECT_EQ(media("f").rtcp().drops()[DropReason::feedback_refused], 1u);
}

TEST_F(FeedbackTest, IsNotLookedForInWhatSuchAPartySends) {
  set_up_profiles("RTP/AVP");
  EXPECT_EQ(rtcp_from_t(kReport + kPli), kReport + kPli);
}

TEST_F(FeedbackTest, PassesBetweenPartiesThatHaveIt) {
  set_up_profiles("RTP/AVPF");
  EXPECT_EQ(rtcp_from_f(kReport + kPli), kReport + kPli);
}

TEST_F(FeedbackTest, PassesToAPartyThatAsksForItUnderAnotherProfile) {
  set_up_profiles("RTP/AVP", "a=rtcp-fb:* nack pli\r\n");
  EXPECT_EQ(rtcp_from_f(kPli), kPli);
}

TEST_F(FeedbackTest, IsNotLookedForWherePacketsMayBeEncrypted) {
  set_up_profiles("RTP/AVP");
  media("f").on_zrtp(media("f").rtp());
  EXPECT_EQ(rtcp_from_f(kReport + kPli), kReport + kPli);
}

TEST_F(FiltersTest, StandInTheRouteOnlyWhenTheyAreNeeded) {
  set_up();
  EXPECT_TRUE(media("f").rtp().route().stages().empty());
  command("block media");
  command("block DTMF");
  EXPECT_EQ(media("f").rtp().route().stages().size(), 2u);
  command("unblock media");
  command("unblock DTMF");
  EXPECT_TRUE(media("f").rtp().route().stages().empty());
}

}  // namespace
}  // namespace rtpengine::call
