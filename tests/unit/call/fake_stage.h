// SPDX-License-Identifier: GPL-3.0-or-later
//
// A plugin with one kind of stage, made of functions, for tests of what stages may do.
#pragma once

#include <functional>
#include <list>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "call/extensions.h"

namespace rtpengine::call {

/// Outlives the calls that its set is given to.
class FakeStages final : public StageProvider {
 public:
  explicit FakeStages(rtpengine::StagePosition position = rtpengine::StagePosition::transform,
                      std::uint32_t flags = 0, const char* name = "fake")
      : spec{name, position, StageKernelUse::user_space_only, flags, 0} {}
  FakeStages(const FakeStages&) = delete;
  FakeStages& operator=(const FakeStages&) = delete;

  // What the plugin does; to be replaced by tests.
  std::function<bool(const StreamInfo&)> wanted = [](const StreamInfo&) { return true; };
  std::function<Status(rtpengine::PacketBatch&, StageOutput&)> work =
      [](rtpengine::PacketBatch&, StageOutput&) { return Status::ok; };
  std::function<Status(std::int64_t, StageOutput&)> deadline = [](std::int64_t, StageOutput&) {
    return Status::ok;
  };
  bool refuse = false;
  std::uint32_t want = 1;  ///< what it answers where it is wanted

  StageSpec spec;
  base::PluginHold copy = std::make_shared<const base::PluginCopy>("faker");

  // What has happened.
  std::vector<StreamInfo> asked;
  std::vector<StreamInfo> attached;
  unsigned detached = 0;
  StageOutput* output = nullptr;  ///< of the stage attached last

  StageExtension extension() { return {{this, copy}, &spec}; }
  std::shared_ptr<Contribution> contribution() {
    auto made = std::make_shared<Contribution>();
    made->plugin = copy;
    made->stages.push_back(extension());
    return made;
  }
  /// A set with what these have, in this order.
  static ExtensionSet set_of(std::vector<FakeStages*> all) {
    std::vector<ContributionPtr> parts;
    for (FakeStages* one : all) parts.push_back(one->contribution());
    return make_extensions(parts);
  }

  // StageProvider
  std::uint32_t wants(const StreamInfo* stream) noexcept override {
    asked.push_back(*stream);
    return wanted(*stream) ? want : 0;
  }
  rtpengine::Stage* attach(const StreamInfo* stream, StageOutput* to) noexcept override {
    attached.push_back(*stream);
    output = to;
    if (refuse) return nullptr;
    return made_.emplace_back(std::make_unique<Made>(*this, *to)).get();
  }
  void detach(rtpengine::Stage* stage) noexcept override {
    ++detached;
    made_.remove_if([stage](const auto& made) { return made.get() == stage; });
  }
  std::size_t alive() const { return made_.size(); }

 private:
  struct Made final : rtpengine::Stage {
    Made(FakeStages& by, StageOutput& to) : owner(by), out(to) {}
    Status process(rtpengine::PacketBatch* batch) noexcept override {
      return owner.work(*batch, out);
    }
    Status on_deadline(std::int64_t now_us) noexcept override {
      return owner.deadline(now_us, out);
    }
    FakeStages& owner;
    StageOutput& out;
  };

  std::list<std::unique_ptr<Made>> made_;
};

inline Slice to_slice(std::string_view text) { return {text.data(), text.size()}; }
inline std::string text_of(const rtpengine::Packet& packet) {
  return {reinterpret_cast<const char*>(packet.data), packet.size};
}

}  // namespace rtpengine::call
