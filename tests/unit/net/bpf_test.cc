// SPDX-License-Identifier: GPL-3.0-or-later
#include "net/bpf.h"

#include <gtest/gtest.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <cerrno>

#include "net/bpf_assembler.h"
#include "steering_obstacle.h"

namespace rtpengine::net::bpf {
namespace {

using enum Register;

class BpfTest : public testing::Test {
 protected:
  void SetUp() override {
    if (const std::string obstacle = test::steering_obstacle(); !obstacle.empty())
      GTEST_SKIP() << obstacle;
  }
};

std::vector<bpf_insn> always_pass() {
  Assembler code;
  code.move(r0, SK_PASS);
  code.exit();
  return code.finish();
}

TEST_F(BpfTest, MapsKeepWhatIsSetUntilItIsErased) {
  const auto map = create_map({"test", BPF_MAP_TYPE_HASH, 4, 8, 2});
  ASSERT_TRUE(map) << map.error();
  const std::uint32_t keys[] = {1, 2, 3};
  const std::uint64_t value = 4711;
  EXPECT_EQ(set(map->get(), &keys[0], &value), 0);
  EXPECT_EQ(set(map->get(), &keys[1], &value), 0);
  EXPECT_EQ(set(map->get(), &keys[2], &value), E2BIG);

  std::uint64_t read = 0;
  bpf_attr attributes{};
  attributes.map_fd = static_cast<__u32>(map->get());
  attributes.key = reinterpret_cast<std::uintptr_t>(&keys[1]);
  attributes.value = reinterpret_cast<std::uintptr_t>(&read);
  EXPECT_EQ(syscall(SYS_bpf, BPF_MAP_LOOKUP_ELEM, &attributes, sizeof attributes), 0);
  EXPECT_EQ(read, value);

  EXPECT_EQ(erase(map->get(), &keys[1]), 0);
  EXPECT_EQ(erase(map->get(), &keys[1]), ENOENT);
}

TEST_F(BpfTest, SaysWhichMapCannotBeMade) {
  const auto map = create_map({"test", BPF_MAP_TYPE_HASH, 4, 8, 0});
  ASSERT_FALSE(map);
  EXPECT_EQ(map.error(), "creating the BPF map test: Invalid argument");
}

TEST_F(BpfTest, LoadsAndAttachesAProgram) {
  const auto program = load_sk_lookup("test", always_pass());
  ASSERT_TRUE(program) << program.error();
  const auto link = attach_sk_lookup(program->get());
  EXPECT_TRUE(link) << link.error();
}

TEST_F(BpfTest, TellsWhatTheKernelsCheckerSaysAboutAProgram) {
  Assembler code;
  code.move(r0, r5);  // never set
  code.exit();
  const auto program = load_sk_lookup("test", code.finish());
  ASSERT_FALSE(program);
  EXPECT_EQ(program.error(), "loading the BPF program test (R5 !read_ok): Permission denied");
}

TEST_F(BpfTest, OnlyProgramsCanBeAttached) {
  const auto map = create_map({"test", BPF_MAP_TYPE_HASH, 4, 8, 2});
  ASSERT_TRUE(map) << map.error();
  const auto link = attach_sk_lookup(map->get());
  ASSERT_FALSE(link);
  EXPECT_EQ(link.error(), "attaching the BPF program to the network namespace: Invalid argument");
}

}  // namespace
}  // namespace rtpengine::net::bpf
