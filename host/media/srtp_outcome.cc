// SPDX-License-Identifier: GPL-3.0-or-later
#include "media/srtp_outcome.h"

namespace rtpengine::media {

std::string_view to_string(SrtpOutcome outcome) {
  switch (outcome) {
    case SrtpOutcome::done:
      return "done";
    case SrtpOutcome::malformed:
      return "malformed";
    case SrtpOutcome::unknown_mki:
      return "unknown-mki";
    case SrtpOutcome::not_authentic:
      return "not-authentic";
    case SrtpOutcome::replayed:
      return "replayed";
    case SrtpOutcome::too_many_sources:
      return "too-many-sources";
    case SrtpOutcome::keys_used_up:
      return "keys-used-up";
    case SrtpOutcome::no_room:
      return "no-room";
    case SrtpOutcome::library_failed:
      return "library-failed";
  }
  return "";
}

}  // namespace rtpengine::media
