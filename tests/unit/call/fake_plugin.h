// SPDX-License-Identifier: GPL-3.0-or-later
//
// A plugin made of functions, for tests of what plugins add to calls.
#pragma once

#include <functional>
#include <list>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "call/extensions.h"

namespace rtpengine::call {

/// Owns what it registers, so it outlives the sets and calls that it is put into.
class FakePlugin {
 public:
  explicit FakePlugin(std::string name)
      : copy(std::make_shared<const base::PluginCopy>(std::move(name))) {}

  using CommandFunction = std::function<Status(Command&)>;

  /// Add a command to those of the plugin.
  FakePlugin& on(const char* name, rtpengine::CommandScope scope, CommandFunction function) {
    auto& provider = providers_.emplace_back(std::move(function));
    auto& spec = specs_.emplace_back(CommandSpec{name, "Help", scope, 0});
    commands_.push_back({{&provider, copy}, &spec});
    return *this;
  }

  const CommandExtension& command(std::size_t index = 0) const { return commands_[index]; }

  /// `event`: created, changed, ended; the summary is null but for the last.
  using ObserverFunction =
      std::function<void(const std::string& event, CallHandle call, const Value* summary)>;
  FakePlugin& observe(ObserverFunction function) {
    observers_.push_back({&observer_objects_.emplace_back(std::move(function)), copy});
    return *this;
  }

  /// `event`: received, outgoing.
  using FeatureFunction =
      std::function<Status(const std::string& event, rtpengine::Negotiation& message)>;
  FakePlugin& feature(const char* name, FeatureFunction function,
                      std::vector<const char*> keys = {}, std::vector<const char*> flags = {}) {
    auto& made = feature_objects_.emplace_back(
        Feature{std::move(function), std::move(keys), std::move(flags)});
    made.spec = {name,
                 FeaturePhase::extension,
                 std::uint32_t(made.keys.size()),
                 std::uint32_t(made.flags.size()),
                 0,
                 made.keys.data(),
                 made.flags.data()};
    features_.push_back({{&made, copy}, &made.spec});
    return *this;
  }

  using ReportFunction = std::function<void(const StreamRef& media, MediaReport& out)>;
  FakePlugin& report(ReportFunction function) {
    reporters_.push_back({&reporter_objects_.emplace_back(std::move(function)), copy});
    return *this;
  }

  using PathFunction = std::function<void(const StreamRef& stream)>;
  FakePlugin& watch_paths(PathFunction function) {
    path_observers_.push_back({&path_observer_objects_.emplace_back(std::move(function)), copy});
    return *this;
  }

  /// What this plugin has.
  std::shared_ptr<Contribution> contribution() const {
    auto made = std::make_shared<Contribution>();
    made->plugin = copy;
    made->commands = commands_;
    made->observers = observers_;
    made->features = features_;
    made->reporters = reporters_;
    made->path_observers = path_observers_;
    return made;
  }
  ExtensionSet set() const { return make_extensions({contribution()}); }

  /// The registry's hold; others are with sets, calls and commands.
  base::PluginHold copy;

 private:
  struct Provider final : CommandProvider {
    explicit Provider(CommandFunction with) : function(std::move(with)) {}
    Status on_command(Command* command) noexcept override { return function(*command); }
    CommandFunction function;
  };

  struct Observer final : CallObserver {
    explicit Observer(ObserverFunction with) : function(std::move(with)) {}
    void on_call_created(CallHandle call) noexcept override { function("created", call, nullptr); }
    void on_call_changed(CallHandle call) noexcept override { function("changed", call, nullptr); }
    void on_call_ended(CallHandle call, const Value* summary) noexcept override {
      function("ended", call, summary);
    }
    ObserverFunction function;
  };
  struct Feature final : NegotiationFeature {
    Feature(FeatureFunction with, std::vector<const char*> k, std::vector<const char*> f)
        : function(std::move(with)), keys(std::move(k)), flags(std::move(f)) {}
    Status on_received(rtpengine::Negotiation* message) noexcept override {
      return function("received", *message);
    }
    Status on_outgoing(rtpengine::Negotiation* message) noexcept override {
      return function("outgoing", *message);
    }
    FeatureFunction function;
    std::vector<const char*> keys;
    std::vector<const char*> flags;
    FeatureSpec spec{};
  };

  struct Reporter final : MediaReporter {
    explicit Reporter(ReportFunction with) : function(std::move(with)) {}
    void report(CallHandle call, std::uint32_t participant, std::uint32_t media,
                MediaReport* out) noexcept override {
      function({call, participant, media, rtpengine::Component::rtp, 0}, *out);
    }
    ReportFunction function;
  };
  struct PathWatcher final : PathObserver {
    explicit PathWatcher(PathFunction with) : function(std::move(with)) {}
    void on_path_changed(const StreamRef* stream) noexcept override { function(*stream); }
    PathFunction function;
  };

  std::list<Provider> providers_;
  std::list<CommandSpec> specs_;
  std::list<Observer> observer_objects_;
  std::list<Feature> feature_objects_;
  std::list<Reporter> reporter_objects_;
  std::list<PathWatcher> path_observer_objects_;
  std::vector<CommandExtension> commands_;
  std::vector<ObserverExtension> observers_;
  std::vector<FeatureExtension> features_;
  std::vector<ReporterExtension> reporters_;
  std::vector<PathObserverExtension> path_observers_;
};

}  // namespace rtpengine::call
