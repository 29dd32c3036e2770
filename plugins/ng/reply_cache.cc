// SPDX-License-Identifier: GPL-3.0-or-later
//
// The cache of replies: two generations, and the requests in work.

#include "reply_cache.h"

#include <algorithm>
#include <utility>

namespace rtpengine::ng {
namespace {

/// Whether this client will get the reply already.
bool is_expected(const PendingReply& request, const Peer& client) {
  if (same_client(request.client, client)) return true;
  const auto end = request.waiting.begin() + static_cast<std::ptrdiff_t>(request.waiting_count);
  return std::any_of(request.waiting.begin(), end,
                     [&client](const Peer& peer) { return same_client(peer, client); });
}

}  // namespace

ReplyCache::ReplyCache(CacheLimits limits) noexcept
    : limits_(limits), current_(limits.generation), older_(limits.generation) {}

Admission ReplyCache::admit(PendingReply* request, std::int64_t now_us, std::span<char> out,
                            std::size_t* size) noexcept {
  request->hash = sip_hash(hash_key_, request->cookie);
  request->waiting_count = 0;
  const std::lock_guard lock(mutex_);
  rotate(now_us);
  if (PendingReply* first = find_pending(*request)) {
    if (first->waiting_count < PendingReply::kMaxWaiting && !is_expected(*first, request->client)) {
      first->waiting[first->waiting_count++] = request->client;
    }
    return Admission::in_work;
  }
  auto reply = current_.find(request->cookie, request->hash);
  if (!reply) reply = older_.find(request->cookie, request->hash);
  if (reply) {
    *size = std::min(reply->size(), out.size());
    std::copy_n(reply->begin(), *size, out.begin());
    return Admission::answered;
  }
  PendingReply*& bucket = pending_[request->hash % kBuckets];
  request->next = bucket;
  bucket = request;
  return Admission::fresh;
}

Remembered ReplyCache::answer(PendingReply* request, std::string_view reply,
                              std::int64_t now_us) noexcept {
  const std::lock_guard lock(mutex_);
  rotate(now_us);
  unlink(request);
  if (current_.add(request->cookie, request->hash, reply)) return Remembered::stored;
  start_generation(now_us);
  const bool stored = current_.add(request->cookie, request->hash, reply);
  return stored ? Remembered::dropped_older : Remembered::not_stored;
}

void ReplyCache::abandon(PendingReply* request) noexcept {
  const std::lock_guard lock(mutex_);
  unlink(request);
}

void ReplyCache::expire(std::int64_t now_us) noexcept {
  const std::lock_guard lock(mutex_);
  rotate(now_us);
}

std::size_t ReplyCache::memory() noexcept {
  const std::lock_guard lock(mutex_);
  return current_.memory() + older_.memory();
}

std::size_t ReplyCache::entries() noexcept {
  const std::lock_guard lock(mutex_);
  return current_.entries() + older_.entries();
}

void ReplyCache::rotate(std::int64_t now_us) noexcept {
  if (!running_) {
    running_ = true;
    started_us_ = now_us;
  }
  const std::int64_t age = now_us - started_us_;
  if (age < limits_.generation_us) return;
  if (age < 2 * limits_.generation_us) {
    // As if it had been done in time: the pause must not make replies live longer.
    start_generation(started_us_ + limits_.generation_us);
  } else {
    start_generation(now_us);
    older_.clear();
  }
}

void ReplyCache::start_generation(std::int64_t start_us) noexcept {
  std::swap(current_, older_);
  current_.clear();
  started_us_ = start_us;
}

PendingReply* ReplyCache::find_pending(const PendingReply& request) noexcept {
  PendingReply* entry = pending_[request.hash % kBuckets];
  while (entry != nullptr && (entry->hash != request.hash || entry->cookie != request.cookie)) {
    entry = entry->next;
  }
  return entry;
}

void ReplyCache::unlink(PendingReply* request) noexcept {
  PendingReply** link = &pending_[request->hash % kBuckets];
  while (*link != request) link = &(*link)->next;
  *link = request->next;
  request->next = nullptr;
}

}  // namespace rtpengine::ng
