// SPDX-License-Identifier: GPL-3.0-or-later
#include "net/bpf_assembler.h"

#include <cassert>
#include <limits>

namespace rtpengine::net::bpf {
namespace {

constexpr std::size_t kNowhere = std::numeric_limits<std::size_t>::max();
constexpr auto kNone = Register::r0;

}  // namespace

Label Assembler::new_label() {
  places_.push_back(kNowhere);
  return {places_.size() - 1};
}

void Assembler::place(Label label) { places_[label.number] = program_.size(); }

void Assembler::put(unsigned code, Register to, Register from, int offset, std::int32_t number) {
  bpf_insn instruction{};
  instruction.code = static_cast<__u8>(code);
  instruction.dst_reg = static_cast<__u8>(to) & 15;
  instruction.src_reg = static_cast<__u8>(from) & 15;
  instruction.off = static_cast<__s16>(offset);
  instruction.imm = number;
  program_.push_back(instruction);
}

void Assembler::move(Register to, Register from) {
  put(BPF_ALU64 | BPF_MOV | BPF_X, to, from, 0, 0);
}

void Assembler::move(Register to, std::int32_t number) {
  put(BPF_ALU64 | BPF_MOV | BPF_K, to, kNone, 0, number);
}

void Assembler::add(Register to, std::int32_t number) {
  put(BPF_ALU64 | BPF_ADD | BPF_K, to, kNone, 0, number);
}

void Assembler::subtract(Register to, Register from) {
  put(BPF_ALU64 | BPF_SUB | BPF_X, to, from, 0, 0);
}

void Assembler::bit_or(Register to, Register from) {
  put(BPF_ALU64 | BPF_OR | BPF_X, to, from, 0, 0);
}

void Assembler::shift_left(Register to, std::int32_t bits) {
  put(BPF_ALU64 | BPF_LSH | BPF_K, to, kNone, 0, bits);
}

void Assembler::load(Width width, Register to, Register base, std::size_t offset) {
  put(BPF_LDX | BPF_MEM | static_cast<unsigned>(width), to, base, static_cast<int>(offset), 0);
}

void Assembler::store(Width width, Register base, int offset, Register from) {
  put(BPF_STX | BPF_MEM | static_cast<unsigned>(width), base, from, offset, 0);
}

void Assembler::atomic_add(Width width, Register base, int offset, Register number) {
  put(BPF_STX | BPF_XADD | static_cast<unsigned>(width), base, number, offset, 0);
}

void Assembler::load_map(Register to, int map) {
  put(BPF_LD | BPF_IMM | BPF_DW, to, Register(BPF_PSEUDO_MAP_FD), 0, map);
  put(0, kNone, kNone, 0, 0);  // the upper half of the 64 bits
}

void Assembler::call(bpf_func_id helper) { put(BPF_JMP | BPF_CALL, kNone, kNone, 0, helper); }

void Assembler::put_jump(unsigned code, Register left, Register right, std::int32_t number,
                         Label to) {
  jumps_.push_back({program_.size(), to});
  put(BPF_JMP | code, left, right, 0, number);
}

void Assembler::jump(Label to) { put_jump(BPF_JA, kNone, kNone, 0, to); }

void Assembler::jump_if(Register left, Jump when, std::int32_t right, Label to) {
  put_jump(static_cast<unsigned>(when) | BPF_K, left, kNone, right, to);
}

void Assembler::jump_if(Register left, Jump when, Register right, Label to) {
  put_jump(static_cast<unsigned>(when) | BPF_X, left, right, 0, to);
}

void Assembler::exit() { put(BPF_JMP | BPF_EXIT, kNone, kNone, 0, 0); }

std::vector<bpf_insn> Assembler::finish() const {
  std::vector<bpf_insn> program = program_;
  for (const Reference& jump : jumps_) {
    const std::size_t place = places_[jump.label.number];
    assert(place != kNowhere);
    // Counted from the instruction behind the jump.
    program[jump.instruction].off = static_cast<__s16>(place - jump.instruction - 1);
  }
  return program;
}

}  // namespace rtpengine::net::bpf
