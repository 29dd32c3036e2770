// SPDX-License-Identifier: GPL-3.0-or-later
//
// Writes a manual page to standard output; the build runs it. Argument: the name of the page's
// file.
#include <cstdio>
#include <string>
#include <string_view>

#include "app/manual.h"

int main(int argc, char** argv) {
  const std::string_view page = argc == 2 ? argv[1] : "";
  std::string text;
  if (page == "rtpengine.1") text = rtpengine::app::program_manual();
  if (page == "rtpengine.yaml.5") text = rtpengine::app::file_manual();
  if (text.empty()) {
    std::fputs("usage: make_manual rtpengine.1|rtpengine.yaml.5\n", stderr);
    return 1;
  }
  return std::fputs(text.c_str(), stdout) < 0 || std::fflush(stdout) != 0;
}
