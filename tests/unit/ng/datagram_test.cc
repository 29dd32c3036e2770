// SPDX-License-Identifier: GPL-3.0-or-later
//
// The outer form of messages: cookies, payloads, error replies.

#include "plugins/ng/datagram.h"

#include <gtest/gtest.h>

#include <array>
#include <string>
#include <vector>

namespace rtpengine::ng {
namespace {

class DatagramTest : public testing::Test {
 protected:
  DecodedRequest request(std::string_view payload) { return decode_request(payload, nodes_); }

  std::vector<Value> nodes_{64};
};

TEST_F(DatagramTest, IsCutAtTheFirstSpace) {
  const auto parts = split("0_17163_0 d1:a3:x ye");
  ASSERT_TRUE(parts);
  EXPECT_EQ(parts->cookie, "0_17163_0");
  EXPECT_EQ(parts->payload, "d1:a3:x ye");
}

TEST_F(DatagramTest, WithoutACookieThereIsNobodyToAnswer) {
  EXPECT_FALSE(split(""));
  EXPECT_FALSE(split("abc"));
  EXPECT_FALSE(split(" "));
  EXPECT_FALSE(split(" d7:command4:pinge"));
  EXPECT_FALSE(split(std::string(600, '\xff')));
}

TEST_F(DatagramTest, CookiesHaveALimit) {
  const std::string longest(kMaxCookie, 'c');
  ASSERT_TRUE(split(longest + " x"));
  EXPECT_EQ(split(longest + " x")->cookie, longest);
  EXPECT_FALSE(split(longest + "c x"));
}

TEST_F(DatagramTest, ARequestIsADictionaryWithACommand) {
  const DecodedRequest decoded = request("d4:flagl1:ae7:command4:pingexxx");
  ASSERT_NE(decoded.arguments, nullptr);
  EXPECT_EQ(decoded.command, "ping");
  EXPECT_EQ(decoded.arguments->type, ValueType::dictionary);
}

TEST_F(DatagramTest, NothingAfterTheCookieIsAnError) {
  EXPECT_EQ(request("").error_reason, "Invalid data (no payload)");
}

TEST_F(DatagramTest, WhatIsNoDictionaryIsAnError) {
  for (const char* payload :
       {" d7:command4:pinge", "i5e", "l4:pinge", "4:ping", "d", "d7:command", "d7:command4:pin",
        "d7:command999999999:ping", "d7:command-1:e", "di1e4:pinge", "{\"command\":\"ping\"}"}) {
    const DecodedRequest decoded = request(payload);
    EXPECT_EQ(decoded.arguments, nullptr) << payload;
    EXPECT_EQ(decoded.error_reason, "Could not decode dictionary") << payload;
    EXPECT_NE(decoded.decode_error, DecodeError::none) << payload;
  }
}

TEST_F(DatagramTest, OurLimitsAreNamed) {
  std::string deep;
  for (int i = 0; i < 400; ++i) deep += "d1:a";
  EXPECT_EQ(request(deep).error_reason, "Could not decode dictionary (nested too deeply)");
  std::string wide = "d1:al";
  for (int i = 0; i < 400; ++i) wide += "0:";
  EXPECT_EQ(request(wide + "ee").error_reason, "Could not decode dictionary (too many values)");
}

TEST_F(DatagramTest, ADictionaryWithoutACommandIsAnError) {
  for (const char* payload : {"de", "d1:a1:be", "d7:commandi1ee", "d7:Command4:pinge"}) {
    EXPECT_EQ(request(payload).error_reason, "Dictionary contains no key \"command\"") << payload;
  }
}

TEST_F(DatagramTest, ARepliesFormIsCookieSpaceDictionary) {
  const DecodedRequest decoded = request("d7:command4:pinge");
  std::array<char, 64> out;
  const EncodeResult result = encode_reply("c_1", *decoded.arguments, out);
  EXPECT_EQ(std::string(out.data(), result.size), "c_1 d7:command4:pinge");
}

TEST_F(DatagramTest, AReplyThatDoesNotFitTellsItsSize) {
  const DecodedRequest decoded = request("d7:command4:pinge");
  for (std::size_t room : {0u, 2u, 3u, 4u, 10u}) {
    std::string out(room, '#');
    EXPECT_EQ(encode_reply("c_1", *decoded.arguments, out).size, 21u);
  }
}

TEST_F(DatagramTest, AnErrorHoldsResultAndReason) {
  std::array<char, 128> out;
  const EncodeResult result = encode_error("c", "No good", out);
  EXPECT_EQ(std::string(out.data(), result.size), "c d12:error-reason7:No good6:result5:errore");
}

}  // namespace
}  // namespace rtpengine::ng
