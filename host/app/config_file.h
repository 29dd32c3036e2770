// SPDX-License-Identifier: GPL-3.0-or-later
//
// The configuration file: `load-plugin`, `plugin-dir`, `instances` and one section per owner of
// options. Reading happens in two steps, since the plugins it names bring options of their own:
// read() looks at the structure, options() at the sections.
#pragma once

#include <optional>
#include <set>
#include <string>
#include <vector>

#include "app/config_tree.h"
#include "app/given.h"
#include "app/option_catalog.h"
#include "base/result.h"

namespace rtpengine::app {

/// One plugin that somebody wants loaded.
struct PluginRequest {
  std::string name;      ///< empty if only the path is known
  std::string path;      ///< empty: to be looked for in the plugin folders
  bool required = true;  ///< whether the daemon must not start without it
  bool found = false;    ///< nobody named it, its file was found in a plugin folder
  std::string origin;    ///< who asked, for errors
};

class ConfigFile {
 public:
  /// Reads and parses a file. `instance` names an entry of `instances` to be merged over the rest;
  /// empty: none. Errors begin with file and line.
  static base::Result<ConfigFile> read(const std::string& path, const std::string& instance);

  /// As read, from a text; `name` stands for the file in errors.
  static base::Result<ConfigFile> parse(const std::string& text, const std::string& name,
                                        const std::string& instance);

  const std::string& name() const { return name_; }

  /// The list `load-plugin` in its order; empty optional if the file has no such key.
  const std::optional<std::vector<PluginRequest>>& plugins() const { return plugins_; }
  const std::optional<std::string>& plugin_dir() const { return plugin_dir_; }

  /// The options of all sections by long name. A section whose name is in `absent`, plugins that
  /// were asked for and are not there, is passed over with a warning if the catalog does not know
  /// its options. Other unknown sections and keys are errors that name the nearest right one.
  base::Result<Given> options(const OptionCatalog& catalog, const std::set<std::string>& absent,
                              std::vector<std::string>* warnings) const;

 private:
  base::Error error(int line, const std::string& what, const std::string& text) const;
  base::Result<void> apply_instance(const std::string& instance);
  base::Result<void> take_plugins(const ConfigNode& list);
  base::Result<PluginRequest> plugin_request(const ConfigNode& item) const;
  base::Result<void> take_section(const std::string& section, const ConfigNode& node,
                                  const OptionCatalog& catalog, Given& given) const;
  base::Result<std::vector<GivenValue>> values(const ConfigNode& node, const std::string& path,
                                               const CatalogEntry& entry, bool negated) const;
  base::Result<GivenValue> value(const ConfigNode& node, const std::string& path,
                                 const CatalogEntry& entry, bool negated) const;
  base::Result<void> take_interface(const ConfigNode& node, const std::string& path,
                                    GivenValue& value) const;

  std::string name_;
  ConfigNode root_;
  std::optional<std::vector<PluginRequest>> plugins_;
  std::optional<std::string> plugin_dir_;
};

}  // namespace rtpengine::app
