// Logical interfaces: named sets of local addresses that media may use.
#pragma once

#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "net/address.h"
#include "net/port_pool.h"

namespace rtpengine::net {

/// One configured entry: `[NAME/]ADDRESS[!ADVERTISED]`, or the YAML map form.
struct InterfaceSpec {
  std::string name = "default";      ///< may have the form BASE:SUFFIX
  IpAddress address;
  IpAddress advertised;              ///< equals address if not given
  std::optional<PortRange> ports;    ///< of this interface; else the daemon's range

  /// Parses the text form. ADDRESS may be the name of a system interface, which stands for all of
  /// its global addresses: hence several results. Wildcards are refused.
  static base::Result<std::vector<InterfaceSpec>> parse(std::string_view text);
};

/// A local address as part of a logical interface. Addresses are shared: the same address in two
/// interfaces has one port pool.
struct LocalAddress {
  IpAddress address;
  IpAddress advertised;
  std::shared_ptr<PortPool> ports;
};

/// Immutable once published.
struct LogicalInterface {
  std::string name;
  std::string base;                      ///< of BASE:SUFFIX, else empty
  std::vector<LocalAddress> addresses;   ///< first of each family is the primary one

  /// The primary address of a family, or null.
  const LocalAddress* primary(Family family) const;
};

/// All logical interfaces. Selecting is thread-safe; add is for the main thread. Interfaces are
/// never removed while the daemon runs, so pointers to them stay valid.
class Interfaces {
 public:
  Interfaces();
  ~Interfaces();

  /// Replaces nothing: adds interfaces and addresses that are new. Returns how many were.
  base::Result<std::size_t> configure(std::span<const InterfaceSpec> specs, PortRange default_range);

  /// The interface of this name; null if there is none.
  const LogicalInterface* find(std::string_view name) const;
  /// The first configured one. Never null after a successful configure.
  const LogicalInterface* first() const;

  /// Which interface a `direction` word selects: by name; by BASE in turn, passing over interfaces
  /// with fewer than `ports_needed` free ports; "round-robin-calls" in turn over all. An unknown or
  /// empty word gives the first interface (in turn over its base if it has one).
  /// `known` tells whether the word named anything. The turn advances once per `turn` value: calls
  /// pass one value for both of their legs.
  const LogicalInterface* select(std::string_view word, Family family, std::size_t ports_needed,
                                 std::uint64_t turn, bool* known) const;

  /// A new value for select's `turn`.
  std::uint64_t next_turn();

  /// Every distinct pool, for statistics and the audit.
  std::vector<std::shared_ptr<PortPool>> pools() const;
  std::vector<const LogicalInterface*> all() const;

  /// Whether an address is one of ours.
  bool is_local(const IpAddress& address) const;

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace rtpengine::net
