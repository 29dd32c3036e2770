// SPDX-License-Identifier: GPL-3.0-or-later
//
// Namespaces by ip(8): it knows how to keep them under a name.
#include "network.h"

#include <fcntl.h>
#include <net/if.h>
#include <sched.h>
#include <signal.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <filesystem>

#include "process.h"
#include "wait.h"

namespace rtpengine::harness {
namespace {

constexpr const char* kFolder = "/run/netns";
constexpr const char* kPrefix = "rtpengine-";

/// ip(8) with these arguments, separated by blanks; must succeed.
void ip(const std::string& arguments) {
  std::vector<std::string> words = {"ip"};
  std::size_t at = 0;
  while (at < arguments.size()) {
    const std::size_t end = std::min(arguments.find(' ', at), arguments.size());
    words.push_back(arguments.substr(at, end - at));
    at = end + 1;
  }
  std::string output;
  const int status = run(words, &output);
  if (status == 0) return;
  std::fprintf(stderr, "ip %s: status %d: %s\n", arguments.c_str(), status, output.c_str());
  std::abort();
}

/// Removes the namespaces of test programs that were killed.
void sweep() {
  std::error_code error;
  for (std::filesystem::directory_iterator entry(kFolder, error), end; !error && entry != end;
       entry.increment(error)) {
    const std::string name = entry->path().filename();
    if (name.rfind(kPrefix, 0) != 0) continue;
    const pid_t owner = std::atoi(name.c_str() + std::strlen(kPrefix));
    if (owner > 0 && kill(owner, 0) != 0 && errno == ESRCH) run({"ip", "netns", "del", name});
  }
}

/// The link is up on both of its ends; before that it drops what one sends.
bool link_is_running(const Netns& netns, const std::string& interface) {
  return netns.inside([&] {
    const int fd = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
    ifreq request{};
    interface.copy(request.ifr_name, sizeof request.ifr_name - 1);
    const bool known = ioctl(fd, SIOCGIFFLAGS, &request) == 0;
    close(fd);
    return known && (request.ifr_flags & IFF_RUNNING) != 0;
  });
}

}  // namespace

Netns::Netns(const std::string& role) : name_(kPrefix + std::to_string(getpid()) + "-" + role) {
  ip("netns add " + name_);
  fd_ = open((std::string(kFolder) + "/" + name_).c_str(), O_RDONLY | O_CLOEXEC);
}

Netns::~Netns() {
  close(fd_);
  run({"ip", "netns", "del", name_});
}

Netns::Visit::Visit(const Netns& netns)
    : home_(open("/proc/thread-self/ns/net", O_RDONLY | O_CLOEXEC)) {
  if (home_ < 0 || setns(netns.fd(), CLONE_NEWNET) != 0) {
    std::fprintf(stderr, "cannot enter %s: %s\n", netns.name().c_str(), std::strerror(errno));
    std::abort();
  }
}

Netns::Visit::~Visit() {
  if (setns(home_, CLONE_NEWNET) != 0) std::abort();
  close(home_);
}

Host::Host(const std::string& role, unsigned number)
    : netns_(role),
      ip4_("10.77.0." + std::to_string(number)),
      ip6_("fd77::" + std::to_string(number)) {}

void Host::also(const std::string& address) const {
  harness::ip("-n " + netns_.name() + " address add " + address + " dev eth0");
}

void Host::without(const std::string& address) const {
  harness::ip("-n " + netns_.name() + " address del " + address + " dev eth0");
}

std::string Network::obstacle() {
  if (geteuid() != 0) return "network namespaces need root";
  sweep();
  const std::string probe = kPrefix + std::to_string(getpid()) + "-probe";
  std::string output;
  const bool made = run({"ip", "netns", "add", probe}, &output) == 0;
  const bool bridged =
      made && run({"ip", "-n", probe, "link", "add", "switch", "type", "bridge"}, &output) == 0;
  if (made) run({"ip", "netns", "del", probe});
  return bridged ? "" : "network namespaces with a bridge cannot be made here: " + output;
}

Network::Network() : switch_("switch") {
  const std::string in = "-n " + switch_.name() + " ";
  ip(in + "link add switch type bridge stp_state 0 forward_delay 0 mcast_snooping 0");
  ip(in + "link set switch up");
}

Host& Network::add(const std::string& role) {
  const auto number = unsigned(hosts_.size() + 1);
  Host& host = *(hosts_[role] = std::make_unique<Host>(role, number));
  const std::string port = "port" + std::to_string(number);
  const std::string& name = host.netns().name();
  ip("link add " + port + " netns " + switch_.name() + " type veth peer name eth0 netns " + name);
  ip("-n " + switch_.name() + " link set " + port + " master switch up");
  ip("-n " + name + " link set lo up");
  ip("-n " + name + " address add " + host.ip4() + "/24 dev eth0");
  // Duplicates cannot be, and the search for them would make the address wait.
  ip("-n " + name + " address add " + host.ip6() + "/64 dev eth0 nodad");
  ip("-n " + name + " link set eth0 up");
  const bool running = wait_until(
      [&] { return link_is_running(host.netns(), "eth0") && link_is_running(switch_, port); });
  if (!running) std::abort();
  return host;
}

}  // namespace rtpengine::harness
