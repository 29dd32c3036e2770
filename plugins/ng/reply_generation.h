// SPDX-License-Identifier: GPL-3.0-or-later
//
// One generation of remembered replies: entries are only ever added, and all forgotten at once, so
// they are laid one behind the other into large chunks of memory.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string_view>
#include <vector>

namespace rtpengine::ng {

/// Bounds of one generation.
struct GenerationLimits {
  std::size_t entries;
  std::size_t chunks;  ///< of kChunk bytes each
};

/// Not thread-safe. Views handed out are good until the next clear.
class ReplyGeneration {
 public:
  static constexpr std::size_t kChunk = std::size_t{256} * 1024;

  explicit ReplyGeneration(GenerationLimits limits) noexcept : limits_(limits) {}

  /// Remember a reply. False if a limit is reached, or memory is short; nothing has changed then.
  bool add(std::string_view cookie, std::uint64_t hash, std::string_view reply) noexcept;

  std::optional<std::string_view> find(std::string_view cookie, std::uint64_t hash) const noexcept;

  /// Forget all entries. Memory that they did not need goes back, the rest is kept for the next
  /// ones: an idle generation cleared twice holds none.
  void clear() noexcept;

  std::size_t entries() const noexcept { return entries_; }
  /// Bytes held.
  std::size_t memory() const noexcept;

 private:
  struct Entry;
  struct Slot {
    std::uint32_t tag = 0;    ///< low bits of the hash
    std::uint32_t place = 0;  ///< of the Entry in the chunks, in its alignments, from 1 on; 0: none
  };

  /// `size` bytes, aligned for an Entry; null if a limit is reached or memory is short.
  char* allocate(std::size_t size) noexcept;
  Entry& at(Slot slot) const noexcept;
  void put(Slot slot) noexcept;
  /// For one entry more; at least half of the slots stay free.
  bool make_room_in_index() noexcept;

  GenerationLimits limits_;
  std::unique_ptr<Slot[]> index_;
  std::size_t slots_ = 0;  ///< a power of two, or none
  std::vector<std::unique_ptr<char[]>> chunks_;
  std::size_t chunks_used_ = 0;
  std::size_t offset_ = 0;  ///< in the last used chunk
  std::size_t entries_ = 0;
};

}  // namespace rtpengine::ng
