// SPDX-License-Identifier: GPL-3.0-or-later
//
// Which stages of plugins stand in which routes, and when that is decided.
#include "call/stage_set.h"

#include <list>

#include "call/participant.h"
#include "tests/unit/call/fake_stage.h"
#include "tests/unit/call/relay_fixture.h"
#include "tests/unit/loop/captured_log.h"

namespace rtpengine::call {
namespace {

class StageSetTest : public RelayTest {
 protected:
  void use(std::vector<FakeStages*> stages) {
    bench_.calls->set_extensions(FakeStages::set_of(std::move(stages)));
  }
  static bool is_f(const StreamInfo& info) { return info.ref.participant == 0; }
  std::vector<std::string_view> ingress_of(std::string_view tag) {
    return names(media(tag).rtp().route().stages());
  }
  std::vector<std::string_view> egress_of(std::string_view tag) {
    return names(media(tag).rtp().egress().route().stages());
  }
  static std::vector<std::string_view> names(std::span<media::Stage* const> stages) {
    std::vector<std::string_view> all;
    for (const media::Stage* stage : stages) all.push_back(stage->name());
    return all;
  }

  /// What was posted to the worker.
  void run_tasks() {
    bench_.worker.start();
    bench_.worker.stop_and_join();
  }

  using Names = std::vector<std::string_view>;
  std::list<FakeStages> stages_;  ///< further ones
  FakeStages tap_{rtpengine::StagePosition::tap, 0, "tap"};
  FakeStages filter_{rtpengine::StagePosition::filter, 0, "filter"};
  FakeStages outgoing_{rtpengine::StagePosition::outgoing, 0, "outgoing"};
};

TEST_F(StageSetTest, CostsNothingWhereNoPluginHasStages) {
  set_up();
  for (const auto tag : {"f", "t"}) {
    EXPECT_EQ(ingress_of(tag), Names{});
    EXPECT_EQ(names(media(tag).rtcp().route().stages()), Names{"report-watch"}) << "of the host";
    for (media::PacketStream* stream : {&media(tag).rtp(), &media(tag).rtcp()}) {
      EXPECT_TRUE(stream->egress().route().stages().empty());
    }
  }
}

TEST_F(StageSetTest, CostsNothingInRoutesWhereNoStageIsWanted) {
  filter_.wanted = [](const StreamInfo&) { return false; };
  use({&filter_});
  set_up();
  EXPECT_FALSE(filter_.asked.empty());
  EXPECT_TRUE(filter_.attached.empty());
  EXPECT_TRUE(ingress_of("f").empty());
  EXPECT_TRUE(egress_of("f").empty());
}

TEST_F(StageSetTest, TakesAnAnswerThatThereIsNotAsNoAndAsAFault) {
  filter_.wanted = is_f;
  filter_.want = 77;
  use({&filter_});
  loop::CapturedLog log;
  set_up();
  EXPECT_TRUE(ingress_of("f").empty());
  EXPECT_EQ(filter_.copy->faults(), filter_.asked.size() / 2) << "once for each question about f";
  EXPECT_NE(log.take().find("[c] stage 'filter' of plugin 'faker' answered 77 when asked"),
            std::string::npos);
}

TEST_F(StageSetTest, PutsStagesInOrderWhereTheyAreWanted) {
  FakeStages& second = stages_.emplace_back(rtpengine::StagePosition::filter, 0, "second");
  for (FakeStages* one : {&tap_, &filter_, &outgoing_, &second}) one->wanted = is_f;
  use({&outgoing_, &second, &filter_, &tap_});
  set_up();
  EXPECT_EQ(ingress_of("f"), (Names{"tap", "second", "filter"}));
  EXPECT_EQ(egress_of("f"), Names{"outgoing"});
  EXPECT_EQ(ingress_of("t"), Names{});
  EXPECT_EQ(egress_of("t"), Names{});
}

TEST_F(StageSetTest, KeepsAStageWhileItIsWantedAndDetachesItThen) {
  bool wanted = true;
  filter_.wanted = [&](const StreamInfo& info) { return wanted && is_f(info); };
  use({&filter_});
  set_up();
  EXPECT_EQ(filter_.attached.size(), 1u);
  set_up();
  EXPECT_EQ(filter_.attached.size(), 1u) << "the same stage goes on";
  wanted = false;
  bench_.call().compile_routes();
  EXPECT_EQ(filter_.detached, 1u);
  EXPECT_EQ(ingress_of("f"), Names{});
  wanted = true;
  bench_.call().compile_routes();
  EXPECT_EQ(filter_.attached.size(), 2u);
  EXPECT_EQ(ingress_of("f"), Names{"filter"});
}

TEST_F(StageSetTest, IsAskedAboutRtcpOnlyIfItWantsToBe) {
  FakeStages& with_rtcp =
      stages_.emplace_back(rtpengine::StagePosition::tap, stage_rtcp, "with-rtcp");
  use({&tap_, &with_rtcp});
  set_up();
  for (const StreamInfo& info : tap_.asked) EXPECT_EQ(info.ref.component, Component::rtp);
  EXPECT_EQ(tap_.attached.size(), 2u);
  EXPECT_EQ(with_rtcp.attached.size(), 4u);
  EXPECT_EQ(names(media("f").rtcp().route().stages()), (Names{"report-watch", "with-rtcp"}));
}

TEST_F(StageSetTest, KeepsThoseThatNeedPlaintextOutOfSrtp) {
  FakeStages& plain =
      stages_.emplace_back(rtpengine::StagePosition::tap, stage_needs_plaintext, "plain");
  use({&tap_, &plain});
  const Section section{4000, "a=fingerprint:sha-256 AB\r\n", "RTP/SAVP"};
  command("offer", {{"from-tag", "f"}, {"sdp", body("192.0.2.1", {section})}});
  EXPECT_EQ(ingress_of("f"), Names{"tap"});
  EXPECT_TRUE(plain.asked.empty());
  EXPECT_NE(tap_.attached.at(0).flags & media_secure, 0u);
}

TEST_F(StageSetTest, DetachesFromMediaThatIsOff) {
  tap_.wanted = is_f;
  use({&tap_});
  set_up();
  command("offer", {{"from-tag", "f"}, {"to-tag", "t"}, {"sdp", body("192.0.2.1", 0)}});
  EXPECT_EQ(tap_.detached, 1u);
  EXPECT_EQ(ingress_of("f"), Names{});
}

TEST_F(StageSetTest, DetachesAllAtTheEndOfTheCall) {
  use({&tap_, &outgoing_});
  set_up();
  ASSERT_EQ(tap_.alive() + outgoing_.alive(), 4u);
  command("delete", {{"delete-delay", "0"}});
  EXPECT_EQ(tap_.alive() + outgoing_.alive(), 0u);
}

TEST_F(StageSetTest, KeepsThePluginInMemoryAsLongAsTheCall) {
  use({&tap_});
  set_up();
  bench_.calls->set_extensions(no_extensions());
  EXPECT_GT(tap_.copy.use_count(), 1);
  command("delete", {{"delete-delay", "0"}});
  EXPECT_EQ(tap_.copy.use_count(), 1);
}

TEST_F(StageSetTest, IsAskedAnewAtOnceWhenNoCallbackRuns) {
  bool wanted = false;
  tap_.wanted = [&](const StreamInfo&) { return wanted; };
  use({&tap_});
  set_up();
  wanted = true;
  bench_.calls->update_routes(bench_.call());
  EXPECT_EQ(ingress_of("f"), Names{"tap"});
}

TEST_F(StageSetTest, IsAskedAnewAfterTheCallbackThatRuns) {
  bool wanted = true;
  tap_.wanted = [&](const StreamInfo& info) {
    bench_.calls->update_routes(
        bench_.call());  // is of no use here, and must not go round in circles
    return wanted && is_f(info);
  };
  tap_.work = [&](rtpengine::PacketBatch&, StageOutput&) {
    wanted = false;
    bench_.calls->update_routes(bench_.call());
    EXPECT_EQ(tap_.detached, 0u) << "it stands in the route that is running";
    return Status::ok;
  };
  use({&tap_});
  set_up();
  bench_.worker.run_and_wait([this] { from_f(media::rtp_text(0)); });
  EXPECT_EQ(tap_.detached, 0u);
  run_tasks();
  EXPECT_EQ(ingress_of("f"), Names{});
}

TEST_F(StageSetTest, ForgetsToAskWhenTheCallEndsFirst) {
  tap_.wanted = [](const StreamInfo&) { return true; };
  tap_.work = [&](rtpengine::PacketBatch&, StageOutput&) {
    bench_.calls->update_routes(bench_.call());
    return Status::ok;
  };
  use({&tap_});
  set_up();
  bench_.worker.run_and_wait([this] { from_f(media::rtp_text(0)); });
  command("delete", {{"delete-delay", "0"}});
  const std::size_t asked = tap_.asked.size();
  run_tasks();
  EXPECT_EQ(tap_.asked.size(), asked);
}

class StagesAndKernelTest : public StageSetTest {
 protected:
  bool in_kernel(std::string_view tag) { return media(tag).offload().in_kernel(); }
};

TEST_F(StagesAndKernelTest, KeepsAStreamInUserSpaceWhileAStageOfItsIngressNeedsIt) {
  filter_.wanted = is_f;
  use({&filter_});
  set_up();
  talk();
  EXPECT_FALSE(in_kernel("f"));
  EXPECT_TRUE(in_kernel("t"));
  EXPECT_NE(media("f").offload().obstacle().find("filter"), std::string::npos);
}

TEST_F(StagesAndKernelTest, KeepsWhoeverSendsToAnOutgoingStageInUserSpace) {
  bool wanted = true;
  outgoing_.wanted = [&](const StreamInfo& info) { return wanted && is_f(info); };
  use({&outgoing_});
  set_up();
  talk();
  EXPECT_TRUE(in_kernel("f"));
  EXPECT_FALSE(in_kernel("t"));
  EXPECT_NE(media("t").offload().obstacle().find("outgoing"), std::string::npos);
  wanted = false;
  bench_.call().compile_routes();
  EXPECT_TRUE(in_kernel("t"));
  wanted = true;
  bench_.call().compile_routes();
  EXPECT_FALSE(in_kernel("t"));
}

TEST_F(StagesAndKernelTest, LetsAStageBeBypassedThatSaysSo) {
  tap_.spec.kernel_use = StageKernelUse::not_needed;
  use({&tap_});
  set_up();
  talk();
  EXPECT_TRUE(in_kernel("f") && in_kernel("t"));
}

}  // namespace
}  // namespace rtpengine::call
