// SPDX-License-Identifier: GPL-3.0-or-later
#include "call/commands.h"

#include <gtest/gtest.h>

#include <set>

#include "tests/unit/call/bench.h"
#include "tests/unit/call/bodies.h"

namespace rtpengine::call {
namespace {

constexpr const char* kNoMatch = "Call-ID not found or tags didn't match";

class CommandsTest : public testing::Test {
 protected:
  void offer(std::string_view from, std::string_view branch = {}) {
    Arguments arguments{{"call-id", "c"}, {"from-tag", from}, {"sdp", body("192.0.2.1", 4000)}};
    if (!branch.empty()) arguments.set("via-branch", branch);
    EXPECT_EQ(bench_.command("offer", arguments).result(), "ok");
  }
  void answer(std::string_view from, std::string_view to, std::string_view branch = {}) {
    Arguments arguments{
        {"call-id", "c"}, {"from-tag", from}, {"to-tag", to}, {"sdp", body("192.0.2.2", 5000)}};
    if (!branch.empty()) arguments.set("via-branch", branch);
    EXPECT_EQ(bench_.command("answer", arguments).result(), "ok");
  }
  Reply remove(Arguments arguments = {}, std::int64_t delay = 0) {
    arguments.set("call-id", "c").number("delete delay", delay);
    return bench_.command("delete", arguments);
  }
  bool up() { return bench_.calls->find("c") != nullptr; }
  /// The tags of parties that are marked deleted.
  std::set<std::string> deleted() {
    std::set<std::string> tags;
    for (const auto& party : bench_.call().participants()) {
      if (party->deleted_until != 0) tags.insert(party->tag());
    }
    return tags;
  }

  Bench bench_;
};

using Tags = std::set<std::string>;

TEST_F(CommandsTest, HaveDifferentNames) {
  std::set<std::string_view> names;
  for (const CommandEntry& entry : builtin_commands()) {
    EXPECT_TRUE(names.insert(entry.name).second) << entry.name;
    EXPECT_EQ(find_command(entry.name), &entry);
  }
  EXPECT_EQ(find_command("Ping"), nullptr);
  EXPECT_EQ(find_command(""), nullptr);
}

TEST_F(CommandsTest, PingAnswersPong) { EXPECT_EQ(bench_.command("ping", {}).result(), "pong"); }

TEST_F(CommandsTest, ListNamesTheCalls) {
  EXPECT_TRUE(bench_.command("list", {}).words({"calls"}).empty());
  offer("f");
  EXPECT_EQ(bench_.command("list", {}).words({"calls"}), std::vector<std::string>{"c"});
}

TEST_F(CommandsTest, ListKeepsToItsLimit) {
  for (int i = 0; i < 40; ++i) bench_.directory.find_or_assign(std::to_string(i));
  EXPECT_EQ(bench_.command("list", {}).words({"calls"}).size(), 32u);
  EXPECT_EQ(bench_.command("list", {{"limit", "40"}}).words({"calls"}).size(), 40u);
  EXPECT_EQ(bench_.command("list", Arguments().number("limit", 1)).words({"calls"}).size(), 1u);
}

TEST_F(CommandsTest, ListRefusesALimitThatIsNone) {
  for (const char* limit : {"0", "-1", "many"}) {
    EXPECT_EQ(bench_.command("list", {{"limit", limit}}).reason(),
              "limit must be a number greater than 0");
  }
}

TEST_F(CommandsTest, DeleteWithoutTagEndsTheCall) {
  offer("f");
  answer("f", "t");
  EXPECT_EQ(remove().result(), "ok");
  EXPECT_FALSE(up());
  EXPECT_EQ(bench_.ports_used(), 0u);
  EXPECT_EQ(bench_.directory.size(), 0u);
}

TEST_F(CommandsTest, DeleteOfAnUnknownCallIsAWarningOrAnError) {
  EXPECT_EQ(remove().result(), "ok");
  EXPECT_EQ(remove().text("warning"), kNoMatch);
  Arguments fatal;
  fatal.list("flags", {"fatal"});
  EXPECT_EQ(remove(std::move(fatal)).reason(), kNoMatch);
}

TEST_F(CommandsTest, DeleteNeedsACallId) {
  offer("f");
  EXPECT_EQ(bench_.command("delete", {}).reason(), kNoCallId);
  EXPECT_EQ(bench_.command("delete", {{"call-id", ""}, {"from-tag", "f"}}).reason(), kNoCallId);
  EXPECT_TRUE(up());
}

TEST_F(CommandsTest, DeleteOfTheOnlyLegEndsTheCall) {
  offer("f");
  answer("f", "t");
  remove({{"from-tag", "f"}});
  EXPECT_FALSE(up());
}

TEST_F(CommandsTest, DeleteOfAnUnansweredCallTakesAnyToTag) {
  offer("f");
  EXPECT_EQ(remove({{"from-tag", "f"}, {"to-tag", "nonexist"}}).text("warning"), "");
  EXPECT_FALSE(up());
}

TEST_F(CommandsTest, DeleteOfAnAnsweredCallNeedsATagItKnows) {
  offer("f");
  answer("f", "t");
  EXPECT_EQ(remove({{"from-tag", "f"}, {"to-tag", "nonexist"}}).text("warning"), kNoMatch);
  EXPECT_EQ(remove({{"from-tag", "x"}}).text("warning"), kNoMatch);
  EXPECT_TRUE(up());
}

TEST_F(CommandsTest, DeleteOfAForkLeavesTheDialogueUp) {
  offer("f");
  answer("f", "t1");
  answer("f", "t2");
  remove({{"from-tag", "f"}, {"to-tag", "t1"}});
  ASSERT_TRUE(up());
  EXPECT_EQ(deleted(), Tags{"t1"});
  remove({{"from-tag", "f"}, {"to-tag", "t2"}});
  EXPECT_FALSE(up());
}

TEST_F(CommandsTest, DeleteByBranchTakesThatLegOnly) {
  offer("f", "b1");
  offer("f", "b2");
  answer("f", "t1", "b1");
  answer("f", "t2", "b2");
  remove({{"from-tag", "f"}, {"via-branch", "b1"}});
  ASSERT_TRUE(up());
  EXPECT_EQ(deleted(), Tags{"t1"});
}

TEST_F(CommandsTest, DeletePrefersTheToTagToTheBranch) {
  offer("f", "b1");
  offer("f", "b2");
  answer("f", "t1", "b1");
  answer("f", "t2", "b2");
  remove({{"from-tag", "f"}, {"to-tag", "t1"}, {"via-branch", "b2"}});
  EXPECT_EQ(deleted(), Tags{"t1"});
}

TEST_F(CommandsTest, DeleteByAnUnknownBranchFallsBackToTheTag) {
  offer("f", "b1");
  answer("f", "t1", "b1");
  remove({{"from-tag", "f"}, {"via-branch", "b9"}});
  EXPECT_FALSE(up());
}

TEST_F(CommandsTest, DeleteOfOneOfTwoDialoguesLeavesTheOther) {
  offer("f");
  answer("f", "t");
  answer("x", "y");
  remove({{"from-tag", "f"}});
  ASSERT_TRUE(up());
  EXPECT_EQ(deleted(), (Tags{"f", "t"}));
}

TEST_F(CommandsTest, DeleteWithADelayKeepsThePortsForThatLong) {
  offer("f");
  answer("f", "t");
  remove({}, 5);
  ASSERT_TRUE(up());
  EXPECT_EQ(bench_.command("query", {{"call-id", "c"}}).result(), "ok");
  bench_.now += 5 * base::kSecond - 1;
  bench_.tick();
  EXPECT_EQ(bench_.ports_used(), 4u);
  bench_.now += 1;
  bench_.tick();
  EXPECT_FALSE(up());
  EXPECT_EQ(bench_.ports_used(), 0u);
}

TEST_F(CommandsTest, DeleteTakesTheConfiguredDelay) {
  Settings settings;
  settings.delete_delay = 0;
  Bench bench(settings);
  bench.command("offer", {{"call-id", "c"}, {"from-tag", "f"}, {"sdp", body("192.0.2.1", 4000)}});
  bench.command("delete", {{"call-id", "c"}});
  EXPECT_EQ(bench.calls->find("c"), nullptr);
}

TEST_F(CommandsTest, AnOfferWithinTheDelayRevivesTheCall) {
  offer("f");
  answer("f", "t");
  remove({}, 5);
  offer("f");
  EXPECT_EQ(deleted(), Tags{});
  bench_.now += 6 * base::kSecond;
  bench_.tick();
  EXPECT_TRUE(up());
}

TEST_F(CommandsTest, AnOfferAfterALegWasReleasedOpensPortsAgain) {
  offer("f");
  answer("f", "t");
  answer("x", "y");
  remove({{"from-tag", "f"}}, 1);
  bench_.now += base::kSecond;
  bench_.tick();
  EXPECT_EQ(bench_.ports_used(), 4u);
  offer("f");
  EXPECT_EQ(bench_.ports_used(), 8u);
}

TEST_F(CommandsTest, DeleteRepliesWithStatistics) {
  offer("f");
  answer("f", "t");
  bench_.deliver(bench_.port_for("f"), at("192.0.2.1", 4000), media::rtp_text(0));
  const Reply reply = remove();
  EXPECT_EQ(reply.number({"totals", "RTP", "packets"}), 1);
  EXPECT_EQ(reply.words({"tags"}), (std::vector<std::string>{"f", "t"}));
}

TEST_F(CommandsTest, DeleteCountsWhatTheKernelForwardedLast) {
  offer("f");
  answer("f", "t");
  bench_.deliver(bench_.port_for("f"), at("192.0.2.1", 4000), media::rtp_text(0));
  bench_.deliver(bench_.port_for("t"), at("192.0.2.2", 5000), media::rtp_text(0));
  bench_.table.add_traffic(bench_.port_for("f"), 100, 17200);
  EXPECT_EQ(remove({}, 5).number({"totals", "RTP", "packets"}), 102);
}

TEST_F(CommandsTest, DeleteOfALegRepliesWithTheStatisticsOfThatLeg) {
  offer("f", "b1");
  offer("f", "b2");
  answer("f", "t1", "b1");
  answer("f", "t2", "b2");
  const Reply reply = remove({{"from-tag", "f"}, {"to-tag", "t1"}});
  EXPECT_EQ(reply.words({"tags"}), (std::vector<std::string>{"f", "t1"}));
}

TEST_F(CommandsTest, QueryNeedsACallThatIsUp) {
  EXPECT_EQ(bench_.command("query", {{"call-id", "c"}}).reason(), "Unknown call-id");
}

TEST_F(CommandsTest, QueryByTagShowsThatPartyAndItsPeer) {
  offer("f");
  answer("f", "t1");
  answer("f", "t2");
  const auto tags = [&](Arguments arguments) {
    arguments.set("call-id", "c");
    return bench_.command("query", arguments).words({"tags"});
  };
  using Words = std::vector<std::string>;
  EXPECT_EQ(tags({}), (Words{"f", "t1", "t2"}));
  EXPECT_EQ(tags({{"from-tag", "f"}}), (Words{"f", "t2"}));
  EXPECT_EQ(tags({{"from-tag", "x"}, {"to-tag", "t1"}}), (Words{"f", "t1"}));
  EXPECT_EQ(tags({{"from-tag", "x"}}), Words{});
}

TEST_F(CommandsTest, BlockAndUnblockTheWholeCallOrOneParty) {
  offer("f");
  answer("f", "t");
  bench_.command("block media", {{"call-id", "c"}});
  bench_.command("block DTMF", {{"call-id", "c"}, {"from-tag", "t"}});
  EXPECT_TRUE(bench_.call().media_blocked);
  EXPECT_FALSE(bench_.party("t").media_blocked);
  EXPECT_TRUE(bench_.party("t").dtmf_blocked);
  EXPECT_FALSE(bench_.call().dtmf_blocked || bench_.party("f").dtmf_blocked);
  bench_.command("unblock DTMF", {{"call-id", "c"}});
  EXPECT_TRUE(bench_.party("t").dtmf_blocked) << "the party stays blocked";
  bench_.command("unblock DTMF", {{"call-id", "c"}, {"from-tag", "t"}});
  EXPECT_FALSE(bench_.party("t").dtmf_blocked);
  bench_.command("unblock media", {{"call-id", "c"}});
  EXPECT_FALSE(bench_.call().media_blocked);
}

TEST_F(CommandsTest, UnblockWithAllUnblocksEverybody) {
  offer("f");
  answer("f", "t");
  bench_.command("block media", {{"call-id", "c"}, {"from-tag", "f"}});
  bench_.command("block media", {{"call-id", "c"}});
  Arguments all{{"call-id", "c"}};
  all.list("flags", {"all"});
  bench_.command("unblock media", all);
  EXPECT_FALSE(bench_.call().media_blocked || bench_.party("f").media_blocked);
}

TEST_F(CommandsTest, BlockTellsWhomItDidNotFind) {
  offer("f");
  EXPECT_EQ(bench_.command("block media", {{"call-id", "c"}, {"from-tag", "x"}}).reason(),
            "From-tag given, but no such tag exists");
  EXPECT_EQ(bench_.command("block media", {{"call-id", "other"}}).reason(), "Unknown call-id");
}

}  // namespace
}  // namespace rtpengine::call
