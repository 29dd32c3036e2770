// SPDX-License-Identifier: GPL-3.0-or-later
//
// The call of one cell of the attack matrix, from the offer to the last packet.
#pragma once

#include <memory>
#include <string>

#include "attacker.h"
#include "cell.h"
#include "harness/ng_client.h"

namespace rtpengine::harness {

/// A host, and its address in the other network, whose addresses are public ones.
struct Site {
  const Host& host;
  std::string public_ip;
};

struct World {
  Site caller;
  Site callee;
  Site stranger;
};

class AttackedCall {
 public:
  static constexpr unsigned kPackets = 400;  ///< RTP, and as many RTCP, from each party: 8 s

  AttackedCall(const Cell& cell, unsigned number, const World& world);

  /// Offer, and answer unless it comes late; what went wrong, or nothing.
  std::string connect(NgClient& ng);

  /// Does what is due; the media begin at `now` = 0. With `may_send` false the clock of this call
  /// stands still, apart from what arrives.
  void turn(Milliseconds now, bool may_send, NgClient& ng);
  void receive();

  bool finished() const { return caller_.rtp_sent() == kPackets && callee_.rtp_sent() == kPackets; }
  /// How late the daemon is, in packets of a call that nobody attacks.
  unsigned behind() const;
  std::size_t arrived() const;
  Score score() const;
  /// What signalling in the middle of the call went wrong; empty: nothing.
  const std::string& problem() const { return problem_; }

 private:
  struct Message {
    const char* command;
    const char* direction = "sendrecv";
    bool with_received_from = true;
  };

  void place(Phone& phone, Place place);
  Dictionary request(const Message& message) const;
  std::string signal(const Message& message, NgClient& ng);
  std::string renegotiate(const char* offered, const char* answered, NgClient& ng,
                          bool with_received_from = true);
  std::string answer(NgClient& ng);
  void aim_at_ports_of(const Phone& party, const Site& site, Place place);
  void send_media(Milliseconds now);
  void attack(Milliseconds now);
  void happen(Milliseconds now, NgClient& ng);
  void note_strange(const Phone& receiver, const Datagram& datagram);

  const Cell& cell_;
  const World& world_;
  const std::string id_;
  const unsigned number_;
  Phone caller_;
  Phone callee_;
  Attacker attacker_;
  Milliseconds last_turn_{0};
  Milliseconds talked_{0};
  bool answered_ = false;
  bool paused_ = false;
  unsigned events_ = 0;
  unsigned early_strikes_ = 0;  ///< packets of the attacker to each port before the answer
  unsigned injected_ = 0;
  unsigned injected_early_ = 0;
  unsigned strays_ = 0;
  std::string strange_;  ///< the first of these, a line for each
  std::string problem_;
};

}  // namespace rtpengine::harness
