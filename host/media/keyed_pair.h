// SPDX-License-Identifier: GPL-3.0-or-later
//
// What an ingress and an egress have in common of SRTP: one object for RTP or one for RTCP, made
// with the first keys, and the keys that it has.
#pragma once

#include <cstdint>
#include <optional>
#include <utility>
#include <variant>

#include "base/fields.h"
#include "media/srtp_keys.h"
#include "media/srtp_outcome.h"

namespace rtpengine::media {

/// Whose keys new keys are.
enum class KeyHolder : std::uint8_t {
  same,     ///< of who had those of before, and goes on with them until it takes the new ones
  another,  ///< of another device: with those of before nothing is heard any more
};

/// `Rtp` and `Rtcp` are receivers, or senders. Worker's thread of the stream.
template <typename Rtp, typename Rtcp>
class KeyedPair {
 public:
  explicit KeyedPair(SrtpUse use) : use_(use) {}

  SrtpUse use() const { return use_; }
  /// Nothing: none were set yet.
  const std::optional<SrtpKeying>& keying() const { return keying_; }

  /// False: libcrypto refuses, nothing has changed. The keys in use are not set again: indices
  /// would begin anew.
  bool set_keys(const SrtpKeying& keying, KeyHolder holder) {
    if (keying_ && *keying_ == keying) return true;
    const bool done = use_ == SrtpUse::rtp ? set<Rtp>(keying, holder) : set<Rtcp>(keying, holder);
    if (done) keying_ = keying;
    return done;
  }

  /// What `work` makes of the object that there is; nothing: there are no keys yet.
  template <typename Work>
  std::optional<SrtpOutcome> apply(Work&& work) {
    if (auto* rtp = std::get_if<Rtp>(&object_)) return work(*rtp);
    if (auto* rtcp = std::get_if<Rtcp>(&object_)) return work(*rtcp);
    return std::nullopt;
  }

  /// What is kept when the state moves (base/fields.h): all but the keys, which must be the same.
  void describe(base::Fields& fields) {
    if (auto* rtp = std::get_if<Rtp>(&object_)) rtp->describe(fields);
    if (auto* rtcp = std::get_if<Rtcp>(&object_)) rtcp->describe(fields);
  }

 private:
  template <typename Object>
  bool set(const SrtpKeying& keying, KeyHolder holder) {
    auto* known = std::get_if<Object>(&object_);
    if (known != nullptr && holder == KeyHolder::same) return known->rekey(keying);
    auto made = Object::make(keying);
    if (made) object_ = *std::move(made);
    return made.has_value();
  }

  const SrtpUse use_;
  std::optional<SrtpKeying> keying_;
  std::variant<std::monostate, Rtp, Rtcp> object_;
};

}  // namespace rtpengine::media
