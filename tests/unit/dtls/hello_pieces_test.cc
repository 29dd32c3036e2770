// SPDX-License-Identifier: GPL-3.0-or-later

#include "plugins/dtls/hello_pieces.h"

#include <gtest/gtest.h>

#include "hello_samples.h"

namespace rtpengine::dtls {
namespace {

/// The ClientHello of a client whose datagrams are small.
class HelloPiecesTest : public ::testing::Test {
 protected:
  static std::vector<Datagram> hello(long mtu) {
    Peer peer({.role = Role::client, .mtu = mtu});
    SSL_set_tlsext_host_name(peer.ssl(), std::string(250, 'x').c_str());
    peer.advance();
    return peer.outbox.take();
  }

  const std::vector<Datagram> pieces_ = hello(256);
  HelloPieces kept_;
};

TEST_F(HelloPiecesTest, BecomeOneRecord) {
  ASSERT_GE(pieces_.size(), 2u);
  kept_.begin(pieces_[0]);
  for (std::size_t i = 1; i < pieces_.size(); ++i) {
    EXPECT_TRUE(kept_.whole().empty());
    kept_.add(pieces_[i]);
  }
  ClientHello first;
  ClientHello whole;
  ASSERT_TRUE(parse_client_hello(pieces_[0], &first));
  ASSERT_TRUE(parse_client_hello(kept_.whole(), &whole));
  EXPECT_TRUE(whole.whole);
  EXPECT_EQ(whole.random, first.random);
  EXPECT_EQ(whole.record_sequence, first.record_sequence);
  EXPECT_EQ(kept_.whole().size(), hello(1200).at(0).size());
}

TEST_F(HelloPiecesTest, MayShareADatagramAndComeTwice) {
  kept_.begin(pieces_[0]);
  kept_.add(pieces_[0]);
  Datagram all;
  for (const Datagram& piece : pieces_) all.insert(all.end(), piece.begin(), piece.end());
  kept_.add(all);
  EXPECT_FALSE(kept_.whole().empty());
  HelloPieces at_once;
  at_once.begin(all);
  EXPECT_TRUE(std::equal(at_once.whole().begin(), at_once.whole().end(), kept_.whole().begin(),
                         kept_.whole().end()));
}

TEST_F(HelloPiecesTest, LeaveNoGapAndTakeNothingOfAnotherMessage) {
  kept_.add(pieces_[1]);
  EXPECT_FALSE(kept_.begun());
  kept_.begin(pieces_[1]);
  EXPECT_FALSE(kept_.begun()) << "it is not the first";
  kept_.begin(pieces_[0]);
  if (pieces_.size() > 2) kept_.add(pieces_[2]);
  Datagram other = pieces_[1];
  other[kRecordHeader + 5] ^= 1;  // the number of the message
  kept_.add(other);
  EXPECT_TRUE(kept_.whole().empty());
  for (std::size_t i = 1; i < pieces_.size(); ++i) kept_.add(pieces_[i]);
  EXPECT_FALSE(kept_.whole().empty());
}

TEST_F(HelloPiecesTest, OfAMessageThatIsTooLongAreNotKept) {
  Datagram liar = pieces_[0];
  liar[kRecordHeader + 2] = (HelloPieces::kLongest >> 8) + 1;
  kept_.begin(liar);
  EXPECT_FALSE(kept_.begun());
}

TEST_F(HelloPiecesTest, ThatLieStayInBounds) {
  for (std::size_t at = 11; at < kRecordHeader + kMessageHeader; ++at) {
    for (unsigned value = 0; value < 256; ++value) {
      for (const std::size_t which : {0u, 1u}) {
        std::vector<Datagram> pieces = pieces_;
        pieces[which][at] = static_cast<std::uint8_t>(value);
        kept_.begin(pieces[0]);
        for (const Datagram& piece : pieces) kept_.add(piece);
        EXPECT_LE(kept_.whole().size(), HelloPieces::kLongest + kRecordHeader + kMessageHeader);
      }
    }
  }
}

}  // namespace
}  // namespace rtpengine::dtls
