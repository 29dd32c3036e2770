// SPDX-License-Identifier: GPL-3.0-or-later
//
// A model from a body that is expected to be in order.
#pragma once

#include <gtest/gtest.h>

#include <string>
#include <utility>

#include "sdp/session.h"

namespace rtpengine::sdp {

/// Fails the test and goes on with an empty session if the body is refused.
inline Session parsed(const std::string& body) {
  auto session = Session::parse(body);
  if (!session) {
    ADD_FAILURE() << session.error();
    session = Session::parse("v=0\n");
  }
  return std::move(*session);
}

}  // namespace rtpengine::sdp
