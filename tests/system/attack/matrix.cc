// SPDX-License-Identifier: GPL-3.0-or-later
#include "matrix.h"

#include <algorithm>

namespace rtpengine::harness {
namespace {

using AttackedCalls = std::vector<std::unique_ptr<AttackedCall>>;

/// When a call that nobody attacks is so many packets behind, the machine is busy with something
/// else: no more is sent until it has caught up. That must not look like what an attack does.
constexpr unsigned kMostBehind = 15;
constexpr Milliseconds kLeadIn{1500};  ///< before the media begin
constexpr Milliseconds kSilence{300};  ///< after which nothing more is expected
constexpr Milliseconds kLongest{60'000};

bool is_late(const AttackedCalls& calls) {
  return std::any_of(calls.begin(), calls.end(),
                     [](const auto& call) { return call->behind() > kMostBehind; });
}

std::size_t receive_all(const AttackedCalls& calls) {
  std::size_t sum = 0;
  for (const auto& call : calls) {
    call->receive();
    sum += call->arrived();
  }
  return sum;
}

void talk_under_attack(const AttackedCalls& calls, NgClient& ng) {
  const auto begin = Clock::now() + kLeadIn;
  const auto finished = [](const auto& call) { return call->finished(); };
  while (!std::all_of(calls.begin(), calls.end(), finished)) {
    const auto now = std::chrono::duration_cast<Milliseconds>(Clock::now() - begin);
    if (now > kLongest) return;
    const bool may_send = !is_late(calls);
    for (const auto& call : calls) {
      call->turn(now, may_send, ng);
      call->receive();
    }
    take_breath();
  }
}

/// Takes what is still under way.
void wait_for_silence(const AttackedCalls& calls) {
  auto last_news = Clock::now();
  std::size_t arrived = 0;
  wait_until([&] {
    const std::size_t sum = receive_all(calls);
    if (sum != std::exchange(arrived, sum)) last_news = Clock::now();
    return Clock::now() - last_news > kSilence;
  });
}

}  // namespace

AttackNetwork::AttackNetwork() {
  for (const char* role : {"daemon", "proxy", "caller", "callee", "stranger"}) {
    network_.add(role).also(site(role).public_ip + "/24");
  }
  network_.host("caller").also("10.77.0.103/24");  // where it moves to
}

/// 203.0.113.0/24 is nobody's (RFC 5737), and to the daemon public.
Site AttackNetwork::site(const std::string& role) {
  const Host& host = network_.host(role);
  return {host, "203.0.113" + host.ip4().substr(host.ip4().rfind('.'))};
}

World AttackNetwork::world() { return {site("caller"), site("callee"), site("stranger")}; }

std::unique_ptr<Daemon> AttackNetwork::start(const std::string& mode,
                                             const std::vector<std::string>& more) {
  std::vector<std::string> arguments = {"--num-threads=2",
                                        "--interface=public/" + site("daemon").public_ip,
                                        "--endpoint-learning=" + mode};
  arguments.insert(arguments.end(), more.begin(), more.end());
  return std::make_unique<Daemon>(network_.host("daemon"), network_.host("proxy"), arguments);
}

MatrixResult run_matrix(const std::vector<Cell>& cells, const World& world, NgClient& ng) {
  MatrixResult result;
  AttackedCalls calls;
  for (const Cell& cell : cells) {
    calls.push_back(std::make_unique<AttackedCall>(cell, unsigned(calls.size()), world));
    result.problem = calls.back()->connect(ng);
    if (!result.problem.empty()) return result;
  }
  talk_under_attack(calls, ng);
  wait_for_silence(calls);
  for (const auto& call : calls) {
    result.scores.push_back(call->score());
    result.problem += call->problem();
  }
  return result;
}

}  // namespace rtpengine::harness
