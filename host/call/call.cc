// SPDX-License-Identifier: GPL-3.0-or-later
#include "call/call.h"

#include <algorithm>

namespace rtpengine::call {

Call::Call(std::string_view id, const CallEnvironment& environment,
           std::shared_ptr<const Settings> settings, base::Time now, ExtensionSet extensions,
           CallHandle handle)
    : id_(id),
      handle_(handle),
      environment_(environment),
      settings_(std::move(settings)),
      extensions_(std::move(extensions)),
      created_(now),
      created_wall_(base::wall_clock_now()),
      last_signal_wall_(created_wall_),
      interface_turn_(environment.interfaces->next_turn()),
      tos_(settings_->tos) {}

Call::~Call() {
  // While every media is there: what the kernel forwarded counts for both ends of a stream.
  leave_kernel();
}

void Call::hold(const base::PluginHold& plugin) {
  if (std::find(held_.begin(), held_.end(), plugin) == held_.end()) held_.push_back(plugin);
}

bool Call::has(const base::PluginCopy& plugin) const {
  const auto is_it = [&plugin](const base::PluginHold& other) { return other.get() == &plugin; };
  if (std::any_of(held_.begin(), held_.end(), is_it)) return true;
  const auto& parts = extensions_->parts;
  bool found = std::any_of(parts.begin(), parts.end(),
                           [&is_it](const ContributionPtr& part) { return is_it(part->plugin); });
  each_place([&](auto, auto, const PluginStates& states) {
    found = found || states.get(plugin) != nullptr;
  });
  return found;
}

bool Call::replace_extensions(ExtensionSet set, std::span<const base::PluginCopy* const> needed) {
  extensions_.swap(set);
  compiling_ = true;
  bool complete = true;
  each_media([&](Media& media) {
    media.ask_for_stages();
    for (const base::PluginCopy* plugin : needed) {
      complete = complete && !media.stages().lacks(*plugin);
    }
  });
  if (!complete) {
    extensions_.swap(set);
    each_media([](Media& media) { media.ask_for_stages(); });
  }
  each_media([](Media& media) { media.build_routes(); });
  compiling_ = false;
  return complete;
}

void Call::replace_hold(const base::PluginCopy& from, const base::PluginHold& to) {
  const auto held = std::find_if(held_.begin(), held_.end(),
                                 [&from](const auto& plugin) { return plugin.get() == &from; });
  if (held == held_.end()) return;
  held_.erase(held);
  hold(to);
}

void Call::release_copy(const base::PluginCopy& plugin) {
  each_media([&plugin](Media& media) {
    media.sources().end_of(plugin);
    media.plugin_states.release(plugin);
  });
  for (const auto& participant : participants_) participant->plugin_states.release(plugin);
  plugin_states.release(plugin);
}

void Call::release_plugin_states() {
  ending_ = true;
  for (const auto& participant : participants_) {
    for (const auto& media : participant->all_media()) media->plugin_states.release_all();
    participant->plugin_states.release_all();
  }
  plugin_states.release_all();
}

void Call::note_signal() { last_signal_wall_ = base::wall_clock_now(); }

Participant& Call::add_participant(std::string_view tag) {
  participants_.push_back(std::make_unique<Participant>(
      *this, static_cast<std::uint32_t>(participants_.size()), tag, base::wall_clock_now()));
  return *participants_.back();
}

void Call::keep_participants(std::size_t count) {
  while (participants_.size() > count) participants_.pop_back();
}

Participant* Call::find_tag(std::string_view tag) const {
  if (tag.empty()) return nullptr;
  for (const auto& participant : participants_) {
    if (participant->tag() == tag) return participant.get();
  }
  return nullptr;
}

Participant* Call::find_branch(std::string_view branch) const {
  if (branch.empty()) return nullptr;
  for (const auto& participant : participants_) {
    if (participant->via_branch() == branch) return participant.get();
  }
  return nullptr;
}

void Call::set_tos(std::uint8_t tos) {
  if (tos == tos_) return;
  tos_ = tos;
  each_media([tos](Media& media) { media.ports().set_tos(tos); });
}

bool Call::deleted() const {
  return !participants_.empty() &&
         std::all_of(participants_.begin(), participants_.end(),
                     [](const auto& participant) { return participant->deleted_until != 0; });
}

void Call::revive() {
  for (const auto& participant : participants_) participant->deleted_until = 0;
}

void Call::compile_routes() {
  compiling_ = true;
  each_media([](Media& media) { media.compile_routes(); });
  compiling_ = false;
}

void Call::leave_plugins() {
  ending_ = true;
  each_media([](Media& media) { media.leave_plugins(); });
}

void Call::leave_kernel() {
  each_media([](Media& media) { media.offload().withdraw(); });
}

void Call::describe(base::Fields& fields) {
  fields.time("created", created_);
  fields.number("created wall", created_wall_);
  fields.number("last signal", last_signal_wall_);
  fields.number("tos", tos_);
  fields.flag("media blocked", media_blocked);
  fields.flag("dtmf blocked", dtmf_blocked);
  fields.text("created from", created_from);
  fields.text("xmlrpc callback", xmlrpc_callback);
}

void Call::let_go() {
  leave_kernel();
  leave_plugins();
  release_plugin_states();
  each_media([](Media& media) { media.ports().let_go(); });
}

bool Call::has_source(const base::PluginCopy& plugin) const {
  bool found = false;
  each_media([&](Media& media) { found = found || media.sources().has(plugin); });
  return found;
}

bool Call::has_parts(const base::PluginCopy& plugin) const {
  bool found = false;
  each_place([&](auto, auto, const PluginStates& states) {
    found = found || states.get(plugin) != nullptr;
  });
  each_media([&](Media& media) { found = found || media.stages().has(plugin); });
  return found;
}

void Call::return_to_kernel() {
  each_media([](Media& media) { media.offload().update(); });
}

base::Time Call::last_packet() const {
  base::Time latest = 0;
  each_media([&latest](const Media& media) {
    latest =
        std::max({latest, media.rtp().received().last_packet, media.rtcp().received().last_packet});
  });
  return latest;
}

}  // namespace rtpengine::call
