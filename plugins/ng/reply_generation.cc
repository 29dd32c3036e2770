// SPDX-License-Identifier: GPL-3.0-or-later
//
// Remembered replies: all of them in chunks, found by a table with open addressing. Nearly every
// question is about a cookie that is not there, and is answered by one slot of the table.

#include "reply_generation.h"

#include <algorithm>
#include <cstring>
#include <new>

namespace rtpengine::ng {
namespace {

constexpr std::size_t kFirstSlots = 1024;

}  // namespace

/// Followed by the bytes of the cookie and those of the reply.
struct ReplyGeneration::Entry {
  std::uint32_t cookie_size;
  std::uint32_t reply_size;

  char* bytes() { return reinterpret_cast<char*>(this + 1); }
  std::string_view cookie() { return {bytes(), cookie_size}; }
  std::string_view reply() { return {bytes() + cookie_size, reply_size}; }
};

bool ReplyGeneration::add(std::string_view cookie, std::uint64_t hash,
                          std::string_view reply) noexcept {
  if (entries_ >= limits_.entries || cookie.size() > kChunk || reply.size() > kChunk) return false;
  if (!make_room_in_index()) return false;
  char* memory = allocate(sizeof(Entry) + cookie.size() + reply.size());
  if (memory == nullptr) return false;
  Entry* entry = new (memory)
      Entry{static_cast<std::uint32_t>(cookie.size()), static_cast<std::uint32_t>(reply.size())};
  std::copy(cookie.begin(), cookie.end(), entry->bytes());
  std::copy(reply.begin(), reply.end(), entry->bytes() + cookie.size());
  const std::size_t place = (chunks_used_ - 1) * kChunk +
                            static_cast<std::size_t>(memory - chunks_[chunks_used_ - 1].get());
  put({static_cast<std::uint32_t>(hash), static_cast<std::uint32_t>(place / alignof(Entry)) + 1});
  ++entries_;
  return true;
}

std::optional<std::string_view> ReplyGeneration::find(std::string_view cookie,
                                                      std::uint64_t hash) const noexcept {
  if (entries_ == 0) return std::nullopt;
  const auto tag = static_cast<std::uint32_t>(hash);
  for (std::size_t i = tag & (slots_ - 1); index_[i].place != 0; i = (i + 1) & (slots_ - 1)) {
    if (index_[i].tag != tag) continue;
    Entry& entry = at(index_[i]);
    if (entry.cookie() == cookie) return entry.reply();
  }
  return std::nullopt;
}

void ReplyGeneration::clear() noexcept {
  if (entries_ == 0) {
    index_.reset();
    slots_ = 0;
  } else {
    std::fill_n(index_.get(), slots_, Slot{});
  }
  chunks_.resize(std::min(chunks_.size(), chunks_used_));
  chunks_used_ = 0;
  offset_ = 0;
  entries_ = 0;
}

std::size_t ReplyGeneration::memory() const noexcept {
  return chunks_.size() * kChunk + slots_ * sizeof(Slot);
}

char* ReplyGeneration::allocate(std::size_t size) noexcept {
  size = (size + alignof(Entry) - 1) & ~(alignof(Entry) - 1);
  if (size > kChunk) return nullptr;
  if (chunks_used_ == 0 || size > kChunk - offset_) {
    if (chunks_used_ == limits_.chunks) return nullptr;
    if (chunks_used_ == chunks_.size()) {
      try {
        // Uninitialized: pages that are never written to cost nothing.
        chunks_.push_back(std::unique_ptr<char[]>(new char[kChunk]));
      } catch (const std::bad_alloc&) {
        return nullptr;
      }
    }
    ++chunks_used_;
    offset_ = 0;
  }
  char* memory = chunks_[chunks_used_ - 1].get() + offset_;
  offset_ += size;
  return memory;
}

ReplyGeneration::Entry& ReplyGeneration::at(Slot slot) const noexcept {
  const std::size_t place = std::size_t{slot.place - 1} * alignof(Entry);
  return *reinterpret_cast<Entry*>(chunks_[place / kChunk].get() + place % kChunk);
}

void ReplyGeneration::put(Slot slot) noexcept {
  std::size_t i = slot.tag & (slots_ - 1);
  while (index_[i].place != 0) i = (i + 1) & (slots_ - 1);
  index_[i] = slot;
}

bool ReplyGeneration::make_room_in_index() noexcept {
  if (2 * (entries_ + 1) <= slots_) return true;
  const std::size_t before = slots_;
  std::unique_ptr<Slot[]> larger(new (std::nothrow) Slot[std::max(kFirstSlots, 2 * before)]());
  if (!larger) return false;
  index_.swap(larger);
  slots_ = std::max(kFirstSlots, 2 * before);
  for (std::size_t i = 0; i < before; ++i) {
    if (larger[i].place != 0) put(larger[i]);
  }
  return true;
}

}  // namespace rtpengine::ng
