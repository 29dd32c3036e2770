// SPDX-License-Identifier: GPL-3.0-or-later
//
// Calls on one worker without a network, for tests: real ports of a loopback address, packets
// delivered by hand, commands called directly, and time as the test wants it.
#pragma once

#include <gtest/gtest.h>

#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <rtpengine/value_view.h>

#include "base/value_tree.h"
#include "call/commands.h"
#include "call/destinations.h"
#include "call/relay_hops.h"
#include "call/worker_calls.h"
#include "kernel/fake_table.h"
#include "loop/worker.h"
#include "tests/unit/call/arguments.h"
#include "tests/unit/call/reply.h"
#include "tests/unit/media/fake_packet_io.h"
#include "tests/unit/net/test_net.h"

namespace rtpengine::call {

inline net::Endpoint at(std::string_view address, int port) {
  return {net::test::ip(address), std::uint16_t(port)};
}

/// An interface on a loopback address that no other test uses.
inline net::InterfaceSpec loopback_interface(std::string name) {
  net::InterfaceSpec spec;
  spec.name = std::move(name);
  spec.address = net::test::own_loopback();
  spec.advertised = spec.address;
  return spec;
}

struct Bench {
  explicit Bench(Settings with = {}, std::vector<net::InterfaceSpec> specs = {},
                 media::TableCapabilities capabilities = kernel::FakeTable().capabilities())
      : table(capabilities), settings(std::make_shared<const Settings>(std::move(with))) {
    if (specs.empty()) specs.push_back(loopback_interface("default"));
    EXPECT_TRUE(interfaces.configure(specs, {20000, 20199}));
    destinations.configure(*settings);
    CallEnvironment environment;
    environment.worker = &worker;
    environment.io = &io;
    environment.interfaces = &interfaces;
    environment.kernel_table = &table;
    environment.policy = &destinations;
    environment.hops = &hops;
    environment.clock = &now;
    shared.directory = &directory;
    shared.monitor = &monitor;
    shared.loop_mark = "0123456789ab";
    calls = std::make_unique<WorkerCalls>(environment, shared, settings);
  }

  /// Run a command as the service does once it is on the call's worker.
  Reply command(std::string_view name, const Arguments& arguments) {
    const CommandEntry* entry = find_command(name);
    if (entry == nullptr) return Reply::error("no such command");
    const auto call_id = get_text(arguments.value(), "call-id");
    if (entry->scope == CommandScope::call_or_create) directory.find_or_assign(call_id);
    if (entry->scope == CommandScope::call && calls->find(call_id) == nullptr) {
      return Reply::error("Unknown call-id");
    }
    base::ValueTree tree;
    CommandContext context{arguments.value(), "192.0.2.250:40000", calls.get(), tree.dictionary()};
    const auto done = entry->handler(context);
    if (calls->find(call_id) == nullptr) directory.release(call_id, 0);
    if (!done) return Reply::error(done.error());
    context.reply.set("result", context.result);
    return Reply(*tree.root());
  }

  Call& call(std::string_view id = "c") { return *calls->find(id); }
  Participant& party(std::string_view tag) { return *call().find_tag(tag); }
  /// Where a party's RTP has to go.
  net::Endpoint port_for(std::string_view tag, unsigned media = 0) {
    return party(tag).media(media).ports().selected()->rtp.local();
  }
  net::Endpoint rtcp_port_for(std::string_view tag, unsigned media = 0) {
    return party(tag).media(media).ports().selected()->rtcp_socket().local();
  }

  /// A datagram of a party arrives; what it made us send.
  std::vector<media::FakePacketIo::Sent> deliver(const net::Endpoint& to, const net::Endpoint& from,
                                                 std::string data) {
    EXPECT_TRUE(io.deliver(to, from, std::move(data), now));
    return io.take_sent();
  }

  std::size_t ports_used() const {
    std::size_t used = 0;
    for (const auto& pool : interfaces.pools()) used += pool->used_ports();
    return used;
  }

  void tick() { calls->tick(now); }

  loop::Worker worker{0, 64};
  media::FakePacketIo io;
  net::Interfaces interfaces;
  kernel::FakeTable table;
  std::shared_ptr<const Settings> settings;
  Destinations destinations{interfaces};
  RelayHops hops{interfaces};
  Directory directory{1};
  LoadMonitor monitor{1};
  SharedState shared;
  std::unique_ptr<WorkerCalls> calls;
  base::Time now = worker.now();
};

}  // namespace rtpengine::call
