// SPDX-License-Identifier: GPL-3.0-or-later
//
// Arena: memory for many small things that all go at the same time.
#pragma once

#include <cstddef>
#include <new>
#include <string_view>
#include <type_traits>

namespace rtpengine::base {

/// Hands out memory from blocks of one size by moving a pointer; nothing is given back singly and
/// no destructor runs. What it handed out stays where it is until reset or destruction.
/// Not thread-safe.
class Arena {
 public:
  static constexpr std::size_t kDefaultBlockSize = 4096;
  static constexpr std::size_t kDefaultLimit = 16u << 20;

  /// `limit`: how many bytes all blocks together may have.
  explicit Arena(std::size_t limit = kDefaultLimit, std::size_t block_size = kDefaultBlockSize);
  ~Arena();
  Arena(const Arena&) = delete;
  Arena& operator=(const Arena&) = delete;

  /// `size` bytes, uninitialised; `alignment` is a power of two, at most that of max_align_t.
  /// Null if that would pass the limit or memory is out; exhausted() is true from then on.
  void* allocate(std::size_t size, std::size_t alignment = alignof(std::max_align_t));

  /// A value-initialised object in the arena; null as for allocate.
  template <typename T>
  T* make() {
    static_assert(std::is_trivially_destructible_v<T>, "no destructor would run");
    void* place = allocate(sizeof(T), alignof(T));
    return place == nullptr ? nullptr : new (place) T();
  }

  /// A copy of `text` in the arena. Its data is null if there was no room, or `text` is empty.
  std::string_view copy(std::string_view text);

  /// Forget all that was handed out; one block is kept for use again.
  void reset();

  /// Whether an allocation was refused since construction or the last reset.
  bool exhausted() const { return exhausted_; }
  /// Bytes of all blocks.
  std::size_t reserved() const { return reserved_; }

 private:
  /// In front of the bytes of each block.
  struct alignas(std::max_align_t) Block {
    Block* older;
    std::size_t size;  ///< of its bytes, without this header
  };

  std::byte* add_block(std::size_t size);
  void free_from(Block* block);

  const std::size_t limit_;
  const std::size_t block_size_;
  Block* newest_ = nullptr;
  std::byte* next_ = nullptr;  ///< first free byte of the block in use
  std::size_t left_ = 0;       ///< free bytes from there
  std::size_t reserved_ = 0;
  bool exhausted_ = false;
};

}  // namespace rtpengine::base
