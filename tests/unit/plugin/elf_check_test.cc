// SPDX-License-Identifier: GPL-3.0-or-later
//
// Damaged ELF headers; what a whole file may be is tested with the loader.
#include "plugin/elf_check.h"

#include <elf.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <link.h>
#include <stdlib.h>
#include <unistd.h>

#include <cstring>
#include <fstream>
#include <functional>
#include <string>

#include "support.h"

namespace rtpengine::plugin {
namespace {

using testing::StartsWith;

/// The good plugin's file, with its ELF header changed, as a file of its own.
class ElfCheck : public testing::Test {
 protected:
  ElfCheck() {
    std::string pattern = testing::TempDir() + "elf-XXXXXX";
    close(mkstemp(pattern.data()));
    path_ = pattern;
    std::ifstream good(good_plugin(), std::ios::binary);
    content_.assign(std::istreambuf_iterator<char>(good), std::istreambuf_iterator<char>());
  }
  ~ElfCheck() override { unlink(path_.c_str()); }

  std::string check_with(const std::function<void(ElfW(Ehdr) &)>& change) {
    ElfW(Ehdr) header;
    std::memcpy(&header, content_.data(), sizeof(header));
    change(header);
    std::string changed = content_;
    std::memcpy(changed.data(), &header, sizeof(header));
    std::ofstream(path_, std::ios::binary) << changed;
    const auto checked = check_elf(path_);
    return checked ? "ok" : checked.error();
  }

  std::string path_;
  std::string content_;
};

TEST_F(ElfCheck, TakesAWholePlugin) {
  EXPECT_EQ(check_with([](auto&) {}), "ok");
}

TEST_F(ElfCheck, RefusesOtherMachines) {
  EXPECT_EQ(check_with([](auto& h) { h.e_ident[EI_CLASS] = ELFCLASSNONE; }),
            "is built for another machine");
  EXPECT_EQ(check_with([](auto& h) { h.e_ident[EI_DATA] ^= 3; }), "is built for another machine");
#if defined(__x86_64__) || defined(__aarch64__)
  EXPECT_EQ(check_with([](auto& h) { h.e_machine = EM_SPARC; }), "is built for another machine");
#endif
}

TEST_F(ElfCheck, RefusesOtherKindsOfFile) {
  EXPECT_EQ(check_with([](auto& h) { h.e_type = ET_REL; }),
            "is an ELF file, but not a shared object");
}

TEST_F(ElfCheck, RefusesTablesBeyondTheEnd) {
  EXPECT_THAT(check_with([](auto& h) { h.e_phoff = 1u << 30; }), StartsWith("is truncated: "));
  EXPECT_THAT(check_with([](auto& h) { h.e_shoff = 1u << 30; }), StartsWith("is truncated: "));
  EXPECT_EQ(check_with([](auto& h) { h.e_phoff = static_cast<decltype(h.e_phoff)>(-8); }),
            "has damaged ELF headers");
}

TEST_F(ElfCheck, RefusesSegmentsBeyondTheEnd) {
  ElfW(Ehdr) header;
  std::memcpy(&header, content_.data(), sizeof(header));
  ElfW(Phdr) segment;
  std::memcpy(&segment, content_.data() + header.e_phoff, sizeof(segment));
  ASSERT_EQ(segment.p_type, static_cast<decltype(segment.p_type)>(PT_LOAD));
  segment.p_filesz += content_.size();
  std::memcpy(content_.data() + header.e_phoff, &segment, sizeof(segment));
  EXPECT_THAT(check_with([](auto&) {}), StartsWith("is truncated: "));
}

TEST_F(ElfCheck, RefusesDamagedTables) {
  EXPECT_EQ(check_with([](auto& h) { h.e_phnum = 0; }), "has damaged ELF headers");
  EXPECT_EQ(check_with([](auto& h) { h.e_phentsize = 1; }), "has damaged ELF headers");
}

}  // namespace
}  // namespace rtpengine::plugin
