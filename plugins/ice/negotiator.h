// SPDX-License-Identifier: GPL-3.0-or-later
//
// ICE in offer and answer: who is offered what, by the key `ICE` of a message, what its sender
// says, and what the receiver has said before.
//
//   own    we are the only candidate; our agent talks to the party
//   passed the party sees the other's candidates and ours beside them, below; no agent of ours
//   none
#pragma once

#include <cstdint>
#include <memory>
#include <vector>

#include <rtpengine/deadlines.h>
#include <rtpengine/negotiation.h>

#include "media_ice.h"
#include "services.h"

namespace rtpengine::ice {

/// The state of media, kept in the host's calls. The call's worker.
class MediaStates final : public StateOwner {
 public:
  /// `services` outlives this object.
  explicit MediaStates(const Services& services);

  /// Null: there is none.
  MediaIce* find(CallHandle call, std::uint32_t participant, std::uint32_t media) const;
  /// Made if there is none; null: there is no such media, or the call is ending.
  MediaIce* get(CallHandle call, std::uint32_t participant, std::uint32_t media);

  // StateOwner
  void release_state(void* state) noexcept override { delete static_cast<MediaIce*>(state); }

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
  enum class Plan : std::uint8_t { none, own, passed, passed_as_relay };

  /// What the key `ICE` says.
  enum class Wish : std::uint8_t { none, remove, force, force_relay, optional };
  static Wish wish_of(Negotiation* negotiation);

  void receive(Negotiation* negotiation, std::uint32_t media, Wish wish);
  Plan plan_offer(const MediaIce& sender, const MediaIce& receiver, Wish wish) const;
  Plan plan_answer(const MediaIce& sender, const MediaIce& receiver, Wish wish) const;
  void show(Negotiation* negotiation, std::uint32_t media, Wish wish);
  void show_offer(Negotiation* negotiation, std::uint32_t media, MediaIce& sender,
                  MediaIce& receiver, Wish wish);
  void show_answer(Negotiation* negotiation, std::uint32_t media, MediaIce& sender,
                   MediaIce& receiver, Wish wish);
  void take_answer(Negotiation* negotiation, std::uint32_t media, MediaIce& sender);
  void write(Negotiation* negotiation, std::uint32_t media, const MediaIce& sender,
             const MediaIce& receiver, Plan plan) const;
  bool one_port(Negotiation* negotiation, std::uint32_t participant, std::uint32_t media) const;
  const MediaIce* find_branch(Negotiation* negotiation, std::uint32_t media) const;

  const Services& services_;
  MediaStates& states_;
};

}  // namespace rtpengine::ice
