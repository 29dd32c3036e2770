// SPDX-License-Identifier: GPL-3.0-or-later
//
// Arena: blocks in a chain, a pointer into the newest one of regular size.
#include "base/arena.h"

#include <cstdint>
#include <cstring>

namespace rtpengine::base {

Arena::Arena(std::size_t limit, std::size_t block_size) : limit_(limit), block_size_(block_size) {}

Arena::~Arena() { free_from(newest_); }

void* Arena::allocate(std::size_t size, std::size_t alignment) {
  const std::size_t padding = -reinterpret_cast<std::uintptr_t>(next_) & (alignment - 1);
  if (next_ != nullptr && padding <= left_ && size <= left_ - padding) {
    std::byte* const place = next_ + padding;
    next_ = place + size;
    left_ -= padding + size;
    return place;
  }
  // What would fill most of a block gets one for itself, so that the rest of the block in use
  // isn't lost. A new block is aligned for everything.
  const bool own_block = size > block_size_ / 4;
  std::byte* const place = add_block(own_block ? size : block_size_);
  if (place == nullptr || own_block) return place;
  next_ = place + size;
  left_ = block_size_ - size;
  return place;
}

std::byte* Arena::add_block(std::size_t size) {
  void* memory = nullptr;
  if (size <= limit_ - reserved_) memory = ::operator new(sizeof(Block) + size, std::nothrow);
  if (memory == nullptr) {
    exhausted_ = true;
    return nullptr;
  }
  newest_ = new (memory) Block{newest_, size};
  reserved_ += size;
  return reinterpret_cast<std::byte*>(newest_ + 1);
}

std::string_view Arena::copy(std::string_view text) {
  if (text.empty()) return {};
  auto* const place = static_cast<char*>(allocate(text.size(), 1));
  if (place == nullptr) return {};
  std::memcpy(place, text.data(), text.size());
  return {place, text.size()};
}

void Arena::reset() {
  Block* kept = nullptr;
  for (Block* block = newest_; block != nullptr;) {
    Block* const older = block->older;
    if (kept == nullptr && block->size == block_size_) {
      kept = block;
      kept->older = nullptr;
    } else {
      ::operator delete(block);
    }
    block = older;
  }
  newest_ = kept;
  next_ = kept == nullptr ? nullptr : reinterpret_cast<std::byte*>(kept + 1);
  left_ = reserved_ = kept == nullptr ? 0 : block_size_;
  exhausted_ = false;
}

void Arena::free_from(Block* block) {
  while (block != nullptr) {
    Block* const older = block->older;
    ::operator delete(block);
    block = older;
  }
}

}  // namespace rtpengine::base
