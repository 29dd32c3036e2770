// SPDX-License-Identifier: GPL-3.0-or-later
//
// Configurations for tests, from command lines and texts of files.
#pragma once

#include <gtest/gtest.h>
#include <stdlib.h>

#include <filesystem>
#include <fstream>
#include <string>
#include <vector>

#include <rtpengine/plugin.h>

#include "app/command_line.h"
#include "app/config_file.h"
#include "app/configuration.h"
#include "app/effective_options.h"
#include "app/option_catalog.h"

namespace rtpengine::app::test {

inline const OptionSpec kNgOptions[] = {
    {"listen-ng",
     nullptr,
     "[ADDRESS:]PORT",
     "Listen.",
     OptionType::endpoint,
     option_repeatable,
     'n',
     {}},
    {"control-tos", "0", "TOS", "TOS.", OptionType::integer, 0, 0, {}},
    {"control-allow", nullptr, "NET", "Allow.", OptionType::text, option_repeatable, 0, {}},
};
inline const OptionSpec kSampleOptions[] = {
    {"sample-word", "hello", "WORD", "A word.", OptionType::text, option_live, 0, {}},
    {"sample-limit", nullptr, "N", "A number.", OptionType::integer, 0, 'Z', {}},
};

template <std::size_t n>
PluginDescriptor descriptor(const char* name, const OptionSpec (&options)[n]) {
  PluginDescriptor made{};
  made.magic = RTPENGINE_PLUGIN_MAGIC;
  made.size = sizeof made;
  made.name = name;
  made.options = options;
  made.option_count = n;
  return made;
}

/// A catalog with the plugin ng, and a plugin "sample" from elsewhere.
inline OptionCatalog catalog_with_plugins() {
  OptionCatalog catalog;
  EXPECT_TRUE(catalog.add_plugin(descriptor("ng", kNgOptions)));
  EXPECT_TRUE(catalog.add_plugin(descriptor("sample", kSampleOptions)));
  return catalog;
}

inline base::Result<Given> parse(const std::vector<const char*>& arguments,
                                 UnknownOptions unknown = UnknownOptions::refuse) {
  static const OptionCatalog catalog = catalog_with_plugins();
  return parse_command_line(arguments, catalog, unknown);
}

inline base::Result<EffectiveOptions> merge(const std::vector<const char*>& arguments,
                                            const std::string& file = {},
                                            std::vector<std::string>* warnings = nullptr) {
  static const OptionCatalog catalog = catalog_with_plugins();
  std::vector<std::string> ignored;
  if (!warnings) warnings = &ignored;
  auto given = parse_command_line(arguments, catalog, UnknownOptions::refuse);
  if (!given) return base::Error{given.error()};
  auto parsed = ConfigFile::parse(file, "test.yaml", "");
  if (!parsed) return base::Error{parsed.error()};
  auto from_file = parsed->options(catalog, {}, warnings);
  if (!from_file) return base::Error{from_file.error()};
  return EffectiveOptions::merge(catalog, *from_file, *given, warnings);
}

inline base::Result<Configuration> configure(const std::vector<const char*>& arguments,
                                             const std::string& file = {}) {
  auto options = merge(arguments, file);
  if (!options) return base::Error{options.error()};
  return Configuration::from(std::move(*options));
}

/// The error of something that has to fail.
template <typename T>
std::string error_of(const base::Result<T>& result) {
  return result ? std::string("(no error)") : result.error();
}

/// A folder that goes when the object goes.
class TemporaryFolder {
 public:
  TemporaryFolder() {
    std::string name = (std::filesystem::temp_directory_path() / "rtpengine-app-XXXXXX").string();
    path_ = mkdtemp(name.data());
  }
  ~TemporaryFolder() { std::filesystem::remove_all(path_); }
  TemporaryFolder(const TemporaryFolder&) = delete;
  TemporaryFolder& operator=(const TemporaryFolder&) = delete;

  const std::string& path() const { return path_; }

  /// Makes a file, with its folders, and returns its path.
  std::string file(const std::string& name, const std::string& text = {}) const {
    const std::filesystem::path path = std::filesystem::path(path_) / name;
    std::filesystem::create_directories(path.parent_path());
    std::ofstream(path) << text;
    return path.string();
  }

 private:
  std::string path_;
};

}  // namespace rtpengine::app::test
