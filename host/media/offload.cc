// SPDX-License-Identifier: GPL-3.0-or-later
//
// The rule for handing streams to the kernel table.
#include "media/offload.h"

namespace rtpengine::media {

namespace {

std::string_view phrase(OffloadObstacle obstacle) {
  switch (obstacle) {
    case OffloadObstacle::none:
      return "may be handed to the kernel";
    case OffloadObstacle::no_table:
      return "there is no kernel table";
    case OffloadObstacle::table_lost:
      return "the kernel table was lost";
    case OffloadObstacle::not_rtp:
      return "RTCP is read in user space";
    case OffloadObstacle::call_ending:
      return "the call is ending";
    case OffloadObstacle::source_not_confirmed:
      return "still learning the endpoint of this side";
    case OffloadObstacle::no_destination:
      return "the other side's address is not known";
    case OffloadObstacle::destination_not_confirmed:
      return "still learning the endpoint of the other side";
    case OffloadObstacle::stage:
      return "needed in user space for";
    case OffloadObstacle::table_limit:
      return "the kernel table cannot do";
  }
  return "unknown";
}

}  // namespace

std::string OffloadDecision::to_string() const {
  std::string text(phrase(obstacle));
  if (!detail.empty()) {
    text += " ";
    text += detail;
  }
  return text;
}

OffloadDecision decide_offload(const OffloadInput& input) {
  if (input.table == nullptr || !input.table->capabilities().forwards)
    return {OffloadObstacle::no_table, {}};
  if (!input.table->usable()) return {OffloadObstacle::table_lost, {}};
  if (!input.call_active) return {OffloadObstacle::call_ending, {}};
  if (!input.is_rtp) return {OffloadObstacle::not_rtp, {}};
  for (const StageMeaning& stage : input.stages)
    if (stage.meaning == KernelMeaning::user_space_only)
      return {OffloadObstacle::stage, stage.stage};
  if (!input.destination_known) return {OffloadObstacle::no_destination, {}};
  if (!input.source_confirmed) return {OffloadObstacle::source_not_confirmed, {}};
  if (!input.destination_confirmed && !input.unidirectional)
    return {OffloadObstacle::destination_not_confirmed, {}};
  if (input.entry == nullptr) return {OffloadObstacle::table_limit, "an entry without outputs"};
  if (const auto limit = cannot_express(input.table->capabilities(), *input.entry))
    return {OffloadObstacle::table_limit, *limit};
  return {};
}

}  // namespace rtpengine::media
