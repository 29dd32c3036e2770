// SPDX-License-Identifier: GPL-3.0-or-later
#include "call/hand_over.h"

#include <algorithm>
#include <string>
#include <utility>

#include <rtpengine/value_view.h>

#include "call/saved_states.h"

namespace rtpengine::call {
namespace {

using Changes = std::vector<const CopyChange*>;

/// Those that the call has something of.
Changes changes_of(const HandOver& hand_over, const Call& call) {
  Changes concerned;
  for (const CopyChange& change : hand_over.changes) {
    if (call.has(*change.from->plugin)) concerned.push_back(&change);
  }
  return concerned;
}

/// Why the call cannot be moved now: what the earlier copy has begun it has to end.
base::Result<void> check_idle(const CopyChange& change, const Call& call,
                              const PluginCommands& commands) {
  const base::PluginHold& from = change.from->plugin;
  const std::string named = "plugin '" + from->name() + "' ";
  if (commands.has_pending(from, call.handle())) {
    return base::Error{named + "has a command about it in work"};
  }
  if (call.has_source(*from)) return base::Error{named + "has a packet source open in it"};
  if (call.has(*change.to->plugin)) {
    return base::Error{"the new copy of " + named + "was at work on it already"};
  }
  return {};
}

base::Result<void> save(const Changes& changes, const Call& call, base::ValueTree& tree) {
  const auto list = tree.list();
  for (const CopyChange* change : changes) {
    auto saved = save_states(call, *change->from, list.dictionary());
    if (!saved) return saved;
  }
  if (!tree.complete()) return base::Error{"it has too many states of plugins"};
  return {};
}

base::Result<void> restore(const Changes& changes, const Call& call, const Value* saved) {
  const Value* of_copy = saved->first;
  for (const CopyChange* change : changes) {
    auto restored = restore_states(call, *change->to, *of_copy);
    if (!restored) return restored;
    of_copy = of_copy->next;
  }
  return {};
}

base::Result<void> switch_over(const Changes& changes, Call& call, ChangedSets& sets) {
  std::vector<const base::PluginCopy*> copies;
  for (const CopyChange* change : changes) copies.push_back(change->to->plugin.get());
  if (call.replace_extensions(sets.of(call.extension_set()), copies)) return {};
  return base::Error{"a stage of the new copy could not be made"};
}

}  // namespace

void ChangedSets::reset(const std::vector<CopyChange>& changes, const ExtensionSet& published) {
  changes_ = &changes;
  published_ = published;
  made_.clear();
}

void ChangedSets::clear() {
  changes_ = nullptr;
  published_.reset();
  made_.clear();
}

ExtensionSet ChangedSets::of(const ExtensionSet& before) {
  auto& known = made_[before];
  if (known == nullptr) known = make(*before);
  return known;
}

ExtensionSet ChangedSets::make(const Extensions& before) const {
  std::vector<ContributionPtr> parts = before.parts;
  for (const CopyChange& change : *changes_) {
    std::replace(parts.begin(), parts.end(), change.from, change.to);
  }
  std::erase_if(parts, [](const ContributionPtr& part) { return part->empty(); });
  return parts == published_->parts ? published_ : make_extensions(parts);
}

bool concerns(const HandOver& hand_over, const Call& call) {
  return !changes_of(hand_over, call).empty();
}

bool can_move(const HandOver& hand_over, const Call& call) {
  const Changes changes = changes_of(hand_over, call);
  return std::all_of(changes.begin(), changes.end(), [](const CopyChange* change) {
    return change->from->codec != nullptr && change->to->codec != nullptr;
  });
}

base::Result<void> move_call(const HandOver& hand_over, Call& call, const PluginCommands& commands,
                             ChangedSets& sets, base::ValueTree& tree) {
  const Changes changes = changes_of(hand_over, call);
  for (const CopyChange* change : changes) {
    if (auto idle = check_idle(*change, call, commands); !idle) return idle;
  }
  auto done = save(changes, call, tree);
  if (!done) return done;
  done = restore(changes, call, tree.root());
  if (done) done = switch_over(changes, call, sets);
  // Stages are detached by now: they may point into the states of their copy.
  for (const CopyChange* change : changes) {
    call.release_copy(done ? *change->from->plugin : *change->to->plugin);
    if (done) call.replace_hold(*change->from->plugin, change->to->plugin);
  }
  return done;
}

}  // namespace rtpengine::call
