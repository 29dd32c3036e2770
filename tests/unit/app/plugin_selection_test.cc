// SPDX-License-Identifier: GPL-3.0-or-later
//
// Which plugin files are chosen.
#include "app/plugin_selection.h"

#include <unistd.h>

#include "support.h"

namespace rtpengine::app {
namespace {

using test::error_of;
using test::TemporaryFolder;

class PluginSelectionTest : public testing::Test {
 protected:
  PluginSelectionTest() {
    folder_.file("rtpengine-ng.so");
    folder_.file("rtpengine-ice.so");
    folder_.file("rtpengine-dtls.so");
    folder_.file("README");
  }

  base::Result<PluginSelection> select(const std::vector<const char*>& arguments,
                                       const char* file = nullptr) {
    auto given = test::parse(arguments);
    EXPECT_TRUE(given) << given.error();
    if (!file) return select_plugins(nullptr, *given, {folder_.path()});
    auto parsed = ConfigFile::parse(file, "x.yaml", "");
    EXPECT_TRUE(parsed) << parsed.error();
    return select_plugins(&*parsed, *given, {folder_.path()});
  }

  static std::string names(const base::Result<PluginSelection>& selection) {
    if (!selection) return "error: " + selection.error();
    std::string text;
    for (const PluginRequest& request : selection->requests)
      text += (text.empty() ? "" : " ") + request.name + (request.required ? "!" : "");
    return text;
  }

  TemporaryFolder folder_;
};

TEST_F(PluginSelectionTest, WithoutFileTakesAllPluginsOfTheFolder) {
  EXPECT_EQ(names(select({})), "dtls ice ng");
  EXPECT_EQ(names(select({}, "core: {}\n")), "dtls ice ng");
}

TEST_F(PluginSelectionTest, WithAListTakesExactlyThat) {
  EXPECT_EQ(names(select({}, "load-plugin: [ng, dtls]\n")), "ng! dtls!");
  EXPECT_EQ(names(select({}, "load-plugin: []\n")), "");
}

TEST_F(PluginSelectionTest, CommandLineAddsAndLeavesOut) {
  EXPECT_EQ(names(select({"--load-plugin=ice"}, "load-plugin: [ng]\n")), "ng! ice!");
  EXPECT_EQ(names(select({"--no-load-plugin=ng"})), "dtls ice");
  EXPECT_EQ(names(select({"--load-plugin=ice"})), "dtls ice! ng");
  EXPECT_EQ(names(select({"--no-load-plugin=ng"}, "load-plugin: [ng, ice]\n")), "ice!");
}

TEST_F(PluginSelectionTest, LeftOutPluginsAreRemembered) {
  EXPECT_TRUE(select({"--no-load-plugin=ng"})->absent.contains("ng"));
}

TEST_F(PluginSelectionTest, TakesPathsAsTheyAre) {
  const auto selection = select({"--load-plugin=/else/rtpengine-own.so"}, "load-plugin: []\n");
  EXPECT_EQ(names(selection), "own!");
  EXPECT_EQ(selection->requests[0].path, "/else/rtpengine-own.so");
}

TEST_F(PluginSelectionTest, ARequiredPluginThatIsNotThereIsAnError) {
  const std::string error = error_of(select({}, "load-plugin:\n  - nq\n"));
  EXPECT_EQ(error.find("x.yaml:2: load-plugin: "), 0u) << error;
  EXPECT_NE(error.find("did you mean 'ng'?"), std::string::npos) << error;
}

TEST_F(PluginSelectionTest, AnOptionalPluginThatIsNotThereIsAWarning) {
  const auto selection = select({}, "load-plugin: [ng, {name: none, required: no}]\n");
  EXPECT_EQ(names(selection), "ng!");
  EXPECT_EQ(selection->warnings.size(), 1u);
  EXPECT_TRUE(selection->absent.contains("none"));
}

TEST_F(PluginSelectionTest, PluginDirMovesTheFolder) {
  const TemporaryFolder other;
  other.file("rtpengine-else.so");
  const std::string option = "--plugin-dir=" + other.path();
  EXPECT_EQ(names(select({option.c_str()})), "else");
  const std::string file = "plugin-dir: " + other.path() + "\n";
  EXPECT_EQ(names(select({}, file.c_str())), "else");
  const std::string back = "--plugin-dir=" + folder_.path();
  EXPECT_EQ(names(select({back.c_str()}, file.c_str())), "dtls ice ng");
}

TEST_F(PluginSelectionTest, AFolderThatCannotBeOpenedIsAWarning) {
  const auto selection = select({"--plugin-dir=/none/plugins"});
  EXPECT_EQ(names(selection), "");
  EXPECT_EQ(selection->warnings,
            std::vector<std::string>{
                "plugin folder /none/plugins cannot be opened: No such file or directory"});
  EXPECT_TRUE(select({})->warnings.empty());
}

TEST_F(PluginSelectionTest, AFolderThatNobodyNeedsMayBeMissing) {
  const auto selection = select({"--plugin-dir=/none/plugins"}, "load-plugin: []\n");
  EXPECT_TRUE(selection->warnings.empty());
  EXPECT_TRUE(select({"--plugin-dir=/none/plugins"}, "load-plugin: [/x/rtpengine-own.so]\n")
                  ->warnings.empty());
}

TEST_F(PluginSelectionTest, LeavingOutWhatIsNotThereIsAWarning) {
  const auto selection = select({"--no-load-plugin=icf", "--no-load-plugin=something"});
  EXPECT_EQ(names(selection), "dtls ice ng");
  EXPECT_EQ(selection->warnings,
            (std::vector<std::string>{
                "command line: --no-load-plugin: there is no plugin 'icf', did you mean 'ice'?",
                "command line: --no-load-plugin: there is no plugin 'something'"}));
  // Named by the list is as good as found.
  EXPECT_TRUE(select({"--no-load-plugin=own"}, "load-plugin: [{path: /x/own.so, name: own}]\n")
                  ->warnings.empty());
  EXPECT_TRUE(select({"--no-load-plugin=ng"}, "load-plugin: [ice]\n")->warnings.empty());
}

TEST(PluginFolders, ABuildFindsItsOwnModules) {
  const TemporaryFolder build;
  build.file("plugins/ng/.libs/rtpengine-ng.so");
  build.file("plugins/ice/rtpengine-ice.so");
  const std::string root = std::filesystem::canonical(build.path()).string();
  const std::vector<std::string> expected = {root + "/plugins/ice", root + "/plugins/ng",
                                             root + "/plugins/ng/.libs"};
  for (const char* program : {"/rtpengine", "/.libs/rtpengine", "/host/app/rtpengine"})
    EXPECT_EQ(default_plugin_folders(root + program, root, "/installed"), expected) << program;
}

TEST(PluginFolders, AnInstalledProgramUsesTheInstalledFolder) {
  const TemporaryFolder build;
  build.file("plugins/ng/.libs/rtpengine-ng.so");
  const std::string root = std::filesystem::canonical(build.path()).string();
  const std::vector<std::string> installed = {"/installed"};
  EXPECT_EQ(default_plugin_folders("/usr/sbin/rtpengine", root, "/installed"), installed);
  // Installed below the build folder, as tests of the installation do.
  EXPECT_EQ(default_plugin_folders(root + "/inst/sbin/rtpengine", root, "/installed"), installed);
  EXPECT_EQ(default_plugin_folders("", root, "/installed"), installed);
  EXPECT_EQ(default_plugin_folders("/x/rtpengine", "", "/installed"), installed);
}

TEST(PluginFolders, KnowsThisProgram) {
  EXPECT_EQ(access(own_executable().c_str(), X_OK), 0) << own_executable();
}

}  // namespace
}  // namespace rtpengine::app
