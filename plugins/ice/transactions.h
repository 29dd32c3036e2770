// SPDX-License-Identifier: GPL-3.0-or-later
//
// Checks under way: when each is sent again, and when it is given up (RFC 8489 section 6.2.1).
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "check_list.h"
#include "config.h"
#include "stun.h"

namespace rtpengine::ice {

struct Transaction {
  TransactionId id = {};
  PairId pair = 0;
  std::uint32_t local = 0;
  Endpoint to = {};
  Role role = Role::controlling;  ///< ours when it was made
  std::uint64_t tie_breaker = 0;
  bool use_candidate = false;
  bool nomination = false;  ///< of a pair that was valid before
  bool cancelled = false;   ///< not sent again, its answer still counts (RFC 8445 section 7.3.1.4)
  unsigned sent = 0;
  Micros rto = 0;
  Micros due = kNever;
};

class Transactions {
 public:
  Transactions(const Timing& timing, std::size_t limit) : timing_(timing), limit_(limit) {}

  bool full() const noexcept { return list_.size() >= limit_; }
  std::size_t size() const noexcept { return list_.size(); }
  /// Keep one that is about to be sent for the first time; must not be full.
  void add(Transaction transaction, Micros now);
  Transaction* find(const TransactionId& id) noexcept;
  void remove(const TransactionId& id) noexcept;
  void clear() noexcept { list_.clear(); }
  /// Cancel those of a pair; of those cancelled before, the last few still count.
  void cancel(PairId pair, Micros now) noexcept;
  /// Whether a check of this pair is under way and not cancelled.
  bool under_way(PairId pair) const noexcept;
  /// The same, of those that nominate a pair that was valid before.
  bool nominating(PairId pair) const noexcept;
  /// The same, of those that were sent so lately that they were not repeated yet.
  bool fresh(PairId pair, Micros now) const noexcept;

  enum class Due : std::uint8_t { none, repeat, timeout };
  /// The next whose time has come: `repeat` has counted the sending, `timeout` has removed it.
  Due take_due(Micros now, Transaction* out);
  Micros next_due() const noexcept;

 private:
  static constexpr std::ptrdiff_t kCancelledKept = 3;  ///< of one pair

  Micros wait_after(const Transaction& transaction) const noexcept;

  Timing timing_;
  std::size_t limit_;
  std::vector<Transaction> list_;
};

}  // namespace rtpengine::ice
