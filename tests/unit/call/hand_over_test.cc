// SPDX-License-Identifier: GPL-3.0-or-later
//
// A call moves from one copy of a plugin to another, wholly or not at all.
#include "call/hand_over.h"

#include <list>

#include "call/call_events.h"
#include "call/participant.h"
#include "tests/unit/call/fake_copy.h"
#include "tests/unit/call/kept_reply.h"
#include "tests/unit/call/relay_fixture.h"

namespace rtpengine::call {
namespace {

using Names = std::vector<std::string_view>;

class HandOverTest : public RelayTest {
 protected:
  /// A call begins with these, and then all that are replaced are so for new calls.
  void begin(std::vector<ContributionPtr> parts) {
    bench_.calls->set_extensions(make_extensions(parts));
    set_up();
  }
  void begin() { begin({from_}); }

  base::Result<void> move() { return move({{from_, to_}}); }
  base::Result<void> move(std::vector<CopyChange> changes) {
    HandOver hand_over;
    hand_over.changes = std::move(changes);
    EXPECT_TRUE(concerns(hand_over, bench_.call()));
    EXPECT_TRUE(can_move(hand_over, bench_.call()));
    ChangedSets sets;
    sets.reset(hand_over.changes, bench_.calls->extensions());
    const WorkerCalls::Busy busy(*bench_.calls);
    return move_call(hand_over, bench_.call(), commands_, sets, tree_);
  }
  bool movable(std::vector<CopyChange> changes) {
    HandOver hand_over;
    hand_over.changes = std::move(changes);
    return can_move(hand_over, bench_.call());
  }

  StatePlace place(std::uint32_t participant = no_index, std::uint32_t media = no_index) {
    return {bench_.call().handle(), participant, media};
  }
  Names ingress_of(std::string_view tag) {
    Names all;
    for (const media::Stage* stage : media(tag).rtp().route().stages()) {
      all.push_back(stage->name());
    }
    return all;
  }
  /// The earlier copy has a command that it answers later.
  void begin_with_slow_command() {
    old_.plugin.on("later", rtpengine::CommandScope::call, [this](Command& command) {
      in_work_ = &command;
      return Status::pending;
    });
    from_ = old_.contribution();
    begin();
  }
  void run_slow_command(CallHandle call) {
    const Arguments arguments;
    commands_.run(old_.plugin.command(), call, arguments.value(), reply_);
  }
  void finish_slow_command() {
    in_work_->finish();
    commands_.sweep(base::monotonic_now());
  }

  /// Nothing of the new copy is left in the call, and all of the earlier one is there.
  void expect_unmoved() {
    EXPECT_EQ(new_.kept, 0);
    EXPECT_EQ(new_.stages.alive(), 0u);
    EXPECT_FALSE(bench_.call().has(*new_.plugin.copy));
    EXPECT_EQ(old_.at(place()), 10);
    EXPECT_EQ(old_.stages.alive(), 2u);
    EXPECT_EQ(old_.stages.attached.size(), 2u) << "the same stages go on";
    EXPECT_EQ(ingress_of("f"), Names{"old"});
    EXPECT_EQ(bench_.call().extensions().parts, std::vector<ContributionPtr>{from_});
    EXPECT_NE(from_t(media::rtp_text(0)), "-");
  }

  FakeCopy old_{*bench_.calls, "old", 7};
  FakeCopy new_{*bench_.calls, "new", 8};
  ContributionPtr from_ = old_.contribution();
  ContributionPtr to_ = new_.contribution();
  RunningCommand running_;
  PluginCommands commands_{bench_.worker, {}, running_};
  base::ValueTree tree_;
  Command* in_work_ = nullptr;
  KeptReply reply_;
};

TEST_F(HandOverTest, MovesAllStatesAndStagesAndLetsGoOfTheEarlierCopy) {
  const auto holders = old_.plugin.copy.use_count();
  begin();
  old_.keep(place(), 10);
  old_.keep(place(0), 20);
  old_.keep(place(1, 0), 30);
  new_.stages.wanted = [this](const StreamInfo& info) {
    EXPECT_EQ(new_.at(place()), 10) << "states are restored before stages are attached";
    return info.ref.participant == 0;
  };
  old_.releasing = [this] { EXPECT_EQ(old_.stages.alive(), 0u) << "its stages go first"; };
  const auto moved = move();
  ASSERT_TRUE(moved) << moved.error();
  EXPECT_EQ(new_.version_read, 7u);
  EXPECT_EQ(new_.at(place(0)), 20);
  EXPECT_EQ(new_.at(place(1, 0)), 30);
  EXPECT_EQ(old_.kept, 0);
  EXPECT_EQ(old_.stages.alive(), 0u);
  EXPECT_EQ(ingress_of("f"), Names{"new"});
  EXPECT_EQ(ingress_of("t"), Names{});
  EXPECT_FALSE(bench_.call().has(*old_.plugin.copy));
  bench_.calls->set_extensions(no_extensions());
  EXPECT_EQ(old_.plugin.copy.use_count(), holders);
  EXPECT_NE(from_f(media::rtp_text(0)), "-");
}

TEST_F(HandOverTest, ReleasesTheStatesOfTheNewCopyAtTheEndOfTheCall) {
  begin();
  old_.keep(place(), 10);
  ASSERT_TRUE(move());
  EXPECT_EQ(new_.kept, 1);
  bench_.calls->end(bench_.call(), EndReason::deleted);
  EXPECT_EQ(new_.kept, 0);
  EXPECT_EQ(new_.stages.alive(), 0u);
}

TEST_F(HandOverTest, APluginWithoutStateMovesWithoutAWord) {
  old_.has_stages = new_.has_stages = false;
  std::string told;
  old_.plugin.observe([&](const auto& event, auto, auto) { told += "old " + event + " "; });
  new_.plugin.observe([&](const auto& event, auto, auto) { told += "new " + event + " "; });
  from_ = old_.contribution();
  to_ = new_.contribution();
  begin();
  ASSERT_TRUE(move());
  bench_.calls->end(bench_.call(), EndReason::deleted);
  EXPECT_EQ(told, "old created new ended ");
}

TEST_F(HandOverTest, NobodyMovesWhoOffersNothing) {
  begin();
  FakeCopy mute(*bench_.calls, "mute");
  mute.has_codec = false;
  EXPECT_FALSE(movable({{from_, mute.contribution()}}));
  FakeCopy other(*bench_.calls, "other");
  other.has_codec = false;
  EXPECT_TRUE(movable({{from_, to_}, {other.contribution(), mute.contribution()}}))
      << "the call has nothing of the other one";
}

TEST_F(HandOverTest, AStateThatCannotBeSavedLeavesTheCallAsItIs) {
  begin();
  old_.keep(place(), 10);
  old_.keep(place(0, 0), 20);
  old_.saving = [](const StatePlace& place, ValueWriter&) {
    return place.media == no_index ? Status::ok : Status::failed;
  };
  EXPECT_EQ(move().error(), "plugin 'old' failed in save_state with status 1");
  EXPECT_TRUE(new_.restored.empty());
  expect_unmoved();
}

TEST_F(HandOverTest, StatesThatAreTooLargeLeaveTheCallAsItIs) {
  begin();
  old_.keep(place(), 10);
  const std::string much(std::size_t{20} << 20, 'x');
  old_.saving = [&much](const StatePlace&, ValueWriter& out) {
    out.text(slice("much"), slice(much));
    return Status::ok;
  };
  EXPECT_EQ(move().error(), "plugin 'old' wrote states that are too large");
  EXPECT_EQ(old_.plugin.copy->faults(), 1u);
  expect_unmoved();
}

TEST_F(HandOverTest, AStateThatCannotBeRestoredLeavesTheCallAsItIs) {
  begin();
  old_.keep(place(), 10);
  old_.keep(place(0, 0), 20);
  new_.restoring = [](const StatePlace&, std::int64_t number) {
    return number == 10 ? Status::ok : Status::unsupported;
  };
  EXPECT_EQ(move().error(), "plugin 'new' failed in restore_state with status 3");
  EXPECT_EQ(new_.restored, (std::vector<std::int64_t>{10, 20}));
  expect_unmoved();
}

TEST_F(HandOverTest, AStageThatCannotBeMadeLeavesTheCallAsItIs) {
  begin();
  old_.keep(place(), 10);
  unsigned wanted = 0;
  new_.stages.wanted = [&](const StreamInfo&) {
    new_.stages.refuse = ++wanted == 2;
    return true;
  };
  EXPECT_EQ(move().error(), "a stage of the new copy could not be made");
  EXPECT_EQ(new_.stages.attached.size(), 2u);
  EXPECT_EQ(new_.stages.detached, 1u);
  expect_unmoved();
}

TEST_F(HandOverTest, WhatItHasOpenedInVainIsClosed) {
  begin();
  old_.keep(place(), 10);
  struct Owner final : SourceOwner {
    void on_source_ended(SourceHandle) noexcept override { ++ended; }
    int ended = 0;
  } owner;
  new_.restoring = [&](const StatePlace&, std::int64_t) {
    SourceHandle source = 0;
    const SourceSpec spec{stream_ref(media("t"), media::Component::rtp), 8000, source_replaces};
    EXPECT_EQ(media("t").sources().open(spec, owner, new_.plugin.copy, &source), Status::ok);
    return Status::failed;
  };
  EXPECT_FALSE(move());
  EXPECT_EQ(owner.ended, 1);
  EXPECT_FALSE(media("t").sources().has(*new_.plugin.copy));
}

TEST_F(HandOverTest, ACopyThatPlaysIntoACallKeepsIt) {
  begin();
  old_.keep(place(), 10);
  struct Owner final : SourceOwner {
    void on_source_ended(SourceHandle) noexcept override {}
  } owner;
  SourceHandle source = 0;
  const SourceSpec spec{stream_ref(media("t"), media::Component::rtp), 8000, source_replaces};
  ASSERT_EQ(media("t").sources().open(spec, owner, old_.plugin.copy, &source), Status::ok);
  EXPECT_EQ(move().error(), "plugin 'old' has a packet source open in it");
  EXPECT_TRUE(old_.saved.empty());
  media("t").sources().close(source);
  ASSERT_TRUE(move());
  EXPECT_FALSE(bench_.call().has(*old_.plugin.copy));
  EXPECT_TRUE(bench_.call().has(*new_.plugin.copy));
}

TEST_F(HandOverTest, ACopyThatHasACommandInWorkKeepsTheCall) {
  begin_with_slow_command();
  old_.keep(place(), 10);
  run_slow_command(bench_.call().handle());
  EXPECT_EQ(move().error(), "plugin 'old' has a command about it in work");
  finish_slow_command();
  EXPECT_EQ(reply_.wait().result(), "ok");
  EXPECT_TRUE(move());
}

TEST_F(HandOverTest, CommandsAboutOtherCallsAreNoReasonToStay) {
  begin_with_slow_command();
  run_slow_command(0);
  EXPECT_TRUE(move());
  finish_slow_command();
}

TEST_F(HandOverTest, StatesThatTheNewCopyHasMadeItselfAreNotReplaced) {
  begin();
  old_.keep(place(), 10);
  new_.keep(place(), 99);
  EXPECT_EQ(move().error(), "the new copy of plugin 'old' was at work on it already");
  EXPECT_EQ(new_.at(place()), 99);
  EXPECT_EQ(old_.at(place()), 10);
}

TEST_F(HandOverTest, ACallThatHoldsALaterPluginHoldsItsNewCopyAfterwards) {
  bench_.calls->set_extensions(no_extensions());
  set_up();
  old_.keep(place(), 10);
  bench_.call().hold(old_.plugin.copy);
  ASSERT_TRUE(move());
  EXPECT_EQ(new_.at(place()), 10);
  EXPECT_FALSE(bench_.call().has(*old_.plugin.copy));
  EXPECT_TRUE(bench_.call().has(*new_.plugin.copy));
  EXPECT_TRUE(bench_.call().extensions().parts.empty()) << "as before, a plugin that came later";
}

/// A further plugin beside the one that is replaced.
class HandOverAmongOthersTest : public HandOverTest {
 protected:
  FakeCopy& another(const char* name) { return others_.emplace_back(*bench_.calls, name); }
  std::list<FakeCopy> others_;
};

TEST_F(HandOverAmongOthersTest, OtherPluginsKeepTheirStagesAndTheirOrder) {
  FakeCopy& first = another("first");
  FakeCopy& last = another("last");
  begin({first.contribution(), from_, last.contribution()});
  ASSERT_TRUE(move());
  EXPECT_EQ(ingress_of("f"), (Names{"first", "new", "last"}));
  EXPECT_EQ(first.stages.attached.size(), 2u);
  EXPECT_EQ(last.stages.detached, 0u);
}

TEST_F(HandOverAmongOthersTest, AStageThatAnotherPluginCannotMakeIsNoReasonToStay) {
  FakeCopy& other = another("other");
  other.stages.refuse = true;
  begin({from_, other.contribution()});
  EXPECT_TRUE(move());
}

TEST_F(HandOverAmongOthersTest, CopiesThatAreReplacedTogetherMoveTogether) {
  FakeCopy& user = another("user");
  FakeCopy& new_user = another("new user");
  const auto user_from = user.contribution();
  begin({from_, user_from});
  old_.keep(place(), 10);
  user.keep(place(), 5);
  const std::vector<CopyChange> both{{from_, to_}, {user_from, new_user.contribution()}};
  new_user.restoring = [](const StatePlace&, std::int64_t) { return Status::failed; };
  EXPECT_FALSE(move(both));
  EXPECT_EQ(new_.kept + new_user.kept, 0);
  EXPECT_EQ(old_.at(place()), 10);
  EXPECT_EQ(user.at(place()), 5);
  EXPECT_EQ(ingress_of("f"), (Names{"old", "user"}));
  new_user.restoring = {};
  ASSERT_TRUE(move(both));
  EXPECT_EQ(new_.at(place()), 10);
  EXPECT_EQ(new_user.at(place()), 5);
  EXPECT_EQ(ingress_of("f"), (Names{"new", "new user"}));
}

TEST_F(HandOverTest, ANewHandlerIsAskedFromThenOn) {
  struct Handler final : PacketHandler {
    PacketVerdict on_packet(const StreamRef*, const Packet*, const Endpoint*,
                            PacketReplier*) noexcept override {
      ++asked;
      return PacketVerdict::consumed;
    }
    int asked = 0;
  } handler;
  begin();
  const std::string stun("\x00\x01\x00\x00\x21\x12\xa4\x42transactionid", 21);
  from_f(stun);
  auto with_handler = new_.contribution();
  with_handler->handlers.push_back({PacketKind::stun, {&handler, new_.plugin.copy}});
  ASSERT_TRUE(move({{from_, with_handler}}));
  EXPECT_EQ(handler.asked, 0);
  from_f(stun);
  EXPECT_EQ(handler.asked, 1);
  ASSERT_TRUE(move({{with_handler, from_}}));
  from_f(stun);
  EXPECT_EQ(handler.asked, 1);
}

TEST_F(HandOverTest, CallsThatSharedASetShareTheNewOne) {
  FakeCopy other(*bench_.calls, "other");
  const auto others = other.contribution();
  const auto before = make_extensions({from_, others});
  const auto published = make_extensions({to_, others});
  const std::vector<CopyChange> changes{{from_, to_}};
  ChangedSets sets;
  sets.reset(changes, published);
  EXPECT_EQ(sets.of(before), published);
  EXPECT_EQ(sets.of(make_extensions({from_, others})), published);
  const auto elder = make_extensions({from_});  // of calls that began before the other one came
  const auto after = sets.of(elder);
  EXPECT_EQ(after->parts, std::vector<ContributionPtr>{to_});
  EXPECT_EQ(sets.of(elder), after);
}

TEST_F(HandOverTest, ACopyThatAddsNothingAnyMoreIsInNoSet) {
  FakeCopy bare(*bench_.calls, "bare");
  bare.has_stages = false;
  const std::vector<CopyChange> changes{{from_, bare.contribution()}};
  ChangedSets sets;
  sets.reset(changes, no_extensions());
  EXPECT_EQ(sets.of(make_extensions({from_})), no_extensions());
}

}  // namespace
}  // namespace rtpengine::call
