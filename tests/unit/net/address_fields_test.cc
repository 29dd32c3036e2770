// SPDX-License-Identifier: GPL-3.0-or-later
#include "net/address_fields.h"

#include "test_net.h"

namespace rtpengine::net {
namespace {

template <typename T>
T through_a_tree(T value) {
  base::ValueTree tree;
  base::FieldWriter writer(tree.dictionary());
  describe(writer, "it", value);
  base::FieldReader reader(tree.root(), 0);
  T read;
  describe(reader, "it", read);
  EXPECT_TRUE(reader.good()) << reader.wrong();
  return read;
}

TEST(AddressFields, AreReadAsTheyWereWritten) {
  for (const IpAddress& address : {test::ip("192.0.2.1"), test::ip("2001:db8::1"), IpAddress{}}) {
    EXPECT_EQ(through_a_tree(address), address);
    const Endpoint endpoint{address, 4000};
    EXPECT_EQ(through_a_tree(endpoint), endpoint);
    if (!address) continue;
    const SocketAddress socket_address(endpoint);
    EXPECT_TRUE(through_a_tree(socket_address).same_as(socket_address));
  }
  EXPECT_EQ(through_a_tree(SocketAddress()).size, 0u);
}

TEST(AddressFields, TakeNumericTextOnly) {
  base::ValueTree tree;
  tree.dictionary().set("it", "localhost");
  base::FieldReader reader(tree.root(), 0);
  IpAddress read = test::ip("192.0.2.1");
  describe(reader, "it", read);
  EXPECT_EQ(reader.wrong(), "it");
  EXPECT_FALSE(read);
}

}  // namespace
}  // namespace rtpengine::net
