// SPDX-License-Identifier: GPL-3.0-or-later
//
// What SRTP costs: nanoseconds for a packet, ours beside libsrtp's, for each suite and direction.
//
//   tests/bench/srtp_bench [PAYLOAD [ROUNDS]]      payload bytes (160), rounds (25)
//
// Ours and libsrtp's are measured in turns. The figures are medians of rounds, and the quickest
// round in brackets: on a machine that others use, too, the latter says more.
#include <algorithm>
#include <chrono>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <vector>

#include "media/srtp_receiver.h"
#include "media/srtp_sender.h"
#include "tests/unit/media/libsrtp_session.h"
#include "tests/unit/media/srtp_fixture.h"

namespace {

using namespace rtpengine::media;

constexpr std::size_t kPackets = 1000;

/// Packets in a row, each in a slot of its own.
class Packets {
 public:
  explicit Packets(std::size_t payload) : payload_(payload) {
    for (std::size_t i = 0; i < kPackets; ++i) slots_.emplace_back(Bytes(12 + payload));
    data_ = slots_.front().packet().data - slots_.front().packet().buffer;
  }
  /// RTP that goes on from the packets before.
  void fill() {
    for (Slot& slot : slots_) {
      rtpengine::net::Packet& packet = slot.packet();
      packet.data = packet.buffer + data_;
      packet.size = 12 + payload_;
      std::fill_n(packet.data, packet.size, std::uint8_t(next_));
      packet.data[0] = 0x80;
      packet.data[2] = std::uint8_t(next_ >> 8);
      packet.data[3] = std::uint8_t(next_++);
    }
  }
  /// Nanoseconds for each packet.
  template <typename Work>
  double time(Work work) {
    const auto begin = std::chrono::steady_clock::now();
    for (Slot& slot : slots_) {
      if (!work(slot.packet())) std::abort();
    }
    const std::chrono::duration<double, std::nano> taken = std::chrono::steady_clock::now() - begin;
    return taken.count() / kPackets;
  }

 private:
  std::size_t payload_;
  std::ptrdiff_t data_ = 0;
  std::vector<Slot> slots_;
  std::uint16_t next_ = 0;
};

class Figures {
 public:
  void add(double ns) { all_.push_back(ns); }
  void print() {
    if (all_.empty()) {
      std::printf("  %6s %7s", "-", "");
      return;
    }
    std::sort(all_.begin(), all_.end());
    std::printf("  %6.0f (%5.0f)", all_[all_.size() / 2], all_.front());
  }
  /// There must be one.
  double least() const { return *std::min_element(all_.begin(), all_.end()); }

 private:
  std::vector<double> all_;
};

void measure(SrtpSuite suite, std::size_t payload, int rounds) {
  const SrtpKeying keys = keying(suite);
  SrtpSender sender = *SrtpSender::make(keys);
  SrtpReceiver receiver = *SrtpReceiver::make(keys);
  Figures protect;
  Figures unprotect;
  Figures their_protect;
  Figures their_unprotect;
  Packets packets(payload);
  const auto ours = [&] {
    packets.fill();
    protect.add(
        packets.time([&](auto& packet) { return sender.protect(packet) == SrtpOutcome::done; }));
    unprotect.add(packets.time(
        [&](auto& packet) { return receiver.unprotect(packet) == SrtpOutcome::done; }));
  };
  if (!LibsrtpSession::has(suite)) {
    for (int i = 0; i < rounds; ++i) ours();
  } else {
    LibsrtpSession their_sender(keys, LibsrtpSession::Direction::protect);
    LibsrtpSession their_receiver(keys, LibsrtpSession::Direction::unprotect);
    Packets others(payload);
    for (int i = 0; i < rounds; ++i) {
      ours();
      others.fill();
      their_protect.add(others.time([&](auto& packet) {
        packet.size =
            std::size_t(their_sender.protect(packet.data, int(packet.size), SrtpUse::rtp));
        return packet.size != 0;
      }));
      their_unprotect.add(others.time([&](auto& packet) {
        return their_receiver.unprotect(packet.data, int(packet.size), SrtpUse::rtp) != 0;
      }));
    }
  }
  std::printf("%-24s", info(suite).name.data());
  protect.print();
  their_protect.print();
  unprotect.print();
  their_unprotect.print();
  if (LibsrtpSession::has(suite))
    std::printf("  %4.1f %4.1f", their_protect.least() / protect.least(),
                their_unprotect.least() / unprotect.least());
  std::printf("\n");
}

}  // namespace

int main(int argc, char** argv) {
  const std::size_t payload = argc > 1 ? std::strtoul(argv[1], nullptr, 10) : 160;
  const int rounds = argc > 2 ? std::atoi(argv[2]) : 25;
  std::printf("%zu bytes of payload, ns a packet: median (least) of %d rounds\n", payload, rounds);
  std::printf("%-24s  %14s  %14s  %14s  %14s  ratios\n", "", "protect", "libsrtp", "unprotect",
              "libsrtp");
  for (const SrtpSuiteInfo& suite : srtp_suites()) measure(suite.suite, payload, rounds);
}
