// SPDX-License-Identifier: GPL-3.0-or-later
//
// The host as one plugin sees it, and how it is wound down.
#include "plugin/host_services.h"

#include <rtpengine/connectivity.h>
#include <rtpengine/keys.h>
#include <rtpengine/loop.h>
#include <rtpengine/path_observers.h>
#include <rtpengine/reports.h>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <future>

#include "support.h"

namespace rtpengine::plugin {
namespace {

using testing::HasSubstr;

PluginDescriptor descriptor() {
  PluginDescriptor descriptor{};
  descriptor.name = "sample";
  descriptor.kinds = kind_control_protocol;
  return descriptor;
}

std::unique_ptr<PluginHost> host_of(const HostContext& context) {
  auto host = PluginHost::create(descriptor(), context, {});
  return host ? std::move(*host) : nullptr;
}

template <typename Interface>
Interface* ask(PluginHost& host) {
  return static_cast<Interface*>(host.query(Interface::id));
}

class SilentTimer final : public TimerHandler {
 public:
  void on_timer() noexcept override {}
};

class FunctionJob final : public Job {
 public:
  explicit FunctionJob(std::function<void()> function) : function_(std::move(function)) {}
  void run() noexcept override { function_(); }

 private:
  std::function<void()> function_;
};

class FunctionSink final : public ReplySink {
 public:
  explicit FunctionSink(std::function<void()> function) : function_(std::move(function)) {}
  void on_reply(const Value*) noexcept override { function_(); }

 private:
  std::function<void()> function_;
};

Status submit(PluginHost& host, ReplySink* sink) {
  Value arguments{};
  arguments.type = ValueType::dictionary;
  const CommandOrigin origin{};
  return ask<CommandsV1>(host)->submit(&arguments, &origin, sink);
}

TEST(PluginHost, AnswersForTheInterfacesThatItHas) {
  World world;
  auto host = host_of(world.context);
  ASSERT_NE(host, nullptr);
  EXPECT_NE(ask<LogV1>(*host), nullptr);
  EXPECT_NE(ask<OptionsV1>(*host), nullptr);
  EXPECT_NE(ask<LoopV1>(*host), nullptr);
  EXPECT_NE(ask<CommandsV1>(*host), nullptr);
  EXPECT_EQ(host->query("test.probe/1"), static_cast<test::Probe*>(&world.notes));
  EXPECT_EQ(host->query("rtpengine.log/2"), nullptr);
  EXPECT_EQ(host->query(""), nullptr);
  EXPECT_EQ(host->query(nullptr), nullptr);
}

TEST(PluginHost, KeepsBackWhatTheDescriptorDoesNotDeclare) {
  World world;
  CapturedLog log;
  auto host = host_of(world.context);
  EXPECT_EQ(host->query(StagesV1::id), nullptr);
  EXPECT_EQ(host->copy()->faults(), 1u);
  EXPECT_THAT(log.take(), HasSubstr("plugin 'sample' asks for rtpengine.stages/1, but its "
                                    "descriptor does not say that it is a packet stage"));
}

TEST(PluginHost, IsIdleWhenNobodyElseHoldsItsCopy) {
  World world;
  auto host = host_of(world.context);
  host->withdraw_registrations();
  EXPECT_TRUE(host->idle());
  base::PluginHold call = host->copy();
  EXPECT_FALSE(host->idle());
  call.reset();
  EXPECT_TRUE(host->idle());
}

TEST(PluginHost, HasNoCommandsWithoutCalls) {
  World world;
  world.context.commands = nullptr;
  auto host = host_of(world.context);
  EXPECT_EQ(host->query(CommandsV1::id), nullptr);
  EXPECT_TRUE(host->drain());
}

TEST(PluginHost, GivesInterfacesByTheirKinds) {
  World world;
  auto host = host_of(world.context);
  EXPECT_NE(host->query(ReportsV1::id), nullptr) << "for all";
  EXPECT_NE(host->query(PathObserversV1::id), nullptr) << "for all";
  EXPECT_EQ(host->query(ConnectivityV1::id), nullptr);
  EXPECT_EQ(host->query(KeysV1::id), nullptr);
}

TEST(PluginHost, RefusesWrongOptions) {
  World world;
  const auto host =
      PluginHost::create(descriptor(), world.context, {{"x", {{"1", "a.yaml:1: sample.x"}}}});
  ASSERT_FALSE(host);
  EXPECT_EQ(host.error(), "a.yaml:1: sample.x: plugin 'sample' has no option 'x'");
}

TEST(PluginHost, CountsWhatThePluginHolds) {
  World world(FakeCommands::Mode::hold);
  auto host = host_of(world.context);
  SilentTimer timer;
  ASSERT_NE(ask<LoopV1>(*host)->start_timer(0, 1000000, &timer), 0u);
  FunctionSink sink([] {});
  ASSERT_EQ(submit(*host, &sink), Status::ok);
  const Holdings holdings = host->holdings();
  EXPECT_EQ(holdings.timers, 1u);
  EXPECT_EQ(holdings.commands, 1u);
  EXPECT_EQ(holdings.watches, 0u);
  EXPECT_EQ(holdings.jobs, 0u);
  world.commands.answer_held();
}

TEST(PluginHost, LetsAReplyPostAJobWhileItDrains) {
  World world(FakeCommands::Mode::hold);
  auto host = host_of(world.context);
  std::promise<void> ran;
  FunctionJob job([&ran] { ran.set_value(); });
  Status posted = Status::failed;
  FunctionSink sink([&] { posted = ask<LoopV1>(*host)->post(0, &job); });
  ASSERT_EQ(submit(*host, &sink), Status::ok);
  ASSERT_EQ(world.context.workers[1]->post([&world] { world.commands.answer_held(); }), true);
  EXPECT_TRUE(host->drain());
  EXPECT_EQ(posted, Status::ok);
  EXPECT_EQ(ran.get_future().wait_for(std::chrono::seconds(0)), std::future_status::ready);
}

TEST(PluginHost, AcceptsNothingAfterItDrained) {
  World world;
  auto host = host_of(world.context);
  EXPECT_TRUE(host->drain());
  FunctionJob job([] {});
  FunctionSink sink([] {});
  EXPECT_EQ(ask<LoopV1>(*host)->post(0, &job), Status::busy);
  EXPECT_EQ(submit(*host, &sink), Status::busy);
}

TEST(PluginHost, SaysWhatDidNotEnd) {
  World world(FakeCommands::Mode::hold);
  world.context.drain_limit = 1;
  auto host = host_of(world.context);
  FunctionSink sink([] {});
  ASSERT_EQ(submit(*host, &sink), Status::ok);
  CapturedLog log;
  EXPECT_FALSE(host->drain());
  EXPECT_THAT(log.take(),
              HasSubstr("plugin 'sample' still has 1 commands and 0 jobs in work after 0.0 s"));
  world.commands.answer_held();
}

}  // namespace
}  // namespace rtpengine::plugin
