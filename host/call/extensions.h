// SPDX-License-Identifier: GPL-3.0-or-later
//
// What plugins add to calls: commands, negotiation features, stages, packet handlers, observers.
//
// A set is made by the plugin registry whenever plugins come or go, and never changes afterwards.
// A call keeps the set it began with until it ends, and so the code of those plugins in memory: a
// plugin that is reloaded serves new calls with its new copy, and old ones with the old; unless the
// call is handed over to the new copy (hand_over.h): then it gets another set.
#pragma once

#include <array>
#include <memory>
#include <string_view>
#include <utility>
#include <vector>

#include <rtpengine/command_provider.h>
#include <rtpengine/negotiation.h>
#include <rtpengine/observers.h>
#include <rtpengine/packet_handler.h>
#include <rtpengine/path_observers.h>
#include <rtpengine/reports.h>
#include <rtpengine/stage.h>
#include <rtpengine/state_transfer.h>

#include "base/plugin_copy.h"

namespace rtpengine::call {

/// Whether two words of clients are the same: keys and flags may be written with blanks, dashes or
/// underscores between their parts.
bool same_word(std::string_view a, std::string_view b);

/// Whether a feature's `entry`, a word or the beginning of words with an asterisk behind it, stands
/// for `word`.
bool claims(std::string_view entry, std::string_view word);

/// Something that a plugin registered; specs are data of the plugin. `object` may be called as long
/// as `plugin` is held.
template <typename Object>
struct Extension {
  Object* object = nullptr;
  base::PluginHold plugin;

  explicit operator bool() const { return object != nullptr; }
};

template <typename Object, typename Spec>
struct SpecifiedExtension : Extension<Object> {
  const Spec* spec = nullptr;
};

using CommandExtension = SpecifiedExtension<CommandProvider, CommandSpec>;
using FeatureExtension = SpecifiedExtension<NegotiationFeature, FeatureSpec>;
using StageExtension = SpecifiedExtension<StageProvider, StageSpec>;
using HandlerExtension = Extension<PacketHandler>;
using ObserverExtension = Extension<CallObserver>;
using PathObserverExtension = Extension<PathObserver>;
using ReporterExtension = Extension<MediaReporter>;

inline constexpr std::size_t kPacketKinds = std::size_t(PacketKind::other) + 1;

/// What one copy of a plugin adds to calls.
struct Contribution {
  base::PluginHold plugin;
  std::vector<CommandExtension> commands;
  std::vector<FeatureExtension> features;
  std::vector<StageExtension> stages;
  std::vector<std::pair<PacketKind, HandlerExtension>> handlers;
  std::vector<ObserverExtension> observers;
  std::vector<ReporterExtension> reporters;
  std::vector<PathObserverExtension> path_observers;

  /// Makes its states anew from those of another copy; null: it cannot. Not a part of sets.
  StateCodec* codec = nullptr;
  std::uint32_t codec_version = 0;

  /// Nothing that a set would have of it.
  bool empty() const {
    return commands.empty() && features.empty() && stages.empty() && handlers.empty() &&
           observers.empty() && reporters.empty() && path_observers.empty();
  }
};

using ContributionPtr = std::shared_ptr<const Contribution>;

struct Extensions {
  std::vector<ContributionPtr> parts;  ///< what follows is made of, in the order of the plugins
  std::vector<CommandExtension> commands;
  std::vector<FeatureExtension> features;  ///< in the order of their phases
  std::vector<StageExtension> stages;      ///< in the order of their plugins
  std::array<HandlerExtension, kPacketKinds> handlers;
  std::vector<ObserverExtension> observers;
  std::vector<ReporterExtension> reporters;
  std::vector<PathObserverExtension> path_observers;

  /// Null: no plugin has a command of this name.
  const CommandExtension* find_command(std::string_view name) const;
  /// Whether a feature takes this key of offer and answer, or this word of their key `flags`.
  bool claims_key(std::string_view key) const;
  bool claims_flag(std::string_view flag) const;
};

/// Never null.
using ExtensionSet = std::shared_ptr<const Extensions>;

/// The set without anything in it.
ExtensionSet no_extensions();

/// The set of what these, in the order of their plugins, add to calls. Empty ones are left out.
ExtensionSet make_extensions(const std::vector<ContributionPtr>& parts);

}  // namespace rtpengine::call
