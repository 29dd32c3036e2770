// SPDX-License-Identifier: GPL-3.0-or-later
//
// Texts for the terminal.
#include "app/help.h"

#include <sstream>

#include "support.h"

namespace rtpengine::app {
namespace {

TEST(Help, NamesEveryOption) {
  const OptionCatalog catalog = test::catalog_with_plugins();
  const std::string text = help_text(catalog);
  for (const CatalogEntry* entry : catalog.entries())
    EXPECT_NE(text.find("--" + entry->name), std::string::npos) << entry->name;
  EXPECT_NE(text.find("  -t, --table=TABLE"), std::string::npos);
  EXPECT_NE(text.find("Plugin ng:"), std::string::npos);
  EXPECT_NE(text.find("Plugin redis (not loaded):"), std::string::npos);
  EXPECT_NE(text.find("--sample-word=WORD"), std::string::npos);
}

TEST(Help, FitsEightyColumns) {
  std::istringstream stream(help_text(OptionCatalog()));
  for (std::string line; std::getline(stream, line);) {
    // A default value that is one long word cannot be broken.
    const bool breakable = line.find("aECDH") == std::string::npos;
    EXPECT_TRUE(line.size() <= 80u || !breakable) << line;
  }
}

TEST(Help, MarksOptionsWithoutEffect) {
  std::string text = help_text(test::catalog_with_plugins());
  for (std::size_t at; (at = text.find("\n" + std::string(30, ' '))) != std::string::npos;)
    text.replace(at, 31, " ");
  const auto line_of = [&](const std::string& option) {
    const std::size_t at = text.find(option);
    return text.substr(at, text.find('\n', at) - at);
  };
  for (const char* option : {"--thread-stack", "--log-level-dtx", "--listen-tcp-ng"}) {
    EXPECT_NE(line_of(option).find("Accepted without effect: "), std::string::npos)
        << line_of(option);
  }
  EXPECT_EQ(line_of("--timeout=").find("without effect"), std::string::npos);
}

TEST(Help, DescriptionSaysWhatHolds) {
  const OptionCatalog catalog;
  EXPECT_TRUE(description(*catalog.find("tos")).ends_with(" Default: 0. Changed by a reload."));
  EXPECT_EQ(description(*catalog.find("log-format")),
            "Form of the call-id in front of lines. One of: default parsable. Default: default. "
            "Changed by a reload.");
  EXPECT_NE(description(*catalog.find("max-sessions")).find("delete-delay"), std::string::npos);
}

TEST(Help, VersionIsOneLine) {
  const std::string text = version_text();
  EXPECT_EQ(text.find("rtpengine " RTPENGINE_VERSION), 0u);
  EXPECT_EQ(text.find('\n'), text.size() - 1);
}

TEST(PluginList, ShowsStateAndProblem) {
  plugin::PluginInfo good;
  good.name = "ng";
  good.version = "1.2";
  good.state = plugin::PluginState::loaded;
  good.path = "/x/rtpengine-ng.so";
  good.options.resize(1);
  good.options[0].name = "listen-ng";
  plugin::PluginInfo bad;
  bad.path = "/x/rtpengine-bad.so";
  bad.problem = "/x/rtpengine-bad.so: no descriptor";
  const std::string text = plugin_list_text({good, bad});
  EXPECT_NE(text.find("ng 1.2: loaded"), std::string::npos) << text;
  EXPECT_NE(text.find("options: listen-ng"), std::string::npos) << text;
  EXPECT_NE(text.find("problem: /x/rtpengine-bad.so: no descriptor"), std::string::npos) << text;
  EXPECT_EQ(plugin_list_text({}), "no plugins\n");
}

}  // namespace
}  // namespace rtpengine::app
