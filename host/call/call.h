// SPDX-License-Identifier: GPL-3.0-or-later
//
// A call: everything that is known under one Call-ID. Lives on one worker.
#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "base/clock.h"
#include "call/extensions.h"
#include "call/offload.h"
#include "call/participant.h"
#include "call/plugin_states.h"
#include "call/settings.h"
#include "loop/worker.h"
#include "media/egress.h"
#include "media/kernel_table.h"
#include "net/interfaces.h"
#include "net/packet_io.h"
#include "net/packet_pool.h"

namespace rtpengine::call {

/// What a call needs of its surroundings. Outlives the call.
struct CallEnvironment {
  loop::Worker* worker = nullptr;
  net::PacketIo* io = nullptr;
  net::Interfaces* interfaces = nullptr;
  media::KernelTable* kernel_table = nullptr;
  OffloadedStreams* offloaded = nullptr;
  SourceTable* sources = nullptr;
  net::PacketPool* spare = nullptr;  ///< for packets that are made here
  const media::DestinationPolicy* policy = nullptr;
  RelayHops* hops = nullptr;          ///< null: circles are not looked for
  const base::Time* clock = nullptr;  ///< null: the worker's

  base::Time now() const { return clock != nullptr ? *clock : worker->now(); }
};

/// Worker's thread.
class Call {
 public:
  /// Forks and transfers stay far below; more is a client gone wild.
  static constexpr std::size_t kMaxParticipants = 100;

  Call(std::string_view id, const CallEnvironment& environment,
       std::shared_ptr<const Settings> settings, base::Time now,
       ExtensionSet extensions = no_extensions(), CallHandle handle = 0);
  ~Call();
  Call(const Call&) = delete;
  Call& operator=(const Call&) = delete;

  const std::string& id() const { return id_; }
  /// What plugins know the call by.
  CallHandle handle() const { return handle_; }
  const CallEnvironment& environment() const { return environment_; }
  const Settings& settings() const { return *settings_; }
  void set_settings(std::shared_ptr<const Settings> settings) { settings_ = std::move(settings); }

  /// What plugins add to this call, from its beginning to its end, or until it is handed over to
  /// other copies.
  const Extensions& extensions() const { return *extensions_; }
  const ExtensionSet& extension_set() const { return extensions_; }
  /// Keep a plugin that is not in that set in memory until the call ends.
  void hold(const base::PluginHold& plugin);
  /// Whether the call has anything of this copy, and so keeps it in memory.
  bool has(const base::PluginCopy& plugin) const;

  /// Change what plugins add to the call, and compile its routes by that. False: one of `needed`
  /// could not make a stage that it wants; everything is as before.
  bool replace_extensions(ExtensionSet set, std::span<const base::PluginCopy* const> needed);
  /// Hold the second copy instead of the first, if that is held.
  void replace_hold(const base::PluginCopy& from, const base::PluginHold& to);

  /// What plugins keep about the call as a whole.
  PluginStates plugin_states;
  /// Give plugins back what they keep in the call and all that is in it; nothing new is kept from
  /// now on.
  void release_plugin_states();
  bool ending() const { return ending_; }
  /// Call `visit` with each place where plugins keep something: the numbers of its participant and
  /// media, or no_index, and its states. The call first, then each participant and its media.
  template <typename Visit>
  void each_place(Visit visit) const;
  /// Take what one copy keeps in the call, and its sources, out of it.
  void release_copy(const base::PluginCopy& plugin);

  base::Time created() const { return created_; }              ///< monotonic
  std::int64_t created_wall() const { return created_wall_; }  ///< microseconds since the epoch
  std::int64_t last_signal_wall() const { return last_signal_wall_; }
  void note_signal();

  const std::vector<std::unique_ptr<Participant>>& participants() const { return participants_; }
  Participant& add_participant(std::string_view tag);
  /// Undo the adding of those behind the first `count`; they must not have ports, and nobody may
  /// have them as a peer.
  void keep_participants(std::size_t count);
  /// By tag; an empty tag finds nobody.
  Participant* find_tag(std::string_view tag) const;
  Participant* find_branch(std::string_view branch) const;

  /// Value of `select`'s turn for both legs of this call.
  std::uint64_t interface_turn() const { return interface_turn_; }

  /// TOS of all media packets.
  std::uint8_t tos() const { return tos_; }
  void set_tos(std::uint8_t tos);

  bool media_blocked = false;
  bool dtmf_blocked = false;
  std::string created_from;  ///< address and port that the first offer's command came from
  std::string xmlrpc_callback;

  /// All participants are marked deleted.
  bool deleted() const;
  /// Undo a deletion that is not over yet.
  void revive();

  /// Compile all routes anew: something that routes depend on has changed.
  void compile_routes();
  bool compiling() const { return compiling_; }

  /// The call ends: let plugins take back what they have in the routes.
  void leave_plugins();

  /// Take all streams back into user space: what the kernel counted is in their counters then.
  void leave_kernel();
  /// Give the streams to the kernel again that may be there.
  void return_to_kernel();

  /// What is kept when the state moves (base/fields.h); participants and plugins are not in it.
  void describe(base::Fields& fields);

  /// Another process has the call from now on, or had it all the time: leave plugins, kernel and
  /// ports without a word to anybody else. It is good for nothing but to be destroyed then.
  void let_go();

  /// Plugins that it keeps in memory beside those of its set.
  std::span<const base::PluginHold> held() const { return held_; }
  /// Whether this copy plays into it.
  bool has_source(const base::PluginCopy& plugin) const;
  /// Whether it has states or stages of this copy.
  bool has_parts(const base::PluginCopy& plugin) const;

  /// When the last packet came in on any stream; 0: none.
  base::Time last_packet() const;

 private:
  template <typename Use>
  void each_media(Use use) const {
    for (const auto& participant : participants_) {
      for (const auto& media : participant->all_media()) use(*media);
    }
  }

  const std::string id_;
  const CallHandle handle_;
  const CallEnvironment environment_;
  std::shared_ptr<const Settings> settings_;
  ExtensionSet extensions_;
  std::vector<base::PluginHold> held_;
  bool ending_ = false;
  base::Time created_;
  std::int64_t created_wall_;
  std::int64_t last_signal_wall_;
  const std::uint64_t interface_turn_;
  std::uint8_t tos_;
  std::vector<std::unique_ptr<Participant>> participants_;
  bool compiling_ = false;
};

template <typename Visit>
void Call::each_place(Visit visit) const {
  visit(std::uint32_t{no_index}, std::uint32_t{no_index}, plugin_states);
  for (const auto& participant : participants_) {
    visit(participant->index(), std::uint32_t{no_index}, participant->plugin_states);
    for (const auto& media : participant->all_media()) {
      visit(participant->index(), std::uint32_t{media->index()}, media->plugin_states);
    }
  }
}

}  // namespace rtpengine::call
