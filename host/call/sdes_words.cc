// SPDX-License-Identifier: GPL-3.0-or-later
#include "call/sdes_words.h"

#include "call/wishes.h"

namespace rtpengine::call {
namespace {

using Parameter = std::optional<bool> SdesWords::*;

struct ParameterWord {
  std::string_view lower;
  std::string_view upper;
  Parameter parameter;
  bool value;
};

constexpr ParameterWord kParameters[] = {
    {"unencrypted_srtp", "UNENCRYPTED_SRTP", &SdesWords::unencrypted_srtp, true},
    {"unencrypted_srtcp", "UNENCRYPTED_SRTCP", &SdesWords::unencrypted_srtcp, true},
    {"unauthenticated_srtp", "UNAUTHENTICATED_SRTP", &SdesWords::unauthenticated_srtp, true},
    {"encrypted_srtp", "ENCRYPTED_SRTP", &SdesWords::unencrypted_srtp, false},
    {"encrypted_srtcp", "ENCRYPTED_SRTCP", &SdesWords::unencrypted_srtcp, false},
    {"authenticated_srtp", "AUTHENTICATED_SRTP", &SdesWords::unauthenticated_srtp, false},
};
constexpr std::string_view kWithout = "no-";
constexpr std::string_view kFlag = "SDES-";

}  // namespace

bool SdesWords::take(std::string_view word) {
  if (is_off_word(word)) {
    off = true;
    return true;
  }
  for (const ParameterWord& known : kParameters) {
    if (word != known.lower && word != known.upper) continue;
    this->*known.parameter = known.value;
    return true;
  }
  if (word == "pad") {
    padding = base::Base64Padding::full;
    return true;
  }
  if (!word.starts_with(kWithout)) return false;
  const auto suite = media::srtp_suite_from(word.substr(kWithout.size()));
  if (suite) left_out.set(std::size_t(*suite));
  return suite.has_value();
}

bool SdesWords::take_flag(std::string_view word) {
  return word.starts_with(kFlag) && take(word.substr(kFlag.size()));
}

media::SrtpParameters SdesWords::applied_to(media::SrtpParameters parameters) const {
  parameters.unencrypted_srtp = unencrypted_srtp.value_or(parameters.unencrypted_srtp);
  parameters.unencrypted_srtcp = unencrypted_srtcp.value_or(parameters.unencrypted_srtcp);
  parameters.unauthenticated_srtp = unauthenticated_srtp.value_or(parameters.unauthenticated_srtp);
  return parameters;
}

}  // namespace rtpengine::call
