// SPDX-License-Identifier: GPL-3.0-or-later
//
// Finds what belongs to a local address and port.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <vector>

#include "net/address.h"

namespace rtpengine::net {

/// Numbers by local address and port. The same port of several addresses is rare, so that nearly
/// always the first look at the port tells. Worker's thread.
class PortIndex {
 public:
  /// There must be none for this address and port.
  void add(const SocketAddress& local, std::uint32_t number);
  void remove(const SocketAddress& local);
  std::optional<std::uint32_t> find(const SocketAddress& local) const;
  /// Fetch into the cache what `find` needs: first its slot, and when that is there, its entry.
  void prefetch_slot(const SocketAddress& local) const;
  void prefetch_entry(const SocketAddress& local) const;

 private:
  static constexpr std::uint32_t kNone = ~std::uint32_t{0};

  struct Entry {
    SocketAddress local;
    std::uint32_t number = 0;
    std::uint32_t next = kNone;  ///< with the same port
  };
  using Page = std::array<std::uint32_t, 256>;

  /// Where the first entry of the port stands; null: there is none.
  std::uint32_t* first(std::uint16_t port_be) const;

  std::array<std::unique_ptr<Page>, 256> pages_;
  std::vector<Entry> entries_;
  std::vector<std::uint32_t> free_;
};

}  // namespace rtpengine::net
