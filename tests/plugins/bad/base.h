// SPDX-License-Identifier: GPL-3.0-or-later
//
// What the deliberately bad plugins share: a plugin that does nothing, and its right descriptor.
// Each of them spoils one thing.
#pragma once

#include <rtpengine/plugin.h>

namespace {

class IdlePlugin : public rtpengine::Plugin {
 public:
  rtpengine::Status init(rtpengine::Host*, rtpengine::TextSink*) noexcept override {
    return rtpengine::Status::ok;
  }
  rtpengine::Status start(rtpengine::TextSink*) noexcept override { return rtpengine::Status::ok; }
  void stop() noexcept override {}

 protected:
  ~IdlePlugin() = default;
};

class QuietPlugin final : public IdlePlugin {};

/// Makes the one object of a plugin class.
template <typename Class>
rtpengine::Plugin* make(rtpengine::TextSink*) noexcept {
  static Class object;
  return &object;
}

inline void forget(rtpengine::Plugin*) noexcept {}

inline void say(rtpengine::TextSink* sink, const char* text) {
  sink->write({text, __builtin_strlen(text)});
}

/// A descriptor that is right in all respects.
template <typename Class = QuietPlugin>
constexpr rtpengine::PluginDescriptor right_descriptor(const char* name) {
  rtpengine::PluginDescriptor descriptor{};
  descriptor.magic = RTPENGINE_PLUGIN_MAGIC;
  descriptor.size = sizeof(descriptor);
  descriptor.sdk_major = RTPENGINE_SDK_MAJOR;
  descriptor.sdk_minor = RTPENGINE_SDK_MINOR;
  descriptor.name = name;
  descriptor.version = "1.0";
  descriptor.license = "GPL-3.0-or-later";
  descriptor.help = "Test of the loader";
  descriptor.create = make<Class>;
  descriptor.destroy = forget;
  return descriptor;
}

}  // namespace
