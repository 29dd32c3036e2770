// SPDX-License-Identifier: GPL-3.0-or-later
//
// Where what arrives becomes a fault; what each cause looks like is in explain_test.
#include "call/arrival.h"

#include "tests/unit/call/explain_fixture.h"

namespace rtpengine::call {
namespace {

using media::DropReason;
using AllCauses = std::vector<Cause>;

class ArrivalTest : public ExplainTest {
 protected:
  ArrivalTest() { set_up(); }
  /// What is found in what f sends.
  AllCauses of_f(void (*rule)(Examined&) = &explain_arrival) {
    std::vector<Finding> found;
    Examined examined(media("f"), media("t"), bench_.now, found);
    rule(examined);
    AllCauses causes;
    for (const Finding& finding : found) causes.push_back(finding.cause);
    return causes;
  }
};

TEST_F(ArrivalTest, TakesDropsForAFaultIfTheyAreMostOfAll) {
  speak("f", 4);
  drop("f", DropReason::not_authentic, 2);
  drop("f", DropReason::by_stage, 2);
  EXPECT_EQ(of_f(), AllCauses{});
  drop("f", DropReason::not_authentic, 1);
  EXPECT_EQ(of_f(), AllCauses{Cause::srtp_authentication});
  drop("f", DropReason::by_stage, 1);
  EXPECT_EQ(of_f(), (AllCauses{Cause::srtp_authentication, Cause::by_plugin}));
}

TEST_F(ArrivalTest, LooksAtTheCodecThatCameLast) {
  speak("f", 1, 9);
  EXPECT_EQ(of_f(), AllCauses{Cause::codec_mismatch});
  speak("f", 1, 13);
  EXPECT_EQ(of_f(), AllCauses{}) << "comfort noise";
  speak("f", 1, 0);
  EXPECT_EQ(of_f(), AllCauses{});
}

TEST_F(ArrivalTest, DoesNotJudgeACodecByAnEarlierAnswer) {
  speak("f", 1, 9);
  bench_.now += 1;
  answer();
  EXPECT_EQ(of_f(), AllCauses{});
  speak("f", 1, 9);
  EXPECT_EQ(of_f(), AllCauses{Cause::codec_mismatch});
}

TEST_F(ArrivalTest, SendsNothingToAPartyThatHolds) {
  answer("a=sendonly\r\n");
  EXPECT_EQ(of_f(&explain_sending), AllCauses{});
  Arguments held{{"from-tag", "f"}, {"to-tag", "t"}, {"sdp", body("0.0.0.0", 5000)}};
  command("answer", std::move(held));
  EXPECT_TRUE(media("t").on_hold());
  EXPECT_EQ(of_f(&explain_sending), AllCauses{}) << "there is no address, and so it should be";
}

}  // namespace
}  // namespace rtpengine::call
