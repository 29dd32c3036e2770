// SPDX-License-Identifier: GPL-3.0-or-later
//
// DTLS-SRTP in offer and answer (RFC 5763, 8842): who is offered it, who is answered with it, and
// with which parts.
#pragma once

#include <cstdint>
#include <memory>
#include <vector>

#include <rtpengine/deadlines.h>
#include <rtpengine/negotiation.h>

#include "media_dtls.h"
#include "services.h"

namespace rtpengine::dtls {

/// The state of media, kept in the host's calls. The call's worker.
class MediaStates final : public StateOwner {
 public:
  /// `services` outlives this object.
  explicit MediaStates(const Services& services);

  /// Null: there is none.
  MediaDtls* find(CallHandle call, std::uint32_t participant, std::uint32_t media) const;
  /// Made if there is none; null: there is no such media, or the call is ending.
  MediaDtls* get(CallHandle call, std::uint32_t participant, std::uint32_t media);

  // StateOwner
  void release_state(void* state) noexcept override { delete static_cast<MediaDtls*>(state); }

 private:
  const Services& services_;
  std::vector<std::unique_ptr<author::Deadlines>> deadlines_;  ///< one for each worker
};

class Negotiator final : public NegotiationFeature {
 public:
  /// Both outlive this object.
  Negotiator(const Services& services, MediaStates& states)
      : services_(services), states_(states) {}

  // NegotiationFeature
  Status on_received(Negotiation* negotiation) noexcept override;
  Status on_outgoing(Negotiation* negotiation) noexcept override;

 private:
  /// What the key `DTLS` of a message says of its receiver.
  struct Wish {
    bool off = false;
    bool passive = false;
  };
  static Wish wish_of(Negotiation* negotiation);

  void receive(Negotiation* negotiation, std::uint32_t media, const Description& session,
               const Wish& wish);
  const MediaDtls* find_branch(Negotiation* negotiation, std::uint32_t media) const;
  void receive_offer(Negotiation* negotiation, std::uint32_t media, MediaDtls* sender,
                     const Wish& wish);
  void receive_answer(Negotiation* negotiation, std::uint32_t media, MediaDtls* sender,
                      const Wish& wish);
  void take_charge(Negotiation* negotiation, std::uint32_t participant, std::uint32_t media,
                   MediaDtls* state, bool in_charge);
  void show(Negotiation* negotiation, std::uint32_t media, const Wish& wish);
  void show_offer(Negotiation* negotiation, std::uint32_t media, const Wish& wish);
  void show_answer(Negotiation* negotiation, std::uint32_t media, const Wish& wish);
  MediaInfo info(Negotiation* negotiation, std::uint32_t participant, std::uint32_t media) const;

  const Services& services_;
  MediaStates& states_;
};

}  // namespace rtpengine::dtls
