// SPDX-License-Identifier: GPL-3.0-or-later
#include "net/packet_engines.h"

#include <algorithm>
#include <cerrno>
#include <system_error>

#include "net/steering.h"

namespace rtpengine::net {
namespace {

using Engines = std::vector<std::unique_ptr<PacketIo>>;

base::Result<Engines> make_steered(std::span<loop::Worker* const> workers,
                                   const EngineOptions& options) {
  SteeringOptions steering_options;
  steering_options.workers = static_cast<unsigned>(workers.size());
  steering_options.max_ports = options.max_ports;
  steering_options.limit = port_limit(options.port_rate_limit);
  const auto steering = Steering::open(steering_options);
  if (!steering) return base::Error{steering.error()};
  Engines engines;
  for (loop::Worker* worker : workers) {
    auto made = make_steered_packet_io(*worker, options.io, *steering);
    if (!made) return base::Error{made.error()};
    engines.push_back(std::move(*made));
  }
  return engines;
}

base::Result<Engines> make_plain(std::span<loop::Worker* const> workers,
                                 const EngineOptions& options) {
  Engines engines;
  for (loop::Worker* worker : workers) {
    engines.push_back(make_plain_packet_io(*worker, options.io));
    if (engines.back() == nullptr)
      return base::Error{"opening descriptors for packet I/O: " +
                         std::generic_category().message(errno)};
  }
  return engines;
}

}  // namespace

std::optional<EngineChoice> engine_choice_from(std::string_view name) {
  if (name == "auto") return EngineChoice::automatic;
  if (name == "steered") return EngineChoice::steered;
  if (name == "plain") return EngineChoice::plain;
  return std::nullopt;
}

PortLimit port_limit(std::uint32_t packets_per_second) {
  if (packets_per_second == 0) return {.packets = 0};
  constexpr std::uint64_t kSecond = 1'000'000'000;
  const std::uint32_t packets = std::max(packets_per_second / 10, 1u);
  return {.packets = packets,
          .window_ns = static_cast<std::uint32_t>(packets * kSecond / packets_per_second)};
}

base::Result<PacketEngines> make_packet_engines(std::span<loop::Worker* const> workers,
                                                const EngineOptions& options) {
  PacketEngines made;
  if (options.choice != EngineChoice::plain) {
    auto steered = make_steered(workers, options);
    if (steered) {
      made.engines = std::move(*steered);
      return made;
    }
    if (options.choice == EngineChoice::steered)
      return base::Error{"the steered packet engine can't be used: " + steered.error()};
    made.obstacle = steered.error();
  }
  auto plain = make_plain(workers, options);
  if (!plain) return base::Error{plain.error()};
  made.engines = std::move(*plain);
  return made;
}

}  // namespace rtpengine::net
