// SPDX-License-Identifier: GPL-3.0-or-later
//
// Tests of choosing the kernel table.
#include "kernel/make_table.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "kernel/fake_table.h"
#include "table_entries.h"

namespace rtpengine::kernel {
namespace {

using testing::HasSubstr;
using testing::Not;
using Kind = TableChoice::Kind;
using Maker = TableBackEnds::Maker;

Maker fake() { return std::unique_ptr<media::KernelTable>(std::make_unique<FakeTable>()); }

/// The module is there; asked for a table it notes the number.
TableBackEnds with_module(unsigned* number = nullptr) {
  TableBackEnds back_ends;
  back_ends.module = [number](unsigned asked) {
    if (number != nullptr) *number = asked;
    return fake();
  };
  return back_ends;
}

TableBackEnds without_permission() {
  TableBackEnds back_ends;
  back_ends.module = [](unsigned) -> Maker { return base::Error{"the module is not loaded"}; };
  back_ends.named["ebpf"] = []() -> Maker { return base::Error{"not permitted"}; };
  return back_ends;
}

TableChoice choice(std::string_view text) {
  const auto parsed = TableChoice::parse(text);
  EXPECT_TRUE(parsed) << text;
  return parsed ? *parsed : TableChoice{};
}

SelectedTable select(std::string_view text, const TableBackEnds& back_ends) {
  auto selected = select_table(choice(text), false, back_ends);
  EXPECT_TRUE(selected);
  return std::move(*selected);
}

std::string refusal(std::string_view text, const TableBackEnds& back_ends) {
  const auto selected = select_table(choice(text), true, back_ends);
  EXPECT_FALSE(selected);
  return selected ? "" : selected.error();
}

TEST(TableChoice, knows_all_forms_of_the_option) {
  EXPECT_EQ(choice("auto"), (TableChoice{Kind::automatic, 0, {}}));
  EXPECT_EQ(choice("ebpf"), (TableChoice{Kind::named, 0, "ebpf"}));
  EXPECT_EQ(choice("a-table-2"), (TableChoice{Kind::named, 0, "a-table-2"}));
  EXPECT_EQ(choice("none"), (TableChoice{Kind::none, 0, {}}));
  EXPECT_EQ(choice("-1"), (TableChoice{Kind::none, 0, {}}));
  EXPECT_EQ(choice("-7"), (TableChoice{Kind::none, 0, {}}));
  EXPECT_EQ(choice("0"), (TableChoice{Kind::module, 0, {}}));
  EXPECT_EQ(choice("63"), (TableChoice{Kind::module, 63, {}}));
}

TEST(TableChoice, refuses_other_values_by_name) {
  for (const char* text :
       {"", "64", "1x", " 1", "AUTO", "-x", "a_b", "99999999999999999999", "--1"}) {
    const auto parsed = TableChoice::parse(text);
    ASSERT_FALSE(parsed) << text;
    EXPECT_THAT(parsed.error(), HasSubstr("'" + std::string(text) + "'"));
    EXPECT_THAT(parsed.error(), HasSubstr("0 to 63"));
  }
}

TEST(SelectTable, automatic_prefers_table_0_of_the_module) {
  unsigned number = 99;
  TableBackEnds back_ends = with_module(&number);
  back_ends.named["ebpf"] = []() -> Maker {
    ADD_FAILURE();
    return fake();
  };
  const SelectedTable selected = select("auto", back_ends);
  EXPECT_TRUE(selected.table->usable());
  EXPECT_EQ(number, 0u);
  EXPECT_THAT(selected.note, HasSubstr("fake"));
}

TEST(SelectTable, automatic_takes_ebpf_if_the_module_is_not_there) {
  TableBackEnds back_ends = without_permission();
  back_ends.named["ebpf"] = [] { return fake(); };
  const SelectedTable selected = select("auto", back_ends);
  EXPECT_TRUE(selected.table->usable());
  EXPECT_THAT(selected.note, HasSubstr("the module is not loaded"));
}

TEST(SelectTable, automatic_stays_in_user_space_and_says_why_twice) {
  const SelectedTable selected = select("auto", without_permission());
  EXPECT_FALSE(selected.table->usable());
  EXPECT_EQ(selected.level, LogLevel::info);
  EXPECT_THAT(selected.note, HasSubstr("the module is not loaded; not permitted"));
  EXPECT_EQ(selected.table->trouble(), "the module is not loaded; not permitted");
}

TEST(SelectTable, says_which_back_ends_are_missing) {
  const SelectedTable selected = select("auto", {});
  EXPECT_THAT(selected.note, HasSubstr("no back end for the tables of the kernel module"));
  EXPECT_THAT(selected.note, HasSubstr("no plugin that is loaded has a back end 'ebpf'"));
}

TEST(SelectTable, name_that_is_mistyped_is_answered_with_the_right_one) {
  EXPECT_THAT(select("ebfp", {}).note, HasSubstr("'ebfp'; did you mean 'ebpf'?"));
  EXPECT_THAT(select("non", {}).note, HasSubstr("did you mean 'none'?"));
  EXPECT_THAT(select("ebpf", {}).note, Not(HasSubstr("did you mean")));
  EXPECT_THAT(select("hardware", {}).note, Not(HasSubstr("did you mean")));
}

TEST(SelectTable, number_takes_that_table_of_the_module) {
  unsigned number = 0;
  EXPECT_TRUE(select("42", with_module(&number)).table->usable());
  EXPECT_EQ(number, 42u);
}

TEST(SelectTable, number_falls_back_to_user_space_with_a_warning) {
  TableBackEnds back_ends = without_permission();
  back_ends.named["ebpf"] = []() -> Maker {
    ADD_FAILURE() << "a number is of the module";
    return fake();
  };
  const SelectedTable selected = select("7", back_ends);
  EXPECT_FALSE(selected.table->usable());
  EXPECT_EQ(selected.level, LogLevel::warning);
  EXPECT_THAT(selected.note, HasSubstr("table: 7"));
}

TEST(SelectTable, ebpf_never_takes_the_module) {
  const SelectedTable selected = select("ebpf", with_module());
  EXPECT_FALSE(selected.table->usable());
  EXPECT_EQ(selected.level, LogLevel::warning);
}

TEST(SelectTable, a_name_takes_that_back_end) {
  TableBackEnds back_ends = without_permission();
  back_ends.named["mine"] = [] { return fake(); };
  const SelectedTable selected = select("mine", back_ends);
  EXPECT_TRUE(selected.table->usable());
  EXPECT_THAT(selected.note, HasSubstr("mine is configured"));
}

TEST(SelectTable, a_name_that_nobody_has_is_told_with_those_that_there_are) {
  TableBackEnds back_ends = without_permission();
  back_ends.named["mine"] = [] { return fake(); };
  const SelectedTable selected = select("mien", back_ends);
  EXPECT_FALSE(selected.table->usable());
  EXPECT_EQ(selected.level, LogLevel::warning);
  EXPECT_THAT(selected.note, HasSubstr("has a back end 'mien'; there are: ebpf, mine"));
  EXPECT_THAT(refusal("mien", back_ends), HasSubstr("no-fallback"));
}

/// A table that goes on without its daemon, with one entry left behind.
std::unique_ptr<FakeTable> surviving_table() {
  media::TableCapabilities capabilities = FakeTable().capabilities();
  capabilities.survives_us = true;
  auto table = std::make_unique<FakeTable>(capabilities);
  table->leave_behind(plain_entry(1));
  return table;
}

TEST(SelectTable, what_an_earlier_daemon_left_in_the_table_is_removed) {
  TableBackEnds back_ends;
  back_ends.module = [](unsigned) -> Maker {
    return std::unique_ptr<media::KernelTable>(surviving_table());
  };
  const SelectedTable selected = select("0", back_ends);
  EXPECT_TRUE(selected.table->usable());
  EXPECT_EQ(selected.table->size(), 0u);
}

TEST(SelectTable, a_table_that_cannot_be_emptied_is_not_used) {
  TableBackEnds back_ends;
  back_ends.module = [](unsigned) -> Maker {
    auto table = surviving_table();
    table->lose("gone already");
    return std::unique_ptr<media::KernelTable>(std::move(table));
  };
  const SelectedTable selected = select("0", back_ends);
  EXPECT_FALSE(selected.table->usable());
  EXPECT_THAT(selected.note, HasSubstr("gone already"));
}

TEST(SelectTable, none_asks_nobody) {
  const SelectedTable selected = select("none", with_module());
  EXPECT_FALSE(selected.table->usable());
  EXPECT_EQ(selected.level, LogLevel::info);
}

TEST(SelectTable, no_fallback_refuses_instead_of_falling_back) {
  EXPECT_THAT(refusal("7", without_permission()),
              testing::AllOf(HasSubstr("table: 7"), HasSubstr("the module is not loaded"),
                             HasSubstr("no-fallback")));
  EXPECT_THAT(refusal("0", {}), HasSubstr("this build has no back end"));
  EXPECT_THAT(refusal("auto", without_permission()), HasSubstr("not permitted"));
  EXPECT_THAT(refusal("ebpf", {}), HasSubstr("has a back end 'ebpf'"));
}

TEST(SelectTable, no_fallback_is_content_with_a_table_or_with_none_asked_for) {
  EXPECT_TRUE(select_table(choice("7"), true, with_module()));
  EXPECT_TRUE(select_table(choice("none"), true, {}));
}

TEST(MakeTable, gives_a_table_in_any_case_but_a_refusal) {
  auto table = make_table(choice("none"), false);
  ASSERT_TRUE(table);
  EXPECT_EQ((*table)->name(), "none");
  EXPECT_FALSE(make_table(choice("0"), true));
}

}  // namespace
}  // namespace rtpengine::kernel
