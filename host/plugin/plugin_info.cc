// SPDX-License-Identifier: GPL-3.0-or-later
//
// Copies what a descriptor says, so that it can be shown after the plugin was closed.
#include "plugin/plugin_info.h"

#include <utility>

#include "plugin/loader.h"

namespace rtpengine::plugin {
namespace {

OptionInfo describe_option(const OptionSpec& spec) {
  OptionInfo info;
  info.name = spec.name;
  info.has_default = spec.default_value != nullptr;
  if (info.has_default) info.default_value = spec.default_value;
  if (spec.placeholder != nullptr) info.placeholder = spec.placeholder;
  info.help = spec.help;
  info.type = spec.type;
  info.repeatable = (spec.flags & option_repeatable) != 0;
  info.live = (spec.flags & option_live) != 0;
  info.short_name = spec.short_name;
  return info;
}

}  // namespace

const char* plugin_state_name(PluginState state) {
  switch (state) {
    case PluginState::refused:
      return "refused";
    case PluginState::loaded:
      return "loaded";
    case PluginState::initialised:
      return "initialised";
    case PluginState::started:
      return "started";
    case PluginState::draining:
      return "draining";
    case PluginState::stopped:
      return "stopped";
  }
  return "unknown";
}

std::string kinds_text(std::uint32_t kinds) {
  static constexpr std::pair<std::uint32_t, const char*> kNames[] = {
      {kind_control_protocol, "control protocol"},
      {kind_command_provider, "command provider"},
      {kind_negotiation_feature, "negotiation feature"},
      {kind_packet_handler, "packet handler"},
      {kind_packet_stage, "packet stage"},
      {kind_packet_source, "packet source"},
      {kind_call_observer, "call observer"},
      {kind_kernel_table, "kernel table"},
      {kind_service, "service"},
  };
  std::string text;
  for (const auto& [kind, name] : kNames) {
    if ((kinds & kind) != 0) text += (text.empty() ? "" : ", ") + std::string(name);
  }
  return text;
}

PluginInfo describe_descriptor(const PluginDescriptor& descriptor) {
  PluginInfo info;
  info.name = descriptor.name;
  info.version = descriptor.version;
  info.license = descriptor.license;
  info.help = descriptor.help;
  info.sdk_major = descriptor.sdk_major;
  info.sdk_minor = descriptor.sdk_minor;
  info.after.assign(descriptor.after, descriptor.after + descriptor.after_count);
  for (std::uint32_t i = 0; i < descriptor.option_count; ++i) {
    info.options.push_back(describe_option(descriptor.options[i]));
  }
  info.kinds = descriptor.kinds;
  info.can_unload = (descriptor.flags & plugin_can_unload) != 0;
  return info;
}

std::vector<PluginInfo> describe_folders(const std::vector<std::string>& plugin_dirs) {
  std::vector<PluginInfo> infos;
  for (const PluginFile& file : list_files(plugin_dirs)) {
    PluginInfo info;
    if (auto opened = open(file.path); opened) {
      info = describe_descriptor((*opened)->descriptor());
      info.state = PluginState::loaded;
    } else {
      info.name = file.name;
      info.problem = opened.error();
    }
    info.path = file.path;
    infos.push_back(std::move(info));
  }
  return infos;
}

}  // namespace rtpengine::plugin
