// SPDX-License-Identifier: GPL-3.0-or-later
//
// A private network for a test: each party is a host, that is a network namespace of its own, on
// one switch. Nothing of it touches the machine's own network; all of it goes away with the object.
#pragma once

#include <map>
#include <memory>
#include <string>
#include <utility>

namespace rtpengine::harness {

/// A network namespace, named after this process so that leftovers can be told from what is in use.
class Netns {
 public:
  explicit Netns(const std::string& role);
  ~Netns();
  Netns(const Netns&) = delete;
  Netns& operator=(const Netns&) = delete;

  const std::string& name() const { return name_; }
  int fd() const { return fd_; }

  /// Calls `work` on this thread inside the namespace; sockets made there belong to it for good.
  template <typename Work>
  auto inside(Work&& work) const {
    const Visit visit(*this);
    return std::forward<Work>(work)();
  }

 private:
  class Visit {
   public:
    explicit Visit(const Netns& netns);
    ~Visit();
    Visit(const Visit&) = delete;
    Visit& operator=(const Visit&) = delete;

   private:
    int home_;
  };

  std::string name_;
  int fd_ = -1;
};

/// A namespace with the interface `eth0`, with an IPv4 and an IPv6 address that end in its number.
class Host {
 public:
  Host(const std::string& role, unsigned number);

  const Netns& netns() const { return netns_; }
  const std::string& ip4() const { return ip4_; }
  const std::string& ip6() const { return ip6_; }
  const std::string& ip(bool v6) const { return v6 ? ip6_ : ip4_; }

  /// Gives it another address, as in `203.0.113.7/24`.
  void also(const std::string& address) const;
  /// Takes one of its addresses away.
  void without(const std::string& address) const;

 private:
  Netns netns_;
  std::string ip4_;
  std::string ip6_;
};

/// The switch and the hosts on it.
class Network {
 public:
  /// Why there can be no network here, e.g. for want of privileges; empty if there can.
  static std::string obstacle();

  /// Aborts the test program if something goes wrong that obstacle() did not foresee.
  Network();

  /// The reference stays valid. `role` is a short word, unique in the network.
  Host& add(const std::string& role);
  /// The host that was added with this role.
  Host& host(const std::string& role) { return *hosts_.at(role); }

 private:
  Netns switch_;
  std::map<std::string, std::unique_ptr<Host>> hosts_;
};

}  // namespace rtpengine::harness
