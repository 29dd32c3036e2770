// SPDX-License-Identifier: GPL-3.0-or-later
#include "net/packet_engines.h"

#include <gtest/gtest.h>
#include <linux/capability.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <thread>

#include "steering_obstacle.h"

namespace rtpengine::net {
namespace {

/// Calls `work` on a thread that has no privilege but those (bits of capability numbers).
template <typename Work>
void with_capabilities(std::uint64_t kept, Work work) {
  std::thread([&] {
    __user_cap_header_struct header{_LINUX_CAPABILITY_VERSION_3, 0};
    __user_cap_data_struct data[2] = {};
    ASSERT_EQ(syscall(SYS_capget, &header, data), 0);
    for (int i = 0; i < 2; ++i) {
      const auto bits = static_cast<__u32>(kept >> (32 * i));
      data[i].effective &= bits;
      data[i].permitted &= bits;
      data[i].inheritable = 0;
    }
    ASSERT_EQ(syscall(SYS_capset, &header, data), 0);
    work();
  }).join();
}

constexpr std::uint64_t bit(int capability) { return std::uint64_t{1} << capability; }
constexpr std::uint64_t kNeeded = bit(CAP_NET_ADMIN) | bit(CAP_BPF) | bit(CAP_NET_RAW);

class PacketEnginesTest : public testing::Test {
 protected:
  base::Result<PacketEngines> make(EngineChoice choice) {
    EngineOptions options;
    options.choice = choice;
    loop::Worker* const all[] = {&workers_[0], &workers_[1]};
    return make_packet_engines(all, options);
  }

  loop::Worker workers_[2] = {{0, 10}, {1, 10}};
};

TEST_F(PacketEnginesTest, PlainOnesAreMadeWhenAskedFor) {
  const auto made = make(EngineChoice::plain);
  ASSERT_TRUE(made) << made.error();
  ASSERT_EQ(made->engines.size(), 2u);
  EXPECT_EQ(made->engines[1]->name(), "plain");
  EXPECT_EQ(made->obstacle, "");
}

TEST_F(PacketEnginesTest, SteeredOnesNeedJustTheirThreeCapabilities) {
  if (const std::string obstacle = test::steering_obstacle(); !obstacle.empty())
    GTEST_SKIP() << obstacle;
  with_capabilities(kNeeded, [&] {
    for (const EngineChoice choice : {EngineChoice::automatic, EngineChoice::steered}) {
      const auto made = make(choice);
      ASSERT_TRUE(made) << made.error();
      ASSERT_EQ(made->engines.size(), 2u);
      EXPECT_EQ(made->engines[0]->name(), "steered");
      EXPECT_EQ(made->engines[1]->name(), "steered");
      EXPECT_EQ(made->obstacle, "");
    }
  });
}

TEST_F(PacketEnginesTest, WithoutOneOfThemPlainOnesAreMadeAndTheReasonIsSaid) {
  if (const std::string obstacle = test::steering_obstacle(); !obstacle.empty())
    GTEST_SKIP() << obstacle;
  const std::pair<int, const char*> steps[] = {
      {CAP_BPF, "creating the BPF map rtpengine_ports: Operation not permitted"},
      {CAP_NET_RAW, "opening a raw socket on 127.0.0.1: Operation not permitted"},
      {CAP_NET_ADMIN, "creating the BPF map rtpengine_queue: Operation not permitted"}};
  for (const auto& [missing, text] : steps) {
    with_capabilities(kNeeded & ~bit(missing), [&, text = text] {
      const auto made = make(EngineChoice::automatic);
      ASSERT_TRUE(made) << made.error();
      ASSERT_EQ(made->engines.size(), 2u);
      EXPECT_EQ(made->engines[0]->name(), "plain");
      EXPECT_EQ(made->obstacle, text);
      const auto refused = make(EngineChoice::steered);
      ASSERT_FALSE(refused);
      EXPECT_EQ(refused.error(), std::string("the steered packet engine can't be used: ") + text);
    });
  }
}

TEST(EngineChoice, HasThreeNames) {
  EXPECT_EQ(engine_choice_from("auto"), EngineChoice::automatic);
  EXPECT_EQ(engine_choice_from("steered"), EngineChoice::steered);
  EXPECT_EQ(engine_choice_from("plain"), EngineChoice::plain);
  EXPECT_EQ(engine_choice_from("fast"), std::nullopt);
}

TEST(PortLimit, IsCountedInTenthsOfASecond) {
  EXPECT_EQ(port_limit(0).packets, 0u);
  EXPECT_EQ(port_limit(10000).packets, 1000u);
  EXPECT_EQ(port_limit(10000).window_ns, 100'000'000u);
  EXPECT_EQ(port_limit(1).packets, 1u);
  EXPECT_EQ(port_limit(1).window_ns, 1'000'000'000u);
  EXPECT_EQ(port_limit(15).packets, 1u);
  EXPECT_EQ(port_limit(15).window_ns, 66'666'666u);
}

}  // namespace
}  // namespace rtpengine::net
