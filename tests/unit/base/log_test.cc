// SPDX-License-Identifier: GPL-3.0-or-later
//
// Tests of logging: what is written, and when.
#include "base/log.h"

#include <errno.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <syslog.h>
#include <unistd.h>

#include <mutex>
#include <string>
#include <thread>
#include <vector>

namespace rtpengine::base::log {
namespace {

/// Collects the lines, and leaves logging as it was.
class LogTest : public testing::Test {
 protected:
  LogTest() : before_(settings()) {
    Settings plain;
    plain.to_stderr = true;
    plain.timestamps = false;
    configure(plain);
    set_sink([this](LogLevel, Channel, std::string_view line) {
      const std::lock_guard lock(mutex_);
      lines_.emplace_back(line);
    });
  }
  ~LogTest() override {
    set_sink(nullptr);
    configure(before_);
  }

  using Lines = std::vector<std::string>;

  const Settings before_;
  std::mutex mutex_;
  Lines lines_;
};

TEST_F(LogTest, WritesWhatIsFormatted) {
  LOG(notice, "%d of %s", 3, "these");
  EXPECT_EQ(lines_, Lines{"NOTICE: 3 of these"});
}

TEST_F(LogTest, WritesLongLinesWhole) {
  const std::string text(5000, 'x');
  LOG(info, "%s", text.c_str());
  EXPECT_EQ(lines_, Lines{"INFO: " + text});
}

TEST_F(LogTest, LeavesOutLinesBelowItsLevelWithoutEvaluatingThem) {
  int evaluated = 0;
  LOG(debug, "%d", ++evaluated);
  EXPECT_TRUE(lines_.empty());
  EXPECT_EQ(evaluated, 0);
  set_level(LogLevel::debug);
  LOG(debug, "%d", ++evaluated);
  EXPECT_EQ(lines_, Lines{"DEBUG: 1"});
  EXPECT_EQ(level(), LogLevel::debug);
}

TEST_F(LogTest, WriteTextTakesTheTextAsItIs) {
  write_text(LogLevel::info, "100 %s");
  write_text(LogLevel::debug, "not this");
  EXPECT_EQ(lines_, Lines{"INFO: 100 %s"});
}

TEST_F(LogTest, WritesOtherChannelsOnlyWhenTheyHaveAFacility) {
  LOG_CHANNEL(cdr, info, "ci=%s", "a");
  Settings settings = log::settings();
  settings.level = LogLevel::error;
  settings.facility_cdr = LOG_LOCAL1;
  configure(settings);
  LOG_CHANNEL(cdr, info, "ci=%s", "b");
  LOG_CHANNEL(dtmf, info, "%s", "c");
  EXPECT_EQ(lines_, Lines{"ci=b"});
}

TEST_F(LogTest, PutsTheCallIdOfTheInnermostScopeInFront) {
  {
    const CallScope outer("outer");
    LOG(info, "1");
    {
      const CallScope inner("inner", "label");
      LOG(info, "2");
    }
    LOG(info, "3");
  }
  LOG(info, "4");
  EXPECT_EQ(lines_, (Lines{"INFO: [outer] 1", "INFO: [inner label \"label\"] 2", "INFO: [outer] 3",
                           "INFO: 4"}));
}

TEST_F(LogTest, ScopesAreOfTheirThread) {
  const CallScope scope("here");
  std::thread([] { LOG(info, "there"); }).join();
  EXPECT_EQ(lines_, Lines{"INFO: there"});
}

TEST_F(LogTest, PutsMarksAroundPrivateData) {
  Settings settings = log::settings();
  settings.mark_prefix = "<<";
  settings.mark_suffix = ">>";
  configure(settings);
  EXPECT_EQ(marked("192.0.2.1"), "<<192.0.2.1>>");
}

TEST_F(LogTest, TakesSoMuchOfAWordAsALineNeeds) {
  const std::string enough(64, 'x');
  EXPECT_EQ(excerpt(enough), enough);
  EXPECT_EQ(excerpt(enough + 'x'), enough + "...");
  EXPECT_EQ(excerpt(std::string(63, 'x') + "\xc3\xa4"), std::string(63, 'x') + "...");
}

TEST_F(LogTest, KeepsErrno) {
  errno = ENOENT;
  LOG(info, "%m");
  EXPECT_EQ(errno, ENOENT);
  EXPECT_EQ(lines_, Lines{"INFO: No such file or directory"});
}

TEST_F(LogTest, CutsLinesAtTheConfiguredLength) {
  Settings settings = log::settings();
  settings.max_line = 20;
  configure(settings);
  LOG(info, "%s", std::string(100, 'x').c_str());
  EXPECT_EQ(lines_.at(0).size(), 20u);
}

TEST_F(LogTest, LinesToSyslogAreShortUnlessConfigured) {
  Settings settings = log::settings();
  settings.to_stderr = false;
  configure(settings);
  LOG(info, "%s", std::string(1000, 'x').c_str());
  EXPECT_EQ(lines_.at(0).size(), 500u);
}

TEST_F(LogTest, LinesThatProgramsReadAreNeverCut) {
  Settings settings = log::settings();
  settings.facility_cdr = LOG_LOCAL1;
  settings.max_line = 20;
  configure(settings);
  const std::string text(100, 'x');
  LOG_CHANNEL(cdr, info, "%s", text.c_str());
  settings.to_stderr = false;
  settings.max_line = 0;
  configure(settings);
  const std::string long_text(5000, 'x');
  LOG_CHANNEL(cdr, info, "%s", long_text.c_str());
  EXPECT_EQ(lines_, (Lines{text, long_text}));
}

TEST_F(LogTest, WritesLinesToStderrWithATimeStamp) {
  set_sink(nullptr);
  Settings settings = log::settings();
  settings.timestamps = true;
  configure(settings);
  testing::internal::CaptureStderr();
  LOG(info, "hello");
  const std::string text = testing::internal::GetCapturedStderr();
  EXPECT_THAT(text, testing::MatchesRegex("\\[[0-9]+\\.[0-9]{6}\\] INFO: hello\n"));
}

TEST_F(LogTest, ThreadsMayLogWhileSettingsChange) {
  std::vector<std::thread> threads;
  for (int t = 0; t < 3; ++t) {
    threads.emplace_back([] {
      for (int i = 0; i < 200; ++i) LOG(info, "%d", i);
    });
  }
  Settings settings = log::settings();
  for (int i = 0; i < 50; ++i) {
    settings.parsable = i % 2 == 0;
    configure(settings);
  }
  for (std::thread& thread : threads) thread.join();
  EXPECT_EQ(lines_.size(), 600u);
}

TEST_F(LogTest, SaysHowManyLinesWereLeftOut) {
  RateLimit limit(1);
  unsigned suppressed = 0;
  const Time earlier = monotonic_now() - 10 * kSecond;
  limit.allow(earlier, &suppressed);
  limit.allow(earlier, &suppressed);
  limit.allow(earlier, &suppressed);
  write_limited(limit, LogLevel::info, "a %s", "line");
  EXPECT_EQ(lines_, Lines{"INFO: a line (2 more like this left out)"});
}

TEST_F(LogTest, LeavesOutLinesBeyondTheLimit) {
  RateLimit limit(1);
  unsigned suppressed = 0;
  limit.allow(monotonic_now() + 3600 * kSecond, &suppressed);
  write_limited(limit, LogLevel::info, "a line");
  EXPECT_TRUE(lines_.empty());
}

TEST_F(LogTest, TellsAtTheEndWhatWasLeftOut) {
  RateLimit limit(1);
  unsigned suppressed = 0;
  limit.allow(monotonic_now() + 3600 * kSecond, &suppressed);
  {
    const CallScope scope("c", "caller");
    for (int i = 0; i < 3; ++i) write_limited(limit, LogLevel::info, "line %d", i);
  }
  EXPECT_TRUE(lines_.empty());
  tell_left_out();
  EXPECT_EQ(lines_, Lines{"INFO: [c label \"caller\"] line 0 (2 more like this left out)"});
  tell_left_out();
  EXPECT_EQ(lines_.size(), 1u) << "told once";
}

TEST_F(LogTest, ALimitThatGoesTellsWhatItLeftOut) {
  {
    RateLimit limit(1);
    unsigned suppressed = 0;
    limit.allow(monotonic_now() + 3600 * kSecond, &suppressed);
    write_limited(limit, LogLevel::info, "the only line");
  }
  EXPECT_EQ(lines_, Lines{"INFO: the only line"});
  tell_left_out();
  EXPECT_EQ(lines_.size(), 1u);
}

TEST_F(LogTest, WhatALaterLineToldIsNotToldAgain) {
  RateLimit limit(1);
  unsigned suppressed = 0;
  const Time earlier = monotonic_now() - 10 * kSecond;
  limit.allow(earlier, &suppressed);
  limit.allow(earlier, &suppressed);
  write_limited(limit, LogLevel::info, "a line");
  tell_left_out();
  EXPECT_EQ(lines_, Lines{"INFO: a line (1 more like this left out)"});
}

TEST_F(LogTest, LimitsCanBeSwitchedOff) {
  Settings unlimited = log::settings();
  unlimited.rate_limits = false;
  configure(unlimited);
  RateLimit limit(1);
  for (int i = 0; i < 10; ++i) write_limited(limit, LogLevel::info, "a line");
  EXPECT_EQ(lines_.size(), 10u);
}

TEST(RateLimit, StartsAfreshEachSecond) {
  RateLimit limit(1);
  unsigned suppressed = 0;
  const Time start = 1000 * kSecond;
  EXPECT_TRUE(limit.allow(start, &suppressed));
  EXPECT_FALSE(limit.allow(start + 1, &suppressed));
  EXPECT_FALSE(limit.allow(start + kSecond - 1, &suppressed));
  EXPECT_TRUE(limit.allow(start + kSecond, &suppressed));
  EXPECT_EQ(suppressed, 2u);
  EXPECT_FALSE(limit.allow(start + kSecond, &suppressed));
  EXPECT_TRUE(limit.allow(start + 3 * kSecond, &suppressed));
  EXPECT_EQ(suppressed, 1u);
  EXPECT_TRUE(limit.allow(start + 4 * kSecond, &suppressed));
  EXPECT_EQ(suppressed, 0u);
}

TEST_F(LogTest, EachLimitedPlaceHasALimitOfItsOwn) {
  for (int i = 0; i < 20; ++i) LOG_LIMITED(info, "first place");
  for (int i = 0; i < 20; ++i) LOG_LIMITED(info, "second place");
  const auto count = [&](std::string_view text) {
    std::size_t n = 0;
    for (const std::string& line : lines_) n += line.find(text) != std::string::npos ? 1 : 0;
    return n;
  };
  EXPECT_GE(count("first place"), 5u);
  EXPECT_LT(count("first place"), 20u);
  EXPECT_GE(count("second place"), 5u);
}

}  // namespace
}  // namespace rtpengine::base::log
