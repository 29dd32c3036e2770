// SPDX-License-Identifier: GPL-3.0-or-later
//
// The command `packet io`: what the packet engines of all workers have done and lost so far.
#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <string_view>

#include "base/value_tree.h"
#include "loop/worker.h"
#include "net/packet_io.h"

namespace rtpengine::app {

/// Host command; see call/host_command.h.
inline constexpr const char* kPacketIoCommand = "packet io";

/// The sums of the workers' counters, each read on its worker: engine `i` belongs to worker `i`.
/// Waits for them. Main thread.
net::PacketIoCounters total_counters(std::span<const std::unique_ptr<loop::Worker>> workers,
                                     std::span<const std::unique_ptr<net::PacketIo>> engines);

/// The reply. `stale` are packets for ports whose call has ended, `queue overruns` those that came
/// faster than a worker took them.
void describe_packet_io(std::string_view engine, const net::PacketIoCounters& total,
                        const base::DictionaryBuilder& reply);

}  // namespace rtpengine::app
