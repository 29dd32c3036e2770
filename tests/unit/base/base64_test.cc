// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/base64.h"

#include <gtest/gtest.h>

#include <string>
#include <string_view>
#include <vector>

namespace rtpengine::base {
namespace {

std::vector<std::uint8_t> bytes_of(std::string_view text) { return {text.begin(), text.end()}; }

// RFC 4648 section 10.
TEST(Base64Test, WritesAndReadsTheExamplesOfTheRfc) {
  const std::pair<std::string_view, std::string_view> examples[] = {
      {"", ""},
      {"f", "Zg=="},
      {"fo", "Zm8="},
      {"foo", "Zm9v"},
      {"foob", "Zm9vYg=="},
      {"fooba", "Zm9vYmE="},
      {"foobar", "Zm9vYmFy"},
  };
  for (const auto& [plain, coded] : examples) {
    EXPECT_EQ(base64(bytes_of(plain)), coded);
    EXPECT_EQ(parse_base64(coded), bytes_of(plain));
    const auto bare = coded.substr(0, coded.find('='));
    EXPECT_EQ(base64(bytes_of(plain), Base64Padding::none), bare);
    EXPECT_EQ(parse_base64(bare), bytes_of(plain));
  }
}

TEST(Base64Test, ReadsAllDigits) {
  EXPECT_EQ(parse_base64("+/+/"), (std::vector<std::uint8_t>{0xfb, 0xff, 0xbf}));
}

TEST(Base64Test, WritesAndReadsAllBytes) {
  std::vector<std::uint8_t> bytes;
  for (int byte = 0; byte < 256; ++byte) {
    bytes.push_back(std::uint8_t(byte));
    EXPECT_EQ(parse_base64(base64(bytes)), bytes);
    EXPECT_EQ(parse_base64(base64(bytes, Base64Padding::none)), bytes);
  }
}

TEST(Base64Test, RefusesWhatIsNone) {
  for (const char* text : {"A", "Zg=", "Zg===", "====", "Zm9=v", "Zm9v=", "Zm 9", "Zm-_", " Zm9v",
                           "Zm9v\n", "Zg==Zm9v", "Z===", "=", "Zm9vZ"}) {
    EXPECT_FALSE(parse_base64(text)) << text;
  }
}

}  // namespace
}  // namespace rtpengine::base
