// SPDX-License-Identifier: GPL-3.0-or-later
#include "call/local_ports.h"

#include <algorithm>
#include <cerrno>
#include <cstring>

namespace rtpengine::call {
namespace {

base::Result<std::unique_ptr<PortSet>> open_set(const PortWish& wish) {
  auto set = std::make_unique<PortSet>();
  set->local = wish.local;
  if (wish.single_port) {
    auto socket = wish.local->ports->open_single();
    if (!socket) return base::Error{socket.error()};
    set->rtp = std::move(*socket);
  } else {
    auto pair = wish.local->ports->open_pair();
    if (!pair) return base::Error{pair.error()};
    set->rtp = std::move(pair->first);
    set->rtcp = std::move(pair->second);
  }
  if (wish.tos != 0) {
    set->rtp.set_tos(wish.tos);
    if (set->rtcp) set->rtcp.set_tos(wish.tos);
  }
  return set;
}

/// False: the system refuses it; errno says why.
bool listen(PortSet& set, net::PacketIo& io, media::PacketStream& rtp, media::PacketStream& rtcp) {
  for (std::size_t i = 0; i < set.addresses(); ++i) {
    PortSet& one = set.on(i);
    one.rtp_registration = io.add(one.rtp, rtp);
    if (one.rtcp) one.rtcp_registration = io.add(one.rtcp, rtcp);
    if (!one.rtp_registration || (one.rtcp && !one.rtcp_registration)) return false;
  }
  return true;
}

base::Result<std::unique_ptr<PortSet>> open_and_listen(const PortWish& wish, net::PacketIo& io,
                                                       media::PacketStream& rtp,
                                                       media::PacketStream& rtcp) {
  auto opened = open_set(wish);
  if (opened && !listen(**opened, io, rtp, rtcp)) {
    return base::Error{"can't receive on " + (*opened)->rtp.local().to_string() + ": " +
                       std::strerror(errno)};
  }
  return opened;
}

bool is_on(const PortSet& set, const net::LocalAddress& address) {
  for (std::size_t i = 0; i < set.addresses(); ++i) {
    if (set.on(i).local->address == address.address) return true;
  }
  return false;
}

/// A further one will do: nobody needs other ports to be told of this address.
bool has(const PortSet& set, const net::LocalAddress* local) {
  for (std::size_t i = 0; i < set.addresses(); ++i) {
    if (set.on(i).local == local) return true;
  }
  return false;
}

bool answers_to(const PortSet& set, const net::Endpoint& endpoint) {
  return std::find(set.answers_to.begin(), set.answers_to.end(), endpoint) != set.answers_to.end();
}

void note_endpoint(PortSet& set, const net::Endpoint& endpoint) {
  if (!endpoint || answers_to(set, endpoint)) return;
  if (set.answers_to.size() == LocalPorts::kMaxEndpoints) {
    set.answers_to.erase(set.answers_to.begin());
  }
  set.answers_to.push_back(endpoint);
}

bool fits(const PortSet& set, const PortWish& wish) {
  if (set.local != wish.local) return false;
  if (!wish.single_port && !wish.single_port_will_do && !set.rtcp) return false;
  return !wish.answers_to || wish.further_branch || set.answers_to.empty() ||
         answers_to(set, wish.answers_to);
}

}  // namespace

std::size_t LocalPorts::find(const PortWish& wish) const {
  // From the back: the selected set is preferred.
  for (std::size_t i = sets_.size(); i > 0; --i) {
    if (fits(*sets_[i - 1], wish)) return i - 1;
  }
  return sets_.size();
}

base::Result<void> LocalPorts::select(const PortWish& wish, net::PacketIo& io,
                                      media::PacketStream& rtp, media::PacketStream& rtcp) {
  if (wish.keep && selected() != nullptr && has(*selected(), wish.local)) return {};
  std::size_t at = find(wish);
  if (at == sets_.size()) {
    auto opened = open_and_listen(wish, io, rtp, rtcp);
    if (!opened) return base::Error{opened.error()};
    if (sets_.size() == kMaxSets) {
      sets_.erase(sets_.begin());
      --at;
    }
    sets_.push_back(std::move(*opened));
  }
  note_endpoint(*sets_[at], wish.answers_to);
  std::rotate(sets_.begin() + std::ptrdiff_t(at), sets_.begin() + std::ptrdiff_t(at) + 1,
              sets_.end());
  return {};
}

base::Result<void> LocalPorts::select_further(std::span<const net::LocalAddress> addresses,
                                              net::PacketIo& io, media::PacketStream& rtp,
                                              media::PacketStream& rtcp, std::uint8_t tos) {
  PortSet* set = selected();
  if (set == nullptr) return {};
  base::Result<void> done;
  for (const net::LocalAddress& address : addresses) {
    if (is_on(*set, address) || set->further.size() == kMaxFurther) continue;
    PortWish wish;
    wish.local = &address;
    wish.single_port = !set->rtcp;
    wish.tos = tos;
    auto opened = open_and_listen(wish, io, rtp, rtcp);
    if (opened) {
      set->further.push_back(std::move(*opened));
    } else if (done) {
      done = base::Error{opened.error()};
    }
  }
  return done;
}

void LocalPorts::take(LocalPorts& other, net::PacketIo& io, media::PacketStream& rtp,
                      media::PacketStream& rtcp) {
  sets_ = std::move(other.sets_);
  other.sets_.clear();
  for (const auto& set : sets_) {
    for (std::size_t i = 0; i < set->addresses(); ++i) {
      set->on(i).rtp_registration.reset();
      set->on(i).rtcp_registration.reset();
    }
    listen(*set, io, rtp, rtcp);
  }
}

void PortSet::let_go() {
  for (const auto& one : further) one->let_go();
  rtp_registration.reset();
  rtcp_registration.reset();
  rtp.let_go();
  rtcp.let_go();
}

bool LocalPorts::adopt(std::unique_ptr<PortSet> set, net::PacketIo& io, media::PacketStream& rtp,
                       media::PacketStream& rtcp) {
  if (!listen(*set, io, rtp, rtcp)) {
    set->let_go();
    return false;
  }
  sets_.push_back(std::move(set));
  return true;
}

void LocalPorts::let_go() {
  for (const auto& set : sets_) set->let_go();
  sets_.clear();
}

std::vector<const net::MediaSocket*> LocalPorts::sockets() const {
  std::vector<const net::MediaSocket*> all;
  for (const auto& set : sets_) {
    for (std::size_t i = 0; i < set->addresses(); ++i) {
      const PortSet& one = set->on(i);
      all.push_back(&one.rtp);
      if (one.rtcp) all.push_back(&one.rtcp);
    }
  }
  return all;
}

std::vector<net::Endpoint> LocalPorts::endpoints() const {
  std::vector<net::Endpoint> all;
  for (const auto& set : sets_) {
    for (std::size_t i = 0; i < set->addresses(); ++i) {
      const PortSet& one = set->on(i);
      for (const net::MediaSocket* socket : {&one.rtp, &one.rtcp}) {
        if (!*socket) continue;
        all.push_back(socket->local());
        if (one.local->advertised == one.local->address) continue;
        all.push_back({one.local->advertised, socket->local().port});
      }
    }
  }
  return all;
}

void LocalPorts::set_tos(std::uint8_t tos) {
  for (const auto& set : sets_) {
    for (std::size_t i = 0; i < set->addresses(); ++i) {
      set->on(i).rtp.set_tos(tos);
      if (set->on(i).rtcp) set->on(i).rtcp.set_tos(tos);
    }
  }
}

}  // namespace rtpengine::call
