// SPDX-License-Identifier: GPL-3.0-or-later
//
// From the wishes of file and command line to a list of files.
#include "app/plugin_selection.h"

#include <algorithm>
#include <filesystem>
#include <system_error>

#include "app/nearest.h"
#include "plugin/loader.h"

namespace rtpengine::app {
namespace {

namespace fs = std::filesystem;

/// `ng` of `/x/rtpengine-ng.so`; empty if the file is not called like that.
std::string name_of_file(const std::string& path) {
  std::string name = fs::path(path).filename().string();
  constexpr std::string_view kPrefix = "rtpengine-", kSuffix = ".so";
  if (!name.starts_with(kPrefix) || !name.ends_with(kSuffix)) return {};
  if (name.size() <= kPrefix.size() + kSuffix.size()) return {};
  return name.substr(kPrefix.size(), name.size() - kPrefix.size() - kSuffix.size());
}

bool looks_like_path(const std::string& text) {
  return text.find('/') != std::string::npos || text.ends_with(".so");
}

const std::vector<GivenValue>& values_of(const Given& given, std::string_view name) {
  static const std::vector<GivenValue> kNone;
  const auto found = given.find(name);
  return found == given.end() ? kNone : found->second;
}

class Selector {
 public:
  explicit Selector(std::vector<std::string> folders) { selection_.folders = std::move(folders); }

  void leave_out(const std::string& name) { selection_.absent.insert(name); }

  /// Warns about lines of no-load-plugin that change nothing. After all plugins were taken.
  void check_left_out(const std::vector<GivenValue>& lines) {
    if (lines.empty()) return;
    std::vector<std::string> names = names_of_files();
    names.insert(names.end(), left_out_.begin(), left_out_.end());
    for (const GivenValue& line : lines) {
      if (std::find(names.begin(), names.end(), line.text) != names.end()) continue;
      selection_.warnings.push_back(line.origin + ": there is no plugin '" + line.text + "'" +
                                    suggestion(line.text, names));
    }
  }

  /// Warns about folders that were searched in vain. After all plugins were taken.
  void check_folders() {
    if (!searched_) return;
    for (const std::string& folder : selection_.folders) {
      std::error_code error;
      const fs::directory_iterator opened(folder, error);
      if (error)
        selection_.warnings.push_back("plugin folder " + folder +
                                      " cannot be opened: " + error.message());
    }
  }

  void take_all() {
    searched_ = true;
    for (const plugin::PluginFile& file : plugin::list_files(selection_.folders)) {
      PluginRequest request;
      request.name = file.name;
      request.path = file.path;
      request.required = false;
      request.found = true;
      request.origin = "plugin folder";
      if (!selection_.absent.contains(file.name)) selection_.requests.push_back(request);
    }
  }

  base::Result<void> take(PluginRequest request) {
    if (request.name.empty()) request.name = name_of_file(request.path);
    if (!request.name.empty() && selection_.absent.contains(request.name)) {
      left_out_.push_back(request.name);
      return {};
    }
    if (request.path.empty()) {
      searched_ = true;
      const auto path = plugin::find(selection_.folders, request.name);
      if (!path) return missing(request, path.error());
      request.path = *path;
    }
    PluginRequest* same = find(request);
    if (!same) {
      selection_.requests.push_back(std::move(request));
    } else if (request.required) {
      *same = std::move(request);  // in its place: somebody insists on it now
    }
    return {};
  }

  PluginSelection result() && { return std::move(selection_); }

 private:
  PluginRequest* find(const PluginRequest& request) {
    for (PluginRequest& other : selection_.requests) {
      if (other.path == request.path || (!other.name.empty() && other.name == request.name))
        return &other;
    }
    return nullptr;
  }

  base::Result<void> missing(const PluginRequest& request, const std::string& why) {
    const std::string text =
        request.origin + ": " + why + suggestion(request.name, names_of_files());
    if (request.required) return base::Error{text};
    selection_.warnings.push_back(text);
    selection_.absent.insert(request.name);
    return {};
  }

  std::vector<std::string> names_of_files() const {
    std::vector<std::string> names;
    for (const plugin::PluginFile& file : plugin::list_files(selection_.folders))
      names.push_back(file.name);
    return names;
  }

  static std::string suggestion(const std::string& name, const std::vector<std::string>& names) {
    const std::string near = nearest(name, names);
    return near.empty() ? "" : ", did you mean '" + near + "'?";
  }

  PluginSelection selection_;
  std::vector<std::string> left_out_;  ///< by no-load-plugin, of those that were asked for
  bool searched_ = false;              ///< the folders matter
};

std::vector<std::string> folders_for(const ConfigFile* file, const Given& command_line,
                                     const std::vector<std::string>& default_folders) {
  const auto& given = values_of(command_line, "plugin-dir");
  if (!given.empty()) return {given.back().text};
  if (file && file->plugin_dir()) return {*file->plugin_dir()};
  return default_folders;
}

}  // namespace

std::vector<std::string> default_plugin_folders(const std::string& executable,
                                                const std::string& build_dir,
                                                const std::string& installed) {
  std::error_code error;
  const fs::path build = fs::weakly_canonical(build_dir, error);
  fs::path place = fs::path(executable).parent_path();
  if (place.filename() == ".libs") place = place.parent_path();
  const bool in_build = !build_dir.empty() && !executable.empty() &&
                        (place == build || place == build / "host" / "app");
  if (!in_build) return {installed};

  std::vector<std::string> folders;
  for (fs::directory_iterator entry(build / "plugins", error), end; !error && entry != end;
       entry.increment(error)) {
    std::error_code ignored;
    for (const fs::path& folder : {entry->path() / ".libs", entry->path()})
      if (fs::is_directory(folder, ignored)) folders.push_back(folder.string());
  }
  std::sort(folders.begin(), folders.end());
  return folders;
}

std::string own_executable() {
  std::error_code error;
  const fs::path path = fs::read_symlink("/proc/self/exe", error);
  return error ? std::string() : path.string();
}

base::Result<PluginSelection> select_plugins(const ConfigFile* file, const Given& command_line,
                                             const std::vector<std::string>& default_folders) {
  Selector selector(folders_for(file, command_line, default_folders));
  const std::vector<GivenValue>& left_out = values_of(command_line, "no-load-plugin");
  for (const GivenValue& value : left_out) selector.leave_out(value.text);

  if (!file || !file->plugins()) {
    selector.take_all();
  } else {
    for (const PluginRequest& request : *file->plugins()) {
      if (auto taken = selector.take(request); !taken) return base::Error{taken.error()};
    }
  }
  for (const GivenValue& value : values_of(command_line, "load-plugin")) {
    PluginRequest request;
    (looks_like_path(value.text) ? request.path : request.name) = value.text;
    request.origin = value.origin;
    if (auto taken = selector.take(request); !taken) return base::Error{taken.error()};
  }
  selector.check_folders();
  selector.check_left_out(left_out);
  return std::move(selector).result();
}

}  // namespace rtpengine::app
