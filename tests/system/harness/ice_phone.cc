// SPDX-License-Identifier: GPL-3.0-or-later
#include "ice_phone.h"

#include <random>
#include <sstream>

#include "plugins/ice/description.h"
#include "plugins/ice/endpoint.h"
#include "plugins/ice/priority.h"
#include "rtp.h"

namespace rtpengine::harness {
namespace {

Endpoint to_endpoint(const Address& address) {
  Endpoint made = {};
  ice::parse_endpoint(address.ip(), address.port(), &made);
  return made;
}
Address to_address(const Endpoint& endpoint) {
  return Address(ice::address_text(endpoint), endpoint.port);
}

ice::Micros now() {
  return std::chrono::duration_cast<std::chrono::microseconds>(Clock::now().time_since_epoch())
      .count();
}

ice::Description description_in(const std::string& sdp) {
  ice::Description description;
  std::istringstream lines(sdp);
  for (std::string line; std::getline(lines, line);) {
    if (line.compare(0, 2, "a=") != 0) continue;
    line.erase(line.find_last_not_of('\r') + 1);
    const std::size_t colon = std::min(line.find(':'), line.size());
    description.add(line.substr(2, colon - 2), colon == line.size() ? "" : line.substr(colon + 1));
  }
  return description;
}

}  // namespace

IcePhone::IcePhone(const Host& host, ice::Role role, const std::vector<std::string>& ips,
                   std::uint32_t ssrc)
    : ssrc_(ssrc), credentials_{"ufrag" + std::to_string(ssrc), "passwordOf22Characters"} {
  ice::Config config;
  config.role = role;
  config.tie_breaker = ssrc;
  config.local = credentials_;
  for (std::uint32_t i = 0; i < ips.size(); ++i) {
    auto [rtp, rtcp] = UdpSocket::pair(host, ips[i]);
    sockets_.push_back(std::move(rtp));
    sockets_.push_back(std::move(rtcp));
    for (const Component component : {Component::rtp, Component::rtcp}) {
      ice::Candidate& candidate = candidates_.emplace_back();
      candidate.foundation = ice::Foundation(std::to_string(i));
      candidate.component = component;
      candidate.priority = ice::candidate_priority(ice::CandidateType::host, i, component);
      candidate.address = to_endpoint(sockets_[candidates_.size() - 1].local());
    }
  }
  config.candidates = candidates_;
  agent_ = std::make_unique<ice::Agent>(std::move(config), this);
}

std::string IcePhone::sdp() const {
  const Address rtp = to_address(candidates_.front().address);
  const std::string where = (rtp.is_v6() ? "IN IP6 " : "IN IP4 ") + rtp.ip() + "\r\n";
  std::string text = "v=0\r\no=- 1 1 " + where + "s=-\r\nc=" + where + "t=0 0\r\nm=audio " +
                     std::to_string(rtp.port()) +
                     " RTP/AVP 8\r\na=ice-ufrag:" + credentials_.ufrag +
                     "\r\na=ice-pwd:" + credentials_.password + "\r\n";
  for (ice::Candidate candidate : candidates_) {
    if (!pretended_.empty()) {
      ice::parse_endpoint(pretended_, candidate.address.port, &candidate.address);
    }
    text += "a=candidate:" + ice::print_candidate(candidate) + "\r\n";
  }
  return text;
}

bool IcePhone::follow(const std::string& sdp) {
  const ice::Description description = description_in(sdp);
  if (!description.uses_ice()) return false;
  agent_->set_remote(description, now());
  return true;
}

void IcePhone::restart() {
  credentials_.ufrag = "again" + std::to_string(++generation_);
  agent_->restart(credentials_);
}

void IcePhone::serve() {
  for (std::uint32_t local = 0; local < sockets_.size(); ++local) {
    while (auto datagram = sockets_[local].receive()) {
      const std::string& bytes = datagram->bytes;
      if (!bytes.empty() && std::uint8_t(bytes[0]) > 3) {
        heard_.push_back(bytes);
        continue;
      }
      agent_->on_packet(local, to_endpoint(datagram->source),
                        {reinterpret_cast<const std::uint8_t*>(bytes.data()), bytes.size()}, now());
    }
  }
  if (agent_->next_deadline() <= now()) agent_->on_time(now());
}

std::string IcePhone::target() const {
  const auto pair = agent_->selected(Component::rtp);
  return pair ? to_address(pair->remote).text() : "";
}

std::string IcePhone::source() const {
  const auto pair = agent_->selected(Component::rtp);
  return pair ? sockets_[pair->local].local().text() : "";
}

void IcePhone::send(std::uint16_t sequence) {
  const auto pair = agent_->selected(Component::rtp);
  if (pair) sockets_[pair->local].send(rtp_packet(ssrc_, sequence), to_address(pair->remote));
}

std::string IcePhone::hear() {
  serve();
  if (heard_.empty()) return {};
  std::string first = std::move(heard_.front());
  heard_.pop_front();
  return first;
}

bool IcePhone::send(std::uint32_t local, const Endpoint& to, ice::Bytes bytes) noexcept {
  const Address target = to_address(to);
  if (target.is_v6() != sockets_[local].local().is_v6()) return false;
  return sockets_[local].send({reinterpret_cast<const char*>(bytes.data()), bytes.size()}, target);
}

void IcePhone::random(std::span<std::uint8_t> out) noexcept {
  static std::mt19937 generator(std::random_device{}());
  for (std::uint8_t& byte : out) byte = std::uint8_t(generator());
}

}  // namespace rtpengine::harness
