// SPDX-License-Identifier: GPL-3.0-or-later
//
// Sockets, a policy and packets for tests of egresses and packet streams.
#pragma once

#include <gtest/gtest.h>

#include <memory>
#include <string>
#include <string_view>
#include <utility>

#include "media/packet_stream.h"
#include "tests/unit/media/fake_packet_io.h"
#include "tests/unit/net/test_net.h"

namespace rtpengine::media {

inline net::Endpoint at(std::string_view address, int port) {
  return {net::test::ip(address), std::uint16_t(port)};
}

/// Forbids one address.
struct OneForbidden final : DestinationPolicy {
  bool allows(const net::Endpoint& endpoint) const override {
    return endpoint.address != net::test::ip("192.0.2.66");
  }
};

class StreamFixture : public testing::Test {
 protected:
  net::MediaSocket open() {
    auto socket = pool_->open_single();
    EXPECT_TRUE(socket);
    return std::move(*socket);
  }
  OneForbidden policy_;
  FakePacketIo io_;
  std::shared_ptr<net::PortPool> pool_ =
      net::PortPool::create(net::test::own_loopback(), {20000, 20019});
};

/// Drops the packets of one payload type.
class DropType final : public Stage {
 public:
  explicit DropType(std::uint8_t type) : type_(type) {}
  std::string_view name() const override { return "drop-type"; }
  StagePosition position() const override { return StagePosition::filter; }
  KernelMeaning kernel_meaning() const override { return KernelMeaning::user_space_only; }
  void process(PacketBatch& batch, base::Time) override {
    for (StagePacket& packet : batch.packets()) {
      ++seen;
      if (!packet.dropped && packet.rtp.payload_type == type_) packet.drop(DropReason::by_stage);
    }
  }
  int seen = 0;

 private:
  const std::uint8_t type_;
};

}  // namespace rtpengine::media
