// SPDX-License-Identifier: GPL-3.0-or-later
#include "call/local_ports.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "tests/unit/media/fake_packet_io.h"
#include "tests/unit/net/test_net.h"

namespace rtpengine::call {
namespace {

using net::test::ip;

struct NoOwner final : media::StreamOwner {
  void on_endpoint_moved(media::PacketStream&) override {}
  void on_endpoint_confirmed(media::PacketStream&) override {}
  void on_zrtp(media::PacketStream&) override {}
  std::uint32_t clock_rate_of(std::uint8_t) const override { return 0; }
};
struct AllowAll final : media::DestinationPolicy {
  bool allows(const net::Endpoint&) const override { return true; }
};

class LocalPortsTest : public testing::Test {
 protected:
  LocalPortsTest() {
    for (net::LocalAddress* local : {&first_, &second_}) {
      local->address = local->advertised = net::test::own_loopback();
      local->ports = net::PortPool::create(local->address, {20000, 20019});
    }
    wish_.local = &first_;
  }
  static net::Endpoint remote(int port) { return {ip("192.0.2.1"), std::uint16_t(port)}; }
  base::Result<void> select(LocalPorts& ports) { return ports.select(wish_, io_, rtp_, rtcp_); }
  /// Select for this remote port of the other side; our RTP port.
  int selected_for(int port) {
    wish_.answers_to = port == 0 ? net::Endpoint{} : remote(port);
    EXPECT_TRUE(select(ports_));
    return ports_.selected()->rtp.local().port;
  }

  NoOwner owner_;
  AllowAll policy_;
  media::FakePacketIo io_;
  media::PacketStream rtp_{media::Component::rtp, owner_, io_, policy_};
  media::PacketStream rtcp_{media::Component::rtcp, owner_, io_, policy_};
  net::LocalAddress first_, second_;
  PortWish wish_;
  LocalPorts ports_;
};

TEST_F(LocalPortsTest, HasNoneAtFirst) { EXPECT_EQ(ports_.selected(), nullptr); }

TEST_F(LocalPortsTest, OpensAPairThatBothStreamsListenOn) {
  ASSERT_TRUE(select(ports_));
  const PortSet& set = *ports_.selected();
  EXPECT_EQ(set.rtp.local().port % 2, 0);
  EXPECT_EQ(set.rtcp.local().port, set.rtp.local().port + 1);
  EXPECT_EQ(&set.rtcp_socket(), &set.rtcp);
  EXPECT_TRUE(io_.listens(set.rtp.local()));
  EXPECT_TRUE(io_.listens(set.rtcp.local()));
}

TEST_F(LocalPortsTest, OpensOnePortWhenRtcpSharesIt) {
  wish_.single_port = true;
  ASSERT_TRUE(select(ports_));
  EXPECT_FALSE(ports_.selected()->rtcp);
  EXPECT_EQ(&ports_.selected()->rtcp_socket(), &ports_.selected()->rtp);
  EXPECT_EQ(first_.ports->used_ports(), 1u);
}

TEST_F(LocalPortsTest, ReplacesASinglePortWhenAPairIsNeeded) {
  wish_.single_port = true;
  ASSERT_TRUE(select(ports_));
  wish_.single_port = false;
  wish_.single_port_will_do = true;
  ASSERT_TRUE(select(ports_));
  EXPECT_FALSE(ports_.selected()->rtcp);
  wish_.single_port_will_do = false;
  ASSERT_TRUE(select(ports_));
  EXPECT_TRUE(ports_.selected()->rtcp);
}

TEST_F(LocalPortsTest, GivesEachEndpointItsOwnPortsAndTheSameOnesAgain) {
  const int first = selected_for(4000);
  const int second = selected_for(5000);
  EXPECT_NE(first, second);
  EXPECT_EQ(selected_for(4000), first);
  EXPECT_EQ(selected_for(5000), second);
  EXPECT_EQ(ports_.all().size(), 2u);
}

TEST_F(LocalPortsTest, TiesPortsToTheFirstEndpointThatIsKnown) {
  const int first = selected_for(0);
  EXPECT_EQ(selected_for(4000), first);
  EXPECT_NE(selected_for(5000), first);
  EXPECT_EQ(selected_for(0), ports_.selected()->rtp.local().port)
      << "any will do: the selected one";
}

TEST_F(LocalPortsTest, KeepsThePortsWhenAskedTo) {
  const int first = selected_for(4000);
  wish_.keep = true;
  EXPECT_EQ(selected_for(5000), first);
  EXPECT_EQ(ports_.selected()->answers_to, std::vector{remote(4000)});
}

TEST_F(LocalPortsTest, AnswersToAllBranchesOfAForkWithTheSamePorts) {
  const int first = selected_for(4000);
  wish_.further_branch = true;
  EXPECT_EQ(selected_for(5000), first);
  wish_.further_branch = false;
  EXPECT_EQ(selected_for(4000), first);
  EXPECT_EQ(selected_for(5000), first);
  EXPECT_NE(selected_for(6000), first);
}

TEST_F(LocalPortsTest, RemembersABoundedNumberOfBranches) {
  const int first = selected_for(4000);
  wish_.further_branch = true;
  for (int port = 5000; port < 5100; ++port) EXPECT_EQ(selected_for(port), first);
  EXPECT_EQ(ports_.selected()->answers_to.size(), LocalPorts::kMaxEndpoints);
}

TEST_F(LocalPortsTest, OpensNewOnesOnAnotherAddress) {
  selected_for(4000);
  wish_.keep = true;
  wish_.local = &second_;
  ASSERT_TRUE(select(ports_));
  EXPECT_EQ(ports_.selected()->rtp.local().address, second_.address);
}

TEST_F(LocalPortsTest, ClosesTheSetNotUsedForLongest) {
  std::vector<int> opened;
  for (int port : {4000, 5000, 6000, 7000}) opened.push_back(selected_for(port));
  EXPECT_EQ(selected_for(4000), opened[0]);
  selected_for(8000);
  EXPECT_EQ(ports_.all().size(), LocalPorts::kMaxSets);
  EXPECT_FALSE(io_.listens({first_.address, std::uint16_t(opened[1])}));
  EXPECT_EQ(selected_for(4000), opened[0]) << "used lately";
}

TEST_F(LocalPortsTest, KeepsTheSelectionWhenThePortsRunOut) {
  std::vector<net::MediaSocket> taken;
  const int first = selected_for(4000);
  while (auto socket = first_.ports->open_single()) taken.push_back(std::move(*socket));
  wish_.answers_to = remote(5000);
  const auto failed = select(ports_);
  ASSERT_FALSE(failed);
  EXPECT_NE(failed.error(), "");
  EXPECT_EQ(ports_.selected()->rtp.local().port, first);
}

TEST_F(LocalPortsTest, FailsWhenTheEngineRefusesTheSocket) {
  io_.refuse_sockets = true;
  EXPECT_FALSE(select(ports_));
  EXPECT_EQ(ports_.selected(), nullptr);
  EXPECT_EQ(first_.ports->used_ports(), 0u);
}

TEST_F(LocalPortsTest, TakesOverTheSetsOfAnother) {
  LocalPorts other;
  media::PacketStream their_rtp{media::Component::rtp, owner_, io_, policy_};
  media::PacketStream their_rtcp{media::Component::rtcp, owner_, io_, policy_};
  ASSERT_TRUE(other.select(wish_, io_, their_rtp, their_rtcp));
  const net::Endpoint local = other.selected()->rtp.local();
  ports_.take(other, io_, rtp_, rtcp_);
  EXPECT_EQ(other.selected(), nullptr);
  ASSERT_EQ(ports_.selected()->rtp.local(), local);
  io_.deliver(local, remote(4000), media::rtp_text(0), 1);
  EXPECT_EQ(rtp_.received().packets, 1u);
  EXPECT_EQ(their_rtp.received().packets, 0u);
}

int tos_of(const net::MediaSocket& socket) {
  int tos = -1;
  socklen_t size = sizeof tos;
  getsockopt(socket.fd(), IPPROTO_IP, IP_TOS, &tos, &size);
  return tos;
}

TEST_F(LocalPortsTest, SetsTheTosOfWhatItOpensAndOfAll) {
  wish_.tos = 184;
  ASSERT_TRUE(select(ports_));
  EXPECT_EQ(tos_of(ports_.selected()->rtp), 184);
  EXPECT_EQ(tos_of(ports_.selected()->rtcp), 184);
  ports_.set_tos(32);
  EXPECT_EQ(tos_of(ports_.selected()->rtcp), 32);
}

class FurtherPortsTest : public LocalPortsTest {
 protected:
  base::Result<void> select_further() {
    return ports_.select_further(addresses_, io_, rtp_, rtcp_, wish_.tos);
  }
  const PortSet& further() { return *ports_.selected()->further.at(0); }

  const std::vector<net::LocalAddress> addresses_{first_, second_};
};

TEST_F(FurtherPortsTest, AreOpenedOnTheOtherAddresses) {
  wish_.tos = 184;
  ASSERT_TRUE(select(ports_));
  ASSERT_TRUE(select_further());
  ASSERT_EQ(ports_.selected()->addresses(), 2u);
  EXPECT_EQ(&ports_.selected()->on(0), ports_.selected());
  EXPECT_EQ(&ports_.selected()->on(1), &further());
  EXPECT_EQ(further().rtp.local().address, second_.address);
  EXPECT_EQ(further().rtcp.local().port, further().rtp.local().port + 1);
  EXPECT_EQ(tos_of(further().rtcp), 184);
  EXPECT_EQ(ports_.sockets().size(), 4u);
  EXPECT_EQ(ports_.endpoints().size(), 4u);
  ports_.set_tos(32);
  EXPECT_EQ(tos_of(further().rtp), 32);
}

TEST_F(FurtherPortsTest, ReceiveForTheSameStreams) {
  ASSERT_TRUE(select(ports_));
  ASSERT_TRUE(select_further());
  EXPECT_TRUE(io_.deliver(further().rtp.local(), remote(4000), media::rtp_text(0), 1));
  EXPECT_TRUE(io_.deliver(further().rtcp.local(), remote(4001), media::rtcp_text(), 1));
  EXPECT_EQ(rtp_.received().packets, 1u);
  EXPECT_EQ(rtcp_.received().packets, 1u);
}

TEST_F(FurtherPortsTest, AreOpenedOnce) {
  EXPECT_TRUE(select_further()) << "nothing is selected that they could be beside";
  ASSERT_TRUE(select(ports_));
  ASSERT_TRUE(select_further());
  const net::Endpoint before = further().rtp.local();
  ASSERT_TRUE(select_further());
  EXPECT_EQ(further().rtp.local(), before);
  EXPECT_EQ(ports_.sockets().size(), 4u);
}

TEST_F(FurtherPortsTest, AreOnePortEachWhereRtcpSharesIt) {
  wish_.single_port = true;
  ASSERT_TRUE(select(ports_));
  ASSERT_TRUE(select_further());
  EXPECT_FALSE(further().rtcp);
  EXPECT_EQ(ports_.sockets().size(), 2u);
}

TEST_F(FurtherPortsTest, AnAddressWithoutPortsIsLeftOut) {
  std::vector<net::MediaSocket> taken;
  while (auto socket = second_.ports->open_single()) taken.push_back(std::move(*socket));
  ASSERT_TRUE(select(ports_));
  const auto opened = select_further();
  ASSERT_FALSE(opened);
  EXPECT_NE(opened.error().find(second_.address.to_string()), std::string::npos) << opened.error();
  EXPECT_EQ(ports_.selected()->addresses(), 1u);
  taken.clear();
  EXPECT_TRUE(select_further());
  EXPECT_EQ(ports_.selected()->addresses(), 2u);
}

TEST_F(FurtherPortsTest, AreReasonToKeepTheSet) {
  ASSERT_TRUE(select(ports_));
  ASSERT_TRUE(select_further());
  const PortSet* before = ports_.selected();
  wish_.keep = true;
  wish_.local = further().local;
  ASSERT_TRUE(select(ports_));
  EXPECT_EQ(ports_.selected(), before);
  wish_.keep = false;
  ASSERT_TRUE(select(ports_));
  EXPECT_NE(ports_.selected(), before);
}

TEST_F(FurtherPortsTest, AreNotMoreThanAFew) {
  std::vector<net::LocalAddress> many;
  for (std::size_t i = 0; i < 2 * LocalPorts::kMaxFurther; ++i) {
    net::LocalAddress& local = many.emplace_back();
    local.address = local.advertised = net::test::own_loopback();
    local.ports = net::PortPool::create(local.address, {20000, 20019});
  }
  ASSERT_TRUE(select(ports_));
  ASSERT_TRUE(ports_.select_further(many, io_, rtp_, rtcp_, 0));
  EXPECT_EQ(ports_.selected()->further.size(), LocalPorts::kMaxFurther);
}

TEST_F(FurtherPortsTest, GoWithTheSetThatTheyAreBeside) {
  LocalPorts other;
  media::PacketStream their_rtp{media::Component::rtp, owner_, io_, policy_};
  media::PacketStream their_rtcp{media::Component::rtcp, owner_, io_, policy_};
  ASSERT_TRUE(other.select(wish_, io_, their_rtp, their_rtcp));
  ASSERT_TRUE(other.select_further(addresses_, io_, their_rtp, their_rtcp, 0));
  ports_.take(other, io_, rtp_, rtcp_);
  ASSERT_EQ(ports_.selected()->addresses(), 2u);
  io_.deliver(further().rtp.local(), remote(4000), media::rtp_text(0), 1);
  EXPECT_EQ(rtp_.received().packets, 1u);
  ports_.release();
  EXPECT_EQ(second_.ports->used_ports(), 0u);
}

TEST_F(LocalPortsTest, ReleasesAll) {
  selected_for(4000);
  selected_for(5000);
  ports_.release();
  EXPECT_EQ(ports_.selected(), nullptr);
  EXPECT_EQ(first_.ports->used_ports(), 0u);
}

}  // namespace
}  // namespace rtpengine::call
