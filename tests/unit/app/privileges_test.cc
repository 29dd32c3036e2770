// SPDX-License-Identifier: GPL-3.0-or-later
//
// What is given up, and what is not.
#include "app/privileges.h"

#include <linux/capability.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <array>
#include <thread>

#include "support.h"

namespace rtpengine::app {
namespace {

std::string needed(std::vector<const char*> arguments, bool steered = false,
                   bool table_plugin = false) {
  arguments.insert(arguments.end(), {"-i", "127.0.0.1"});
  const auto made = test::configure(arguments);
  EXPECT_TRUE(made) << made.error();
  return capability_names(needed_capabilities(*made, steered, table_plugin));
}

TEST(Privileges, AreThoseThatTheConfigurationNeeds) {
  const std::string least = "DAC_OVERRIDE, NET_BIND_SERVICE";
  EXPECT_EQ(needed({}), least);
  EXPECT_EQ(needed({}, true), least + ", NET_ADMIN, NET_RAW, BPF");
  EXPECT_EQ(needed({}, false, true), least + ", NET_ADMIN, BPF");
  EXPECT_EQ(needed({"-t", "ebpf"}, false, true), least + ", NET_ADMIN, BPF");
  EXPECT_EQ(needed({"-t", "3"}), least + ", NET_ADMIN, BPF");
  EXPECT_EQ(needed({"-t", "none"}, false, true), least);
  EXPECT_EQ(needed({"--scheduling=fifo", "--priority=5"}), least + ", SYS_NICE");
  EXPECT_EQ(needed({"--idle-priority=5"}), least + ", SYS_NICE");
}

TEST(Privileges, OthersAreGivenUp) {
  // They can't be had again, so it has a thread of its own.
  std::thread([] {
    constexpr CapabilitySet kWanted = CapabilitySet{1} << CAP_NET_RAW;
    const bool root = prctl(PR_CAPBSET_READ, CAP_SYS_ADMIN) == 1 && geteuid() == 0;
    const auto left = keep_capabilities(kWanted);
    ASSERT_TRUE(left) << left.error();
    EXPECT_EQ(*left & ~kWanted, 0u);
    if (root) {
      EXPECT_EQ(prctl(PR_CAPBSET_READ, CAP_SYS_ADMIN), 0) << "programs get it back";
    }
    EXPECT_EQ(*keep_capabilities(0), 0u);
    EXPECT_EQ(*keep_capabilities(kWanted), 0u) << "what is gone is gone";
  }).join();
}

/// Lets programs that this thread starts have these, whoever runs them. False: the system refuses.
bool pass_on(std::initializer_list<unsigned> capabilities) {
  __user_cap_header_struct header{_LINUX_CAPABILITY_VERSION_3, 0};
  std::array<__user_cap_data_struct, 2> sets{};
  if (syscall(SYS_capget, &header, sets.data()) != 0) return false;
  for (const unsigned capability : capabilities)
    sets[capability / 32].inheritable |= 1U << (capability % 32);
  if (syscall(SYS_capset, &header, sets.data()) != 0) return false;
  for (const unsigned capability : capabilities)
    if (prctl(PR_CAP_AMBIENT, PR_CAP_AMBIENT_RAISE, capability, 0, 0) != 0) return false;
  return true;
}

TEST(Privileges, ThatAServiceManagerGaveAreASuccessorsToo) {
  bool allowed = false;
  std::thread([&] {
    allowed = pass_on({CAP_NET_RAW, CAP_SYS_NICE});
    if (!allowed) return;
    ASSERT_TRUE(keep_capabilities(CapabilitySet{1} << CAP_NET_RAW));
    const auto passed_on = [](unsigned capability) {
      return prctl(PR_CAP_AMBIENT, PR_CAP_AMBIENT_IS_SET, capability, 0, 0);
    };
    EXPECT_EQ(passed_on(CAP_NET_RAW), 1);
    EXPECT_EQ(passed_on(CAP_SYS_NICE), 0);
  }).join();
  if (!allowed) GTEST_SKIP() << "the system lets us pass no capabilities on";
}

TEST(Privileges, HaveNames) { EXPECT_EQ(capability_names(0), "none"); }

}  // namespace
}  // namespace rtpengine::app
