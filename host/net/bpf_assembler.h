// SPDX-License-Identifier: GPL-3.0-or-later
//
// Writes BPF programs instruction by instruction, in words that read like the kernel's manual of
// the instruction set (Documentation/bpf/standardization/instruction-set.rst).
#pragma once

#include <linux/bpf.h>

#include <cstddef>
#include <cstdint>
#include <vector>

namespace rtpengine::net::bpf {

/// r0: results; r1 to r5: arguments, lost by a call; r6 to r9: kept; r10: end of the stack.
enum class Register : std::uint8_t { r0, r1, r2, r3, r4, r5, r6, r7, r8, r9, r10 };

enum class Width : std::uint8_t { word = BPF_W, double_word = BPF_DW };  ///< 32 and 64 bits

enum class Jump : std::uint8_t {  ///< when, comparing without sign
  equal = BPF_JEQ,
  not_equal = BPF_JNE,
  less = BPF_JLT,
  not_less = BPF_JGE,
};

/// A place in the program that jumps go to, before or after they are written.
struct Label {
  std::size_t number;
};

class Assembler {
 public:
  Label new_label();
  /// The label is the place of the next instruction.
  void place(Label label);

  void move(Register to, Register from);
  void move(Register to, std::int32_t number);
  void add(Register to, std::int32_t number);
  void subtract(Register to, Register from);
  void bit_or(Register to, Register from);
  void shift_left(Register to, std::int32_t bits);
  /// `to` = what stands at `base` + `offset`.
  void load(Width width, Register to, Register base, std::size_t offset);
  void store(Width width, Register base, int offset, Register from);
  /// Adds to what stands in memory, in one step for other processors.
  void atomic_add(Width width, Register base, int offset, Register number);
  /// `to` = the map of this descriptor.
  void load_map(Register to, int map);
  void call(bpf_func_id helper);
  void jump(Label to);
  void jump_if(Register left, Jump when, std::int32_t right, Label to);
  void jump_if(Register left, Jump when, Register right, Label to);
  void exit();

  /// The program; every label that is jumped to has its place.
  std::vector<bpf_insn> finish() const;

 private:
  void put(unsigned code, Register to, Register from, int offset, std::int32_t number);
  void put_jump(unsigned code, Register left, Register right, std::int32_t number, Label to);

  struct Reference {
    std::size_t instruction;
    Label label;
  };
  std::vector<bpf_insn> program_;
  std::vector<std::size_t> places_;  ///< of the labels
  std::vector<Reference> jumps_;
};

}  // namespace rtpengine::net::bpf
