// SPDX-License-Identifier: GPL-3.0-or-later
//
// The convenience layer for authors: what is thrown in a plugin does not leave it.
#include <rtpengine/author.h>

#include <gtest/gtest.h>

#include <stdexcept>
#include <string>

namespace rtpengine::author {
namespace {

class Text final : public TextSink {
 public:
  void write(Slice text) noexcept override { content.append(text.data, text.size); }
  std::string content;
};

/// A host that has nothing.
class BareHost final : public Host {
 public:
  void* query(const char*) noexcept override { return nullptr; }
};

TEST(AuthorTest, GuardPassesOnWhatTheFunctionAnswers) {
  const auto silent = [](std::string_view) {};
  EXPECT_EQ(guard([] { return Status::busy; }, silent), Status::busy);
  EXPECT_EQ(guard([] {}, silent), Status::ok);
}

TEST(AuthorTest, GuardMakesAnExceptionAStatusAndAText) {
  std::string told;
  const auto tell = [&told](std::string_view text) { told = text; };
  EXPECT_EQ(guard([] { throw std::runtime_error("no disk"); }, tell), Status::failed);
  EXPECT_EQ(told, "no disk");
  EXPECT_EQ(guard([]() -> Status { throw 7; }, tell), Status::failed);
  EXPECT_EQ(told, "an exception of unknown type");
}

TEST(AuthorTest, GuardSurvivesAReportThatThrows) {
  const auto tell = [](std::string_view) { throw std::runtime_error("again"); };
  EXPECT_EQ(guard([] { throw std::runtime_error("first"); }, tell), Status::failed);
}

TEST(AuthorTest, APluginTellsTheHostWhatItsInitThrew) {
  class Idle final : public PluginBase {};
  Idle plugin;
  BareHost host;
  Text error;
  EXPECT_EQ(plugin.init(&host, &error), Status::failed);
  EXPECT_EQ(error.content, "this host has no interface rtpengine.log/1");
}

TEST(AuthorTest, TheFactoryTellsWhatAConstructorThrew) {
  struct Failing final : PluginBase {
    Failing() { throw std::runtime_error("no memory for tables"); }
  };
  Text error;
  EXPECT_EQ(create<Failing>(&error), nullptr);
  EXPECT_EQ(error.content, "no memory for tables");
}

TEST(AuthorTest, DescribesAPluginThatMayBeReloaded) {
  class Idle final : public PluginBase {};
  constexpr PluginDescriptor kDescriptor =
      describe<Idle>("idle", "1.0", "MIT", "Idles", kind_packet_stage);
  EXPECT_EQ(kDescriptor.size, sizeof kDescriptor);
  EXPECT_EQ(kDescriptor.kinds, kind_packet_stage);
  EXPECT_EQ(kDescriptor.flags, plugin_can_unload);
}

}  // namespace
}  // namespace rtpengine::author
