// SPDX-License-Identifier: GPL-3.0-or-later
#include "media/route.h"

#include <gtest/gtest.h>

#include <array>
#include <string>
#include <vector>

#include "media/egress.h"
#include "tests/unit/media/stream_fixture.h"

namespace rtpengine::media {
namespace {

/// Writes its name down when it is called.
class NamedStage final : public Stage {
 public:
  NamedStage(std::string& trace, std::string_view name, StagePosition position,
             KernelMeaning meaning = KernelMeaning::not_needed)
      : trace_(trace), name_(name), position_(position), meaning_(meaning) {}
  std::string_view name() const override { return name_; }
  StagePosition position() const override { return position_; }
  KernelMeaning kernel_meaning() const override { return meaning_; }
  void process(PacketBatch&, base::Time) override { trace_ += name_; }

 private:
  std::string& trace_;
  const std::string name_;
  const StagePosition position_;
  const KernelMeaning meaning_;
};

class RouteTest : public testing::Test {
 protected:
  std::string run() {
    trace_.clear();
    PacketBatch batch;
    route_.run(batch, 0);
    return trace_;
  }
  std::string trace_;
  NamedStage decrypt_{trace_, "d", StagePosition::decrypt, KernelMeaning::expressible};
  NamedStage tap_{trace_, "t", StagePosition::tap};
  NamedStage filter_{trace_, "f", StagePosition::filter, KernelMeaning::user_space_only};
  NamedStage filter_too_{trace_, "g", StagePosition::filter};
  Route route_;
};

TEST_F(RouteTest, IsEmptyAtFirst) {
  EXPECT_EQ(run(), "");
  EXPECT_TRUE(route_.stages().empty());
  EXPECT_TRUE(route_.sinks().empty());
  EXPECT_EQ(route_.kernel_meaning(), KernelMeaning::not_needed);
}

class RouteSinksTest : public StreamFixture {};

TEST_F(RouteSinksTest, KeepsHoweverManyThereAre) {
  std::array<Egress, 3> egresses{Egress{io_, policy_}, Egress{io_, policy_}, Egress{io_, policy_}};
  Route route;
  for (const std::size_t count : {1, 3, 2, 1, 0, 2, 0}) {
    std::vector<Egress*> sinks;
    for (std::size_t i = 0; i < count; ++i) sinks.push_back(&egresses[i]);
    route.set_sinks(sinks);
    EXPECT_EQ(std::vector<Egress*>(route.sinks().begin(), route.sinks().end()), sinks);
  }
}

TEST_F(RouteTest, RunsStagesInTheOrderOfTheirPositions) {
  const std::array<Stage*, 3> stages{&filter_, &decrypt_, &tap_};
  route_.set_stages(stages);
  EXPECT_EQ(run(), "dtf");
}

TEST_F(RouteTest, KeepsTheGivenOrderWithinAPosition) {
  const std::array<Stage*, 3> stages{&filter_too_, &filter_, &tap_};
  route_.set_stages(stages);
  EXPECT_EQ(run(), "tgf");
}

TEST_F(RouteTest, RunsTheStagesBehindOneOfThem) {
  const std::array<Stage*, 3> stages{&filter_, &decrypt_, &tap_};
  route_.set_stages(stages);
  PacketBatch batch;
  route_.run_after(decrypt_, batch, 0);
  EXPECT_EQ(trace_, "tf");
  trace_.clear();
  route_.run_after(filter_, batch, 0);
  EXPECT_EQ(trace_, "");
  route_.run_after(filter_too_, batch, 0);
  EXPECT_EQ(trace_, "") << "it is not in the route";
}

TEST_F(RouteTest, TellsWhetherItIsRunning) {
  struct Looks final : Stage {
    explicit Looks(Route& at) : route(at) {}
    std::string_view name() const override { return "looks"; }
    StagePosition position() const override { return StagePosition::tap; }
    KernelMeaning kernel_meaning() const override { return KernelMeaning::not_needed; }
    void process(PacketBatch&, base::Time) override { running = route.running(); }
    Route& route;
    bool running = false;
  };
  Looks looks(route_);
  Stage* stages[] = {&looks};
  route_.set_stages(stages);
  EXPECT_FALSE(route_.running());
  run();
  EXPECT_TRUE(looks.running);
  EXPECT_FALSE(route_.running());
}

TEST_F(RouteTest, ReplacesItsStages) {
  const std::array<Stage*, 2> first{&decrypt_, &filter_};
  const std::array<Stage*, 1> second{&tap_};
  route_.set_stages(first);
  route_.set_stages(second);
  EXPECT_EQ(run(), "t");
  route_.set_stages({});
  EXPECT_EQ(run(), "");
}

TEST_F(RouteTest, MeansToTheKernelWhatItsStrictestStageMeans) {
  const std::array<Stage*, 3> stages{&filter_, &decrypt_, &tap_};
  route_.set_stages(stages);
  EXPECT_EQ(route_.kernel_meaning(), KernelMeaning::user_space_only);
  const std::array<Stage*, 2> milder{&decrypt_, &tap_};
  route_.set_stages(milder);
  EXPECT_EQ(route_.kernel_meaning(), KernelMeaning::expressible);
}

TEST(PacketBatchTest, KeepsItsPacketsWhenItIsCopied) {
  PacketBatch batch;
  StagePacket packet{};
  for (std::size_t i = 0; i < PacketBatch::kCapacity; ++i) {
    packet.rtp.sequence = std::uint16_t(i);
    batch.add(packet);
  }
  PacketBatch copy = batch;
  copy.packets()[1].drop(DropReason::by_stage);
  ASSERT_EQ(copy.packets().size(), PacketBatch::kCapacity);
  EXPECT_EQ(copy.packets()[31].rtp.sequence, 31);
  EXPECT_TRUE(copy.packets()[1].dropped);
  EXPECT_FALSE(batch.packets()[1].dropped);
}

}  // namespace
}  // namespace rtpengine::media
