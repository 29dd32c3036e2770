// SPDX-License-Identifier: GPL-3.0-or-later
//
// What a message asks of features that the host leaves to plugins, and which of that nobody here
// can do.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include <rtpengine/value.h>

#include "call/extensions.h"

namespace rtpengine::call {

/// What is asked for. What a client only wants to be left out (`DTLS=off`, `ICE=remove`) is no
/// wish: without the plugin it is left out anyway.
struct FeatureWishes {
  bool ice = false;        ///< ICE=force or force-relay
  bool dtls = false;       ///< a role for DTLS
  bool fax = false;        ///< T.38 to or from audio
  bool transcode = false;  ///< codec options, ptime
  bool record = false;     ///< record call

  /// Notes what the keys of a command ask for. Words of them that mean nothing are logged, unless
  /// one of `extensions` claims the key.
  void read_keys(const Value* arguments, const Extensions& extensions);

  /// Whether a word of the key `flags`, in hyphenated form, is about such a feature; notes what it
  /// asks for.
  bool take_flag(std::string_view word);

  /// A sentence for each wish that none of these can fulfil.
  std::vector<std::string> unmet(const Extensions& extensions) const;
};

/// Whether this key of an offer or answer, in this very spelling, is about such a feature.
bool is_feature_key(std::string_view key);

/// Whether a word of `SDES`, `DTLS` and the like switches the feature off.
bool is_off_word(std::string_view word);

}  // namespace rtpengine::call
