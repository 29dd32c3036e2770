// SPDX-License-Identifier: GPL-3.0-or-later
//
// What the contract of the engines (packet_io_contract_test.cc) does not see of it.
#include "net/socket_set.h"

#include <gtest/gtest.h>
#include <poll.h>

#include <string>
#include <vector>

#include "collector.h"
#include "test_net.h"

namespace rtpengine::net {
namespace {

using test::Collector;

class SocketSetTest : public testing::Test {
 protected:
  MediaSocket open() {
    auto socket = pool_->open_single();
    EXPECT_TRUE(socket) << socket.error();
    return std::move(*socket);
  }
  bool readable() const {
    pollfd look{set_.fd(), POLLIN, 0};
    return poll(&look, 1, 0) == 1;
  }

  PacketIoCounters counters_;
  SocketSet set_{1000, counters_};
  Collector collector_;
  const std::shared_ptr<PortPool> pool_ = PortPool::create(test::own_loopback(), {30000, 30999});
  test::PeerSocket peer_{Endpoint{pool_->address(), 0}};
};

TEST_F(SocketSetTest, TakesOneOfEachSocketOrAll) {
  MediaSocket socket = open();
  ASSERT_TRUE(set_.add(socket, collector_));
  EXPECT_FALSE(readable());
  for (const char* text : {"a", "b", "c"}) ASSERT_TRUE(peer_.send(text, socket.local()));
  EXPECT_TRUE(readable());
  EXPECT_EQ(set_.receive_ready(false).packets, 1u);
  EXPECT_EQ(collector_.texts, std::vector<std::string>{"a"});
  EXPECT_EQ(set_.receive_ready(true).packets, 2u);
  EXPECT_EQ(collector_.texts, (std::vector<std::string>{"a", "b", "c"}));
  EXPECT_FALSE(readable());
}

TEST_F(SocketSetTest, OtherDescriptorsAreNamedAndLeftAlone) {
  MediaSocket socket = open();
  ASSERT_TRUE(set_.add(socket, collector_));
  const test::PeerSocket others[] = {test::PeerSocket({pool_->address(), 0}),
                                     test::PeerSocket({pool_->address(), 0})};
  ASSERT_TRUE(set_.add_other(others[0].fd(), 0));
  ASSERT_TRUE(set_.add_other(others[1].fd(), 5));
  ASSERT_TRUE(peer_.send("x", others[1].local()));
  ASSERT_TRUE(peer_.send("y", socket.local()));
  EXPECT_TRUE(readable());
  EXPECT_EQ(set_.receive_ready(true).packets, 1u);
  EXPECT_EQ(set_.ready_others(), 1u << 5);
  EXPECT_TRUE(readable());
  char text;
  ASSERT_EQ(recv(others[1].fd(), &text, 1, MSG_DONTWAIT), 1);
  EXPECT_EQ(set_.receive_ready(true).packets, 0u);
  EXPECT_EQ(set_.ready_others(), 0u);
}

TEST_F(SocketSetTest, LookingTakesTheTime) {
  const base::Time before = base::monotonic_now();
  const base::Time looked = set_.receive_ready(true).now;
  EXPECT_GE(looked, before);
  EXPECT_LE(looked, base::monotonic_now());
}

}  // namespace
}  // namespace rtpengine::net
