// SPDX-License-Identifier: GPL-3.0-or-later
//
// Calls as plugins see them: on the right thread only, and never a wrong one.
#include "plugin/calls_service.h"

#include <gtest/gtest.h>

#include <functional>
#include <string>
#include <vector>

#include "support.h"
#include "tests/unit/call/bodies.h"
#include "tests/unit/call/fake_plugin.h"
#include "tests/unit/call/service_bench.h"
#include "tests/unit/call/state_notes.h"

namespace rtpengine::plugin {
namespace {

using call::Arguments;

class CallsServiceTest : public testing::Test {
 protected:
  CallsServiceTest() { offer("a"); }

  void offer(const std::string& id) {
    bench_.command("offer",
                   {{"call-id", id}, {"from-tag", "f"}, {"sdp", call::body("192.0.2.1", 4000)}});
  }
  void remove(const std::string& id) {
    bench_.command("delete", {{"call-id", id}, {"delete-delay", "0"}});
  }
  /// On the worker of the call.
  void on_worker_of(const std::string& id, const std::function<void(CallHandle)>& function) {
    bench_.workers[calls_.find_worker(slice(id))]->run_and_wait(
        [&] { function(calls_.find(slice(id))); });
  }

  // Before the calls, which give back what they keep when they end.
  call::StateNotes owner_;
  int a_ = 1, b_ = 2;
  call::ServiceBench bench_{2};
  const base::PluginHold plugin_ = std::make_shared<const base::PluginCopy>("one");
  const base::PluginHold other_plugin_ = std::make_shared<const base::PluginCopy>("other");
  CallsService calls_{*bench_.service};
  CallStateService state_{*bench_.service, plugin_};
  CallStateService other_state_{*bench_.service, other_plugin_};
};

TEST_F(CallsServiceTest, FindsACallFromItsOwnWorkerOnly) {
  const std::uint32_t worker = calls_.find_worker(slice("a"));
  ASSERT_LT(worker, 2u);
  EXPECT_EQ(calls_.find_worker(slice("b")), no_index);
  EXPECT_EQ(calls_.find(slice("a")), 0u) << "the main thread is no worker";
  on_worker_of("a", [&](CallHandle handle) {
    EXPECT_NE(handle, 0u);
    EXPECT_EQ(worker_of(handle), worker);
    EXPECT_EQ(calls_.find(slice("b")), 0u);
  });
  bench_.workers[1 - worker]->run_and_wait([&] { EXPECT_EQ(calls_.find(slice("a")), 0u); });
}

TEST_F(CallsServiceTest, DescribesWhatIsThere) {
  on_worker_of("a", [&](CallHandle handle) {
    CallInfo call;
    EXPECT_EQ(calls_.describe(handle, &call), Status::ok);
    EXPECT_EQ(text_of(call.call_id), "a");
    ParticipantInfo participant;
    EXPECT_EQ(calls_.describe_participant(handle, 0, &participant), Status::ok);
    EXPECT_EQ(text_of(participant.tag), "f");
    EXPECT_EQ(calls_.describe_participant(handle, 2, &participant), Status::not_found);
    MediaInfo media;
    EXPECT_EQ(calls_.describe_media(handle, 0, 0, &media), Status::ok);
    EXPECT_EQ(text_of(media.type), "audio");
    EXPECT_EQ(calls_.describe_media(handle, 0, 1, &media), Status::not_found);
    const StreamRef stream{handle, 0, 0, Component::rtp, 0};
    StreamInfo info;
    EXPECT_EQ(calls_.describe_stream(&stream, &info), Status::ok);
    EXPECT_EQ(info.signalled.port, 4000);
    StreamStatistics statistics;
    EXPECT_EQ(calls_.read_statistics(&stream, &statistics), Status::ok);
    EXPECT_EQ(statistics.received_packets, 0u);
    EXPECT_EQ(statistics.last_payload_type, 255u);
  });
}

TEST_F(CallsServiceTest, RefusesWhatMakesNoSense) {
  on_worker_of("a", [&](CallHandle handle) {
    EXPECT_EQ(calls_.describe(handle, nullptr), Status::invalid);
    StreamInfo info;
    EXPECT_EQ(calls_.describe_stream(nullptr, &info), Status::not_found);
    const StreamRef stream{handle, 0, 0, static_cast<Component>(3), 0};
    EXPECT_EQ(calls_.describe_stream(&stream, &info), Status::not_found);
    EXPECT_EQ(state_.set(handle, no_index, no_index, nullptr, &owner_), Status::invalid);
    EXPECT_EQ(state_.set(handle, no_index, no_index, &a_, nullptr), Status::invalid);
    EXPECT_EQ(state_.set(handle, no_index, 0, &a_, &owner_), Status::not_found);
    EXPECT_EQ(state_.set(handle, 9, no_index, &a_, &owner_), Status::not_found);
    EXPECT_EQ(state_.set(handle, 0, 9, &a_, &owner_), Status::not_found);
  });
}

TEST_F(CallsServiceTest, AHandleOfACallThatEndedFindsNothing) {
  CallHandle old = 0;
  std::uint32_t worker = calls_.find_worker(slice("a"));
  on_worker_of("a", [&](CallHandle handle) { old = handle; });
  remove("a");
  for (const char* id : {"a", "x", "y", "z"}) offer(id);
  bench_.workers[worker]->run_and_wait([&] {
    CallInfo info;
    EXPECT_EQ(calls_.describe(old, &info), Status::not_found);
    EXPECT_EQ(calls_.update_routes(old), Status::not_found);
    EXPECT_EQ(state_.set(old, no_index, no_index, &a_, &owner_), Status::not_found);
    EXPECT_EQ(state_.get(old, no_index, no_index), nullptr);
    state_.clear(old, no_index, no_index);
  });
  on_worker_of("a", [&](CallHandle handle) { EXPECT_NE(handle, old); });
}

TEST_F(CallsServiceTest, KeepsAStateForEachPlaceAndPlugin) {
  on_worker_of("a", [&](CallHandle handle) {
    EXPECT_EQ(state_.set(handle, no_index, no_index, &a_, &owner_), Status::ok);
    EXPECT_EQ(state_.set(handle, 0, no_index, &b_, &owner_), Status::ok);
    EXPECT_EQ(state_.set(handle, 0, 0, &a_, &owner_), Status::ok);
    EXPECT_EQ(state_.get(handle, no_index, no_index), &a_);
    EXPECT_EQ(state_.get(handle, 0, no_index), &b_);
    EXPECT_EQ(state_.get(handle, 1, no_index), nullptr);
    EXPECT_EQ(other_state_.get(handle, 0, no_index), nullptr);
    state_.clear(handle, 0, no_index);
    EXPECT_EQ(state_.get(handle, 0, no_index), nullptr);
    other_state_.clear(handle, 0, 0);
    EXPECT_EQ(state_.get(handle, 0, 0), &a_);
  });
  EXPECT_EQ(owner_.released, std::vector{2});
}

TEST_F(CallsServiceTest, ReleasesAllWhenTheCallEnds) {
  on_worker_of("a", [&](CallHandle handle) {
    state_.set(handle, no_index, no_index, &a_, &owner_);
    state_.set(handle, 0, 0, &b_, &owner_);
    owner_.then = [&, handle] {
      EXPECT_EQ(state_.set(handle, no_index, no_index, &b_, &owner_), Status::not_found)
          << "nothing new is kept in a call that ends";
    };
  });
  EXPECT_EQ(plugin_.use_count(), 3) << "held as long as it keeps something";
  remove("a");
  EXPECT_EQ(owner_.released, (std::vector{2, 1}));
  EXPECT_EQ(plugin_.use_count(), 1);
}

TEST_F(CallsServiceTest, UpdatesRoutesWhenTheRunningCallbackHasReturned) {
  std::vector<std::string> events;
  call::FakePlugin plugin("x");
  plugin.observe(
      [&](const std::string& event, CallHandle, const Value*) { events.push_back(event); });
  plugin.on("poke", rtpengine::CommandScope::call, [&](Command& command) {
    EXPECT_EQ(calls_.update_routes(command.call()), Status::ok);
    EXPECT_EQ(calls_.update_routes(command.call()), Status::ok);
    events.push_back("answered");
    return Status::ok;
  });
  bench_.service->set_extensions(plugin.set());
  offer("b");
  events.clear();
  bench_.command("poke", {{"call-id", "b"}});
  on_worker_of("b", [&](CallHandle handle) {
    EXPECT_EQ(events, (std::vector<std::string>{"answered", "changed"}));
    calls_.update_routes(handle);
    EXPECT_EQ(events.size(), 3u) << "outside of a callback at once";
  });
  remove("b");
}

}  // namespace
}  // namespace rtpengine::plugin
