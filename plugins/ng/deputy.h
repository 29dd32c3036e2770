// SPDX-License-Identifier: GPL-3.0-or-later
//
// Reads for listeners whose worker does not come to it: a client must not wait in silence because a
// worker is stalled.
#pragma once

#include <condition_variable>
#include <cstdint>
#include <mutex>
#include <thread>
#include <vector>

#include <rtpengine/listeners.h>

#include "dispatcher.h"
#include "listener.h"

namespace rtpengine::ng {

/// A thread that looks at all listeners ten times a second. What waited at two looks, while the
/// worker has not come to read, it reads itself, and goes on until the worker is back. Main thread.
class Deputy {
 public:
  /// Borrows both. `sockets`: while they move it reads nothing; null: they never do.
  Deputy(Dispatcher* dispatcher, ListenersV1* sockets) noexcept
      : dispatcher_(dispatcher), sockets_(sockets) {}
  ~Deputy() { stop(); }
  Deputy(const Deputy&) = delete;
  Deputy& operator=(const Deputy&) = delete;

  /// Before start; the listener lives until stop has returned. May throw std::bad_alloc.
  void stand_in_for(Listener* listener);
  /// False: the system gives no thread.
  bool start() noexcept;
  /// When this returns it reads nothing any more. Idempotent.
  void stop() noexcept;

  /// One look. Only while the thread does not run.
  void look() noexcept;

 private:
  struct Watched {
    Listener* listener;
    std::uint32_t visits = 0;  ///< at the last look
    bool waited = false;       ///< there was something to read at the last look
    bool reading = false;      ///< for the worker
  };

  void run() noexcept;
  void look_at(Watched& watched, bool waits) noexcept;

  Dispatcher* const dispatcher_;
  ListenersV1* const sockets_;
  std::vector<Watched> watched_;
  std::mutex mutex_;
  std::condition_variable end_;
  bool ending_ = false;  ///< guarded by the mutex
  std::thread thread_;
};

}  // namespace rtpengine::ng
