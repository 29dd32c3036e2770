// SPDX-License-Identifier: GPL-3.0-or-later
//
// DTLS on one stream, which is a component of a media: connects an association with the host, that
// is with packets, time and keys. The call's worker.
#pragma once

#include <cstdint>
#include <string>

#include <rtpengine/deadlines.h>
#include <rtpengine/packet.h>
#include <rtpengine/types.h>

#include "association.h"
#include "association_host.h"
#include "services.h"

namespace rtpengine::dtls {

class Leg final : public AssociationHost, public author::Sleeper {
 public:
  /// Both outlive this object. `context`: whose fingerprint the party is shown.
  Leg(const Services& services, author::Deadlines& deadlines, const StreamRef& stream,
      std::shared_ptr<const Context> context);
  ~Leg();
  Leg(const Leg&) = delete;
  Leg& operator=(const Leg&) = delete;

  /// As Association::set_remote; the handshake begins in the loop's next turn if the party's
  /// address is known then.
  void set_remote(const Description& remote, Role role);
  /// A datagram of DTLS came in; false: it was of no use.
  bool on_datagram(const Packet& packet, const Endpoint& source);
  /// Where the party is may be another place now.
  void update_destination();

  const Association& association() const { return association_; }
  /// Why there are no keys; none: there are some, or nobody knows yet.
  Failure failure() const { return failure_; }
  /// For people; empty: nothing more is known.
  const std::string& detail() const { return detail_; }
  /// Of the keys in use, as SDES names the suite; null: there are none.
  const char* suite() const { return suite_; }

  // author::Sleeper
  void wake(std::int64_t now) noexcept override;

 private:
  // AssociationHost
  void send(const Endpoint& to, Bytes datagram) noexcept override;
  void on_keys(const SrtpKeys& keys, const Endpoint& source) noexcept override;
  void on_failed(Failure failure, std::string_view detail) noexcept override;
  void on_closed() noexcept override;

  Standing standing_of(const Endpoint& source) const;
  void settle();
  void forget_failure();
  std::string call_id() const;
  std::string name() const;

  const Services& services_;
  author::Deadlines& deadlines_;
  const StreamRef stream_;
  Association association_;
  Micros deadline_ = kNever;
  bool find_place_ = false;  ///< a message has changed where the party may be
  /// Our address that what is sent now leaves from.
  std::uint32_t local_ = UINT32_MAX;
  Description remote_;    ///< whose keys are to come
  FingerprintSet keyed_;  ///< whose keys were told last; empty: nobody's
  Failure failure_ = Failure::none;
  std::string detail_;
  const char* suite_ = nullptr;
};

}  // namespace rtpengine::dtls
