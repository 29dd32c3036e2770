// SPDX-License-Identifier: GPL-3.0-or-later
#include "call/findings.h"

#include <algorithm>
#include <array>

#include "call/arrival.h"
#include "call/examined.h"
#include "call/media_reports.h"
#include "call/silence.h"
#include "sdp/attributes.h"

namespace rtpengine::call {
namespace {

constexpr std::array<std::string_view, kCauseCount> kWords{
    "no-packets",
    "stopped",
    "wrong-source",
    "nat-address",
    "advertised-private",
    "unreachable",
    "rate-limited",
    "ice-unhandled",
    "ice-unfinished",
    "dtls-unhandled",
    "dtls-unfinished",
    "fingerprint-mismatch",
    "not-rtp",
    "codec-mismatch",
    "profile-mismatch",
    "srtp-no-keys",
    "srtp-authentication",
    "by-plugin",
    "loss",
    "no-address",
    "forbidden-destination",
    "send-failed",
    "media-rejected",
    "not-relayed",
    "on-hold",
    "receive-only",
    "blocked",
    "not-answered",
    "not-offered",
    "other-source",
};

bool holds(const Media& media) {
  return media.direction() == sdp::Direction::sendonly ||
         media.direction() == sdp::Direction::inactive;
}

bool is_settling(const Media& media, base::Time now) {
  return media.negotiated() != 0 && now - media.negotiated() < kSettlingTime;
}

/// All media of the party.
bool all_off(const Participant& party) {
  const auto& all = party.all_media();
  return std::all_of(all.begin(), all.end(), [](const auto& media) { return media->off(); });
}

/// Named is the party that said so; if both did, the first.
void explain_off(Examined& examined) {
  const Media& media = examined.media;
  const Media& sink = examined.sink;
  const bool second = examined.party().index() > sink.participant().index();
  const std::string off = name_of(media) + " of " + name_of(examined.party()) + " is off: ";
  if (!sdp::classify_transport(media.protocol()).udp) {
    if (!second) examined.note(Cause::not_relayed, off + "only what runs over UDP is relayed.");
    return;
  }
  const bool left_out = !media.signalled() && !sink.signalled_off() && !sink.unasked();
  if (!media.signalled_off() && !left_out) return;
  if (second && sink.signalled_off()) return;
  examined.add(Cause::media_rejected, all_off(examined.party()),
               off + (left_out ? "its answer leaves it out." : "its SDP has port 0."));
}

/// The other party has not said anything about the media.
void explain_lonely(Examined& examined) {
  const std::string party = name_of(examined.party());
  const std::string name = name_of(examined.media);
  if (examined.media.unasked()) {
    examined.note(Cause::not_offered,
                  party + " answers with " + name + ", which nobody has offered.");
  } else {
    examined.note(Cause::not_answered,
                  "Nobody has answered yet what " + party + " offered as " + name + ".");
  }
}

void explain_direction(Examined& examined) {
  const Media& media = examined.media;
  const std::string party = name_of(examined.party());
  const std::string other = name_of(examined.sink.participant());
  if (holds(media)) {
    const std::string how =
        media.on_hold() ? "no address" : std::string(to_string(media.direction()));
    examined.note(Cause::on_hold, party + " holds " + name_of(media) + " (" + how +
                                      " in its SDP) and is not to hear " + other + ".");
  } else if (media.direction() == sdp::Direction::recvonly && !holds(examined.sink)) {
    examined.note(Cause::receive_only, other + " is not to hear " + party + ", whose SDP says " +
                                           "recvonly for " + name_of(media) + ".");
  }
}

void explain_blocks(Examined& examined) {
  if (!examined.party().media_blocked && !examined.party().call().media_blocked) return;
  examined.note(Cause::blocked, examined.hears_nothing() + ": blocked by command.");
}

/// A plugin says what is wrong; it knows better than what packets tell.
bool explain_reports(Examined& examined) {
  const MediaReports reports = ask_reporters(examined.media);
  for (const auto& [cause, text] : reports.troubles) examined.fault(cause_from(cause), text);
  return !reports.troubles.empty();
}

/// Whether the other side waits for what this one sends. A party that holds may play music or not.
bool is_expected(const Media& media, const Media& sink) {
  return media.direction() == sdp::Direction::sendrecv && !holds(sink) && !sink.off() &&
         !media.participant().unidirectional && !sink.participant().unidirectional;
}

void examine(Examined examined) {
  const Media& media = examined.media;
  if (media.off()) {
    explain_off(examined);
    return;
  }
  if (!media.signalled() || media.ports().selected() == nullptr) return;
  if (!examined.sink.signalled()) {
    explain_lonely(examined);
    return;
  }
  explain_blocks(examined);
  explain_direction(examined);
  if (is_settling(media, examined.now)) return;
  if (explain_reports(examined)) return;
  if (examined.received().packets != 0) {
    if (is_expected(media, examined.sink)) explain_pause(examined);
    explain_arrival(examined);
  } else if (is_expected(media, examined.sink)) {
    explain_silence(examined);
  }
  explain_sending(examined);
}

/// Branches of a fork that did not win are left aside: nobody expects anything of them.
bool is_in_dialogue(const Participant& participant) {
  const Participant* peer = participant.peer();
  return peer != nullptr && peer->peer() == &participant && participant.deleted_until == 0;
}

/// Media that never was on has no sink. Null: the other party has no such media.
const Media* other_side(const Media& media) {
  return media.sink() != nullptr ? media.sink()
                                 : media.participant().peer()->find_media(media.index());
}

template <typename Use>
void each_media_in_dialogue(const Call& call, Use use) {
  for (const auto& participant : call.participants()) {
    if (!is_in_dialogue(*participant)) continue;
    for (const auto& media : participant->all_media()) use(*media);
  }
}

}  // namespace

std::string_view to_string(Cause cause) { return kWords.at(std::size_t(cause)); }

Cause cause_from(std::string_view word) {
  const auto found = std::find(kWords.begin(), kWords.end(), word);
  return found == kWords.end() ? Cause::by_plugin : Cause(found - kWords.begin());
}

bool is_settling(const Call& call, base::Time now) {
  bool any = false;
  each_media_in_dialogue(
      call, [&](const Media& media) { any = any || (!media.off() && is_settling(media, now)); });
  return any;
}

std::vector<Finding> find_causes(const Call& call, base::Time now) {
  std::vector<Finding> all;
  each_media_in_dialogue(call, [&](const Media& media) {
    const Media* other = other_side(media);
    if (other != nullptr) examine(Examined(media, *other, now, all));
  });
  return all;
}

}  // namespace rtpengine::call
