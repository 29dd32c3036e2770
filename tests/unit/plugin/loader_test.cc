// SPDX-License-Identifier: GPL-3.0-or-later
//
// Opening real files: each bad one is refused with its own message, and none stays in memory.
#include "plugin/loader.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <dlfcn.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <string>

#include "support.h"

namespace rtpengine::plugin {
namespace {

using testing::HasSubstr;
using testing::StartsWith;

/// A folder of its own for each test, gone after it.
class LoaderFiles : public testing::Test {
 protected:
  LoaderFiles() {
    std::string pattern = testing::TempDir() + "plugin-XXXXXX";
    dir_ = mkdtemp(pattern.data());
  }
  ~LoaderFiles() override { std::filesystem::remove_all(dir_); }

  std::string path(const std::string& name) const { return dir_ + "/" + name; }

  std::string write(const std::string& name, const std::string& content) const {
    std::ofstream(path(name), std::ios::binary) << content;
    return path(name);
  }

  std::string dir_;
};

std::string content_of(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
}

bool in_memory(const std::string& path) {
  void* handle = dlopen(path.c_str(), RTLD_LAZY | RTLD_NOLOAD);
  if (handle != nullptr) dlclose(handle);
  return handle != nullptr;
}

/// The message without the path that it has to begin with.
std::string refusal(const std::string& path) {
  const auto opened = open(path);
  if (opened) return "opened";
  // Not of a named pipe, which the dynamic loader would wait for.
  EXPECT_FALSE(std::filesystem::is_regular_file(path) && in_memory(path)) << path;
  EXPECT_THAT(opened.error(), StartsWith(path + ": "));
  return opened.error().substr(std::min(path.size() + 2, opened.error().size()));
}

std::string refusal_of_bad(const std::string& name) { return refusal(bad_plugin(name)); }

const std::string kHostSdkText =
    std::to_string(RTPENGINE_SDK_MAJOR) + "." + std::to_string(RTPENGINE_SDK_MINOR);

TEST(Loader, OpensAGoodPluginAndClosesItAgain) {
  {
    auto opened = open(good_plugin());
    ASSERT_TRUE(opened) << opened.error();
    EXPECT_EQ((*opened)->name(), "good");
    EXPECT_EQ((*opened)->path(), good_plugin());
    EXPECT_STREQ((*opened)->descriptor().version, "1.2.3");
    EXPECT_TRUE(in_memory(good_plugin()));
    EXPECT_TRUE((*opened)->close());
    EXPECT_FALSE(in_memory(good_plugin()));
  }
  EXPECT_TRUE(open(good_plugin()));
  EXPECT_FALSE(in_memory(good_plugin()));
}

TEST(Loader, SharesAFileThatIsOpenTwice) {
  CapturedLog log;
  auto first = open(good_plugin());
  auto second = open(good_plugin());
  ASSERT_TRUE(first);
  ASSERT_TRUE(second);
  EXPECT_TRUE((*first)->close());
  EXPECT_TRUE(in_memory(good_plugin()));
  EXPECT_STREQ((*second)->descriptor().name, "good");
  EXPECT_TRUE((*second)->close());
  EXPECT_FALSE(in_memory(good_plugin()));
  EXPECT_EQ(log.take(), "");
}

TEST(Loader, RefusesFilesWithoutARightDescriptor) {
  EXPECT_EQ(refusal_of_bad("no-descriptor"),
            "is not a plugin of this program: it exports no 'rtpengine_plugin'");
  EXPECT_EQ(refusal_of_bad("function-descriptor"),
            "is not a plugin of this program: 'rtpengine_plugin' is not data");
  EXPECT_EQ(refusal_of_bad("short-descriptor"), "has a descriptor of only 8 bytes");
  EXPECT_EQ(refusal_of_bad("wrong-magic"),
            "is not a plugin of this program: its descriptor begins with 0x4b43494d instead of "
            "0x45505452");
}

TEST(Loader, RefusesOtherSdkVersionsAndNamesBoth) {
  EXPECT_EQ(refusal_of_bad("newer-major"),
            "is built with plugin SDK " + std::to_string(RTPENGINE_SDK_MAJOR + 1) + "." +
                std::to_string(RTPENGINE_SDK_MINOR) + ", this host has " + kHostSdkText +
                ": it needs a newer host");
  EXPECT_EQ(refusal_of_bad("other-minor"),
            "is built with plugin SDK " + std::to_string(RTPENGINE_SDK_MAJOR) + "." +
                std::to_string(RTPENGINE_SDK_MINOR + 1) + ", this host has " + kHostSdkText +
                ": before version 1.0 both must be equal");
}

TEST(Loader, RefusesOtherSizes) {
  const std::string right = std::to_string(sizeof(PluginDescriptor));
  EXPECT_EQ(refusal_of_bad("larger-size"), "has a descriptor that says it has " +
                                               std::to_string(sizeof(PluginDescriptor) + 8) +
                                               " bytes, but SDK " + kHostSdkText + " has " + right +
                                               ": its SDK headers were changed");
  EXPECT_EQ(refusal_of_bad("smaller-size"),
            "has a descriptor that says it has " + std::to_string(sizeof(PluginDescriptor) - 8) +
                " bytes, but SDK " + kHostSdkText + " has " + right);
}

TEST(Loader, RefusesWrongContent) {
  EXPECT_EQ(refusal_of_bad("null-factory"), "its descriptor has no create or no destroy function");
  EXPECT_EQ(refusal_of_bad("reserved-bits"),
            "its descriptor has reserved members that are not zero");
  EXPECT_EQ(refusal_of_bad("bad-name"),
            "its name 'Bad_Name' is not made of lower case letters, digits and single dashes");
  EXPECT_EQ(refusal_of_bad("bad-option"),
            "option 'limit' has a wrong default: 'many' is not an integer");
  EXPECT_EQ(refusal_of_bad("misnamed"),
            "is named for a plugin 'misnamed', but holds plugin 'something-else'");
}

TEST(Loader, SaysWhichSymbolIsMissing) {
  EXPECT_THAT(
      refusal_of_bad("undefined-symbol"),
      testing::AllOf(StartsWith("cannot be loaded: "), HasSubstr("rtpengine_no_such_function")));
}

TEST(Loader, NoticesAPluginThatStaysInMemory) {
  CapturedLog log;
  auto opened = open(bad_plugin("pinned"));
  ASSERT_TRUE(opened) << opened.error();
  EXPECT_FALSE((*opened)->close());
  EXPECT_TRUE((*opened)->close()) << "the second time there is nothing to close";
  auto again = open(bad_plugin("pinned"));
  ASSERT_TRUE(again);
  const std::string text = log.take();
  EXPECT_THAT(text, HasSubstr("plugin 'pinned' stays in memory after it was closed"));
  EXPECT_THAT(text, HasSubstr("is in memory from an earlier load"));
}

TEST_F(LoaderFiles, RefusesWhatIsNoFile) {
  EXPECT_EQ(refusal(path("none.so")), "cannot be opened: No such file or directory");
  EXPECT_EQ(refusal(dir_), "is not a regular file");
  ASSERT_EQ(mkfifo(path("pipe.so").c_str(), 0600), 0);
  EXPECT_EQ(refusal(path("pipe.so")), "is not a regular file");
}

TEST_F(LoaderFiles, RefusesWhatIsNotElf) {
  EXPECT_EQ(refusal(write("text.so", "#!/bin/sh\necho hello, this is a script, not a plugin\n")),
            "is not a shared object (no ELF file)");
  EXPECT_EQ(refusal(write("empty.so", "")), "is not a shared object (no ELF file)");
}

TEST_F(LoaderFiles, RefusesTruncatedFilesOfAnyLength) {
  const std::string whole = content_of(good_plugin());
  ASSERT_GT(whole.size(), 4096u);
  for (const std::size_t size : {std::size_t{5}, std::size_t{63}, std::size_t{64}, std::size_t{300},
                                 whole.size() / 2, whole.size() - 1}) {
    EXPECT_THAT(refusal(write("cut.so", whole.substr(0, size))),
                StartsWith("is truncated: it has " + std::to_string(size) + " bytes"));
  }
}

TEST_F(LoaderFiles, FindsPluginsByName) {
  write("rtpengine-one.so", "x");
  const auto found = find({"/nonexistent", dir_}, "one");
  ASSERT_TRUE(found);
  EXPECT_EQ(*found, path("rtpengine-one.so"));
  EXPECT_EQ(
      find({"/nonexistent", dir_}, "two").error(),
      "no plugin 'two': looked for /nonexistent/rtpengine-two.so, " + path("rtpengine-two.so"));
  EXPECT_EQ(find({}, "two").error(), "no plugin 'two': there is no plugin folder");
  EXPECT_EQ(find({dir_}, "../etc").error(), "'../etc' is no plugin's name");
}

TEST_F(LoaderFiles, ListsTheFilesOfAllFolders) {
  for (const char* name : {"rtpengine-b.so", "rtpengine-a.so", "rtpengine-.so", "rtpengine-A.so",
                           "libb.so", "rtpengine-c.so.1", "rtpengine-d.la"}) {
    write(name, "x");
  }
  std::filesystem::create_directory(path("more"));
  write("more/rtpengine-a.so", "y");
  write("more/rtpengine-e.so", "y");
  const auto files = list_files({"/nonexistent", dir_, path("more")});
  ASSERT_EQ(files.size(), 3u);
  EXPECT_EQ(files[0].name, "a");
  EXPECT_EQ(files[0].path, path("rtpengine-a.so"));
  EXPECT_EQ(files[1].name, "b");
  EXPECT_EQ(files[2].path, path("more/rtpengine-e.so"));
}

TEST(NameInPath, TakesTheMiddleOfTheFilesName) {
  EXPECT_EQ(name_in_path("/usr/lib/rtpengine-ng.so"), "ng");
  EXPECT_EQ(name_in_path("rtpengine-legacy-rtpproxy.so"), "legacy-rtpproxy");
  EXPECT_EQ(name_in_path("rtpengine-.so"), "");
  EXPECT_EQ(name_in_path("/rtpengine-x/ng.so"), "");
  EXPECT_EQ(name_in_path(""), "");
}

}  // namespace
}  // namespace rtpengine::plugin
