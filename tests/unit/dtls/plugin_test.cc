// SPDX-License-Identifier: GPL-3.0-or-later
//
// The real module: what it says of itself, and that it goes when it is closed.

#include <dlfcn.h>
#include <gtest/gtest.h>

#include <cstdint>
#include <string>

#include <rtpengine/plugin.h>

namespace rtpengine::dtls {
namespace {

TEST(DtlsModule, DescribesItselfAndGoes) {
  void* handle = ::dlopen(RTPENGINE_DTLS_MODULE, RTLD_NOW | RTLD_LOCAL);
  ASSERT_NE(handle, nullptr) << ::dlerror();
  const auto* descriptor =
      static_cast<const PluginDescriptor*>(::dlsym(handle, RTPENGINE_PLUGIN_SYMBOL));
  ASSERT_NE(descriptor, nullptr) << ::dlerror();
  EXPECT_EQ(descriptor->sdk_minor, RTPENGINE_SDK_MINOR);
  EXPECT_STREQ(descriptor->name, "dtls");
  EXPECT_EQ(descriptor->kinds, kind_negotiation_feature | kind_packet_handler);
  ASSERT_EQ(descriptor->option_count, 6u);
  for (std::uint32_t i = 0; i < descriptor->option_count; ++i) {
    EXPECT_EQ(std::string(descriptor->options[i].name).find("dtls-"), 0u);
  }
  Plugin* plugin = descriptor->create(nullptr);
  ASSERT_NE(plugin, nullptr);
  descriptor->destroy(plugin);
  ASSERT_EQ(::dlclose(handle), 0);
  EXPECT_EQ(::dlopen(RTPENGINE_DTLS_MODULE, RTLD_NOW | RTLD_LOCAL | RTLD_NOLOAD), nullptr);
}

}  // namespace
}  // namespace rtpengine::dtls
