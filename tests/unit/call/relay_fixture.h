// SPDX-License-Identifier: GPL-3.0-or-later
//
// Two parties f and t in one call, for tests of what happens to their packets.
#pragma once

#include <gtest/gtest.h>

#include <string>
#include <utility>
#include <vector>

#include "tests/unit/call/bench.h"
#include "tests/unit/call/bodies.h"

namespace rtpengine::call {

class RelayTest : public testing::Test {
 protected:
  explicit RelayTest(std::vector<net::InterfaceSpec> interfaces = {})
      : bench_({}, std::move(interfaces)) {}
  /// While what the test has given to its calls is still there.
  void TearDown() override { bench_.calls->end_all(EndReason::shutdown); }

  Reply offer(std::string attributes = kDtmfLine, std::vector<std::string_view> flags = {}) {
    Arguments arguments{{"call-id", "c"},
                        {"from-tag", "f"},
                        {"sdp", body("192.0.2.1", 4000, std::move(attributes))}};
    for (const auto flag : flags) arguments.list("flags", {flag});
    return bench_.command("offer", arguments);
  }
  Reply answer(std::string attributes = kDtmfLine, int port = 5000) {
    return bench_.command("answer", {{"call-id", "c"},
                                     {"from-tag", "f"},
                                     {"to-tag", "t"},
                                     {"sdp", body("192.0.2.2", port, std::move(attributes))}});
  }
  void set_up() {
    EXPECT_EQ(offer().result(), "ok");
    EXPECT_EQ(answer().result(), "ok");
  }
  Reply command(std::string_view name, Arguments arguments = {}) {
    arguments.set("call-id", "c");
    return bench_.command(name, arguments);
  }

  /// A datagram of a party to its RTP port; where it went, "-" if nowhere.
  std::string from_f(std::string data) { return sent(bench_.port_for("f"), kF, std::move(data)); }
  std::string from_t(std::string data) { return sent(bench_.port_for("t"), kT, std::move(data)); }
  std::string sent(const net::Endpoint& to, const net::Endpoint& from, std::string data) {
    const auto all = bench_.deliver(to, from, std::move(data));
    EXPECT_LE(all.size(), 1u);
    return all.empty() ? "-" : all.front().to.to_string();
  }
  /// Both sides have sent from where they signalled.
  void talk() {
    from_f(media::rtp_text(0));
    from_t(media::rtp_text(0));
  }
  Media& media(std::string_view tag, unsigned index = 0) { return bench_.party(tag).media(index); }

  const net::Endpoint kF = at("192.0.2.1", 4000);
  const net::Endpoint kT = at("192.0.2.2", 5000);
  Bench bench_;
};

}  // namespace rtpengine::call
