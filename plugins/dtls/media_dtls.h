// SPDX-License-Identifier: GPL-3.0-or-later
//
// DTLS with one participant for one media: what it said, what it was shown, and the associations of
// its streams. The call's worker.
#pragma once

#include <cstdint>
#include <memory>

#include <rtpengine/deadlines.h>
#include <rtpengine/reports.h>
#include <rtpengine/types.h>
#include <rtpengine/value.h>
#include <rtpengine/value_writer.h>

#include "leg.h"
#include "services.h"
#include "setup.h"

namespace rtpengine::dtls {

/// Where it belongs.
struct MediaPlace {
  CallHandle call;
  std::uint32_t participant;
  std::uint32_t media;
};

class MediaDtls {
 public:
  /// Both outlive this object.
  MediaDtls(const Services& services, author::Deadlines& deadlines, MediaPlace place)
      : services_(services), deadlines_(deadlines), place_(place) {}

  /// What the party's last message says.
  Description party;
  /// It was offered DTLS, and may begin with it.
  bool offered = false;
  /// The plugin is in charge of the media's keys.
  bool in_charge = false;
  /// `DTLS=passive` was said of it.
  bool prefers_passive = false;

  /// The party has seen what this one was offered.
  void share_offer_of(const MediaDtls& other) {
    offered = other.offered;
    context_ = other.context_;
  }
  /// Ours, as the party is shown it.
  const std::string& fingerprint();
  /// Our part in what is up, or undecided.
  Role role() const;

  /// Have associations with the party, by what it has said. `one_port`: RTCP shares that of RTP.
  void meet(Role role, bool one_port);
  /// No DTLS with the party any more.
  void end();

  /// A datagram that came to this stream. False: it was of no use.
  bool on_datagram(Component component, const Packet& packet, const Endpoint& source);
  void on_path_changed(Component component);

  void report(MediaReport& out) const;
  void save(ValueWriter& out) const;
  /// As saved by another copy, of which the host still has the keys; false: it cannot be read.
  bool restore(const Value* saved);

 private:
  Leg& leg(Component component);
  std::unique_ptr<Leg>& place_of(Component component) {
    return component == Component::rtp ? rtp_ : rtcp_;
  }
  std::string name() const;

  const Services& services_;
  author::Deadlines& deadlines_;
  const MediaPlace place_;
  std::shared_ptr<const Context> context_;  ///< the certificate that the party is shown
  std::unique_ptr<Leg> rtp_;
  std::unique_ptr<Leg> rtcp_;
};

}  // namespace rtpengine::dtls
