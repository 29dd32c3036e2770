// SPDX-License-Identifier: GPL-3.0-or-later
#include "net/arrival_pipeline.h"

#include <gtest/gtest.h>

#include <array>
#include <memory>
#include <string>
#include <vector>

#include "own_queue.h"

namespace rtpengine::net {
namespace {

/// Counts how often it was fetched.
class Receiver final : public PacketReceiver {
 public:
  void on_packets(std::span<Packet* const> packets) override { (void)packets; }
  void on_socket_error(int error) override { (void)error; }
  void prefetch(Prefetch step) const override { ++steps[std::size_t(step)]; }

  mutable std::array<std::size_t, 3> steps{};
};

class ArrivalPipelineTest : public testing::TestWithParam<std::size_t> {
 protected:
  void SetUp() override {
    test::OwnQueue own = test::open_own_queue(Family::ipv4);
    if (!own.socket) GTEST_SKIP() << own.obstacle;
    queue_ = std::make_unique<ReceiveQueue>(std::move(own.socket), 1000);
    test::PeerSocket peer(Endpoint{own.local.address, 0});
    for (std::size_t i = 0; i < GetParam(); ++i)
      ASSERT_TRUE(peer.send(std::to_string(i), own.local));
    ASSERT_EQ(queue_->receive(), GetParam());
    local_ = SocketAddress(own.local);
  }

  /// Everything is delivered in order; `deliver` does more.
  template <typename More>
  void expect_in_order(More&& more) {
    std::size_t next = 0;
    ArrivalPipeline(ports_).run(*queue_, GetParam(), [&](ReceiveQueue::Arrival& arrival) {
      EXPECT_EQ(&arrival, &queue_->arrival(next));
      more(next++);
    });
    EXPECT_EQ(next, GetParam());
  }

  std::unique_ptr<ReceiveQueue> queue_;
  ServedPorts ports_;
  SocketAddress local_;
};

TEST_P(ArrivalPipelineTest, DeliversInOrderWhatIsForNobody) {
  expect_in_order([](std::size_t) {});
}

TEST_P(ArrivalPipelineTest, FetchesEachReceiverInAllStepsBeforeItsTurn) {
  Receiver receiver;
  ports_.add({.receiver = &receiver, .local = local_});
  expect_in_order([&](std::size_t number) {
    for (const std::size_t times : receiver.steps) EXPECT_GT(times, number);
  });
  for (const std::size_t times : receiver.steps) EXPECT_EQ(times, GetParam());
}

TEST_P(ArrivalPipelineTest, APortMayGoAndAnotherComeMeanwhile) {
  auto receiver = std::make_unique<Receiver>();
  std::uint32_t number = ports_.add({.receiver = receiver.get(), .local = local_});
  expect_in_order([&](std::size_t) {
    ports_.remove(number);
    receiver = std::make_unique<Receiver>();
    number = ports_.add({.receiver = receiver.get(), .local = local_});
  });
}

INSTANTIATE_TEST_SUITE_P(Batches, ArrivalPipelineTest,
                         testing::Values(std::size_t{0}, std::size_t{1}, std::size_t{2},
                                         ArrivalPipeline::kSteps* ArrivalPipeline::kDistance,
                                         ReceiveQueue::kSlots));

}  // namespace
}  // namespace rtpengine::net
