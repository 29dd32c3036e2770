// SPDX-License-Identifier: GPL-3.0-or-later
//
// Remembered replies: a hash table with chains, all of it in chunks.

#include "reply_generation.h"

#include <algorithm>
#include <cstring>
#include <new>

namespace rtpengine::ng {
namespace {

constexpr std::size_t kBuckets = 1 << 14;

std::size_t bucket_of(std::uint64_t hash) { return hash & (kBuckets - 1); }

}  // namespace

/// Followed by the bytes of the cookie and those of the reply.
struct ReplyGeneration::Entry {
  Entry* next;
  std::uint64_t hash;
  std::uint32_t cookie_size;
  std::uint32_t reply_size;

  char* bytes() { return reinterpret_cast<char*>(this + 1); }
  std::string_view cookie() { return {bytes(), cookie_size}; }
  std::string_view reply() { return {bytes() + cookie_size, reply_size}; }
};

bool ReplyGeneration::add(std::string_view cookie, std::uint64_t hash,
                          std::string_view reply) noexcept {
  if (entries_ >= limits_.entries || cookie.size() > kChunk || reply.size() > kChunk) return false;
  if (!prepare_index()) return false;
  char* memory = allocate(sizeof(Entry) + cookie.size() + reply.size());
  if (memory == nullptr) return false;
  Entry*& bucket = buckets_[bucket_of(hash)];
  Entry* entry = new (memory) Entry{bucket, hash, static_cast<std::uint32_t>(cookie.size()),
                                    static_cast<std::uint32_t>(reply.size())};
  std::copy(cookie.begin(), cookie.end(), entry->bytes());
  std::copy(reply.begin(), reply.end(), entry->bytes() + cookie.size());
  bucket = entry;
  ++entries_;
  return true;
}

std::optional<std::string_view> ReplyGeneration::find(std::string_view cookie,
                                                      std::uint64_t hash) const noexcept {
  if (entries_ == 0) return std::nullopt;
  for (Entry* entry = buckets_[bucket_of(hash)]; entry != nullptr; entry = entry->next) {
    if (entry->hash == hash && entry->cookie() == cookie) return entry->reply();
  }
  return std::nullopt;
}

void ReplyGeneration::clear() noexcept {
  if (entries_ == 0) {
    buckets_.reset();
  } else {
    std::fill_n(buckets_.get(), kBuckets, nullptr);
  }
  chunks_.resize(std::min(chunks_.size(), chunks_used_));
  chunks_used_ = 0;
  offset_ = 0;
  entries_ = 0;
}

std::size_t ReplyGeneration::memory() const noexcept {
  return chunks_.size() * kChunk + (buckets_ ? kBuckets * sizeof(void*) : 0);
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

bool ReplyGeneration::prepare_index() noexcept {
  if (!buckets_) buckets_.reset(new (std::nothrow) Entry*[kBuckets]());
  return buckets_ != nullptr;
}

}  // namespace rtpengine::ng
