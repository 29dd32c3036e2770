// SPDX-License-Identifier: GPL-3.0-or-later
//
// Texts of option values: what each type takes and refuses, and what the refusal says.
#include "plugin/option_check.h"

#include <gtest/gtest.h>

#include <string>

namespace rtpengine::plugin {
namespace {

OptionSpec spec_of(OptionType type) {
  OptionSpec spec{};
  spec.name = "option";
  spec.type = type;
  return spec;
}

std::string refusal(OptionType type, std::string_view text) {
  const auto checked = check_option_value(spec_of(type), text);
  return checked ? "accepted" : checked.error();
}

TEST(ParseFlag, KnowsTheWordsInAnyCase) {
  for (const char* word : {"true", "yes", "on", "True", "YES", "oN"}) {
    ASSERT_TRUE(parse_flag(word)) << word;
    EXPECT_TRUE(*parse_flag(word)) << word;
  }
  for (const char* word : {"false", "no", "off", "FALSE"}) {
    ASSERT_TRUE(parse_flag(word)) << word;
    EXPECT_FALSE(*parse_flag(word)) << word;
  }
}

TEST(ParseFlag, RefusesOtherWords) {
  for (const char* word : {"", "1", "0", "y", "truee", "tru", " true"}) {
    EXPECT_FALSE(parse_flag(word)) << word;
  }
  EXPECT_EQ(parse_flag("maybe").error(), "'maybe' is not one of true, yes, on, false, no, off");
}

TEST(ParseInteger, TakesTheWholeRange) {
  EXPECT_EQ(*parse_integer("0"), 0);
  EXPECT_EQ(*parse_integer("-1"), -1);
  EXPECT_EQ(*parse_integer("9223372036854775807"), INT64_MAX);
  EXPECT_EQ(*parse_integer("-9223372036854775808"), INT64_MIN);
}

TEST(ParseInteger, RefusesWhatIsNotOne) {
  for (const char* text : {"", "-", "+1", "1 ", " 1", "1.0", "0x10", "ten", "1e3"}) {
    EXPECT_FALSE(parse_integer(text)) << text;
  }
  EXPECT_EQ(parse_integer("6o").error(), "'6o' is not an integer");
  EXPECT_EQ(parse_integer("9223372036854775808").error(),
            "'9223372036854775808' is out of range for an integer");
}

TEST(ParseDecimal, TakesNumbersWithAndWithoutFraction) {
  EXPECT_DOUBLE_EQ(*parse_decimal("2"), 2.0);
  EXPECT_DOUBLE_EQ(*parse_decimal("-0.25"), -0.25);
  EXPECT_DOUBLE_EQ(*parse_decimal("95.5"), 95.5);
}

TEST(ParseDecimal, RefusesWhatIsNotOne) {
  for (const char* text : {"", "-", ".", ".5", "5.", "1,5", "nan", "inf", "-inf", "1e5", "1.2.3"}) {
    EXPECT_FALSE(parse_decimal(text)) << text;
  }
  EXPECT_FALSE(parse_decimal(std::string(400, '9')));
}

TEST(ParseDuration, KnowsTheUnits) {
  EXPECT_EQ(*parse_duration("30"), 30'000'000);
  EXPECT_EQ(*parse_duration("60s"), 60'000'000);
  EXPECT_EQ(*parse_duration("500ms"), 500'000);
  EXPECT_EQ(*parse_duration("5m"), 300'000'000);
  EXPECT_EQ(*parse_duration("1h"), 3'600'000'000);
  EXPECT_EQ(*parse_duration("0"), 0);
}

TEST(ParseDuration, TakesAFraction) {
  EXPECT_EQ(*parse_duration("1.5"), 1'500'000);
  EXPECT_EQ(*parse_duration("0.5h"), 1'800'000'000);
  EXPECT_EQ(*parse_duration("1.000001s"), 1'000'001);
}

TEST(ParseDuration, RefusesWhatIsNotOne) {
  for (const char* text :
       {"", "s", "ms", "-1", "+1", "1d", "1 s", "1.s", ".5", "1.0000001", "1sm"}) {
    EXPECT_FALSE(parse_duration(text)) << text;
  }
  EXPECT_EQ(parse_duration("6o").error(),
            "'6o' is not a duration (a number of seconds, or with suffix ms, s, m or h)");
}

TEST(ParseDuration, RefusesWhatOverflows) {
  EXPECT_TRUE(parse_duration("2562047787h"));
  EXPECT_FALSE(parse_duration("2562047788h"));
  EXPECT_FALSE(parse_duration("9223372036855s"));
  EXPECT_EQ(parse_duration("99999999999999999999").error(),
            "'99999999999999999999' is out of range for a duration");
}

TEST(CheckEndpoint, TakesPortsAddressesAndNames) {
  for (const char* text : {"2223", "127.0.0.1:2223", "[::1]:2223", "[fe80::1%eth0]:1",
                           "media.example.org:65535", "localhost:9", "redis_1:6379"}) {
    const auto checked = check_endpoint(text);
    EXPECT_TRUE(checked) << text << ": " << checked.error();
  }
}

TEST(CheckEndpoint, SaysWhatIsWrong) {
  EXPECT_EQ(check_endpoint("127.0.0.1:0").error(),
            "'0' in '127.0.0.1:0' is not a port (1 to 65535)");
  EXPECT_EQ(check_endpoint("65536").error(), "'65536' in '65536' is not a port (1 to 65535)");
  EXPECT_EQ(check_endpoint("127.0.0.256:1").error(),
            "'127.0.0.256' in '127.0.0.256:1' is not an address");
  EXPECT_EQ(check_endpoint("::1:22").error(),
            "'::1:22' is not an endpoint: write [IPv6 address]:port");
  EXPECT_EQ(check_endpoint("[::1").error(), "'[::1' is not an endpoint: ']' is missing");
  EXPECT_EQ(check_endpoint("[::1]").error(),
            "'[::1]' is not an endpoint: ':port' is missing after ']'");
  EXPECT_EQ(check_endpoint("[127.0.0.1]:1").error(), "'127.0.0.1' is not an IPv6 address");
}

TEST(CheckEndpoint, RefusesOddForms) {
  for (const char* text : {"", ":", ":1", "a:", "a..b:1", ".a:1", "a b:1", "[]:1", "[::1%]:1",
                           "[::1]1", "host:12a", "host:-1", "host:+1"}) {
    EXPECT_FALSE(check_endpoint(text)) << text;
  }
  EXPECT_FALSE(check_endpoint(std::string(64, 'a') + ":1"));
}

TEST(CheckOptionValue, UsesTheTypeOfTheTable) {
  EXPECT_EQ(refusal(OptionType::flag, "on"), "accepted");
  EXPECT_EQ(refusal(OptionType::integer, "-5"), "accepted");
  EXPECT_EQ(refusal(OptionType::decimal, "0.5"), "accepted");
  EXPECT_EQ(refusal(OptionType::text, ""), "accepted");
  EXPECT_EQ(refusal(OptionType::endpoint, "22222"), "accepted");
  EXPECT_EQ(refusal(OptionType::seconds, "5m"), "accepted");
  EXPECT_EQ(refusal(OptionType::integer, "many"), "'many' is not an integer");
  EXPECT_EQ(refusal(static_cast<OptionType>(77), "x"),
            "the option has a type that this version does not know");
}

TEST(CheckOptionValue, RefusesZeroBytesAndQuotesSafely) {
  EXPECT_EQ(refusal(OptionType::text, std::string_view("a\0b", 3)), "'a?b' contains a zero byte");
  EXPECT_EQ(refusal(OptionType::integer, "a\nb"), "'a?b' is not an integer");
  EXPECT_EQ(refusal(OptionType::integer, std::string(100, 'x')),
            "'" + std::string(80, 'x') + "...' is not an integer");
}

TEST(OptionTypeName, NamesEachType) {
  EXPECT_EQ(option_type_name(OptionType::seconds), "seconds");
  EXPECT_EQ(option_type_name(static_cast<OptionType>(77)), "unknown");
}

}  // namespace
}  // namespace rtpengine::plugin
