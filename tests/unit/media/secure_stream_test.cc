// SPDX-License-Identifier: GPL-3.0-or-later
//
// Packet streams whose participants speak SRTP: what is let in, learned and counted.
#include <gtest/gtest.h>

#include "loop/worker.h"
#include "media/packet_stream.h"
#include "media/srtp_receiver.h"
#include "media/srtp_sender.h"
#include "tests/unit/media/srtp_fixture.h"
#include "tests/unit/media/stream_fixture.h"

namespace rtpengine::media {
namespace {

constexpr auto kSuite = SrtpSuite::aes_cm_128_hmac_sha1_80;

class SecureStreamTest : public StreamFixture, public StreamOwner {
 protected:
  SecureStreamTest() {
    LearningInput input;
    input.signalled = kSignalled;
    stream_.learner().signal(input, 0);
    for (Egress* sink : {&secure_, &plain_}) {
      sink->set_socket(&socket_);
      sink->set_destination(net::SocketAddress(at("192.0.2.2", 5000)));
    }
    secure_.secure(std::make_unique<SecureEgress>(SrtpUse::rtp));
    sink_to({&plain_});
  }
  void sink_to(std::vector<Egress*> sinks) { stream_.route().set_sinks(sinks); }
  /// What went out for it.
  std::vector<Bytes> receive(const Bytes& bytes, const net::Endpoint& from) {
    Slot slot(bytes);
    slot.packet().source = net::SocketAddress(from);
    net::Packet* one = &slot.packet();
    stream_.on_packets({&one, 1});
    std::vector<Bytes> sent;
    for (const auto& packet : io_.take_sent()) sent.push_back(bytes_of(packet.data));
    return sent;
  }
  Bytes from_peer(std::uint16_t sequence) { return protect(peer_, rtp_packet(sequence)); }
  void agree() {
    ASSERT_TRUE(stream_.set_keys(keying(kSuite), keying(kSuite, 2), KeyHolder::same));
  }
  using Sent = std::vector<Bytes>;

  void on_endpoint_moved(PacketStream&) override { ++moved_; }
  void on_endpoint_confirmed(PacketStream&) override {}
  void on_zrtp(PacketStream&) override {}
  std::uint32_t clock_rate_of(std::uint8_t) const override { return 8000; }

  const net::Endpoint kSignalled = at("192.0.2.1", 4000);
  const net::Endpoint kElsewhere = at("203.0.113.9", 9000);
  loop::Worker worker_{0, 16};
  net::PacketPool spare_{worker_};
  PacketStream stream_{Component::rtp, *this, io_, policy_, &spare_};
  net::MediaSocket socket_ = open();
  Egress secure_{io_, policy_};
  Egress plain_{io_, policy_};
  SrtpSender peer_ = *SrtpSender::make(keying(kSuite));
  int moved_ = 0;
};

TEST_F(SecureStreamTest, WaitsForKeys) {
  stream_.await_keys();
  EXPECT_TRUE(stream_.secured());
  EXPECT_EQ(receive(from_peer(1), kSignalled), Sent{});
  EXPECT_EQ(receive(rtp_packet(2), kSignalled), Sent{});
  EXPECT_EQ(stream_.drops()[DropReason::no_keys], 2u);
  agree();
  EXPECT_EQ(receive(from_peer(3), kSignalled), Sent{rtp_packet(3)});
  stream_.end_security();
  EXPECT_EQ(receive(rtp_packet(4), kSignalled), Sent{rtp_packet(4)});
}

TEST_F(SecureStreamTest, CountsWhatIsNotAuthenticFromThereAsReceived) {
  agree();
  EXPECT_EQ(receive(rtp_packet(1), kSignalled), Sent{});
  EXPECT_EQ(stream_.drops()[DropReason::not_authentic], 1u);
  EXPECT_EQ(stream_.received().packets, 1u);
  EXPECT_EQ(stream_.received().errors, 1u);
  EXPECT_EQ(receive(rtp_packet(1), kElsewhere), Sent{});
  EXPECT_EQ(stream_.drops()[DropReason::source_refused], 1u);
  EXPECT_EQ(stream_.received().packets, 1u) << "a stranger keeps nothing alive";
  EXPECT_EQ(stream_.learner().refused_packets(), 1u);
}

TEST_F(SecureStreamTest, CountsBytesAsTheyCame) {
  agree();
  const Bytes packet = from_peer(1);
  receive(packet, kSignalled);
  EXPECT_EQ(stream_.received().bytes, packet.size());
}

TEST_F(SecureStreamTest, FollowsWhoHasTheKeys) {
  agree();
  EXPECT_EQ(receive(from_peer(1), kElsewhere), Sent{rtp_packet(1)});
  EXPECT_EQ(stream_.learner().endpoint(), kElsewhere);
  EXPECT_EQ(moved_, 1);
  EXPECT_EQ(receive(from_peer(2), kElsewhere), Sent{rtp_packet(2)});
  EXPECT_EQ(receive(from_peer(3), kSignalled), Sent{rtp_packet(3)});
  EXPECT_EQ(moved_, 1) << "another one with the keys is heard, and does not take it over";
}

TEST_F(SecureStreamTest, AReplayFromElsewhereMovesNothing) {
  agree();
  const Bytes packet = from_peer(1);
  receive(packet, kSignalled);
  EXPECT_EQ(receive(packet, kElsewhere), Sent{});
  EXPECT_EQ(stream_.learner().endpoint(), kSignalled);
}

TEST_F(SecureStreamTest, EachEgressHasAPacketOfItsOwn) {
  agree();
  ASSERT_TRUE(secure_.srtp()->set_keys(keying(kSuite, 3), KeyHolder::same));
  EXPECT_TRUE(secure_.changes_packets());
  EXPECT_FALSE(plain_.changes_packets());
  sink_to({&secure_, &plain_});
  const Sent sent = receive(from_peer(1), kSignalled);
  ASSERT_EQ(sent.size(), 2u);
  auto receiver = *SrtpReceiver::make(keying(kSuite, 3));
  EXPECT_EQ(unprotect(receiver, sent[0]), rtp_packet(1));
  EXPECT_EQ(sent[1], rtp_packet(1));
}

TEST_F(SecureStreamTest, WithoutKeysTheEgressSaysWhy) {
  EXPECT_EQ(secure_.obstacle(), DropReason::no_sending_keys);
  sink_to({&secure_});
  agree();
  EXPECT_EQ(receive(from_peer(1), kSignalled), Sent{});
  EXPECT_EQ(stream_.drops()[DropReason::no_sending_keys], 1u);
}

}  // namespace
}  // namespace rtpengine::media
