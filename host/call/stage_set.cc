// SPDX-License-Identifier: GPL-3.0-or-later
#include "call/stage_set.h"

#include <algorithm>
#include <iterator>
#include <utility>

#include "base/log.h"
#include "call/call.h"
#include "call/call_info.h"
#include "call/media.h"
#include "call/participant.h"
#include "loop/plugin_scope.h"

namespace rtpengine::call {

void StageSet::update() {
  const auto& extensions = media_.participant().call().extensions().stages;
  if (extensions.empty() && entries_.empty()) return;
  lacking_.clear();
  std::vector<Entry> kept;
  for (const StageExtension& extension : extensions) {
    for (const auto component : {media::Component::rtp, media::Component::rtcp}) {
      if (admits(*extension.spec, component)) update(extension, component, kept);
    }
  }
  leave_all();
  entries_ = std::move(kept);
}

void StageSet::update(const StageExtension& extension, media::Component component,
                      std::vector<Entry>& kept) {
  const StreamInfo info = stream_info(media_, component);
  if (!wanted(extension, info)) return;
  if (take_over(entries_, extension, component, kept)) return;
  if (take_over(left_, extension, component, kept)) return;
  media::PacketStream& stream = component == media::Component::rtp ? media_.rtp() : media_.rtcp();
  auto stage = PluginStage::attach(extension, info, stream, media_.participant().call());
  if (stage != nullptr) {
    kept.push_back({component, std::move(stage)});
  } else {
    lacking_.push_back(extension.plugin.get());
  }
}

bool StageSet::wanted(const StageExtension& extension, const StreamInfo& info) const {
  std::uint32_t answer = 0;
  {
    const loop::TimedPluginScope scope(*extension.plugin, "wants");
    answer = extension.object->wants(&info);
  }
  if (answer <= 1) return answer == 1;
  extension.plugin->count_fault();
  const base::log::CallScope scope(media_.participant().call().id());
  LOG_LIMITED(warning, "stage '%s' of plugin '%s' answered %u when asked whether it is wanted",
              extension.spec->name, extension.plugin->name().c_str(), answer);
  return false;
}

bool StageSet::take_over(std::vector<Entry>& from, const StageExtension& extension,
                         media::Component component, std::vector<Entry>& kept) {
  const auto there = std::find_if(from.begin(), from.end(), [&](const Entry& entry) {
    return entry.component == component && entry.stage->is_of(extension);
  });
  if (there == from.end()) return false;
  kept.push_back(std::move(*there));
  from.erase(there);
  return true;
}

bool StageSet::has(const base::PluginCopy& plugin) const {
  return std::any_of(entries_.begin(), entries_.end(),
                     [&plugin](const Entry& entry) { return entry.stage->is_of(plugin); });
}

bool StageSet::lacks(const base::PluginCopy& plugin) const {
  return std::find(lacking_.begin(), lacking_.end(), &plugin) != lacking_.end();
}

bool StageSet::admits(const StageSpec& spec, media::Component component) const {
  if (media_.off() || media_.ports().selected() == nullptr) return false;
  if (component == media::Component::rtcp && (spec.flags & stage_rtcp) == 0) return false;
  return media_.readable() || (spec.flags & stage_needs_plaintext) == 0;
}

void StageSet::leave_all() {
  std::move(entries_.begin(), entries_.end(), std::back_inserter(left_));
  entries_.clear();
}

void StageSet::append(media::Component component, bool outgoing,
                      std::vector<media::Stage*>& stages) const {
  for (const Entry& entry : entries_) {
    const bool is_outgoing = entry.stage->position() == media::StagePosition::outgoing;
    if (entry.component == component && is_outgoing == outgoing) {
      stages.push_back(entry.stage.get());
    }
  }
}

}  // namespace rtpengine::call
