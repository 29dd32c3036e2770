// SPDX-License-Identifier: GPL-3.0-or-later
//
// Reading STUN: the samples of RFC 5769, and messages with one thing wrong each.

#include "plugins/ice/stun_message.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <set>
#include <string>

#include "plugins/ice/endpoint.h"
#include "vectors.h"

namespace rtpengine::ice {
namespace {

constexpr std::string_view kIdDigits = "2112a442 000102030405060708090a0b";

/// A request with these attributes, written as digits.
Message request(std::string_view attributes) {
  const Message body = hex(attributes);
  Message message = {0, 1, static_cast<std::uint8_t>(body.size() >> 8),
                     static_cast<std::uint8_t>(body.size())};
  const Message rest = hex(kIdDigits);
  message.insert(message.end(), rest.begin(), rest.end());
  message.insert(message.end(), body.begin(), body.end());
  return message;
}

StunMessage parsed(const Message& bytes) {
  StunMessage message;
  const StunDefect defect = parse_stun(bytes, &message);
  EXPECT_EQ(defect, StunDefect::none) << describe(defect);
  return message;
}

StunDefect defect_of(const Message& bytes) {
  StunMessage message;
  return parse_stun(bytes, &message);
}

TEST(StunMessageTest, SampleRequest) {
  const Message bytes = vector_request();
  const StunMessage message = parsed(bytes);
  EXPECT_EQ(message.kind, StunClass::request);
  EXPECT_EQ(message.method, kBinding);
  EXPECT_TRUE(std::equal(message.id.begin(), message.id.end(), bytes.begin() + 8));
  EXPECT_EQ(message.software, "STUN test client");
  EXPECT_EQ(message.username, "evtj:h6vY");
  EXPECT_EQ(message.priority, 0x6e0001ffu);
  EXPECT_EQ(message.controlled, 0x932ff9b151263b36u);
  EXPECT_FALSE(message.controlling);
  EXPECT_FALSE(message.use_candidate);
  EXPECT_TRUE(message.has_fingerprint);
  EXPECT_EQ(message.unknown.count, 0u);
  EXPECT_TRUE(has_integrity(message, kVectorPassword));
  EXPECT_FALSE(has_integrity(message, "VOkJxbRl1RmTxUk/WvJxBu"));
}

TEST(StunMessageTest, SampleResponses) {
  const Message v4 = vector_response_v4();
  const StunMessage message = parsed(v4);
  EXPECT_EQ(message.kind, StunClass::success);
  EXPECT_EQ(to_string(message.mapped), "192.0.2.1:32853");
  EXPECT_EQ(message.software, "test vector");
  EXPECT_TRUE(has_integrity(message, kVectorPassword));
  const Message v6 = vector_response_v6();
  EXPECT_EQ(to_string(parsed(v6).mapped), "[2001:db8:1234:5678:11:2233:4455:6677]:32853");
  EXPECT_TRUE(has_integrity(parsed(v6), kVectorPassword));
}

TEST(StunMessageTest, ClassAndMethodAreTakenApart) {
  Message bytes = request("");
  bytes[0] = 0x01;
  bytes[1] = 0x11;
  EXPECT_EQ(parsed(bytes).kind, StunClass::error);
  bytes[0] = 0x00;
  EXPECT_EQ(parsed(bytes).kind, StunClass::indication);
  bytes[0] = 0x3e;
  bytes[1] = 0xef;
  EXPECT_EQ(parsed(bytes).kind, StunClass::request);
  EXPECT_EQ(parsed(bytes).method, 0xfff);
}

TEST(StunMessageTest, EachSampleCutAnywhereIsRefused) {
  for (const Message& whole : {vector_request(), vector_response_v4(), vector_response_v6()}) {
    for (std::size_t size = 0; size < whole.size(); ++size) {
      const Message cut(whole.begin(), whole.begin() + static_cast<std::ptrdiff_t>(size));
      EXPECT_NE(defect_of(cut), StunDefect::none) << size;
    }
  }
}

TEST(StunMessageTest, EachChangedBitOfASampleIsNoticed) {
  const Message whole = vector_request();
  for (std::size_t bit = 0; bit < whole.size() * 8; ++bit) {
    Message changed = whole;
    changed[bit / 8] = static_cast<std::uint8_t>(changed[bit / 8] ^ 1u << bit % 8);
    // Each changes the CRC; a changed length or type may be noticed before it.
    StunMessage message;
    EXPECT_TRUE(parse_stun(changed, &message) != StunDefect::none || !message.has_fingerprint)
        << bit;
  }
}

TEST(StunMessageTest, HeadersThatAreNotStun) {
  EXPECT_EQ(defect_of({}), StunDefect::truncated);
  Message bytes = request("");
  bytes[0] = 0x80;  // RTP
  EXPECT_EQ(defect_of(bytes), StunDefect::not_stun);
  bytes = request("");
  bytes[4] = 0;  // RFC 3489
  EXPECT_EQ(defect_of(bytes), StunDefect::not_stun);
  bytes = request("");
  bytes.push_back(0);
  EXPECT_EQ(defect_of(bytes), StunDefect::bad_length);
  bytes = request("8022 0000");
  bytes[3] = 3;
  bytes.pop_back();
  EXPECT_EQ(defect_of(bytes), StunDefect::bad_length);
}

TEST(StunMessageTest, AttributesOfImpossibleLength) {
  for (const char* attributes : {"8022 0001",
                                 "8022 0005 61626364",
                                 "8022 ffff 61626364",
                                 "8022 fffd 61626364",
                                 "0024 0003 00000000",
                                 "0024 0008 0000000000000000",
                                 "0025 0004 00000000",
                                 "8029 0004 00000000",
                                 "802a 0007 0000000000000000",
                                 "0008 0010 00000000000000000000000000000000",
                                 "001c 0004 00000000",
                                 "8028 0002 00000000",
                                 "0020 0008 0003000000000000",
                                 "0020 0008 0002000000000000",
                                 "0020 0003 00010000",
                                 "0009 0003 00000400",
                                 "0009 0004 00000200",
                                 "0009 0004 00000464",
                                 "0009 0004 00000700",
                                 "000a 0003 00010000"}) {
    EXPECT_EQ(defect_of(request(attributes)), StunDefect::bad_attribute) << attributes;
  }
}

TEST(StunMessageTest, FingerprintIsCheckedAndLast) {
  EXPECT_EQ(defect_of(request("8028 0004 00000000")), StunDefect::bad_fingerprint);
  Message bytes = request("8028 0004 00000000 8022 0000");
  const std::uint32_t value = crc32(Bytes(bytes).first(20)) ^ kFingerprintXor;
  for (unsigned i = 0; i < 4; ++i) bytes[24 + i] = static_cast<std::uint8_t>(value >> (24 - 8 * i));
  EXPECT_EQ(defect_of(bytes), StunDefect::after_fingerprint);
}

TEST(StunMessageTest, TheFirstOfTwoCounts) {
  const Message bytes =
      request("0006 0001 61000000 0006 0001 62000000 0024 0004 00000001 0024 0004 00000002");
  EXPECT_EQ(parsed(bytes).username, "a");
  EXPECT_EQ(parsed(bytes).priority, 1u);
}

TEST(StunMessageTest, XorMappedGoesBeforeMapped) {
  const Message plain = request("0001 0008 0001 1388 c0000201");
  EXPECT_EQ(to_string(parsed(plain).mapped), "192.0.2.1:5000");
  const Message both = request("0001 0008 0001 1388 c0000201 0020 0008 0001 329a e112a640");
  EXPECT_EQ(to_string(parsed(both).mapped), "192.0.2.2:5000");
}

TEST(StunMessageTest, WhatFollowsTheIntegrityIsNotBelieved) {
  const Message bytes = request(
      "0008 0014 0000000000000000000000000000000000000000 0025 0000 0006 0001 61000000 7777 0000");
  const StunMessage message = parsed(bytes);
  EXPECT_EQ(message.integrity_at, 20u);
  EXPECT_FALSE(message.use_candidate);
  EXPECT_TRUE(message.username.empty());
  EXPECT_EQ(message.unknown.count, 0u);
  EXPECT_FALSE(has_integrity(message, ""));
}

TEST(StunMessageTest, Sha256IntegrityIsRecognised) {
  const Message bytes = request("001c 0010 00000000000000000000000000000000 0025 0000");
  EXPECT_TRUE(parsed(bytes).has_integrity_sha256);
  EXPECT_FALSE(parsed(bytes).use_candidate);
  EXPECT_FALSE(has_integrity(parsed(bytes), ""));
}

TEST(StunMessageTest, UnknownAttributesAreNamedIfTheyMustBeUnderstood) {
  const Message few = request("7fff 0000 c001 0000 0014 0002 61620000");
  const UnknownAttributes unknown = parsed(few).unknown;
  EXPECT_EQ(unknown.count, 2u);
  EXPECT_EQ(unknown.types[0], 0x7fff);
  EXPECT_EQ(unknown.types[1], 0x0014);
  std::string many;
  for (int i = 0; i < 50; ++i) many += "7000 0000 ";
  EXPECT_EQ(parsed(request(many)).unknown.count, UnknownAttributes().types.size());
}

TEST(StunMessageTest, ErrorCode) {
  const Message bytes = request("0009 0007 00000457 526f6c00");
  EXPECT_EQ(parsed(bytes).error_code, 487);
  EXPECT_EQ(parsed(bytes).reason, std::string_view("Rol", 3));
}

TEST(StunMessageTest, EachDefectHasWords) {
  std::set<std::string> words;
  for (int i = 0; i <= static_cast<int>(StunDefect::bad_fingerprint); ++i) {
    words.insert(describe(static_cast<StunDefect>(i)));
  }
  EXPECT_EQ(words.size(), static_cast<std::size_t>(StunDefect::bad_fingerprint) + 1);
  EXPECT_STREQ(describe(static_cast<StunDefect>(99)), "unknown defect");
}

}  // namespace
}  // namespace rtpengine::ice
