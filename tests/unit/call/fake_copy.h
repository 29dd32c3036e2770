// SPDX-License-Identifier: GPL-3.0-or-later
//
// A copy of a plugin that keeps a number at places of a call, and can hand it over to another copy.
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include <rtpengine/value_view.h>

#include "call/call_info.h"
#include "call/worker_calls.h"
#include "tests/unit/call/fake_plugin.h"
#include "tests/unit/call/fake_stage.h"

namespace rtpengine::call {

/// Outlives the calls that it is in.
class FakeCopy final : public StateCodec, public StateOwner {
 public:
  /// `calls`: where its states are found.
  FakeCopy(WorkerCalls& calls, std::string name, std::uint32_t version = 1)
      : plugin(std::move(name)), calls_(calls), version_(version) {
    stages.copy = plugin.copy;
    stages.spec.name = plugin.copy->name().c_str();
  }
  FakeCopy(const FakeCopy&) = delete;
  FakeCopy& operator=(const FakeCopy&) = delete;

  std::shared_ptr<Contribution> contribution() {
    auto made = plugin.contribution();
    if (has_stages) made->stages.push_back(stages.extension());
    made->codec = has_codec ? this : nullptr;
    made->codec_version = version_;
    return made;
  }

  Status keep(const StatePlace& place, std::int64_t number) {
    PluginStates* states = find(place);
    if (states == nullptr) return Status::not_found;
    states->set(plugin.copy, new std::int64_t(number), *this);
    ++kept;
    return Status::ok;
  }
  /// 0: nothing.
  std::int64_t at(const StatePlace& place) {
    PluginStates* states = find(place);
    void* state = states != nullptr ? states->get(*plugin.copy) : nullptr;
    return state != nullptr ? *static_cast<std::int64_t*>(state) : 0;
  }

  // StateCodec
  Status save_state(const StatePlace* place, void* state, ValueWriter* out) noexcept override {
    saved.push_back(*static_cast<std::int64_t*>(state));
    out->integer(slice("number"), saved.back());
    return saving ? saving(*place, *out) : Status::ok;
  }
  Status restore_state(const StatePlace* place, const Value* value,
                       std::uint32_t version) noexcept override {
    version_read = version;
    const auto number = get_integer(value, "number");
    restored.push_back(number);
    if (restoring) {
      const Status status = restoring(*place, number);
      if (status != Status::ok) return status;
    }
    return keep(*place, number);
  }

  // StateOwner
  void release_state(void* state) noexcept override {
    if (releasing) releasing();
    delete static_cast<std::int64_t*>(state);
    --kept;
  }

  bool has_codec = true;
  bool has_stages = true;
  FakePlugin plugin;
  FakeStages stages{rtpengine::StagePosition::tap};
  // What it does beside that; to be replaced by tests.
  std::function<Status(const StatePlace&, ValueWriter&)> saving;
  std::function<Status(const StatePlace&, std::int64_t)> restoring;
  std::function<void()> releasing;

  int kept = 0;  ///< states
  std::vector<std::int64_t> saved;
  std::vector<std::int64_t> restored;
  std::uint32_t version_read = 0;

 private:
  PluginStates* find(const StatePlace& place) {
    Call* call = calls_.find(place.call);
    if (call == nullptr) return nullptr;
    if (place.participant == no_index) return &call->plugin_states;
    if (place.media == no_index) {
      Participant* participant = find_participant(*call, place.participant);
      return participant != nullptr ? &participant->plugin_states : nullptr;
    }
    Media* media = find_media(*call, place.participant, place.media);
    return media != nullptr ? &media->plugin_states : nullptr;
  }

  WorkerCalls& calls_;
  const std::uint32_t version_;
};

}  // namespace rtpengine::call
