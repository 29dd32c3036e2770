// SPDX-License-Identifier: GPL-3.0-or-later
//
// The totals of the packet engines.
#include "app/packet_io_command.h"

#include <gtest/gtest.h>

#include <rtpengine/value_view.h>

#include <vector>

namespace rtpengine::app {
namespace {

class CountingIo final : public net::PacketIo {
 public:
  explicit CountingIo(std::uint64_t start) {
    counters_.received_packets = start;
    counters_.stale = start + 1;
    counters_.queue_overruns = start + 2;
  }
  std::string_view name() const override { return "counting"; }
  std::unique_ptr<net::SocketRegistration> add(net::MediaSocket&, net::PacketReceiver&) override {
    return nullptr;
  }
  bool send(net::MediaSocket&, const net::Packet&, const net::SocketAddress&) override {
    return false;
  }
  void pause() override {}
  void resume() override {}
  const net::PacketIoCounters& counters() const override {
    EXPECT_NE(loop::Worker::current(), nullptr) << "counters belong to a worker";
    return counters_;
  }

 private:
  net::PacketIoCounters counters_;
};

TEST(PacketIoCommand, AddsTheWorkersUp) {
  std::vector<std::unique_ptr<loop::Worker>> workers;
  std::vector<std::unique_ptr<net::PacketIo>> engines;
  for (unsigned i = 0; i < 2; ++i) {
    workers.push_back(std::make_unique<loop::Worker>(i, 16));
    workers.back()->start();
    engines.push_back(std::make_unique<CountingIo>(10 * i + 1));
  }
  const net::PacketIoCounters total = total_counters(workers, engines);
  for (const auto& worker : workers) worker->stop_and_join();
  EXPECT_EQ(total.received_packets, 12u);
  EXPECT_EQ(total.stale, 14u);
  EXPECT_EQ(total.queue_overruns, 16u);
  EXPECT_EQ(total.sent_packets, 0u);
}

TEST(PacketIoCommand, ShowsEachCounter) {
  net::PacketIoCounters total;
  total.stale = 3;
  total.queue_overruns = 4;
  base::ValueTree reply;
  describe_packet_io("steered", total, reply.dictionary());
  EXPECT_EQ(get_text(reply.root(), "engine"), "steered");
  EXPECT_EQ(get_integer(reply.root(), "stale"), 3);
  EXPECT_EQ(get_integer(reply.root(), "queue overruns"), 4);
  EXPECT_EQ(get_integer(reply.root(), "received packets", -1), 0);
}

}  // namespace
}  // namespace rtpengine::app
