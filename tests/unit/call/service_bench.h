// SPDX-License-Identifier: GPL-3.0-or-later
//
// The service with running workers and real sockets on loopback addresses, for tests.
#pragma once

#include <gtest/gtest.h>

#include <future>
#include <memory>
#include <string_view>
#include <utility>
#include <vector>

#include <rtpengine/value_view.h>

#include "call/service.h"
#include "kernel/fake_table.h"
#include "tests/unit/call/arguments.h"
#include "tests/unit/call/reply.h"
#include "tests/unit/net/test_net.h"

namespace rtpengine::call {

class ServiceBench {
 public:
  explicit ServiceBench(unsigned worker_count, Settings settings = {},
                        std::size_t mailbox_limit = 1000, CommandLimits limits = {}) {
    net::InterfaceSpec spec;
    spec.address = spec.advertised = net::test::own_loopback();
    EXPECT_TRUE(interfaces.configure(std::vector{spec}, {20000, 20499}));
    ServiceContext context;
    for (unsigned i = 0; i < worker_count; ++i) {
      workers.push_back(std::make_unique<loop::Worker>(i, mailbox_limit));
      io_.push_back(net::make_plain_packet_io(*workers.back(), {}));
      context.workers.push_back(workers.back().get());
      context.packet_io.push_back(io_.back().get());
    }
    for (const auto& worker : workers) worker->start();
    context.interfaces = &interfaces;
    context.kernel_table = &table;
    context.command_limits = limits;
    context.missing_provider = [](std::string_view command) {
      return std::string(command == "play media" ? "playback" : "");
    };
    context.host_commands.post = [this](loop::Task task) {
      if (main_busy) return false;
      task();
      return true;
    };
    context.host_commands.commands.push_back(
        {"test host", [](const Value* arguments, const base::DictionaryBuilder& reply) {
           reply.set("half", "done");
           const auto fault = get_text(arguments, "fault");
           if (!fault.empty()) return base::Result<void>(base::Error{std::string(fault)});
           return base::Result<void>();
         }});
    service = Service::create(std::move(context), std::move(settings));
  }
  ~ServiceBench() {
    service->shut_down();
    for (const auto& worker : workers) worker->stop_and_join();
    service.reset();
    io_.clear();
  }

  struct Answer {
    Reply reply;
    int worker = -1;  ///< that replied; -1: none
  };

  /// Submit a command and wait for its reply; a busy worker replies with the error "busy".
  Answer ask(std::string_view name, Arguments arguments) {
    class Sink final : public ReplySink {
     public:
      void on_reply(const Value* reply) noexcept override {
        const loop::Worker* worker = loop::Worker::current();
        promise.set_value({Reply(*reply), worker ? int(worker->index()) : -1});
        delete this;
      }
      std::promise<Answer> promise;
    };
    if (!name.empty()) arguments.set("command", name);
    auto* sink = new Sink;
    auto answer = sink->promise.get_future();
    if (service->submit(arguments.value(), origin, sink) != Status::ok) {
      delete sink;
      return {Reply::error("busy"), -1};
    }
    return answer.get();
  }
  Reply command(std::string_view name, Arguments arguments) {
    return ask(name, std::move(arguments)).reply;
  }

  const CommandOrigin* origin = nullptr;  ///< of the commands
  bool main_busy = false;                 ///< the main thread takes no more tasks

  std::size_t ports_used() const {
    std::size_t used = 0;
    for (const auto& pool : interfaces.pools()) used += pool->used_ports();
    return used;
  }

  net::Interfaces interfaces;
  kernel::FakeTable table;
  std::vector<std::unique_ptr<loop::Worker>> workers;
  std::unique_ptr<Service> service;

 private:
  std::vector<std::unique_ptr<net::PacketIo>> io_;
};

}  // namespace rtpengine::call
