// SPDX-License-Identifier: GPL-3.0-or-later
#include "call/report_watch.h"

#include "tests/unit/base/move_state.h"
#include "tests/unit/call/relay_fixture.h"
#include "tests/unit/call/rtcp_texts.h"

namespace rtpengine::call {
namespace {

using media::operator+;

class ReportWatchTest : public RelayTest {
 protected:
  ReportWatchTest() { set_up(); }
  void rtcp_from_f(const std::string& data) {
    sent(bench_.rtcp_port_for("f"), at("192.0.2.1", 4001), data);
  }
  void rtcp_from_t(const std::string& data) {
    sent(bench_.rtcp_port_for("t"), at("192.0.2.2", 5001), data);
  }
  const KeptReports* of_t() { return media("t").report_watch().kept(); }
};

TEST_F(ReportWatchTest, HasNothingWithoutReports) {
  rtcp_from_t(media::rtcp_text());
  EXPECT_EQ(of_t(), nullptr);
}

TEST_F(ReportWatchTest, KeepsWhatAReceiverSaysAndWhatWasBefore) {
  for (const std::uint16_t sequence : {1, 2, 3, 5}) from_f(media::rtp_text(0, sequence));
  rtcp_from_t(receiver_report({.lost = 2, .jitter = 80}));
  ASSERT_NE(of_t(), nullptr);
  EXPECT_EQ(of_t()->count, 1u);
  EXPECT_EQ(of_t()->last_report, bench_.now);
  EXPECT_EQ(of_t()->reports.lost(), 2u);
  EXPECT_EQ(of_t()->sent, 4u);
  EXPECT_EQ(of_t()->lost_before, 1);
  EXPECT_EQ(of_t()->jitter, 10 * base::kMillisecond);
  EXPECT_EQ(of_t()->round_trip, -1);
  EXPECT_EQ(media("f").report_watch().kept(), nullptr) << "f said nothing";
}

TEST_F(ReportWatchTest, ReadsBlocksOfSenderReportsInCompoundPackets) {
  from_f(media::rtp_text(0, 1, 2));
  rtcp_from_t(text_of(media::sender_report() + media::cname()));
  ASSERT_NE(of_t(), nullptr);
  EXPECT_EQ(of_t()->count, 1u);
}

TEST_F(ReportWatchTest, IgnoresSourcesThatTheReceiverWasNeverSent) {
  rtcp_from_t(receiver_report({.lost = 2}));
  EXPECT_EQ(of_t(), nullptr) << "it was sent nothing at all";
  from_f(media::rtp_text(0));
  from_t(media::rtp_text(0, 1, 0x5678));
  rtcp_from_t(receiver_report({.lost = 0x7fffff, .ssrc = 0x9999}));
  rtcp_from_t(receiver_report({.lost = 0x7fffff, .ssrc = 0x5678}));
  EXPECT_EQ(of_t(), nullptr) << "invented, and its own";
  rtcp_from_t(text_of(media::rtcp_packet(
      201, 2, {1, 0x1234, 2, 1000, 80, 0, 0, 0x9999, 0x7fffff, 1000, 8000, 0, 0})));
  ASSERT_NE(of_t(), nullptr);
  EXPECT_EQ(of_t()->count, 1u);
  EXPECT_EQ(of_t()->reports.lost(), 2u);
  EXPECT_EQ(of_t()->jitter, 10 * base::kMillisecond);
  rtcp_from_t(receiver_report({.lost = 0x7fffff, .ssrc = 0x9999}));
  EXPECT_EQ(of_t()->count, 1u);
}

TEST_F(ReportWatchTest, MeasuresTheWayToTheReceiverAndBack) {
  from_f(media::rtp_text(0));
  rtcp_from_f(sender_report(0xaaaa1111, 0x2222bbbb));
  bench_.now += 1150 * base::kMillisecond;
  rtcp_from_t(receiver_report({.last_sr = 0x11112222, .delay = 65536}));
  EXPECT_EQ(of_t()->round_trip, 150 * base::kMillisecond);
  rtcp_from_t(receiver_report({.last_sr = 0x11112223, .delay = 6553}));
  EXPECT_EQ(of_t()->round_trip, 150 * base::kMillisecond) << "about another report";
  rtcp_from_t(receiver_report({.last_sr = 0x11112222, .delay = 2 * 65536}));
  EXPECT_EQ(of_t()->round_trip, 0) << "no time is negative";
}

TEST_F(ReportWatchTest, DoesNotKnowWhatWasLostBeforeIfTheKernelForwards) {
  talk();
  bench_.table.add_traffic(bench_.port_for("f"), 100, 17200);
  bench_.tick();
  rtcp_from_t(receiver_report({.lost = 2}));
  ASSERT_NE(of_t(), nullptr);
  EXPECT_EQ(of_t()->lost_before, -1);
  EXPECT_EQ(of_t()->sent, 101u);
}

TEST_F(ReportWatchTest, ReadsNothingThatIsEncrypted) {
  answer("a=crypto:1 AES_CM_128_HMAC_SHA1_80 inline:x\r\n");
  rtcp_from_t(receiver_report({.lost = 2}) + "index and tag.");
  EXPECT_EQ(of_t(), nullptr);
}

TEST_F(ReportWatchTest, MovesWithTheCall) {
  from_f(media::rtp_text(0));
  rtcp_from_t(receiver_report({.lost = 2, .jitter = 80}));
  ReportWatch moved(media("t"));
  base::move_state(const_cast<ReportWatch&>(media("t").report_watch()), moved);
  ASSERT_NE(moved.kept(), nullptr);
  EXPECT_EQ(moved.kept()->reports.lost(), 2u);
  EXPECT_EQ(moved.kept()->jitter, 10 * base::kMillisecond);
  EXPECT_EQ(moved.kept()->lost_before, of_t()->lost_before);
}

}  // namespace
}  // namespace rtpengine::call
