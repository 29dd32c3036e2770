// SPDX-License-Identifier: GPL-3.0-or-later
//
// Writing STUN: the samples of RFC 5769 byte for byte, and what the reader makes of the rest.

#include "plugins/ice/stun_writer.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <string>

#include "plugins/ice/endpoint.h"
#include "plugins/ice/stun_message.h"
#include "vectors.h"

namespace rtpengine::ice {
namespace {

Message copy(const StunWriter& writer) { return {writer.bytes().begin(), writer.bytes().end()}; }

TransactionId id_of(const Message& message) {
  TransactionId id;
  std::copy_n(message.begin() + 8, id.size(), id.begin());
  return id;
}

StunMessage parsed(const StunWriter& writer) {
  StunMessage message;
  EXPECT_EQ(parse_stun(writer.bytes(), &message), StunDefect::none);
  return message;
}

Endpoint endpoint(std::string_view address, std::uint16_t port) {
  Endpoint parsed = {};
  EXPECT_TRUE(parse_endpoint(address, port, &parsed));
  return parsed;
}

TEST(StunWriterTest, SampleResponses) {
  // The samples pad by blanks, which integrity covers: without SOFTWARE nothing is padded, and
  // only the attributes can be compared.
  for (const auto& [vector, address] :
       {std::pair(vector_response_v4(), endpoint("192.0.2.1", 32853)),
        std::pair(vector_response_v6(), endpoint("2001:db8:1234:5678:11:2233:4455:6677", 32853))}) {
    StunWriter writer(StunClass::success, kBinding, id_of(vector));
    writer.add_xor_mapped(address);
    const Message bytes = copy(writer);
    const auto begin = vector.begin() + 20 + 16;  // behind SOFTWARE
    EXPECT_TRUE(std::equal(bytes.begin() + 20, bytes.end(), begin));
    EXPECT_EQ(bytes[0], vector[0]);
    EXPECT_EQ(bytes[1], vector[1]);
  }
}

TEST(StunWriterTest, SampleRequestPaddedByBlanks) {
  const Message vector = vector_request();
  StunWriter writer(StunClass::request, kBinding, id_of(vector));
  writer.add_text(StunAttribute::software, "STUN test client");
  writer.add_u32(StunAttribute::priority, 0x6e0001ff);
  writer.add_u64(StunAttribute::ice_controlled, 0x932ff9b151263b36);
  const Message bytes = copy(writer);
  EXPECT_TRUE(std::equal(bytes.begin() + 4, bytes.end(), vector.begin() + 4));
}

TEST(StunWriterTest, IntegrityAndFingerprintAreThoseTheReaderExpects) {
  StunWriter writer(StunClass::request, kBinding, TransactionId{1, 2, 3});
  writer.add_text(StunAttribute::username, "a:bcd");
  writer.add_flag(StunAttribute::use_candidate);
  writer.add_u64(StunAttribute::ice_controlling, 7);
  writer.add_integrity("secret");
  writer.add_fingerprint();
  const StunMessage message = parsed(writer);
  EXPECT_EQ(message.username, "a:bcd");
  EXPECT_TRUE(message.use_candidate);
  EXPECT_EQ(message.controlling, 7u);
  EXPECT_TRUE(message.has_fingerprint);
  EXPECT_TRUE(has_integrity(message, "secret"));
  EXPECT_FALSE(has_integrity(message, "secreT"));
}

TEST(StunWriterTest, ErrorsAndUnknownAttributes) {
  StunWriter writer(StunClass::error, kBinding, TransactionId{});
  writer.add_error(StunError::role_conflict, "Role Conflict");
  const std::uint16_t types[] = {0x7777, 0x0014, 0x0015};
  writer.add_unknown(types);
  const StunMessage message = parsed(writer);
  EXPECT_EQ(message.kind, StunClass::error);
  EXPECT_EQ(message.error_code, 487);
  EXPECT_EQ(message.reason, "Role Conflict");
  const Message end = hex("000a 0006 7777 0014 0015 0000");
  EXPECT_TRUE(std::equal(end.begin(), end.end(), writer.bytes().end() - 12));
}

TEST(StunWriterTest, WhatDoesNotFitMakesTheMessageEmpty) {
  StunWriter writer(StunClass::request, kBinding, TransactionId{});
  writer.add_text(StunAttribute::username, std::string(StunWriter::kCapacity - 24, 'u'));
  EXPECT_EQ(writer.bytes().size(), StunWriter::kCapacity);
  writer.add_fingerprint();
  EXPECT_TRUE(writer.bytes().empty());
  writer.add_flag(StunAttribute::use_candidate);
  EXPECT_TRUE(writer.bytes().empty());
}

TEST(StunWriterTest, TheLongestCheckFits) {
  StunWriter writer(StunClass::request, kBinding, TransactionId{});
  writer.add_text(StunAttribute::software, std::string(128, 's'));
  writer.add_text(StunAttribute::username, std::string(513, 'u'));
  writer.add_u32(StunAttribute::priority, 1);
  writer.add_u64(StunAttribute::ice_controlling, 1);
  writer.add_flag(StunAttribute::use_candidate);
  writer.add_integrity(std::string(256, 'p'));
  writer.add_fingerprint();
  EXPECT_EQ(parsed(writer).username.size(), 513u);
}

}  // namespace
}  // namespace rtpengine::ice
