// SPDX-License-Identifier: GPL-3.0-or-later
#include "plugin/loaded_entry.h"

#include <algorithm>
#include <utility>
#include <vector>

#include "base/log.h"
#include "loop/plugin_scope.h"
#include "plugin/reason.h"

namespace rtpengine::plugin {
namespace {

std::string failure(const std::string& name, const char* step, const Reason& reason) {
  return "plugin '" + name + "' " + step + ": " + reason.text();
}

/// The main thread is the plugin's for as long as this takes: signals, and commands about plugins,
/// wait for it.
template <typename Call>
auto timed(const char* what, const base::PluginCopy& plugin, Call&& call) {
  const loop::LoopPluginScope scope(plugin, what);
  return call();
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

bool LoadedEntry::usable() const {
  return info.state != PluginState::refused && info.state != PluginState::stopped;
}

bool LoadedEntry::needs(const std::set<std::string>& names) const {
  return std::any_of(info.after.begin(), info.after.end(),
                     [&names](const std::string& name) { return names.count(name) != 0; });
}

std::string LoadedEntry::used_service(const LoadedEntry& publisher) const {
  if (host == nullptr || publisher.host == nullptr) return {};
  return host->used_service(*publisher.host);
}

base::Result<void> LoadedEntry::create_and_init(const HostContext& context,
                                                const OptionValues& values) {
  const PluginDescriptor& descriptor = file->descriptor();
  auto made = PluginHost::create(descriptor, context, values);
  if (!made) return base::Error{made.error()};
  Reason reason;
  object = timed("create", *(*made)->copy(), [&] { return descriptor.create(&reason); });
  if (object == nullptr) return base::Error{failure(info.name, "could not be created", reason)};
  host = std::move(*made);
  const Status done =
      timed("init", *host->copy(), [&] { return object->init(host.get(), &reason); });
  if (done != Status::ok) {
    return base::Error{failure(info.name, "could not be initialised", reason)};
  }
  host->close_registrations();
  info.state = PluginState::initialised;
  return {};
}

base::Result<void> LoadedEntry::start() {
  Reason reason;
  const Status done = timed("start", *host->copy(), [&] { return object->start(&reason); });
  if (done != Status::ok) {
    return base::Error{failure(info.name, "could not be started", reason)};
  }
  info.state = PluginState::started;
  LOG(info, "plugin '%s' %s is started", info.name.c_str(), info.version.c_str());
  return {};
}

void LoadedEntry::stop() {
  if (info.state != PluginState::started) return;
  timed("stop", *host->copy(), [&] { object->stop(); });
  info.state = PluginState::initialised;
}

void LoadedEntry::take_down(PluginState state) {
  stop();
  if (host != nullptr) host->withdraw_registrations();
  const bool drained = host == nullptr || host->drain();
  if (drained) {
    if (object != nullptr)
      timed("destroy", *host->copy(), [&] { file->descriptor().destroy(object); });
    host.reset();
    file.reset();
  } else {
    keep_for_good({std::move(file), std::move(host), object});
  }
  object = nullptr;
  info.state = state;
}

}  // namespace rtpengine::plugin
