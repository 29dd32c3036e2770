// SPDX-License-Identifier: GPL-3.0-or-later

#include "plugins/dtls/datagram_bio.h"

#include <gtest/gtest.h>

#include <array>
#include <memory>
#include <string_view>

#include "peer.h"

namespace rtpengine::dtls {
namespace {

struct FreeBio {
  void operator()(BIO* bio) const { BIO_free(bio); }
};

struct World {
  Outbox outbox;
  DatagramPort port;
  std::unique_ptr<BIO, FreeBio> bio;
  std::array<char, 8> buffer = {};

  World() {
    port.sink = &outbox;
    bio.reset(make_datagram_bio(&port));
  }
  int read(std::size_t size = 8) {
    return BIO_read(bio.get(), buffer.data(), static_cast<int>(size));
  }
};

TEST(DatagramBio, WritesEachDatagramToTheSink) {
  World world;
  EXPECT_EQ(BIO_write(world.bio.get(), "ab", 2), 2);
  EXPECT_EQ(BIO_write(world.bio.get(), "c", 1), 1);
  EXPECT_EQ(world.outbox.datagrams, (std::vector<Datagram>{{'a', 'b'}, {'c'}}));
}

TEST(DatagramBio, ReadsOneDatagramOnce) {
  World world;
  EXPECT_EQ(world.read(), -1);
  EXPECT_TRUE(BIO_should_retry(world.bio.get()));
  const Datagram datagram = {1, 2, 3};
  world.port.in = datagram;
  EXPECT_EQ(world.read(), 3);
  EXPECT_EQ(world.buffer[2], 3);
  EXPECT_EQ(world.read(), -1);
  world.port.in = datagram;
  EXPECT_EQ(world.read(2), 2);
  EXPECT_EQ(world.read(), -1) << "what did not fit is lost, as with a socket";
}

TEST(DatagramBio, LeavesTheDatagramToWhoeverPeeks) {
  World world;
  const Datagram datagram = {1, 2, 3};
  world.port.in = datagram;
  EXPECT_EQ(BIO_ctrl(world.bio.get(), BIO_CTRL_DGRAM_SET_PEEK_MODE, 1, nullptr), 1);
  EXPECT_EQ(world.read(), 3);
  BIO_ctrl(world.bio.get(), BIO_CTRL_DGRAM_SET_PEEK_MODE, 0, nullptr);
  EXPECT_EQ(world.read(), 3);
  EXPECT_EQ(world.read(), -1);
}

TEST(DatagramBio, SaysItsMtu) {
  World world;
  world.port.mtu = 900;
  EXPECT_EQ(BIO_ctrl(world.bio.get(), BIO_CTRL_DGRAM_QUERY_MTU, 0, nullptr), 900);
  EXPECT_EQ(BIO_ctrl(world.bio.get(), BIO_CTRL_DGRAM_SET_CONNECTED, 0, nullptr), 0);
}

}  // namespace
}  // namespace rtpengine::dtls
