// SPDX-License-Identifier: GPL-3.0-or-later
//
// Forms of arguments.
#include "app/command_line.h"

#include "support.h"

namespace rtpengine::app {
namespace {

using test::error_of;
using test::parse;

std::string text(const base::Result<Given>& given, const std::string& name, std::size_t index = 0) {
  if (!given) return "error: " + given.error();
  const auto found = given->find(name);
  if (found == given->end() || found->second.size() <= index) return "(none)";
  return found->second[index].text;
}

TEST(CommandLine, TakesAValueAfterEqualsSignOrAsNextArgument) {
  const auto given = parse({"--timeout=30", "--silent-timeout", "90", "-o45"});
  EXPECT_EQ(text(given, "timeout"), "45");
  EXPECT_EQ(text(given, "silent-timeout"), "90");
}

TEST(CommandLine, TakesNegativeNumbersAsValues) {
  EXPECT_EQ(text(parse({"-t", "-1"}), "table"), "-1");
  EXPECT_EQ(text(parse({"-t-1"}), "table"), "-1");
  EXPECT_EQ(text(parse({"--table", "-1"}), "table"), "-1");
  EXPECT_EQ(text(parse({"--max-sessions=-1"}), "max-sessions"), "-1");
}

TEST(CommandLine, TakesFlagsInABundle) {
  const auto given = parse({"-fEt", "0"});
  EXPECT_EQ(text(given, "foreground"), "true");
  EXPECT_EQ(text(given, "log-stderr"), "true");
  EXPECT_EQ(text(given, "table"), "0");
}

TEST(CommandLine, KeepsAllValuesOfAListInOrder) {
  const auto given = parse({"-i", "pub/192.0.2.1", "--interface=priv/10.0.0.1"});
  EXPECT_EQ(text(given, "interface", 0), "pub/192.0.2.1");
  EXPECT_EQ(text(given, "interface", 1), "priv/10.0.0.1");
}

TEST(CommandLine, KeepsTheLastValueOfWhatIsNoList) {
  const auto given = parse({"--tos=1", "--tos=2"});
  EXPECT_EQ(text(given, "tos"), "2");
  EXPECT_EQ(given->at("tos").size(), 1u);
}

TEST(CommandLine, LetsFlagsBeSwitchedOff) {
  EXPECT_EQ(text(parse({"--sip-source=no"}), "sip-source"), "false");
  EXPECT_EQ(text(parse({"--sip-source=yes"}), "sip-source"), "true");
  EXPECT_EQ(
      error_of(parse({"--sip-source=maybe"})),
      "command line: option --sip-source: 'maybe' is not one of true, yes, on, false, no, off");
}

TEST(CommandLine, RemembersWhereAValueCameFrom) {
  const auto given = parse({"--timeout=30", "-d", "5"});
  EXPECT_EQ(given->at("timeout").front().origin, "command line: --timeout");
  EXPECT_EQ(given->at("delete-delay").front().origin, "command line: -d");
}

TEST(CommandLine, NamesTheNearestOptionWhenOneIsUnknown) {
  EXPECT_EQ(error_of(parse({"--listen-nq=2223"})),
            "command line: unknown option --listen-nq, did you mean --listen-ng?");
  EXPECT_EQ(error_of(parse({"--zzzzzzzz"})), "command line: unknown option --zzzzzzzz");
  EXPECT_EQ(error_of(parse({"-X"})), "command line: unknown option -X");
}

TEST(CommandLine, RefusesArgumentsThatAreNoOptions) {
  EXPECT_EQ(error_of(parse({"start"})), "command line: unexpected argument 'start'");
  EXPECT_EQ(error_of(parse({"--foreground", "no"})), "command line: unexpected argument 'no'");
  EXPECT_EQ(error_of(parse({"--", "x"})), "command line: unexpected argument 'x'");
  EXPECT_EQ(error_of(parse({"-"})), "command line: unexpected argument '-'");
  EXPECT_TRUE(parse({"-f", "--"}));
}

TEST(CommandLine, MissesAValueAtTheEnd) {
  EXPECT_EQ(error_of(parse({"--timeout"})),
            "command line: option --timeout needs a value (SECONDS)");
  EXPECT_EQ(error_of(parse({"-fi"})),
            "command line: option -i needs a value ([NAME/]ADDRESS[!ADVERTISED])");
}

TEST(CommandLine, AcceptsOldSpellings) {
  EXPECT_EQ(text(parse({"--num-media-threads=3"}), "media-num-threads"), "3");
  EXPECT_EQ(text(parse({"--log-facilty=local1"}), "log-facility"), "local1");
}

TEST(CommandLine, PassesOverUnknownOptionsWhenAskedTo) {
  const auto given =
      parse({"--of-a-plugin=5", "--other", "7", "-Q", "--timeout=3"}, UnknownOptions::pass_over);
  EXPECT_EQ(text(given, "timeout"), "3");
}

TEST(CommandLine, AllowsAnEmptyValue) {
  EXPECT_EQ(text(parse({"--log-mark-prefix="}), "log-mark-prefix"), "");
}

}  // namespace
}  // namespace rtpengine::app
