// SPDX-License-Identifier: GPL-3.0-or-later
//
// Packet I/O without a network: tests deliver packets by hand and look at what was sent.
#pragma once

#include <algorithm>
#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "net/packet_io.h"

namespace rtpengine::media {

class FakePacketIo final : public net::PacketIo {
 public:
  struct Sent {
    net::Endpoint from;
    net::Endpoint to;
    std::string data;
  };

  std::string_view name() const override { return "fake"; }
  std::unique_ptr<net::SocketRegistration> add(net::MediaSocket& socket,
                                               net::PacketReceiver& receiver) override {
    if (refuse_sockets) return nullptr;
    return std::make_unique<Registration>(*this, socket, receiver);
  }
  bool send(net::MediaSocket& socket, const net::Packet& packet,
            const net::SocketAddress& to) override {
    if (refuse_sends) return false;
    if (discard) {
      ++discarded;
      return true;
    }
    const char* data = reinterpret_cast<const char*>(packet.data);
    sent.push_back({socket.local(), to.endpoint(), std::string(data, packet.size)});
    return true;
  }
  void pause() override { paused = true; }
  void resume() override { paused = false; }
  const net::PacketIoCounters& counters() const override { return counters_; }

  /// A datagram arrives. False: nobody listens there.
  bool deliver(const net::Endpoint& to, const net::Endpoint& from, std::string data,
               base::Time at) {
    const auto found = receivers_.find(to.to_string());
    if (found == receivers_.end()) return false;
    net::Packet packet;
    std::vector<std::uint8_t> buffer(net::Packet::kHeadroom + data.size() + net::Packet::kTailroom);
    std::copy(data.begin(), data.end(), buffer.begin() + net::Packet::kHeadroom);
    packet.buffer = buffer.data();
    packet.capacity = buffer.size();
    packet.data = packet.buffer + net::Packet::kHeadroom;
    packet.size = data.size();
    packet.source = net::SocketAddress(from);
    packet.socket = found->second->socket;
    packet.received = at;
    net::Packet* one = &packet;
    found->second->receiver->on_packets({&one, 1});
    return true;
  }
  bool listens(const net::Endpoint& endpoint) const {
    return receivers_.contains(endpoint.to_string());
  }
  std::vector<Sent> take_sent() { return std::exchange(sent, {}); }

  bool paused = false;
  bool refuse_sends = false;
  bool refuse_sockets = false;
  bool discard = false;  ///< count what is sent, and keep nothing
  std::size_t discarded = 0;
  std::vector<Sent> sent;

 private:
  struct Registration final : net::SocketRegistration {
    Registration(FakePacketIo& owner, net::MediaSocket& on, net::PacketReceiver& to)
        : io(owner), key(on.local().to_string()), socket(&on), receiver(&to) {
      io.receivers_[key] = this;
    }
    ~Registration() override {
      const auto found = io.receivers_.find(key);
      if (found != io.receivers_.end() && found->second == this) io.receivers_.erase(found);
    }
    FakePacketIo& io;
    const std::string key;
    net::MediaSocket* const socket;
    net::PacketReceiver* const receiver;
  };

  std::map<std::string, Registration*> receivers_;
  net::PacketIoCounters counters_;
};

/// The bytes of an RTP packet, as text so that they compare easily.
inline std::string rtp_text(std::uint8_t payload_type, std::uint16_t sequence = 1,
                            std::uint32_t ssrc = 0x1234, std::string_view payload = "media") {
  std::string bytes{char(0x80), char(payload_type)};
  const auto append = [&](std::uint64_t number, int size) {
    for (int shift = 8 * (size - 1); shift >= 0; shift -= 8) bytes += char(number >> shift);
  };
  append(sequence, 2);
  append(160u * sequence, 4);
  append(ssrc, 4);
  return bytes.append(payload);
}

/// The bytes of an empty RTCP receiver report.
inline std::string rtcp_text(std::uint8_t ssrc = 1) {
  return std::string{char(0x80), char(201), 0, 1, 0, 0, 0, char(ssrc)};
}

/// A telephone event of 100 ms at 8000 Hz.
inline std::string dtmf_text(std::uint8_t payload_type, std::uint8_t event, bool end,
                             std::uint16_t sequence = 1) {
  std::string payload{char(event), char(end ? 0x8a : 0x0a), 0x03, 0x20};
  std::string bytes = rtp_text(payload_type, 1, 0x1234, payload);
  bytes[3] = char(sequence);
  return bytes;
}

}  // namespace rtpengine::media
