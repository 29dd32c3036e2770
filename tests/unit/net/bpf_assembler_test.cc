// SPDX-License-Identifier: GPL-3.0-or-later
#include "net/bpf_assembler.h"

#include <gtest/gtest.h>

#include <cstring>
#include <ostream>

// Found by argument-dependent look-up, hence at the place of the type.
static bool operator==(const bpf_insn& a, const bpf_insn& b) {
  return std::memcmp(&a, &b, sizeof a) == 0;
}
static std::ostream& operator<<(std::ostream& out, const bpf_insn& i) {
  return out << std::hex << int(i.code) << " dst " << int(i.dst_reg) << " src " << int(i.src_reg)
             << " off " << i.off << " imm " << i.imm << std::dec;
}

namespace rtpengine::net::bpf {
namespace {

using enum Register;

bpf_insn instruction(int code, int dst, int src, int off, int imm) {
  bpf_insn made{};
  made.code = static_cast<__u8>(code);
  made.dst_reg = static_cast<__u8>(dst) & 15;
  made.src_reg = static_cast<__u8>(src) & 15;
  made.off = static_cast<__s16>(off);
  made.imm = imm;
  return made;
}

// Codes as numbers, from the tables of the kernel's instruction set manual.
TEST(BpfAssembler, WritesEachInstructionAsTheKernelReadsIt) {
  Assembler code;
  code.move(r6, r1);
  code.move(r0, 7);
  code.add(r2, -4);
  code.subtract(r1, r2);
  code.bit_or(r1, r2);
  code.shift_left(r1, 16);
  code.load(Width::word, r1, r6, 12);
  code.load(Width::double_word, r2, r8, 8);
  code.store(Width::word, r10, -24, r7);
  code.atomic_add(Width::double_word, r8, 16, r1);
  code.load_map(r1, 42);
  code.call(BPF_FUNC_map_lookup_elem);
  code.exit();
  const std::vector<bpf_insn> expected = {
      instruction(0xbf, 6, 1, 0, 0),    instruction(0xb7, 0, 0, 0, 7),
      instruction(0x07, 2, 0, 0, -4),   instruction(0x1f, 1, 2, 0, 0),
      instruction(0x4f, 1, 2, 0, 0),    instruction(0x67, 1, 0, 0, 16),
      instruction(0x61, 1, 6, 12, 0),   instruction(0x79, 2, 8, 8, 0),
      instruction(0x63, 10, 7, -24, 0), instruction(0xdb, 8, 1, 16, 0),
      instruction(0x18, 1, 1, 0, 42),   instruction(0, 0, 0, 0, 0),
      instruction(0x85, 0, 0, 0, 1),    instruction(0x95, 0, 0, 0, 0),
  };
  EXPECT_EQ(code.finish(), expected);
}

TEST(BpfAssembler, JumpsGoForwardsAndBackwardsToTheirLabels) {
  Assembler code;
  const Label start = code.new_label();
  const Label end = code.new_label();
  code.place(start);
  code.jump_if(r1, Jump::equal, 3, end);
  code.jump_if(r1, Jump::not_less, r2, end);
  code.jump_if(r1, Jump::less, 9, start);
  code.jump(start);
  code.place(end);
  code.exit();
  const std::vector<bpf_insn> expected = {
      instruction(0x15, 1, 0, 3, 3),  instruction(0x3d, 1, 2, 2, 0), instruction(0xa5, 1, 0, -3, 9),
      instruction(0x05, 0, 0, -4, 0), instruction(0x95, 0, 0, 0, 0),
  };
  EXPECT_EQ(code.finish(), expected);
}

}  // namespace
}  // namespace rtpengine::net::bpf
