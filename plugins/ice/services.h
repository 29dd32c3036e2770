// SPDX-License-Identifier: GPL-3.0-or-later
//
// What the parts of the plugin use of the host, and settings. Made in init, constant afterwards.
#pragma once

#include <array>
#include <cstdint>

#include <rtpengine/author.h>
#include <rtpengine/calls.h>
#include <rtpengine/connectivity.h>
#include <rtpengine/loop.h>

namespace rtpengine::ice {

/// What an offer without the key `ICE` means.
enum class IceDefault : std::uint8_t {
  seed,      ///< offer ICE where there was none; join the candidates where there were some
  optional,  ///< offer ICE to those whose other side, or who themselves, use it
  remove,    ///< offer none
};

struct Services {
  CallsV1* calls = nullptr;
  CallStateV1* states = nullptr;
  ConnectivityV1* connectivity = nullptr;
  LoopV1* loop = nullptr;
  author::Log log;
  IceDefault ice_default = IceDefault::seed;
  /// Random; what must be the same in several places and unknown to others is made from it.
  std::array<std::uint8_t, 32> secret = {};
};

}  // namespace rtpengine::ice
