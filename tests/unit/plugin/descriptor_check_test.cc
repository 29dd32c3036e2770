// SPDX-License-Identifier: GPL-3.0-or-later
//
// Checks of descriptors as bytes, also for hosts and plugins of versions that do not exist yet.
#include "plugin/descriptor_check.h"

#include <gtest/gtest.h>

#include <array>
#include <cstring>
#include <functional>
#include <string>
#include <vector>

namespace rtpengine::plugin {
namespace {

Plugin* create_none(TextSink*) noexcept { return nullptr; }
void destroy_none(Plugin*) noexcept {}

PluginDescriptor right_descriptor() {
  PluginDescriptor descriptor{};
  descriptor.magic = RTPENGINE_PLUGIN_MAGIC;
  descriptor.size = sizeof(descriptor);
  descriptor.sdk_major = 0;
  descriptor.sdk_minor = 1;
  descriptor.name = "sample";
  descriptor.version = "1.0";
  descriptor.license = "MIT";
  descriptor.help = "A sample";
  descriptor.create = create_none;
  descriptor.destroy = destroy_none;
  return descriptor;
}

std::string check(const PluginDescriptor& descriptor, SdkVersion host = {0, 1}) {
  const auto checked = check_descriptor(&descriptor, sizeof(descriptor), host);
  return checked ? "ok" : checked.error();
}

std::string check_with(const std::function<void(PluginDescriptor&)>& change) {
  PluginDescriptor descriptor = right_descriptor();
  change(descriptor);
  return check(descriptor);
}

OptionSpec right_option() {
  return {"limit", "5", "N", "How many", OptionType::integer, 0, 'l', {}};
}

std::string check_options(std::vector<OptionSpec> options) {
  return check_with([&options](PluginDescriptor& descriptor) {
    descriptor.options = options.data();
    descriptor.option_count = static_cast<std::uint32_t>(options.size());
  });
}

std::string check_option(const std::function<void(OptionSpec&)>& change) {
  OptionSpec option = right_option();
  change(option);
  return check_options({option});
}

TEST(CheckDescriptor, TakesARightOne) {
  EXPECT_EQ(check(right_descriptor()), "ok");
  EXPECT_EQ(check_options({right_option()}), "ok");
}

TEST(CheckDescriptor, TellsOldAndNewMajorVersionsApart) {
  PluginDescriptor descriptor = right_descriptor();
  descriptor.sdk_major = 1;
  descriptor.sdk_minor = 4;
  EXPECT_EQ(check(descriptor, {2, 0}),
            "is built with plugin SDK 1.4, this host has 2.0: it has to be built again with the "
            "host's SDK");
  EXPECT_EQ(check(descriptor, {0, 1}),
            "is built with plugin SDK 1.4, this host has 0.1: it needs a newer host");
}

TEST(CheckDescriptor, TakesAnyMinorVersionOnceTheMajorVersionPromisesIt) {
  PluginDescriptor descriptor = right_descriptor();
  descriptor.sdk_major = 1;
  for (const std::uint32_t minor : {0u, 3u, 9u}) {
    descriptor.sdk_minor = minor;
    EXPECT_EQ(check(descriptor, {1, 3}), "ok") << minor;
  }
  descriptor.sdk_major = 0;
  descriptor.sdk_minor = 2;
  EXPECT_NE(check(descriptor, {0, 3}), "ok");
}

TEST(CheckDescriptor, ReadsTheKnownPartOfALargerDescriptorOfANewerMinorVersion) {
  struct Larger {
    PluginDescriptor known = right_descriptor();
    std::uint64_t more[2] = {1, 2};
  } larger;
  larger.known.sdk_major = 1;
  larger.known.sdk_minor = 2;
  larger.known.size = sizeof(larger);
  larger.known.flags = 1u << 31;
  larger.known.reserved[0] = 7;
  const auto checked = check_descriptor(&larger, sizeof(larger), {1, 1});
  ASSERT_TRUE(checked) << checked.error();
  EXPECT_STREQ(checked->name, "sample");

  const auto cut = check_descriptor(&larger, sizeof(larger.known), {1, 1});
  ASSERT_FALSE(cut);
  EXPECT_EQ(cut.error(), "has a descriptor that says it has " + std::to_string(sizeof(larger)) +
                             " bytes, but the file has " +
                             std::to_string(sizeof(PluginDescriptor)) + " for it");
}

TEST(CheckDescriptor, ReadsNothingBeyondTheBytesThatThereAre) {
  const PluginDescriptor descriptor = right_descriptor();
  for (std::size_t size = 0; size < sizeof(descriptor); ++size) {
    // An allocation of just this size, so that a sanitizer sees each byte too many.
    const std::vector<char> bytes(reinterpret_cast<const char*>(&descriptor),
                                  reinterpret_cast<const char*>(&descriptor) + size);
    EXPECT_FALSE(check_descriptor(bytes.data(), bytes.size(), {0, 1})) << size;
  }
}

TEST(CheckDescriptor, NeedsItsTexts) {
  EXPECT_EQ(check_with([](auto& d) { d.name = nullptr; }), "its name is missing");
  EXPECT_EQ(check_with([](auto& d) { d.version = nullptr; }), "its version is missing");
  EXPECT_EQ(check_with([](auto& d) { d.license = nullptr; }), "its licence is missing");
  EXPECT_EQ(check_with([](auto& d) { d.help = nullptr; }), "its help text is missing");
  EXPECT_EQ(check_with([](auto& d) { d.help = "a\nb"; }),
            "its help text contains control characters");
  const std::string endless(5000, 'x');
  EXPECT_EQ(check_with([&endless](auto& d) { d.help = endless.c_str(); }),
            "its help text has more than 1024 bytes");
}

TEST(CheckDescriptor, NeedsBothFunctions) {
  EXPECT_NE(check_with([](auto& d) { d.create = nullptr; }), "ok");
  EXPECT_NE(check_with([](auto& d) { d.destroy = nullptr; }), "ok");
}

TEST(CheckDescriptor, RefusesWhatShouldBeZero) {
  EXPECT_EQ(check_with([](auto& d) { d.kinds = 1u << 20; }),
            "its descriptor names unknown kinds (0x00100000)");
  EXPECT_EQ(check_with([](auto& d) { d.kinds = kind_service | kind_control_protocol; }), "ok");
  EXPECT_NE(check_with([](auto& d) { d.reserved[0] = 1; }), "ok");
  EXPECT_EQ(check_with([](auto& d) { d.flags = 6; }),
            "its descriptor has unknown flags (0x00000006)");
  EXPECT_EQ(check_with([](auto& d) { d.flags = plugin_can_unload; }), "ok");
}

TEST(CheckDescriptor, ChecksTheAfterList) {
  static constexpr const char* kNames[] = {"ng", "Ng", "sample", nullptr};
  const auto check_after = [](std::size_t from, std::uint32_t count) {
    return check_with([=](PluginDescriptor& d) {
      d.after = kNames + from;
      d.after_count = count;
    });
  };
  EXPECT_EQ(check_after(0, 1), "ok");
  EXPECT_EQ(check_after(1, 1), "it comes after 'Ng', which is no plugin's name");
  EXPECT_EQ(check_after(2, 1), "it comes after itself");
  EXPECT_EQ(check_after(3, 1), "a name of a plugin to come after is missing");
  EXPECT_EQ(check_after(0, 0), "its list of plugins to come after and their number disagree");
  EXPECT_EQ(check_after(0, 100000), "it comes after 100000 plugins, more than 64");
}

TEST(CheckDescriptor, ChecksTheSizeOfTheOptionTable) {
  EXPECT_EQ(check_with([](auto& d) { d.option_count = 1; }),
            "its option table and the number of options disagree");
  EXPECT_EQ(check_with([](auto& d) { d.option_count = 100000; }),
            "its option table has 100000 options, more than 256");
}

TEST(CheckDescriptor, ChecksEachOption) {
  EXPECT_EQ(check_option([](auto& o) { o.name = nullptr; }),
            "the name of option 0 of its table is missing");
  EXPECT_EQ(check_option([](auto& o) { o.name = "--limit"; }),
            "option '--limit' has a name that is not made of lower case letters, digits and "
            "single dashes");
  EXPECT_EQ(check_option([](auto& o) { o.help = nullptr; }),
            "the help text of option 'limit' is missing");
  EXPECT_EQ(check_option([](auto& o) { o.type = static_cast<OptionType>(6); }),
            "option 'limit' has the unknown type 6");
  EXPECT_EQ(check_option([](auto& o) { o.placeholder = nullptr; }),
            "option 'limit' is not a flag and has no placeholder");
  EXPECT_EQ(check_option([](auto& o) { o.default_value = "x"; }),
            "option 'limit' has a wrong default: 'x' is not an integer");
  EXPECT_EQ(check_option([](auto& o) { o.short_name = '-'; }),
            "option 'limit' has a short name that is neither letter nor digit");
  EXPECT_EQ(check_option([](auto& o) { o.reserved[6] = 1; }),
            "option 'limit' has reserved bits or bytes that are not zero");
  EXPECT_EQ(check_option([](auto& o) { o.flags = 1u << 7; }),
            "option 'limit' has reserved bits or bytes that are not zero");
}

TEST(CheckDescriptor, ChecksFlagsAmongTheOptions) {
  const OptionSpec flag{"quiet", nullptr, nullptr, "Say less", OptionType::flag, 0, 0, {}};
  EXPECT_EQ(check_options({flag}), "ok");
  OptionSpec changed = flag;
  changed.placeholder = "YES";
  EXPECT_EQ(check_options({changed}), "option 'quiet' is a flag and has a placeholder");
  changed = flag;
  changed.flags = option_repeatable;
  EXPECT_EQ(check_options({changed}), "option 'quiet' is a flag and repeatable");
}

TEST(CheckDescriptor, RefusesNamesThatStandTwice) {
  OptionSpec other = right_option();
  EXPECT_EQ(check_options({right_option(), other}), "option 'limit' stands twice in its table");
  other.name = "other";
  EXPECT_EQ(check_options({right_option(), other}), "short option 'l' stands twice in its table");
  other.short_name = 'L';
  EXPECT_EQ(check_options({right_option(), other}), "ok");
}

TEST(IsPluginName, IsStrict) {
  for (const char* name : {"ng", "legacy-rtpproxy", "g711", "a"}) {
    EXPECT_TRUE(is_plugin_name(name)) << name;
  }
  for (const char* name : {"", "-", "a-", "-a", "a--b", "A", "1a", "a_b", "a/b", "a.b", "ä"}) {
    EXPECT_FALSE(is_plugin_name(name)) << name;
  }
  EXPECT_TRUE(is_plugin_name(std::string(63, 'a')));
  EXPECT_FALSE(is_plugin_name(std::string(64, 'a')));
}

}  // namespace
}  // namespace rtpengine::plugin
