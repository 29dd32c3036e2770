// SPDX-License-Identifier: GPL-3.0-or-later
#include "call/port_audit.h"

#include <gtest/gtest.h>

namespace rtpengine::call {
namespace {

class PortAuditTest : public testing::Test {
 protected:
  PortAuditTest() {
    net::InterfaceSpec spec;
    spec.address = spec.advertised = *net::IpAddress::parse("127.0.0.1");
    const auto configured = interfaces_.configure({&spec, 1}, {21000, 21999});
    EXPECT_TRUE(configured);
    pool_ = interfaces_.first()->addresses.front().ports;
  }

  net::Interfaces interfaces_;
  std::shared_ptr<net::PortPool> pool_;
  PortAudit audit_{interfaces_};
};

TEST_F(PortAuditTest, FindsNothingWhereAllPortsHaveAnOwner) {
  auto socket = pool_->open_single();
  ASSERT_TRUE(socket);
  EXPECT_TRUE(audit_.orphans({socket->local()}).empty());
}

TEST_F(PortAuditTest, FindsAPortWithoutAnOwner) {
  auto pair = pool_->open_pair();
  ASSERT_TRUE(pair);
  const auto orphans = audit_.orphans({pair->first.local()});
  ASSERT_EQ(orphans.size(), 1u);
  EXPECT_EQ(orphans[0], pair->second.local());
}

TEST_F(PortAuditTest, TellsOnlyOfWhatStaysAnOrphan) {
  auto socket = pool_->open_single();
  ASSERT_TRUE(socket);
  EXPECT_TRUE(audit_.lasting_orphans({}).empty());
  EXPECT_EQ(audit_.lasting_orphans({}).size(), 1u);
  socket->close();
  EXPECT_TRUE(audit_.lasting_orphans({}).empty());
}

}  // namespace
}  // namespace rtpengine::call
