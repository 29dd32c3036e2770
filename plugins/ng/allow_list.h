// SPDX-License-Identifier: GPL-3.0-or-later
//
// From where a control listener takes requests: the option `control-allow`.
//
// Needs nothing of the ng protocol: another control protocol builds these two files in.
#pragma once

#include <sys/socket.h>

#include <array>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include <rtpengine/host.h>

namespace rtpengine::ng {

/// Networks. Made on the main thread, then read by any.
class AllowList {
 public:
  /// `address/bits`, or an address alone; an IPv4-mapped one means its IPv4 address. On failure
  /// returns false and sets `error` to the reason. May throw std::bad_alloc.
  bool add(std::string_view network, std::string* error);

  /// Whether a source (IPv4, IPv6; IPv4-mapped counts as IPv4) is in one of the networks. With no
  /// network all are.
  bool allows(const sockaddr& source) const noexcept;

  bool empty() const noexcept { return networks_.empty(); }
  /// For a log line.
  std::string text() const;

 private:
  struct Network {
    std::array<std::uint8_t, 16> bytes = {};  ///< of IPv4 the mapped form
    unsigned bits = 0;
    bool v4 = false;
    std::string text;
  };

  std::vector<Network> networks_;
};

/// Collects what the option says about one listener: the networks of the entries
/// `listener=network`, or else of the entries without a listener. `listener` is the value of the
/// listener's own option, to the letter. Main thread, in init. Failures as with AllowList::add; the
/// reason begins with the entry's origin.
bool read_allow_list(OptionsV1& options, std::string_view listener, AllowList* list,
                     std::string* error);

/// The option's name, for the plugin's table.
inline constexpr const char* kControlAllow = "control-allow";

}  // namespace rtpengine::ng
