// SPDX-License-Identifier: GPL-3.0-or-later
//
#include "plugin/registry.h"

#include <algorithm>
#include <set>
#include <utility>

#include "base/log.h"
#include "base/slice.h"
#include "plugin/load_order.h"

namespace rtpengine::plugin {
namespace {

/// The first option of `plugin`, by long or short name, that `other` has as well; empty: none.
std::string common_option(const PluginDescriptor& plugin, const PluginInfo& other) {
  for (std::uint32_t i = 0; i < plugin.option_count; ++i) {
    const OptionSpec& spec = plugin.options[i];
    for (const OptionInfo& option : other.options) {
      if (option.name == spec.name) return option.name;
      if (spec.short_name != 0 && option.short_name == spec.short_name)
        return std::string("-") + spec.short_name;
    }
  }
  return {};
}

}  // namespace

Registry::Registry() = default;

Registry::~Registry() { stop_all(); }

base::Result<void> Registry::add(const std::string& path, bool required) {
  auto entry = std::make_unique<Entry>();
  if (resolved_) return base::Error{path + ": plugins are in use already"};
  auto opened = open(path);
  entry->info.name = name_in_path(path);
  if (opened) {
    entry->info = describe_descriptor((*opened)->descriptor());
    if (auto fine = check(**opened, nullptr); !fine) opened = base::Error{fine.error()};
  }
  entry->info.path = path;
  entry->info.required = required;
  Entry& added = *entry;
  entries_.push_back(std::move(entry));
  if (!opened) return leave_out(added, opened.error());
  added.file = std::move(*opened);
  added.info.state = PluginState::loaded;
  return {};
}

base::Result<void> Registry::check(const LoadedPlugin& plugin, const Entry* instead_of) const {
  if (check_) {
    if (auto fine = check_(plugin.descriptor()); !fine)
      return base::Error{plugin.path() + ": " + fine.error()};
  }
  return check_unique(plugin, instead_of);
}

/// `instead_of`: the copy that this one is to replace, which may have the same; or null.
base::Result<void> Registry::check_unique(const LoadedPlugin& plugin,
                                          const Entry* instead_of) const {
  const PluginDescriptor& descriptor = plugin.descriptor();
  for (const auto& other : entries_) {
    if (!other->usable() || other.get() == instead_of) continue;
    if (other->info.name == plugin.name()) {
      return base::Error{plugin.path() + ": plugin '" + plugin.name() +
                         "' is loaded already, from " + other->info.path};
    }
    const std::string common = common_option(descriptor, other->info);
    if (common.empty()) continue;
    return base::Error{plugin.path() + ": its option '" + common + "' is one of plugin '" +
                       other->info.name + "' already"};
  }
  return {};
}

base::Result<void> Registry::resolve() {
  if (resolved_) return {};
  // Those left out already go to the end, so that `describe` still has them.
  const auto first_unusable = std::stable_partition(
      entries_.begin(), entries_.end(), [](const auto& entry) { return entry->usable(); });
  std::vector<std::unique_ptr<Entry>> unusable(std::make_move_iterator(first_unusable),
                                               std::make_move_iterator(entries_.end()));
  entries_.erase(first_unusable, entries_.end());

  std::vector<OrderItem> items;
  for (const auto& entry : entries_) items.push_back({entry->info.name, entry->info.after});
  const LoadOrder wanted = load_order(items);

  base::Result<void> result;
  for (const auto& [index, why] : wanted.refused) {
    auto left_out = leave_out(*entries_[index], entries_[index]->info.path + ": " + why);
    if (!left_out && result) result = left_out;
  }
  std::vector<std::unique_ptr<Entry>> ordered;
  for (const std::size_t index : wanted.order) ordered.push_back(std::move(entries_[index]));
  for (const auto& [index, why] : wanted.refused) ordered.push_back(std::move(entries_[index]));
  std::move(unusable.begin(), unusable.end(), std::back_inserter(ordered));
  entries_ = std::move(ordered);
  resolved_ = true;
  if (!result) stop_all();
  return result;
}

std::vector<const LoadedPlugin*> Registry::plugins() const {
  std::vector<const LoadedPlugin*> plugins;
  for (const auto& entry : entries_) {
    if (entry->usable()) plugins.push_back(entry->file.get());
  }
  return plugins;
}

bool Registry::has(std::string_view name) const {
  return std::any_of(entries_.begin(), entries_.end(), [name](const auto& entry) {
    return entry->usable() && entry->info.name == name;
  });
}

base::Result<void> Registry::initialise(const HostContext& context,
                                        const PluginOptionValues& values) {
  if (auto resolved = resolve(); !resolved) return resolved;
  context_ = context;
  context_.book = this;
  values_ = values;
  for (const auto& entry : entries_) {
    if (entry->info.state != PluginState::loaded) continue;
    const auto up = create_and_init(*entry);
    if (up) continue;
    if (auto left_out = leave_out(*entry, up.error()); !left_out) {
      stop_all();
      return left_out;
    }
  }
  return {};
}

base::Result<void> Registry::create_and_init(Entry& entry) {
  static const OptionValues kNone;
  const auto given = values_.find(entry.info.name);
  return create_and_init(entry, given == values_.end() ? kNone : given->second);
}

base::Result<void> Registry::create_and_init(Entry& entry, const OptionValues& values) {
  if (auto met = check_needs(entry.info); !met) return met;
  return entry.create_and_init(context_, values);
}

base::Result<void> Registry::check_needs(const PluginInfo& info) const {
  for (const std::string& needed : info.after) {
    if (has(needed)) continue;
    return base::Error{"plugin '" + info.name + "' needs plugin '" + needed +
                       "', which is left out"};
  }
  return {};
}

std::vector<const Registrations*> Registry::others() const {
  std::vector<const Registrations*> all;
  for (const auto& entry : entries_) {
    const Entry* counts = entry.get();
    if (replacing_ != nullptr) {
      for (const Replacement& one : *replacing_) {
        if (one.in_use->get() == counts) counts = one.fresh.get();
      }
    }
    const bool up = counts->info.state == PluginState::initialised ||
                    counts->info.state == PluginState::started;
    if (up) all.push_back(&counts->host->registrations());
  }
  return all;
}

void Registry::require(std::string_view name) {
  for (const auto& entry : entries_) {
    if (entry->usable() && entry->info.name == name) entry->info.required = true;
  }
}

void Registry::publish() {
  if (context_.publish) context_.publish(extensions_of(others()));
}

base::Result<void> Registry::start(const std::function<base::Result<void>()>& before_protocols) {
  // Control protocols come last: the first call they bring has all that plugins add to calls.
  if (auto started = start_those(false); !started) return started;
  publish();
  if (before_protocols) {
    if (auto ready = before_protocols(); !ready) {
      stop_all();
      return ready;
    }
  }
  if (auto started = start_those(true); !started) return started;
  up_ = true;
  return {};
}

std::vector<KernelTableOffer> Registry::kernel_tables() const {
  std::vector<KernelTableOffer> offers;
  for (const auto& entry : entries_) {
    if (entry->info.state != PluginState::started) continue;
    const auto& tables = entry->host->registrations().kernel_tables;
    offers.insert(offers.end(), tables.begin(), tables.end());
  }
  return offers;
}

void Registry::suspend_watches(bool suspended) {
  for (const Entries* all : {&entries_, &draining_}) {
    for (const auto& entry : *all) {
      if (entry->host != nullptr) entry->host->suspend_watches(suspended);
    }
  }
}

std::vector<int> Registry::watched() const {
  std::vector<int> all;
  for (const auto& entry : entries_) {
    if (entry->host == nullptr) continue;
    const std::vector<int> of_one = entry->host->watched();
    all.insert(all.end(), of_one.begin(), of_one.end());
  }
  return all;
}

void Registry::keep(std::string_view name, const std::string& why) {
  for (const auto& entry : entries_) {
    if (entry->usable() && entry->info.name == name) entry->kept_since = why;
  }
}

base::Result<void> Registry::start_those(bool controlling) {
  for (const auto& entry : entries_) {
    if (entry->info.state != PluginState::initialised) continue;
    if (entry->controls() != controlling) continue;
    const auto started = entry->start();
    if (started) continue;
    auto left_out = leave_out(*entry, started.error());
    if (!left_out) {
      stop_all();
      return left_out;
    }
    if (controlling) publish();
  }
  return {};
}

/// The entry and all that cannot be without it: each one stands behind those that it needs.
std::vector<Registry::Entry*> Registry::with_dependants(Entry& entry) const {
  std::vector<Entry*> all = {&entry};
  std::set<std::string> names = {entry.info.name};
  const auto depends = [&](const Entry& other) {
    return other.needs(names) || std::any_of(all.begin(), all.end(), [&other](const Entry* one) {
             return !other.used_service(*one).empty();
           });
  };
  for (bool more = true; std::exchange(more, false);) {
    for (const auto& other : entries_) {
      const bool known = std::find(all.begin(), all.end(), other.get()) != all.end();
      if (known || !other->usable() || !depends(*other)) continue;
      names.insert(other->info.name);
      all.push_back(other.get());
      more = true;
    }
  }
  return all;
}

/// Take the entry out of use, and before it those that need it. Fails if it, or one of those, is
/// required; what else is up stays up.
base::Result<void> Registry::leave_out(Entry& entry, const std::string& reason) {
  // Until the order is known nothing is up, and resolve finds out itself who lacks what.
  std::vector<Entry*> going = {&entry};
  if (resolved_ && entry.usable()) going = with_dependants(entry);
  base::Result<void> result;
  for (auto it = going.rbegin(); it != going.rend(); ++it) {
    Entry& one = **it;
    one.info.problem = &one == &entry ? reason
                                      : "plugin '" + one.info.name + "' needs plugin '" +
                                            entry.info.name + "', which is left out: " + reason;
    one.take_down(PluginState::refused);
    if (one.info.required) {
      result = base::Error{one.info.problem};
    } else {
      LOG(warning, "%s; the daemon goes on without it", one.info.problem.c_str());
    }
  }
  return result;
}

void Registry::stop() {
  if (std::exchange(up_, false)) LOG(debug, "plugins are being stopped");
  for (auto it = entries_.rbegin(); it != entries_.rend(); ++it) {
    if ((*it)->usable() && (*it)->host != nullptr) {
      (*it)->stop();
      (*it)->host->finish_commands();
    }
  }
}

/// All that have to be destroyed, in this order: earlier copies first, then the reverse of the load
/// order; but nobody before those that use its services, unless they use each other in a circle.
std::vector<Registry::Entry*> Registry::last_to_first() const {
  std::vector<Entry*> left;
  for (const auto& entry : draining_) left.push_back(entry.get());
  for (auto it = entries_.rbegin(); it != entries_.rend(); ++it) {
    if ((*it)->usable()) left.push_back(it->get());
  }
  std::vector<Entry*> ordered;
  while (!left.empty()) {
    const auto unused = [&left](const Entry* one) {
      return std::none_of(left.begin(), left.end(), [one](const Entry* other) {
        return other != one && !other->used_service(*one).empty();
      });
    };
    auto next = std::find_if(left.begin(), left.end(), unused);
    if (next == left.end()) next = left.begin();
    ordered.push_back(*next);
    left.erase(next);
  }
  return ordered;
}

void Registry::destroy_all() {
  // The calls are gone, and with this everything else that holds a plugin.
  if (context_.publish) context_.publish(call::no_extensions());
  for (Entry* entry : last_to_first()) entry->take_down(PluginState::stopped);
  draining_.clear();
  context_.publish = nullptr;
}

void Registry::stop_all() {
  stop();
  destroy_all();
}

std::vector<PluginInfo> Registry::describe() const {
  std::vector<PluginInfo> infos;
  for (const auto& entry : entries_) {
    infos.push_back(entry->info);
    if (entry->host == nullptr) continue;
    infos.back().faults = entry->host->copy()->faults();
    infos.back().can_hand_over = entry->host->registrations().calls->codec != nullptr;
    if (const auto& progress = entry->hand_over) {
      infos.back().hand_over = {progress->running(), progress->moved(), progress->left()};
    }
  }
  for (const auto& entry : draining_) {
    infos.push_back(entry->info);
    infos.back().state = PluginState::draining;
    infos.back().faults = entry->host->copy()->faults();
  }
  return infos;
}

}  // namespace rtpengine::plugin
