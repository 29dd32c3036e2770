// SPDX-License-Identifier: GPL-3.0-or-later
//
// Tests of the form of log lines.
#include "base/log_line.h"

#include <gtest/gtest.h>

namespace rtpengine::base::log {
namespace {

Line main_line(std::string_view message, std::string_view call_id = {}, std::string_view label = {},
               unsigned port = 0) {
  return {LogLevel::info, Channel::main, call_id, label, port, message, 0};
}

TEST(LogLine, CarriesLevelAndCallId) {
  EXPECT_EQ(format_line({}, main_line("hello"), 0), "INFO: hello");
  EXPECT_EQ(format_line({}, main_line("hello", "id@host"), 0), "INFO: [id@host] hello");
}

TEST(LogLine, CarriesLabelAndPort) {
  EXPECT_EQ(format_line({}, main_line("m", "id", "caller", 1234), 0),
            "INFO: [id label \"caller\" port  1234] m");
}

TEST(LogLine, HasAParsablePrefixOnRequest) {
  Settings settings;
  settings.parsable = true;
  EXPECT_EQ(format_line(settings, main_line("m", "id"), 0), "INFO: [ID=\"id\"] m");
  EXPECT_EQ(format_line(settings, main_line("m", "i\"d\\", "caller", 1234), 0),
            "INFO: [ID=\"i\\\"d\\\\\" label=\"caller\" port=\"1234\"] m");
}

TEST(LogLine, HasATimeStampIfThereIsATime) {
  Line line = main_line("m");
  line.time = 1700000000 * kSecond + 42;
  EXPECT_EQ(format_line({}, line, 0), "[1700000000.000042] INFO: m");
}

TEST(LogLine, NamesEachLevel) {
  std::string all;
  for (unsigned level = 0; level < 8; ++level) {
    Line line = main_line("");
    line.level = static_cast<LogLevel>(level);
    all += format_line({}, line, 0);
  }
  EXPECT_EQ(all, "EMERG: ALERT: CRIT: ERR: WARNING: NOTICE: INFO: DEBUG: ");
}

TEST(LogLine, LeavesTheOtherChannelsTheirOwnForm) {
  Line line = main_line("ci=id, ", "id");
  line.channel = Channel::cdr;
  EXPECT_EQ(format_line({}, line, 0), "ci=id, ");
  line.channel = Channel::rtcp;
  EXPECT_EQ(format_line({}, line, 0), "[id] ci=id, ");
}

TEST(LogLine, NetworkDataCannotForgeLinesOrReachATerminal) {
  const std::string text =
      format_line({}, main_line("x\r\n<0>forged\x1b[2J\x7f\xc2\x9b\xff\t", "id\nERR: forged"), 0);
  EXPECT_EQ(text, "INFO: [id\\nERR: forged] x\\r\\n<0>forged\\x1b[2J\\x7f\\u009b\\xff\\t");
}

TEST(LogLine, LeavesUtf8AsItIs) {
  EXPECT_EQ(format_line({}, main_line("\xc3\xa4\xe2\x82\xac"), 0), "INFO: \xc3\xa4\xe2\x82\xac");
}

TEST(LogLine, IsCutWithASignThatItWas) {
  EXPECT_EQ(format_line({}, main_line("0123456789"), 16), "INFO: 0123456789");
  EXPECT_EQ(format_line({}, main_line("0123456789a"), 16), "INFO: 0123456...");
  EXPECT_EQ(format_line({}, main_line("0123456\xc3\xa4\xc3\xa4\xc3\xa4"), 17), "INFO: 0123456...");
  EXPECT_EQ(format_line({}, main_line("0123456789"), 2), "IN");
}

TEST(LogLine, IsNeverLongerThanAllowed) {
  const std::string messages[] = {std::string(300, 'a'), std::string(300, '\n'),
                                  std::string(300, '\xff'), "\xf0\x9f\x98\x80\xf0\x9f\x98\x80"};
  const std::string id(300, 'i');
  const std::string label(300, 'l');
  Settings json;
  json.json = true;
  for (const std::string& message : messages) {
    for (std::size_t size = 100; size < 120; ++size) {
      const Line line = main_line(message, id, label, 5);
      EXPECT_LE(format_line({}, line, size).size(), size);
      EXPECT_LE(format_line(json, line, 2 * size).size(), 2 * size);
    }
  }
}

TEST(LogLine, HasABoundedPartOfALongCallIdOrLabel) {
  const std::string id(60000, 'i');
  const std::string label(60000, 'l');
  const Line line = main_line("m", id, label);
  const std::string shown(kMaxId, 'i');
  EXPECT_EQ(format_line({}, line, 0),
            "INFO: [" + shown + " label \"" + std::string(kMaxId, 'l') + "\"] m");
  Settings json;
  json.json = true;
  EXPECT_NE(format_line(json, line, 0).find("\"call_id\":\"" + shown + "\""), std::string::npos);
}

TEST(LogLine, IsAJsonObjectOnRequest) {
  Settings settings;
  settings.json = true;
  EXPECT_EQ(format_line(settings, main_line("say \"hi\"\n"), 0),
            R"({"level":"info","message":"say \"hi\"\n"})");
  Line line = main_line("m", "id\xff", "caller", 30000);
  line.channel = Channel::cdr;
  line.time = 5 * kSecond + 1;
  EXPECT_EQ(format_line(settings, line, 0),
            "{\"time\":5.000001,\"level\":\"info\",\"channel\":\"cdr\","
            "\"call_id\":\"id\xef\xbf\xbd\",\"label\":\"caller\",\"port\":30000,"
            "\"message\":\"m\"}");
}

TEST(LogLine, StaysAJsonObjectWhenItIsCut) {
  Settings settings;
  settings.json = true;
  EXPECT_EQ(format_line(settings, main_line("0123456789"), 40),
            R"({"level":"info","message":"0123456789"})");
  EXPECT_EQ(format_line(settings, main_line("0123456789"), 35),
            R"({"level":"info","message":"012345"})");
}

}  // namespace
}  // namespace rtpengine::base::log
