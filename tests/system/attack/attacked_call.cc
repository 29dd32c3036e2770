// SPDX-License-Identifier: GPL-3.0-or-later
#include "attacked_call.h"

#include <algorithm>

#include "harness/rtp.h"

namespace rtpengine::harness {
namespace {

constexpr Milliseconds kInterval{20};
constexpr Milliseconds kEvent{4000};     ///< when the signalling does something
constexpr Milliseconds kHoldEnds{6000};  ///< and when what it did ends
constexpr unsigned kMostAtOnce = 4;      ///< packets of one sender in one turn, when late
constexpr unsigned kMostDescribed = 20;  ///< strange packets of a call

bool is_private_place(Place place) {
  return place == Place::behind_nat || place == Place::behind_unknown_nat;
}

const std::string& ip_at(const Site& site, Place place, bool v6) {
  return is_private_place(place) ? site.public_ip : site.host.ip(v6);
}

std::string describe(const Phone& receiver, const Datagram& datagram) {
  const bool rtcp = looks_like_rtcp(datagram.bytes);
  std::string text = rtcp ? "RTCP" : "RTP";
  if (is_of_a_party(datagram.bytes)) {
    const auto number = rtcp ? count_in(datagram.bytes) : sequence_of(datagram.bytes);
    text += " of a party, number " + std::to_string(number);
  } else {
    text += " of the attacker, number " + std::to_string(attack_number(datagram.bytes));
  }
  return text + ", from " + datagram.source.text() + " to " + receiver.rtp().local().text() +
         ", which talks to " + receiver.rtp_target().text();
}

std::uint32_t ssrc_for(unsigned number, unsigned party) { return 0x5000 + 2 * number + party; }

}  // namespace

AttackedCall::AttackedCall(const Cell& cell, unsigned number, const World& world)
    : cell_(cell),
      world_(world),
      id_("cell-" + std::to_string(number)),
      number_(number),
      caller_(world.caller.host, ip_at(world.caller, cell.caller, cell.v6), ssrc_for(number, 0)),
      callee_(world.callee.host, ip_at(world.callee, cell.callee, cell.v6), ssrc_for(number, 1)),
      attacker_(cell, world.stranger.host) {
  place(caller_, cell.caller);
  place(callee_, cell.callee);
  for (Phone* phone : {&caller_, &callee_}) {
    if (cell.multiplexed) phone->multiplex();
    phone->on_strange([this, phone](const Datagram& datagram) { note_strange(*phone, datagram); });
  }
}

void AttackedCall::place(Phone& phone, Place place) {
  // Above the ports that sockets are given by themselves, so that nobody else has it.
  const auto port = std::uint16_t(62'000 + 2 * number_);
  if (place == Place::other_port) phone.show(Address(phone.rtp().local().ip(), port));
  if (is_private_place(place)) phone.show(Address("192.168.1.10", port));
}

Dictionary AttackedCall::request(const Message& message) const {
  const bool offer = std::string(message.command) == "offer";
  const Phone& sender = offer ? caller_ : callee_;
  const Place place = offer ? cell_.caller : cell_.callee;
  const auto interface = [](Place where) { return is_private_place(where) ? "public" : "default"; };
  List flags;
  for (const std::string& flag : cell_.flags) flags.emplace_back(flag);
  Dictionary request = {{"command", message.command},
                        {"call-id", id_},
                        {"from-tag", "caller"},
                        {"ICE", "remove"},
                        {"replace", List{"origin", "session-connection"}},
                        {"direction", List{interface(cell_.caller), interface(cell_.callee)}},
                        {"flags", flags},
                        {"sdp", sender.sdp(message.direction)}};
  if (!offer || answered_) request["to-tag"] = "callee";
  if (message.with_received_from && place != Place::behind_unknown_nat) {
    const Address& from = sender.rtp().local();
    request["received from"] = List{from.is_v6() ? "IP6" : "IP4", from.ip()};
  }
  return request;
}

std::string AttackedCall::signal(const Message& message, NgClient& ng) {
  const Bencoded reply = ng.ask(request(message));
  const bool offer = std::string(message.command) == "offer";
  Phone& receiver = offer ? callee_ : caller_;
  const std::string& sdp = reply["sdp"].text();
  const bool hold = sdp.find("c=IN IP4 0.0.0.0") != std::string::npos;
  if (reply["result"].text() == "ok" && (hold || receiver.follow(sdp))) return {};
  return cell_.name + ": " + message.command + ": " + Bencoded(reply).encode();
}

std::string AttackedCall::connect(NgClient& ng) {
  std::string problem = signal({.command = "offer"}, ng);
  if (!problem.empty()) return problem;
  aim_at_ports_of(callee_, world_.callee, cell_.callee);
  return cell_.early ? problem : answer(ng);
}

std::string AttackedCall::answer(NgClient& ng) {
  std::string problem = signal({.command = "answer"}, ng);
  answered_ = true;
  early_strikes_ = attacker_.strikes();
  aim_at_ports_of(caller_, world_.caller, cell_.caller);
  return problem;
}

/// At those that this party sends to.
void AttackedCall::aim_at_ports_of(const Phone& party, const Site& site, Place place) {
  if (cell_.weapon == Weapon::nothing) return;
  const bool neighbour = cell_.origin == Origin::neighbour;
  // There is a neighbour only where there is a NAT.
  if (neighbour && !is_private_place(place)) return;
  const Site& from = neighbour ? site : world_.stranger;
  const std::string& ip = ip_at(from, place, cell_.v6);
  attacker_.aim_at({party.rtp_target(), &party, false}, from.host, ip);
  const Address& rtcp = cell_.multiplexed ? party.rtp_target() : party.rtcp_target();
  attacker_.aim_at({rtcp, &party, true}, from.host, ip);
}

void AttackedCall::turn(Milliseconds now, bool may_send, NgClient& ng) {
  const Milliseconds before = std::exchange(last_turn_, now);
  if (now >= Milliseconds{0} && !answered_) problem_ += answer(ng);
  happen(now, ng);
  if (!may_send) return;
  if (now > before && now > Milliseconds{0} && !paused_)
    talked_ += now - std::max(before, Milliseconds{0});
  attack(now);
  if (now >= Milliseconds{0}) send_media(talked_);
}

void AttackedCall::send_media(Milliseconds now) {
  if (paused_) return;
  const unsigned due = std::min(kPackets, unsigned(now / kInterval) + 1);
  for (unsigned i = 0; i < kMostAtOnce && caller_.rtp_sent() < due; i++) {
    for (Phone* phone : {&caller_, &callee_}) {
      phone->send_rtp();
      phone->send_rtcp();
    }
  }
}

void AttackedCall::attack(Milliseconds now) {
  if (now < cell_.begin || finished()) return;
  const auto due = unsigned((now - cell_.begin).count() * cell_.rate / 1000) + 1;
  const unsigned most = std::max(kMostAtOnce, cell_.rate / 50);
  for (unsigned i = 0; i < most && attacker_.strikes() < due; i++) attacker_.strike();
}

/// The two steps of what the cell has in store.
void AttackedCall::happen(Milliseconds now, NgClient& ng) {
  if (cell_.event == Event::none || events_ == 2) return;
  if (now < (events_ == 0 ? kEvent : kHoldEnds)) return;
  const bool begins = events_++ == 0;
  const Address shown = caller_.shown();
  switch (cell_.event) {
    case Event::hold:
      paused_ = begins;
      if (begins) caller_.show(Address("0.0.0.0", shown.port()));
      problem_ +=
          renegotiate(begins ? "sendonly" : "sendrecv", begins ? "recvonly" : "sendrecv", ng);
      caller_.show(shown);
      break;
    case Event::inactive:
      paused_ = begins;
      problem_ +=
          renegotiate(begins ? "inactive" : "sendrecv", begins ? "inactive" : "sendrecv", ng);
      break;
    case Event::move:
      if (!begins) return;
      caller_.move_to(world_.caller.host, "10.77.0.103");
      problem_ += renegotiate("sendrecv", "sendrecv", ng);
      break;
    default:
      problem_ += renegotiate("sendrecv", "sendrecv", ng, cell_.event != Event::forgetful);
  }
}

std::string AttackedCall::renegotiate(const char* offered, const char* answered, NgClient& ng,
                                      bool with_received_from) {
  std::string problem = signal({"offer", offered, with_received_from}, ng);
  if (!problem.empty()) return problem;
  return signal({"answer", answered, with_received_from}, ng);
}

void AttackedCall::note_strange(const Phone& receiver, const Datagram& datagram) {
  if (injected_ + strays_ < kMostDescribed)
    strange_ +=
        describe(receiver, datagram) + " at " + std::to_string(last_turn_.count()) + " ms\n";
  if (is_of_a_party(datagram.bytes)) {
    strays_++;
    return;
  }
  injected_++;
  if (!answered_ || attack_number(datagram.bytes) < early_strikes_) injected_early_++;
}

void AttackedCall::receive() {
  caller_.receive(callee_);
  callee_.receive(caller_);
  attacker_.receive();
}

unsigned AttackedCall::behind() const {
  if (cell_.weapon != Weapon::nothing) return 0;
  return std::max(caller_.rtp_behind(callee_), callee_.rtp_behind(caller_));
}

std::size_t AttackedCall::arrived() const {
  return caller_.rtp_received() + callee_.rtp_received() + caller_.rtcp_received() +
         callee_.rtcp_received() + attacker_.leaked() + attacker_.echoed() + injected_ + strays_;
}

Score AttackedCall::score() const {
  Score score;
  score.attacks = attacker_.sent();
  score.leaked = attacker_.leaked();
  score.echoed = attacker_.echoed();
  score.injected = injected_;
  score.injected_early = injected_early_;
  score.strays = strays_;
  score.strange = strange_;
  score.sent[0] = caller_.rtp_sent() + callee_.rtp_sent();
  score.sent[1] = caller_.rtcp_sent() + callee_.rtcp_sent();
  score.arrived[0] = unsigned(caller_.rtp_received() + callee_.rtp_received());
  score.arrived[1] = unsigned(caller_.rtcp_received() + callee_.rtcp_received());
  return score;
}

}  // namespace rtpengine::harness
