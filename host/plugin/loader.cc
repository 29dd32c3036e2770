// SPDX-License-Identifier: GPL-3.0-or-later
//
// Opening, checking and closing of plugin files through the dynamic loader.
#include "plugin/loader.h"

#include <dlfcn.h>
#include <elf.h>
#include <link.h>
#include <sys/mman.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <map>
#include <mutex>
#include <utility>

#include "base/log.h"
#include "plugin/descriptor_check.h"
#include "plugin/elf_check.h"

namespace rtpengine::plugin {
namespace {

constexpr std::string_view kPrefix = "rtpengine-";
constexpr std::string_view kSuffix = ".so";

/// How many LoadedPlugin objects share a handle: the dynamic loader opens a file just once in a
/// process, and only the last owner can tell whether it has left memory.
class OpenFiles {
 public:
  void add(void* handle) {
    const std::lock_guard lock(mutex_);
    ++owners_[handle];
  }

  /// Close one owner's handle. True: it was the last.
  bool close(void* handle) {
    const std::lock_guard lock(mutex_);
    const auto it = owners_.find(handle);
    const bool last = it == owners_.end() || --it->second == 0;
    if (last && it != owners_.end()) owners_.erase(it);
    ::dlclose(handle);
    return last;
  }

  bool has(void* handle) {
    const std::lock_guard lock(mutex_);
    return owners_.count(handle) != 0;
  }

 private:
  std::mutex mutex_;
  std::map<void*, unsigned> owners_;
};

OpenFiles& open_files() {
  static OpenFiles files;
  return files;
}

/// A path without a slash would be searched for in the library path.
std::string with_folder(const std::string& path) {
  return path.find('/') == std::string::npos ? "./" + path : path;
}

/// The handle of a file that is in memory already, or null. Takes no reference.
void* mapped_handle(const std::string& path) {
  void* handle = ::dlopen(with_folder(path).c_str(), RTLD_LAZY | RTLD_NOLOAD);
  if (handle != nullptr) ::dlclose(handle);
  return handle;
}

/// Find the descriptor and its size in the file's symbol table.
base::Result<PluginDescriptor> read_descriptor(void* handle) {
  const void* symbol = ::dlsym(handle, RTPENGINE_PLUGIN_SYMBOL);
  if (symbol == nullptr) {
    return base::Error{"is not a plugin of this program: it exports no '" RTPENGINE_PLUGIN_SYMBOL
                       "'"};
  }
  Dl_info info;
  void* extra = nullptr;
  if (::dladdr1(symbol, &info, &extra, RTLD_DL_SYMENT) == 0 || extra == nullptr) {
    return base::Error{"is not a plugin of this program: '" RTPENGINE_PLUGIN_SYMBOL
                       "' is not in its symbol table"};
  }
  const auto* entry = static_cast<const ElfW(Sym)*>(extra);
  if (ELF64_ST_TYPE(entry->st_info) != STT_OBJECT) {
    return base::Error{"is not a plugin of this program: '" RTPENGINE_PLUGIN_SYMBOL
                       "' is not data"};
  }
  return check_descriptor(symbol, entry->st_size, kHostSdk);
}

base::Result<void> check_name(std::string_view path, const PluginDescriptor& descriptor) {
  const std::string_view expected = name_in_path(path);
  if (expected.empty() || expected == descriptor.name) return {};
  return base::Error{"is named for a plugin '" + std::string(expected) + "', but holds plugin '" +
                     descriptor.name + "'"};
}

/// The name by which the dynamic loader opens a descriptor.
std::string path_of(int file) { return "/proc/self/fd/" + std::to_string(file); }

/// A descriptor of a file in memory with the same content.
base::Result<int> copy_to_memory(const std::string& path) {
  std::ifstream from(path, std::ios::binary);
  std::string content;
  if (!from || content.assign(std::istreambuf_iterator<char>(from), {}).empty() || from.bad()) {
    return base::Error{"cannot be read"};
  }
  const std::string name = std::filesystem::path(path).filename().string();
  const int file = ::memfd_create(name.c_str(), MFD_CLOEXEC);
  if (file < 0) return base::Error{std::string("no memory for it: ") + std::strerror(errno)};
  for (std::size_t done = 0; done < content.size();) {
    const ssize_t written = ::write(file, content.data() + done, content.size() - done);
    if (written <= 0) {
      const std::string why = std::strerror(errno);
      ::close(file);
      return base::Error{"no memory for it: " + why};
    }
    done += static_cast<std::size_t>(written);
  }
  return file;
}

/// Open `from`, which is the file at `path` or the private copy `private_file` of it.
base::Result<std::unique_ptr<LoadedPlugin>> open_file(const std::string& path,
                                                      const std::string& from, int private_file) {
  const auto refuse = [&path](const std::string& why) { return base::Error{path + ": " + why}; };
  if (auto checked = check_elf(from); !checked) return refuse(checked.error());
  void* handle = ::dlopen(with_folder(from).c_str(), RTLD_NOW | RTLD_LOCAL);
  if (handle == nullptr) {
    const char* why = ::dlerror();
    return refuse("cannot be loaded: " + std::string(why != nullptr ? why : "unknown reason"));
  }
  auto descriptor = read_descriptor(handle);
  if (descriptor) {
    if (auto checked = check_name(path, *descriptor); !checked) {
      descriptor = base::Error{checked.error()};
    }
  }
  if (!descriptor) {
    ::dlclose(handle);
    return refuse(descriptor.error());
  }
  return std::make_unique<LoadedPlugin>(path, handle, *descriptor, private_file);
}

}  // namespace

LoadedPlugin::LoadedPlugin(std::string path, void* handle, const PluginDescriptor& descriptor,
                           int private_file)
    : path_(std::move(path)),
      opened_path_(private_file < 0 ? path_ : path_of(private_file)),
      name_(descriptor.name),
      private_file_(private_file),
      handle_(handle),
      descriptor_(descriptor) {
  open_files().add(handle);
}

LoadedPlugin::~LoadedPlugin() { close(); }

bool LoadedPlugin::close() {
  if (handle_ == nullptr) return true;
  const bool last = open_files().close(std::exchange(handle_, nullptr));
  descriptor_ = {};
  if (!last || mapped_handle(opened_path_) == nullptr) {
    if (private_file_ >= 0) ::close(private_file_);
    return true;
  }
  // The private file stays open: as long as the code is mapped its name must not become another's.
  LOG(warning,
      "plugin '%s' stays in memory after it was closed (%s): loading its file again would run the "
      "old code, a new version needs a restart",
      name_.c_str(), path_.c_str());
  return false;
}

base::Result<std::unique_ptr<LoadedPlugin>> open(const std::string& path) {
  // Before anything else touches the file: a pipe, for instance, would never be done with.
  if (auto checked = check_elf(path); !checked) return base::Error{path + ": " + checked.error()};
  if (void* mapped = mapped_handle(path); mapped != nullptr && !open_files().has(mapped)) {
    LOG(warning, "%s: is in memory from an earlier load; that code is used", path.c_str());
  }
  return open_file(path, path, -1);
}

base::Result<std::unique_ptr<LoadedPlugin>> open_private(const std::string& path) {
  if (auto checked = check_elf(path); !checked) return base::Error{path + ": " + checked.error()};
  const auto copy = copy_to_memory(path);
  if (!copy) return base::Error{path + ": " + copy.error()};
  auto opened = open_file(path, path_of(*copy), *copy);
  if (!opened) ::close(*copy);
  return opened;
}

base::Result<std::string> find(const std::vector<std::string>& plugin_dirs, std::string_view name) {
  std::string looked;
  if (!is_plugin_name(name)) return base::Error{"'" + std::string(name) + "' is no plugin's name"};
  for (const std::string& dir : plugin_dirs) {
    const std::string path =
        dir + "/" + std::string(kPrefix) + std::string(name) + std::string(kSuffix);
    std::error_code ignored;
    if (std::filesystem::exists(path, ignored)) return path;
    looked += (looked.empty() ? "" : ", ") + path;
  }
  return base::Error{"no plugin '" + std::string(name) + "': " +
                     (looked.empty() ? "there is no plugin folder" : "looked for " + looked)};
}

std::string_view name_in_path(std::string_view path) {
  path.remove_prefix(path.rfind('/') + 1);  // npos + 1 is 0
  if (!path.starts_with(kPrefix) || !path.ends_with(kSuffix)) return {};
  path.remove_prefix(kPrefix.size());
  return path.substr(0, path.size() - std::min(path.size(), kSuffix.size()));
}

std::vector<PluginFile> list_files(const std::vector<std::string>& plugin_dirs) {
  std::map<std::string, std::string, std::less<>> found;
  for (const std::string& dir : plugin_dirs) {
    std::error_code ignored;
    std::filesystem::directory_iterator it(dir, ignored);
    for (; it != std::filesystem::directory_iterator(); it.increment(ignored)) {
      const std::string file = it->path().filename().string();
      const std::string_view name = name_in_path(file);
      if (is_plugin_name(name)) found.emplace(name, dir + "/" + file);
    }
  }
  std::vector<PluginFile> files;
  files.reserve(found.size());
  for (const auto& [name, path] : found) files.push_back({name, path});
  return files;
}

}  // namespace rtpengine::plugin
