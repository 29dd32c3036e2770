// SPDX-License-Identifier: GPL-3.0-or-later
//
// Brings command line, file and plugins together, at start and at each reload.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "app/command_line.h"
#include "app/config_file.h"
#include "app/configuration.h"
#include "app/given.h"
#include "app/option_catalog.h"
#include "app/plugin_selection.h"
#include "base/result.h"
#include "plugin/registry.h"

namespace rtpengine::app {

/// Where things are when nobody says otherwise.
struct Places {
  std::string config_file;  ///< may be missing
  std::vector<std::string> plugin_folders;

  /// Of this build, or of the installation.
  static Places of_this_program();
};

/// A configuration and what is to be said about it.
struct LoadedConfiguration {
  Configuration configuration;
  /// Plugins that must come up because they have options, though nobody asked for them by name.
  std::vector<std::string> must_run;
  std::vector<std::string> warnings;
  std::vector<std::string> notes;
};

/// Main thread.
class ConfigurationLoader {
 public:
  /// `arguments` without the program's name.
  ConfigurationLoader(std::vector<std::string> arguments, Places places);

  /// What the command line says as far as that is clear without the plugins; nothing if it is
  /// wrong. For actions that must work with a broken configuration.
  Given peek() const;

  /// Read the file and load the plugins, whose options are then known; none of their code runs.
  /// The registry must outlive the use of this object.
  base::Result<void> load_plugins(plugin::Registry& registry);

  /// The configuration, from what load_plugins read.
  base::Result<LoadedConfiguration> load();

  /// Read everything once more, for the plugins that are loaded now. Plugins that would be chosen
  /// differently are named in the notes.
  base::Result<LoadedConfiguration> reload();

  /// The options as they were read last, with those of a plugin that is about to be loaded or to
  /// replace its earlier copy.
  base::Result<EffectiveOptions> options_with(const PluginDescriptor& plugin) const;

  const OptionCatalog& catalog() const { return catalog_; }
  /// The plugins that are in use, in load order.
  const std::vector<PluginRequest>& plugins() const { return plugins_; }
  /// Folders that plugins are looked for in.
  const std::vector<std::string>& plugin_folders() const { return selection_.folders; }
  /// File that was read; empty if there is none.
  std::string file_name() const { return sources_.file ? sources_.file->name() : std::string(); }

 private:
  struct Sources {
    std::optional<ConfigFile> file;
    PluginSelection selection;
  };

  std::vector<const char*> argument_pointers() const;
  base::Result<Sources> read_sources() const;
  base::Result<std::optional<ConfigFile>> read_file(const Given& early) const;
  base::Result<void> take_options_of_plugins();
  base::Result<EffectiveOptions> join(const OptionCatalog& catalog, const Sources& sources,
                                      UnknownOptions unknown,
                                      std::vector<std::string>* warnings) const;
  base::Result<LoadedConfiguration> combine(const Sources& sources, UnknownOptions unknown) const;

  const std::vector<std::string> arguments_;
  const Places places_;
  plugin::Registry* registry_ = nullptr;
  OptionCatalog catalog_;
  PluginSelection selection_;  ///< of the start
  Sources sources_;            ///< as they were read last
  std::vector<PluginRequest> plugins_;
  bool foreign_plugins_ = false;
};

}  // namespace rtpengine::app
