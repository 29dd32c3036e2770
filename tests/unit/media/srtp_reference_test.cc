// SPDX-License-Identifier: GPL-3.0-or-later
//
// SRTP byte for byte as libsrtp makes it, and what libsrtp makes understood: for all suites that it
// has, with and without what session parameters leave out, with and without an MKI; random packets
// of several SSRCs whose sequence numbers wrap.
#include <gtest/gtest.h>

#include <array>
#include <ostream>
#include <random>
#include <string>

#include "media/srtp_receiver.h"
#include "media/srtp_sender.h"
#include "tests/unit/media/libsrtp_session.h"
#include "tests/unit/media/srtp_fixture.h"

namespace rtpengine::media {
namespace {

struct Case {
  std::string name;
  SrtpKeying keying;
};

void PrintTo(const Case& one, std::ostream* out) { *out << one.name; }

std::vector<Case> cases() {
  std::vector<Case> all;
  for (const SrtpSuiteInfo& suite : srtp_suites()) {
    if (!LibsrtpSession::has(suite.suite) || suite.key_size == 24) continue;
    const auto add = [&](std::string_view what, SrtpParameters parameters, std::size_t mki) {
      Case one{std::string(suite.name) + std::string(what), keying(suite.suite)};
      one.keying.parameters = parameters;
      for (std::size_t i = 0; i < mki; ++i) one.keying.mki.push_back(std::uint8_t(0xc0 + i));
      if (allows(suite.suite, parameters)) all.push_back(one);
    };
    add("", {}, 0);
    add("_Mki", {}, 4);
    add("_LongMki", {}, 128);
    add("_UnencryptedSrtp", {.unencrypted_srtp = true}, 0);
    add("_UnencryptedSrtcp", {.unencrypted_srtcp = true}, 0);
    add("_UnauthenticatedSrtp", {.unauthenticated_srtp = true}, 0);
    add("_Authenticated", {.unencrypted_srtp = true, .unencrypted_srtcp = true}, 0);
  }
  return all;
}

class Reference : public ::testing::TestWithParam<Case> {
 protected:
  Bytes random_bytes(std::size_t size) {
    Bytes bytes(size);
    for (std::uint8_t& byte : bytes) byte = std::uint8_t(random_());
    return bytes;
  }

  /// With CSRCs, header extension, padding flag and marker or not, of any size.
  Bytes random_rtp(std::uint16_t sequence, std::uint32_t ssrc) {
    const auto csrcs = std::uint8_t(random_() % 4 == 0 ? random_() % 16 : 0);
    const bool extended = random_() % 3 == 0;
    Bytes bytes{std::uint8_t(0x80 | csrcs | (extended ? 0x10 : 0)), std::uint8_t(random_()),
                std::uint8_t(sequence >> 8), std::uint8_t(sequence)};
    append_word(bytes, std::uint32_t(random_()));
    append_word(bytes, ssrc);
    bytes = bytes + random_bytes(csrcs * 4u);
    if (extended) {
      const auto words = std::uint8_t(random_() % 9);
      bytes = bytes + Bytes{0xbe, 0xde, 0, words} + random_bytes(words * 4u);
    }
    // libsrtp 2.5 refuses to unprotect an empty payload.
    return bytes + random_bytes(1 + (random_() % 5 == 0 ? random_() % 1400 : random_() % 200));
  }

  Bytes random_rtcp(std::uint32_t ssrc) {
    const auto words = std::uint8_t(random_() % 40);
    Bytes bytes{0x80, std::uint8_t(200 + random_() % 7), 0, std::uint8_t(1 + words)};
    append_word(bytes, ssrc);
    return bytes + random_bytes(words * 4u);
  }

  Bytes theirs(LibsrtpSession& session, Bytes bytes, SrtpUse use) {
    const bool protecting = &session == &their_sender_;
    int size = int(bytes.size());
    bytes.resize(bytes.size() + 512);
    size = protecting ? session.protect(bytes.data(), size, use)
                      : session.unprotect(bytes.data(), size, use);
    bytes.resize(std::size_t(size));
    return bytes;
  }

  /// Where libsrtp 2.5 looks for the MKI of SRTCP there are other bytes if the tag of SRTCP is
  /// longer than that of SRTP: it does not understand what it has made.
  bool theirs_reads_rtcp() const {
    const SrtpKeying& all = GetParam().keying;
    return all.mki.empty() || info(all.suite).rtp_tag_size == info(all.suite).rtcp_tag_size;
  }

  std::mt19937 random_{7};
  SrtpSender sender_ = *SrtpSender::make(GetParam().keying);
  SrtpReceiver receiver_ = *SrtpReceiver::make(GetParam().keying);
  SrtcpSender rtcp_sender_ = *SrtcpSender::make(GetParam().keying);
  SrtcpReceiver rtcp_receiver_ = *SrtcpReceiver::make(GetParam().keying);
  LibsrtpSession their_sender_{GetParam().keying, LibsrtpSession::Direction::protect};
  LibsrtpSession their_receiver_{GetParam().keying, LibsrtpSession::Direction::unprotect};
};

INSTANTIATE_TEST_SUITE_P(Srtp, Reference, ::testing::ValuesIn(cases()),
                         [](const auto& one) { return one.param.name; });

TEST_P(Reference, RtpIsTheSameInBothDirections) {
  std::array<std::uint16_t, 3> sequences{0, 30000, 65000};
  for (int i = 0; i < 600; ++i) {
    const std::size_t source = random_() % sequences.size();
    sequences[source] = std::uint16_t(sequences[source] + 1 + random_() % 2500);
    const Bytes plain = random_rtp(sequences[source], std::uint32_t(0x1000 + source));
    const Bytes ours = protect(sender_, plain);
    ASSERT_FALSE(ours.empty());
    ASSERT_EQ(ours, theirs(their_sender_, plain, SrtpUse::rtp)) << "packet " << i;
    ASSERT_EQ(plain, theirs(their_receiver_, ours, SrtpUse::rtp)) << "packet " << i;
    ASSERT_EQ(plain, unprotect(receiver_, ours)) << "packet " << i;
  }
  EXPECT_GE(receiver_.sources().latest()->window.highest() >> 16, 2u) << "numbers have wrapped";
}

TEST_P(Reference, RtcpIsTheSameInBothDirections) {
  for (int i = 0; i < 300; ++i) {
    const Bytes plain = random_rtcp(std::uint32_t(0x1000 + random_() % 3));
    const Bytes ours = protect(rtcp_sender_, plain);
    ASSERT_FALSE(ours.empty());
    ASSERT_EQ(ours, theirs(their_sender_, plain, SrtpUse::rtcp)) << "packet " << i;
    if (theirs_reads_rtcp()) {
      ASSERT_EQ(plain, theirs(their_receiver_, ours, SrtpUse::rtcp)) << "packet " << i;
    }
    ASSERT_EQ(plain, unprotect(rtcp_receiver_, ours)) << "packet " << i;
  }
}

TEST(ReferenceWith192Bits, IsTheSameButForTheDerivationOfKeys) {
  const SrtpKeying of_192 = keying(SrtpSuite::aes_192_cm_hmac_sha1_80);
  LibsrtpSession session(of_192, LibsrtpSession::Direction::protect);
  const Bytes plain = rtp_packet(1);
  Bytes theirs = plain + Bytes(100);
  theirs.resize(std::size_t(session.protect(theirs.data(), int(plain.size()), SrtpUse::rtp)));

  // It takes key and salt, one behind the other, for those of 256 bits.
  Bytes master(of_192.master.key.begin(), of_192.master.key.begin() + 24);
  master.insert(master.end(), of_192.master.salt.begin(), of_192.master.salt.end());
  master.resize(46);
  constexpr auto k256 = SrtpSuite::aes_256_cm_hmac_sha1_80;
  const auto keys = derive(k256, *SrtpMasterKey::from(k256, master), SrtpUse::rtp);
  auto transform =
      SrtpTransform::make(of_192, *keys, SrtpUse::rtp, SrtpTransform::Direction::protect);
  Bytes ours = plain + Bytes(transform->trailer_size());
  ASSERT_TRUE(transform->protect({ours.data(), 12, plain.size(), {0xdeadbeef, 1}, true}));
  EXPECT_EQ(ours, theirs);
}

}  // namespace
}  // namespace rtpengine::media
