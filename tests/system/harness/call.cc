// SPDX-License-Identifier: GPL-3.0-or-later
#include "call.h"

#include <algorithm>
#include <atomic>
#include <utility>

namespace rtpengine::harness {
namespace {

std::uint32_t new_ssrc() {
  static std::atomic<std::uint32_t> last{0x5000};
  return ++last;
}

/// One direction of one call.
struct Direction {
  Phone& from;
  Phone& to;
  unsigned already;  ///< packets that were sent before this conversation

  bool may_send(const Talk& how, unsigned due) const {
    return from.rtp_sent() - already < due && from.rtp_sent() - to.rtp_received() < how.window;
  }
  bool finished(const Talk& how) const {
    return from.rtp_sent() - already >= how.packets && to.rtp_received() >= from.rtp_sent() &&
           to.rtcp_received() >= from.rtcp_sent();
  }
  void send() const {
    constexpr unsigned kReportInterval = 50;
    from.send_rtp();
    if (from.rtp_sent() % kReportInterval == 0) from.send_rtcp();
  }
};

std::vector<Direction> directions_of(const Calls& calls) {
  std::vector<Direction> all;
  for (const auto& call : calls) {
    all.push_back({call->caller(), call->callee(), call->caller().rtp_sent()});
    all.push_back({call->callee(), call->caller(), call->callee().rtp_sent()});
  }
  return all;
}

/// Counts what arrives, to see whether anything still does.
std::size_t received_by(const std::vector<Direction>& directions) {
  std::size_t sum = 0;
  for (const Direction& direction : directions) {
    direction.to.receive(direction.from);
    sum += direction.to.rtp_received() + direction.to.rtcp_received();
  }
  return sum;
}

bool finished(const std::vector<Direction>& directions, const Talk& how) {
  return std::all_of(directions.begin(), directions.end(),
                     [&](const Direction& direction) { return direction.finished(how); });
}

bool accepted(const Bencoded& reply) { return reply["result"].text() == "ok"; }

}  // namespace

Call::Call(std::string id, const Parties& parties)
    : id_(std::move(id)),
      other_family_(parties.caller_v6 != parties.callee_v6),
      callee_v6_(parties.callee_v6),
      caller_(parties.caller, parties.caller_v6, new_ssrc()),
      callee_(parties.callee, parties.callee_v6, new_ssrc()) {}

Dictionary Call::offer_request(const std::string& direction) const {
  Dictionary request = {{"command", "offer"},
                        {"call-id", id_},
                        {"from-tag", "caller"},
                        {"ICE", "remove"},
                        {"replace", List{"origin", "session-connection"}},
                        {"sdp", caller_.sdp(direction)}};
  if (other_family_) request["address family"] = callee_v6_ ? "IP6" : "IP4";
  return request;
}

Bencoded Call::offer(NgClient& ng, const std::string& direction) {
  Bencoded reply = ng.ask(offer_request(direction));
  callee_.follow(reply["sdp"].text());
  return reply;
}

Bencoded Call::answer(NgClient& ng, const std::string& direction) {
  Dictionary request = offer_request();
  request["command"] = "answer";
  request["to-tag"] = "callee";
  request["sdp"] = callee_.sdp(direction);
  request.erase("address family");
  Bencoded reply = ng.ask(request);
  caller_.follow(reply["sdp"].text());
  return reply;
}

Bencoded Call::query(NgClient& ng) const {
  return ng.ask({{"command", "query"}, {"call-id", id_}});
}

Bencoded Call::remove(NgClient& ng) const {
  return ng.ask({{"command", "delete"}, {"call-id", id_}, {"from-tag", "caller"}});
}

std::string Call::connect(NgClient& ng) {
  const Bencoded offered = offer(ng);
  if (!accepted(offered)) return "offer: " + offered["error-reason"].text();
  const Bencoded answered = answer(ng);
  if (!accepted(answered)) return "answer: " + answered["error-reason"].text();
  if (!caller_.rtp_target() || !callee_.rtp_target()) return "no address in the SDP";
  return {};
}

void Call::receive() {
  caller_.receive(callee_);
  callee_.receive(caller_);
}

bool Call::complete() const { return caller_.has_all_of(callee_) && callee_.has_all_of(caller_); }

std::string Call::account() const {
  return "call " + id_ + ": " + caller_.account(callee_) + "; " + callee_.account(caller_);
}

void talk(const Calls& calls, const Talk& how) {
  const std::vector<Direction> directions = directions_of(calls);
  const auto begin = Clock::now();
  auto last_news = begin;
  auto next_break = begin;
  std::size_t received = 0;
  while (!finished(directions, how)) {
    const auto now = Clock::now();
    const auto due = std::min(how.packets, unsigned((now - begin) / how.interval) + 1);
    bool news = false;
    for (const Direction& direction : directions) {
      for (; direction.may_send(how, due); news = true) direction.send();
    }
    const std::size_t sum = received_by(directions);
    if (sum != std::exchange(received, sum) || news) last_news = now;
    if (now - last_news > kPatience) return;
    if (how.meanwhile && now >= next_break) {
      how.meanwhile();
      next_break = now + how.interval;
    }
    take_breath();
  }
}

std::string incomplete(const Calls& calls) {
  std::string text;
  for (const auto& call : calls) {
    call->receive();
    if (!call->complete()) text += call->account() + "\n";
  }
  return text;
}

}  // namespace rtpengine::harness
