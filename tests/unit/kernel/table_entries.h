// SPDX-License-Identifier: GPL-3.0-or-later
//
// Entries and changes for tests of kernel tables.
#pragma once

#include <cstdint>

#include "media/kernel_table.h"

namespace rtpengine::kernel {

inline net::Endpoint address(const char* text, int port) {
  return {net::IpAddress::parse(text).value(), static_cast<std::uint16_t>(port)};
}

/// Plain RTP over IPv4; entries of different numbers have different keys.
inline media::ForwardEntry plain_entry(int number) {
  media::ForwardEntry entry;
  entry.local = address("192.0.2.100", 30000 + 2 * number);
  entry.outputs.push_back(
      {address("192.0.2.100", 40000), address("198.51.100.7", 4000 + number), 0, {}, {}});
  return entry;
}

inline media::TableChange put_of(const media::ForwardEntry& entry) {
  return {media::TableChange::Kind::put, entry};
}

inline media::TableChange removal_of(const media::ForwardEntry& entry) {
  media::TableChange change{media::TableChange::Kind::remove, {}};
  change.entry.local = entry.local;
  return change;
}

}  // namespace rtpengine::kernel
