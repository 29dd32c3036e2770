// SPDX-License-Identifier: GPL-3.0-or-later
//
// The real module: what it says of itself, and that it goes when it is closed.

#include <dlfcn.h>
#include <gtest/gtest.h>

#include <rtpengine/plugin.h>

namespace rtpengine::ice {
namespace {

TEST(IceModule, DescribesItselfAndGoes) {
  void* handle = ::dlopen(RTPENGINE_ICE_MODULE, RTLD_NOW | RTLD_LOCAL);
  ASSERT_NE(handle, nullptr) << ::dlerror();
  const auto* descriptor =
      static_cast<const PluginDescriptor*>(::dlsym(handle, RTPENGINE_PLUGIN_SYMBOL));
  ASSERT_NE(descriptor, nullptr) << ::dlerror();
  EXPECT_EQ(descriptor->sdk_minor, RTPENGINE_SDK_MINOR);
  EXPECT_STREQ(descriptor->name, "ice");
  EXPECT_EQ(descriptor->kinds, kind_negotiation_feature | kind_packet_handler);
  ASSERT_EQ(descriptor->option_count, 1u);
  EXPECT_STREQ(descriptor->options[0].name, "ice-default");
  Plugin* plugin = descriptor->create(nullptr);
  ASSERT_NE(plugin, nullptr);
  descriptor->destroy(plugin);
  ASSERT_EQ(::dlclose(handle), 0);
  EXPECT_EQ(::dlopen(RTPENGINE_ICE_MODULE, RTLD_NOW | RTLD_LOCAL | RTLD_NOLOAD), nullptr);
}

}  // namespace
}  // namespace rtpengine::ice
