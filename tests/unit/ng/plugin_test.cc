// SPDX-License-Identifier: GPL-3.0-or-later
//
// The real module: opened, used, closed, and gone afterwards.

#include <dlfcn.h>
#include <gtest/gtest.h>

#include <rtpengine/plugin.h>

#include "fakes.h"
#include "text_sink.h"

namespace rtpengine::ng {
namespace {

class NgModule : public testing::Test {
 protected:
  void SetUp() override {
    handle_ = ::dlopen(RTPENGINE_NG_MODULE, RTLD_NOW | RTLD_LOCAL);
    ASSERT_NE(handle_, nullptr) << ::dlerror();
    descriptor_ = static_cast<const PluginDescriptor*>(::dlsym(handle_, RTPENGINE_PLUGIN_SYMBOL));
    ASSERT_NE(descriptor_, nullptr) << ::dlerror();
  }

  void TearDown() override {
    if (handle_ != nullptr) ::dlclose(handle_);
  }

  void* handle_ = nullptr;
  const PluginDescriptor* descriptor_ = nullptr;
};

TEST_F(NgModule, DescribesItself) {
  EXPECT_EQ(descriptor_->magic, RTPENGINE_PLUGIN_MAGIC);
  EXPECT_EQ(descriptor_->size, sizeof(PluginDescriptor));
  EXPECT_EQ(descriptor_->sdk_major, RTPENGINE_SDK_MAJOR);
  EXPECT_EQ(descriptor_->sdk_minor, RTPENGINE_SDK_MINOR);
  EXPECT_STREQ(descriptor_->name, "ng");
  EXPECT_STREQ(descriptor_->license, "GPL-3.0-or-later");
  ASSERT_EQ(descriptor_->option_count, 3u);
  EXPECT_STREQ(descriptor_->options[0].name, "listen-ng");
}

TEST_F(NgModule, LivesAndDies) {
  for (int i = 0; i < 3; ++i) {
    FakeHost host;
    TextKeeper error;
    Plugin* plugin = descriptor_->create(&error);
    ASSERT_NE(plugin, nullptr) << error.text;
    EXPECT_EQ(plugin->init(&host, &error), Status::ok) << error.text;
    EXPECT_EQ(plugin->start(&error), Status::ok) << error.text;
    plugin->stop();
    descriptor_->destroy(plugin);
  }
}

TEST_F(NgModule, IsUnloadedWhenClosed) {
  ASSERT_EQ(::dlclose(handle_), 0);
  handle_ = nullptr;
  EXPECT_EQ(::dlopen(RTPENGINE_NG_MODULE, RTLD_NOW | RTLD_LOCAL | RTLD_NOLOAD), nullptr);
}

}  // namespace
}  // namespace rtpengine::ng
