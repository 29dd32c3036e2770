// SPDX-License-Identifier: GPL-3.0-or-later
//
// The keys are a promise to clients.
#include "call/quality.h"

#include "media/e_model.h"
#include "tests/unit/call/relay_fixture.h"
#include "tests/unit/call/rtcp_texts.h"

namespace rtpengine::call {
namespace {

using Words = std::vector<std::string>;

class QualityTest : public RelayTest {
 protected:
  QualityTest() { set_up(); }
  /// A packet of f, 20 ms after the last one and so much late.
  void packet(std::uint16_t sequence, base::Time late = 0, std::uint8_t type = 8) {
    bench_.now = start_ + sequence * 20 * base::kMillisecond + late;
    from_f(media::rtp_text(type, sequence));
  }
  void packets(int from, int to, std::uint8_t type = 8) {
    for (int sequence = from; sequence < to; ++sequence) packet(std::uint16_t(sequence), 0, type);
  }
  void report(const Said& said) {
    sent(bench_.rtcp_port_for("t"), at("192.0.2.2", 5001), receiver_report(said));
  }
  /// Of what f sends, in the reply to a query.
  Words keys(std::string_view side) {
    return command("query").words({"tags", "f", "medias", "0", "streams", "0", "quality", side});
  }
  std::string text(std::string_view side, std::string_view key) {
    return command("query").text_at(
        {"tags", "f", "medias", "0", "streams", "0", "quality", side, key});
  }
  std::int64_t number(std::string_view side, std::string_view key) {
    return command("query").number(
        {"tags", "f", "medias", "0", "streams", "0", "quality", side, key});
  }
  const base::Time start_ = bench_.now;
};

TEST_F(QualityTest, IsNotThereWithoutPackets) {
  EXPECT_EQ(command("query").at({"tags", "f", "medias", "0", "streams", "0", "quality"}), nullptr);
  EXPECT_EQ(quality_text(media("f")), "");
  packet(1);
  EXPECT_FALSE(quality_before_us(media("f"))) << "one packet tells nothing";
}

TEST_F(QualityTest, HasTheKeysThatClientsKnow) {
  packets(0, 3);
  report({});
  EXPECT_EQ(keys("before us"),
            (Words{"expected", "lost", "loss percent", "duplicates", "reordered", "jitter ms",
                   "mean jitter ms", "highest jitter ms", "codec", "MOS"}));
  EXPECT_EQ(keys("after us"),
            (Words{"reports", "last report", "lost", "loss percent", "reported lost",
                   "reported loss percent", "jitter ms", "MOS"}));
}

TEST_F(QualityTest, TellsWhatCame) {
  packets(0, 50);
  packets(52, 100);
  packet(99);
  packet(101);
  packet(100);
  EXPECT_EQ(number("before us", "expected"), 102);
  EXPECT_EQ(number("before us", "lost"), 2);
  EXPECT_EQ(text("before us", "loss percent"), "1.96");
  EXPECT_EQ(number("before us", "duplicates"), 1);
  EXPECT_EQ(number("before us", "reordered"), 1);
  EXPECT_EQ(text("before us", "codec"), "PCMA");
}

TEST_F(QualityTest, TellsJitterInMilliseconds) {
  packets(0, 10);
  packet(10, 16 * base::kMillisecond);
  EXPECT_EQ(text("before us", "jitter ms"), "1.00");
  EXPECT_EQ(text("before us", "mean jitter ms"), "0.10");
  EXPECT_EQ(text("before us", "highest jitter ms"), "1.00");
}

TEST_F(QualityTest, ScoresTheCodecThatSpeaks) {
  packets(0, 10);
  EXPECT_EQ(text("before us", "MOS"), "4.41");
  packets(10, 20, 18);
  packets(20, 30, 101);
  EXPECT_EQ(text("before us", "codec"), "G729") << "an event is no speech";
  EXPECT_EQ(text("before us", "MOS"), "4.10");
}

TEST_F(QualityTest, ScoresLessIfSomethingIsMissing) {
  packets(0, 49);
  packets(50, 51);
  EXPECT_NEAR(*quality_before_us(media("f"))->score,
              media::mean_opinion_score({media::VoiceCodec::pcma, 1.0 / 51, 0}), 1e-9);
}

TEST_F(QualityTest, HasNoScoreForWhatIsNoSpeech) {
  packets(0, 10, 34);
  EXPECT_EQ(keys("before us"), (Words{"expected", "lost", "loss percent", "duplicates", "reordered",
                                      "jitter ms", "mean jitter ms", "highest jitter ms"}));
}

TEST_F(QualityTest, HasNoJitterWithoutAClock) {
  packets(0, 10, 120);
  EXPECT_EQ(keys("before us"),
            (Words{"expected", "lost", "loss percent", "duplicates", "reordered"}));
}

TEST_F(QualityTest, SaysWhatTheKernelLeftUnmeasured) {
  packets(0, 10);
  from_t(media::rtp_text(0));
  bench_.table.add_traffic(bench_.port_for("f"), 100, 17200);
  bench_.table.add_traffic(bench_.port_for("t"), 70, 12040);
  bench_.tick();
  EXPECT_EQ(number("before us", "expected"), 10);
  EXPECT_EQ(number("before us", "not measured"), 100);
  EXPECT_NE(quality_text(media("f")).find(", 100 p in the kernel, not measured"),
            std::string::npos);
  EXPECT_EQ(quality_text(media("t")), ", before us: 70 p in the kernel, not measured");
  report({.lost = 3});
  EXPECT_EQ(number("after us", "reported lost"), 3);
  EXPECT_EQ(text("after us", "reported loss percent"), "2.73");
  EXPECT_EQ(number("after us", "lost"), -1) << "who lost them is not known";
}

TEST_F(QualityTest, TellsLossBehindUsFromLossBefore) {
  packets(0, 90);
  packets(100, 200);
  report({.lost = 15, .jitter = 40});
  EXPECT_EQ(number("after us", "reports"), 1);
  EXPECT_NEAR(double(number("after us", "last report")),
              double(base::wall_clock_now()) / base::kSecond, 60);
  EXPECT_EQ(number("after us", "lost"), 5);
  EXPECT_EQ(text("after us", "loss percent"), "2.63");
  EXPECT_EQ(number("after us", "reported lost"), 15);
  EXPECT_EQ(text("after us", "reported loss percent"), "7.50");
  EXPECT_EQ(text("after us", "jitter ms"), "5.00");
  const auto after = quality_after_us(media("f"));
  EXPECT_LT(*after->score, *quality_before_us(media("f"))->score);
  EXPECT_FALSE(quality_after_us(media("t")));
}

TEST_F(QualityTest, ScoresTheDelayToo) {
  packets(0, 10);
  sent(bench_.rtcp_port_for("f"), at("192.0.2.1", 4001), sender_report(0x1111, 0x22220000));
  const double near = *quality_before_us(media("f"))->score;
  bench_.now += 800 * base::kMillisecond;
  report({.last_sr = 0x11112222});
  EXPECT_EQ(text("after us", "round trip ms"), "800.00");
  EXPECT_LT(*quality_after_us(media("f"))->score, near - 0.5);
}

TEST_F(QualityTest, IsReadInALine) {
  packets(0, 10);
  packets(11, 12);
  report({.lost = 2});
  EXPECT_EQ(quality_text(media("f")),
            ", before us: 1 lost (8.33%), 0 twice, 0 late, jitter 0.00 ms, MOS 3.57, "
            "after us: 1 lost (9.09%), reported 2 lost (16.67%), jitter 0.00 ms, MOS 2.85");
}

TEST_F(QualityTest, IsNotAskedOfWhatIsNoRtp) {
  packets(0, 10);
  command("offer", {{"from-tag", "f"},
                    {"to-tag", "t"},
                    {"sdp", body("192.0.2.1", {Section{4000, "", "udptl", "image", "t38"}})}});
  EXPECT_FALSE(quality_before_us(media("f")));
  EXPECT_FALSE(quality_after_us(media("f")));
}

}  // namespace
}  // namespace rtpengine::call
