// SPDX-License-Identifier: GPL-3.0-or-later
#include "call/arrival.h"

#include "sdp/attributes.h"

namespace rtpengine::call {
namespace {

using media::DropReason;

constexpr std::uint64_t kEnoughForLoss = 100;
constexpr std::uint64_t kHeavyLoss = 10;  ///< one packet of so many
/// Senders put it in between, whether it was asked for or not (RFC 3389).
constexpr std::uint8_t kComfortNoise = 13;

std::string secured(const Media& media) {
  return sdp::classify_transport(media.protocol()).secure ? "SRTP" : "plain RTP";
}

/// Packets that are dropped now and then are no reason for silence.
bool most_are(const Examined& examined, DropReason reason) {
  return examined.drops(reason) * 2 > examined.received().packets;
}

void explain_keys(Examined& examined) {
  const std::string of_all = " of " + packets_text(examined.received().packets);
  if (most_are(examined, DropReason::no_keys)) {
    examined.fault(Cause::srtp_no_keys, examined.hears_nothing() + ": " +
                                            std::to_string(examined.drops(DropReason::no_keys)) +
                                            of_all +
                                            " dropped, since the keys of its SRTP are not known.");
  } else if (most_are(examined, DropReason::not_authentic)) {
    examined.fault(Cause::srtp_authentication,
                   examined.hears_nothing() + ": " +
                       std::to_string(examined.drops(DropReason::not_authentic)) + of_all +
                       " do not authenticate; it uses other SRTP keys than were signalled.");
  }
}

void explain_profile(Examined& examined) {
  if (examined.claimed("DTLS") || (examined.media.readable() && examined.sink.readable())) return;
  const std::string spoken = secured(examined.media);
  if (spoken == secured(examined.sink)) return;
  examined.fault(Cause::profile_mismatch, name_of(examined.sink.participant()) +
                                              " cannot understand " + name_of(examined.party()) +
                                              " (" + name_of(examined.media) + "): it speaks " +
                                              secured(examined.sink) + " and gets " + spoken +
                                              ", and no plugin here translates.");
}

/// What is sent is numbered as the receiver asked for (RFC 3264 section 5.1).
void explain_codec(Examined& examined) {
  const auto sources = examined.stream.ssrcs().sources();
  const std::uint8_t type = examined.received().payload_type;
  if (sources.empty() || type == kComfortNoise || examined.claimed("codec")) return;
  // The kernel does not tell what it forwards: nothing is known since the last offer or answer.
  if (sources.front().last_packet < examined.media.negotiated()) return;
  const PayloadTypes& asked_for = examined.sink.payload_types();
  if (asked_for.empty() || asked_for.contains(type)) return;
  std::string text = name_of(examined.sink.participant()) + " cannot understand " +
                     name_of(examined.party()) + " (" + name_of(examined.media) +
                     "): it gets payload type " + std::to_string(type);
  const auto format = examined.media.format_of(type);
  if (format && format->codec != media::VoiceCodec::none) {
    text += " (" + std::string(to_string(format->codec)) + ")";
  }
  examined.fault(Cause::codec_mismatch, text + ", which its SDP does not list.");
}

void explain_loss(Examined& examined) {
  const media::Reception reception = examined.stream.ssrcs().reception();
  if (reception.expected < kEnoughForLoss || reception.lost() * kHeavyLoss < reception.expected) {
    return;
  }
  examined.fault(Cause::loss, name_of(examined.sink.participant()) + " hears " +
                                  name_of(examined.party()) + " (" + name_of(examined.media) +
                                  ") badly: " + packets_text(reception.lost()) + " of " +
                                  std::to_string(reception.expected) +
                                  " were lost before they came here.");
}

std::string undeliverable(const Examined& examined) {
  return name_of(examined.sink.participant()) + " cannot be sent " + name_of(examined.media);
}

}  // namespace

void explain_arrival(Examined& examined) {
  explain_keys(examined);
  if (most_are(examined, DropReason::by_stage)) {
    examined.fault(Cause::by_plugin, examined.hears_nothing() + ": a plugin drops what it sends (" +
                                         packets_text(examined.drops(DropReason::by_stage)) +
                                         " so far).");
  }
  explain_profile(examined);
  explain_codec(examined);
  explain_loss(examined);
}

void explain_sending(Examined& examined) {
  const Media& sink = examined.sink;
  if (sink.on_hold() || sink.off()) return;
  const media::Egress& egress = sink.rtp().egress();
  const auto obstacle = egress.obstacle();
  if (obstacle == DropReason::destination_forbidden) {
    examined.fault(Cause::forbidden_destination,
                   undeliverable(examined) + ": its address " +
                       egress.destination().endpoint().to_string() +
                       " is one that media never goes to, or would come back from.");
  } else if (obstacle == DropReason::no_sending_keys) {
    examined.fault(Cause::srtp_no_keys,
                   undeliverable(examined) + ": the keys of its SRTP are not agreed on.");
  } else if (obstacle && sink.rtp_endpoint().address) {
    examined.fault(Cause::no_address, undeliverable(examined) + ": its address " +
                                          sink.rtp_endpoint().to_string() +
                                          " cannot be reached from the port it was shown.");
  } else if (obstacle) {
    examined.fault(Cause::no_address, undeliverable(examined) +
                                          ": its SDP has no address that can be used, and "
                                          "nothing has arrived to learn one from.");
  } else if (examined.received().packets != 0 && most_are(examined, DropReason::send_failed)) {
    examined.fault(Cause::send_failed, undeliverable(examined) +
                                           ": the system refuses to send to " +
                                           egress.destination().endpoint().to_string() + ".");
  }
}

}  // namespace rtpengine::call
