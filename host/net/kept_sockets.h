// SPDX-License-Identifier: GPL-3.0-or-later
//
// Sockets of a port pool that stay bound after their call. Opening and closing a port costs more
// than all the rest of a call's signalling, so the next call is given a socket that is open still.
// No locks in here; used by PortPool, which locks.
#pragma once

#include <cstddef>
#include <cstdint>
#include <deque>
#include <optional>
#include <unordered_map>
#include <vector>

#include "base/clock.h"

namespace rtpengine::net {

/// A bound socket without a user. Owns nothing: whoever takes it out has to close it.
struct KeptSocket {
  std::uint16_t port = 0;
  int fd = -1;
};

/// Bound sockets, the one that was given back longest ago first. Those of an even port and the odd
/// one above it come back together as a pair, whichever was given back first.
class KeptSockets {
 public:
  /// A socket that has rested for so long may be used again, be there many or few: what was still
  /// on its way to the call before has arrived.
  static constexpr base::Time kRest = 5 * base::kSecond;
  /// Or once so many pairs were given back after it: many calls make for more sockets than are
  /// needed otherwise.
  static constexpr std::size_t kSpread = 256;

  struct Pair {
    KeptSocket even;
    KeptSocket odd;
  };

  /// Sockets to keep at most; 0: none.
  explicit KeptSockets(std::size_t limit) : limit_(limit) {}

  /// False: there is no room, the caller has to close it.
  [[nodiscard]] bool put(KeptSocket socket, base::Time now);

  /// The oldest pair, if it has rested or there are many after it.
  std::optional<Pair> take_pair(base::Time now);
  /// The oldest socket whose partner is in use or closed, else one of the oldest pair, on the same
  /// terms.
  std::optional<KeptSocket> take_single(base::Time now);

  /// Take out those given back before `before`.
  std::vector<KeptSocket> take_older(base::Time before);
  std::vector<KeptSocket> take_all();

  std::size_t size() const { return 2 * pairs_.size() + singles_.size(); }
  /// In rising order.
  std::vector<std::uint16_t> ports() const;

 private:
  struct RestingPair {
    std::uint16_t port;  ///< the even one
    int even;
    int odd;
    base::Time since;
  };
  struct RestingSingle {
    int fd;
    base::Time since;
  };

  struct Turn {
    std::uint16_t port;
    base::Time since;
  };

  std::optional<Turn> oldest_single();

  std::size_t limit_;
  std::deque<RestingPair> pairs_;
  std::unordered_map<std::uint16_t, RestingSingle> singles_;  ///< by port
  /// Which of the singles came first; those that are not there any more are passed over.
  std::deque<Turn> single_turns_;
};

}  // namespace rtpengine::net
