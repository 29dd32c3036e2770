// SPDX-License-Identifier: GPL-3.0-or-later
//
// Which packet I/O engine the workers get.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "loop/worker.h"
#include "net/packet_io.h"
#include "net/steering_program.h"

namespace rtpengine::net {

enum class EngineChoice : std::uint8_t {
  automatic,  ///< steered where the system allows it, else plain
  steered,
  plain,
};

/// "auto", "steered", "plain".
std::optional<EngineChoice> engine_choice_from(std::string_view name);

/// A limit of so many packets a second for each port, in bursts of a tenth of a second; 0: none.
PortLimit port_limit(std::uint32_t packets_per_second);

struct EngineOptions {
  EngineChoice choice = EngineChoice::automatic;
  PacketIoOptions io;
  std::size_t max_ports = 65536;      ///< steered at a time, of all workers
  std::uint32_t port_rate_limit = 0;  ///< packets a second; 0: none
};

struct PacketEngines {
  std::vector<std::unique_ptr<PacketIo>> engines;  ///< one per worker, all of one kind
  std::string obstacle;  ///< why they are not steered, if nobody asked for plain ones
};

/// The workers don't run yet. An error if an engine was asked for that can't be, or if not even the
/// plain one can.
base::Result<PacketEngines> make_packet_engines(std::span<loop::Worker* const> workers,
                                                const EngineOptions& options);

}  // namespace rtpengine::net
