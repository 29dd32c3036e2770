// SPDX-License-Identifier: GPL-3.0-or-later
#include "attacker.h"

#include <netinet/ip.h>
#include <netinet/udp.h>
#include <unistd.h>

#include <array>
#include <cstdio>
#include <cstdlib>
#include <cstring>

#include "harness/rtp.h"

namespace rtpengine::harness {
namespace {

constexpr std::string_view kMark = "attack ";
constexpr std::uint32_t kAttackingSsrc = 0xbad0bad0;
constexpr std::uint32_t kMarkedCount = 0x80000000;

std::string marked_rtp(std::uint32_t ssrc, unsigned sequence, unsigned number) {
  std::string packet = rtp_packet(ssrc, std::uint16_t(sequence));
  char text[32];
  std::snprintf(text, sizeof text, "%s%08u ", kMark.data(), number);
  return packet.replace(12, std::strlen(text), text);
}

std::string marked_report(std::uint32_t ssrc, unsigned number) {
  return rtcp_report(ssrc, kMarkedCount | number);
}

std::string media(const Aim& aim, bool rtcp, bool imitated, unsigned number) {
  const std::uint32_t ssrc = imitated ? aim.party->ssrc() : kAttackingSsrc;
  if (rtcp) return marked_report(ssrc, number);
  return marked_rtp(ssrc, imitated ? aim.party->rtp_sent() : number, number);
}

std::string oddity(unsigned number) {
  const std::string rtp = marked_rtp(kAttackingSsrc, number, number);
  const std::array<std::string, 8> all = {
      std::string(1, char(0x80)),
      rtp.substr(0, 11),
      rtp.substr(0, 12),
      std::string("\x80\xc9\x00\x01\x0b\xad\x0b\xad", 8),
      std::string("\x00\x01\x00\x00\x21\x12\xa4\x42transaction!", 20),
      std::string("\x16\xfe\xff\x00\x00\x00\x00\x00\x00\x00\x00\x00\x01h", 14),
      std::string("\x10\x00\x00\x01ZRTP\x0b\xad\x0b\xad\x50\x5a\x00\x03", 16),
      std::string(200, char(0xc0 | number % 64)),
  };
  return all[number % all.size()];
}

}  // namespace

Forger::Forger(const Host& host) {
  fd_ = host.netns().inside([] { return socket(AF_INET, SOCK_RAW | SOCK_CLOEXEC, IPPROTO_RAW); });
  if (fd_ < 0) {
    std::perror("raw socket");
    std::abort();
  }
}

Forger::~Forger() { close(fd_); }

void Forger::send(std::string_view bytes, const Address& from, const Address& to) const {
  const auto& source = *reinterpret_cast<const sockaddr_in*>(from.get());
  const auto& destination = *reinterpret_cast<const sockaddr_in*>(to.get());
  iphdr ip{};  // the kernel fills in length, id and checksum
  ip.version = 4;
  ip.ihl = 5;
  ip.ttl = 64;
  ip.protocol = IPPROTO_UDP;
  ip.saddr = source.sin_addr.s_addr;
  ip.daddr = destination.sin_addr.s_addr;
  udphdr udp{};  // checksum 0: none
  udp.source = source.sin_port;
  udp.dest = destination.sin_port;
  udp.len = htons(std::uint16_t(sizeof udp + bytes.size()));
  std::string packet(reinterpret_cast<const char*>(&ip), sizeof ip);
  packet.append(reinterpret_cast<const char*>(&udp), sizeof udp).append(bytes);
  sendto(fd_, packet.data(), packet.size(), MSG_DONTWAIT, to.get(), to.size());
}

std::string attacking_packet(Weapon weapon, const Aim& aim, unsigned number) {
  switch (weapon) {
    case Weapon::oddities:
      return oddity(number);
    case Weapon::crossed:
      return media(aim, !aim.rtcp, false, number);
    default:
      return media(aim, aim.rtcp, weapon == Weapon::imitation, number);
  }
}

bool is_of_a_party(std::string_view bytes) {
  static const std::size_t rtp_size = rtp_packet(0, 0).size();
  static const std::size_t report_size = rtcp_report(0, 0).size();
  if (bytes.size() == rtp_size) return bytes.find(kMark) == std::string_view::npos;
  return bytes.size() == report_size && (count_in(bytes) & kMarkedCount) == 0;
}

unsigned attack_number(std::string_view bytes) {
  if (looks_like_rtcp(bytes)) return count_in(bytes) & ~kMarkedCount;
  const std::size_t at = bytes.find(kMark);
  if (at == std::string_view::npos) return 0;
  return unsigned(
      std::strtoul(std::string(bytes.substr(at + kMark.size(), 8)).c_str(), nullptr, 10));
}

void Attacker::aim_at(const Aim& aim, const Host& host, const std::string& ip) {
  if (!uses(aim.rtcp)) return;
  const bool forged = cell_.origin == Origin::forged || cell_.origin == Origin::forged_address;
  if (forged && !forger_) forger_ = std::make_unique<Forger>(stranger_);
  lines_.push_back({aim, UdpSocket(host, Address(ip, 0))});
}

Address Attacker::forged_source(const Aim& aim) const {
  const Address& real = (aim.rtcp ? aim.party->rtcp() : aim.party->rtp()).local();
  if (cell_.origin == Origin::forged) return real;
  constexpr unsigned kOther = 61'000;  // above the ports that the phones take
  return {real.ip(), std::uint16_t(kOther + real.port() % 1000)};
}

void Attacker::strike() {
  for (const Line& line : lines_) {
    const std::string bytes = attacking_packet(cell_.weapon, line.aim, strikes_);
    if (forger_) {
      forger_->send(bytes, forged_source(line.aim), line.aim.target);
    } else {
      line.socket.send(bytes, line.aim.target);
    }
    sent_++;
  }
  strikes_++;
}

void Attacker::receive() {
  for (const Line& line : lines_) {
    while (const auto datagram = line.socket.receive()) {
      (is_of_a_party(datagram->bytes) ? leaked_ : echoed_)++;
    }
  }
}

}  // namespace rtpengine::harness
