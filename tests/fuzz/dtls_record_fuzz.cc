// SPDX-License-Identifier: GPL-3.0-or-later
//
// Datagrams as an association gets them: it keeps no more than it says, answers a source that has
// not proved itself by no more than it sent, and nobody gets keys without the signalled
// certificate.
//
// Input: a byte that picks our role; then datagrams, each with a byte that says how it comes (see
// Way) and two bytes of length before it.

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <memory>
#include <string>

#include "plugins/dtls/association.h"

namespace {

using namespace rtpengine::dtls;
using rtpengine::Endpoint;

void require(bool condition) {
  if (!condition) std::abort();
}

const std::shared_ptr<const Context>& context() {
  static const std::shared_ptr<const Context> made = [] {
    std::string error;
    return Context::make({}, &error);
  }();
  require(made != nullptr);
  return made;
}

struct Way {
  Standing standing;
  std::uint16_t port;
  bool later;         ///< some seconds after the one before
  bool after_cookie;  ///< as the second ClientHello of a session of its own
  bool restart;       ///< after a new description of the party

  explicit Way(std::uint8_t byte)
      : standing(static_cast<Standing>(byte & 3)),
        port(static_cast<std::uint16_t>(1000 + (byte >> 2 & 3))),
        later((byte & 0x10) != 0),
        after_cookie((byte & 0x20) != 0),
        restart((byte & 0x40) != 0) {}
};

struct Host final : AssociationHost, DatagramSink {
  std::size_t sent = 0;

  void send(const Endpoint&, Bytes datagram) noexcept override { sent += datagram.size(); }
  void on_keys(const SrtpKeys&, const Endpoint&) noexcept override { std::abort(); }
  void on_failed(Failure failure, std::string_view) noexcept override {
    require(*describe(failure) != '\0');
  }
  void on_closed() noexcept override { std::abort(); }
  void on_datagram_out(Bytes) noexcept override {}
};

void check_records(Bytes datagram) {
  const PlainAlert alert = find_plain_alert(datagram);
  require(alert.before.size() <= datagram.size());
  require(alert.found || alert.before.size() == datagram.size());
  Record record;
  if (parse_record(datagram, &record)) require(record.size <= datagram.size());
  ClientHello hello;
  if (!parse_client_hello(datagram, &hello)) return;
  require(hello.session_id.size() <= kLongestSessionId && hello.cookie.size() <= 255);
  require(HelloVerifyRequest(hello, {}).bytes().size() == HelloVerifyRequest::kSize);
}

class World {
 public:
  explicit World(Role role) : role_(role) {
    remote_.fingerprints.add({});
    association_.set_remote(remote_, role, now_);
    association_.set_destination(endpoint(1000), now_);
  }

  void receive(Bytes datagram, const Way& way) {
    if (way.restart) {
      Fingerprint next;
      next.bytes[0] = ++generation_;
      remote_.fingerprints = {};
      remote_.fingerprints.add(next);
      association_.set_remote(remote_, role_, now_);
    }
    if (way.after_cookie) {
      Session session(context(), Role::server, nullptr, &host_);
      session.start_after_cookie(datagram);
      require(session.state() != SessionState::done);
      return;
    }
    const std::size_t before = host_.sent;
    const Fate fate = association_.on_datagram(endpoint(way.port), way.standing, datagram, now_);
    const std::size_t sent = host_.sent - before;
    require(fate != Fate::refused || sent == 0);
    require(fate != Fate::asked || sent == HelloVerifyRequest::kSize);
    require(association_.candidates() <= Limits().candidates);
    if (way.later) now_ += 5 * kSecond;
    if (association_.next_deadline() <= now_) association_.on_time(now_);
    require(association_.next_deadline() > now_);
  }

 private:
  static Endpoint endpoint(std::uint16_t port) {
    return {rtpengine::AddressFamily::ipv4, port, 0, {192, 0, 2, 1}};
  }

  Role role_;
  Micros now_ = 1000 * kSecond;
  std::uint8_t generation_ = 0;
  Description remote_;
  CookieJar cookies_{CookieJar::Secret{1}};
  Host host_;
  Association association_{{context(), &cookies_, {}, {}}, &host_};
};

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  constexpr std::size_t kHeader = 3;
  Bytes input(data, size);
  if (input.empty()) return 0;
  World world(input[0] % 2 == 0 ? Role::server : Role::client);
  input = input.subspan(1);
  while (input.size() >= kHeader) {
    const Way way(input[0]);
    const std::size_t length =
        std::min<std::size_t>(input[1] * 256u + input[2], input.size() - kHeader);
    const Bytes datagram = input.subspan(kHeader, length);
    input = input.subspan(kHeader + length);
    check_records(datagram);
    world.receive(datagram, way);
  }
  return 0;
}
