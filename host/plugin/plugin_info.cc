// SPDX-License-Identifier: GPL-3.0-or-later
//
// Copies what a descriptor says, so that it can be shown after the plugin was closed.
#include "plugin/plugin_info.h"

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
    case PluginState::stopped:
      return "stopped";
  }
  return "unknown";
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
