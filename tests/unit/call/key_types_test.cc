// SPDX-License-Identifier: GPL-3.0-or-later
#include "call/key_types.h"

#include <gtest/gtest.h>

#include <rtpengine/value_view.h>

#include "tests/unit/call/arguments.h"
#include "tests/unit/loop/captured_log.h"

namespace rtpengine::call {
namespace {

TEST(KeyTypesTest, FindsWhatIsOfTheTypeAndLogsWhatIsNot) {
  loop::CapturedLog log;
  Arguments arguments{{"text", "t"}};
  arguments.list("list", {"a"}).number("number", 5);
  EXPECT_EQ(find_text(arguments.value(), "text"), "t");
  EXPECT_EQ(find_text(arguments.value(), "missing"), "");
  EXPECT_NE(find_typed(arguments.value(), "list", ValueType::list), nullptr);
  EXPECT_EQ(log.take(), "");
  EXPECT_EQ(find_text(arguments.value(), "list"), "");
  EXPECT_EQ(find_text(arguments.value(), "number"), "");
  EXPECT_EQ(find_typed(arguments.value(), "text", ValueType::list), nullptr);
  EXPECT_EQ(find_typed(arguments.value(), "text", ValueType::dictionary), nullptr);
  EXPECT_EQ(log.take(),
            "INFO: 'list' is not a string, ignored\n"
            "INFO: 'number' is not a string, ignored\n"
            "INFO: 'text' is not a list, ignored\n"
            "INFO: 'text' is not a dictionary, ignored\n");
}

TEST(KeyTypesTest, WhatChoosesACallOrPartyIsAText) {
  EXPECT_TRUE(check_choosing_keys(Arguments{{"call-id", ""}, {"from-tag", "f"}}.value()));
  for (const char* key : {"call-id", "from-tag", "to-tag", "via-branch", "label", "address"}) {
    Arguments list;
    list.list(key, {"a"});
    Arguments number;
    number.number(key, 1);
    for (const Arguments* arguments : {&list, &number}) {
      const auto checked = check_choosing_keys(arguments->value());
      ASSERT_FALSE(checked) << key;
      EXPECT_EQ(checked.error(),
                "Wrong type of key \"" + std::string(key) + "\": a string is expected");
    }
  }
}

TEST(KeyTypesTest, WhatChoosesACallOrPartyHasALimit) {
  const std::string longest(kMaxChoosingText, 'x');
  const std::string longer = longest + 'x';
  for (const char* key : {"call-id", "from-tag", "to-tag", "via-branch", "label", "address"}) {
    EXPECT_TRUE(check_choosing_keys(Arguments{{key, longest}}.value())) << key;
    const auto checked = check_choosing_keys(Arguments{{key, longer}}.value());
    ASSERT_FALSE(checked) << key;
    EXPECT_EQ(checked.error(),
              "Key \"" + std::string(key) + "\" is too long (1025 bytes, 1024 are allowed)");
  }
}

}  // namespace
}  // namespace rtpengine::call
