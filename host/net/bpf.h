// SPDX-License-Identifier: GPL-3.0-or-later
//
// The few uses of bpf(2) that this program has. Errors are the system's words and begin with what
// was attempted. Thread-safe.
#pragma once

#include <linux/bpf.h>

#include <cstdint>
#include <span>
#include <string>

#include "base/result.h"
#include "net/descriptor.h"

namespace rtpengine::net::bpf {

struct MapSpec {
  const char* name;  ///< as bpftool shows it, at most 15 characters
  bpf_map_type type;
  std::uint32_t key_size;  ///< in bytes, as value_size
  std::uint32_t value_size;
  std::uint32_t entries;
  std::uint32_t flags = 0;  ///< BPF_F_*
};

/// The map goes away with the last descriptor and the last program that knows it.
base::Result<Descriptor> create_map(const MapSpec& spec);

/// Sets the value of a key. 0 or an errno value.
int set(int map, const void* key, const void* value);
/// 0 or an errno value.
int erase(int map, const void* key);

/// A program that chooses the sockets of datagrams (BPF_PROG_TYPE_SK_LOOKUP).
base::Result<Descriptor> load_sk_lookup(const char* name, std::span<const bpf_insn> program);

/// Lets such a program work in the network namespace of the calling thread, beside those of others.
/// It is detached when the descriptor is closed, which the end of the process does, however it
/// ends.
base::Result<Descriptor> attach_sk_lookup(int program);

}  // namespace rtpengine::net::bpf
