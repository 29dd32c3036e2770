// SPDX-License-Identifier: GPL-3.0-or-later
//
// The manual pages are complete.
#include "app/manual.h"

#include "support.h"

namespace rtpengine::app {
namespace {

TEST(Manual, ProgramPageHasEveryOption) {
  const std::string page = program_manual();
  OptionCatalog catalog;
  for (const CatalogEntry* entry : catalog.entries())
    EXPECT_NE(page.find("\\fB" + roff_escape("--" + entry->name) + "\\fR"), std::string::npos)
        << entry->name;
  for (const char* section : {"NAME", "SYNOPSIS", "OPTIONS", "SIGNALS", "EXIT STATUS", "FILES"})
    EXPECT_NE(page.find(std::string(".SH ") + section + "\n"), std::string::npos) << section;
}

TEST(Manual, FilePageHasEveryKey) {
  const std::string page = file_manual();
  OptionCatalog catalog;
  for (const CatalogEntry* entry : catalog.entries()) {
    if (entry->has(kCommandLineOnly)) continue;
    EXPECT_NE(page.find("\\fB" + roff_escape(entry->key) + "\\fR ("), std::string::npos)
        << entry->name;
  }
  EXPECT_NE(page.find(".SS Section log\n"), std::string::npos);
}

TEST(Manual, PagesHaveNoDateOfTheBuild) {
  EXPECT_EQ(program_manual(), program_manual());
  EXPECT_NE(program_manual().find(".TH RTPENGINE 1 \"\""), std::string::npos);
}

TEST(Manual, EscapesWhatRoffWouldRead) {
  EXPECT_EQ(roff_escape("--a\\n"), "\\-\\-a\\en");
  EXPECT_EQ(roff_escape(".x\n'y"), "\\&.x\n\\&\\(aqy");
  EXPECT_EQ(roff_escape("a.b"), "a.b");
}

}  // namespace
}  // namespace rtpengine::app
