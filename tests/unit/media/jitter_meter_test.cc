// SPDX-License-Identifier: GPL-3.0-or-later
#include "media/jitter_meter.h"

#include <gtest/gtest.h>

#include <cmath>
#include <random>

#include "tests/unit/base/move_state.h"

namespace rtpengine::media {
namespace {

constexpr base::Time kMs = base::kMillisecond;

class JitterMeterTest : public testing::Test {
 protected:
  /// A packet whose time stamp is `media` after the start, and which arrives at `arrival`.
  void note(base::Time media, base::Time arrival, bool marker = false) {
    RtpHeader header;
    header.timestamp = start_ + std::uint32_t(std::int64_t(rate_) * media / base::kSecond);
    header.marker = marker;
    meter_.note(header, 1'000'000 + arrival, TickLength(rate_));
  }
  void stream(int from, int to, base::Time late = 0) {
    for (int i = from; i < to; ++i) note(i * 20 * kMs, i * 20 * kMs + late);
  }

  std::uint32_t rate_ = 8000;
  std::uint32_t start_ = 0xffffff00;  // wraps soon
  JitterMeter meter_;
};

TEST(TickLength, IsThatOfTheClock) {
  EXPECT_EQ(TickLength(8000).of(160), 20 * kMs);
  EXPECT_EQ(TickLength(8000).of(-160), -20 * kMs);
  EXPECT_EQ(TickLength(1000).of(20), 20 * kMs);
  for (const std::uint32_t rate : {11025u, 16000u, 44100u, 48000u, 90000u, 192000u}) {
    EXPECT_NEAR(double(TickLength(rate).of(std::int64_t{rate} * 60)), 60.0 * base::kSecond, 3000)
        << rate;
  }
}

TEST(TickLength, IsNothingWithoutAClock) {
  EXPECT_FALSE(TickLength());
  EXPECT_FALSE(TickLength(0));
  EXPECT_FALSE(TickLength(999));
}

TEST_F(JitterMeterTest, IsNothingForAnEvenStream) {
  stream(0, 100);
  EXPECT_EQ(meter_.samples(), 99u);
  EXPECT_EQ(meter_.now(), 0);
  EXPECT_EQ(meter_.highest(), 0);
}

TEST_F(JitterMeterTest, TakesASixteenthOfEachDifference) {
  note(0, 0);
  note(20 * kMs, 36 * kMs);
  EXPECT_EQ(meter_.now(), 1 * kMs);
  EXPECT_EQ(meter_.sum(), 1 * kMs);
  note(40 * kMs, 56 * kMs);
  EXPECT_NEAR(double(meter_.now()), 937.5, 1);
  EXPECT_EQ(meter_.highest(), 1 * kMs);
}

TEST_F(JitterMeterTest, IsTheAppendixsFigureAtEachClockRate) {
  for (const std::uint32_t rate : {8000u, 16000u, 48000u, 90000u}) {
    rate_ = rate;
    meter_ = JitterMeter();
    std::mt19937 random(1);
    std::normal_distribution<double> late(30000, 8000);
    double jitter = 0, before = 0;
    for (int i = 0; i < 5000; ++i) {
      const double now = std::max(0.0, late(random));
      note(i * 20 * kMs, i * 20 * kMs + base::Time(now));
      if (i != 0) jitter += (std::abs(now - before) - jitter) / 16;
      before = now;
    }
    EXPECT_NEAR(double(meter_.now()), jitter, 50) << rate;
    EXPECT_NEAR(double(meter_.sum()) / meter_.samples(), 8000 * 2 / std::sqrt(M_PI), 200) << rate;
  }
}

TEST_F(JitterMeterTest, CountsLatePacketsAsTheyArrive) {
  note(0, 0);
  note(40 * kMs, 40 * kMs);
  note(20 * kMs, 41 * kMs);
  EXPECT_NEAR(double(meter_.now()), 21000.0 / 16, 1);
}

TEST_F(JitterMeterTest, LooksAtTheFirstPacketOfATimeStampOnly) {
  stream(0, 10);
  for (int i = 0; i < 5; ++i) note(10 * 20 * kMs, (200 + 20 * i) * kMs);  // a telephone event
  stream(15, 25);
  EXPECT_EQ(meter_.highest(), 0);
}

TEST_F(JitterMeterTest, IsNotDisturbedByAPause) {
  stream(0, 10);
  note(5000 * kMs, 5000 * kMs, true);
  EXPECT_EQ(meter_.now(), 0);
  EXPECT_EQ(meter_.samples(), 10u);
}

TEST_F(JitterMeterTest, ForgivesAClockThatStoodStillInAPause) {
  stream(0, 10);
  note(200 * kMs, 700 * kMs, true);
  EXPECT_EQ(meter_.now(), 0);
  note(220 * kMs, 720 * kMs);
  EXPECT_EQ(meter_.now(), 0);
}

TEST_F(JitterMeterTest, CountsADelayThatIsNoPause) {
  stream(0, 10);
  note(200 * kMs, 700 * kMs);
  EXPECT_EQ(meter_.now(), 500 * kMs / 16);
}

TEST_F(JitterMeterTest, ForgivesAClockThatWasSet) {
  stream(0, 10);
  start_ += 0x12345678;
  stream(10, 20);
  EXPECT_EQ(meter_.highest(), 0);
}

TEST_F(JitterMeterTest, KeepsWhatItKnowsWhenTheClockRateChanges) {
  note(0, 0);
  note(20 * kMs, 36 * kMs);
  rate_ = 48000;
  note(40 * kMs, 56 * kMs);
  EXPECT_EQ(meter_.now(), 1 * kMs) << "there is nothing to compare with";
  note(60 * kMs, 76 * kMs);
  EXPECT_NEAR(double(meter_.now()), 937.5, 1);
}

TEST_F(JitterMeterTest, MeasuresNothingWithoutAClock) {
  rate_ = 0;
  stream(0, 10);
  EXPECT_EQ(meter_.samples(), 0u);
}

TEST_F(JitterMeterTest, BeginsAnewAfterAnInterruption) {
  stream(0, 10);
  meter_.interrupt();
  stream(10, 20, 900 * kMs);
  EXPECT_EQ(meter_.now(), 0);
}

TEST_F(JitterMeterTest, MovesWithAllItKnows) {
  note(0, 0);
  note(20 * kMs, 36 * kMs);
  JitterMeter moved;
  base::move_state(meter_, moved);
  meter_ = moved;
  EXPECT_EQ(meter_.samples(), 1u);
  note(40 * kMs, 56 * kMs);
  EXPECT_NEAR(double(meter_.now()), 937.5, 1);
  EXPECT_EQ(meter_.highest(), 1 * kMs);
}

}  // namespace
}  // namespace rtpengine::media
