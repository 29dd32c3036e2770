// SPDX-License-Identifier: GPL-3.0-or-later
//
// The program rtpengine.
#include <cstdio>
#include <cstdlib>
#include <exception>

#include "app/daemon.h"

int main(int argc, char** argv) {
  try {
    rtpengine::app::Daemon daemon({argv + (argc > 0 ? 1 : 0), argv + argc},
                                  rtpengine::app::Places::of_this_program());
    return daemon.run();
  } catch (const std::exception& problem) {
    std::fprintf(stderr, "rtpengine: cannot go on: %s\n", problem.what());
    return EXIT_FAILURE;
  }
}
