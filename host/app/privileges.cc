// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/privileges.h"

#include <linux/capability.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstring>
#include <utility>

namespace rtpengine::app {
namespace {

// Headers of older systems than the kernel may not have this one.
constexpr unsigned kCapBpf = 39;

constexpr CapabilitySet bit(unsigned capability) { return CapabilitySet{1} << capability; }

/// Ports below 1024 that a reload allows; files that belong to others: the configuration that is
/// read again, a pidfile, what plugins write.
constexpr CapabilitySet kAlways = bit(CAP_NET_BIND_SERVICE) | bit(CAP_DAC_OVERRIDE);
/// Opening a port changes a BPF map, a new address takes a raw socket.
constexpr CapabilitySet kSteered = bit(CAP_NET_ADMIN) | bit(CAP_NET_RAW) | bit(kCapBpf);
constexpr CapabilitySet kTable = bit(CAP_NET_ADMIN) | bit(kCapBpf);

constexpr std::array<std::pair<unsigned, const char*>, 6> kNames = {{
    {CAP_DAC_OVERRIDE, "DAC_OVERRIDE"},
    {CAP_NET_BIND_SERVICE, "NET_BIND_SERVICE"},
    {CAP_NET_ADMIN, "NET_ADMIN"},
    {CAP_NET_RAW, "NET_RAW"},
    {CAP_SYS_NICE, "SYS_NICE"},
    {kCapBpf, "BPF"},
}};

bool is_set(const ThreadScheduling& scheduling) {
  return scheduling.policy.has_value() || scheduling.priority.has_value();
}

base::Error system_error(const char* what) {
  return base::Error{std::string(what) + ": " + std::strerror(errno)};
}

/// Programs that root starts get what is in the bounding set. Takes SETPCAP; who lacks that is not
/// root, or was confined before.
void limit_bounding_set(CapabilitySet wanted) {
  for (unsigned capability = 0; capability < 64; ++capability) {
    if ((wanted & bit(capability)) == 0) (void)prctl(PR_CAPBSET_DROP, capability, 0, 0, 0);
  }
}

}  // namespace

CapabilitySet needed_capabilities(const Configuration& configuration, bool steered,
                                  bool table_plugin) {
  using Kind = kernel::TableChoice::Kind;
  const Kind table = configuration.table.kind;
  CapabilitySet needed = kAlways;
  if (steered) needed |= kSteered;
  if (table == Kind::module || (table != Kind::none && table_plugin)) needed |= kTable;
  // Threads apply it when they begin.
  if (is_set(configuration.worker_scheduling) || is_set(configuration.main_scheduling))
    needed |= bit(CAP_SYS_NICE);
  return needed;
}

base::Result<CapabilitySet> keep_capabilities(CapabilitySet wanted) {
  __user_cap_header_struct header{_LINUX_CAPABILITY_VERSION_3, 0};
  std::array<__user_cap_data_struct, 2> sets{};
  if (syscall(SYS_capget, &header, sets.data()) != 0) return system_error("capget");
  limit_bounding_set(wanted);
  CapabilitySet left = 0;
  for (unsigned half = 0; half < sets.size(); ++half) {
    const auto mask = static_cast<std::uint32_t>(wanted >> (32 * half));
    sets[half].permitted &= mask;
    sets[half].effective &= mask;
    // What a service manager has given to be passed on a successor needs, too.
    sets[half].inheritable &= mask;
    left |= CapabilitySet{sets[half].effective} << (32 * half);
  }
  if (syscall(SYS_capset, &header, sets.data()) != 0) return system_error("capset");
  return left;
}

std::string capability_names(CapabilitySet set) {
  std::string text;
  for (const auto& [capability, name] : kNames)
    if ((set & bit(capability)) != 0) text += (text.empty() ? "" : ", ") + std::string(name);
  return text.empty() ? "none" : text;
}

}  // namespace rtpengine::app
