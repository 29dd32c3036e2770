// SPDX-License-Identifier: GPL-3.0-or-later
//
// Calls of two parties f and t that are acted out and then explained.
#pragma once

#include <algorithm>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "tests/unit/call/relay_fixture.h"

namespace rtpengine::call {

using Causes = std::vector<std::string>;

class ExplainTest : public RelayTest {
 protected:
  using RelayTest::RelayTest;

  /// "cause party media" of each finding of this level.
  Causes findings(std::string_view level) {
    const Reply reply = command("explain");
    EXPECT_EQ(reply.result(), "ok") << reply.reason();
    Causes all;
    for (const Value& finding : children(reply.at({"findings"}))) {
      if (get_text(&finding, "level") != level) continue;
      all.push_back(std::string(get_text(&finding, "cause")) + " " +
                    std::string(get_text(&finding, "party")) + " " +
                    std::to_string(integer_of(find(&finding, "media"), -1)));
    }
    return all;
  }
  Causes faults() { return findings("fault"); }
  Causes notes() { return findings("note"); }
  std::string summary() { return command("explain").text("summary"); }

  void pass(base::Time time) {
    bench_.now += time;
    bench_.tick();
  }
  /// As f, or as t.
  void speak(std::string_view tag, int packets = 1, std::uint8_t type = 0) {
    for (int i = 0; i < packets; ++i) {
      const std::string rtp = media::rtp_text(type, ++sequence_);
      tag == "f" ? from_f(rtp) : from_t(rtp);
    }
  }
  void speak_both() {
    speak("f");
    speak("t");
  }
  void stranger(const net::Endpoint& from, int packets = 1) {
    for (int i = 0; i < packets; ++i) {
      bench_.deliver(bench_.port_for("f"), from, media::rtp_text(0, ++sequence_));
    }
  }
  /// An offer of f and an answer of t with these bodies.
  void negotiate(const std::string& offer, const std::string& answer, Arguments more = {}) {
    more.set("from-tag", "f").set("sdp", offer);
    EXPECT_EQ(command("offer", std::move(more)).result(), "ok");
    Arguments answered{{"from-tag", "f"}, {"to-tag", "t"}, {"sdp", answer}};
    EXPECT_EQ(command("answer", std::move(answered)).result(), "ok");
  }
  void drop(std::string_view tag, media::DropReason reason, std::uint64_t count) {
    media(tag).rtp().drops().count(reason, count);
  }

  std::uint16_t sequence_ = 0;
  static constexpr base::Time kWhile = 6 * base::kSecond;
};

}  // namespace rtpengine::call
