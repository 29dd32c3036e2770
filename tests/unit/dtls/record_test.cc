// SPDX-License-Identifier: GPL-3.0-or-later

#include "plugins/dtls/record.h"

#include <gtest/gtest.h>

#include "hello_samples.h"

namespace rtpengine::dtls {
namespace {

Datagram record(int type, int epoch, const Datagram& body) {
  Datagram bytes = {static_cast<std::uint8_t>(type),
                    0xfe,
                    0xfd,
                    0,
                    static_cast<std::uint8_t>(epoch),
                    0,
                    0,
                    0,
                    0,
                    1,
                    2,
                    0,
                    static_cast<std::uint8_t>(body.size())};
  bytes.insert(bytes.end(), body.begin(), body.end());
  return bytes;
}

Datagram joined(Datagram a, const Datagram& b) {
  a.insert(a.end(), b.begin(), b.end());
  return a;
}

TEST(Record, IsToldByTheFirstByte) {
  for (const int first : {0, 19, 64, 128, 255}) {
    EXPECT_FALSE(is_dtls(Datagram{static_cast<std::uint8_t>(first)})) << first;
  }
  EXPECT_TRUE(is_dtls(Datagram{20}));
  EXPECT_TRUE(is_dtls(Datagram{63}));
  EXPECT_FALSE(is_dtls({}));
}

TEST(Record, IsRead) {
  const Datagram bytes = joined(record(22, 3, {1, 2, 3}), {9, 9});
  Record read;
  ASSERT_TRUE(parse_record(bytes, &read));
  EXPECT_EQ(read.type, ContentType::handshake);
  EXPECT_EQ(read.epoch, 3);
  EXPECT_EQ(read.sequence, 0x102u);
  EXPECT_EQ(read.body.size(), 3u);
  EXPECT_EQ(read.size, 16u);
}

TEST(Record, ThatIsCutOrNoneIsRefused) {
  const Datagram good = record(22, 0, {1, 2, 3});
  Record read;
  for (std::size_t size = 0; size < good.size(); ++size) {
    EXPECT_FALSE(parse_record(Bytes(good).first(size), &read)) << size;
  }
  EXPECT_FALSE(parse_record(record(19, 0, {1}), &read));
  EXPECT_FALSE(parse_record(record(27, 0, {1}), &read));
  Datagram tls = good;
  tls[1] = 3;
  EXPECT_FALSE(parse_record(tls, &read));
  Datagram huge(70000, 0);
  std::copy(good.begin(), good.end(), huge.begin());
  huge[11] = 0xff;
  EXPECT_FALSE(parse_record(huge, &read)) << "longer than any record may be";
}

TEST(Record, SaysWhatADatagramIs) {
  EXPECT_EQ(classify(client_hello()), DatagramKind::client_hello);
  EXPECT_EQ(classify(record(22, 0, {2})), DatagramKind::plain);
  EXPECT_EQ(classify(record(22, 0, {})), DatagramKind::plain);
  EXPECT_EQ(classify(record(20, 0, {1})), DatagramKind::plain);
  EXPECT_EQ(classify(record(21, 0, {2, 40})), DatagramKind::plain_alert);
  EXPECT_EQ(classify(record(22, 1, {1})), DatagramKind::protected_bytes);
  EXPECT_EQ(classify(Datagram{0x2f, 1, 2}), DatagramKind::protected_bytes);
  EXPECT_EQ(classify(Datagram{22}), DatagramKind::malformed);
  EXPECT_EQ(classify({}), DatagramKind::malformed);
}

TEST(PlainAlert, IsFoundWhereverItStands) {
  const Datagram alert = record(21, 0, {2, 42});
  const Datagram before = record(22, 0, {2, 0});
  const Datagram both = joined(joined(before, alert), before);
  const PlainAlert found = find_plain_alert(both);
  EXPECT_TRUE(found.found);
  EXPECT_TRUE(found.fatal);
  EXPECT_EQ(found.description, 42);
  EXPECT_EQ(found.before.size(), before.size());
  EXPECT_TRUE(find_plain_alert(alert).before.empty());
}

TEST(PlainAlert, IsNoneThatIsProtectedOrCut) {
  const Datagram secret = record(21, 1, {1, 2, 3, 4});
  EXPECT_FALSE(find_plain_alert(secret).found);
  EXPECT_EQ(find_plain_alert(secret).before.size(), secret.size());
  EXPECT_TRUE(find_plain_alert(record(21, 0, {})).found) << "nothing that should be fed";
  EXPECT_FALSE(find_plain_alert(Datagram{21, 0xfe}).found);
}

}  // namespace
}  // namespace rtpengine::dtls
