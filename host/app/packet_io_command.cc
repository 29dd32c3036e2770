// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/packet_io_command.h"

#include <array>
#include <utility>

namespace rtpengine::app {
namespace {

using Counter = std::pair<const char*, std::uint64_t net::PacketIoCounters::*>;

constexpr std::array<Counter, 12> kCounters = {{
    {"received packets", &net::PacketIoCounters::received_packets},
    {"received bytes", &net::PacketIoCounters::received_bytes},
    {"sent packets", &net::PacketIoCounters::sent_packets},
    {"sent bytes", &net::PacketIoCounters::sent_bytes},
    {"send errors", &net::PacketIoCounters::send_errors},
    {"send would block", &net::PacketIoCounters::send_would_block},
    {"truncated", &net::PacketIoCounters::truncated},
    {"socket errors", &net::PacketIoCounters::socket_errors},
    {"wakeups", &net::PacketIoCounters::wakeups},
    {"stale", &net::PacketIoCounters::stale},
    {"rate limited", &net::PacketIoCounters::rate_limited},
    {"queue overruns", &net::PacketIoCounters::queue_overruns},
}};
static_assert(sizeof(net::PacketIoCounters) == kCounters.size() * sizeof(std::uint64_t));

}  // namespace

net::PacketIoCounters total_counters(std::span<const std::unique_ptr<loop::Worker>> workers,
                                     std::span<const std::unique_ptr<net::PacketIo>> engines) {
  net::PacketIoCounters total;
  for (std::size_t i = 0; i < workers.size() && i < engines.size(); ++i) {
    workers[i]->run_and_wait([&] {
      for (const auto& [name, member] : kCounters) total.*member += engines[i]->counters().*member;
    });
  }
  return total;
}

void describe_packet_io(std::string_view engine, const net::PacketIoCounters& total,
                        const base::DictionaryBuilder& reply) {
  reply.set("engine", engine);
  for (const auto& [name, member] : kCounters) reply.set(name, total.*member);
}

}  // namespace rtpengine::app
