// SPDX-License-Identifier: GPL-3.0-or-later
//
// Changes of the set of plugins while calls are up.
//
// A replacement is complete before the earlier copy is touched: opened, checked, created and
// initialised. The only step that cannot overlap is that of the listeners' addresses: the earlier
// copy stops, the new one starts, and if that fails, the earlier one starts again.
#include <algorithm>
#include <set>
#include <utility>

#include "base/log.h"
#include "plugin/registry.h"

namespace rtpengine::plugin {

base::Result<Registry::Entries::iterator> Registry::find_changeable(std::string_view name,
                                                                    const char* what) {
  const std::string quoted = "plugin '" + std::string(name) + "'";
  if (!up_) return base::Error{quoted + " cannot be " + what + " now: the daemon starts or ends"};
  const auto found = std::find_if(entries_.begin(), entries_.end(), [name](const auto& entry) {
    return entry->usable() && entry->info.name == name;
  });
  if (found == entries_.end()) return base::Error{quoted + " is not loaded"};
  if (auto may = may_change(**found, what); !may) return base::Error{may.error()};
  return found;
}

base::Result<void> Registry::may_change(const Entry& entry, const char* what) const {
  const std::string quoted = "plugin '" + entry.info.name + "'";
  if (!entry.info.can_unload) {
    return base::Error{quoted + " does not allow to be " + what + " while the daemon runs"};
  }
  if (!entry.kept_since.empty()) {
    return base::Error{quoted + " cannot be " + what +
                       " while the daemon runs: " + entry.kept_since};
  }
  if (draining_of(entry.info.name) >= kMaxDraining) {
    return base::Error{quoted + " cannot be " + what + " now: calls still hold " +
                       std::to_string(kMaxDraining) + " earlier copies of it"};
  }
  return {};
}

std::size_t Registry::draining_of(std::string_view name) const {
  return static_cast<std::size_t>(
      std::count_if(draining_.begin(), draining_.end(),
                    [name](const auto& entry) { return entry->info.name == name; }));
}

base::Result<std::unique_ptr<LoadedEntry>> Registry::open_entry(const std::string& path,
                                                                const Entry* instead_of) const {
  auto opened = open_private(path);
  if (!opened) return base::Error{opened.error()};
  if (auto fine = check(**opened, instead_of); !fine) return base::Error{fine.error()};
  auto entry = std::make_unique<Entry>();
  entry->info = describe_descriptor((*opened)->descriptor());
  entry->info.path = path;
  entry->info.state = PluginState::loaded;
  entry->file = std::move(*opened);
  return entry;
}

/// While calls are up.
base::Result<void> Registry::create_and_init(Entry& entry, CopyRole role) {
  if (option_source_ == nullptr) return create_and_init(entry);
  const auto values = option_source_->values_for(entry.file->descriptor(), role);
  if (!values) return base::Error{values.error()};
  return create_and_init(entry, *values);
}

void Registry::note_in_use(const Entry& entry, CopyRole role) {
  if (option_source_ != nullptr) option_source_->in_use(entry.file->descriptor(), role);
}

base::Result<void> Registry::load(const std::string& path) {
  if (!up_) return base::Error{path + ": cannot be loaded now: the daemon starts or ends"};
  auto opened = open_entry(path, nullptr);
  if (!opened) return base::Error{opened.error()};
  std::unique_ptr<Entry> fresh = std::move(*opened);
  auto up = create_and_init(*fresh, CopyRole::first);
  if (up) up = fresh->start();
  if (!up) {
    fresh->take_down(PluginState::refused);
    return up;
  }
  // What was left out under this name before is of no interest any more.
  std::erase_if(entries_, [&](const auto& entry) {
    return !entry->usable() && entry->info.name == fresh->info.name;
  });
  note_in_use(*fresh, CopyRole::first);
  entries_.push_back(std::move(fresh));
  publish();
  return {};
}

base::Result<void> Registry::unload(std::string_view name) {
  const auto found = find_changeable(name, "unloaded");
  if (!found) return base::Error{found.error()};
  const std::set<std::string> lost = {std::string(name)};
  for (const auto& other : entries_) {
    if (!other->usable()) continue;
    const std::string used = other->used_service(***found);
    if (!other->needs(lost) && used.empty()) continue;
    return base::Error{"plugin '" + std::string(name) + "' cannot be unloaded: plugin '" +
                       other->info.name + "' " +
                       (used.empty() ? "needs it" : "uses its service '" + used + "'")};
  }
  std::unique_ptr<Entry> leaving = std::move(**found);
  entries_.erase(*found);
  unloaded_[leaving->info.name] = leaving->info.path;
  leaving->stop();
  publish();
  LOG(notice, "plugin '%s' %s is unloaded", leaving->info.name.c_str(),
      leaving->info.version.c_str());
  drain(std::move(leaving));
  return {};
}

std::string Registry::unloaded_from(std::string_view name) const {
  const auto found = unloaded_.find(name);
  return found == unloaded_.end() ? std::string() : found->second;
}

base::Result<void> Registry::reload(std::string_view name) {
  const auto found = find_changeable(name, "reloaded");
  if (!found) return base::Error{found.error()};
  auto all = replacements_of(***found);
  if (!all) return base::Error{all.error()};
  replacing_ = &*all;
  auto done = initialise_fresh(*all);
  if (done) done = start_fresh(*all);
  replacing_ = nullptr;
  if (!done) return done;
  for (Replacement& one : *all) {
    LOG(notice, "plugin '%s' %s is replaced by version %s", (*one.in_use)->info.name.c_str(),
        (*one.in_use)->info.version.c_str(), one.fresh->info.version.c_str());
    std::swap(*one.in_use, one.fresh);
    note_in_use(**one.in_use, CopyRole::replacement);
  }
  publish();
  hand_over(name, *all);
  for (auto it = all->rbegin(); it != all->rend(); ++it) drain(std::move(it->fresh));
  return {};
}

/// The copies have changed places already: `in_use` is the new one.
void Registry::hand_over(std::string_view name, const Replacements& all) {
  if (!context_.hand_over) return;
  call::HandOver hand_over;
  hand_over.progress = std::make_shared<call::HandOverProgress>();
  for (const Replacement& one : all) {
    Entry& in_use = **one.in_use;
    hand_over.changes.push_back(
        {one.fresh->host->registrations().calls, in_use.host->registrations().calls});
    in_use.hand_over = hand_over.progress;
  }
  hand_over.done = [name = std::string(name)](const call::HandOverProgress& progress) {
    if (progress.moved() + progress.left() == 0) return;
    LOG(notice, "plugin '%s': %llu calls have moved to the new copy, %llu keep the earlier one",
        name.c_str(), static_cast<unsigned long long>(progress.moved()),
        static_cast<unsigned long long>(progress.left()));
  };
  context_.hand_over(std::move(hand_over));
}

/// Open the files of a plugin and of those that use its services, which hold pointers into its
/// copy. Nothing of them runs yet.
base::Result<Registry::Replacements> Registry::replacements_of(Entry& entry) {
  Replacements all;
  for (Entry* one : with_dependants(entry)) {
    if (one != &entry && !uses_any(*one, all)) continue;
    const std::string because =
        one == &entry ? ""
                      : "plugin '" + entry.info.name + "' cannot be reloaded without its users: ";
    if (auto may = may_change(*one, "reloaded"); !may) return base::Error{because + may.error()};
    auto opened = open_entry(one->info.path, one);
    if (!opened) return base::Error{because + opened.error()};
    if ((*opened)->info.name != one->info.name) {
      return base::Error{because + one->info.path + ": holds plugin '" + (*opened)->info.name +
                         "' now, not '" + one->info.name + "'"};
    }
    (*opened)->info.required = one->info.required;
    const auto place = std::find_if(entries_.begin(), entries_.end(),
                                    [one](const auto& other) { return other.get() == one; });
    all.push_back({&*place, std::move(*opened)});
  }
  return all;
}

bool Registry::uses_any(const Entry& user, const Replacements& publishers) {
  return std::any_of(publishers.begin(), publishers.end(), [&user](const Replacement& one) {
    return !user.used_service(**one.in_use).empty();
  });
}

/// To the fresh copies what the earlier ones registered is free.
base::Result<void> Registry::initialise_fresh(Replacements& all) {
  for (Replacement& one : all) {
    auto up = create_and_init(*one.fresh, CopyRole::replacement);
    if (up) continue;
    give_up(all);
    return up;
  }
  return {};
}

/// Users stop before those whose services they use, and start after them.
base::Result<void> Registry::start_fresh(Replacements& all) {
  for (auto it = all.rbegin(); it != all.rend(); ++it) (*it->in_use)->stop();
  base::Result<void> started;
  for (auto it = all.begin(); it != all.end() && started; ++it) started = it->fresh->start();
  if (started) return {};
  give_up(all);
  replacing_ = nullptr;
  std::string problem = started.error();
  for (Replacement& one : all) {
    if (const auto again = (*one.in_use)->start(); !again)
      problem += "; and the earlier copy does not start again: " + again.error();
  }
  return base::Error{problem == started.error() ? problem + "; the earlier copy goes on" : problem};
}

void Registry::give_up(Replacements& all) {
  for (auto it = all.rbegin(); it != all.rend(); ++it) it->fresh->take_down(PluginState::refused);
}

void Registry::drain(std::unique_ptr<Entry> entry) {
  entry->host->withdraw_registrations();
  draining_.push_back(std::move(entry));
  reap();
}

void Registry::reap() {
  std::erase_if(draining_, [](const auto& entry) {
    if (!entry->host->idle()) return false;
    entry->take_down(PluginState::stopped);
    LOG(info, "plugin '%s' %s: nothing uses its earlier copy any more, it is gone",
        entry->info.name.c_str(), entry->info.version.c_str());
    return true;
  });
}

}  // namespace rtpengine::plugin
