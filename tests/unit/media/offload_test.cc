// SPDX-License-Identifier: GPL-3.0-or-later
//
// Tests of the rule for handing streams to the kernel.
#include "media/offload.h"

#include <gtest/gtest.h>

#include <array>

#include "learning_fixture.h"

namespace rtpengine::media {
namespace {

/// A table that only says what it can do and whether it is there.
class TableState final : public KernelTable {
 public:
  TableCapabilities abilities;
  bool is_usable = true;

  std::string_view name() const override { return "state"; }
  const TableCapabilities& capabilities() const override { return abilities; }
  std::vector<TableOutcome> apply(std::span<const TableChange>) override { return {}; }
  void read_counters(std::uint32_t, const CounterVisitor&) override {}
  std::size_t size() const override { return 0; }
  base::Result<std::vector<ForwardEntry>> adopt() override { return std::vector<ForwardEntry>{}; }
  base::Result<void> clear() override { return {}; }
  bool usable() const override { return is_usable; }
  std::string trouble() const override { return {}; }
};

class Offload : public testing::Test {
 protected:
  Offload() {
    table_.abilities.forwards = true;
    table_.abilities.ipv4 = true;
    table_.abilities.max_outputs = 1;
    entry_.local = endpoint("192.0.2.100:30000");
    entry_.outputs.push_back({endpoint("192.0.2.100:30002"), endpoint(kSignalled), 0, {}, {}});
    input_.table = &table_;
    input_.entry = &entry_;
    input_.stages = stages_;
    input_.source_confirmed = true;
    input_.destination_known = true;
    input_.destination_confirmed = true;
  }
  OffloadObstacle obstacle() const { return decide_offload(input_).obstacle; }

  TableState table_;
  ForwardEntry entry_;
  std::array<StageMeaning, 2> stages_{
      {{"statistics", KernelMeaning::not_needed}, {"SRTP", KernelMeaning::expressible}}};
  OffloadInput input_;
};

TEST_F(Offload, hands_over_when_both_sides_are_confirmed) {
  EXPECT_TRUE(decide_offload(input_).offload());
  EXPECT_EQ(decide_offload(input_).to_string(), "may be handed to the kernel");
}

TEST_F(Offload, needs_a_table) {
  input_.table = nullptr;
  EXPECT_EQ(obstacle(), OffloadObstacle::no_table);
  input_.table = &table_;
  table_.abilities.forwards = false;
  EXPECT_EQ(obstacle(), OffloadObstacle::no_table);
}

TEST_F(Offload, takes_back_when_the_table_is_lost) {
  table_.is_usable = false;
  EXPECT_EQ(obstacle(), OffloadObstacle::table_lost);
}

TEST_F(Offload, leaves_rtcp_to_user_space) {
  input_.is_rtp = false;
  EXPECT_EQ(obstacle(), OffloadObstacle::not_rtp);
}

TEST_F(Offload, leaves_a_call_that_ends_alone) {
  input_.call_active = false;
  EXPECT_EQ(obstacle(), OffloadObstacle::call_ending);
}

TEST_F(Offload, waits_for_the_source) {
  input_.source_confirmed = false;
  EXPECT_EQ(obstacle(), OffloadObstacle::source_not_confirmed);
  input_.unidirectional = true;
  EXPECT_EQ(obstacle(), OffloadObstacle::source_not_confirmed);
}

TEST_F(Offload, waits_for_the_destination_unless_media_is_unidirectional) {
  input_.destination_confirmed = false;
  EXPECT_EQ(obstacle(), OffloadObstacle::destination_not_confirmed);
  input_.unidirectional = true;
  EXPECT_TRUE(decide_offload(input_).offload());
  input_.destination_known = false;
  EXPECT_EQ(obstacle(), OffloadObstacle::no_destination);
}

TEST_F(Offload, names_the_stage_that_needs_user_space) {
  stages_[1].meaning = KernelMeaning::user_space_only;
  EXPECT_EQ(obstacle(), OffloadObstacle::stage);
  EXPECT_EQ(decide_offload(input_).to_string(), "needed in user space for SRTP");
}

TEST_F(Offload, names_what_the_table_cannot_do) {
  entry_.rtcp_mux = true;
  EXPECT_EQ(obstacle(), OffloadObstacle::table_limit);
  EXPECT_EQ(decide_offload(input_).to_string(),
            "the kernel table cannot do RTCP on the port of RTP");
  input_.entry = nullptr;
  EXPECT_EQ(obstacle(), OffloadObstacle::table_limit);
}

TEST_F(Offload, has_a_phrase_for_every_obstacle) {
  for (int i = 0; i <= int(OffloadObstacle::table_limit); i++) {
    const std::string text = OffloadDecision{OffloadObstacle(i), {}}.to_string();
    EXPECT_FALSE(text.empty());
    EXPECT_NE(text, "unknown");
  }
}

}  // namespace
}  // namespace rtpengine::media
