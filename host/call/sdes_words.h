// SPDX-License-Identifier: GPL-3.0-or-later
//
// What a message says of SDES by its key `SDES`, or by words of `flags` that begin with SDES-.
#pragma once

#include <bitset>
#include <optional>
#include <string_view>

#include "base/base64.h"
#include "media/srtp_suite.h"

namespace rtpengine::call {

struct SdesWords {
  bool off = false;  ///< do not offer it
  // Session parameters of what is offered; nothing: as the other party has them.
  std::optional<bool> unencrypted_srtp;
  std::optional<bool> unencrypted_srtcp;
  std::optional<bool> unauthenticated_srtp;
  std::bitset<media::kSrtpSuiteCount> left_out;  ///< suites not to offer
  base::Base64Padding padding = base::Base64Padding::none;

  /// Notes a word of the list. False: it is none.
  bool take(std::string_view word);
  /// Notes a word of `flags`. False: it does not begin with SDES-, or is none behind that.
  bool take_flag(std::string_view word);

  bool leaves_out(media::SrtpSuite suite) const { return left_out[std::size_t(suite)]; }
  /// These parameters as the words change them.
  media::SrtpParameters applied_to(media::SrtpParameters parameters) const;
};

}  // namespace rtpengine::call
