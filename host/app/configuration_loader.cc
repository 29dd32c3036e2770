// SPDX-License-Identifier: GPL-3.0-or-later
//
// The order in which sources are read: the file's name and the plugins from the command line, the
// plugins' names from the file, then all options.
#include "app/configuration_loader.h"

#include <unistd.h>

#include <algorithm>
#include <array>
#include <filesystem>

// The build says where things are installed.
#ifndef RTPENGINE_PLUGIN_DIR
#define RTPENGINE_PLUGIN_DIR "/usr/local/lib/rtpengine/plugins"
#endif
#ifndef RTPENGINE_SYSCONF_DIR
#define RTPENGINE_SYSCONF_DIR "/usr/local/etc"
#endif
#ifndef RTPENGINE_BUILD_DIR
#define RTPENGINE_BUILD_DIR ""
#endif

namespace rtpengine::app {
namespace {

std::string last_text(const Given& given, std::string_view name) {
  const auto found = given.find(name);
  return found == given.end() ? std::string() : found->second.back().text;
}

/// Plugins of this tree which need no line in the table of options.
constexpr std::array<std::string_view, 3> kWithoutOptions = {"transcode", "ebpf", "metrics"};

bool is_foreign(const std::string& name) {
  const auto options = plugin_options();
  return std::none_of(options.begin(), options.end(),
                      [&](const Option& option) { return name == option.owner; }) &&
         std::find(kWithoutOptions.begin(), kWithoutOptions.end(), name) == kWithoutOptions.end();
}

bool has_request(const std::vector<PluginRequest>& requests, const std::string& path) {
  return std::any_of(requests.begin(), requests.end(),
                     [&](const PluginRequest& request) { return request.path == path; });
}

/// Notes about plugins that a restart would choose differently. Those that have come and gone in
/// the running daemon need no word.
void compare_plugins(const PluginSelection& before, const PluginSelection& now,
                     const plugin::Registry& registry, std::vector<std::string>* notes) {
  for (const PluginRequest& request : now.requests) {
    if (!has_request(before.requests, request.path) && !registry.has(request.name))
      notes->push_back("plugin " + request.path + ": loaded at the next restart");
  }
  for (const PluginRequest& request : before.requests) {
    if (!has_request(now.requests, request.path) && registry.has(request.name))
      notes->push_back("plugin " + request.path + ": left out at the next restart");
  }
}

}  // namespace

Places Places::of_this_program() {
  Places places;
  places.config_file = RTPENGINE_SYSCONF_DIR "/rtpengine/rtpengine.yaml";
  places.plugin_folders =
      default_plugin_folders(own_executable(), RTPENGINE_BUILD_DIR, RTPENGINE_PLUGIN_DIR);
  return places;
}

ConfigurationLoader::ConfigurationLoader(std::vector<std::string> arguments, Places places)
    : arguments_(std::move(arguments)), places_(std::move(places)) {}

std::vector<const char*> ConfigurationLoader::argument_pointers() const {
  std::vector<const char*> pointers;
  for (const std::string& argument : arguments_) pointers.push_back(argument.c_str());
  return pointers;
}

Given ConfigurationLoader::peek() const {
  auto given = parse_command_line(argument_pointers(), catalog_, UnknownOptions::pass_over);
  return given ? *given : Given();
}

base::Result<std::optional<ConfigFile>> ConfigurationLoader::read_file(const Given& early) const {
  const std::string named = last_text(early, "config-file");
  const std::string instance = last_text(early, "config-section");
  const bool none =
      named == "none" || (named.empty() && access(places_.config_file.c_str(), F_OK) != 0);
  if (none) {
    if (instance.empty()) return std::optional<ConfigFile>();
    return base::Error{"command line: --config-section: there is no configuration file"};
  }
  auto file = ConfigFile::read(named.empty() ? places_.config_file : named, instance);
  if (!file) return base::Error{file.error()};
  return std::optional(std::move(*file));
}

base::Result<ConfigurationLoader::Sources> ConfigurationLoader::read_sources() const {
  auto early = parse_command_line(argument_pointers(), catalog_, UnknownOptions::pass_over);
  if (!early) return base::Error{early.error()};
  auto file = read_file(*early);
  if (!file) return base::Error{file.error()};
  auto selection = select_plugins(*file ? &**file : nullptr, *early, places_.plugin_folders);
  if (!selection) return base::Error{selection.error()};
  return Sources{std::move(*file), std::move(*selection)};
}

base::Result<void> ConfigurationLoader::load_plugins(plugin::Registry& registry) {
  auto sources = read_sources();
  if (!sources) return base::Error{sources.error()};
  sources_ = std::move(*sources);
  selection_ = sources_.selection;
  registry_ = &registry;
  registry.set_check([](const PluginDescriptor& plugin) {
    return OptionCatalog().check_plugin(plugin);  // what plugins have the registry itself compares
  });
  for (const PluginRequest& request : selection_.requests) {
    if (auto added = registry.add(request.path, request.required); !added) {
      return base::Error{request.origin + ": " + added.error()};
    }
  }
  if (auto resolved = registry.resolve(); !resolved) return resolved;
  if (auto taken = take_options_of_plugins(); !taken) return taken;
  for (const PluginRequest& request : selection_.requests) {
    if (!request.name.empty() && !registry.has(request.name))
      selection_.absent.insert(request.name);
  }
  sources_.selection = selection_;
  return {};
}

/// Those that are in use now.
base::Result<void> ConfigurationLoader::take_options_of_plugins() {
  catalog_ = OptionCatalog();
  plugins_.clear();
  foreign_plugins_ = false;
  for (const plugin::LoadedPlugin* loaded : registry_->plugins()) {
    if (auto added = catalog_.add_plugin(loaded->descriptor()); !added) return added;
    foreign_plugins_ = foreign_plugins_ || is_foreign(loaded->name());
    PluginRequest plugin;
    plugin.name = loaded->name();
    plugin.path = loaded->path();
    for (const PluginRequest& request : selection_.requests) {
      if (request.path != plugin.path) continue;
      plugin.required = request.required;
      plugin.found = request.found;
    }
    plugins_.push_back(std::move(plugin));
  }
  return {};
}

base::Result<EffectiveOptions> ConfigurationLoader::join(const OptionCatalog& catalog,
                                                         const Sources& sources,
                                                         UnknownOptions unknown,
                                                         std::vector<std::string>* warnings) const {
  auto command_line = parse_command_line(argument_pointers(), catalog, unknown);
  if (!command_line) return base::Error{command_line.error()};
  Given from_file;
  if (sources.file) {
    auto read = sources.file->options(catalog, sources.selection.absent, warnings);
    if (!read) return base::Error{read.error()};
    from_file = std::move(*read);
  }
  return EffectiveOptions::merge(catalog, from_file, *command_line, warnings);
}

base::Result<LoadedConfiguration> ConfigurationLoader::combine(const Sources& sources,
                                                               UnknownOptions unknown) const {
  const PluginSelection& selection = sources.selection;
  LoadedConfiguration loaded;
  loaded.warnings = selection.warnings;
  auto options = join(catalog_, sources, unknown, &loaded.warnings);
  if (!options) return base::Error{options.error()};

  const bool lacks_interface = options->values("interface").empty();
  const auto listener = ensure_control_listener(*options, foreign_plugins_);
  auto made = Configuration::from(std::move(*options));
  if (!made && lacks_interface && sources.file) {
    return base::Error{made.error() + " (interface in section core of " + sources.file->name() +
                       ")"};
  }
  if (!made) return base::Error{made.error()};
  // An interface is asked for before a listener, as operators know it.
  if (!listener) {
    // Why the plugin is missing is among these.
    std::string text = listener.error();
    for (const std::string& warning : selection.warnings) text += "; " + warning;
    return base::Error{text};
  }
  if (!listener->note.empty()) loaded.notes.push_back(listener->note);
  if (!listener->warning.empty()) loaded.warnings.push_back(listener->warning);
  loaded.configuration = std::move(*made);
  for (const PluginRequest& plugin : plugins_) {
    if (plugin.found && loaded.configuration.options.gives_to(plugin.name))
      loaded.must_run.push_back(plugin.name);
  }
  return loaded;
}

base::Result<LoadedConfiguration> ConfigurationLoader::load() {
  return combine(sources_, UnknownOptions::refuse);
}

base::Result<LoadedConfiguration> ConfigurationLoader::reload() {
  if (auto taken = take_options_of_plugins(); !taken) return base::Error{taken.error()};
  auto sources = read_sources();
  if (!sources) return base::Error{sources.error()};
  std::set<std::string>& absent = sources->selection.absent;
  absent.insert(selection_.absent.begin(), selection_.absent.end());
  // Sections of plugins that are not loaded now: those of the catalog are known by their options.
  for (const PluginRequest& request : sources->selection.requests) absent.insert(request.name);
  // The command line was sound at the start; what it says to a plugin that has gone since stays.
  auto loaded = combine(*sources, UnknownOptions::pass_over);
  if (!loaded) return loaded;
  compare_plugins(selection_, sources->selection, *registry_, &loaded->notes);
  sources_ = std::move(*sources);
  return loaded;
}

base::Result<EffectiveOptions> ConfigurationLoader::options_with(
    const PluginDescriptor& plugin) const {
  OptionCatalog catalog;
  for (const plugin::LoadedPlugin* loaded : registry_->plugins()) {
    if (loaded->name() == plugin.name) continue;
    if (auto added = catalog.add_plugin(loaded->descriptor()); !added)
      return base::Error{added.error()};
  }
  if (auto added = catalog.add_plugin(plugin); !added) return base::Error{added.error()};
  std::vector<std::string> known;  // warnings that were given when the sources were read
  return join(catalog, sources_, UnknownOptions::pass_over, &known);
}

}  // namespace rtpengine::app
