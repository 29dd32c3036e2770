// SPDX-License-Identifier: GPL-3.0-or-later
#include "net/port_index.h"

#include "base/prefetch.h"

namespace rtpengine::net {
namespace {

/// At the same place for both families.
std::uint16_t port_of(const SocketAddress& address) { return address.ipv4.sin_port; }
static_assert(offsetof(sockaddr_in, sin_port) == offsetof(sockaddr_in6, sin6_port));

}  // namespace

std::uint32_t* PortIndex::first(std::uint16_t port_be) const {
  const std::uint16_t port = ntohs(port_be);
  Page* page = pages_[port >> 8].get();
  return page == nullptr ? nullptr : &(*page)[port & 255];
}

void PortIndex::add(const SocketAddress& local, std::uint32_t number) {
  const std::uint16_t port = ntohs(port_of(local));
  std::unique_ptr<Page>& page = pages_[port >> 8];
  if (page == nullptr) {
    page = std::make_unique<Page>();
    page->fill(kNone);
  }
  if (free_.empty()) {
    free_.push_back(static_cast<std::uint32_t>(entries_.size()));
    entries_.emplace_back();
  }
  std::uint32_t& head = (*page)[port & 255];
  entries_[free_.back()] = {local, number, head};
  head = free_.back();
  free_.pop_back();
}

void PortIndex::remove(const SocketAddress& local) {
  std::uint32_t* link = first(port_of(local));
  while (link != nullptr && *link != kNone) {
    Entry& entry = entries_[*link];
    if (entry.local.same_as(local)) {
      free_.push_back(*link);
      *link = entry.next;
      return;
    }
    link = &entry.next;
  }
}

std::optional<std::uint32_t> PortIndex::find(const SocketAddress& local) const {
  const std::uint32_t* head = first(port_of(local));
  if (head == nullptr) return std::nullopt;
  for (std::uint32_t at = *head; at != kNone; at = entries_[at].next) {
    if (entries_[at].local.same_as(local)) return entries_[at].number;
  }
  return std::nullopt;
}

void PortIndex::prefetch_slot(const SocketAddress& local) const {
  base::prefetch(first(port_of(local)));
}

void PortIndex::prefetch_entry(const SocketAddress& local) const {
  const std::uint32_t* head = first(port_of(local));
  if (head != nullptr && *head != kNone) base::prefetch(&entries_[*head]);
}

}  // namespace rtpengine::net
