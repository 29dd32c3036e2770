// SPDX-License-Identifier: GPL-3.0-or-later
//
// A learner, a clock and some addresses, for tests.
#pragma once

#include <gtest/gtest.h>

#include <optional>
#include <string>
#include <string_view>

#include "media/learning.h"

namespace rtpengine::media {

/// "192.0.2.1:4000" or "[2001:db8::1]:4000"; numbers only.
inline net::Endpoint endpoint(std::string_view text) {
  const std::size_t colon = text.rfind(':');
  std::string_view host = text.substr(0, colon);
  if (host.front() == '[') host = host.substr(1, host.size() - 2);
  net::Endpoint result;
  result.address = net::IpAddress::parse(host).value();
  result.port = static_cast<std::uint16_t>(std::stoi(std::string(text.substr(colon + 1))));
  return result;
}

inline net::SocketAddress socket_address(std::string_view text) {
  return net::SocketAddress(endpoint(text));
}

class LearningTest : public testing::Test {
 protected:
  void signal(std::string_view signalled) {
    input_.signalled = signalled.empty() ? net::Endpoint{} : endpoint(signalled);
    learner_.signal(input_, now_);
  }
  void from_signalling(std::string_view address) {
    input_.received_from = net::IpAddress::parse(address).value();
  }
  /// A packet comes in; "forward", "refuse", with "+moved" and "+confirmed".
  std::string packet(std::string_view source) {
    return text(learner_.admit(socket_address(source), now_));
  }
  static std::string text(const Admission& admission) {
    return std::string(admission.forward ? "forward" : "refuse") +
           (admission.moved ? "+moved" : "") + (admission.confirmed ? "+confirmed" : "");
  }
  std::string destination() const {
    return learner_.destination().size == 0 ? "" : learner_.endpoint().to_string();
  }
  void after(base::Time time) { now_ += time; }

  LearningInput input_;
  Learner learner_;
  base::Time now_ = 1000 * base::kSecond;
};

// Addresses for documentation: the caller as signalled, its SIP message's source, a stranger.
inline constexpr const char* kSignalled = "192.0.2.1:4000";
inline constexpr const char* kOtherPort = "192.0.2.1:4444";
inline constexpr const char* kStranger = "203.0.113.66:6666";

}  // namespace rtpengine::media
