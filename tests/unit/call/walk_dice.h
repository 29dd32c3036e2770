// SPDX-License-Identifier: GPL-3.0-or-later
//
// Makes up what control protocols may say about calls, sense or not; the same seed makes the same.
#pragma once

#include <random>
#include <string>
#include <vector>

#include "tests/unit/call/arguments.h"
#include "tests/unit/call/bodies.h"

namespace rtpengine::call {

inline constexpr const char* kCrypto80 =
    "a=crypto:1 AES_CM_128_HMAC_SHA1_80 inline:4fl6DT4Bi+DWT6MsBt5BOQ7Gda1Jiv7rtpYLOqvm\r\n";
inline constexpr const char* kCrypto32 =
    "a=crypto:2 AES_CM_128_HMAC_SHA1_32 inline:4fl6DT4Bi+DWT6MsBt5BOQ7Gda1Jiv7rtpYLOqvn\r\n";

class Dice {
 public:
  explicit Dice(unsigned seed) : engine_(seed) {}

  unsigned below(unsigned limit) { return unsigned(engine_() % limit); }
  bool one_in(unsigned number) { return below(number) == 0; }
  template <typename Value>
  const Value& pick(const std::vector<Value>& from) {
    return from[below(unsigned(from.size()))];
  }
  std::string pick(std::initializer_list<const char*> from) {
    return *(from.begin() + below(unsigned(from.size())));
  }
  std::string call() { return pick({"c1", "c2", "c3", "c4", "c5", "c6"}); }
  std::string tag() { return pick({"a", "b", "c", "d"}); }
  std::string branch() { return pick({"b1", "b2", "b3"}); }
  std::string address() {
    return pick({"192.0.2.1", "192.0.2.2", "192.0.2.3", "10.9.8.7", "0.0.0.0", "224.0.0.1",
                 "2001:db8::1", "phone.example.com"});
  }

  Section section() {
    Section section;
    section.port = one_in(6) ? 0 : 4000 + 2 * int(below(4));
    section.protocol =
        pick({"RTP/AVP", "RTP/AVP", "RTP/AVP", "RTP/AVPF", "RTP/SAVP", "udptl", "TCP/MSRP"});
    for (unsigned lines = below(3); lines > 0; --lines) {
      section.attributes +=
          pick({kMuxLine, kDtmfLine, "a=sendonly\r\n", "a=inactive\r\n", "a=rtcp:9\r\n",
                "a=mid:x\r\n", "a=ice-ufrag:u\r\n", kCrypto80, kCrypto80, kCrypto32});
    }
    return section;
  }

  /// A body; `sections`: how many, if it is not to be any number.
  std::string sdp(unsigned sections = 0) {
    if (sections == 0) sections = one_in(15) ? 0 : 1 + below(3);
    std::vector<Section> all(sections);
    for (Section& one : all) one = section();
    return body(address(), all);
  }

  void add_options(Arguments& arguments) {
    if (one_in(4)) {
      arguments.list("flags", {pick({"strict source", "media handover", "asymmetric", "reset",
                                     "unidirectional", "port latching", "generate mid",
                                     "SIP source address", "loop protect"})});
    }
    if (one_in(4)) arguments.list("received from", {"IP4", "192.0.2.3"});
    if (one_in(3)) {
      arguments.list("rtcp-mux", {pick({"offer", "require", "demux", "accept", "reject"})});
    }
    if (one_in(5)) {
      arguments.list("direction", {pick({"default", "other", "x", "internal"}),
                                   pick({"default", "other", "external"})});
    }
    if (one_in(12)) arguments.list("SDES", {pick({"off", "no-AES_CM_128_HMAC_SHA1_80", "pad"})});
    if (one_in(8)) arguments.set("transport protocol", pick({"RTP/AVPF", "RTP/SAVP", "RTP/AVP"}));
    if (one_in(8)) arguments.set("address family", pick({"IP4", "IP6"}));
    if (one_in(8)) arguments.set("TOS", pick({"184", "-1", "300"}));
    if (one_in(8)) arguments.set("label", tag());
  }

  /// An offer or answer of anybody to anybody.
  Arguments signal(bool answer) {
    Arguments arguments{{"call-id", call()}};
    if (!one_in(40)) arguments.set("from-tag", tag());
    if (answer ? !one_in(20) : one_in(3)) arguments.set("to-tag", tag());
    if (one_in(4)) arguments.set("via-branch", branch());
    if (one_in(12)) {
      const int index = 1 + int(below(2));
      arguments.media(index, pick({"192.0.2.1", "0.0.0.0"}), int(below(2)) * 4000);
    } else if (!one_in(40)) {
      arguments.set("sdp", one_in(30) ? std::string("nonsense") : sdp());
    }
    add_options(arguments);
    return arguments;
  }

  /// Whom a command is about that says nothing else.
  Arguments selection() {
    Arguments arguments{{"call-id", call()}};
    if (one_in(2)) arguments.set("from-tag", tag());
    if (one_in(3)) arguments.set("to-tag", tag());
    if (one_in(4)) arguments.set("via-branch", branch());
    arguments.set("delete-delay", pick({"0", "1", "2"}));
    if (one_in(4)) arguments.list("flags", {pick({"fatal", "all"})});
    return arguments;
  }

 private:
  std::mt19937 engine_;
};

}  // namespace rtpengine::call
