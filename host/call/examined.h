// SPDX-License-Identifier: GPL-3.0-or-later
//
// One media of one party, looked at for what is wrong with it: what the rules of `findings`,
// `silence` and `arrival` have in common.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "call/account.h"
#include "call/findings.h"
#include "call/participant.h"

namespace rtpengine::call {

/// Borrows all it is made of.
class Examined {
 public:
  /// `from`: what is looked at; `to`: the same media of the other party, who is to hear it.
  Examined(const Media& from, const Media& to, base::Time at, std::vector<Finding>& findings)
      : media(from), sink(to), stream(from.rtp()), now(at), out_(findings) {}

  const Media& media;
  const Media& sink;
  const media::PacketStream& stream;
  const base::Time now;

  const Participant& party() const { return media.participant(); }
  const media::StreamCounters& received() const { return stream.received(); }
  const media::Learner& learner() const { return stream.learner(); }
  std::uint64_t drops(media::DropReason reason) const { return stream.drops()[reason]; }
  bool claimed(std::string_view key) const { return party().call().extensions().claims_key(key); }

  void fault(Cause cause, std::string text) { add(cause, true, std::move(text)); }
  void note(Cause cause, std::string text) { add(cause, false, std::move(text)); }
  void add(Cause cause, bool is_fault, std::string text) {
    out_.push_back({cause, is_fault, &media, std::move(text)});
  }

  /// How most sentences begin.
  std::string hears_nothing() const {
    return name_of(sink.participant()) + " hears nothing of " + name_of(party()) + " (" +
           name_of(media) + ")";
  }
  /// Our port that the party sends to.
  std::string local() const { return media.ports().selected()->rtp.local().to_string(); }
  std::string silent_for() const {
    return std::to_string((now - received().last_packet) / base::kSecond) + " s";
  }

 private:
  std::vector<Finding>& out_;
};

}  // namespace rtpengine::call
