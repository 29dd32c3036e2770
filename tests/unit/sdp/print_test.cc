// SPDX-License-Identifier: GPL-3.0-or-later
//
// Round trips of whole bodies, as many SIP stacks write them: what is parsed and printed comes out
// byte for byte.
#include <gtest/gtest.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>
#include <vector>

#include "sdp/session.h"

namespace rtpengine::sdp {
namespace {

namespace fs = std::filesystem;

/// The source tree: set by `make check`, else the current folder.
fs::path data_folder() {
  const char* tree = std::getenv("SRCDIR");
  return fs::path(tree != nullptr ? tree : ".") / "tests/data/sdp";
}

std::vector<fs::path> body_files() {
  std::vector<fs::path> files;
  std::error_code error;
  for (const auto& entry : fs::directory_iterator(data_folder(), error)) {
    if (entry.path().extension() == ".sdp") files.push_back(entry.path());
  }
  std::sort(files.begin(), files.end());
  return files;
}

std::string content_of(const fs::path& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

bool same_lines(const std::vector<Line>& a, const std::vector<Line>& b) {
  return std::equal(a.begin(), a.end(), b.begin(), b.end(), [](const Line& x, const Line& y) {
    return x.type == y.type && x.value == y.value;
  });
}

bool same_section(const MediaSection& a, const MediaSection& b) {
  return a.type == b.type && a.port == b.port && a.port_count == b.port_count &&
         a.protocol == b.protocol && a.formats == b.formats && same_lines(a.lines, b.lines);
}

TEST(PrintTest, ThereAreBodiesToRead) {
  EXPECT_GE(body_files().size(), 15u) << "in " << data_folder();
}

TEST(PrintTest, PrintsEveryBodyAsItWas) {
  for (const fs::path& file : body_files()) {
    const std::string body = content_of(file);
    const auto session = Session::parse(body);
    ASSERT_TRUE(session) << file << ": " << session.error();
    EXPECT_EQ(session->print(), body) << file;
    EXPECT_FALSE(session->media.empty()) << file;
    EXPECT_TRUE(session->origin()) << file;
  }
}

TEST(PrintTest, ParsesWhatItPrintedToTheSameModel) {
  for (const fs::path& file : body_files()) {
    const auto first = Session::parse(content_of(file));
    ASSERT_TRUE(first) << file;
    const auto second = Session::parse(first->print());
    ASSERT_TRUE(second) << file << ": " << second.error();
    EXPECT_TRUE(same_lines(first->lines, second->lines)) << file;
    EXPECT_TRUE(std::equal(first->media.begin(), first->media.end(), second->media.begin(),
                           second->media.end(), same_section))
        << file;
  }
}

TEST(PrintTest, LineEndsOfTheInputMakeNoDifference) {
  for (const fs::path& file : body_files()) {
    const std::string body = content_of(file);
    std::string bare = body;
    std::erase(bare, '\r');
    bare.pop_back();
    const auto session = Session::parse(bare);
    ASSERT_TRUE(session) << file << ": " << session.error();
    EXPECT_EQ(session->print(), body) << file;
  }
}

}  // namespace
}  // namespace rtpengine::sdp
