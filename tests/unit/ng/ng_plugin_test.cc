// SPDX-License-Identifier: GPL-3.0-or-later
//
// The plugin's life: options, listeners, errors.

#include "plugins/ng/ng_plugin.h"

#include <gtest/gtest.h>
#include <unistd.h>

#include "fakes.h"
#include "text_sink.h"
#include "udp_client.h"

namespace rtpengine::ng {
namespace {

class NgPluginTest : public testing::Test {
 protected:
  NgPluginTest() { host_.options.values["control-tos"] = {"0"}; }

  void listen(std::vector<std::string> values) {
    host_.options.values["listen-ng"] = std::move(values);
  }

  std::string init_failure() {
    EXPECT_EQ(plugin_.init(&host_, &error_), Status::failed);
    return error_.text;
  }

  void expect_pong(const SocketAddress& from, const SocketAddress& to) {
    UdpClient client(from);
    ASSERT_TRUE(client.send("c" + to_string(to) + " d7:command4:pinge", to));
    ASSERT_TRUE(host_.loop.turn());
    EXPECT_EQ(client.receive(), "c" + to_string(to) + " d6:result4:ponge");
    EXPECT_TRUE(client.source == to);
  }

  /// A port that is free on all addresses of both families now.
  static std::uint16_t free_port() {
    SocketAddress all = empty_address();
    all.generic.sa_family = AF_INET6;
    UdpClient both(all);
    if (both.good()) return port_of(both.address());
    all.generic.sa_family = AF_INET;
    return port_of(UdpClient(all).address());
  }

  FakeHost host_;
  TextKeeper error_;
  NgPlugin plugin_{false};
};

TEST_F(NgPluginTest, ListensOnEveryAddressGiven) {
  const std::uint16_t first = free_port();
  const std::uint16_t second = free_port();
  listen({"127.0.0.1:" + std::to_string(first), "127.0.0.2:" + std::to_string(second)});
  ASSERT_EQ(plugin_.init(&host_, &error_), Status::ok) << error_.text;
  ASSERT_EQ(plugin_.start(&error_), Status::ok) << error_.text;
  ASSERT_EQ(host_.loop.watches.size(), 2u);
  EXPECT_EQ(host_.loop.watches.begin()->second.worker, 0u);
  EXPECT_EQ(host_.loop.watches.rbegin()->second.worker, 1u);
  expect_pong(loopback(0), loopback(first));
  SocketAddress target = loopback(second);
  target.v4.sin_addr.s_addr = htonl(INADDR_LOOPBACK + 1);
  expect_pong(loopback(0), target);
  EXPECT_TRUE(host_.log.has("Listening on 127.0.0.1:" + std::to_string(first)));
  plugin_.stop();
  EXPECT_TRUE(host_.loop.watches.empty());
  EXPECT_TRUE(host_.loop.timers.empty());
  EXPECT_TRUE(host_.log.has("Datagrams: submitted 2"));
}

TEST_F(NgPluginTest, ABarePortIsAnsweredOnBothFamilies) {
  const std::uint16_t port = free_port();
  listen({std::to_string(port)});
  ASSERT_EQ(plugin_.init(&host_, &error_), Status::ok) << error_.text;
  ASSERT_EQ(plugin_.start(&error_), Status::ok) << error_.text;
  expect_pong(loopback(0), loopback(port));
  if (UdpClient(loopback_v6(0)).good()) expect_pong(loopback_v6(0), loopback_v6(port));
  plugin_.stop();
}

TEST_F(NgPluginTest, GoesOnWithTheSocketOfTheDaemonBefore) {
  UdpSocket before;
  ASSERT_EQ(before.open(loopback(0), 0), 0);
  UdpClient client(loopback(0));
  ASSERT_TRUE(client.send("c1 d7:command4:pinge", before.address())) << "nobody reads it yet";
  host_.listeners.socket = ::dup(before.fd());
  listen({to_string(before.address())});
  ASSERT_EQ(plugin_.init(&host_, &error_), Status::ok) << error_.text;
  ASSERT_EQ(plugin_.start(&error_), Status::ok) << error_.text;
  EXPECT_EQ(host_.listeners.asked.port, port_of(before.address()));
  EXPECT_EQ(host_.listeners.asked.family, AddressFamily::ipv4);
  EXPECT_EQ(host_.listeners.asked.address[0], 127);
  ASSERT_TRUE(host_.loop.turn());
  EXPECT_EQ(client.receive(), "c1 d6:result4:ponge");
  plugin_.stop();
}

TEST_F(NgPluginTest, WithoutAnAddressItStartsAndListensNowhere) {
  ASSERT_EQ(plugin_.init(&host_, &error_), Status::ok);
  ASSERT_EQ(plugin_.start(&error_), Status::ok);
  EXPECT_TRUE(host_.loop.watches.empty());
  EXPECT_TRUE(host_.loop.timers.empty());
  plugin_.stop();
}

TEST_F(NgPluginTest, ABadAddressNamesItsOrigin) {
  listen({"::1:2223"});
  EXPECT_EQ(init_failure(),
            "test.yaml:7: listen-ng: '::1:2223' is not of the form [address:]port; an IPv6 address "
            "stands in brackets");
}

TEST_F(NgPluginTest, ABadTosNamesItsOrigin) {
  for (const char* value : {"256", "-1"}) {
    host_.options.values["control-tos"] = {value};
    error_.text.clear();
    EXPECT_EQ(init_failure(),
              "test.yaml:7: control-tos: " + std::string(value) + " is not from 0 to 255");
  }
}

TEST_F(NgPluginTest, AMissingInterfaceIsNamed) {
  for (const char* id : {LogV1::id, LoopV1::id, CommandsV1::id, OptionsV1::id}) {
    host_.missing = id;
    error_.text.clear();
    EXPECT_EQ(init_failure(), std::string("this host has no interface ") + id);
  }
}

TEST_F(NgPluginTest, AnAddressInUseIsAnErrorAndNothingStaysOpen) {
  UdpSocket occupied;
  ASSERT_EQ(occupied.open(loopback(0), 0), 0);
  const std::uint16_t first = free_port();
  listen({"127.0.0.1:" + std::to_string(first), to_string(occupied.address())});
  ASSERT_EQ(plugin_.init(&host_, &error_), Status::ok);
  EXPECT_EQ(plugin_.start(&error_), Status::failed);
  EXPECT_EQ(error_.text, "test.yaml:7: listen-ng: cannot listen on " +
                             to_string(occupied.address()) + ": Address already in use");
  EXPECT_TRUE(host_.loop.watches.empty());
  UdpSocket again;
  EXPECT_EQ(again.open(loopback(first), 0), 0);
}

TEST_F(NgPluginTest, AHostThatDoesNotWatchIsAnError) {
  host_.loop.refuses = true;
  listen({"127.0.0.1:" + std::to_string(free_port())});
  ASSERT_EQ(plugin_.init(&host_, &error_), Status::ok);
  EXPECT_EQ(plugin_.start(&error_), Status::failed);
  EXPECT_NE(error_.text.find("the host refuses to watch 127.0.0.1:"), std::string::npos);
}

TEST_F(NgPluginTest, RepliesAreDeliveredBetweenStopAndDestruction) {
  const std::uint16_t port = free_port();
  listen({"127.0.0.1:" + std::to_string(port)});
  ASSERT_EQ(plugin_.init(&host_, &error_), Status::ok);
  ASSERT_EQ(plugin_.start(&error_), Status::ok);
  host_.commands.hold = true;
  UdpClient client(loopback(0));
  ASSERT_TRUE(client.send("c d7:command4:pinge", loopback(port)));
  ASSERT_TRUE(host_.loop.turn());
  plugin_.stop();
  host_.commands.answer_held();
  EXPECT_EQ(client.receive(), "c d6:result4:ponge");
}

TEST_F(NgPluginTest, EachOptionIsDescribed) {
  for (const OptionSpec& option : kOptions) {
    EXPECT_NE(option.name, nullptr);
    EXPECT_GT(std::string(option.help).size(), 20u);
    EXPECT_EQ(std::string(option.reserved, sizeof option.reserved),
              std::string(sizeof option.reserved, '\0'));
  }
  EXPECT_EQ(std::string(kOptions[0].name), "listen-ng");
  EXPECT_EQ(kOptions[0].short_name, 'n');
  EXPECT_EQ(kOptions[0].default_value, nullptr);
  EXPECT_EQ(std::string(kOptions[2].name), "control-tos");
}

}  // namespace
}  // namespace rtpengine::ng
