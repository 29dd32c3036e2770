// SPDX-License-Identifier: GPL-3.0-or-later
//
// Who sends into a call that is none of theirs.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "cell.h"
#include "harness/phone.h"

namespace rtpengine::harness {

/// Sends UDP datagrams over IPv4 under any source address.
class Forger {
 public:
  explicit Forger(const Host& host);
  ~Forger();
  Forger(const Forger&) = delete;
  Forger& operator=(const Forger&) = delete;

  void send(std::string_view bytes, const Address& from, const Address& to) const;

 private:
  int fd_ = -1;
};

/// A port of the daemon that is attacked.
struct Aim {
  Address target;
  const Phone* party = nullptr;  ///< who is to send there
  bool rtcp = false;
};

/// The bytes of the attacker's packet `number` to a port.
std::string attacking_packet(Weapon weapon, const Aim& aim, unsigned number);
/// Whether these bytes are RTP or RTCP as the parties send it.
bool is_of_a_party(std::string_view bytes);
/// The number of an attacking packet of RTP or RTCP.
unsigned attack_number(std::string_view bytes);

class Attacker {
 public:
  /// `stranger` is where forged packets are sent from.
  Attacker(const Cell& cell, const Host& stranger) : cell_(cell), stranger_(stranger) {}

  /// Attacks this port, too, from the address `ip` of `host`.
  void aim_at(const Aim& aim, const Host& host, const std::string& ip);

  /// One packet to each port.
  void strike();
  /// Counts what came back.
  void receive();

  unsigned strikes() const { return strikes_; }
  unsigned sent() const { return sent_; }
  /// Packets of the parties, and others: its own, come back.
  unsigned leaked() const { return leaked_; }
  unsigned echoed() const { return echoed_; }

 private:
  struct Line {
    Aim aim;
    UdpSocket socket;
  };

  bool uses(bool rtcp) const { return rtcp || cell_.weapon != Weapon::reports; }
  Address forged_source(const Aim& aim) const;

  const Cell& cell_;
  const Host& stranger_;
  std::vector<Line> lines_;
  std::unique_ptr<Forger> forger_;
  unsigned strikes_ = 0;
  unsigned sent_ = 0;
  unsigned leaked_ = 0;
  unsigned echoed_ = 0;
};

}  // namespace rtpengine::harness
