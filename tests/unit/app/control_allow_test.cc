// SPDX-License-Identifier: GPL-3.0-or-later
//
// What `control-allow` may say, and who gets to know.
#include "app/control_allow.h"

#include "support.h"

namespace rtpengine::app {
namespace {

using test::configure;
using test::error_of;

/// The error of a configuration with listeners of ng and this entry; empty if there is none.
std::string error_with(const std::string& entry) {
  const auto made = configure({"-i", "127.0.0.1", "--listen-ng=127.0.0.1:2223", "--listen-ng=2224"},
                              "core:\n  control-allow: ['" + entry + "']\n");
  return made ? std::string() : made.error();
}

TEST(ControlAllow, TakesNetworksAndAddresses) {
  for (const char* entry :
       {"10.0.0.0/8", "0.0.0.0/0", "192.0.2.1", "192.0.2.1/32", "::1", "2001:db8::/32", "::/0",
        "::ffff:10.0.0.0/104", "2224=10.0.0.0/8", "127.0.0.1:2223=::1"}) {
    EXPECT_EQ(error_with(entry), "") << entry;
  }
}

TEST(ControlAllow, NamesWhatIsNoNetwork) {
  const std::string origin = "test.yaml:2: core.control-allow: ";
  EXPECT_EQ(error_with("proxy.example.org"),
            origin + "'proxy.example.org' does not begin with a numeric IP address");
  EXPECT_EQ(error_with(""), origin + "'' does not begin with a numeric IP address");
  for (const char* entry : {"10.0.0.0/", "10.0.0.0/33", "10.0.0.0/-1", "10.0.0.0/8x"}) {
    EXPECT_EQ(error_with(entry),
              origin + "'" + entry + "' does not end in a number of bits from 0 to 32");
  }
  EXPECT_EQ(error_with("::/129"),
            origin + "'::/129' does not end in a number of bits from 0 to 128");
  EXPECT_EQ(error_with("10.0.0.1/8"), origin +
                                          "'10.0.0.1/8' is not the first address of a network: "
                                          "there are bits after the first 8");
}

TEST(ControlAllow, NamesAListenerThatIsNotThere) {
  const std::string origin = "test.yaml:2: core.control-allow: ";
  EXPECT_EQ(error_with("127.0.0.1:2222=::1"),
            origin +
                "'127.0.0.1:2222' is the value of no listen option; did you mean "
                "'127.0.0.1:2223'?");
  EXPECT_EQ(error_with("=10.0.0.0/8"), origin + "'=10.0.0.0/8' names no listener before '='");
}

TEST(ControlAllow, IsGivenToThePluginsThatDeclareIt) {
  const auto made = configure({"-i", "127.0.0.1", "--listen-ng=2224", "--control-allow=10.0.0.0/8",
                               "--control-allow=2224=::1"});
  ASSERT_TRUE(made) << made.error();
  EXPECT_EQ(made->plugin_values.at("ng").at("control-allow").size(), 2u);
  EXPECT_FALSE(made->plugin_values.contains("sample"));
  EXPECT_FALSE(made->plugin_values.contains("core"));
}

TEST(ControlAllow, AloneIsNoReasonWhyAPluginHasToRun) {
  const auto made = configure({"-i", "127.0.0.1", "--control-allow=10.0.0.0/8"});
  ASSERT_TRUE(made) << made.error();
  EXPECT_TRUE(made->plugin_values.contains("ng"));
  EXPECT_FALSE(made->options.gives_to("ng"));
}

TEST(ControlAllow, IsRefusedForAListenerThatWouldNotHeedIt) {
  static const OptionSpec kDeaf[] = {
      {"listen-deaf", nullptr, "PORT", "Listen.", OptionType::endpoint, option_repeatable, 0, {}}};
  OptionCatalog catalog = test::catalog_with_plugins();
  ASSERT_TRUE(catalog.add_plugin(test::descriptor("deaf", kDeaf)));
  const auto check = [&](const char* entry) {
    std::vector<std::string> warnings;
    const std::vector<const char*> arguments = {"--listen-ng=2223", "--listen-deaf=2999", entry};
    const auto given = parse_command_line(arguments, catalog, UnknownOptions::refuse);
    EXPECT_TRUE(given) << given.error();
    const auto options = EffectiveOptions::merge(catalog, {}, *given, &warnings);
    EXPECT_TRUE(options) << options.error();
    return error_of(check_control_allow(*options));
  };
  EXPECT_EQ(check("--control-allow=::1"),
            "command line: --control-allow: plugin deaf, which has --listen-deaf=2999, does not "
            "look at the sources of its requests; name the listeners that are meant, as in "
            "LISTENER=NETWORK");
  EXPECT_EQ(check("--control-allow=2223=::1"), "(no error)");
}

}  // namespace
}  // namespace rtpengine::app
