// SPDX-License-Identifier: GPL-3.0-or-later
//
// The program that the kernel asks which socket a datagram goes to, and the forms of the maps that
// it shares with us.
//
//   ports:  a local address and port -> the queue of the worker that has it, and a slot
//   slots:  what has come to a port lately
//   queues: the sockets
//
// A datagram to a port that is not in the map goes its normal way.
#pragma once

#include <linux/bpf.h>

#include <cstdint>
#include <vector>

#include "net/address.h"

namespace rtpengine::net {

/// A key of the map of ports, as the kernel gives addresses and ports to the program.
struct SteeredPort {
  std::uint32_t address[4];  ///< network order; IPv4 in the first, the others 0
  std::uint32_t port;        ///< host order; the address family (AF_INET, AF_INET6) from bit 16 on

  explicit SteeredPort(const Endpoint& local);
};
static_assert(sizeof(SteeredPort) == 20, "no padding: all of it is compared");

struct SteeredTo {
  std::uint32_t slot;   ///< in the array of slots
  std::uint32_t queue;  ///< in the array of sockets
};

/// The program changes it for each datagram, on whatever processor that arrives.
struct SteeringSlot {
  std::uint64_t window_start = 0;  ///< when the clock was last looked at, in ns
  std::uint64_t dropped = 0;       ///< datagrams beyond the limit, ever
  std::uint32_t in_window = 0;     ///< datagrams since then
  std::uint32_t unused = 0;
};
static_assert(sizeof(SteeringSlot) == 24);

/// The array of sockets begins with those that throw everything away.
inline constexpr std::uint32_t kBinIpv4 = 0;
inline constexpr std::uint32_t kBinIpv6 = 1;
/// Where a worker's socket stands.
std::uint32_t queue_of(unsigned worker, Family family);

/// How many datagrams a port may get: bursts of `packets` pass whole, and no more than that, or
/// twice as many at the start of a flood, in each `window`.
struct PortLimit {
  std::uint32_t packets = 0;                  ///< 0: any number
  std::uint32_t window_ns = 100 * 1'000'000;  ///< at least so long
};

struct SteeringMaps {
  int ports;
  int slots;
  int queues;
};

/// Descriptors of the maps, and the limit, become part of the program.
std::vector<bpf_insn> steering_program(const SteeringMaps& maps, const PortLimit& limit);

}  // namespace rtpengine::net
