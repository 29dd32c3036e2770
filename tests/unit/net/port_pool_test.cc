// SPDX-License-Identifier: GPL-3.0-or-later
//
// Opening and closing real sockets on the ports of a pool.
#include "net/port_pool.h"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <netinet/ip.h>
#include <sys/resource.h>

#include <set>
#include <thread>
#include <vector>

#include "net/kept_sockets.h"
#include "test_net.h"

namespace rtpengine::net {
namespace {

using test::ip;
using test::own_loopback;
using test::PeerSocket;

int option(int fd, int level, int name) {
  int value = -1;
  socklen_t size = sizeof value;
  return getsockopt(fd, level, name, &value, &size) == 0 ? value : -1;
}

std::string error_text(const base::Result<MediaSocket>& result) {
  return result ? std::string("no error") : result.error();
}

TEST(PortPool, OpensAnEvenPortAndTheOddOneAbove) {
  const auto pool = PortPool::create(own_loopback(), {30000, 30009});
  const auto pair = pool->open_pair();
  ASSERT_TRUE(pair) << pair.error();
  EXPECT_EQ(pair->first.local().port % 2, 0);
  EXPECT_EQ(pair->second.local().port, pair->first.local().port + 1);
  EXPECT_EQ(pair->first.local().address, pool->address());
  EXPECT_EQ(pool->used_ports(), 2u);
  EXPECT_EQ(pool->free_ports(), 8u);
}

TEST(PortPool, SocketsAreNonBlockingAndNotInherited) {
  const auto pool = PortPool::create(own_loopback(), {30000, 30009});
  const auto socket = pool->open_single();
  ASSERT_TRUE(socket) << socket.error();
  EXPECT_TRUE(fcntl(socket->fd(), F_GETFL) & O_NONBLOCK);
  EXPECT_TRUE(fcntl(socket->fd(), F_GETFD) & FD_CLOEXEC);
}

TEST(PortPool, ClosingGivesThePortBack) {
  const auto pool = PortPool::create(own_loopback(), {30000, 30001});
  auto pair = pool->open_pair();
  ASSERT_TRUE(pair) << pair.error();
  const int fd = pair->first.fd();
  pair->first.close();
  EXPECT_FALSE(pair->first);
  EXPECT_EQ(fcntl(fd, F_GETFD), -1);
  EXPECT_EQ(pool->used_ports(), 1u);
  pair->first.close();
  EXPECT_EQ(pool->used_ports(), 1u);
  pair->second = MediaSocket();
  EXPECT_EQ(pool->used_ports(), 0u);
  EXPECT_TRUE(pool->open_pair());
}

TEST(PortPool, MovingASocketMovesItsPort) {
  const auto pool = PortPool::create(own_loopback(), {30000, 30001});
  auto opened = pool->open_single();
  ASSERT_TRUE(opened) << opened.error();
  const Endpoint local = opened->local();
  MediaSocket moved(std::move(*opened));
  EXPECT_FALSE(*opened);
  EXPECT_EQ(moved.local(), local);
  MediaSocket assigned;
  assigned = std::move(moved);
  EXPECT_EQ(assigned.local(), local);
  EXPECT_EQ(pool->used(), std::vector{local.port});
}

TEST(PortPool, SocketsKeepTheirPoolAlive) {
  auto pool = PortPool::create(own_loopback(), {30000, 30001});
  const std::weak_ptr<PortPool> watch = pool;
  {
    const auto socket = pool->open_single();
    ASSERT_TRUE(socket) << socket.error();
    pool.reset();
    EXPECT_FALSE(watch.expired());
  }
  EXPECT_TRUE(watch.expired());
}

TEST(PortPool, SaysWhichPortsAreUsedUp) {
  const IpAddress address = own_loopback();
  const auto pool = PortPool::create(address, {30000, 30003});
  const auto first = pool->open_pair();
  const auto second = pool->open_pair();
  ASSERT_TRUE(first && second);
  EXPECT_EQ(pool->open_pair().error(),
            "ports of " + address.to_string() + " (30000-30003) are used up");
  EXPECT_EQ(pool->open_single().error(),
            "ports of " + address.to_string() + " (30000-30003) are used up");
}

TEST(PortPool, CheckingTheAddressTakesNoPort) {
  const auto pool = PortPool::create(own_loopback(), {30000, 30001});
  EXPECT_TRUE(pool->check_address());
  EXPECT_EQ(pool->used_ports(), 0u);
  const auto pair = pool->open_pair();
  ASSERT_TRUE(pair);
  EXPECT_TRUE(pool->check_address()) << "used-up ports say nothing about the address";
}

TEST(PortPool, SinglesUseBothPortsOfAPair) {
  const auto pool = PortPool::create(own_loopback(), {30000, 30003});
  const auto first = pool->open_single();
  const auto second = pool->open_single();
  ASSERT_TRUE(first && second);
  EXPECT_EQ(first->local().port / 2, second->local().port / 2);
  EXPECT_TRUE(pool->open_pair());
}

TEST(PortPool, SkipsPortsThatOtherProgramsHold) {
  const IpAddress address = own_loopback();
  const PeerSocket even({address, 30000});
  const PeerSocket odd({address, 30003});
  ASSERT_TRUE(even && odd);
  const auto pool = PortPool::create(address, {30000, 30005});
  const auto pair = pool->open_pair();
  ASSERT_TRUE(pair) << pair.error();
  EXPECT_EQ(pair->first.local().port, 30004);
  const auto single = pool->open_single();
  const auto other = pool->open_single();
  ASSERT_TRUE(single && other);
  EXPECT_EQ((std::set<int>{single->local().port, other->local().port}),
            (std::set<int>{30001, 30002}));
}

TEST(PortPool, TriesHeldPortsAgainLater) {
  const IpAddress address = own_loopback();
  const auto pool = PortPool::create(address, {30000, 30001});
  {
    const PeerSocket holder({address, 30001});
    const auto refused = pool->open_pair();
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error(), "ports of " + address.to_string() +
                                   " (30000-30001) are used up; other programs hold those that "
                                   "are not in use here, 2 were tried");
    EXPECT_EQ(pool->used_ports(), 0u);
  }
  const auto pair = pool->open_pair();
  EXPECT_TRUE(pair) << pair.error();
}

TEST(PortPool, SaysThatAnAddressIsNotOfThisMachine) {
  const IpAddress foreign = ip("203.0.113.77");
  if (PeerSocket({foreign, 0})) GTEST_SKIP() << "this machine lets programs bind any address";
  const auto pool = PortPool::create(foreign, {30000, 30009});
  EXPECT_EQ(pool->open_pair().error(), "address 203.0.113.77 is not an address of this machine");
  EXPECT_EQ(pool->open_single().error(), "address 203.0.113.77 is not an address of this machine");
  EXPECT_EQ(pool->check_address().error(),
            "address 203.0.113.77 is not an address of this machine");
  EXPECT_EQ(pool->free_ports(), 10u);
}

/// Lowers the limit of open files to what is open already plus `more`.
class FileLimit {
 public:
  explicit FileLimit(rlim_t more) {
    getrlimit(RLIMIT_NOFILE, &old_);
    const int next = open("/dev/null", O_RDONLY | O_CLOEXEC);
    ::close(next);
    limit_ = static_cast<rlim_t>(next) + more;
    const rlimit lower{limit_, old_.rlim_max};
    setrlimit(RLIMIT_NOFILE, &lower);
  }
  ~FileLimit() { setrlimit(RLIMIT_NOFILE, &old_); }
  rlim_t limit() const { return limit_; }

 private:
  rlimit old_{};
  rlim_t limit_ = 0;
};

TEST(PortPool, SaysThatTheLimitOfOpenFilesIsReached) {
  const IpAddress address = own_loopback();
  const auto pool = PortPool::create(address, {30000, 30009});
  std::string error;
  std::string limit;
  {
    const FileLimit one_more(1);
    limit = std::to_string(one_more.limit());
    error = pool->open_pair().error();
  }
  EXPECT_EQ(error, "no socket for " + address.to_string() +
                       ": this process has reached its limit of " + limit + " open files");
  EXPECT_EQ(pool->free_ports(), 10u) << "the even port must be back as well";
  EXPECT_TRUE(pool->open_pair());
}

TEST(PortPool, SetsTheTypeOfService) {
  const auto pool = PortPool::create(own_loopback(), {30000, 30009});
  auto socket = pool->open_single();
  ASSERT_TRUE(socket) << socket.error();
  socket->set_tos(184);
  EXPECT_EQ(option(socket->fd(), IPPROTO_IP, IP_TOS), 184);
}

TEST(PortPool, AdoptsASocketWithWhatWaitsOnIt) {
  const IpAddress address = own_loopback();
  const auto first = PortPool::create(address, {30000, 30009});
  auto socket = first->open_single();
  ASSERT_TRUE(socket) << socket.error();
  socket->set_tos(184);
  PeerSocket peer({address, 0});
  ASSERT_TRUE(peer.send("waits", socket->local()));

  const auto second = PortPool::create(address, {40000, 40009});
  auto adopted = second->adopt(Descriptor(dup(socket->fd())));
  ASSERT_TRUE(adopted) << adopted.error();
  EXPECT_EQ(adopted->local(), socket->local());
  EXPECT_EQ(second->used(), std::vector{socket->local().port});
  EXPECT_EQ(error_text(second->adopt(Descriptor(dup(socket->fd())))),
            socket->local().to_string() + " is in use already");
  socket->let_go();
  EXPECT_FALSE(*socket);
  EXPECT_EQ(first->used_ports(), 0u);
  EXPECT_EQ(option(adopted->fd(), IPPROTO_IP, IP_TOS), 184) << "nobody has touched it";
  char text[8];
  EXPECT_EQ(recv(adopted->fd(), text, sizeof text, MSG_DONTWAIT), 5);
  adopted->close();
  EXPECT_EQ(second->used_ports(), 0u);
}

TEST(PortPool, AdoptsNothingElse) {
  const IpAddress address = own_loopback();
  const auto pool = PortPool::create(address, {30000, 30009});
  const std::string text = "a socket that was handed over is not one of " + address.to_string();
  PeerSocket elsewhere({own_loopback(), 0});
  EXPECT_EQ(error_text(pool->adopt(Descriptor(dup(elsewhere.fd())))), text);
  EXPECT_EQ(error_text(pool->adopt(Descriptor(open("/dev/null", O_RDONLY | O_CLOEXEC)))), text);
  EXPECT_EQ(error_text(pool->adopt(Descriptor(::socket(AF_INET, SOCK_STREAM, 0)))), text);
  EXPECT_EQ(pool->used_ports(), 0u);
}

TEST(PortPool, Ipv6SocketsAreForIpv6OnlyAndHaveATrafficClass) {
  if (!test::have_ipv6()) GTEST_SKIP() << "::1 is not available on this machine";
  const auto pool = PortPool::create(ip("::1"), {20000, 29999});
  auto pair = pool->open_pair();
  ASSERT_TRUE(pair) << pair.error();
  EXPECT_EQ(option(pair->first.fd(), IPPROTO_IPV6, IPV6_V6ONLY), 1);
  EXPECT_EQ(option(pair->second.fd(), IPPROTO_IPV6, IPV6_V6ONLY), 1);
  pair->first.set_tos(184);
  EXPECT_EQ(option(pair->first.fd(), IPPROTO_IPV6, IPV6_TCLASS), 184);
}

TEST(PortPool, ThreadsNeverGetTheSamePort) {
  const auto pool = PortPool::create(own_loopback(), {30000, 30199});
  std::vector<std::vector<MediaSocket>> kept(4);
  std::vector<std::thread> threads;
  for (auto& mine : kept)
    threads.emplace_back([&pool, &mine] {
      for (int i = 0; i < 200; ++i) {
        if (auto pair = pool->open_pair()) {
          mine.push_back(std::move(pair->first));
          mine.push_back(std::move(pair->second));
        }
        if (auto single = pool->open_single()) mine.push_back(std::move(*single));
        if (mine.size() > 30) mine.erase(mine.begin(), mine.begin() + 20);
      }
    });
  for (auto& thread : threads) thread.join();
  std::set<int> ports;
  std::size_t count = 0;
  for (const auto& mine : kept)
    for (const auto& socket : mine) {
      ports.insert(socket.local().port);
      ++count;
    }
  EXPECT_EQ(ports.size(), count);
  EXPECT_EQ(pool->used_ports(), count);
  kept.clear();
  EXPECT_EQ(pool->used_ports(), 0u);
  EXPECT_EQ(pool->free_ports(), 200u);
}

/// A pool with as many kept pairs as it takes to use them again without a rest.
class KeepingPool : public testing::Test {
 protected:
  static constexpr std::size_t kPairs = KeptSockets::kSpread + 1;

  void SetUp() override {
    std::vector<std::pair<MediaSocket, MediaSocket>> all;
    for (std::size_t i = 0; i < kPairs; ++i) {
      auto pair = pool_->open_pair();
      ASSERT_TRUE(pair) << pair.error();
      all.push_back(std::move(*pair));
    }
    oldest_ = all.front().first.local();
    fd_ = all.front().first.fd();
    all.front().first.set_tos(184);
  }

  const std::shared_ptr<PortPool> pool_ =
      PortPool::create(own_loopback(), {30000, 30000 + 2 * kPairs + 1}, 2 * kPairs);
  Endpoint oldest_;
  int fd_ = -1;
};

TEST_F(KeepingPool, HandsOutTheOldestSocketAgain) {
  EXPECT_EQ(pool_->kept_sockets(), 2 * kPairs);
  EXPECT_EQ(pool_->used_ports(), 0u);
  EXPECT_EQ(pool_->free_ports(), 2 * kPairs + 2);
  EXPECT_TRUE(pool_->used().empty());
  const auto pair = pool_->open_pair();
  ASSERT_TRUE(pair) << pair.error();
  EXPECT_EQ(pair->first.local(), oldest_);
  EXPECT_EQ(pair->first.fd(), fd_);
  EXPECT_EQ(option(fd_, IPPROTO_IP, IP_TOS), 0) << "that of the call before";
  EXPECT_EQ(pool_->used(),
            (std::vector{oldest_.port, static_cast<std::uint16_t>(oldest_.port + 1)}));
}

TEST_F(KeepingPool, WhatCameMeanwhileIsCountedAndThrownAway) {
  PeerSocket peer({pool_->address(), 0});
  ASSERT_TRUE(peer.send("late", oldest_));
  ASSERT_TRUE(peer.send("later", oldest_));
  const auto pair = pool_->open_pair();
  ASSERT_TRUE(pair) << pair.error();
  ASSERT_EQ(pair->first.local(), oldest_);
  char byte;
  EXPECT_EQ(recv(pair->first.fd(), &byte, 1, MSG_DONTWAIT), -1);
  EXPECT_EQ(pool_->stale_packets(), 2u);
}

TEST_F(KeepingPool, GivesKeptPortsUpWhenNothingElseIsLeft) {
  std::vector<std::pair<MediaSocket, MediaSocket>> all;
  for (std::size_t i = 0; i < kPairs + 1; ++i) {
    auto pair = pool_->open_pair();
    ASSERT_TRUE(pair) << i << ": " << pair.error();
    all.push_back(std::move(*pair));
  }
  EXPECT_FALSE(pool_->open_pair());
  EXPECT_EQ(pool_->kept_sockets(), 0u);
}

TEST_F(KeepingPool, ClosesAllForANewRange) {
  pool_->set_range({31000, 31009});
  EXPECT_EQ(pool_->kept_sockets(), 0u);
  EXPECT_EQ(fcntl(fd_, F_GETFD), -1);
  EXPECT_EQ(pool_->free_ports(), 10u);
}

TEST_F(KeepingPool, KeepsWhatIsNotIdleForLong) {
  pool_->close_idle();
  EXPECT_EQ(pool_->kept_sockets(), 2 * kPairs);
}

TEST(PortPool, KeptSocketsAreClosedWhenFilesRunOut) {
  const auto pool = PortPool::create(own_loopback(), {30000, 30009}, 10);
  ASSERT_TRUE(pool->open_pair());
  ASSERT_EQ(pool->kept_sockets(), 2u);
  const FileLimit none_more(0);
  const auto pair = pool->open_pair();
  EXPECT_TRUE(pair) << pair.error();
}

TEST(PortPool, AChangedRangeAppliesToTheNextPort) {
  const auto pool = PortPool::create(own_loopback(), {30000, 30001});
  const auto first = pool->open_pair();
  ASSERT_TRUE(first) << first.error();
  pool->set_range({31000, 31001});
  EXPECT_EQ(pool->range(), (PortRange{31000, 31001}));
  const auto second = pool->open_pair();
  ASSERT_TRUE(second) << second.error();
  EXPECT_EQ(second->first.local().port, 31000);
  EXPECT_EQ(pool->used_ports(), 4u);
}

}  // namespace
}  // namespace rtpengine::net
