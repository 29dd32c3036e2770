// SPDX-License-Identifier: GPL-3.0-or-later
#include "call/call_snapshot.h"

#include <algorithm>
#include <cerrno>
#include <cstring>

#include <rtpengine/value_view.h>

#include "base/clock.h"
#include "base/fields.h"
#include "call/saved_states.h"
#include "net/address_fields.h"

namespace rtpengine::call {
namespace {

constexpr const char* kVersion = "version";
constexpr const char* kCallId = "call-id";
constexpr const char* kMonotonic = "monotonic";
constexpr const char* kWall = "wall";
constexpr const char* kCall = "call";
constexpr const char* kPlugins = "plugins";
constexpr const char* kName = "name";
constexpr std::size_t kMaxMedia = 1024;

base::Error error_of(const base::PluginCopy& plugin, const char* what) {
  return {"plugin '" + plugin.name() + "' " + what};
}

// --- Ports

/// The ports on one address.
struct SavedPair {
  net::IpAddress address;
  net::IpAddress advertised;
  std::uint16_t rtp = 0;
  std::uint16_t rtcp = 0;  ///< 0: none

  void describe(base::Fields& fields) {
    net::describe(fields, "address", address);
    net::describe(fields, "advertised", advertised);
    fields.number("rtp", rtp, 1, UINT16_MAX);
    fields.number("rtcp", rtcp);
  }
};

SavedPair saved_pair(const PortSet& set) {
  return {set.local->address, set.local->advertised, set.rtp.local().port, set.rtcp.local().port};
}

struct SavedPorts : SavedPair {
  std::vector<net::Endpoint> answers_to;
  std::vector<SavedPair> further;

  void describe(base::Fields& fields) {
    SavedPair::describe(fields);
    fields.list("answers to", answers_to, LocalPorts::kMaxEndpoints,
                [&](net::Endpoint& one) { net::describe(fields, "endpoint", one); });
    fields.list("further", further, LocalPorts::kMaxFurther,
                [&](SavedPair& one) { one.describe(fields); });
  }
};

std::vector<SavedPorts> saved_ports(const LocalPorts& ports) {
  std::vector<SavedPorts> all;
  for (const auto& set : ports.all()) {
    SavedPorts& saved = all.emplace_back(SavedPorts{saved_pair(*set), set->answers_to, {}});
    for (const auto& one : set->further) saved.further.push_back(saved_pair(*one));
  }
  return all;
}

/// One of this address, and if there is one also told to others as it was.
const net::LocalAddress* find_address(const net::LogicalInterface* interface,
                                      const SavedPair& wanted) {
  const net::LocalAddress* found = nullptr;
  if (interface == nullptr) return found;
  for (const net::LocalAddress& local : interface->addresses) {
    if (local.address != wanted.address) continue;
    if (found == nullptr || local.advertised == wanted.advertised) found = &local;
  }
  return found;
}

/// On the participant's own interface, else on any.
const net::LocalAddress* find_address(const Participant& participant, const SavedPair& wanted) {
  if (const auto* found = find_address(participant.interface(), wanted)) return found;
  for (const auto* interface : participant.call().environment().interfaces->all()) {
    if (const auto* found = find_address(interface, wanted)) return found;
  }
  return nullptr;
}

base::Result<net::MediaSocket> take_socket(const net::LocalAddress& local, std::uint16_t port,
                                           SocketSource& sockets) {
  const net::Endpoint endpoint{local.address, port};
  net::Descriptor socket = sockets.take(endpoint);
  if (!socket)
    return base::Error{"the socket of " + endpoint.to_string() + " did not come with it"};
  return local.ports->adopt(std::move(socket));
}

/// On failure the set is let go.
base::Result<void> open(const SavedPair& saved, PortSet& set, std::uint8_t tos,
                        SocketSource& sockets) {
  auto rtp = take_socket(*set.local, saved.rtp, sockets);
  if (!rtp) return base::Error{rtp.error()};
  set.rtp = std::move(*rtp);
  if (saved.rtcp != 0) {
    auto rtcp = take_socket(*set.local, saved.rtcp, sockets);
    if (!rtcp) {
      set.let_go();
      return base::Error{rtcp.error()};
    }
    set.rtcp = std::move(*rtcp);
  }
  if (tos == 0) return {};
  set.rtp.set_tos(tos);
  if (set.rtcp) set.rtcp.set_tos(tos);
  return {};
}

base::Result<std::unique_ptr<PortSet>> restore_pair(const Participant& participant,
                                                    const SavedPair& saved, SocketSource& sockets) {
  auto set = std::make_unique<PortSet>();
  set->local = find_address(participant, saved);
  if (set->local == nullptr) {
    return base::Error{"no interface here has the address " + saved.address.to_string()};
  }
  const std::uint8_t tos = participant.call().tos();
  if (auto opened = open(saved, *set, tos, sockets); !opened) return base::Error{opened.error()};
  return set;
}

base::Result<std::unique_ptr<PortSet>> restore_set(const Participant& participant,
                                                   const SavedPorts& saved, SocketSource& sockets) {
  auto set = restore_pair(participant, saved, sockets);
  if (!set) return set;
  (*set)->answers_to = saved.answers_to;
  for (const SavedPair& one : saved.further) {
    auto further = restore_pair(participant, one, sockets);
    if (!further) {
      (*set)->let_go();
      return further;
    }
    (*set)->further.push_back(std::move(*further));
  }
  return set;
}

base::Result<void> restore_ports(Media& media, const std::vector<SavedPorts>& all,
                                 SocketSource& sockets) {
  const Call& call = media.participant().call();
  for (const SavedPorts& saved : all) {
    auto set = restore_set(media.participant(), saved, sockets);
    if (!set) return base::Error{set.error()};
    if (!media.ports().adopt(std::move(*set), *call.environment().io, media.rtp(), media.rtcp())) {
      return base::Error{"can't receive on a port of " + saved.address.to_string() + ": " +
                         std::strerror(errno)};
    }
  }
  return {};
}

// --- What refers to other objects: found when all of them are there.

/// A place among the participants and media of a call; -1: none.
struct Place {
  std::int32_t participant = -1;
  std::int32_t media = -1;
};

struct MediaLinks {
  Place sink;
  std::vector<SavedPorts> ports;
};

struct ParticipantLinks {
  std::int32_t peer = -1;
  std::string interface;
  std::vector<MediaLinks> media;
};

using Links = std::vector<ParticipantLinks>;

Links links_of(const Call& call) {
  Links all;
  for (const auto& participant : call.participants()) {
    ParticipantLinks& links = all.emplace_back();
    if (participant->peer() != nullptr) links.peer = std::int32_t(participant->peer()->index());
    if (participant->interface() != nullptr) links.interface = participant->interface()->name;
    for (const auto& media : participant->all_media()) {
      MediaLinks& of_media = links.media.emplace_back();
      of_media.ports = saved_ports(media->ports());
      const Media* sink = media->sink();
      if (sink == nullptr) continue;
      of_media.sink = {std::int32_t(sink->participant().index()), std::int32_t(sink->index())};
    }
  }
  return all;
}

/// Both in one description, since both stand in the same dictionaries.
void describe_media(base::Fields& fields, Participant& participant, ParticipantLinks& links) {
  fields.list(
      "media", links.media.size(), kMaxMedia,
      [&](std::size_t count) {
        links.media.resize(count);
        if (count != 0) participant.media(unsigned(count - 1));
      },
      [&](std::size_t i) {
        MediaLinks& of_media = links.media[i];
        participant.media(unsigned(i)).describe(fields);
        fields.number("sink participant", of_media.sink.participant, -1, INT32_MAX);
        fields.number("sink media", of_media.sink.media, -1, INT32_MAX);
        fields.list("ports", of_media.ports, LocalPorts::kMaxSets,
                    [&](SavedPorts& ports) { ports.describe(fields); });
      });
}

void describe_call(base::Fields& fields, Call& call, Links& links) {
  call.describe(fields);
  fields.list(
      "participants", links.size(), Call::kMaxParticipants,
      [&](std::size_t count) {
        links.resize(count);
        while (count-- > 0) call.add_participant({});
      },
      [&](std::size_t i) {
        Participant& participant = *call.participants()[i];
        participant.describe(fields);
        fields.number("peer", links[i].peer, -1, std::int32_t(links.size()) - 1);
        fields.text("interface", links[i].interface);
        describe_media(fields, participant, links[i]);
      });
}

base::Result<void> connect_media(Call& call, Media& media, const MediaLinks& links,
                                 SocketSource& sockets) {
  if (links.sink.participant >= 0) {
    const auto& all = call.participants();
    const auto index = std::size_t(links.sink.participant);
    Media* sink = index < all.size() ? all[index]->find_media(unsigned(links.sink.media)) : nullptr;
    if (sink == nullptr) return base::Error{"what was saved is damaged at a sink"};
    media.connect(sink);
  }
  return restore_ports(media, links.ports, sockets);
}

base::Result<void> connect(Call& call, const Links& links, SocketSource& sockets) {
  for (const auto& participant : call.participants()) {
    const ParticipantLinks& of_one = links[participant->index()];
    if (of_one.peer >= 0)
      participant->set_peer(call.participants()[std::size_t(of_one.peer)].get());
    if (!of_one.interface.empty()) {
      const auto* interface = call.environment().interfaces->find(of_one.interface);
      if (interface == nullptr) {
        return base::Error{"there is no interface '" + of_one.interface + "' here"};
      }
      participant->set_interface(interface);
    }
    for (const auto& media : participant->all_media()) {
      auto done = connect_media(call, *media, of_one.media[media->index()], sockets);
      if (!done) return done;
    }
  }
  for (const auto& participant : call.participants()) {
    for (const auto& media : participant->all_media()) media->restored();
  }
  return {};
}

// --- Plugins

const Contribution* find_part(const Extensions& extensions, const base::PluginCopy& plugin) {
  for (const ContributionPtr& part : extensions.parts) {
    if (part->plugin.get() == &plugin) return part.get();
  }
  return nullptr;
}

base::Result<void> save_part(const Call& call, const base::PluginCopy& plugin,
                             const Contribution* part, const base::ListBuilder& out) {
  if (call.has_source(plugin)) return error_of(plugin, "has a packet source open in it");
  if (part != nullptr && part->codec != nullptr) {
    const auto entry = out.dictionary();
    entry.set(kName, plugin.name());
    return save_states(call, *part, entry);
  }
  if (!call.has_parts(plugin)) return {};
  return error_of(plugin, "has something in it and cannot hand it over");
}

base::Result<void> save_plugins(const Call& call, const Extensions& current,
                                const base::ListBuilder& out) {
  for (const ContributionPtr& part : call.extensions().parts) {
    if (auto saved = save_part(call, *part->plugin, part.get(), out); !saved) return saved;
  }
  for (const base::PluginHold& held : call.held()) {
    if (find_part(call.extensions(), *held) != nullptr) continue;
    if (auto saved = save_part(call, *held, find_part(current, *held), out); !saved) return saved;
  }
  return {};
}

const Contribution* find_part(const Extensions& extensions, std::string_view name) {
  for (const ContributionPtr& part : extensions.parts) {
    if (part->plugin->name() == name) return part.get();
  }
  return nullptr;
}

/// Nothing is lost if a plugin is not there that had nothing to save.
bool is_empty(const Value& saved) { return children(find(&saved, "states")).empty(); }

base::Result<void> restore_plugins(Call& call, const Value* saved) {
  std::vector<const base::PluginCopy*> needed;
  for (const Value& of_one : children(saved)) {
    const std::string name(get_text(&of_one, kName));
    const Contribution* part = find_part(call.extensions(), name);
    if (part == nullptr && is_empty(of_one)) continue;
    if (part == nullptr || part->codec == nullptr) {
      return base::Error{"plugin '" + name + "' has something in it, and here is no such plugin" +
                         (part == nullptr ? "" : " that can take it over")};
    }
    needed.push_back(part->plugin.get());
    if (auto restored = restore_states(call, *part, of_one); !restored) return restored;
  }
  call.compile_routes();
  for (const base::PluginCopy* plugin : needed) {
    for (const auto& participant : call.participants()) {
      for (const auto& media : participant->all_media()) {
        if (media->stages().lacks(*plugin))
          return error_of(*plugin, "could not make a stage for it");
      }
    }
  }
  return {};
}

// --- The whole

base::Time shift_of(const Value& saved) {
  const base::Time monotonic = get_integer(&saved, kMonotonic);
  return (base::monotonic_now() - base::wall_clock_now()) -
         (monotonic - get_integer(&saved, kWall));
}

base::Result<void> restore(Call& call, const Value& saved, SocketSource& sockets) {
  base::FieldReader reader(find(&saved, kCall), shift_of(saved));
  Links links;
  describe_call(reader, call, links);
  if (!reader.good()) return base::Error{"what was saved is damaged at " + reader.wrong()};
  if (auto connected = connect(call, links, sockets); !connected) return connected;
  return restore_plugins(call, find(&saved, kPlugins));
}

}  // namespace

base::Result<void> save_call(Call& call, const Extensions& current,
                             const base::DictionaryBuilder& out) {
  out.set(kVersion, kCallVersion);
  out.set(kCallId, call.id());
  out.set(kMonotonic, base::monotonic_now());
  out.set(kWall, base::wall_clock_now());
  base::FieldWriter writer(out.dictionary(kCall));
  Links links = links_of(call);
  describe_call(writer, call, links);
  return save_plugins(call, current, out.list(kPlugins));
}

std::vector<int> sockets_of(const Call& call) {
  std::vector<int> all;
  for (const auto& participant : call.participants()) {
    for (const auto& media : participant->all_media()) {
      for (const auto* socket : media->ports().sockets()) all.push_back(socket->fd());
    }
  }
  return all;
}

base::Result<Call*> restore_call(WorkerCalls& calls, const Value& saved, SocketSource& sockets) {
  const std::int64_t version = get_integer(&saved, kVersion);
  if (version != kCallVersion) {
    return base::Error{"calls were saved in version " + std::to_string(version) + ", and version " +
                       std::to_string(kCallVersion) + " is read here"};
  }
  const auto id = get_text(&saved, kCallId);
  if (id.empty()) return base::Error{"what was saved is damaged at call-id"};
  if (calls.find(id) != nullptr) return base::Error{"there is a call with its id already"};
  const WorkerCalls::Busy busy(calls);
  Call& call = calls.create_quietly(id);
  auto restored = restore(call, saved, sockets);
  if (restored) return &call;
  calls.let_go(call);
  return base::Error{restored.error()};
}

}  // namespace rtpengine::call
