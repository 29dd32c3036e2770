// SPDX-License-Identifier: GPL-3.0-or-later
//
// One cell of the attack matrix: who talks, who attacks, when and how, and what must come of it.
#pragma once

#include <string>
#include <vector>

#include "harness/wait.h"

namespace rtpengine::harness {

/// Where a party's packets come from, compared with what its SDP and signalling say.
enum class Place {
  signalled,           ///< from the address and port of its SDP
  other_port,          ///< from that address, another port
  behind_nat,          ///< its SDP has a private address; `received from` has the one it comes from
  behind_unknown_nat,  ///< its SDP has a private address, and nothing says where it comes from
};

/// What the attacker sends to each port of the call.
enum class Weapon {
  nothing,
  media,      ///< RTP to RTP ports, RTCP to RTCP ports, under its own SSRC
  imitation,  ///< the same under the party's SSRC, with the sequence number that is due
  reports,    ///< RTCP alone
  crossed,    ///< RTCP to RTP ports and RTP to RTCP ports
  oddities,   ///< one byte, bare headers, STUN, DTLS, ZRTP, noise
};

/// Where the attacker's packets come from.
enum class Origin {
  elsewhere,       ///< an address that nobody signalled
  neighbour,       ///< the address that the party comes from: behind the same NAT
  forged,          ///< forged: the address and port of the party
  forged_address,  ///< forged: the address of the party, another port
};

/// What the signalling does in the middle of the call.
enum class Event {
  none,
  repeated,   ///< a re-INVITE that says what was said before
  forgetful,  ///< the same, without `received from`
  hold,       ///< on hold with 0.0.0.0, and back
  inactive,   ///< on hold with a=inactive, and back
  move,       ///< the caller goes to another address and signals it
};

/// What must become of something; `any`: it is shown in the table, and not asserted.
enum class Must { not_be, be, any };

struct Cell {
  std::string name = {};    // with initializers, so that cells name what is special only
  std::string attack = {};  ///< when or how, for the table
  Place caller = Place::signalled;
  Place callee = Place::signalled;
  bool v6 = false;
  bool multiplexed = false;  ///< rtcp-mux
  std::vector<std::string> flags = {};
  Weapon weapon = Weapon::media;
  Origin origin = Origin::elsewhere;
  Milliseconds begin{0};  ///< of the attack; the media begin at 0
  unsigned rate = 100;    ///< attacking packets per second and port
  Event event = Event::none;
  bool early = false;  ///< the answer comes when the media begin; the attack is under way by then

  // With `endpoint-learning: safe`.
  Must leak = Must::not_be;
  Must inject = Must::not_be;  ///< after the answer
  Must arrive = Must::be;      ///< 99.5 % of what the parties send
};

/// What came of a cell.
struct Score {
  unsigned attacks = 0;         ///< packets of the attacker
  unsigned leaked = 0;          ///< packets of the parties that the attacker got
  unsigned echoed = 0;          ///< packets of its own that the attacker got
  unsigned injected = 0;        ///< packets of the attacker that a party got
  unsigned injected_early = 0;  ///< of these, those that were sent before the answer
  unsigned strays = 0;          ///< packets of a party that came twice, changed, or from elsewhere
  std::string strange = {};     ///< what the injected ones and strays were, a line for each
  unsigned sent[2] = {0, 0};    ///< by the parties: RTP, RTCP
  unsigned arrived[2] = {0, 0};

  /// The worse of RTP and RTCP, in percent.
  double delivered() const;
};

/// All cells, in the order of the table.
const std::vector<Cell>& attack_matrix();

}  // namespace rtpengine::harness
