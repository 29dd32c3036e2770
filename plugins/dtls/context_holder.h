// SPDX-License-Identifier: GPL-3.0-or-later
//
// The certificate in use: new calls take the newest one, those that are up keep theirs.
#pragma once

#include <memory>
#include <mutex>

#include "config.h"
#include "context.h"

namespace rtpengine::dtls {

/// May be used by several threads.
class ContextHolder {
 public:
  static constexpr Micros kLife = 7 * 24 * 60 * 60 * kSecond;

  /// Null before the first one was put in.
  std::shared_ptr<const Context> current() const;
  /// From now on; made elsewhere, since that takes long.
  void replace(std::shared_ptr<const Context> context, Micros now);
  /// When it is to be replaced; long before its certificate ends.
  Micros due() const;

 private:
  mutable std::mutex mutex_;
  std::shared_ptr<const Context> context_;
  Micros due_ = 0;
};

}  // namespace rtpengine::dtls
