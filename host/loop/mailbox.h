// SPDX-License-Identifier: GPL-3.0-or-later
//
// Mailbox: the bounded queue through which other threads give an event loop work.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <mutex>
#include <vector>

namespace rtpengine::loop {

/// Something a loop runs once. Move-only work fits through a shared or unique pointer captured by
/// a mutable lambda.
using Task = std::function<void()>;

/// Many threads push, one takes all at once by a swap: the lock is held for a moment only, and the
/// memory of both vectors is used again and again.
class Mailbox {
 public:
  enum class Push {
    taken,        ///< the reader knows already that there is something
    taken_first,  ///< the mailbox was empty: wake the reader
    full,
    closed,
  };

  /// At most `limit` tasks wait.
  explicit Mailbox(std::size_t limit) : limit_(limit) {}

  /// Move from `task` if it is taken. Any thread.
  Push push(Task& task);
  /// The same without a limit, for tasks of which there is one at a time.
  Push push_beyond_limit(Task& task);

  /// Move all tasks to `batch`, which must be empty.
  void take(std::vector<Task>& batch);

  /// Refuse all further tasks if none waits. Whether it is closed now.
  bool close_if_empty();
  /// Refuse all further tasks; those that wait are dropped, and counted.
  void close();
  /// Take tasks (again).
  void open();

  /// Tasks refused or dropped so far. Any thread.
  std::uint64_t dropped() const;

 private:
  Push push(Task& task, std::size_t limit);

  const std::size_t limit_;
  mutable std::mutex mutex_;
  std::vector<Task> tasks_;
  std::uint64_t dropped_ = 0;
  bool closed_ = false;
};

}  // namespace rtpengine::loop
