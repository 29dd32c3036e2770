// SPDX-License-Identifier: GPL-3.0-or-later
//
// What the parts of the plugin use of the host, and settings. Made in init, constant afterwards.
#pragma once

#include <memory>

#include <rtpengine/author.h>
#include <rtpengine/calls.h>
#include <rtpengine/connectivity.h>
#include <rtpengine/keys.h>
#include <rtpengine/loop.h>

#include "context_holder.h"
#include "cookie.h"

namespace rtpengine::dtls {

struct Services {
  CallsV1* calls = nullptr;
  CallStateV1* states = nullptr;
  ConnectivityV1* connectivity = nullptr;
  KeysV1* keys = nullptr;
  LoopV1* loop = nullptr;
  author::Log log;
  bool passive = false;  ///< option `dtls-passive`
  ContextHolder contexts;
  std::unique_ptr<const CookieJar> cookies;
};

}  // namespace rtpengine::dtls
