// SPDX-License-Identifier: GPL-3.0-or-later
//
// What an offer or answer means for the keys of one media: which SDES (RFC 4568) the receiver is
// shown, what holds from now on, and whether the media can be relayed at all.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "call/dialogue.h"
#include "call/media.h"
#include "call/request.h"
#include "call/sdes.h"
#include "call/signalled_media.h"
#include "sdp/attributes.h"

namespace rtpengine::call {

/// What a message says of the keys of one media. Nothing is changed by making it.
class SignalledKeys {
 public:
  /// `media`: the sender's, which a plugin may be in charge of the keys of.
  SignalledKeys(const SignalledMedia& signalled, const Media& media);

  const SdesRead& sdes() const { return sdes_; }
  /// It is secured by what nobody here has the keys of, and can only be relayed as it is.
  bool opaque() const { return opaque_; }
  /// A secure profile, and no keys that could be used; the text says why.
  bool missing() const { return missing_; }
  std::string why_missing() const;

 private:
  SdesRead sdes_;
  bool opaque_ = false;
  bool missing_ = false;
};

/// Whether a media that is signalled so can be relayed to the party of `theirs` as `to`.
bool can_translate(const SignalledMedia& signalled, const SignalledKeys& keys, const Media& theirs,
                   const sdp::Transport& to);

/// Keys for one media of an offer from `mine` to `theirs`, which is going to be offered `protocol`.
/// `another`: the receiver may be another device than before. What is returned is why the media
/// cannot be offered; empty: it can.
std::string offer_keys(const SignalledMedia& signalled, const SignalledKeys& keys, Media& mine,
                       Media& theirs, std::string_view protocol, const Request& request,
                       const SdesPolicy& policy, bool another);

/// The same for an answer of `mine`. Streams have the keys after Media::secure_streams.
std::string answer_keys(const SignalledMedia& signalled, const SignalledKeys& keys, Media& mine,
                        Media& theirs);

/// The a=crypto lines that the participant of `theirs` is shown in a message of this kind.
std::vector<std::string> shown_crypto(const Media& theirs, MessageKind kind,
                                      base::Base64Padding padding);

}  // namespace rtpengine::call
