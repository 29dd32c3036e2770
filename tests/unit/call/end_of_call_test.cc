// SPDX-License-Identifier: GPL-3.0-or-later
#include "call/end_of_call.h"

#include <gtest/gtest.h>

#include <set>

#include "base/log.h"
#include "tests/unit/call/bench.h"
#include "tests/unit/call/bodies.h"

namespace rtpengine::call {
namespace {

constexpr EndReason kReasons[] = {EndReason::deleted,        EndReason::timeout,
                                  EndReason::silent_timeout, EndReason::offer_timeout,
                                  EndReason::final_timeout,  EndReason::failed,
                                  EndReason::shutdown};

class EndOfCallTest : public testing::Test {
 protected:
  EndOfCallTest() {
    bench_.command("offer",
                   {{"call-id", "c"}, {"from-tag", "f"}, {"sdp", body("192.0.2.1", 4000)}});
    bench_.command(
        "answer",
        {{"call-id", "c"}, {"from-tag", "f"}, {"to-tag", "t"}, {"sdp", body("192.0.2.2", 5000)}});
  }
  ~EndOfCallTest() override {
    base::log::set_sink({});
    base::log::configure({});
  }
  void catch_lines(const base::log::Settings& settings) {
    base::log::configure(settings);
    base::log::set_sink([this](LogLevel, base::log::Channel channel, std::string_view line) {
      (channel == base::log::Channel::cdr ? cdr_ : main_) += std::string(line) + "\n";
    });
  }
  std::string record() { return call_detail_record(bench_.call(), EndReason::deleted, bench_.now); }
  bool says(const std::string& pair) { return record().find(pair + ", ") != std::string::npos; }

  Bench bench_;
  std::string cdr_, main_;
};

TEST_F(EndOfCallTest, HasAWordForEachReason) {
  std::set<std::string_view> words, texts;
  for (const EndReason reason : kReasons) {
    words.insert(termination_word(reason));
    texts.insert(to_string(reason));
  }
  EXPECT_EQ(words.size(), std::size(kReasons));
  EXPECT_EQ(texts.size(), std::size(kReasons));
}

TEST_F(EndOfCallTest, RecordsTheCall) {
  EXPECT_TRUE(record().starts_with("ci=c, created_from=192.0.2.250:40000, last_signal="));
  EXPECT_TRUE(says("tos=0"));
}

TEST_F(EndOfCallTest, RecordsBothParties) {
  EXPECT_TRUE(says("ml0_local_tag=f"));
  EXPECT_TRUE(says("ml0_local_tag_type=FROM_TAG"));
  EXPECT_TRUE(says("ml0_remote_tag=t"));
  EXPECT_TRUE(says("ml1_local_tag=t"));
  EXPECT_TRUE(says("ml1_local_tag_type=TO_TAG"));
  EXPECT_TRUE(says("ml1_termination=REGULAR"));
}

TEST_F(EndOfCallTest, RecordsTimesToTheMicrosecond) {
  const std::int64_t start = bench_.party("t").created_wall();
  const auto end_of = [&](base::Time lasted) {
    const base::Time now =
        bench_.call().created() + (start - bench_.call().created_wall()) + lasted;
    return call_detail_record(bench_.call(), EndReason::deleted, now);
  };
  const auto text = [](std::int64_t us) {
    std::string digits = std::to_string(us % base::kSecond);
    digits.insert(0, 6 - digits.size(), '0');
    return std::to_string(us / base::kSecond) + "." + digits;
  };
  const std::string record = end_of(2 * base::kSecond + 7);
  EXPECT_NE(record.find("ml1_start_time=" + text(start) + ", "), std::string::npos) << record;
  EXPECT_NE(record.find("ml1_duration=2.000007, "), std::string::npos) << record;
  EXPECT_NE(end_of(-5).find("ml1_duration=0.000000, "), std::string::npos);
}

TEST_F(EndOfCallTest, RecordsEachStream) {
  bench_.deliver(bench_.port_for("f"), at("192.0.2.1", 4000), media::rtp_text(8));
  EXPECT_TRUE(says("payload_type=8"));
  EXPECT_TRUE(says("payload_type=unknown")) << "of the other side, which sent nothing";
  EXPECT_TRUE(says("ml0_midx1_rtp_endpoint_ip=192.0.2.1"));
  EXPECT_TRUE(says("ml0_midx1_rtp_endpoint_port=4000"));
  EXPECT_TRUE(says("ml0_midx1_rtp_local_relay_port=" + std::to_string(bench_.port_for("f").port)));
  EXPECT_TRUE(says("ml0_midx1_rtp_relayed_packets=1"));
  EXPECT_TRUE(says("ml0_midx1_rtp_relayed_bytes=17"));
  EXPECT_TRUE(says("ml0_midx1_rtcp_relayed_packets=0"));
  EXPECT_TRUE(says("ml1_midx1_rtp_endpoint_ip=192.0.2.2"));
}

TEST_F(EndOfCallTest, KeepsWhatClientsChoseFromLookingLikeARecord) {
  const std::string id = "c\"\\\n";
  bench_.command(
      "offer", {{"call-id", id}, {"from-tag", "f, tos=1, \x01"}, {"sdp", body("192.0.2.1", 4000)}});
  const std::string text = call_detail_record(bench_.call(id), EndReason::deleted, bench_.now);
  EXPECT_TRUE(text.starts_with(R"(ci=c\"\\\n, created_from=)")) << text;
  EXPECT_NE(text.find(R"(, ml0_local_tag=f\x2c tos=1\x2c \x01, )"), std::string::npos) << text;
  EXPECT_EQ(text.find('\n'), std::string::npos);
}

TEST_F(EndOfCallTest, TakesMediaWithoutPorts) {
  bench_.party("f").media(0).switch_off();
  EXPECT_TRUE(says("ml0_midx1_rtp_local_relay_port=0"));
}

TEST_F(EndOfCallTest, LogsRecordAndStatisticsWhereTheyAreWanted) {
  base::log::Settings settings;
  settings.facility_cdr = 3 << 3;
  catch_lines(settings);
  bench_.deliver(bench_.port_for("f"), at("192.0.2.1", 4000), media::rtp_text(0, 1, 0xabcd));
  log_end_of_call(bench_.call(), EndReason::timeout, bench_.now);
  EXPECT_NE(cdr_.find("ml0_termination=TIMEOUT"), std::string::npos);
  EXPECT_NE(main_.find("Call timed out without packets. Final packet stats:"), std::string::npos);
  EXPECT_NE(main_.find("<> 192.0.2.1:4000, SSRC abcd, 1 p, 17 b, 0 e"), std::string::npos) << main_;
}

TEST_F(EndOfCallTest, LogsTheQualityOfRtp) {
  catch_lines({});
  for (const std::uint16_t sequence : {1, 2, 4}) {
    bench_.deliver(bench_.port_for("f"), at("192.0.2.1", 4000), media::rtp_text(0, sequence));
  }
  log_end_of_call(bench_.call(), EndReason::deleted, bench_.now);
  EXPECT_NE(main_.find("SSRC 1234, 3 p, 51 b, 0 e, before us: 1 lost (25.00%), 0 twice, 0 late, "),
            std::string::npos)
      << main_;
  EXPECT_NE(main_.find("SSRC 0, 0 p, 0 b, 0 e\n"), std::string::npos) << main_;
}

TEST_F(EndOfCallTest, SaysThatASideWithoutAnEndpointHasNone) {
  bench_.command("offer", {{"call-id", "d"}, {"from-tag", "f"}, {"sdp", body("192.0.2.1", 4000)}});
  catch_lines({});
  log_end_of_call(bench_.call("d"), EndReason::offer_timeout, bench_.now);
  EXPECT_NE(main_.find(" <> unknown, SSRC 0, 0 p"), std::string::npos) << main_;
  EXPECT_NE(main_.find(" <> unknown (RTCP), SSRC 0, 0 p"), std::string::npos) << main_;
  EXPECT_EQ(main_.find(":0,"), std::string::npos) << main_;
}

TEST_F(EndOfCallTest, LogsNothingWhereNothingIsWanted) {
  base::log::Settings settings;
  settings.level = LogLevel::notice;
  catch_lines(settings);
  log_end_of_call(bench_.call(), EndReason::timeout, bench_.now);
  EXPECT_EQ(cdr_ + main_, "");
}

TEST_F(EndOfCallTest, CountsWhatTheKernelForwardedLast) {
  base::log::Settings settings;
  settings.facility_cdr = 3 << 3;
  bench_.deliver(bench_.port_for("f"), at("192.0.2.1", 4000), media::rtp_text(0));
  bench_.deliver(bench_.port_for("t"), at("192.0.2.2", 5000), media::rtp_text(0));
  bench_.table.add_traffic(bench_.port_for("f"), 100, 17200);
  catch_lines(settings);
  bench_.calls->end(bench_.call(), EndReason::shutdown);
  EXPECT_NE(cdr_.find("ml0_midx1_rtp_relayed_packets=101"), std::string::npos) << cdr_;
}

}  // namespace
}  // namespace rtpengine::call
