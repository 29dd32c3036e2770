// SPDX-License-Identifier: GPL-3.0-or-later
//
// The ng control protocol as a plugin: the descriptor, and the functions that it names.

#include <rtpengine/plugin.h>

#include <new>
#include <string_view>

#include "ng_plugin.h"

namespace rtpengine::ng {
namespace {

Plugin* create(TextSink* error) noexcept {
  auto* plugin = new (std::nothrow) NgPlugin;
  if (plugin == nullptr) {
    constexpr std::string_view kText = "out of memory";
    error->write({kText.data(), kText.size()});
  }
  return plugin;
}

void destroy(Plugin* plugin) noexcept { delete static_cast<NgPlugin*>(plugin); }

}  // namespace
}  // namespace rtpengine::ng

const rtpengine::PluginDescriptor rtpengine_plugin = {
    RTPENGINE_PLUGIN_MAGIC,
    sizeof(rtpengine::PluginDescriptor),
    RTPENGINE_SDK_MAJOR,
    RTPENGINE_SDK_MINOR,
    "ng",
    RTPENGINE_VERSION,
    "GPL-3.0-or-later",
    "ng control protocol: bencoded requests over UDP",
    rtpengine::ng::kOptions,
    rtpengine::ng::kOptionCount,
    0,
    nullptr,
    0,
    rtpengine::kind_control_protocol,
    rtpengine::ng::create,
    rtpengine::ng::destroy,
    {},
};
