// SPDX-License-Identifier: GPL-3.0-or-later
//
// The configuration file: no text may crash the reader, and what it accepts is printed as a file
// that it accepts again, with the same options.
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <string>
#include <vector>

#include "app/config_file.h"
#include "app/effective_options.h"
#include "app/effective_yaml.h"
#include "app/option_catalog.h"

namespace {

namespace app = rtpengine::app;
namespace base = rtpengine::base;
using rtpengine::OptionSpec;
using rtpengine::OptionType;
using rtpengine::PluginDescriptor;

const OptionSpec kNgOptions[] = {
    {"listen-ng",
     nullptr,
     "PORT",
     "Listen.",
     OptionType::endpoint,
     rtpengine::option_repeatable,
     'n',
     {}},
};

app::OptionCatalog make_catalog() {
  PluginDescriptor ng{};
  ng.name = "ng";
  ng.options = kNgOptions;
  ng.option_count = 1;
  app::OptionCatalog catalog;
  if (!catalog.add_plugin(ng)) std::abort();
  return catalog;
}

base::Result<app::EffectiveOptions> read(const std::string& text, const std::string& instance) {
  static const app::OptionCatalog catalog = make_catalog();
  std::vector<std::string> warnings;
  auto file = app::ConfigFile::parse(text, "fuzz.yaml", instance);
  if (!file) return base::Error{file.error()};
  auto given = file->options(catalog, {"absent"}, &warnings);
  if (!given) return base::Error{given.error()};
  return app::EffectiveOptions::merge(catalog, *given, {}, &warnings);
}

[[noreturn]] void fail(const std::string& what, const std::string& printed) {
  std::fprintf(stderr, "%s\n%s\n", what.c_str(), printed.c_str());
  std::abort();
}

void round_trip(const app::EffectiveOptions& options) {
  const std::string printed = app::effective_yaml(options, {});
  auto again = read(printed, "");
  if (!again) fail("not accepted: " + again.error(), printed);
  for (const app::EffectiveOption& option : options.all()) {
    if (!option.active) continue;
    const auto& values = again->values(option.name);
    if (values.size() != option.values.size()) fail("values of " + option.name, printed);
    for (std::size_t i = 0; i < values.size(); ++i) {
      const bool same =
          values[i].text == option.values[i].text && values[i].fields == option.values[i].fields;
      if (!same) fail("value of " + option.name, printed);
    }
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string text(reinterpret_cast<const char*>(data), size);
  for (const char* instance : {"", "one"}) {
    auto options = read(text, instance);
    if (options) round_trip(*options);
  }
  return 0;
}
