// SPDX-License-Identifier: GPL-3.0-or-later
//
// Logical interfaces: named sets of local addresses that media may use.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "net/address.h"
#include "net/port_pool.h"
#include "net/system_addresses.h"

namespace rtpengine::net {

/// One configured entry: `[NAME/]ADDRESS[!ADVERTISED]`, or the YAML map form.
struct InterfaceSpec {
  std::string name = "default";  ///< may have the form BASE:SUFFIX
  IpAddress address;
  IpAddress advertised;            ///< equals address if not given
  std::optional<PortRange> ports;  ///< of this interface; else the daemon's range

  /// Parses the text form. ADDRESS (IPv6 with or without brackets) may be the name of a system
  /// interface, which stands for all of its global addresses: hence several results. Such an
  /// interface must be up; ADVERTISED then holds for its addresses of the same family. Refused:
  /// wildcards, multicast, link-local IPv6. The error starts with
  /// "Invalid interface specification: '...'". Reads the machine's interfaces: configuration time.
  static base::Result<std::vector<InterfaceSpec>> parse(std::string_view text);
  /// As above, with the machine's interfaces given.
  static base::Result<std::vector<InterfaceSpec>> parse(std::string_view text,
                                                        const std::vector<SystemAddress>& system);
  /// Why a name can't be one of an interface; empty if it can.
  static std::string_view name_problem(std::string_view name);
};

/// A local address as part of a logical interface. Addresses are shared: the same address in two
/// interfaces has one port pool.
struct LocalAddress {
  IpAddress address;
  IpAddress advertised;
  std::shared_ptr<PortPool> ports;
};

/// Immutable once published: one that gets a further address is replaced by a new object.
struct LogicalInterface {
  std::string name;
  std::string base;                     ///< of BASE:SUFFIX, else empty
  std::vector<LocalAddress> addresses;  ///< first of each family is the primary one

  /// The primary address of a family, or null.
  const LocalAddress* primary(Family family) const;
};

/// All logical interfaces. configure is for the main thread, everything else for any thread.
/// Nothing is ever removed while the daemon runs, so pointers stay valid; a pointer got before a
/// configure shows the interface as it was then.
class Interfaces {
 public:
  /// Legacy direction word: in turn over all interfaces (not a possible name of one).
  static constexpr std::string_view kRoundRobinCalls = "round-robin-calls";

  Interfaces();
  ~Interfaces();

  /// Adds interfaces and addresses that are new, and gives the pools of the addresses in `specs`
  /// their ranges. Returns how many addresses of interfaces were added. A spec that says what is
  /// configured already is fine; another advertised address for the same one is an error, as are
  /// different ranges for one address (a spec without range agrees with any). After an error
  /// nothing has changed. `keep_sockets` is PortPool::create's `keep` for the pools that are new.
  base::Result<std::size_t> configure(std::span<const InterfaceSpec> specs, PortRange default_range,
                                      std::size_t keep_sockets = 0);

  /// The interface of this name; null if there is none.
  const LogicalInterface* find(std::string_view name) const;
  /// The first configured one. Never null after a successful configure.
  const LogicalInterface* first() const;

  /// Which interface a `direction` word selects: by name; by BASE in turn, passing over interfaces
  /// that have no address of `family` or fewer than `ports_needed` free ports on it;
  /// "round-robin-calls" likewise in turn over all. An unknown or empty word gives the first
  /// interface (in turn over its base if it has one). If all are passed over it is the one whose
  /// turn it was: opening its ports then tells why. Family::none: any of its addresses will do.
  /// `known`, which may be null, becomes false if the word is not empty and names nothing.
  /// The turn advances once per `turn` value: calls pass one value for both of their legs.
  /// Null only before the first successful configure.
  const LogicalInterface* select(std::string_view word, Family family, std::size_t ports_needed,
                                 std::uint64_t turn, bool* known) const;

  /// A new value for select's `turn`.
  std::uint64_t next_turn();

  /// Every distinct pool, for statistics and the audit.
  std::vector<std::shared_ptr<PortPool>> pools() const;
  /// In configured order.
  std::vector<const LogicalInterface*> all() const;

  /// Whether an address is one of ours, be it a local or an advertised one.
  bool is_local(const IpAddress& address) const;

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace rtpengine::net
