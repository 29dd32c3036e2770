// SPDX-License-Identifier: GPL-3.0-or-later
//
// Options as a plugin reads them.
#include "plugin/options_service.h"

#include <gtest/gtest.h>

#include "support.h"

namespace rtpengine::plugin {
namespace {

constexpr OptionSpec kOptions[] = {
    {"listen", nullptr, "ENDPOINT", "Where", OptionType::endpoint, option_repeatable, 0, {}},
    {"limit", "10", "N", "How many", OptionType::integer, 0, 0, {}},
    {"wait", "1500ms", "TIME", "How long", OptionType::seconds, 0, 0, {}},
    {"quiet", nullptr, nullptr, "Say less", OptionType::flag, 0, 0, {}},
    {"share", nullptr, "X", "A part", OptionType::decimal, 0, 0, {}},
};

std::unique_ptr<OptionsService> service_of(const OptionValues& values, std::string* error) {
  PluginDescriptor descriptor{};
  descriptor.name = "sample";
  descriptor.options = kOptions;
  descriptor.option_count = 5;
  auto made = OptionsService::create(descriptor, values);
  if (made) return std::move(*made);
  *error = made.error();
  return nullptr;
}

std::unique_ptr<OptionsService> service_of(const OptionValues& values) {
  std::string error;
  auto made = service_of(values, &error);
  EXPECT_NE(made, nullptr) << error;
  return made;
}

std::string refusal_of(const OptionValues& values) {
  std::string error = "accepted";
  static_cast<void>(service_of(values, &error));
  return error;
}

TEST(OptionsService, GivesDefaultsForWhatWasNotSaid) {
  auto options = service_of({});
  EXPECT_EQ(options->count("limit"), 1u);
  EXPECT_EQ(text_of(options->text("limit", 0)), "10");
  EXPECT_EQ(options->integer("limit", 0), 10);
  EXPECT_EQ(options->integer("wait", 0), 1'500'000);
  EXPECT_EQ(text_of(options->origin("limit", 0)), "default of limit");
  EXPECT_EQ(options->count("listen"), 0u);
  EXPECT_EQ(options->count("quiet"), 0u);
  EXPECT_EQ(options->integer("quiet", 0), 0);
}

TEST(OptionsService, GivesTheValuesAndWhereTheyStand) {
  auto options = service_of({{"listen", {{"2223", "a.yaml:1: x"}, {"[::1]:5", "a.yaml:2: x"}}},
                             {"limit", {{"-4", "command line: --limit"}}},
                             {"quiet", {{"yes", "a.yaml:3: quiet"}}},
                             {"share", {{"0.5", "a.yaml:4: share"}}}});
  EXPECT_EQ(options->count("listen"), 2u);
  EXPECT_EQ(text_of(options->text("listen", 1)), "[::1]:5");
  EXPECT_EQ(text_of(options->origin("listen", 1)), "a.yaml:2: x");
  EXPECT_EQ(options->integer("limit", 0), -4);
  EXPECT_EQ(options->count("limit"), 1u);
  EXPECT_EQ(options->integer("quiet", 0), 1);
  EXPECT_EQ(text_of(options->text("share", 0)), "0.5");
  EXPECT_EQ(options->integer("share", 0), 0);
}

TEST(OptionsService, AnswersNothingToWhatIsNotThere) {
  auto options = service_of({});
  for (const char* name : {"", "unknown", static_cast<const char*>(nullptr)}) {
    EXPECT_EQ(options->count(name), 0u);
    EXPECT_EQ(options->text(name, 0).size, 0u);
    EXPECT_EQ(options->integer(name, 0), 0);
    EXPECT_EQ(options->origin(name, 0).size, 0u);
  }
  EXPECT_EQ(options->text("limit", 1).size, 0u);
  EXPECT_EQ(options->integer("limit", UINT32_MAX), 0);
}

TEST(OptionsService, RefusesWrongValuesWithTheirOrigin) {
  EXPECT_EQ(refusal_of({{"limit", {{"x", "a.yaml:1: sample.limit"}}}}),
            "a.yaml:1: sample.limit: 'x' is not an integer");
  EXPECT_EQ(refusal_of({{"limt", {{"1", "a.yaml:1: sample.limt"}}}}),
            "a.yaml:1: sample.limt: plugin 'sample' has no option 'limt'");
  EXPECT_EQ(refusal_of({{"limit", {{"1", "a.yaml:1: l"}, {"2", "a.yaml:2: l"}}}}),
            "a.yaml:2: l: option 'limit' is given more than once");
}

}  // namespace
}  // namespace rtpengine::plugin
