// SPDX-License-Identifier: GPL-3.0-or-later
//
// The attack matrix: all of its cells at once, on one daemon.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "attacked_call.h"
#include "harness/daemon.h"

namespace rtpengine::harness {

/// The network of the matrix: a daemon, a proxy, the parties and the attacker, each with a private
/// and a public address.
class AttackNetwork {
 public:
  AttackNetwork();

  /// Starts a daemon with its public interface and this learning mode, and these arguments.
  std::unique_ptr<Daemon> start(const std::string& mode, const std::vector<std::string>& more = {});
  World world();

 private:
  Site site(const std::string& role);

  Network network_;
};

struct MatrixResult {
  std::vector<Score> scores;  ///< one for each cell
  std::string problem;        ///< why there are none, or what signalling went wrong
};

/// Takes about ten seconds.
MatrixResult run_matrix(const std::vector<Cell>& cells, const World& world, NgClient& ng);

}  // namespace rtpengine::harness
