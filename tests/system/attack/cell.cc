// SPDX-License-Identifier: GPL-3.0-or-later
#include "cell.h"

#include <algorithm>

namespace rtpengine::harness {
namespace {

using Cells = std::vector<Cell>;

struct Moment {
  const char* name;
  Milliseconds at;
};

constexpr Moment kBefore{"before the media", Milliseconds{-1000}};
constexpr Moment kWith{"with the media", Milliseconds{0}};
constexpr Moment kAfter{"1 s after", Milliseconds{1000}};
constexpr Moment kLate{"4 s after", Milliseconds{4000}};

Cell at(Cell cell, const Moment& moment) {
  cell.attack = cell.attack.empty() ? moment.name : cell.attack + ", " + moment.name;
  cell.begin = moment.at;
  return cell;
}

void add_at_all_moments(Cells& cells, const Cell& cell) {
  for (const Moment& moment : {kBefore, kWith, kAfter, kLate}) cells.push_back(at(cell, moment));
}

/// Where the parties are, against a stranger who sends RTP and RTCP.
void add_places(Cells& cells) {
  for (const bool v6 : {false, true}) {
    Cell quiet{.name = v6 ? "IPv6 as signalled" : "as signalled", .attack = "no attack", .v6 = v6};
    quiet.weapon = Weapon::nothing;
    cells.push_back(quiet);
  }
  add_at_all_moments(cells, {.name = "as signalled"});
  add_at_all_moments(cells, {.name = "IPv6 as signalled", .v6 = true});
  add_at_all_moments(cells, {.name = "rtcp-mux", .multiplexed = true});
  add_at_all_moments(cells, {.name = "caller on another port", .caller = Place::other_port});
  add_at_all_moments(cells, {.name = "caller behind NAT", .caller = Place::behind_nat});
  add_at_all_moments(
      cells, {.name = "both behind NAT", .caller = Place::behind_nat, .callee = Place::behind_nat});
}

void add_flags(Cells& cells) {
  for (const char* flag : {"strict source", "symmetric", "asymmetric"}) {
    const Cell cell{.name = flag, .flags = {flag}};
    cells.push_back(at(cell, kBefore));
    cells.push_back(at(cell, kLate));
  }
  Cell handover{.name = "media handover", .flags = {"media handover"}};
  handover.leak = handover.inject = Must::be;
  handover.arrive = Must::any;
  cells.push_back(at(handover, kBefore));
  cells.push_back(at(handover, kLate));
}

/// Other packets than plain media, from a stranger.
void add_weapons(Cells& cells) {
  const auto add = [&](const char* name, Weapon weapon, unsigned rate = 100) {
    for (const Place place : {Place::signalled, Place::behind_nat}) {
      Cell cell{.name = place == Place::signalled ? "as signalled" : "caller behind NAT"};
      cell.caller = place;
      cell.attack = name;
      cell.weapon = weapon;
      cell.rate = rate;
      cells.push_back(at(cell, kBefore));
    }
  };
  add("imitates SSRC and sequence", Weapon::imitation);
  add("RTCP alone", Weapon::reports);
  add("RTCP and RTP crossed", Weapon::crossed);
  add("STUN, DTLS, ZRTP, noise", Weapon::oddities);
  add("500 packets/s", Weapon::media, 500);
}

/// Signalling in the middle of the call, under attack all the time.
void add_events(Cells& cells) {
  const auto add = [&](const char* name, Event event, Place place) {
    Cell cell{.name = name};
    cell.caller = place;
    cell.event = event;
    cells.push_back(at(cell, kBefore));
  };
  add("re-INVITE, the same SDP", Event::repeated, Place::signalled);
  add("re-INVITE, behind NAT", Event::repeated, Place::behind_nat);
  add("re-INVITE without received from", Event::forgetful, Place::behind_nat);
  add("hold by 0.0.0.0, and back", Event::hold, Place::signalled);
  add("hold by 0.0.0.0, behind NAT", Event::hold, Place::behind_nat);
  add("inactive, and back", Event::inactive, Place::signalled);
  add("caller moves to a new address", Event::move, Place::signalled);
}

/// What no rule about addresses can keep out, and what the signalling leaves open.
void add_open_ends(Cells& cells) {
  Cell early{.name = "between offer and answer", .attack = "from the offer on"};
  early.begin = kBefore.at;
  early.early = true;
  cells.push_back(early);

  Cell unknown{.name = "NAT without received from", .caller = Place::behind_unknown_nat};
  cells.push_back(at(unknown, kAfter));
  unknown.leak = unknown.inject = Must::be;
  unknown.arrive = Must::any;
  cells.push_back(at(unknown, kBefore));

  Cell neighbour{.name = "attacker behind the caller's NAT", .caller = Place::behind_nat};
  neighbour.origin = Origin::neighbour;
  cells.push_back(at(neighbour, kLate));
  neighbour.inject = Must::be;
  cells.push_back(at(neighbour, kAfter));
  neighbour.leak = Must::be;
  neighbour.arrive = Must::any;
  cells.push_back(at(neighbour, kBefore));

  Cell forged{.name = "forged address and port"};
  forged.origin = Origin::forged;
  forged.inject = Must::be;
  cells.push_back(at(forged, kLate));

  Cell address{.name = "forged address, another port"};
  address.origin = Origin::forged_address;
  cells.push_back(at(address, kLate));
  address.inject = Must::be;
  cells.push_back(at(address, kBefore));
  address.name = "forged address, behind NAT";
  address.attack.clear();
  address.caller = Place::behind_nat;
  address.arrive = Must::any;
  cells.push_back(at(address, kBefore));
}

}  // namespace

double Score::delivered() const {
  double worst = 100;
  for (const int kind : {0, 1}) {
    if (sent[kind] != 0) worst = std::min(worst, 100.0 * arrived[kind] / sent[kind]);
  }
  return worst;
}

const std::vector<Cell>& attack_matrix() {
  static const Cells all = [] {
    Cells cells;
    add_places(cells);
    add_flags(cells);
    add_weapons(cells);
    add_events(cells);
    add_open_ends(cells);
    return cells;
  }();
  return all;
}

}  // namespace rtpengine::harness
