// SPDX-License-Identifier: GPL-3.0-or-later
//
// Finding calls from outside of this folder.
#pragma once

#include <string_view>

#include "call/worker_calls.h"

namespace rtpengine::call {

class CallFinder {
 public:
  /// The calls of the worker that runs the caller; null on any other thread.
  virtual WorkerCalls* local_calls() = 0;

  /// Index of the worker that the call lives on, or -1. Any thread.
  virtual int find_worker(std::string_view call_id) const = 0;

 protected:
  ~CallFinder() = default;
};

}  // namespace rtpengine::call
