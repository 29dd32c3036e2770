// SPDX-License-Identifier: GPL-3.0-or-later
//
// The local ports that one participant is given for one media.
//
// Each set of ports answers to one remote endpoint of the *other* side, or one of each branch of a
// fork: if that side moves to another endpoint, the participant is given fresh ports, and the same
// ones again if it moves back. Earlier sets stay open, since packets may still be on their way to
// them.
//
// With ICE a set has further ones beside it, on each other address of the interface.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <vector>

#include "base/result.h"
#include "media/packet_stream.h"
#include "net/interfaces.h"
#include "net/packet_io.h"
#include "net/port_pool.h"

namespace rtpengine::call {

/// One RTP port and, unless everything is multiplexed on it, its RTCP port.
struct PortSet {
  net::MediaSocket rtp;
  net::MediaSocket rtcp;
  std::unique_ptr<net::SocketRegistration> rtp_registration;
  std::unique_ptr<net::SocketRegistration> rtcp_registration;
  const net::LocalAddress* local = nullptr;
  std::vector<net::Endpoint> answers_to;          ///< of the other side; none: not known yet
  std::vector<std::unique_ptr<PortSet>> further;  ///< on other addresses; they have none themselves

  const net::MediaSocket& rtcp_socket() const { return rtcp ? rtcp : rtp; }
  net::MediaSocket& rtcp_socket() { return rtcp ? rtcp : rtp; }
  /// This one and the further ones, numbered from 0.
  std::size_t addresses() const { return 1 + further.size(); }
  const PortSet& on(std::size_t address) const {
    return address == 0 ? *this : *further[address - 1];
  }
  PortSet& on(std::size_t address) { return address == 0 ? *this : *further[address - 1]; }
  /// As LocalPorts::let_go.
  void let_go();
};

struct PortWish {
  const net::LocalAddress* local = nullptr;
  net::Endpoint answers_to;          ///< empty: any set will do
  bool further_branch = false;       ///< the selected set may answer to this endpoint as well
  bool single_port = false;          ///< open one port only, which RTCP shares
  bool single_port_will_do = false;  ///< a set without an RTCP port fits as well
  bool keep = false;  ///< keep the selected set if it has this address (`port latching`)
  std::uint8_t tos = 0;
};

/// Worker's thread.
class LocalPorts {
 public:
  /// Sets kept open at most; beyond that the one not used for longest is closed.
  static constexpr std::size_t kMaxSets = 4;
  /// Endpoints that one set answers to at most; beyond that the oldest one is forgotten.
  static constexpr std::size_t kMaxEndpoints = 16;
  /// Further sets beside one at most.
  static constexpr std::size_t kMaxFurther = 15;

  /// Select the set that the wish describes, opening one if there is none. The streams receive what
  /// arrives on it. The error is the port pool's; the selection then is as before.
  base::Result<void> select(const PortWish& wish, net::PacketIo& io, media::PacketStream& rtp,
                            media::PacketStream& rtcp);

  /// Null: none yet, or released.
  PortSet* selected() const { return sets_.empty() ? nullptr : sets_.back().get(); }
  const std::vector<std::unique_ptr<PortSet>>& all() const { return sets_; }
  /// Every socket of every set.
  std::vector<const net::MediaSocket*> sockets() const;

  /// Open a set beside the selected one on each of these addresses that it is not on yet, as far as
  /// there are ports. The error names the first that there is none on.
  base::Result<void> select_further(std::span<const net::LocalAddress> addresses, net::PacketIo& io,
                                    media::PacketStream& rtp, media::PacketStream& rtcp,
                                    std::uint8_t tos);

  /// Where packets for this participant's streams may arrive: as bound, and as told to others.
  std::vector<net::Endpoint> endpoints() const;

  void set_tos(std::uint8_t tos);

  /// Take over all sets of another; the streams receive what arrives on them from now on.
  void take(LocalPorts& other, net::PacketIo& io, media::PacketStream& rtp,
            media::PacketStream& rtcp);

  /// Add a set as the selected one. False: the system refuses to receive on it, and it is let go;
  /// errno says why.
  bool adopt(std::unique_ptr<PortSet> set, net::PacketIo& io, media::PacketStream& rtp,
             media::PacketStream& rtcp);
  /// Another process has the sockets, too, and goes on with them: close our descriptors, and
  /// nothing else.
  void let_go();

  /// Close all.
  void release() { sets_.clear(); }

 private:
  std::size_t find(const PortWish& wish) const;

  std::vector<std::unique_ptr<PortSet>> sets_;  ///< the selected one is the last
};

}  // namespace rtpengine::call
