// SPDX-License-Identifier: GPL-3.0-or-later
//
// Parties that bundle their media (RFC 9143): what they and the other side are shown.
#include <gtest/gtest.h>

#include "tests/unit/call/bench.h"
#include "tests/unit/call/bodies.h"

namespace rtpengine::call {
namespace {

std::string in_group(const std::string& text, const std::string& mids = "a v") {
  std::string with = text;
  return with.insert(with.find("m="), "a=group:BUNDLE " + mids + "\r\n");
}

Section audio(std::string attributes = "a=mid:a\r\na=rtcp-mux\r\n") {
  return {4000, std::move(attributes)};
}
Section video(int port, std::string attributes = "a=mid:v\r\na=rtcp-mux\r\n") {
  return {port, std::move(attributes), "RTP/AVP", "video", "96"};
}

/// A party with the policy max-bundle, as RFC 8829 section 5.2.1 wants its first offer.
const std::string kMaxBundle =
    in_group(body("192.0.2.1", {audio(), video(0, "a=bundle-only\r\na=mid:v\r\na=rtcp-mux\r\n")}));
const std::string kPlain = body("192.0.2.2", {Section{5000}, video(5002, "")});
const std::string kWithoutVideo = body("192.0.2.2", {Section{5000}, video(0, "")});

class BundleTest : public testing::Test {
 protected:
  std::string offer(const std::string& sdp, const char* from = "f", const char* to = "") {
    Arguments arguments{{"call-id", "c"}, {"from-tag", from}, {"sdp", sdp}};
    if (*to != '\0') arguments.set("to-tag", to);
    return shown("offer", arguments);
  }
  std::string answer(const std::string& sdp, std::string_view mux = "accept") {
    Arguments arguments{{"call-id", "c"}, {"from-tag", "f"}, {"to-tag", "t"}, {"sdp", sdp}};
    arguments.list("rtcp-mux", {mux});
    return shown("answer", arguments);
  }
  std::string shown(const char* command, const Arguments& arguments) {
    const Reply reply = bench_.command(command, arguments);
    EXPECT_EQ(reply.result(), "ok") << reply.reason();
    return reply.sdp();
  }
  /// Mids of the bundle that a body has; "-": it has none.
  static std::string bundle_of(const std::string& text) {
    const std::string_view start = "a=group:BUNDLE";
    const std::size_t at = text.find(start);
    if (at == std::string::npos) return "-";
    const std::string line =
        text.substr(at + start.size(), text.find('\r', at) - at - start.size());
    EXPECT_EQ(text.find(start, at + 1), std::string::npos);
    EXPECT_LT(at, text.find("m="));
    return line.empty() ? "" : line.substr(1);
  }

  Bench bench_;
};

TEST_F(BundleTest, IsBrokenUpTowardsTheOtherSide) {
  const std::string text = offer(in_group(body("192.0.2.1", {audio(), video(4002)})));
  EXPECT_EQ(bundle_of(text), "-");
  EXPECT_NE(Shown(text, 0).port, Shown(text, 1).port);
}

TEST_F(BundleTest, IsBrokenUpWhenItIsOnOnePortAlready) {
  const std::string text = offer(in_group(body("192.0.2.1", {audio(), video(4000)})));
  EXPECT_NE(Shown(text, 0).port, Shown(text, 1).port);
  const std::string back = answer(kPlain);
  EXPECT_EQ(bundle_of(back), "a");
  EXPECT_NE(Shown(back, 0).port, Shown(back, 1).port);
  EXPECT_GT(Shown(back, 1).port, 0);
}

TEST_F(BundleTest, IsAnsweredWithABundleOfTheFirstMediaAlone) {
  const std::string back = (offer(kMaxBundle), answer(kWithoutVideo));
  EXPECT_EQ(bundle_of(back), "a");
  EXPECT_EQ(Shown(back, 0).mid, "a");
  EXPECT_TRUE(Shown(back, 0).mux);
  EXPECT_EQ(Shown(back, 1).port, 0);
}

TEST_F(BundleTest, HasNoMediaThatIsInABundleOnly) {
  const std::string text = offer(kMaxBundle);
  EXPECT_EQ(Shown(text, 1).port, 0);
  EXPECT_EQ(text.find("bundle-only"), std::string::npos);
  EXPECT_EQ(Shown(answer(kPlain), 1).port, 0) << "though the other side takes it";
  EXPECT_EQ(bench_.ports_used(), 4u);
}

TEST_F(BundleTest, HasOneTagThoughTheSameMidIsGivenTwice) {
  offer(in_group(body("192.0.2.1", {audio(), video(4002, "a=mid:a\r\na=rtcp-mux\r\n")}), "a"));
  EXPECT_EQ(bundle_of(answer(kPlain)), "a");
}

TEST_F(BundleTest, IsAnsweredWithNoneWithoutTheMuxThatItNeeds) {
  offer(kMaxBundle);
  EXPECT_EQ(bundle_of(answer(kWithoutVideo, "reject")), "-");
}

TEST_F(BundleTest, IsAnsweredWithNoneIfItsFirstMediaIsRefused) {
  offer(in_group(body("192.0.2.1", {audio(), video(4002)})));
  const std::string back = answer(body("192.0.2.2", {Section{0}, video(5002, "")}));
  EXPECT_EQ(bundle_of(back), "-");
  EXPECT_GT(Shown(back, 1).port, 0);
}

Section data(std::string attributes) {
  return {4000, std::move(attributes), "UDP/DTLS/SCTP", "application", "webrtc-datachannel"};
}

TEST_F(BundleTest, OfADataChannelNeedsNoMux) {
  offer(in_group(body("192.0.2.1", {data("a=mid:d\r\n")}), "d"));
  const std::string back = answer(body("192.0.2.2", {data("")}), "reject");
  EXPECT_EQ(bundle_of(back), "d");
  EXPECT_EQ(Shown(back).mid, "d");
  EXPECT_FALSE(Shown(back).mux);
}

TEST_F(BundleTest, HasEachMidOnceInAReofferOfWhoNumbersAnew) {
  offer(in_group(body("192.0.2.1", {audio("a=mid:1\r\na=rtcp-mux\r\n")}), "1"));
  answer(body("192.0.2.2", {Section{5000}}));
  const std::string text = offer(
      body("192.0.2.2", {Section{5000, "a=mid:0\r\n"}, video(5002, "a=mid:1\r\n")}), "t", "f");
  EXPECT_EQ(Shown(text, 0).mid, "1") << "its own";
  EXPECT_NE(Shown(text, 1).mid, "");
  EXPECT_NE(Shown(text, 1).mid, "1");
}

TEST_F(BundleTest, IsNotMadeForWhoHasNone) {
  offer(body("192.0.2.1", {audio(), video(4002)}));
  EXPECT_EQ(bundle_of(answer(kPlain)), "-");
}

TEST_F(BundleTest, IsShownAgainInAReofferUnderItsOwnName) {
  offer(kMaxBundle);
  answer(kWithoutVideo);
  Arguments arguments{{"call-id", "c"}, {"from-tag", "t"}, {"to-tag", "f"}, {"sdp", kWithoutVideo}};
  arguments.list("rtcp-mux", {"offer"});
  const std::string text = shown("offer", arguments);
  EXPECT_EQ(bundle_of(text), "a");
  EXPECT_EQ(Shown(text, 0).mid, "a") << "its own, though the other side has none";
  arguments.list("flags", {"reset"});
  EXPECT_EQ(bundle_of(shown("offer", arguments)), "-");
}

TEST_F(BundleTest, CarriesTheMediaOfWhoSendsFromOnePort) {
  offer(in_group(body("192.0.2.1", {audio(), video(4000)})));
  answer(kPlain);
  for (unsigned media : {0u, 1u}) {
    const auto sent = bench_.deliver(bench_.port_for("f", media), at("192.0.2.1", 4000),
                                     std::string("\x80\0\0\1\0\0\0\1\0\0\0\1x", 13));
    ASSERT_EQ(sent.size(), 1u) << media;
    EXPECT_EQ(sent[0].to.to_string(), media == 0 ? "192.0.2.2:5000" : "192.0.2.2:5002");
    const auto back =
        bench_.deliver(bench_.port_for("t", media), at("192.0.2.2", media == 0 ? 5000 : 5002),
                       std::string("\x80\0\0\1\0\0\0\1\0\0\0\2x", 13));
    ASSERT_EQ(back.size(), 1u) << media;
    EXPECT_EQ(back[0].to.to_string(), "192.0.2.1:4000");
  }
}

}  // namespace
}  // namespace rtpengine::call
