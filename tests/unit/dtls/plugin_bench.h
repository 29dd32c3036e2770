// SPDX-License-Identifier: GPL-3.0-or-later
//
// The plugin in a host, and phones with an OpenSSL of their own.
#pragma once

#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "call/media_reports.h"
#include "media/srtp_suite.h"
#include "peer.h"
#include "plugins/dtls/dtls_plugin.h"
#include "system_time.h"
#include "tests/unit/call/secure_party.h"
#include "tests/unit/plugin/host_bench.h"

namespace rtpengine::dtls {

using call::at;
using plugin::Texts;
using plugin::value_of;
using plugin::values_of;

inline constexpr const char* kTls = "UDP/TLS/RTP/SAVPF";
inline constexpr const char* kSecure = "RTP/SAVPF";

/// A section of f, or of t if the port says so.
inline call::Section section(std::string protocol, std::string attributes = {}, int port = 4000) {
  return {port, std::move(attributes), std::move(protocol)};
}

inline std::string fingerprint_lines(const FingerprintSet& fingerprints) {
  std::string text;
  for (const Fingerprint& one : fingerprints.all()) {
    text += "a=fingerprint:" + print_fingerprint(one) + "\r\n";
  }
  return text;
}

inline std::string setup_line(std::string_view setup) {
  return "a=setup:" + std::string(setup) + "\r\n";
}

class PluginBench;

/// A party with RTP on its address and RTCP on the port behind, and an OpenSSL for each.
class Phone {
 public:
  Phone(PluginBench& host, std::string_view tag, const net::Endpoint& address, Role role,
        const PeerOptions& options = {});

  /// Its lines in an offer or answer.
  std::string lines(std::string_view setup) const {
    return setup_line(setup) + fingerprint_lines(rtp.fingerprints()) +
           fingerprint_lines(rtcp.fingerprints());
  }
  Peer& peer(media::Component component) { return component == media::Component::rtp ? rtp : rtcp; }
  net::Endpoint address(media::Component component = media::Component::rtp) const {
    return component == media::Component::rtp ? rtp_address_ : rtcp_address_;
  }
  /// As a client.
  void begin(media::Component component = media::Component::rtp);
  /// Let us have what its OpenSSL has written.
  void send(media::Component component = media::Component::rtp);
  /// Whether the datagram is for it.
  bool take(const media::FakePacketIo::Sent& datagram);
  void on_time();
  bool done() const { return rtp.done() && rtcp.done(); }

  /// Keys as the handshake of this component gave them.
  call::SecureParty secure(media::Component component = media::Component::rtp);

  Peer rtp;
  Peer rtcp;
  bool deaf = false;      ///< it hears nothing of DTLS
  bool gone = false;      ///< another phone may be at its address
  Texts media;            ///< what came that is no DTLS
  std::size_t heard = 0;  ///< datagrams of DTLS

 private:
  static PeerOptions as(Role role, PeerOptions options) {
    options.role = role;
    return options;
  }

  PluginBench& host_;
  const std::string tag_;
  const net::Endpoint rtp_address_;
  const net::Endpoint rtcp_address_;
};

class PluginBench final : public plugin::HostBench {
 public:
  explicit PluginBench(const Options& changed = {}, std::vector<net::InterfaceSpec> with = {})
      : HostBench("dtls", options_with(changed), std::move(with)) {
    begin(dtls);
  }
  ~PluginBench() { end(); }

  /// What t is shown of an offer of f, which is at 192.0.2.1.
  std::string offer(const call::Section& section, call::Arguments more = {}) {
    return offer_body(call::body("192.0.2.1", {section}), std::move(more));
  }
  /// The same, once there is a t.
  std::string re_offer(const call::Section& section, call::Arguments more = {}) {
    more.set("to-tag", "t");
    return offer(section, std::move(more));
  }
  /// What f is shown of the answer of t, which is at 192.0.2.2.
  std::string answer(const call::Section& section, call::Arguments more = {}) {
    more.set("to-tag", "t");
    return answer_body(call::body("192.0.2.2", {section}), std::move(more));
  }
  /// What the plugin says of the media of this party.
  call::MediaReports reports(std::string_view tag) {
    return call::ask_reporters(bench.party(tag).media(0));
  }

  void join(Phone& phone) { phones_.push_back(&phone); }

 private:
  static Options options_with(const Options& changed) {
    Options all = changed;
    for (std::uint32_t i = 0; i < kOptionCount; ++i) {
      const char* preset = kOptions[i].default_value;
      all.emplace(kOptions[i].name, preset != nullptr ? preset : "");
    }
    return all;
  }
  bool arrives(const media::FakePacketIo::Sent& datagram) override {
    return std::any_of(phones_.begin(), phones_.end(),
                       [&](Phone* phone) { return phone->take(datagram); });
  }
  void pass(base::Time span) override {
    pass_time(span);
    for (Phone* phone : phones_) phone->on_time();
  }

  std::vector<Phone*> phones_;

 public:
  DtlsPlugin dtls;
};

inline Phone::Phone(PluginBench& host, std::string_view tag, const net::Endpoint& address,
                    Role role, const PeerOptions& options)
    : rtp(as(role, options)),
      rtcp(as(role, options)),
      host_(host),
      tag_(tag),
      rtp_address_(address),
      rtcp_address_{address.address, std::uint16_t(address.port + 1)} {
  host.join(*this);
}

inline void Phone::begin(media::Component component) {
  peer(component).begin();
  peer(component).advance();
  send(component);
}

inline void Phone::send(media::Component component) {
  for (const Datagram& datagram : peer(component).outbox.take()) {
    host_.deliver(address(component), host_.local(tag_, 0, component),
                  std::string(datagram.begin(), datagram.end()));
  }
}

inline bool Phone::take(const media::FakePacketIo::Sent& datagram) {
  if (gone) return false;
  for (const auto component : {media::Component::rtp, media::Component::rtcp}) {
    if (datagram.to != address(component)) continue;
    const std::uint8_t first = std::uint8_t(datagram.data[0]);
    if (first < 20 || first > 63) {
      media.push_back(datagram.data);
      return true;
    }
    ++heard;
    if (deaf) return true;
    peer(component).feed(Datagram(datagram.data.begin(), datagram.data.end()));
    send(component);
    return true;
  }
  return false;
}

inline void Phone::on_time() {
  if (gone) return;
  for (const auto component : {media::Component::rtp, media::Component::rtcp}) {
    peer(component).on_time();
    if (!peer(component).outbox.datagrams.empty()) send(component);
  }
}

inline call::SecureParty Phone::secure(media::Component component) {
  const SrtpKeys keys = peer(component).keys();
  const auto keying = [&](Bytes key, Bytes salt) {
    media::SrtpKeying made;
    made.suite = media::srtp_suite_from_dtls(std::uint16_t(keys.profile())).value();
    Datagram both(key.begin(), key.end());
    both.insert(both.end(), salt.begin(), salt.end());
    made.master = media::SrtpMasterKey::from(made.suite, both).value();
    return made;
  };
  call::SecureParty party(keying(keys.local_key(), keys.local_salt()));
  party.hears(keying(keys.remote_key(), keys.remote_salt()));
  return party;
}

}  // namespace rtpengine::dtls
