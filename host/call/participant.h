// SPDX-License-Identifier: GPL-3.0-or-later
//
// One party of a call, known by its SIP tag. Two participants that are each other's peer make a
// dialogue.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "base/clock.h"
#include "call/media.h"
#include "call/plugin_states.h"
#include "call/request.h"
#include "net/interfaces.h"

namespace rtpengine::call {

class Call;

/// Worker's thread. Owned by its call; pointers to it are good as long as the call.
class Participant {
 public:
  Participant(Call& call, std::uint32_t index, std::string_view tag, std::int64_t created_wall)
      : call_(call), index_(index), tag_(tag), created_wall_(created_wall) {}

  Call& call() const { return call_; }
  /// Its place among the participants of the call.
  std::uint32_t index() const { return index_; }

  /// Empty until its side has signalled.
  const std::string& tag() const { return tag_; }
  void set_tag(std::string_view tag) { tag_ = tag; }
  const std::string& via_branch() const { return via_branch_; }
  void set_via_branch(std::string_view branch) { via_branch_ = branch; }
  const std::string& label() const { return label_; }
  void set_label(std::string_view label) { label_ = label; }
  std::int64_t created_wall() const { return created_wall_; }  ///< microseconds since the epoch

  /// The other side of the dialogue this one is in; null: none. In a fork several participants
  /// may have the same peer, which itself has the one that signalled last.
  Participant* peer() const { return peer_; }
  void set_peer(Participant* peer) { peer_ = peer; }

  /// The media of this index, made if it is not there.
  Media& media(unsigned index);
  /// Null: not there.
  Media* find_media(unsigned index) const;
  const std::vector<std::unique_ptr<Media>>& all_media() const { return media_; }
  /// Undo the making of those behind the first `count`; they must not have ports.
  void keep_media(std::size_t count);

  const net::LogicalInterface* interface() const { return interface_; }
  void set_interface(const net::LogicalInterface* interface) { interface_ = interface; }
  /// Address family that `address family` asked for; none: find out.
  net::Family wanted_family() const { return wanted_family_; }
  void set_wanted_family(net::Family family) { wanted_family_ = family; }
  /// Family of the addresses it signalled; none: not signalled yet.
  net::Family signalled_family() const;

  /// Words of the offer that this participant sent, still needed for its answer.
  RtcpMuxWords offer_mux_words;

  // Learning flags that hold for this participant until the next message about it.
  media::LearningInput learning_flags;
  bool unidirectional = false;

  /// What plugins keep about this participant.
  PluginStates plugin_states;

  bool media_blocked = false;
  bool dtmf_blocked = false;

  /// Monotonic time at which its ports go; 0: it is not deleted.
  base::Time deleted_until = 0;

  /// What is kept when the state moves (base/fields.h); peer, interface, media and plugins are not
  /// in it.
  void describe(base::Fields& fields);

  /// Whether it is a party of this dialogue's media address, for `address` selectors.
  bool signalled_address(const net::IpAddress& address) const;

 private:
  Call& call_;
  const std::uint32_t index_;
  std::string tag_;
  std::string via_branch_;
  std::string label_;
  std::int64_t created_wall_;
  Participant* peer_ = nullptr;
  const net::LogicalInterface* interface_ = nullptr;
  net::Family wanted_family_ = net::Family::none;
  std::vector<std::unique_ptr<Media>> media_;
};

}  // namespace rtpengine::call
