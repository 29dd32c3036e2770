// SPDX-License-Identifier: GPL-3.0-or-later
//
// Log lines of a plugin.
#include "plugin/log_service.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <deque>
#include <string>

#include "support.h"

namespace rtpengine::plugin {
namespace {

using testing::AllOf;
using testing::HasSubstr;
using testing::Not;

std::size_t count_of(const std::string& text, const std::string& part) {
  std::size_t count = 0;
  for (std::size_t at = text.find(part); at != std::string::npos; at = text.find(part, at + 1)) {
    ++count;
  }
  return count;
}

TEST(LogService, PutsThePluginsNameAndTheCallInFront) {
  LogService log("sample");
  CapturedLog captured;
  log.write(LogLevel::info, slice(""), slice("without a call"));
  log.write(LogLevel::info, slice("call-7"), slice("with a call"));
  EXPECT_THAT(captured.take(), AllOf(HasSubstr("sample: without a call\n"), HasSubstr("call-7"),
                                     HasSubstr("sample: with a call\n")));
}

TEST(LogService, KnowsTheLevel) {
  LogService log("sample");
  base::log::set_level(LogLevel::notice);
  EXPECT_EQ(log.enabled(LogLevel::notice), 1u);
  EXPECT_EQ(log.enabled(LogLevel::info), 0u);
  EXPECT_EQ(log.enabled(static_cast<LogLevel>(99)), 0u);
  base::log::configure({});
}

TEST(LogService, TakesTextsThatMeanNothing) {
  LogService log("sample");
  CapturedLog captured;
  log.write(LogLevel::info, Slice{nullptr, 5}, Slice{nullptr, 99});
  log.write(static_cast<LogLevel>(99), slice(""), slice("from the future"));
  log.write_limited(nullptr, LogLevel::info, Slice{nullptr, 0}, slice("without a key"));
  EXPECT_THAT(captured.take(),
              AllOf(HasSubstr("sample: from the future"), HasSubstr("sample: without a key")));
}

TEST(LogService, LimitsEachKeyOnItsOwn) {
  static constexpr const char* kFirst = "first";
  static constexpr const char* kSecond = "second";
  LogService log("sample");
  CapturedLog captured(RateLimits::on);
  for (int i = 0; i < 1000; ++i) log.write_limited(kFirst, LogLevel::info, {}, slice("line one"));
  log.write_limited(kSecond, LogLevel::info, {}, slice("line two"));
  const std::string text = captured.take();
  EXPECT_LT(count_of(text, "line one"), 100u);
  EXPECT_GE(count_of(text, "line one"), 1u);
  EXPECT_EQ(count_of(text, "line two"), 1u);
}

TEST(LogService, LimitsTogetherTheKeysBeyondItsTable) {
  LogService log("sample");
  CapturedLog captured(RateLimits::on);
  std::deque<std::string> keys(LogService::kMaxKeys, "key");
  for (const std::string& key : keys)
    log.write_limited(key.c_str(), LogLevel::info, {}, slice("a"));
  std::deque<std::string> more(1000, "key");
  for (const std::string& key : more) {
    log.write_limited(key.c_str(), LogLevel::info, {}, slice("beyond"));
  }
  const std::string text = captured.take();
  EXPECT_EQ(count_of(text, "sample: a\n"), LogService::kMaxKeys);
  EXPECT_LT(count_of(text, "sample: beyond"), 100u);
}

}  // namespace
}  // namespace rtpengine::plugin
