// SPDX-License-Identifier: GPL-3.0-or-later
//
// Brings plugins up and takes them down. Each entry remembers how far it came, so that taking it
// down runs the mirrors of just the steps that succeeded.
#include "plugin/registry.h"

#include <algorithm>
#include <set>
#include <utility>

#include "base/log.h"
#include "base/slice.h"
#include "plugin/load_order.h"

namespace rtpengine::plugin {
namespace {

/// Collects the reason of a failure that a plugin gives.
class Reason final : public TextSink {
 public:
  void write(Slice text) noexcept override {
    if (text.data == nullptr) return;
    text_.append(text.data, std::min<std::uint64_t>(text.size, kLongest - text_.size()));
  }

  /// Never empty.
  std::string text() const { return text_.empty() ? "it gave no reason" : text_; }

 private:
  static constexpr std::uint64_t kLongest = 4096;
  std::string text_;
};

std::string failure(const std::string& name, const char* step, const Reason& reason) {
  return "plugin '" + name + "' " + step + ": " + reason.text();
}

/// What a plugin that could not be drained leaves in memory.
struct Remains {
  std::unique_ptr<LoadedPlugin> file;
  std::unique_ptr<PluginHost> host;
  Plugin* object;
};

/// Keep it until the process ends, and beyond the end of all other objects: a reply or a job may
/// still come to it.
void keep_for_good(Remains remains) {
  static auto* kept = new std::vector<Remains>;
  kept->push_back(std::move(remains));
}

}  // namespace

struct Registry::Entry {
  PluginInfo info;  ///< also state and problem
  std::unique_ptr<LoadedPlugin> file;
  std::unique_ptr<PluginHost> host;
  Plugin* object = nullptr;

  bool usable() const {
    return info.state != PluginState::refused && info.state != PluginState::stopped;
  }
  bool needs(const std::set<std::string>& names) const {
    return std::any_of(info.after.begin(), info.after.end(),
                       [&names](const std::string& name) { return names.count(name) != 0; });
  }
};

Registry::Registry() = default;

Registry::~Registry() { stop_all(); }

base::Result<void> Registry::add(const std::string& path, bool required) {
  auto entry = std::make_unique<Entry>();
  if (resolved_) return base::Error{path + ": plugins are in use already"};
  auto opened = open(path);
  entry->info.name = name_in_path(path);
  if (opened) {
    entry->info = describe_descriptor((*opened)->descriptor());
    if (auto unique = check_unique(**opened); !unique) opened = base::Error{unique.error()};
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

base::Result<void> Registry::check_unique(const LoadedPlugin& plugin) const {
  const PluginDescriptor& descriptor = plugin.descriptor();
  for (const auto& other : entries_) {
    if (!other->usable()) continue;
    if (other->info.name == plugin.name()) {
      return base::Error{plugin.path() + ": plugin '" + plugin.name() +
                         "' is loaded already, from " + other->info.path};
    }
    for (std::uint32_t i = 0; i < descriptor.option_count; ++i) {
      const OptionSpec& spec = descriptor.options[i];
      for (const OptionInfo& option : other->info.options) {
        if (option.name != spec.name) continue;
        return base::Error{plugin.path() + ": its option '" + spec.name + "' is one of plugin '" +
                           other->info.name + "' already"};
      }
    }
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
  static const OptionValues kNone;
  if (auto resolved = resolve(); !resolved) return resolved;
  HostContext own = context;
  own.book = this;
  publish_ = context.publish;
  for (const auto& entry : entries_) {
    if (entry->info.state != PluginState::loaded) continue;
    const auto given = values.find(entry->info.name);
    const auto up = create_and_init(*entry, own, given == values.end() ? kNone : given->second);
    if (up) continue;
    if (auto left_out = leave_out(*entry, up.error()); !left_out) {
      stop_all();
      return left_out;
    }
  }
  return {};
}

base::Result<void> Registry::create_and_init(Entry& entry, const HostContext& context,
                                             const OptionValues& values) {
  const PluginDescriptor& descriptor = entry.file->descriptor();
  if (auto met = check_needs(entry); !met) return met;
  auto host = PluginHost::create(descriptor, context, values);
  if (!host) return base::Error{host.error()};
  Reason reason;
  entry.object = descriptor.create(&reason);
  if (entry.object == nullptr) {
    return base::Error{failure(entry.info.name, "could not be created", reason)};
  }
  entry.host = std::move(*host);
  if (entry.object->init(entry.host.get(), &reason) != Status::ok) {
    return base::Error{failure(entry.info.name, "could not be initialised", reason)};
  }
  entry.host->close_registrations();
  entry.info.state = PluginState::initialised;
  return {};
}

std::vector<const Registrations*> Registry::others() const {
  std::vector<const Registrations*> all;
  for (const auto& entry : entries_) {
    const bool up =
        entry->info.state == PluginState::initialised || entry->info.state == PluginState::started;
    if (up) all.push_back(&entry->host->registrations());
  }
  return all;
}

void Registry::publish() {
  if (publish_) publish_(make_extensions(others()));
}

base::Result<void> Registry::check_needs(const Entry& entry) const {
  for (const std::string& needed : entry.info.after) {
    if (has(needed)) continue;
    return base::Error{"plugin '" + entry.info.name + "' needs plugin '" + needed +
                       "', which is left out"};
  }
  return {};
}

base::Result<void> Registry::start() {
  // Control protocols come last: the first call they bring has all that plugins add to calls.
  if (auto started = start_those(false); !started) return started;
  publish();
  return start_those(true);
}

base::Result<void> Registry::start_those(bool controlling) {
  for (const auto& entry : entries_) {
    if (entry->info.state != PluginState::initialised) continue;
    if (entry->host->controls() != controlling) continue;
    const auto started = start_one(*entry);
    if (started) continue;
    if (auto left_out = leave_out(*entry, started.error()); !left_out) {
      stop_all();
      return left_out;
    }
  }
  return {};
}

base::Result<void> Registry::start_one(Entry& entry) {
  Reason reason;
  if (entry.object->start(&reason) != Status::ok) {
    return base::Error{failure(entry.info.name, "could not be started", reason)};
  }
  entry.info.state = PluginState::started;
  LOG(info, "plugin '%s' %s is started", entry.info.name.c_str(), entry.info.version.c_str());
  return {};
}

/// Take the entry out of use, and before it those that need it. Fails if it, or one of those, is
/// required; what else is up stays up.
base::Result<void> Registry::leave_out(Entry& entry, const std::string& reason) {
  std::vector<Entry*> going = {&entry};
  std::set<std::string> lost = {entry.info.name};
  // Until the order is known nothing is up, and resolve finds out itself who lacks what.
  for (const auto& other : entries_) {
    if (!resolved_ || !entry.usable() || !other->usable() || !other->needs(lost)) continue;
    lost.insert(other->info.name);
    going.push_back(other.get());
  }
  base::Result<void> result;
  for (auto it = going.rbegin(); it != going.rend(); ++it) {
    Entry& one = **it;
    one.info.problem = &one == &entry ? reason
                                      : "plugin '" + one.info.name + "' needs plugin '" +
                                            entry.info.name + "', which is left out: " + reason;
    take_down(one, PluginState::refused);
    if (one.info.required) {
      result = base::Error{one.info.problem};
    } else {
      LOG(warning, "%s; the daemon goes on without it", one.info.problem.c_str());
    }
  }
  return result;
}

void Registry::take_down(Entry& entry, PluginState state) {
  if (entry.info.state == PluginState::started) entry.object->stop();
  const bool drained = entry.host == nullptr || entry.host->drain();
  if (drained) {
    if (entry.object != nullptr) entry.file->descriptor().destroy(entry.object);
    entry.host.reset();
    entry.file.reset();
  } else {
    keep_for_good({std::move(entry.file), std::move(entry.host), entry.object});
  }
  entry.object = nullptr;
  entry.info.state = state;
}

void Registry::stop_all() {
  for (auto it = entries_.rbegin(); it != entries_.rend(); ++it) {
    if ((*it)->usable()) take_down(**it, PluginState::stopped);
  }
}

std::vector<PluginInfo> Registry::describe() const {
  std::vector<PluginInfo> infos;
  for (const auto& entry : entries_) infos.push_back(entry->info);
  return infos;
}

}  // namespace rtpengine::plugin
