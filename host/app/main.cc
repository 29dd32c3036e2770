// SPDX-License-Identifier: GPL-3.0-or-later
//
// The program rtpengine.
#include <unistd.h>

#include <cstdio>
#include <cstdlib>
#include <exception>

#include "app/daemon.h"

int main(int argc, char** argv) {
  try {
    int status = EXIT_SUCCESS;
    bool left_jobs = false;
    {
      rtpengine::app::Daemon daemon({argv + (argc > 0 ? 1 : 0), argv + argc},
                                    rtpengine::app::Places::of_this_program());
      status = daemon.run();
      left_jobs = daemon.has_left_jobs();
    }
    if (!left_jobs) return status;
    std::fflush(nullptr);
    _exit(status);
  } catch (const std::exception& problem) {
    std::fprintf(stderr, "rtpengine: cannot go on: %s\n", problem.what());
    return EXIT_FAILURE;
  }
}
