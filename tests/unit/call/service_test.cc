// SPDX-License-Identifier: GPL-3.0-or-later
#include "call/service.h"

#include <gtest/gtest.h>

#include <atomic>
#include <future>
#include <set>
#include <string>
#include <thread>

#include <rtpengine/value_view.h>

#include "loop/plugin_scope.h"
#include "tests/unit/call/bodies.h"
#include "tests/unit/call/fake_plugin.h"
#include "tests/unit/call/kept_reply.h"
#include "tests/unit/call/service_bench.h"
#include "tests/unit/loop/captured_log.h"
#include "tests/unit/media/fake_packet_io.h"

namespace rtpengine::call {
namespace {

using net::test::PeerSocket;

const std::string kSdp = body("192.0.2.1", 4000);

Arguments offer_of(std::string_view id, std::string_view sdp = kSdp) {
  return {{"call-id", id}, {"from-tag", "f"}, {"sdp", sdp}};
}
Arguments answer_of(std::string_view id, std::string_view sdp = kSdp) {
  return {{"call-id", id}, {"from-tag", "f"}, {"to-tag", "t"}, {"sdp", sdp}};
}
Arguments delete_of(std::string_view id) { return {{"call-id", id}, {"delete-delay", "0"}}; }

TEST(ServiceTest, AnswersCommandsThatNeedNoCall) {
  ServiceBench bench(1);
  EXPECT_EQ(bench.command("ping", {}).result(), "pong");
}

TEST(ServiceTest, TellsWhatIsWrongWithACommand) {
  ServiceBench bench(1);
  EXPECT_EQ(bench.command("", {}).reason(), "Dictionary contains no key \"command\"");
  EXPECT_EQ(bench.command("dance", {}).reason(), "Unrecognized command");
  EXPECT_EQ(bench.command("play media", {}).reason(),
            "Command 'play media' needs plugin playback, which is not loaded");
  EXPECT_EQ(bench.command("query", {}).reason(), "No call-id in message");
  EXPECT_EQ(bench.command("query", {{"call-id", "x"}}).reason(), "Unknown call-id");
  EXPECT_EQ(bench.command("offer", {{"call-id", "x"}}).reason(), "No SDP body in message");
  EXPECT_EQ(bench.service->call_count(), 0u);
}

/// A delete of one party must not become one of the whole call because its tag could not be read.
TEST(ServiceTest, RefusesKeysOfTheWrongTypeThatChoose) {
  ServiceBench bench(1);
  bench.command("offer", offer_of("c"));
  for (const char* command : {"delete", "query", "block media", "offer", "dance"}) {
    Arguments arguments{{"call-id", "c"}, {"sdp", kSdp}};
    arguments.list("from-tag", {"f"});
    EXPECT_EQ(bench.command(command, std::move(arguments)).reason(),
              "Wrong type of key \"from-tag\": a string is expected")
        << command;
  }
  EXPECT_EQ(bench.service->call_count(), 1u);
}

TEST(ServiceTest, LogsWhatItRefuses) {
  ServiceBench bench(1);
  loop::CapturedLog log;
  bench.command("", {});
  EXPECT_EQ(log.take(), "NOTICE: a request failed: Dictionary contains no key \"command\"\n");
  bench.command("dance", {{"call-id", "x"}});
  EXPECT_EQ(log.take(), "NOTICE: [x] dance failed: Unrecognized command\n");
  bench.command("query", {{"call-id", "x"}});
  EXPECT_EQ(log.take(), "NOTICE: [x] query failed: Unknown call-id\n");
}

TEST(ServiceTest, LogsABoundedPartOfWhatItRefuses) {
  ServiceBench bench(1);
  loop::CapturedLog log;
  const std::string huge(60000, 'x');
  EXPECT_EQ(bench.command("query", {{"call-id", huge}}).reason(),
            "Key \"call-id\" is too long (60000 bytes, 1024 are allowed)");
  EXPECT_LT(log.take().size(), 500u);
  bench.command(huge, {});
  EXPECT_LT(log.take().size(), 500u);
}

TEST(ServiceTest, KnowsTheClientThatBeganACall) {
  ServiceBench bench(1);
  const auto began_by = [&bench](std::string_view address, std::uint32_t port) {
    const CommandOrigin origin{{"ng", 2}, {address.data(), address.size()}, port, 0};
    bench.origin = &origin;
    bench.command("offer", offer_of("x"));
    bench.origin = nullptr;
    std::string text;
    bench.workers[0]->run_and_wait(
        [&] { text = bench.service->local_calls()->find("x")->created_from; });
    bench.command("delete", delete_of("x"));
    return text;
  };
  EXPECT_EQ(began_by("192.0.2.7", 40000), "192.0.2.7:40000");
  EXPECT_EQ(began_by("2001:db8::7", 40000), "[2001:db8::7]:40000");
  EXPECT_EQ(began_by("192.0.2.7", 0), "192.0.2.7");
}

TEST(ServiceTest, LetsOtherPartsOfTheHostAnswerOnTheMainThread) {
  ServiceBench bench(2);
  const auto answer = bench.ask("test host", {});
  EXPECT_EQ(answer.reply.result(), "ok");
  EXPECT_EQ(answer.reply.text("half"), "done");
  EXPECT_GE(answer.worker, 0);  // where the sockets of control protocols are
}

TEST(ServiceTest, AnErrorOfAHostCommandIsAllOfTheReply) {
  ServiceBench bench(1);
  Arguments arguments;
  arguments.set("fault", "no such plugin");
  const Reply reply = bench.command("test host", std::move(arguments));
  EXPECT_EQ(reply.reason(), "no such plugin");
  EXPECT_FALSE(reply.has("half"));
}

TEST(ServiceTest, TellsWhenTheMainThreadIsTooBusy) {
  ServiceBench bench(1);
  bench.main_busy = true;
  EXPECT_EQ(bench.command("test host", {}).reason(), "busy");
}

TEST(ServiceTest, KeepsACallOnOneWorkerAndSpreadsCalls) {
  ServiceBench bench(3);
  std::set<int> used;
  for (const char* id : {"a", "b", "c"}) {
    const int worker = bench.ask("offer", offer_of(id)).worker;
    used.insert(worker);
    EXPECT_EQ(bench.ask("answer", answer_of(id)).worker, worker);
    EXPECT_EQ(bench.ask("query", {{"call-id", id}}).worker, worker);
    EXPECT_EQ(bench.ask("delete", {{"call-id", id}}).worker, worker);
  }
  EXPECT_EQ(used, (std::set<int>{0, 1, 2}));
  EXPECT_EQ(bench.service->call_count(), 3u);
}

FakePlugin& add_who(FakePlugin& plugin, rtpengine::CommandScope scope) {
  return plugin.on("who", scope, [name = plugin.copy->name()](Command& command) {
    command.reply()->text(slice("plugin"), slice(name));
    command.reply()->integer(slice("call"), command.call() != 0);
    return Status::ok;
  });
}

TEST(ServiceTest, CommandsOfPluginsComeAfterThoseOfTheHost) {
  ServiceBench bench(1);
  FakePlugin plugin("greedy");
  plugin.on("ping", rtpengine::CommandScope::daemon, [](Command&) { return Status::failed; });
  add_who(plugin, rtpengine::CommandScope::daemon);
  bench.service->set_extensions(plugin.set());
  EXPECT_EQ(bench.command("ping", {}).result(), "pong");
  EXPECT_EQ(bench.command("who", {{"call-id", "none"}}).text("plugin"), "greedy");
  EXPECT_EQ(bench.command("dance", {}).reason(), "Unrecognized command");
  bench.service->set_extensions(no_extensions());
  EXPECT_EQ(bench.command("who", {}).reason(), "Unrecognized command");
}

TEST(ServiceTest, ACommandOfAPluginAboutACallRunsOnItsWorker) {
  ServiceBench bench(3);
  FakePlugin plugin("x");
  add_who(plugin, rtpengine::CommandScope::call);
  bench.service->set_extensions(plugin.set());
  for (const char* id : {"a", "b", "c"}) {
    const int worker = bench.ask("offer", offer_of(id)).worker;
    const auto answer = bench.ask("who", {{"call-id", id}});
    EXPECT_EQ(answer.worker, worker);
    EXPECT_EQ(answer.reply.number({"call"}), 1);
  }
  EXPECT_EQ(bench.command("who", {}).reason(), "No call-id in message");
  EXPECT_EQ(bench.command("who", {{"call-id", "d"}}).reason(), "Unknown call-id");
}

TEST(ServiceTest, APluginMayAskForUnknownCallsToo) {
  ServiceBench bench(2);
  FakePlugin plugin("x");
  add_who(plugin, rtpengine::CommandScope::call_or_none);
  bench.service->set_extensions(plugin.set());
  bench.command("offer", offer_of("a"));
  EXPECT_EQ(bench.command("who", {{"call-id", "a"}}).number({"call"}), 1);
  EXPECT_EQ(bench.command("who", {{"call-id", "b"}}).number({"call"}), 0);
  EXPECT_EQ(bench.command("who", {}).number({"call"}), 0);
}

TEST(ServiceTest, ACallKeepsThePluginsItBeganWith) {
  ServiceBench bench(1);
  FakePlugin old_copy("old"), new_copy("new");
  add_who(old_copy, rtpengine::CommandScope::call);
  add_who(new_copy, rtpengine::CommandScope::call);
  bench.service->set_extensions(old_copy.set());
  bench.command("offer", offer_of("a"));
  bench.service->set_extensions(new_copy.set());
  bench.command("offer", offer_of("b"));
  EXPECT_EQ(bench.command("who", {{"call-id", "a"}}).text("plugin"), "old");
  EXPECT_EQ(bench.command("who", {{"call-id", "b"}}).text("plugin"), "new");
  bench.service->set_extensions(no_extensions());
  EXPECT_EQ(bench.command("who", {{"call-id", "a"}}).text("plugin"), "old") << "even if unloaded";
  EXPECT_EQ(bench.command("who", {{"call-id", "c"}}).reason(), "Unrecognized command");
}

/// For copies that keep no state: calls move without a word.
struct NoStates final : StateCodec {
  Status save_state(const StatePlace*, void*, ValueWriter*) noexcept override {
    return Status::failed;
  }
  Status restore_state(const StatePlace*, const Value*, std::uint32_t) noexcept override {
    return Status::failed;
  }
};

TEST(ServiceTest, HandsTheCallsOfAllWorkersOver) {
  ServiceBench bench(3);
  FakePlugin old_copy("old"), new_copy("new");
  NoStates codec;
  add_who(old_copy, rtpengine::CommandScope::call);
  add_who(new_copy, rtpengine::CommandScope::call);
  const auto from = old_copy.contribution(), to = new_copy.contribution();
  from->codec = to->codec = &codec;
  bench.service->set_extensions(make_extensions({from}));
  constexpr int kCalls = 120;
  for (int i = 0; i < kCalls; ++i) {
    ASSERT_EQ(bench.command("offer", offer_of("call" + std::to_string(i))).result(), "ok");
  }
  bench.service->set_extensions(make_extensions({to}));

  std::promise<std::uint64_t> done;
  auto moved = done.get_future();
  HandOver hand_over;
  hand_over.changes = {{from, to}};
  hand_over.progress = std::make_shared<HandOverProgress>();
  hand_over.done = [&](const HandOverProgress& progress) { done.set_value(progress.moved()); };
  bench.service->hand_over(std::move(hand_over));
  EXPECT_EQ(moved.get(), std::uint64_t{kCalls});
  for (int i = 0; i < kCalls; ++i) {
    EXPECT_EQ(bench.command("who", {{"call-id", "call" + std::to_string(i)}}).text("plugin"),
              "new");
  }
  // The workers have let go of the last set with the earlier copy as well.
  for (const auto& worker : bench.workers) worker->run_and_wait([] {});
  EXPECT_EQ(from.use_count(), 1);
  EXPECT_EQ(to.use_count(), 2) << "all calls share one set";
}

TEST(ServiceTest, EndsWithAHandOverInWork) {
  FakePlugin old_copy("old"), new_copy("new");
  add_who(old_copy, rtpengine::CommandScope::call);
  const auto from = old_copy.contribution(), to = new_copy.contribution();
  {
    ServiceBench bench(1);
    bench.service->set_extensions(make_extensions({from}));
    bench.command("offer", offer_of("a"));
    bench.workers[0]->run_and_wait([&] {
      // Before its first turn.
      HandOver hand_over;
      hand_over.changes = {{from, to}};
      hand_over.progress = std::make_shared<HandOverProgress>();
      bench.service->hand_over(std::move(hand_over));
      EXPECT_GT(to.use_count(), 1);
      bench.service->shut_down();
      EXPECT_EQ(to.use_count(), 1);
    });
  }
  EXPECT_EQ(from.use_count(), 1);
}

TEST(ServiceTest, ACallHoldsAPluginThatCameLaterAndAnsweredForIt) {
  ServiceBench bench(1);
  FakePlugin plugin("late");
  add_who(plugin, rtpengine::CommandScope::call);
  bench.command("offer", offer_of("a"));
  const auto holders = plugin.copy.use_count();
  bench.service->set_extensions(plugin.set());
  EXPECT_EQ(bench.command("who", {{"call-id", "a"}}).text("plugin"), "late");
  bench.command("who", {{"call-id", "a"}});
  bench.service->set_extensions(no_extensions());
  EXPECT_EQ(plugin.copy.use_count(), holders + 1);
  bench.command("delete", delete_of("a"));
  bench.workers[0]->run_and_wait([] {});
  EXPECT_EQ(plugin.copy.use_count(), holders);
}

TEST(ServiceTest, WhatAPluginSubmitsWhileItAnswersWaitsItsTurn) {
  ServiceBench bench(1);
  FakePlugin plugin("deleter");
  KeptReply sink;
  Arguments removal = delete_of("a");
  removal.set("command", "delete");
  plugin.on("remove", rtpengine::CommandScope::call, [&](Command& command) {
    EXPECT_EQ(bench.service->submit(removal.value(), nullptr, &sink), Status::ok);
    command.reply()->integer(slice("at once"), sink.count());
    return Status::ok;
  });
  bench.service->set_extensions(plugin.set());
  bench.command("offer", offer_of("a"));
  EXPECT_EQ(bench.command("remove", {{"call-id", "a"}}).number({"at once"}), 0);
  EXPECT_EQ(sink.wait().result(), "ok");
  EXPECT_EQ(bench.service->call_count(), 0u);
}

TEST(ServiceTest, PendingCommandsAreAnsweredWhenTheDaemonEnds) {
  ServiceBench bench(2);
  FakePlugin plugin("slow");
  std::promise<Command*> kept;
  plugin.on("later", rtpengine::CommandScope::daemon, [&](Command& command) {
    kept.set_value(&command);
    return Status::pending;
  });
  bench.service->set_extensions(plugin.set());
  KeptReply sink;
  const Arguments arguments{{"command", "later"}};
  ASSERT_EQ(bench.service->submit(arguments.value(), nullptr, &sink), Status::ok);
  Command* command = kept.get_future().get();
  bench.service->close_commands();
  EXPECT_EQ(sink.wait().reason(), "The daemon is ending");
  command->finish();
}

TEST(ServiceTest, ServesACommandAtOnceOnTheWorkerOfItsCall) {
  ServiceBench bench(2);
  const int worker = bench.ask("offer", offer_of("a")).worker;
  bool served = false;
  bench.workers[unsigned(worker)]->run_and_wait([&] {
    // The reply is there when submit returns, else this would wait for ever.
    served = bench.command("query", {{"call-id", "a"}}).result() == "ok";
  });
  EXPECT_TRUE(served);
}

TEST(ServiceTest, ServesACommandAtOnceInACallbackThatIsAboutNoCall) {
  ServiceBench bench(1);
  const base::PluginCopy plugin("x");
  const Arguments arguments{{"command", "ping"}};
  KeptReply at_once, later;
  bench.workers[0]->run_and_wait([&] {
    {
      const loop::LoopPluginScope on_ready(plugin, "on_ready");
      ASSERT_EQ(bench.service->submit(arguments.value(), nullptr, &at_once), Status::ok);
      EXPECT_EQ(at_once.count(), 1);
    }
    const loop::PluginScope on_packet(plugin);
    ASSERT_EQ(bench.service->submit(arguments.value(), nullptr, &later), Status::ok);
    EXPECT_EQ(later.count(), 0);
  });
  EXPECT_EQ(later.wait().result(), "pong");
}

TEST(ServiceTest, RelaysPacketsBetweenRealSockets) {
  ServiceBench bench(2);
  const net::IpAddress address = net::test::own_loopback();
  PeerSocket caller({address, 0}), callee({address, 0});
  ASSERT_TRUE(caller && callee);
  const auto sdp = [&](const PeerSocket& peer) {
    return body(address.to_string(), peer.local().port);
  };
  const Shown offered(bench.command("offer", offer_of("c", sdp(caller))).sdp());
  const Shown answered(bench.command("answer", answer_of("c", sdp(callee))).sdp());
  const auto endpoint = [](const Shown& shown) {
    return net::Endpoint{net::test::ip(shown.address), std::uint16_t(shown.port)};
  };
  net::Endpoint from;
  ASSERT_TRUE(caller.send(media::rtp_text(0, 1), endpoint(answered)));
  EXPECT_EQ(callee.receive(&from), media::rtp_text(0, 1));
  EXPECT_EQ(from, endpoint(offered));
  ASSERT_TRUE(callee.send(media::rtp_text(0, 2), endpoint(offered)));
  EXPECT_EQ(caller.receive(&from), media::rtp_text(0, 2));
  EXPECT_EQ(from, endpoint(answered));
  EXPECT_EQ(bench.command("query", {{"call-id", "c"}}).number({"totals", "RTP", "packets"}), 2);
  EXPECT_EQ(bench.table.size(), 2u);
  bench.command("delete", delete_of("c"));
  EXPECT_EQ(bench.table.size(), 0u);
  EXPECT_EQ(bench.ports_used(), 0u);
}

TEST(ServiceTest, GivesAllPortsBackWhenItShutsDown) {
  ServiceBench bench(2);
  for (const char* id : {"a", "b", "c"}) bench.command("offer", offer_of(id));
  EXPECT_EQ(bench.ports_used(), 12u);
  EXPECT_TRUE(bench.service->orphaned_ports().empty());
  bench.service->shut_down();
  EXPECT_EQ(bench.ports_used(), 0u);
  EXPECT_EQ(bench.service->call_count(), 0u);
}

TEST(ServiceTest, FindsPortsThatNoCallOwns) {
  ServiceBench bench(1);
  bench.command("offer", offer_of("a"));
  auto stray = bench.interfaces.first()->addresses.front().ports->open_single();
  ASSERT_TRUE(stray);
  EXPECT_EQ(bench.service->orphaned_ports(), std::vector{stray->local()});
}

TEST(ServiceTest, TakesNewSettings) {
  ServiceBench bench(2);
  Settings settings;
  settings.max_sessions = 0;
  bench.service->reconfigure(settings);
  EXPECT_EQ(bench.command("offer", offer_of("a")).reason(), "Parallel session limit reached");
  bench.service->reconfigure({});
  EXPECT_EQ(bench.command("offer", offer_of("a")).result(), "ok");
}

TEST(ServiceTest, ForgetsACallWhoseOfferFoundTheWorkerBusy) {
  ServiceBench bench(1, {}, 1);
  std::promise<void> entered, leave;
  ASSERT_TRUE(bench.workers[0]->post([&] {
    entered.set_value();
    leave.get_future().wait();
  }));
  entered.get_future().wait();
  while (bench.workers[0]->post([] {})) {
  }
  EXPECT_EQ(bench.command("offer", offer_of("a")).reason(), "busy");
  EXPECT_EQ(bench.service->call_count(), 0u) << "it never came about";
  EXPECT_EQ(bench.command("query", {{"call-id", "a"}}).reason(), "busy");
  leave.set_value();
  bench.workers[0]->run_and_wait([] {});
  EXPECT_EQ(bench.command("offer", offer_of("a")).result(), "ok");
}

/// Keeps a worker in one turn until it goes.
class Stall {
 public:
  explicit Stall(loop::Worker& worker) : worker_(worker) {
    EXPECT_TRUE(worker.post([this] {
      entered_.set_value();
      leave_.get_future().wait();
    }));
    entered_.get_future().wait();
  }
  ~Stall() {
    leave_.set_value();
    worker_.run_and_wait([] {});
  }
  Stall(const Stall&) = delete;
  Stall& operator=(const Stall&) = delete;

  base::Time since() const { return worker_.busy_since(); }

 private:
  loop::Worker& worker_;
  std::promise<void> entered_, leave_;
};

/// Later than any command may wait that was submitted by now.
base::Time much_later() { return base::monotonic_now() + CommandLimits{}.response; }

TEST(ServiceTest, ACommandThatAStalledWorkerDoesNotComeToIsRefusedOnce) {
  ServiceBench bench(2);
  const int owner = bench.ask("offer", offer_of("a")).worker;
  KeptReply sink;
  Arguments removal = delete_of("a");
  removal.set("command", "delete");
  {
    const Stall stall(*bench.workers[unsigned(owner)]);
    ASSERT_EQ(bench.service->submit(removal.value(), nullptr, &sink), Status::ok);
    bench.service->refuse_overdue(base::monotonic_now());
    EXPECT_EQ(sink.count(), 0) << "it has some time";
    bench.service->refuse_overdue(much_later());
    EXPECT_EQ(sink.wait().reason(), "Not served in time: the worker of this call is stalled");
    bench.service->refuse_overdue(much_later());
  }
  EXPECT_EQ(sink.count(), 1);
  EXPECT_EQ(bench.command("query", {{"call-id", "a"}}).result(), "ok") << "it was not done later";
}

TEST(ServiceTest, ARefusedOfferMakesNoCallAndIsALoadLimitForWhoKnowsThat) {
  ServiceBench bench(1);
  KeptReply plain, knowing;
  Arguments first = offer_of("a"), second = offer_of("b");
  first.set("command", "offer");
  second.set("command", "offer");
  second.list("supports", {"load limit"});
  {
    const Stall stall(*bench.workers[0]);
    ASSERT_EQ(bench.service->submit(first.value(), nullptr, &plain), Status::ok);
    ASSERT_EQ(bench.service->submit(second.value(), nullptr, &knowing), Status::ok);
    bench.service->refuse_overdue(much_later());
    EXPECT_EQ(plain.wait().result(), "error");
    EXPECT_EQ(knowing.wait().result(), "load limit");
    EXPECT_EQ(bench.service->call_count(), 0u);
  }
  EXPECT_EQ(bench.service->call_count(), 0u);
  EXPECT_EQ(bench.ports_used(), 0u);
}

TEST(ServiceTest, NewCallsAndCommandsWithoutOneAvoidAStalledWorker) {
  ServiceBench bench(2);
  const Stall stall(*bench.workers[0]);
  bench.service->refuse_overdue(stall.since() + base::kSecond);
  for (const char* id : {"a", "b", "c"}) EXPECT_EQ(bench.ask("offer", offer_of(id)).worker, 1);
}

TEST(ServiceTest, ACommandInWhichAPluginBlocksIsRefusedMeanwhile) {
  ServiceBench bench(1);
  FakePlugin plugin("slow");
  std::promise<void> entered, leave;
  plugin.on("doze", rtpengine::CommandScope::daemon, [&](Command&) {
    entered.set_value();
    leave.get_future().wait();
    return Status::ok;
  });
  bench.service->set_extensions(plugin.set());
  KeptReply sink;
  Arguments arguments{{"command", "doze"}};
  ASSERT_EQ(bench.service->submit(arguments.value(), nullptr, &sink), Status::ok);
  entered.get_future().wait();
  bench.service->refuse_overdue(much_later());
  EXPECT_EQ(sink.wait().reason(), "Not served in time: the command takes too long");
  leave.set_value();
  bench.workers[0]->run_and_wait([] {});
  EXPECT_EQ(sink.count(), 1);
}

TEST(ServiceTest, AnOfferInWhichAFeatureBlocksIsRefusedMeanwhileAndLeavesNoCall) {
  ServiceBench bench(1);
  FakePlugin plugin("slow");
  std::promise<void> entered, leave;
  plugin.feature("slow", [&](const std::string& event, rtpengine::Negotiation&) {
    if (event == "received") {
      entered.set_value();
      leave.get_future().wait();
    }
    return Status::ok;
  });
  bench.service->set_extensions(plugin.set());
  KeptReply sink;
  Arguments arguments = offer_of("a");
  arguments.set("command", "offer");
  ASSERT_EQ(bench.service->submit(arguments.value(), nullptr, &sink), Status::ok);
  entered.get_future().wait();
  bench.service->refuse_overdue(much_later());
  EXPECT_EQ(sink.wait().reason(), "Not served in time: the command takes too long");
  arguments = {};
  leave.set_value();
  bench.workers[0]->run_and_wait([] {});
  EXPECT_EQ(sink.count(), 1);
  EXPECT_EQ(bench.service->call_count(), 0u);
  EXPECT_EQ(bench.ports_used(), 0u);
}

TEST(ServiceTest, StaysConsistentWhenManyThreadsSignalTheSameCalls) {
  ServiceBench bench(2);
  std::atomic<int> failures{0};
  const auto signal = [&](int first) {
    for (int i = 0; i < 60; ++i) {
      const std::string id = std::to_string((first + i) % 3);
      if (bench.command("offer", offer_of(id)).result() != "ok") ++failures;
      if (i % 5 == 4) bench.command("delete", delete_of(id));
    }
  };
  std::thread first(signal, 0), second(signal, 1);
  signal(2);
  first.join();
  second.join();
  EXPECT_EQ(failures, 0);
  EXPECT_TRUE(bench.service->orphaned_ports().empty());
  for (const char* id : {"0", "1", "2"}) bench.command("delete", delete_of(id));
  EXPECT_EQ(bench.service->call_count(), 0u);
  EXPECT_EQ(bench.ports_used(), 0u);
}

}  // namespace
}  // namespace rtpengine::call
