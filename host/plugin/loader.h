// SPDX-License-Identifier: GPL-3.0-or-later
//
// Opens plugin files: finds them, checks them before any of their code can run, and closes them.
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include <rtpengine/plugin.h>

#include "base/result.h"

namespace rtpengine::plugin {

/// A plugin's file in memory, with a descriptor that passed all checks. Closes it when destroyed;
/// what comes from the plugin (its Plugin object, strings of the descriptor) must be gone by then.
/// Main thread.
class LoadedPlugin {
 public:
  /// `handle` is dlopen's; this object owns it. `private_file`: descriptor of the private copy that
  /// was opened instead of the file, or -1; owned as well.
  LoadedPlugin(std::string path, void* handle, const PluginDescriptor& descriptor,
               int private_file = -1);
  ~LoadedPlugin();
  LoadedPlugin(const LoadedPlugin&) = delete;
  LoadedPlugin& operator=(const LoadedPlugin&) = delete;

  const std::string& path() const { return path_; }
  const std::string& name() const { return name_; }

  /// The host's copy of the descriptor. What the plugin's SDK did not have yet is zero; what this
  /// host does not know yet is left out. Its pointers lead into the plugin.
  const PluginDescriptor& descriptor() const { return descriptor_; }

  /// Close now, at most once. True: the file has left memory, or somebody else has it open as well.
  /// False: something in the plugin keeps it mapped; that is logged, and loading the file again
  /// would run the old code.
  bool close();

 private:
  const std::string path_;
  const std::string opened_path_;  ///< what the dynamic loader knows it by
  const std::string name_;
  const int private_file_;
  void* handle_;
  PluginDescriptor descriptor_;
};

/// Open a plugin and check it. No code of the plugin runs, but for initialisers of static objects,
/// which plugins must not have. Each way of refusing one has a message of its own that begins with
/// the path. Main thread; blocks on the disk.
base::Result<std::unique_ptr<LoadedPlugin>> open(const std::string& path);

/// As open, but of a private copy of the file as it is now: whatever is in memory of earlier ones
/// stays apart, and nothing that happens to the file later matters.
base::Result<std::unique_ptr<LoadedPlugin>> open_private(const std::string& path);

/// Path of the first `<dir>/rtpengine-<name>.so` that exists; fails with the folders looked at.
base::Result<std::string> find(const std::vector<std::string>& plugin_dirs, std::string_view name);

/// `ng` of `.../rtpengine-ng.so`; empty if the file is not named like that. Borrowed from `path`.
std::string_view name_in_path(std::string_view path);

/// A file that looks like a plugin by its name.
struct PluginFile {
  std::string name;  ///< `ng` of `rtpengine-ng.so`
  std::string path;
};

/// All `rtpengine-<name>.so` in these folders, by name; of files with equal names the one in the
/// first folder. A folder that cannot be read is passed over.
std::vector<PluginFile> list_files(const std::vector<std::string>& plugin_dirs);

}  // namespace rtpengine::plugin
