// SPDX-License-Identifier: GPL-3.0-or-later
//
// Requests and their pool.

#include "request.h"

#include <new>

#include "dispatcher.h"

namespace rtpengine::ng {

void Request::on_reply(const Value* reply) noexcept { dispatcher->complete(this, reply); }

RequestPool::~RequestPool() {
  while (free_ != nullptr) {
    Request* request = free_;
    free_ = request->next_free;
    delete request;
  }
}

Request* RequestPool::take() noexcept {
  {
    const std::lock_guard lock(mutex_);
    if (Request* request = free_) {
      free_ = request->next_free;
      --idle_;
      ++taken_;
      return request;
    }
  }
  Request* request = new (std::nothrow) Request;
  if (request == nullptr) return nullptr;
  const std::lock_guard lock(mutex_);
  ++taken_;
  return request;
}

void RequestPool::give_back(Request* request) noexcept {
  {
    const std::lock_guard lock(mutex_);
    --taken_;
    if (idle_ < max_idle_) {
      request->next_free = free_;
      free_ = request;
      ++idle_;
      return;
    }
  }
  delete request;
}

std::size_t RequestPool::taken() noexcept {
  const std::lock_guard lock(mutex_);
  return taken_;
}

}  // namespace rtpengine::ng
