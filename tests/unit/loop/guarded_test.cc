// SPDX-License-Identifier: GPL-3.0-or-later
//
// Tests of the guard around callbacks.
#include "loop/guarded.h"

#include <gtest/gtest.h>

#include <stdexcept>

#include "tests/unit/loop/captured_log.h"

namespace rtpengine::loop {
namespace {

TEST(Guarded, RunsItsWork) {
  int run = 0;
  guarded("work", [&] { ++run; });
  EXPECT_EQ(run, 1);
}

TEST(Guarded, ReportsExceptionsAndGoesOn) {
  CapturedLog log;
  guarded("the work", [] { throw std::runtime_error("the reason"); });
  EXPECT_EQ(log.take(), "ERR: the work ended by an exception: the reason\n");
  guarded("the work", [] { throw 1; });
  EXPECT_EQ(log.take(), "ERR: the work ended by an unknown exception\n");
}

}  // namespace
}  // namespace rtpengine::loop
