// SPDX-License-Identifier: GPL-3.0-or-later
//
// Whether a stream may be handed to the kernel table now, and if not, why not.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>

#include "media/kernel_table.h"

namespace rtpengine::media {

/// What a stage of a stream's route means for handing the stream over.
enum class KernelMeaning : std::uint8_t {
  not_needed,   ///< has nothing to do once packets bypass it
  expressible,  ///< done by the entry: source check, SRTP, rewriting
  user_space_only,
};

struct StageMeaning {
  std::string_view stage;  ///< name for explain
  KernelMeaning meaning = KernelMeaning::user_space_only;
};

/// One stream (RTP or RTCP, one direction) and the side its packets go to.
struct OffloadInput {
  const KernelTable* table = nullptr;
  const ForwardEntry* entry = nullptr;   ///< as it would be put into the table
  std::span<const StageMeaning> stages;  ///< of ingress and egress
  bool is_rtp = true;                    ///< RTCP streams stay in user space: we read them
  bool call_active = true;               ///< not deleted, not being torn down
  bool source_confirmed = false;         ///< learning ended on the side it comes from
  bool destination_known = false;        ///< and allowed
  bool destination_confirmed = false;    ///< learning ended on the side it goes to
  bool unidirectional = false;           ///< flag: one-way media goes to the kernel, too
};

enum class OffloadObstacle : std::uint8_t {
  none,  ///< hand it over
  no_table,
  table_lost,
  not_rtp,
  call_ending,
  source_not_confirmed,
  no_destination,
  destination_not_confirmed,
  stage,        ///< `detail` names it
  table_limit,  ///< `detail` says what the table cannot do
};

struct OffloadDecision {
  OffloadObstacle obstacle = OffloadObstacle::none;
  std::string_view detail;  ///< borrowed from the input or static

  bool offload() const { return obstacle == OffloadObstacle::none; }
  /// A phrase for explain: "still learning the endpoint of this side".
  std::string to_string() const;
};

/// Pure. Cheap enough to ask whenever learning, signalling or the route changed something.
OffloadDecision decide_offload(const OffloadInput& input);

}  // namespace rtpengine::media
