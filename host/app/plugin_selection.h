// SPDX-License-Identifier: GPL-3.0-or-later
//
// Which plugins to load, and from where.
#pragma once

#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "app/config_file.h"
#include "app/given.h"
#include "base/result.h"

namespace rtpengine::app {

struct PluginSelection {
  std::vector<std::string> folders;     ///< looked into, in this order
  std::vector<PluginRequest> requests;  ///< in load order, each with a path
  std::set<std::string> absent;         ///< asked for or present, but not to be loaded
  std::vector<std::string> warnings;    ///< about plugins and folders that are not there
};

/// Folders of plugins when nobody names one: those of the build if `executable`, the program's own
/// path, lies where the build in `build_dir` puts it, so that it runs without being installed; else
/// `installed`.
std::vector<std::string> default_plugin_folders(const std::string& executable,
                                                const std::string& build_dir,
                                                const std::string& installed);

/// Path of the running program; empty if the system does not tell.
std::string own_executable();

/// Decides. `file` may be null. Without a list in the file every plugin of the folders is loaded,
/// none of them required; with one, exactly that. The command line's load-plugin adds plugins that
/// are required, and no-load-plugin leaves plugins out. Fails when a required plugin has no file;
/// warns when an optional one has none, when a folder cannot be searched, and when there is nothing
/// to leave out.
base::Result<PluginSelection> select_plugins(const ConfigFile* file, const Given& command_line,
                                             const std::vector<std::string>& default_folders);

}  // namespace rtpengine::app
