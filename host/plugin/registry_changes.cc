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
  if (!(*found)->info.can_unload) {
    return base::Error{quoted + " does not allow to be " + what + " while calls are up"};
  }
  if (draining_of(name) >= kMaxDraining) {
    return base::Error{quoted + " cannot be " + what + " now: calls still hold " +
                       std::to_string(kMaxDraining) + " earlier copies of it"};
  }
  return found;
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
  if (auto unique = check_unique(**opened, instead_of); !unique) return base::Error{unique.error()};
  auto entry = std::make_unique<Entry>();
  entry->info = describe_descriptor((*opened)->descriptor());
  entry->info.path = path;
  entry->info.state = PluginState::loaded;
  entry->file = std::move(*opened);
  return entry;
}

base::Result<void> Registry::load(const std::string& path) {
  if (!up_) return base::Error{path + ": cannot be loaded now: the daemon starts or ends"};
  auto opened = open_entry(path, nullptr);
  if (!opened) return base::Error{opened.error()};
  std::unique_ptr<Entry> fresh = std::move(*opened);
  auto up = create_and_init(*fresh);
  if (up) up = fresh->start();
  if (!up) {
    fresh->take_down(PluginState::refused);
    return up;
  }
  // What was left out under this name before is of no interest any more.
  std::erase_if(entries_, [&](const auto& entry) {
    return !entry->usable() && entry->info.name == fresh->info.name;
  });
  entries_.push_back(std::move(fresh));
  publish();
  return {};
}

base::Result<void> Registry::unload(std::string_view name) {
  const auto found = find_changeable(name, "unloaded");
  if (!found) return base::Error{found.error()};
  const std::set<std::string> lost = {std::string(name)};
  for (const auto& other : entries_) {
    if (!other->usable() || !other->needs(lost)) continue;
    return base::Error{"plugin '" + std::string(name) + "' cannot be unloaded: plugin '" +
                       other->info.name + "' needs it"};
  }
  std::unique_ptr<Entry> leaving = std::move(**found);
  entries_.erase(*found);
  leaving->stop();
  publish();
  LOG(notice, "plugin '%s' %s is unloaded", leaving->info.name.c_str(),
      leaving->info.version.c_str());
  drain(std::move(leaving));
  return {};
}

base::Result<void> Registry::reload(std::string_view name) {
  const auto found = find_changeable(name, "reloaded");
  if (!found) return base::Error{found.error()};
  std::unique_ptr<Entry>& in_use = **found;
  auto opened = open_entry(in_use->info.path, in_use.get());
  if (!opened) return base::Error{opened.error()};
  std::unique_ptr<Entry> fresh = std::move(*opened);
  if (fresh->info.name != in_use->info.name) {
    return base::Error{in_use->info.path + ": holds plugin '" + fresh->info.name + "' now, not '" +
                       in_use->info.name + "'"};
  }
  fresh->info.required = in_use->info.required;
  // To the new copy what the earlier one registered is free.
  replaced_ = in_use.get();
  const auto initialised = create_and_init(*fresh);
  replaced_ = nullptr;
  if (!initialised) {
    fresh->take_down(PluginState::refused);
    return initialised;
  }
  return swap_in(in_use, std::move(fresh));
}

base::Result<void> Registry::swap_in(std::unique_ptr<Entry>& in_use, std::unique_ptr<Entry> fresh) {
  in_use->stop();
  auto started = fresh->start();
  if (!started) {
    fresh->take_down(PluginState::refused);
    const auto again = in_use->start();
    if (again) return base::Error{started.error() + "; the earlier copy goes on"};
    return base::Error{started.error() +
                       "; and the earlier copy does not start again: " + again.error()};
  }
  LOG(notice, "plugin '%s' %s is replaced by version %s", in_use->info.name.c_str(),
      in_use->info.version.c_str(), fresh->info.version.c_str());
  std::swap(in_use, fresh);
  publish();
  drain(std::move(fresh));
  return {};
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
