// SPDX-License-Identifier: GPL-3.0-or-later
//
// A receiver that keeps what it is told.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "net/packet_io.h"

namespace rtpengine::net::test {

class Collector final : public PacketReceiver {
 public:
  void on_packets(std::span<Packet* const> packets) override {
    for (const Packet* packet : packets)
      texts.emplace_back(reinterpret_cast<const char*>(packet->data), packet->size);
    if (then) then();
  }
  void on_socket_error(int) override {}
  void on_rate_limited(std::uint64_t packets) override { rate_limited += packets; }
  void on_truncated() override { ++truncated; }
  void on_send_failed(std::size_t bytes) override { failed_bytes += bytes; }

  std::vector<std::string> texts;
  std::uint64_t rate_limited = 0;
  int truncated = 0;
  std::size_t failed_bytes = 0;
  std::function<void()> then;  ///< called after each packet
};

}  // namespace rtpengine::net::test
