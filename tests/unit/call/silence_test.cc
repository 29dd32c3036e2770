// SPDX-License-Identifier: GPL-3.0-or-later
//
// Where silence becomes a fault; what each cause looks like is in explain_test.
#include "call/silence.h"

#include "tests/unit/call/explain_fixture.h"

namespace rtpengine::call {
namespace {

class SilenceTest : public ExplainTest {
 protected:
  SilenceTest() {
    set_up();
    speak_both();
  }
  /// What is found in what f sends.
  std::vector<Finding> of_f(void (*rule)(Examined&)) {
    std::vector<Finding> found;
    Examined examined(media("f"), media("t"), bench_.now, found);
    rule(examined);
    return found;
  }
};

TEST_F(SilenceTest, IsNoFaultBeforeItIsLong) {
  bench_.now += kLongSilence - 1;
  EXPECT_TRUE(of_f(&explain_pause).empty());
  bench_.now += 1;
  ASSERT_EQ(of_f(&explain_pause).size(), 1u);
  EXPECT_EQ(of_f(&explain_pause)[0].cause, Cause::stopped);
  EXPECT_TRUE(of_f(&explain_pause)[0].fault);
}

TEST_F(SilenceTest, IsOnlyBlamedOnAStrangerWhoSendsALot) {
  stranger(at("203.0.113.9", 4000), 24);
  bench_.now += kWhile;
  EXPECT_EQ(of_f(&explain_pause).at(0).cause, Cause::other_source);
  stranger(at("203.0.113.9", 4000), 1);
  EXPECT_EQ(of_f(&explain_pause).at(0).cause, Cause::wrong_source);
  speak("f");
  EXPECT_EQ(of_f(&explain_pause).at(0).cause, Cause::other_source);
}

TEST_F(SilenceTest, HasOneCauseAtATime) {
  drop("f", media::DropReason::stun_unhandled, 5);
  drop("f", media::DropReason::not_rtp, 5);
  ASSERT_EQ(of_f(&explain_silence).size(), 1u);
  EXPECT_EQ(of_f(&explain_silence)[0].cause, Cause::ice_unhandled);
  drop("f", media::DropReason::dtls_unhandled, 5);
  EXPECT_EQ(of_f(&explain_silence).at(0).cause, Cause::dtls_unhandled) << "ICE let it through";
}

TEST_F(SilenceTest, NamesTheAddressOfTheSignallingIfItIsAnotherOne) {
  Arguments offer{{"from-tag", "f"}, {"to-tag", "t"}, {"sdp", body("192.0.2.1", 4000)}};
  offer.list("received from", {"IP4", "198.51.100.1"});
  EXPECT_EQ(command("offer", std::move(offer)).result(), "ok");
  EXPECT_NE(of_f(&explain_silence)
                .at(0)
                .text.find("192.0.2.1:4000 or its signalling's address 198.51.100.1"),
            std::string::npos);
}

TEST_F(SilenceTest, TellsWhetherRtcpComes) {
  EXPECT_NE(of_f(&explain_silence).at(0).text.find("and no RTCP either."), std::string::npos);
  sent(bench_.rtcp_port_for("f"), at("192.0.2.1", 4001), media::rtcp_text());
  EXPECT_NE(of_f(&explain_silence).at(0).text.find("though its RTCP has."), std::string::npos);
}

}  // namespace
}  // namespace rtpengine::call
