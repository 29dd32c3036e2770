// SPDX-License-Identifier: GPL-3.0-or-later
//
// Checks under way.

#include "transactions.h"

#include <algorithm>

namespace rtpengine::ice {

Micros Transactions::wait_after(const Transaction& transaction) const noexcept {
  if (transaction.sent >= timing_.requests) return timing_.last_wait * transaction.rto;
  return transaction.rto << (transaction.sent - 1);
}

void Transactions::add(Transaction transaction, Micros now) {
  transaction.sent = 1;
  transaction.due = now + wait_after(transaction);
  list_.push_back(transaction);
}

Transaction* Transactions::find(const TransactionId& id) noexcept {
  const auto found =
      std::find_if(list_.begin(), list_.end(), [&id](const Transaction& t) { return t.id == id; });
  return found == list_.end() ? nullptr : &*found;
}

void Transactions::remove(const TransactionId& id) noexcept {
  std::erase_if(list_, [&id](const Transaction& t) { return t.id == id; });
}

void Transactions::cancel(PairId pair, Micros now) noexcept {
  for (Transaction& transaction : list_) {
    if (transaction.pair != pair || transaction.cancelled) continue;
    transaction.cancelled = true;
    transaction.due = now + timing_.last_wait * transaction.rto;
  }
  const auto cancelled = [pair](const Transaction& t) { return t.pair == pair && t.cancelled; };
  if (std::count_if(list_.begin(), list_.end(), cancelled) > kCancelledKept) {
    list_.erase(std::find_if(list_.begin(), list_.end(), cancelled));
  }
}

bool Transactions::under_way(PairId pair) const noexcept {
  return std::any_of(list_.begin(), list_.end(),
                     [pair](const Transaction& t) { return t.pair == pair && !t.cancelled; });
}

bool Transactions::nominating(PairId pair) const noexcept {
  return std::any_of(list_.begin(), list_.end(), [pair](const Transaction& t) {
    return t.pair == pair && !t.cancelled && t.nomination;
  });
}

bool Transactions::fresh(PairId pair, Micros now) const noexcept {
  return std::any_of(list_.begin(), list_.end(), [=](const Transaction& t) {
    return t.pair == pair && !t.cancelled && t.sent == 1 && t.due > now;
  });
}

Transactions::Due Transactions::take_due(Micros now, Transaction* out) {
  const auto found = std::find_if(list_.begin(), list_.end(),
                                  [now](const Transaction& t) { return t.due <= now; });
  if (found == list_.end()) return Due::none;
  if (found->cancelled || found->sent >= timing_.requests) {
    *out = *found;
    list_.erase(found);
    return Due::timeout;
  }
  ++found->sent;
  found->due = now + wait_after(*found);
  *out = *found;
  return Due::repeat;
}

Micros Transactions::next_due() const noexcept {
  Micros due = kNever;
  for (const Transaction& transaction : list_) due = std::min(due, transaction.due);
  return due;
}

}  // namespace rtpengine::ice
