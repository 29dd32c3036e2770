// SPDX-License-Identifier: GPL-3.0-or-later
//
// bencode: what is taken, what is refused and why, and what is written.

#include "plugins/ng/bencode.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <limits>
#include <ostream>
#include <string>
#include <vector>

namespace rtpengine::ng {
namespace {

std::string text_of(Slice slice) { return std::string(slice.data, slice.size); }

/// A decoded message with its memory.
struct Decoded {
  explicit Decoded(std::string bytes, std::size_t capacity = 64)
      : message(std::move(bytes)), nodes(capacity), result(decode(message, nodes)) {}

  const Value& root() const { return *result.root; }

  std::string message;
  std::vector<Value> nodes;
  DecodeResult result;
};

std::string encoded(const Value& root, std::size_t room = 4096) {
  std::string out(room, '#');
  const EncodeResult result = encode(root, out);
  EXPECT_TRUE(result.valid);
  EXPECT_LE(result.size, room);
  out.resize(result.size);
  return out;
}

std::string nested(char open, std::size_t depth) {
  std::string text;
  for (std::size_t i = 0; i < depth; ++i) text += open == 'd' ? "d1:a" : "l";
  return text + (open == 'd' ? "0:" : "") + std::string(depth, 'e');
}

TEST(BencodeDecode, ReadsEveryType) {
  const Decoded d("d3:numi-42e3:str5:hello4:listl1:ai7ee4:dictd1:k0:ee");
  ASSERT_NE(d.result.root, nullptr);
  EXPECT_EQ(d.root().type, ValueType::dictionary);
  const Value* entry = d.root().first;
  EXPECT_EQ(text_of(entry->key), "num");
  EXPECT_EQ(entry->type, ValueType::integer);
  EXPECT_EQ(entry->integer, -42);
  entry = entry->next;
  EXPECT_EQ(text_of(entry->key), "str");
  EXPECT_EQ(entry->type, ValueType::string);
  EXPECT_EQ(text_of(entry->text), "hello");
  entry = entry->next;
  EXPECT_EQ(entry->type, ValueType::list);
  EXPECT_EQ(text_of(entry->first->text), "a");
  EXPECT_EQ(entry->first->next->integer, 7);
  EXPECT_EQ(entry->first->next->next, nullptr);
  entry = entry->next;
  EXPECT_EQ(entry->type, ValueType::dictionary);
  EXPECT_EQ(text_of(entry->first->key), "k");
  EXPECT_EQ(entry->first->text.size, 0u);
  EXPECT_EQ(entry->next, nullptr);
}

TEST(BencodeDecode, PointsIntoTheMessage) {
  const Decoded d("d7:command4:pinge");
  const char* begin = d.message.data();
  EXPECT_EQ(d.root().first->key.data, begin + 3);
  EXPECT_EQ(d.root().first->text.data, begin + 12);
}

TEST(BencodeDecode, KeepsUnsortedAndRepeatedKeysInOrder) {
  const Decoded d("d1:b1:x1:a1:y1:b1:ze");
  const Value* entry = d.root().first;
  EXPECT_EQ(text_of(entry->text), "x");
  EXPECT_EQ(text_of(entry->next->text), "y");
  EXPECT_EQ(text_of(entry->next->next->text), "z");
}

TEST(BencodeDecode, IgnoresWhatFollowsTheValue) {
  const Decoded d("d7:command4:pingexxx");
  ASSERT_NE(d.result.root, nullptr);
  EXPECT_EQ(d.result.offset, d.message.size() - 3);
}

TEST(BencodeDecode, ReadsAScalarAlone) {
  EXPECT_EQ(Decoded("i5e").root().integer, 5);
  EXPECT_EQ(text_of(Decoded("2:ab").root().text), "ab");
}

TEST(BencodeDecode, ReadsTheLimitsOfIntegers) {
  EXPECT_EQ(Decoded("i9223372036854775807e").root().integer,
            std::numeric_limits<std::int64_t>::max());
  EXPECT_EQ(Decoded("i-9223372036854775808e").root().integer,
            std::numeric_limits<std::int64_t>::min());
}

TEST(BencodeDecode, LetsLeadingZerosPass) {
  EXPECT_EQ(Decoded("i007e").root().integer, 7);
  EXPECT_EQ(text_of(Decoded("0002:ab").root().text), "ab");
}

TEST(BencodeDecode, BinaryStringsStayAsTheyAre) {
  const std::string bytes("\0\xff e:i", 6);
  EXPECT_EQ(text_of(Decoded("6:" + bytes).root().text), bytes);
}

struct Refusal {
  const char* message;
  DecodeError error;
  std::size_t offset;
};

void PrintTo(const Refusal& refusal, std::ostream* out) { *out << refusal.message; }

class BencodeRefuses : public testing::TestWithParam<Refusal> {};

TEST_P(BencodeRefuses, WithReasonAndPlace) {
  const Refusal& expected = GetParam();
  const Decoded d(expected.message);
  EXPECT_EQ(d.result.root, nullptr);
  EXPECT_EQ(d.result.error, expected.error) << describe(d.result.error);
  EXPECT_EQ(d.result.offset, expected.offset);
}

INSTANTIATE_TEST_SUITE_P(
    Message, BencodeRefuses,
    testing::Values(
        Refusal{"", DecodeError::truncated, 0}, Refusal{"d", DecodeError::truncated, 1},
        Refusal{"l", DecodeError::truncated, 1}, Refusal{"d7:command", DecodeError::truncated, 10},
        Refusal{"d7:command4:ping", DecodeError::truncated, 16},
        Refusal{"d7:command4:pin", DecodeError::string_too_long, 10},
        Refusal{"d7:comm", DecodeError::string_too_long, 1},
        Refusal{"i", DecodeError::truncated, 0}, Refusal{"i5", DecodeError::truncated, 0},
        Refusal{"1", DecodeError::truncated, 0}, Refusal{"e", DecodeError::unexpected_byte, 0},
        Refusal{" ", DecodeError::unexpected_byte, 0},
        Refusal{"-1:a", DecodeError::unexpected_byte, 0},
        Refusal{"lxe", DecodeError::unexpected_byte, 1},
        Refusal{"d7:command-1:e", DecodeError::unexpected_byte, 10},
        Refusal{"d-1:a1:be", DecodeError::unexpected_byte, 1},
        Refusal{"ie", DecodeError::bad_integer, 0}, Refusal{"i-e", DecodeError::bad_integer, 0},
        Refusal{"i+5e", DecodeError::bad_integer, 0}, Refusal{"i5x", DecodeError::bad_integer, 0},
        Refusal{"i1.5e", DecodeError::bad_integer, 0},
        Refusal{"i9223372036854775808e", DecodeError::integer_range, 0},
        Refusal{"i-9223372036854775809e", DecodeError::integer_range, 0},
        Refusal{"i99999999999999999999999999e", DecodeError::integer_range, 0},
        Refusal{"1x", DecodeError::bad_length, 0}, Refusal{"1 :a", DecodeError::bad_length, 0},
        Refusal{"2:a", DecodeError::string_too_long, 0},
        Refusal{"d7:command999999999:ping", DecodeError::string_too_long, 10},
        Refusal{"d18446744071709551616:call-id", DecodeError::string_too_long, 1},
        Refusal{"18446744073709551615:a", DecodeError::string_too_long, 0},
        Refusal{"18446744073709551616:a", DecodeError::string_too_long, 0},
        Refusal{"18446744073709551617:a", DecodeError::string_too_long, 0},
        Refusal{"di1e4:pinge", DecodeError::key_not_string, 1},
        Refusal{"dlee", DecodeError::key_not_string, 1},
        Refusal{"ddee", DecodeError::key_not_string, 1},
        Refusal{"d7:commande", DecodeError::missing_value, 10}));

TEST(BencodeDecode, TakesTheDeepestAllowedNestingAndNoMore) {
  for (const char open : {'d', 'l'}) {
    EXPECT_NE(Decoded(nested(open, kMaxDepth)).result.root, nullptr);
    EXPECT_EQ(Decoded(nested(open, kMaxDepth + 1)).result.error, DecodeError::too_deep);
  }
}

TEST(BencodeDecode, SurvivesSixtyThousandOpenContainers) {
  EXPECT_EQ(Decoded(std::string(60000, 'l')).result.error, DecodeError::too_deep);
  EXPECT_EQ(Decoded(std::string(60000, 'd')).result.error, DecodeError::key_not_string);
}

TEST(BencodeDecode, UsesNoMoreNodesThanGiven) {
  EXPECT_NE(Decoded("li1ei2ei3ee", 4).result.root, nullptr);
  const Decoded d("li1ei2ei3ei4ee", 4);
  EXPECT_EQ(d.result.error, DecodeError::too_many_values);
  EXPECT_EQ(d.result.offset, 10u);
  EXPECT_EQ(Decoded("i1e", 0).result.error, DecodeError::too_many_values);
}

TEST(BencodeDecode, EachErrorHasATextOfItsOwn) {
  std::vector<std::string> texts;
  for (int i = 0; i <= static_cast<int>(DecodeError::too_many_values); ++i) {
    texts.push_back(describe(static_cast<DecodeError>(i)));
  }
  std::sort(texts.begin(), texts.end());
  EXPECT_EQ(std::unique(texts.begin(), texts.end()), texts.end());
}

TEST(BencodeEncode, WritesWhatWasRead) {
  for (const char* text : {"d1:zi-1e1:a0:1:ml1:xleded1:kleeee", "i-9223372036854775808e", "le",
                           "de", "0:", "l3:abci0ee"}) {
    EXPECT_EQ(encoded(Decoded(text).root()), text);
  }
}

TEST(BencodeEncode, WritesTheDeepestAllowedNestingAndNoMore) {
  std::array<Value, kMaxReplyDepth + 1> nodes = {};
  for (std::size_t i = 0; i < nodes.size(); ++i) {
    nodes[i].type = ValueType::list;
    if (i + 1 < nodes.size()) nodes[i].first = &nodes[i + 1];
  }
  std::array<char, 256> out;
  EXPECT_FALSE(encode(nodes[0], out).valid);
  EXPECT_EQ(encoded(nodes[1]), nested('l', kMaxReplyDepth));
}

TEST(BencodeEncode, TellsTheSizeOfWhatDoesNotFitAndWritesNotBeyond) {
  const Decoded d("d1:a5:hello1:bi12345ee");
  for (std::size_t room = 0; room < d.message.size(); ++room) {
    std::string out(d.message.size(), '#');
    const EncodeResult result = encode(d.root(), std::span(out).first(room));
    EXPECT_TRUE(result.valid);
    EXPECT_EQ(result.size, d.message.size());
    EXPECT_EQ(out.substr(room), std::string(out.size() - room, '#'));
  }
}

TEST(BencodeEncode, LeavesOutUnknownTypes) {
  Decoded d("d1:ai1e1:bi2e1:ci3ee");
  d.nodes[2].type = static_cast<ValueType>(99);
  EXPECT_EQ(encoded(d.root()), "d1:ai1e1:ci3ee");
  d.nodes[3].type = ValueType::none;
  EXPECT_EQ(encoded(d.root()), "d1:ai1ee");
  d.nodes[0].type = ValueType::none;
  std::array<char, 16> out;
  EXPECT_FALSE(encode(d.root(), out).valid);
}

}  // namespace
}  // namespace rtpengine::ng
