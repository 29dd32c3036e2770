// SPDX-License-Identifier: GPL-3.0-or-later
//
// Which worker a call lives on: the one table that all workers share. Touched by signalling only.
#pragma once

#include <cstddef>
#include <mutex>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace rtpengine::call {

/// Thread-safe.
class Directory {
 public:
  explicit Directory(unsigned workers) : calls_of_(workers), avoided_(workers) {}

  /// The call's worker, or -1 if there is no such call.
  int find(std::string_view call_id) const;

  /// The call's worker; a call that is not there is given to the worker with the fewest calls.
  unsigned find_or_assign(std::string_view call_id);
  /// As find_or_assign, but a call that is not there is given to `worker`. Asked by a worker that
  /// is about to make the call: if it is the owner, abandon no longer takes the call from it.
  unsigned find_or_claim(std::string_view call_id, unsigned worker);

  /// The call has ended, or did not come about. Nothing happens if another worker has it by now.
  void release(std::string_view call_id, unsigned worker);

  /// A command for the call did not reach its worker: if the worker has not claimed the call since
  /// it was assigned, it is not there any more. Whether that was so.
  bool abandon(std::string_view call_id, unsigned worker);

  /// Give a worker no new calls if there are others, or take that back.
  void avoid(unsigned worker, bool avoided);

  std::size_t size() const;
  /// The largest size since this was asked last, at least that of now.
  std::size_t take_most();
  /// At most `limit` call-ids, in no particular order.
  std::vector<std::string> list(std::size_t limit) const;

 private:
  struct Hash {
    using is_transparent = void;
    std::size_t operator()(std::string_view text) const {
      return std::hash<std::string_view>{}(text);
    }
  };
  struct Owner {
    unsigned worker;
    bool claimed;  ///< the worker knows of the call
  };
  using Map = std::unordered_map<std::string, Owner, Hash, std::equal_to<>>;

  unsigned assign(std::string_view call_id, Owner owner);
  void erase(Map::const_iterator call);
  unsigned least_loaded() const;

  mutable std::mutex mutex_;
  Map workers_;
  std::vector<std::size_t> calls_of_;  ///< number of calls of each worker
  std::vector<bool> avoided_;          ///< of each worker
  std::size_t most_ = 0;
};

}  // namespace rtpengine::call
