// SPDX-License-Identifier: GPL-3.0-or-later
//
// What every packet I/O engine must do, over real loopback sockets. An engine is added by a line in
// the list of factories at the end.
#include <gtest/gtest.h>

#include <cerrno>
#include <chrono>
#include <condition_variable>
#include <cstring>
#include <functional>
#include <memory>
#include <mutex>
#include <ostream>
#include <string>
#include <vector>

#include "net/packet_io.h"
#include "net/steering.h"
#include "steering_obstacle.h"
#include "test_net.h"

namespace rtpengine::net {
namespace {

using test::ip;
using test::PeerSocket;

struct Engine {
  std::string name;
  std::function<std::unique_ptr<PacketIo>(loop::Worker&)> make;
  Family family;
  std::function<std::string()> obstacle = {};  ///< why it can't run here, or nothing
};

std::ostream& operator<<(std::ostream& out, const Engine& engine) { return out << engine.name; }

/// Counts things that happen on the worker and lets the test wait for a number of them.
class Progress {
 public:
  void add(std::size_t n = 1) {
    const std::lock_guard lock(mutex_);
    count_ += n;
    changed_.notify_all();
  }
  bool reached(std::size_t n) { return reached_within(n, std::chrono::seconds(20)); }
  bool reached_within(std::size_t n, std::chrono::milliseconds limit) {
    std::unique_lock lock(mutex_);
    return changed_.wait_for(lock, limit, [&] { return count_ >= n; });
  }

 private:
  std::mutex mutex_;
  std::condition_variable changed_;
  std::size_t count_ = 0;
};

/// A receiver whose reaction a test provides. Everything on the worker's thread.
class Receiver final : public PacketReceiver {
 public:
  explicit Receiver(Progress& progress) : progress_(progress) {}
  void on_packets(std::span<Packet* const> packets) override {
    const std::size_t count = packets.size();
    for (Packet* packet : packets) {
      texts.emplace_back(reinterpret_cast<const char*>(packet->data), packet->size);
      sources.push_back(packet->source.endpoint());
      if (on_packet) on_packet(*packet);
    }
    progress_.add(count);
  }
  void on_socket_error(int error) override {
    errors.push_back(error);
    progress_.add();
  }
  void on_truncated() override { ADD_FAILURE() << "no datagram here is too long"; }

  std::function<void(Packet&)> on_packet;
  std::vector<std::string> texts;
  std::vector<Endpoint> sources;
  std::vector<int> errors;

 private:
  Progress& progress_;
};

class PacketIoContract : public testing::TestWithParam<Engine> {
 protected:
  PacketIoContract() : worker_(0, 100) {}

  void SetUp() override {
    if (GetParam().family == Family::ipv6 && !test::have_ipv6())
      GTEST_SKIP() << "::1 is not available on this machine";
    if (const auto& obstacle = GetParam().obstacle) {
      if (const std::string text = obstacle(); !text.empty()) GTEST_SKIP() << text;
    }
    worker_.start();
    on_worker([this] { io_ = GetParam().make(worker_); });
    ASSERT_TRUE(io_);
  }

  void TearDown() override {
    if (!io_) return;
    on_worker([this] {
      registrations_.clear();
      sockets_.clear();
      io_.reset();
    });
    worker_.stop_and_join();
  }

  void on_worker(loop::Task task) { worker_.run_and_wait(std::move(task)); }

  /// An address of its own for IPv4; a random part of the port space for IPv6.
  IpAddress address() {
    return GetParam().family == Family::ipv6 ? ip("::1") : test::own_loopback();
  }

  MediaSocket& open_socket() {
    if (!pool_) pool_ = PortPool::create(address(), {10000, 29999});
    auto socket = pool_->open_single();
    EXPECT_TRUE(socket) << socket.error();
    sockets_.push_back(std::make_unique<MediaSocket>(std::move(*socket)));
    return *sockets_.back();
  }

  Receiver& receive_on(MediaSocket& socket, std::function<void(Packet&)> reaction = {}) {
    receivers_.push_back(std::make_unique<Receiver>(progress_));
    Receiver& receiver = *receivers_.back();
    receiver.on_packet = std::move(reaction);
    on_worker([&] {
      registrations_.push_back(io_->add(socket, receiver));
      EXPECT_TRUE(registrations_.back());
    });
    return receiver;
  }

  /// Sends what comes in back to where it came from.
  Receiver& echo_on(MediaSocket& socket) {
    return receive_on(socket, [this, &socket](Packet& packet) {
      EXPECT_TRUE(io_->send(socket, packet, packet.source));
    });
  }

  PeerSocket& peer() {
    if (!peer_) peer_ = std::make_unique<PeerSocket>(Endpoint{pool_->address(), 0});
    return *peer_;
  }

  /// Sends from the worker's own thread, so that all of it is ready when the engine looks.
  void send_at_once(const std::vector<std::pair<std::string, Endpoint>>& packets) {
    on_worker([&] {
      for (const auto& [text, to] : packets) EXPECT_TRUE(peer().send(text, to));
    });
  }

  /// Waits until everything that was sent before has been handled.
  void settle() {
    Progress done;
    MediaSocket& socket = open_socket();
    Receiver marker(done);
    std::unique_ptr<SocketRegistration> registration;
    on_worker([&] { registration = io_->add(socket, marker); });
    for (std::size_t i = 1; i <= 3; ++i) {
      EXPECT_TRUE(peer().send("marker", socket.local()));
      EXPECT_TRUE(done.reached(i));
    }
    on_worker([&] { registration.reset(); });
  }

  PacketIoCounters counters() {
    PacketIoCounters copy;
    on_worker([&] { copy = io_->counters(); });
    return copy;
  }

  loop::Worker worker_;
  Progress progress_;
  std::shared_ptr<PortPool> pool_;
  std::vector<std::unique_ptr<MediaSocket>> sockets_;
  std::vector<std::unique_ptr<Receiver>> receivers_;
  std::unique_ptr<PeerSocket> peer_;
  std::unique_ptr<PacketIo> io_;
  std::vector<std::unique_ptr<SocketRegistration>> registrations_;
};

TEST_P(PacketIoContract, DeliversContentSourceAndTime) {
  MediaSocket& socket = open_socket();
  base::Time received = 0;
  Receiver& receiver = receive_on(socket, [&](Packet& packet) {
    received = packet.received;
    EXPECT_EQ(packet.socket, &socket);
  });
  const base::Time before = base::monotonic_now();
  ASSERT_TRUE(peer().send("hello", socket.local()));
  ASSERT_TRUE(progress_.reached(1));
  EXPECT_EQ(receiver.texts, std::vector<std::string>{"hello"});
  EXPECT_EQ(receiver.sources, std::vector{peer().local()});
  EXPECT_GE(received, before);
  EXPECT_LE(received, base::monotonic_now());
}

TEST_P(PacketIoContract, SendsFromTheGivenSocket) {
  MediaSocket& in = open_socket();
  MediaSocket& out = open_socket();
  receive_on(in, [&](Packet& packet) { EXPECT_TRUE(io_->send(out, packet, packet.source)); });
  ASSERT_TRUE(peer().send("hello", in.local()));
  Endpoint from;
  EXPECT_EQ(peer().receive(&from), "hello");
  EXPECT_EQ(from, out.local());
}

TEST_P(PacketIoContract, EachOfManySocketsGetsItsOwnPackets) {
  constexpr std::size_t kSockets = 300;  // more than are looked at at once
  std::vector<std::pair<std::string, Endpoint>> packets;
  for (std::size_t i = 0; i < kSockets; ++i) {
    MediaSocket& socket = open_socket();
    if (i % 3 == 0)
      echo_on(socket);  // the peer's buffer would not take an answer of each
    else
      receive_on(socket);
    packets.emplace_back(std::to_string(i), socket.local());
  }
  send_at_once(packets);
  ASSERT_TRUE(progress_.reached(kSockets));
  for (std::size_t i = 0; i < kSockets; ++i)
    EXPECT_EQ(receivers_[i]->texts, std::vector{std::to_string(i)});
  for (std::size_t i = 0; i < kSockets / 3; ++i) {
    Endpoint from;
    const auto text = peer().receive(&from);
    ASSERT_TRUE(text);
    EXPECT_EQ(from, packets[std::stoul(*text)].second);
  }
}

TEST_P(PacketIoContract, ABurstOnOneSocketArrivesCompleteAndInOrder) {
  MediaSocket& socket = open_socket();
  Receiver& receiver = receive_on(socket);
  std::vector<std::pair<std::string, Endpoint>> packets;
  std::vector<std::string> expected;
  for (int i = 0; i < 100; ++i) {
    packets.emplace_back(std::to_string(i), socket.local());
    expected.push_back(std::to_string(i));
  }
  send_at_once(packets);
  ASSERT_TRUE(progress_.reached(100));
  EXPECT_EQ(receiver.texts, expected);
}

TEST_P(PacketIoContract, EmptyDatagramsAreDelivered) {
  MediaSocket& socket = open_socket();
  Receiver& receiver = echo_on(socket);
  ASSERT_TRUE(peer().send("", socket.local()));
  EXPECT_EQ(peer().receive(), "");
  ASSERT_TRUE(progress_.reached(1));
  EXPECT_EQ(receiver.texts, std::vector<std::string>{""});
}

TEST_P(PacketIoContract, LargeDatagramsPassWhole) {
  MediaSocket& socket = open_socket();
  echo_on(socket);
  std::string large(60000, 'x');
  large.front() = 'a';
  large.back() = 'z';
  ASSERT_TRUE(peer().send(large, socket.local()));
  EXPECT_EQ(peer().receive(), large);
}

TEST_P(PacketIoContract, PacketsHaveRoomToGrowAtBothEnds) {
  MediaSocket& socket = open_socket();
  receive_on(socket, [&](Packet& packet) {
    ASSERT_GE(packet.data - packet.buffer, std::ptrdiff_t(Packet::kHeadroom));
    const auto after = packet.capacity - std::size_t(packet.data - packet.buffer) - packet.size;
    ASSERT_GE(after, Packet::kTailroom);
    std::memset(packet.data + packet.size, 'T', Packet::kTailroom);
    packet.data -= Packet::kHeadroom;
    std::memset(packet.data, 'H', Packet::kHeadroom);
    packet.size += Packet::kHeadroom + Packet::kTailroom;
    EXPECT_TRUE(io_->send(socket, packet, packet.source));
  });
  const std::string grown =
      std::string(Packet::kHeadroom, 'H') + "mid" + std::string(Packet::kTailroom, 'T');
  for (int i = 0; i < 2; ++i) {  // what a receiver did to a slot must not matter to the next packet
    ASSERT_TRUE(peer().send("mid", socket.local()));
    EXPECT_EQ(peer().receive(), grown);
  }
}

TEST_P(PacketIoContract, AReceiverMayDestroyItsOwnRegistration) {
  MediaSocket& socket = open_socket();
  Receiver& receiver = receive_on(socket, [&](Packet&) { registrations_.clear(); });
  send_at_once({{"first", socket.local()}, {"second", socket.local()}});
  ASSERT_TRUE(progress_.reached(1));
  settle();
  EXPECT_EQ(receiver.texts, std::vector<std::string>{"first"});
}

TEST_P(PacketIoContract, AReceiverMayDestroyAnothersRegistrationAndSocket) {
  constexpr std::size_t kSockets = 8;
  std::vector<std::pair<std::string, Endpoint>> packets;
  for (std::size_t i = 0; i < kSockets; ++i) {
    MediaSocket& socket = open_socket();
    packets.emplace_back("x", socket.local());
    receive_on(socket, [&, i](Packet&) {
      for (std::size_t other = 0; other < kSockets; ++other) {
        if (other == i) continue;
        registrations_[other].reset();
        sockets_[other]->close();
      }
    });
  }
  send_at_once(packets);
  ASSERT_TRUE(progress_.reached(1));
  settle();
  std::size_t delivered = 0;
  for (const auto& receiver : receivers_) delivered += receiver->texts.size();
  EXPECT_EQ(delivered, 1u);
}

TEST_P(PacketIoContract, ARegistrationMadeInPlaceOfADestroyedOneGetsNothingOfIt) {
  MediaSocket& first = open_socket();
  MediaSocket& second = open_socket();
  MediaSocket& third = open_socket();
  Receiver fresh(progress_);
  const auto replace = [&](Packet&) {
    if (registrations_.empty()) return;
    registrations_.clear();
    registrations_.push_back(io_->add(third, fresh));
  };
  Receiver& a = receive_on(first, replace);
  Receiver& b = receive_on(second, replace);
  send_at_once({{"a", first.local()}, {"b", second.local()}, {"c", third.local()}});
  ASSERT_TRUE(progress_.reached(2));
  settle();
  EXPECT_EQ(a.texts.size() + b.texts.size(), 1u);
  EXPECT_EQ(fresh.texts, std::vector<std::string>{"c"});
  on_worker([&] { registrations_.clear(); });
}

TEST_P(PacketIoContract, ASocketMayBeRegisteredAgainForAnotherReceiver) {
  MediaSocket& socket = open_socket();
  Receiver& first = receive_on(socket);
  on_worker([&] { registrations_.clear(); });
  Receiver& second = receive_on(socket);
  ASSERT_TRUE(peer().send("x", socket.local()));
  ASSERT_TRUE(progress_.reached(1));
  EXPECT_TRUE(first.texts.empty());
  EXPECT_EQ(second.texts.size(), 1u);
}

TEST_P(PacketIoContract, PacketsThatWaitedBeforeTheRegistrationAreDelivered) {
  MediaSocket& socket = open_socket();
  ASSERT_TRUE(peer().send("early", socket.local()));
  Receiver& receiver = receive_on(socket);
  ASSERT_TRUE(progress_.reached(1));
  EXPECT_EQ(receiver.texts, std::vector<std::string>{"early"});
}

TEST_P(PacketIoContract, CountsPacketsAndBytes) {
  MediaSocket& socket = open_socket();
  echo_on(socket);
  ASSERT_TRUE(peer().send("12345", socket.local()));
  ASSERT_TRUE(peer().send("123", socket.local()));
  ASSERT_TRUE(progress_.reached(2));
  const PacketIoCounters counted = counters();
  EXPECT_EQ(counted.received_packets, 2u);
  EXPECT_EQ(counted.received_bytes, 8u);
  EXPECT_EQ(counted.sent_packets, 2u);
  EXPECT_EQ(counted.sent_bytes, 8u);
  EXPECT_EQ(counted.send_errors + counted.send_would_block + counted.truncated, 0u);
  EXPECT_GE(counted.wakeups, 1u);
}

TEST_P(PacketIoContract, WhatTheSystemRefusesIsCountedAndSaid) {
  MediaSocket& socket = open_socket();
  std::vector<std::uint8_t> data(70000);
  on_worker([&] {
    Packet packet;
    packet.buffer = packet.data = data.data();
    packet.capacity = packet.size = data.size();
    const SocketAddress to(peer().local());
    EXPECT_FALSE(io_->send(socket, packet, to)) << "longer than UDP allows";
    packet.size = 10;
    const Family other = GetParam().family == Family::ipv4 ? Family::ipv6 : Family::ipv4;
    IpAddress wrong = IpAddress::any(other);
    wrong.bytes[0] = 0x20;
    EXPECT_FALSE(io_->send(socket, packet, SocketAddress(Endpoint{wrong, 9}))) << "other family";
    EXPECT_FALSE(io_->send(socket, packet, SocketAddress())) << "nowhere";
  });
  EXPECT_EQ(counters().send_errors, 3u);
  EXPECT_EQ(counters().sent_packets, 0u);
}

TEST_P(PacketIoContract, ReportsErrorsOfASocket) {
  MediaSocket& socket = open_socket();
  Receiver& receiver = receive_on(socket);
  SocketAddress closed;
  {
    const PeerSocket gone({pool_->address(), 0});
    closed = SocketAddress(gone.local());
  }
  std::uint8_t byte = 0;
  on_worker([&] {
    // Only for connected sockets does the system report that nobody listens at the other end.
    ASSERT_EQ(connect(socket.fd(), &closed.base, closed.size), 0);
    Packet packet;
    packet.buffer = packet.data = &byte;
    packet.capacity = packet.size = 1;
    EXPECT_TRUE(io_->send(socket, packet, closed));
  });
  ASSERT_TRUE(progress_.reached(1));
  EXPECT_EQ(receiver.errors, std::vector{ECONNREFUSED});
  EXPECT_EQ(counters().socket_errors, 1u);
}

TEST_P(PacketIoContract, KeepsWorkingThroughLoadAndSilence) {
  constexpr std::size_t kSockets = 16;
  constexpr std::size_t kPackets = 6000;
  std::vector<Endpoint> ends;
  for (std::size_t i = 0; i < kSockets; ++i) {
    MediaSocket& socket = open_socket();
    echo_on(socket);
    ends.push_back(socket.local());
  }
  std::size_t answered = 0;
  for (std::size_t sent = 0; sent < kPackets; ++sent) {
    ASSERT_TRUE(peer().send("x", ends[sent % kSockets]));
    if (sent < 64) continue;  // so many are under way at a time
    ASSERT_TRUE(peer().receive());
    ++answered;
  }
  for (; answered < kPackets; ++answered) ASSERT_TRUE(peer().receive());
  EXPECT_EQ(counters().received_packets, kPackets);
  EXPECT_EQ(counters().sent_packets, kPackets);
  // The load is over: sooner or later nothing wakes the engine any more.
  std::uint64_t before = 0;
  int reads = 0;
  do {
    before = counters().wakeups;
    Progress().reached_within(1, std::chrono::milliseconds(50));
  } while (counters().wakeups != before && ++reads < 200);
  EXPECT_EQ(counters().wakeups, before);
  ASSERT_TRUE(peer().send("y", ends[0]));
  EXPECT_EQ(peer().receive(), "y");
}

TEST_P(PacketIoContract, WhatComesDuringAPauseWaitsInTheSocket) {
  MediaSocket& socket = open_socket();
  Receiver& receiver = receive_on(socket);
  on_worker([&] {
    EXPECT_TRUE(peer().send("before", socket.local()));
    io_->pause();
    io_->pause();
    for (const char* text : {"1", "2", "3"}) EXPECT_TRUE(peer().send(text, socket.local()));
  });
  on_worker([&] { EXPECT_LE(receiver.texts.size(), 1u); });
  on_worker([&] {
    io_->resume();
    io_->resume();
  });
  ASSERT_TRUE(progress_.reached(4));
  ASSERT_TRUE(peer().send("after", socket.local()));
  ASSERT_TRUE(progress_.reached(5));
  EXPECT_EQ(receiver.texts, (std::vector<std::string>{"before", "1", "2", "3", "after"}));
}

TEST_P(PacketIoContract, AnotherEngineMayGoOnWithASocket) {
  MediaSocket& socket = open_socket();
  Receiver& before = receive_on(socket);
  ASSERT_TRUE(peer().send("1", socket.local()));
  ASSERT_TRUE(progress_.reached(1));
  on_worker([&] {
    io_->pause();
    EXPECT_TRUE(peer().send("2", socket.local()));
  });

  loop::Worker other(0, 100);
  other.start();
  const auto pool = PortPool::create(pool_->address(), {10000, 29999});
  auto adopted = pool->adopt(Descriptor(dup(socket.fd())));
  ASSERT_TRUE(adopted) << adopted.error();
  Receiver after(progress_);
  std::unique_ptr<PacketIo> io;
  std::unique_ptr<SocketRegistration> registration;
  other.run_and_wait([&] {
    io = GetParam().make(other);
    io->pause();
    registration = io->add(*adopted, after);
    EXPECT_TRUE(peer().send("3", socket.local()));
  });
  on_worker([&] {
    registrations_.clear();
    socket.let_go();
  });
  other.run_and_wait([&] { io->resume(); });
  ASSERT_TRUE(progress_.reached(3));
  ASSERT_TRUE(peer().send("4", adopted->local()));
  ASSERT_TRUE(progress_.reached(4));
  other.run_and_wait([&] {
    registration.reset();
    io.reset();
  });
  other.stop_and_join();
  // What the first one has taken out of the socket it has delivered.
  std::vector<std::string> all = before.texts;
  all.insert(all.end(), after.texts.begin(), after.texts.end());
  EXPECT_EQ(all, (std::vector<std::string>{"1", "2", "3", "4"}));
  EXPECT_EQ(before.texts.size(), 1u);
}

std::unique_ptr<PacketIo> make_steered(loop::Worker& worker, const PacketIoOptions& options) {
  const auto steering = Steering::open({});
  EXPECT_TRUE(steering) << steering.error();
  if (!steering) return nullptr;
  auto io = make_steered_packet_io(worker, options, *steering);
  EXPECT_TRUE(io) << io.error();
  return io ? std::move(*io) : nullptr;
}

std::vector<Engine> engines() {
  std::vector<Engine> all;
  for (const Family family : {Family::ipv4, Family::ipv6}) {
    for (const base::Time delay : {base::kMillisecond, base::Time{0}}) {
      const std::string suffix = (delay ? "_" : "_on_arrival_") + std::string(display_name(family));
      PacketIoOptions options;
      options.batch_delay = delay;
      all.push_back({"plain" + suffix,
                     [=](loop::Worker& worker) { return make_plain_packet_io(worker, options); },
                     family});
      all.push_back({"steered" + suffix,
                     [=](loop::Worker& worker) { return make_steered(worker, options); }, family,
                     test::steering_obstacle});
    }
  }
  return all;
}

INSTANTIATE_TEST_SUITE_P(Engines, PacketIoContract, testing::ValuesIn(engines()),
                         [](const auto& engine) { return engine.param.name; });

}  // namespace
}  // namespace rtpengine::net
