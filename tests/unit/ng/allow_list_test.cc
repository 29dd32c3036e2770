// SPDX-License-Identifier: GPL-3.0-or-later
//
// Networks that control messages are taken from.

#include "plugins/ng/allow_list.h"

#include <gtest/gtest.h>

#include "fakes.h"
#include "plugins/ng/endpoint.h"

namespace rtpengine::ng {
namespace {

/// `[address:]port` as parse_listen has it, numeric.
SocketAddress source(const std::string& text) {
  std::vector<SocketAddress> addresses;
  std::string error;
  EXPECT_TRUE(parse_listen(text, &addresses, &error)) << error;
  return addresses.at(0);
}

AllowList list_of(const std::vector<std::string>& networks) {
  AllowList list;
  std::string error;
  for (const std::string& network : networks) EXPECT_TRUE(list.add(network, &error)) << error;
  return list;
}

bool allows(const std::vector<std::string>& networks, const std::string& from) {
  return list_of(networks).allows(source(from).generic);
}

TEST(AllowListTest, AnEmptyOneAllowsAll) {
  EXPECT_TRUE(allows({}, "203.0.113.1:5"));
  EXPECT_TRUE(allows({}, "[2001:db8::1]:5"));
}

TEST(AllowListTest, NetworksOfIPv4EndAtAnyBit) {
  EXPECT_TRUE(allows({"10.0.0.0/8"}, "10.255.255.255:1"));
  EXPECT_FALSE(allows({"10.0.0.0/8"}, "11.0.0.0:1"));
  EXPECT_FALSE(allows({"10.0.0.0/8"}, "9.255.255.255:1"));
  EXPECT_TRUE(allows({"192.0.2.128/25"}, "192.0.2.128:1"));
  EXPECT_FALSE(allows({"192.0.2.128/25"}, "192.0.2.127:1"));
  EXPECT_TRUE(allows({"192.0.2.4/31"}, "192.0.2.5:1"));
  EXPECT_FALSE(allows({"192.0.2.4/31"}, "192.0.2.6:1"));
  EXPECT_TRUE(allows({"192.0.2.4"}, "192.0.2.4:1"));
  EXPECT_FALSE(allows({"192.0.2.4"}, "192.0.2.5:1"));
  EXPECT_TRUE(allows({"0.0.0.0/0"}, "192.0.2.5:1"));
}

TEST(AllowListTest, NetworksOfIPv6EndAtAnyBit) {
  EXPECT_TRUE(allows({"2001:db8::/32"}, "[2001:db8:ffff::1]:1"));
  EXPECT_FALSE(allows({"2001:db8::/32"}, "[2001:db9::1]:1"));
  EXPECT_TRUE(allows({"fe80::/10"}, "[febf::1]:1"));
  EXPECT_FALSE(allows({"fe80::/10"}, "[fec0::1]:1"));
  EXPECT_TRUE(allows({"::1"}, "[::1]:1"));
  EXPECT_FALSE(allows({"::1"}, "[::2]:1"));
}

TEST(AllowListTest, OneOfSeveralIsEnough) {
  const std::vector<std::string> networks = {"10.0.0.0/8", "::1"};
  EXPECT_TRUE(allows(networks, "10.1.1.1:1"));
  EXPECT_TRUE(allows(networks, "[::1]:1"));
  EXPECT_FALSE(allows(networks, "127.0.0.1:1"));
  EXPECT_EQ(list_of(networks).text(), "10.0.0.0/8, ::1");
}

TEST(AllowListTest, FamiliesDoNotStandForEachOther) {
  EXPECT_FALSE(allows({"0.0.0.0/0"}, "[::1]:1"));
  EXPECT_FALSE(allows({"0.0.0.0/0"}, "[2001:db8::1]:1"));
  EXPECT_FALSE(allows({"::/0"}, "127.0.0.1:1"));
  EXPECT_TRUE(allows({"::/0"}, "[2001:db8::1]:1"));
}

TEST(AllowListTest, AMappedAddressCountsAsItsIPv4Address) {
  EXPECT_TRUE(allows({"10.0.0.0/8"}, "[::ffff:10.1.2.3]:1"));
  EXPECT_FALSE(allows({"10.0.0.0/8"}, "[::ffff:11.1.2.3]:1"));
  EXPECT_FALSE(allows({"::/0"}, "[::ffff:10.1.2.3]:1"));
  EXPECT_TRUE(allows({"::ffff:10.0.0.0/104"}, "10.1.2.3:1"));
  EXPECT_TRUE(allows({"::ffff:10.1.2.3"}, "10.1.2.3:1"));
  EXPECT_FALSE(allows({"::ffff:10.1.2.3"}, "10.1.2.4:1"));
}

TEST(AllowListTest, OtherFamiliesAreOutside) {
  sockaddr local = {};
  local.sa_family = AF_UNIX;
  EXPECT_FALSE(list_of({"0.0.0.0/0", "::/0"}).allows(local));
}

TEST(AllowListTest, RefusesWhatIsNoNetwork) {
  for (const char* text :
       {"", "/8", "10.0.0", "10.0.0.0/", "10.0.0.0/33", "10.0.0.0/-1", "10.0.0.0/+8", "10.0.0.0/8 ",
        " 10.0.0.0/8", "::/129", "[::1]", "host", "10.0.0.1/8", "2001:db8::1/32", "0.0.0.1/0"}) {
    AllowList list;
    std::string error;
    EXPECT_FALSE(list.add(text, &error)) << text;
    EXPECT_EQ(error.rfind("'" + std::string(text) + "' ", 0), 0u) << error;
    EXPECT_TRUE(list.empty());
  }
}

class ReadAllowListTest : public testing::Test {
 protected:
  void give(std::vector<std::string> values) { options_.values[kControlAllow] = std::move(values); }

  /// What a listener of this value allows.
  std::string read(const char* listener) {
    AllowList list;
    error_.clear();
    return read_allow_list(options_, listener, &list, &error_) ? list.text() : "failed";
  }

  FakeOptions options_;
  std::string error_;
};

TEST_F(ReadAllowListTest, WithoutEntriesAllIsAllowed) { EXPECT_EQ(read("2223"), ""); }

TEST_F(ReadAllowListTest, EntriesWithoutAListenerAreForThoseThatNoneNames) {
  give({"10.0.0.0/8", "[::1]:2223=::1", "192.0.2.1", "[::1]:2223=fe80::/10"});
  EXPECT_EQ(read("127.0.0.1:2223"), "10.0.0.0/8, 192.0.2.1");
  EXPECT_EQ(read("[::1]:2223"), "::1, fe80::/10");
}

TEST_F(ReadAllowListTest, AListenerThatNobodyNamesIsOpenIfAllEntriesNameOne) {
  give({"2224=10.0.0.0/8"});
  EXPECT_EQ(read("2223"), "");
}

TEST_F(ReadAllowListTest, AnErrorNamesTheOriginWhoeverIsMeant) {
  give({"10.0.0.0/8", "2224=10.0.0.0/99"});
  EXPECT_EQ(read("2223"), "failed");
  EXPECT_EQ(error_,
            "test.yaml:7: control-allow: '10.0.0.0/99' does not end in a number of bits from 0 to "
            "32");
}

}  // namespace
}  // namespace rtpengine::ng
