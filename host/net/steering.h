// SPDX-License-Identifier: GPL-3.0-or-later
//
// Steering: the kernel puts what arrives at many ports into one socket per worker and address
// family, so that a worker receives what came to all of its ports by one call.
#pragma once

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <mutex>
#include <vector>

#include "base/result.h"
#include "net/address.h"
#include "net/bpf.h"
#include "net/descriptor.h"
#include "net/steering_program.h"

namespace rtpengine::net {

struct SteeringOptions {
  unsigned workers = 1;
  std::size_t max_ports = 65536;  ///< steered at a time
  PortLimit limit = {};
};

/// The program and its maps, for all workers of the process. Works in the network namespace of the
/// thread that opened it, until it is destroyed or the process ends; then datagrams go to the
/// sockets that are bound to the ports. Several processes may each have one. Thread-safe.
class Steering {
 public:
  /// Takes CAP_NET_ADMIN and CAP_BPF. The error names the step that failed.
  static base::Result<std::shared_ptr<Steering>> open(const SteeringOptions& options);
  ~Steering();
  Steering(const Steering&) = delete;
  Steering& operator=(const Steering&) = delete;

  /// Whether there are sockets of this family.
  static bool system_has(Family family);
  /// A socket that is fit for a queue: not blocking, bound to no port that anybody knows, and with
  /// the address and port that each datagram was sent to as control data (IP_ORIGDSTADDR,
  /// IPV6_ORIGDSTADDR).
  static base::Result<Descriptor> open_queue(Family family);
  /// What is steered to this worker in this family goes to that socket from now on, until it is
  /// closed.
  base::Result<void> set_queue(unsigned worker, Family family, int socket);

  /// Steers a port to a worker. False: the table is full or the system refuses it (errno says why);
  /// the port's own socket gets what arrives. `slot` is for the other functions.
  bool add(const Endpoint& local, unsigned worker, std::uint32_t* slot);
  /// The port's own socket gets what arrives from now on; what is in the queue stays there.
  void remove(const Endpoint& local, std::uint32_t slot);

  /// Datagrams to the port of a slot that were thrown away because they were too many.
  std::uint64_t dropped(std::uint32_t slot) const;

  std::size_t ports() const;  ///< steered now

 private:
  explicit Steering(const SteeringOptions& options);
  base::Result<void> start();
  base::Result<void> make_maps();
  base::Result<void> make_bins();
  bool take_slot(std::uint32_t* slot);

  const SteeringOptions options_;
  Descriptor ports_map_;
  Descriptor slots_map_;
  Descriptor queues_map_;
  Descriptor bins_[2];
  Descriptor link_;
  SteeringSlot* slots_ = nullptr;  ///< the map's memory
  std::size_t slots_bytes_ = 0;

  mutable std::mutex mutex_;  ///< guards what follows; taken when ports are opened and closed
  std::vector<std::uint32_t> free_slots_;
  std::uint32_t unused_slots_ = 0;  ///< from this one on none was ever taken
};

}  // namespace rtpengine::net
