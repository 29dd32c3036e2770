// SPDX-License-Identifier: GPL-3.0-or-later
//
// Names and meanings of the reasons for dropping a packet.
#include "media/drop_reason.h"

#include <vector>

namespace rtpengine::media {

namespace {

struct Row {
  DropReason reason;
  std::string_view name;
  std::string_view meaning;
};

constexpr std::array<Row, kDropReasonCount> kRows{{
    {DropReason::source_refused, "source-refused",
     "the packet came from an address that may not send here"},
    {DropReason::media_blocked, "media-blocked", "media is blocked by command"},
    {DropReason::dtmf_blocked, "dtmf-blocked", "DTMF is blocked by command"},
    {DropReason::no_destination, "no-destination", "the address to send to is not known"},
    {DropReason::not_rtp, "not-rtp", "the packet is not RTP and nothing else is expected"},
    {DropReason::not_rtcp, "not-rtcp", "the packet is not valid RTCP"},
    {DropReason::truncated, "truncated", "the packet is longer than the receive buffer"},
    {DropReason::send_failed, "send-failed", "the system refused to send the packet"},
    {DropReason::destination_forbidden, "destination-forbidden",
     "media is never sent to an address of this kind"},
    {DropReason::stun_unhandled, "stun-unhandled", "STUN arrived and nothing handles it"},
    {DropReason::dtls_unhandled, "dtls-unhandled", "DTLS arrived and nothing handles it"},
    {DropReason::no_route, "no-route", "there is no other side yet"},
    {DropReason::no_keys, "no-keys", "the SRTP keys are not known yet"},
    {DropReason::not_authentic, "not-authentic", "SRTP authentication failed"},
    {DropReason::replayed, "replayed", "the SRTP packet was here before"},
    {DropReason::by_stage, "by-stage", "a plugin dropped the packet"},
    {DropReason::too_many, "too-many", "a plugin gave out too many packets at once"},
    {DropReason::replaced, "replaced", "a plugin plays something in the packet's place"},
    {DropReason::rate_limited, "rate-limited", "more packets came to the port than one may get"},
    {DropReason::feedback_refused, "feedback-refused",
     "the RTCP was feedback only, which the other side's profile does not have"},
    {DropReason::unknown_mki, "unknown-mki", "the SRTP packet names other keys"},
    {DropReason::too_many_sources, "too-many-sources",
     "the SRTP packet is of one more SSRC than a stream may have"},
    {DropReason::keys_used_up, "keys-used-up",
     "as many SRTP packets as one key may protect have been"},
    {DropReason::no_room, "no-room", "the packet is too long to be sent as SRTP"},
    {DropReason::crypto_failed, "crypto-failed", "the cryptographic library failed"},
    {DropReason::no_sending_keys, "no-sending-keys",
     "the SRTP keys of the side to send to are not known yet"},
}};

constexpr bool in_order() {
  for (std::size_t i = 0; i < kRows.size(); i++)
    if (std::size_t(kRows[i].reason) != i || kRows[i].name.empty()) return false;
  return true;
}
static_assert(in_order(), "one row for each reason, in their order");

}  // namespace

std::string_view to_string(DropReason reason) { return kRows.at(std::size_t(reason)).name; }

std::string_view describe(DropReason reason) { return kRows.at(std::size_t(reason)).meaning; }

std::optional<DropReason> drop_reason_from(std::string_view name) {
  for (const Row& row : kRows)
    if (row.name == name) return row.reason;
  return std::nullopt;
}

void DropCounters::describe(base::Fields& fields, std::string_view key) {
  struct Occurred {
    DropReason reason = DropReason::source_refused;
    std::uint64_t number = 0;
  };
  std::vector<Occurred> all;
  for_each([&all](DropReason reason, std::uint64_t number) { all.push_back({reason, number}); });
  fields.list(key, all, kDropReasonCount, [&](Occurred& one) {
    fields.choice("reason", one.reason, DropReason(kDropReasonCount - 1));
    fields.number("packets", one.number);
  });
  if (!fields.reading()) return;
  numbers_.reset();
  for (const Occurred& one : all) count(one.reason, one.number);
}

}  // namespace rtpengine::media
