// SPDX-License-Identifier: GPL-3.0-or-later
//
// The certificate in use.

#include "context_holder.h"

#include <utility>

namespace rtpengine::dtls {

std::shared_ptr<const Context> ContextHolder::current() const {
  const std::lock_guard lock(mutex_);
  return context_;
}

void ContextHolder::replace(std::shared_ptr<const Context> context, Micros now) {
  // The old one goes with the parameter, when the lock is given back.
  const std::lock_guard lock(mutex_);
  context_.swap(context);
  due_ = now + kLife;
}

Micros ContextHolder::due() const {
  const std::lock_guard lock(mutex_);
  return due_;
}

}  // namespace rtpengine::dtls
