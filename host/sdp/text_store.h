// SPDX-License-Identifier: GPL-3.0-or-later
//
// Storage for the texts that are put into an SDP model.
#pragma once

#include <cstddef>
#include <memory>
#include <string_view>
#include <vector>

namespace rtpengine::sdp {

/// Keeps copies of texts at fixed places until it goes. Unlike a deque of strings it allocates
/// nothing while empty, and moving it moves no text. Not thread-safe. After being moved from it is
/// empty.
class TextStore {
 public:
  TextStore() = default;
  TextStore(TextStore&&) noexcept = default;
  TextStore& operator=(TextStore&&) noexcept = default;

  /// `size` bytes to write to, at least one; they stay where they are.
  char* allocate(std::size_t size);

 private:
  static constexpr std::size_t kBlockSize = 1024;

  // Room is always worked out from the newest block, never from a pointer of its own: so a store
  // that was moved from, whose list is empty, can't write into what it gave away.
  std::vector<std::unique_ptr<char[]>> blocks_;
  std::size_t block_size_ = 0;  ///< of the newest block
  std::size_t used_ = 0;        ///< of the newest block
};

}  // namespace rtpengine::sdp
