// SPDX-License-Identifier: GPL-3.0-or-later
//
// The world that most system tests live in: a network with a daemon, a proxy, two hosts of phones
// and a stranger on it.
#pragma once

#include <gtest/gtest.h>

#include <memory>
#include <string>
#include <vector>

#include "call.h"
#include "daemon.h"

namespace rtpengine::harness {

class SystemTest : public testing::Test {
 protected:
  void SetUp() override;
  /// Ends the daemon if the test did not, and looks how it ends.
  void TearDown() override;

  /// Starts the daemon with these arguments after Daemon::base_arguments(). To be used in
  /// ASSERT_TRUE; more of it may be started when the first has ended.
  testing::AssertionResult start(const std::vector<std::string>& arguments);
  testing::AssertionResult start_with_words(const std::vector<std::string>& words);

  Host& host(const std::string& role) { return network_->host(role); }
  Daemon& daemon() { return *daemon_; }
  NgClient& ng() { return daemon_->ng(); }
  std::set<std::string> calls() { return ng().calls(); }

  /// The phones of a call that is not signalled yet.
  std::unique_ptr<Call> new_call(const std::string& id, bool caller_v6 = false,
                                 bool callee_v6 = false);
  /// Calls `<prefix>0` to `<prefix>N-1`, connected. Empty, and the test fails, if that cannot be.
  Calls connected_calls(const std::string& prefix, unsigned count, bool caller_v6 = false,
                        bool callee_v6 = false);

 private:
  testing::AssertionResult readiness();

  std::unique_ptr<Network> network_;
  std::unique_ptr<Daemon> daemon_;
};

/// The RTP (or RTCP) stream that a party sends to the daemon, in the reply to a query.
const Bencoded& stream_of(const Bencoded& query, const std::string& tag, bool rtcp = false);

/// Packets of such a stream that were dropped for this reason.
std::int64_t drops_of(const Bencoded& stream, const std::string& reason);

/// All packets of all streams in the reply to a query that were dropped.
std::int64_t all_drops(const Bencoded& query);

}  // namespace rtpengine::harness
