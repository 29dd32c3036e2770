// SPDX-License-Identifier: GPL-3.0-or-later
//
// The published set of logical interfaces. Readers follow one atomic pointer to an immutable
// snapshot; old snapshots are kept, since reloads that add something are rare.
#include "net/interfaces.h"

#include <algorithm>
#include <atomic>
#include <functional>
#include <map>

namespace rtpengine::net {

namespace {

using base::Error;
using InterfaceList = std::vector<const LogicalInterface*>;

struct Snapshot {
  InterfaceList all;
  std::map<std::string, const LogicalInterface*, std::less<>> by_name;
  std::map<std::string, InterfaceList, std::less<>> by_base;
  std::vector<std::shared_ptr<PortPool>> pools;
};

std::string base_of(std::string_view name) {
  const std::size_t colon = name.find(':');
  if (colon == std::string_view::npos || colon == 0 || colon + 1 == name.size()) return {};
  return std::string(name.substr(0, colon));
}

bool has_family(const LogicalInterface& candidate, Family family) {
  return family == Family::none || candidate.primary(family);
}

bool has_ports(const LogicalInterface& candidate, Family family, std::size_t ports) {
  if (family != Family::none) {
    const LocalAddress* primary = candidate.primary(family);
    return primary && primary->ports->free_ports() >= ports;
  }
  return std::any_of(
      candidate.addresses.begin(), candidate.addresses.end(),
      [ports](const LocalAddress& local) { return local.ports->free_ports() >= ports; });
}

const LogicalInterface* in_turn(const InterfaceList& list, Family family, std::size_t ports,
                                std::uint64_t turn) {
  InterfaceList usable;
  for (const LogicalInterface* candidate : list)
    if (has_family(*candidate, family)) usable.push_back(candidate);
  if (usable.empty()) return list[turn % list.size()];
  for (std::size_t i = 0; i < usable.size(); ++i) {
    const LogicalInterface* candidate = usable[(turn + i) % usable.size()];
    if (has_ports(*candidate, family, ports)) return candidate;
  }
  return usable[turn % usable.size()];
}

/// The configuration in the making: nothing of it is visible until it is complete.
class Draft {
 public:
  Draft(const Snapshot* current, PortRange default_range, std::size_t keep_sockets)
      : default_range_(default_range), keep_sockets_(keep_sockets) {
    if (!current) return;
    for (const LogicalInterface* existing : current->all) interfaces_.push_back(*existing);
    for (const auto& pool : current->pools) pools_[pool->address()].pool = pool;
  }

  base::Result<void> add(const InterfaceSpec& spec) {
    if (const auto problem = InterfaceSpec::name_problem(spec.name); !problem.empty())
      return Error{"interface '" + spec.name + "': " + std::string(problem)};
    if (!spec.address) return Error{"interface '" + spec.name + "' has no address"};
    const IpAddress advertised = spec.advertised ? spec.advertised : spec.address;
    if (auto range = note_range(spec); !range) return range;
    LogicalInterface& owner = interface_named(spec.name);
    for (const LocalAddress& local : owner.addresses) {
      if (local.address != spec.address) continue;
      if (local.advertised == advertised) return {};
      return Error{"interface '" + spec.name + "' has address " + spec.address.to_string() +
                   " with the advertised address " + local.advertised.to_string() +
                   " already, which " + advertised.to_string() + " can replace only by a restart"};
    }
    owner.addresses.push_back({spec.address, advertised, nullptr});
    ++added_;
    return {};
  }

  /// Makes pools and applies ranges; can't fail.
  std::vector<LogicalInterface> finish() {
    for (auto& [address, entry] : pools_) {
      if (!entry.mentioned) continue;
      const PortRange range = entry.range.value_or(default_range_);
      if (!entry.pool) entry.pool = PortPool::create(address, range, keep_sockets_);
      entry.pool->set_range(range);
    }
    for (LogicalInterface& it : interfaces_)
      for (LocalAddress& local : it.addresses) local.ports = pools_[local.address].pool;
    return std::move(interfaces_);
  }

  std::size_t added() const { return added_; }
  bool empty() const { return interfaces_.empty(); }

 private:
  struct PoolEntry {
    std::shared_ptr<PortPool> pool;
    std::optional<PortRange> range;
    bool mentioned = false;
  };
  struct AddressOrder {
    bool operator()(const IpAddress& a, const IpAddress& b) const {
      return a.family != b.family ? a.family < b.family : a.bytes < b.bytes;
    }
  };

  LogicalInterface& interface_named(const std::string& name) {
    for (LogicalInterface& it : interfaces_)
      if (it.name == name) return it;
    return interfaces_.emplace_back(LogicalInterface{name, base_of(name), {}});
  }

  base::Result<void> note_range(const InterfaceSpec& spec) {
    PoolEntry& entry = pools_[spec.address];
    entry.mentioned = true;
    if (!spec.ports) return {};
    if (!spec.ports->valid())
      return Error{"interface '" + spec.name + "': " + spec.ports->to_string() +
                   " is not a range of ports"};
    if (entry.range && *entry.range != *spec.ports)
      return Error{"interface '" + spec.name + "' wants ports " + spec.ports->to_string() + " of " +
                   spec.address.to_string() + ", for which another one wants " +
                   entry.range->to_string() + ": an address has one range"};
    entry.range = spec.ports;
    return {};
  }

  const PortRange default_range_;
  const std::size_t keep_sockets_;
  std::vector<LogicalInterface> interfaces_;
  std::map<IpAddress, PoolEntry, AddressOrder> pools_;
  std::size_t added_ = 0;
};

}  // namespace

const LocalAddress* LogicalInterface::primary(Family family) const {
  for (const LocalAddress& local : addresses)
    if (local.address.family == family) return &local;
  return nullptr;
}

struct Interfaces::Impl {
  std::vector<std::unique_ptr<const LogicalInterface>> owned;
  std::vector<std::unique_ptr<const Snapshot>> snapshots;
  std::atomic<const Snapshot*> current{nullptr};
  std::atomic<std::uint64_t> turns{0};

  const LogicalInterface* keep(LogicalInterface made, const Snapshot* previous) {
    if (previous) {  // unchanged ones stay the same object
      const auto old = previous->by_name.find(made.name);
      if (old != previous->by_name.end() && old->second->addresses.size() == made.addresses.size())
        return old->second;
    }
    owned.push_back(std::make_unique<const LogicalInterface>(std::move(made)));
    return owned.back().get();
  }

  void publish(std::vector<LogicalInterface> interfaces) {
    const Snapshot* previous = current.load(std::memory_order_relaxed);
    auto next = std::make_unique<Snapshot>();
    for (LogicalInterface& made : interfaces) {
      const LogicalInterface* kept = keep(std::move(made), previous);
      next->all.push_back(kept);
      next->by_name.emplace(kept->name, kept);
      if (!kept->base.empty()) next->by_base[kept->base].push_back(kept);
      for (const LocalAddress& local : kept->addresses)
        if (std::find(next->pools.begin(), next->pools.end(), local.ports) == next->pools.end())
          next->pools.push_back(local.ports);
    }
    current.store(next.get(), std::memory_order_release);
    snapshots.push_back(std::move(next));
  }

  const Snapshot* snapshot() const { return current.load(std::memory_order_acquire); }
};

Interfaces::Interfaces() : impl_(std::make_unique<Impl>()) {}
Interfaces::~Interfaces() = default;

base::Result<std::size_t> Interfaces::configure(std::span<const InterfaceSpec> specs,
                                                PortRange default_range, std::size_t keep_sockets) {
  if (!default_range.valid()) return Error{default_range.to_string() + " is not a range of ports"};
  Draft draft(impl_->snapshot(), default_range, keep_sockets);
  for (const InterfaceSpec& spec : specs)
    if (const auto added = draft.add(spec); !added) return Error{added.error()};
  if (draft.empty()) return Error{"no interface is configured"};
  const std::size_t added = draft.added();
  auto interfaces = draft.finish();
  if (added) impl_->publish(std::move(interfaces));
  return added;
}

const LogicalInterface* Interfaces::find(std::string_view name) const {
  const Snapshot* now = impl_->snapshot();
  if (!now) return nullptr;
  const auto found = now->by_name.find(name);
  return found == now->by_name.end() ? nullptr : found->second;
}

const LogicalInterface* Interfaces::first() const {
  const Snapshot* now = impl_->snapshot();
  return now ? now->all.front() : nullptr;
}

const LogicalInterface* Interfaces::select(std::string_view word, Family family,
                                           std::size_t ports_needed, std::uint64_t turn,
                                           bool* known) const {
  if (known) *known = true;
  const Snapshot* now = impl_->snapshot();
  if (!now) return nullptr;
  if (word == kRoundRobinCalls) return in_turn(now->all, family, ports_needed, turn);
  if (const auto named = now->by_name.find(word); named != now->by_name.end()) return named->second;
  auto group = now->by_base.find(word);
  if (group == now->by_base.end()) {
    if (known) *known = word.empty();
    group = now->by_base.find(now->all.front()->base);
  }
  if (group == now->by_base.end()) return now->all.front();
  return in_turn(group->second, family, ports_needed, turn);
}

std::uint64_t Interfaces::next_turn() {
  return impl_->turns.fetch_add(1, std::memory_order_relaxed);
}

std::vector<std::shared_ptr<PortPool>> Interfaces::pools() const {
  const Snapshot* now = impl_->snapshot();
  return now ? now->pools : std::vector<std::shared_ptr<PortPool>>{};
}

std::vector<const LogicalInterface*> Interfaces::all() const {
  const Snapshot* now = impl_->snapshot();
  return now ? now->all : InterfaceList{};
}

bool Interfaces::is_local(const IpAddress& address) const {
  const Snapshot* now = impl_->snapshot();
  if (!now) return false;
  for (const LogicalInterface* it : now->all)
    for (const LocalAddress& local : it->addresses)
      if (local.address == address || local.advertised == address) return true;
  return false;
}

}  // namespace rtpengine::net
