// SPDX-License-Identifier: GPL-3.0-or-later
//
// Who may take part in a call with `endpoint-learning: safe`: the attack matrix, and what the
// daemon says about it. All cells run at once, in one go for the whole program.
#include <gtest/gtest.h>

#include <algorithm>
#include <cctype>

#include "attack/matrix.h"
#include "harness/fixture.h"

namespace rtpengine::harness {
namespace {

constexpr double kEnough = 99.5;  ///< percent of the parties' packets

class AttackMatrix : public testing::TestWithParam<std::size_t> {
 protected:
  static void SetUpTestSuite() {
    obstacle_ = Network::obstacle();
    if (!obstacle_.empty()) return;
    AttackNetwork network;
    const auto daemon = network.start("safe");
    ASSERT_TRUE(daemon->ready()) << daemon->output();
    result_ = run_matrix(attack_matrix(), network.world(), daemon->ng());
    EXPECT_EQ(result_.problem, "");
    EXPECT_EQ(daemon->end(), "");
    print();
  }

  static void print() {
    std::printf("%-32s %-42s %8s %8s %8s %10s\n", "call", "attack", "packets", "leaked", "injected",
                "delivered");
    for (std::size_t i = 0; i < result_.scores.size(); i++) {
      const Cell& cell = attack_matrix()[i];
      const Score& score = result_.scores[i];
      std::printf("%-32s %-42s %8u %8u %8u %9.2f%%\n", cell.name.c_str(), cell.attack.c_str(),
                  score.attacks, score.leaked, score.injected, score.delivered());
    }
  }

  void SetUp() override {
    if (!obstacle_.empty()) GTEST_SKIP() << obstacle_;
    ASSERT_EQ(result_.scores.size(), attack_matrix().size());
  }

  const Cell& cell() const { return attack_matrix()[GetParam()]; }
  const Score& score() const { return result_.scores[GetParam()]; }

  static std::string obstacle_;
  static MatrixResult result_;
};

std::string AttackMatrix::obstacle_;
MatrixResult AttackMatrix::result_;

void expect(unsigned packets, Must must, const char* what) {
  if (must == Must::not_be) {
    EXPECT_EQ(packets, 0u) << what;
  } else if (must == Must::be) {
    EXPECT_GT(packets, 0u) << what << ": what was open is not; tell docs/security.md";
  }
}

TEST_P(AttackMatrix, HoldsWhatTheTablePromises) {
  SCOPED_TRACE("strange packets:\n" + score().strange);
  EXPECT_EQ(score().strays, 0u);
  expect(score().leaked, cell().leak, "packets to the attacker");
  if (cell().leak == Must::not_be) {
    EXPECT_EQ(score().echoed, 0u);
  }
  expect(score().injected - score().injected_early, cell().inject, "packets of the attacker");
  if (cell().arrive == Must::be) {
    EXPECT_GE(score().delivered(), kEnough);
  }
  // All of it has taken place.
  EXPECT_EQ(score().sent[0], 2 * AttackedCall::kPackets);
  EXPECT_EQ(score().sent[1], 2 * AttackedCall::kPackets);
  if (cell().weapon == Weapon::nothing) return;
  const auto ms = 20 * AttackedCall::kPackets - std::max<std::int64_t>(cell().begin.count(), 0);
  EXPECT_GE(score().attacks, std::uint64_t(ms) * cell().rate / 1000) << "of the attacker";
  if (cell().early) {
    EXPECT_GT(score().injected_early, 0u) << "early media are not relayed";
  }
}

std::string test_name(const testing::TestParamInfo<std::size_t>& info) {
  const Cell& cell = attack_matrix()[info.param];
  std::string name;
  bool begins = true;
  for (const char c : cell.name + " " + cell.attack) {
    if (std::isalnum(static_cast<unsigned char>(c)) == 0) {
      begins = true;
      continue;
    }
    name += begins ? char(std::toupper(static_cast<unsigned char>(c))) : c;
    begins = false;
  }
  return name + std::to_string(info.param);
}

INSTANTIATE_TEST_SUITE_P(Safe, AttackMatrix, testing::Range<std::size_t>(0, attack_matrix().size()),
                         test_name);

}  // namespace
}  // namespace rtpengine::harness
