// SPDX-License-Identifier: GPL-3.0-or-later
//
// Whether tests of steering can run here.
#pragma once

#include <string>

#include "net/steering.h"

namespace rtpengine::net::test {

/// Why they can't, for want of privileges or of a kernel that can do it; empty if they can. Any
/// other trouble is none of these: tests shall fail by it.
inline std::string steering_obstacle() {
  const auto opened = Steering::open({});
  if (opened) return {};
  for (const char* excuse : {"Operation not permitted", "Function not implemented"}) {
    if (opened.error().find(excuse) != std::string::npos) return opened.error();
  }
  return {};
}

}  // namespace rtpengine::net::test
