// SPDX-License-Identifier: GPL-3.0-or-later
#include "sipp.h"

#include <algorithm>

#include "kamailio.h"
#include "rtp.h"
#include "sipp_scenarios.h"

namespace rtpengine::harness {
namespace {

constexpr unsigned kFirstMediaPort = 20000;
constexpr unsigned kPortsPerCall = 4;  ///< how SIPp counts [auto_media_port] up

template <typename T>
void put(std::string& out, T value) {
  out.append(reinterpret_cast<const char*>(&value), sizeof value);
}

/// A pcap file of RTP over UDP over IPv4 over Ethernet, for SIPp to take the RTP out of.
std::string audio_file(std::uint32_t ssrc, unsigned packets) {
  constexpr unsigned kInterval = 20'000;  // microseconds
  std::string file;
  put<std::uint32_t>(file, 0xa1b2c3d4);
  put<std::uint16_t>(file, 2);
  put<std::uint16_t>(file, 4);
  put<std::uint64_t>(file, 0);
  put<std::uint32_t>(file, 65535);
  put<std::uint32_t>(file, 1);  // Ethernet
  for (unsigned i = 0; i < packets; i++) {
    const std::string rtp = rtp_packet(ssrc, std::uint16_t(i));
    const auto udp_size = std::uint16_t(8 + rtp.size()), ip_size = std::uint16_t(20 + udp_size);
    put<std::uint32_t>(file, i * kInterval / 1'000'000);
    put<std::uint32_t>(file, i * kInterval % 1'000'000);
    put<std::uint32_t>(file, 14u + ip_size);
    put<std::uint32_t>(file, 14u + ip_size);
    file += std::string("\2\0\0\0\0\1\2\0\0\0\0\2\x08\0", 14);
    file += std::string("\x45\0", 2);
    put(file, htons(ip_size));
    file += std::string("\0\0\0\0\x40\x11\0\0\x0a\0\0\1\x0a\0\0\2", 16);
    put(file, htons(4000));
    put(file, htons(4002));
    put(file, htons(udp_size));
    put<std::uint16_t>(file, 0);
    file += rtp;
  }
  return file;
}

/// SIPp sends RTP by a raw socket and opens a port to receive it for the first call only. Open the
/// others in its place: no phone would let its port be answered for by an ICMP error.
std::vector<UdpSocket> open_media_ports(const Host& host, const Phones& phones) {
  const std::string& ip = host.ip(phones.ipv6_media);
  std::vector<UdpSocket> ports;
  for (unsigned call = 0; call < phones.calls; call++) {
    const unsigned rtp = kFirstMediaPort + call * kPortsPerCall;
    if (call != 0) ports.emplace_back(host, Address(ip, std::uint16_t(rtp)));
    ports.emplace_back(host, Address(ip, std::uint16_t(rtp + 1)));
  }
  return ports;
}

}  // namespace

std::string Sipp::obstacle() {
  std::string output;
  run({"sipp", "-v"}, &output);
  if (output.find("SIPp v3") == std::string::npos)
    return "sipp is not installed (Debian: sip-tester)";
  if (output.find("PCAP") == std::string::npos) return "sipp was built without pcap";
  return {};
}

Sipp Sipp::callee(const Host& host, const Phones& phones) {
  return Sipp(host, callee_scenario, 0xca11ee00, phones, {});
}

Sipp Sipp::ringing(const Host& host, const Phones& phones) {
  return Sipp(host, ringing_scenario, 0xca11ff00, phones, {});
}

Sipp Sipp::caller(const Host& host, const Host& proxy, const Phones& phones) {
  const std::string number = std::to_string(phones.calls);
  return Sipp(host, caller_scenario, 0xca11e500, phones,
              {"-l", number, "-r", number, proxy.ip4() + ":" + std::to_string(kSipPort)});
}

Sipp::Sipp(const Host& host, Scenario scenario, std::uint32_t ssrc, const Phones& phones,
           const std::vector<std::string>& arguments)
    : host_(&host),
      folder_(std::make_unique<WorkFolder>()),
      media_ports_(open_media_ports(host, phones)) {
  const std::string audio = folder_->write("audio.pcap", audio_file(ssrc, phones.packets));
  Command command;
  command.words = {"sipp",
                   "-sf",
                   folder_->write("scenario.xml", scenario(phones, audio)),
                   "-nostdin",
                   "-i",
                   host.ip4(),
                   "-p",
                   std::to_string(kSipPort),
                   "-mi",
                   host.ip(phones.ipv6_media),
                   "-mp",
                   std::to_string(kFirstMediaPort),
                   "-m",
                   std::to_string(phones.calls),
                   "-timeout",
                   "120",
                   "-timeout_error",
                   "-deadcall_wait",
                   "0",
                   "-trace_logs",
                   "-log_file",
                   folder_->path("notes"),
                   "-trace_err",
                   "-error_file",
                   folder_->path("errors")};
  command.words.insert(command.words.end(), arguments.begin(), arguments.end());
  command.log = folder_->path("log");
  command.netns = host.netns().fd();
  command.folder = folder_->path("");
  process_ = Process(command);
}

bool Sipp::wait_until_listening() {
  wait_until(
      [&] { return !process_.running() || udp_ports_of(process_.pid()).count(kSipPort) != 0; });
  return process_.running();
}

std::size_t Sipp::re_invites_done() const {
  const std::string notes = read_file(folder_->path("notes"));
  return std::size_t(std::count(notes.begin(), notes.end(), '\n'));
}

void Sipp::go_on(const std::set<std::string>& call_ids) const {
  const UdpSocket socket(*host_, Address(host_->ip4(), 0));
  const std::string us = socket.local().text();
  for (const std::string& id : call_ids) {
    socket.send("INFO sip:caller@" + host_->ip4() +
                    " SIP/2.0\r\n"
                    "Via: SIP/2.0/UDP " +
                    us + ";branch=z9hG4bK-" + id +
                    "\r\n"
                    "From: <sip:test@" +
                    us + ">;tag=test\r\nTo: <sip:caller@" + host_->ip4() +
                    ">\r\n"
                    "Call-ID: " +
                    id +
                    "\r\nCSeq: 1 INFO\r\nMax-Forwards: 70\r\n"
                    "Content-Length: 0\r\n\r\n",
                Address(host_->ip4(), kSipPort));
  }
}

std::string Sipp::output() const {
  return process_.output() + "\n" + read_file(folder_->path("errors"));
}

}  // namespace rtpengine::harness
