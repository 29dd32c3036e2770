// SPDX-License-Identifier: GPL-3.0-or-later
#include "net/udp_headers.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "test_net.h"

namespace rtpengine::net {
namespace {

using Bytes = std::vector<std::uint8_t>;

/// Word by word, as RFC 1071 section 4.1 has it, in network order.
std::uint32_t sum_by_words(const Bytes& bytes) {
  std::uint32_t sum = 0;
  for (std::size_t i = 0; i < bytes.size(); ++i)
    sum += std::uint32_t{bytes[i]} << (i % 2 == 0 ? 8 : 0);
  while (sum >> 16) sum = (sum & 0xffff) + (sum >> 16);
  return sum;
}

Bytes pattern(std::size_t size) {
  Bytes bytes(size);
  for (std::size_t i = 0; i < size; ++i) bytes[i] = std::uint8_t(i * 151 + 7);
  return bytes;
}

TEST(InternetChecksum, OfTheExampleOfRfc1071) {
  // Section 3: the sum of these is ddf2.
  const Bytes bytes = {0x00, 0x01, 0xf2, 0x03, 0xf4, 0xf5, 0xf6, 0xf7};
  EXPECT_EQ(ntohs(internet_checksum(internet_sum(bytes))), 0xffff & ~0xddf2);
}

TEST(InternetChecksum, OfEveryLengthAndAlignment) {
  for (std::size_t size = 0; size < 70; ++size) {
    for (std::size_t skip = 0; skip < 4; ++skip) {
      const Bytes all = pattern(size + skip);
      const Bytes bytes(all.begin() + std::ptrdiff_t(skip), all.end());
      EXPECT_EQ(ntohs(internet_checksum(internet_sum({all.data() + skip, size}))),
                0xffff & ~sum_by_words(bytes))
          << size << " bytes from " << skip;
    }
  }
}

TEST(InternetChecksum, CarriesAreKept) {
  const Bytes ones(65535, 0xff);
  EXPECT_EQ(ntohs(internet_checksum(internet_sum(ones))), 0xffff & ~sum_by_words(ones));
}

Bytes written(const char* from, const char* to, std::uint8_t tos, const Bytes& payload,
              bool dont_fragment = true) {
  const UdpHeaders headers(test::ip(from), 63, dont_fragment);
  Bytes out(headers.size());
  headers.write(out.data(), 30000, tos, SocketAddress({test::ip(to), 40001}), payload);
  return out;
}

/// The sum of pseudo header (RFC 768, RFC 8200 section 8.1), UDP header and payload, which a
/// receiver checks.
std::uint32_t checked_sum(const Bytes& headers, const Bytes& payload) {
  const bool ipv6 = headers.size() == 48;
  const auto at = [&](std::size_t i) { return headers.begin() + std::ptrdiff_t(i); };
  Bytes all = ipv6 ? Bytes(at(8), at(40)) : Bytes(at(12), at(20));
  const std::size_t length = 8 + payload.size();
  all.insert(all.end(), {std::uint8_t(length >> 8), std::uint8_t(length), 0, 17});
  all.insert(all.end(), at(headers.size() - 8), headers.end());
  all.insert(all.end(), payload.begin(), payload.end());
  return sum_by_words(all);
}

TEST(UdpHeaders, OfIpv4) {
  Bytes bytes = written("10.0.0.1", "192.168.1.2", 0xb8, pattern(3));
  const Bytes expected = {0x45, 0xb8, 0, 0,   0,   0, 0x40, 0,    63,   17,   0,    0, 10,
                          0,    0,    1, 192, 168, 1, 2,    0x75, 0x30, 0x9c, 0x41, 0, 11};
  EXPECT_EQ(checked_sum(bytes, pattern(3)), 0xffffu);
  bytes.resize(26);
  EXPECT_EQ(bytes, expected);
}

TEST(UdpHeaders, OfIpv6) {
  Bytes bytes = written("fd00::1", "2001:db8::2", 0xb8, pattern(3));
  const Bytes expected = {0x6b, 0x80, 0,    0,    0, 11, 17, 63,                          //
                          0xfd, 0,    0,    0,    0, 0,  0,  0,  0, 0, 0, 0, 0, 0, 0, 1,  //
                          0x20, 0x01, 13,   0xb8, 0, 0,  0,  0,  0, 0, 0, 0, 0, 0, 0, 2,  //
                          0x75, 0x30, 0x9c, 0x41, 0, 11};
  EXPECT_EQ(checked_sum(bytes, pattern(3)), 0xffffu);
  bytes.resize(46);
  EXPECT_EQ(bytes, expected);
}

TEST(UdpHeaders, FragmentsMayBeAllowed) {
  EXPECT_EQ(written("10.0.0.1", "10.0.0.2", 0, {}, false)[6], 0);
  EXPECT_EQ(written("10.0.0.1", "10.0.0.2", 0, {}, true)[6], 0x40);
}

TEST(UdpHeaders, ChecksumsHoldForEveryLength) {
  for (std::size_t size = 0; size < 1500; size += 7) {
    const Bytes payload = pattern(size);
    EXPECT_EQ(checked_sum(written("10.0.0.1", "10.0.0.2", 0, payload), payload), 0xffffu) << size;
    EXPECT_EQ(checked_sum(written("fd00::1", "fd00::2", 0, payload), payload), 0xffffu) << size;
  }
}

TEST(UdpHeaders, AChecksumOfZeroIsWrittenAsOnes) {
  // A word that makes the sum ffff.
  Bytes payload = {0, 0};
  const Bytes first = written("10.0.0.1", "10.0.0.2", 0, payload);
  payload = {first[26], first[27]};
  const Bytes bytes = written("10.0.0.1", "10.0.0.2", 0, payload);
  EXPECT_EQ(bytes[26], 0xff);
  EXPECT_EQ(bytes[27], 0xff);
}

}  // namespace
}  // namespace rtpengine::net
