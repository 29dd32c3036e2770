// SPDX-License-Identifier: GPL-3.0-or-later
#include "ng_client.h"

#include <unistd.h>

#include <algorithm>

namespace rtpengine::harness {

NgClient::NgClient(const Host& host, const Address& daemon)
    : socket_(host, Address(host.ip(daemon.is_v6()), 0)), daemon_(daemon) {}

std::string NgClient::new_cookie() {
  return std::to_string(getpid()) + "_" + std::to_string(socket_.local().port()) + "_" +
         std::to_string(++cookies_);
}

Bencoded NgClient::ask(const Dictionary& request) {
  const auto reply = Bencoded::decode(ask_raw(new_cookie(), Bencoded(request).encode()));
  return reply.value_or(Bencoded());
}

std::string NgClient::ask_raw(const std::string& cookie, const std::string& payload) {
  return ask_raw(cookie, payload, kPatience);
}

std::string NgClient::ask_raw(const std::string& cookie, const std::string& payload,
                              Milliseconds limit) {
  constexpr Milliseconds kRepeat{1000};
  const auto deadline = Clock::now() + limit;
  do {
    socket_.send(cookie + " " + payload, daemon_);
    const auto repeat = std::min(deadline, Clock::now() + kRepeat);
    while (Clock::now() < repeat) {
      const auto left = std::chrono::duration_cast<Milliseconds>(repeat - Clock::now());
      const auto reply = socket_.wait_for_one(left);
      // What belongs to an earlier cookie was answered twice because we asked twice.
      if (reply && reply->bytes.rfind(cookie + " ", 0) == 0)
        return reply->bytes.substr(cookie.size() + 1);
    }
  } while (Clock::now() < deadline);
  return {};
}

bool NgClient::wait_for_pong(Milliseconds limit) {
  const std::string ping = Bencoded(Dictionary{{"command", "ping"}}).encode();
  // The same cookie in each try, so that a late reply counts as well.
  const std::string cookie = new_cookie();
  constexpr Milliseconds kTry{20};
  return wait_until([&] { return ask_raw(cookie, ping, kTry) == "d6:result4:ponge"; }, limit);
}

std::set<std::string> NgClient::calls() {
  const Bencoded reply = ask(Dictionary{{"command", "list"}, {"limit", 100'000}});
  std::set<std::string> ids;
  for (const Bencoded& id : reply["calls"].list()) ids.insert(id.text());
  return ids;
}

}  // namespace rtpengine::harness
