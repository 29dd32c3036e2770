// SPDX-License-Identifier: GPL-3.0-or-later
//
// Sequences of commands and packets that make sense or not leave nothing behind.
//
// $RTPENGINE_WALK_STEPS: how long the long walk is (20000 by default; a million take a minute
// or two). $RTPENGINE_WALK_SEED: another one; the same seed makes the same commands.
#include "tests/unit/call/random_walk.h"

#include <cstdlib>

#include "base/log.h"
#include "tests/unit/call/service_bench.h"

namespace rtpengine::call {
namespace {

/// Keeps the log away: most of what a walk does is worth a line.
class Silence {
 public:
  Silence() {
    base::log::set_sink([](auto, auto, auto) {});
  }
  ~Silence() { base::log::set_sink({}); }
};

unsigned from_environment(const char* name, unsigned otherwise) {
  const char* text = std::getenv(name);
  return text != nullptr ? unsigned(std::strtoul(text, nullptr, 10)) : otherwise;
}

void walk(RandomWalk& walk, unsigned steps) {
  for (unsigned step = 0; step < steps; ++step) {
    walk.step();
    walk.check();
    if (testing::Test::HasFailure()) {
      FAIL() << "at step " << step << ", the last command was " << walk.last_command();
    }
  }
}

void print(unsigned seed, unsigned steps, base::Time duration, const WalkFigures& figures) {
  const double seconds = double(duration) / base::kSecond;
  std::printf("walk with seed %u: %u steps in %.1f s, %.0f a second\n", seed, steps, seconds,
              steps / seconds);
  std::printf("  %zu calls began, %zu of them timed out, %zu moves to another process\n",
              figures.calls, figures.timed_out, figures.moved);
  std::printf("  at most %zu ports, %zu parties of a call, %zu streams in the kernel\n",
              figures.most_ports, figures.most_parties, figures.most_in_kernel);
  std::printf("  %zu packets arrived, %zu were sent\n", figures.packets_in, figures.packets_out);
  for (const auto& [name, counts] : figures.commands) {
    std::printf("  %-14s %8zu ok %8zu refused\n", name.c_str(), counts.ok, counts.refused);
  }
}

class RandomWalkTest : public testing::TestWithParam<unsigned> {
  Silence silence_;
};

TEST_P(RandomWalkTest, LeavesNothingBehind) {
  RandomWalk one(GetParam());
  walk(one, 200);
  one.finish(GetParam() % 3 == 0);
}

INSTANTIATE_TEST_SUITE_P(Seeds, RandomWalkTest, testing::Range(1u, 16u));

TEST(LongRandomWalkTest, LeavesNothingBehind) {
  const Silence silence;
  const unsigned seed = from_environment("RTPENGINE_WALK_SEED", 1);
  const unsigned steps = from_environment("RTPENGINE_WALK_STEPS", 20'000);
  const base::Time began = base::monotonic_now();
  RandomWalk one(seed);
  walk(one, steps);
  print(seed, steps, base::monotonic_now() - began, one.figures());
  one.finish(seed % 2 != 0);
}

TEST(RandomWalkThroughServiceTest, LeavesNothingBehindWithSeveralWorkers) {
  const Silence silence;
  Dice dice(4711);
  ServiceBench bench(2);
  for (int step = 0; step < 400; ++step) {
    const bool answer = dice.one_in(3);
    if (dice.one_in(5)) {
      bench.command(dice.pick({"delete", "query", "block media"}), dice.selection());
    } else {
      bench.command(answer ? "answer" : "offer", dice.signal(answer));
    }
    if (step % 10 != 0) continue;
    ASSERT_TRUE(bench.service->orphaned_ports().empty()) << "at step " << step;
  }
  for (int number = 1; number <= 6; ++number) {
    bench.command("delete", {{"call-id", "c" + std::to_string(number)}, {"delete-delay", "0"}});
  }
  EXPECT_EQ(bench.ports_used(), 0u);
  EXPECT_EQ(bench.service->call_count(), 0u);
}

}  // namespace
}  // namespace rtpengine::call
