// SPDX-License-Identifier: GPL-3.0-or-later
//
// What a reload changes and what it does not.
#include "app/reload.h"

#include "support.h"

namespace rtpengine::app {
namespace {

using test::configure;

ReloadPlan plan(const std::string& before, const std::string& after) {
  const auto running = configure({"-f"}, before);
  const auto wanted = configure({"-f"}, after);
  EXPECT_TRUE(running) << running.error();
  EXPECT_TRUE(wanted) << wanted.error();
  auto made = plan_reload(*running, *wanted);
  EXPECT_TRUE(made);
  return *made;
}

TEST(Reload, AnUnchangedConfigurationHasNoChanges) {
  const std::string text = "core: {interface: 127.0.0.1, timeout: 5}\n";
  EXPECT_TRUE(plan(text, text).changes.empty());
}

TEST(Reload, LiveOptionsTakeEffect) {
  const ReloadPlan made =
      plan("core: {interface: 127.0.0.1, timeout: 5}\n",
           "core: {interface: 127.0.0.1, timeout: 9, max-sessions: 3}\nlog: {level: 7}\n");
  ASSERT_EQ(made.changes.size(), 3u);
  for (const OptionChange& change : made.changes) EXPECT_TRUE(change.takes_effect) << change.text;
  EXPECT_EQ(made.changes[0].text, "option timeout changed from '5' to '9': in effect");
  EXPECT_EQ(made.configuration.calls.timeout, 9 * base::kSecond);
  EXPECT_EQ(made.configuration.calls.max_sessions, 3u);
  EXPECT_EQ(made.configuration.log.level, LogLevel::debug);
}

TEST(Reload, OtherOptionsKeepTheirValueAndSaySo) {
  const ReloadPlan made = plan("core: {interface: 127.0.0.1, num-threads: 2}\n",
                               "core: {interface: 127.0.0.1, num-threads: 3}\n");
  ASSERT_EQ(made.changes.size(), 1u);
  EXPECT_FALSE(made.changes[0].takes_effect);
  EXPECT_EQ(made.changes[0].text, "option num-threads changed from '2' to '3': needs a restart");
  EXPECT_EQ(made.configuration.num_threads, 2u);
}

TEST(Reload, LiveOptionsOfPluginsWaitForTheNextCopy) {
  const ReloadPlan made =
      plan("core: {interface: 127.0.0.1}\nsample: {sample-word: a, sample-limit: 1}\n",
           "core: {interface: 127.0.0.1}\nsample: {sample-word: b, sample-limit: 2}\n");
  ASSERT_EQ(made.changes.size(), 2u);
  EXPECT_EQ(made.changes[0].text,
            "option sample-word changed from 'a' to 'b': waits for 'plugins reload sample'");
  EXPECT_EQ(made.changes[1].text, "option sample-limit changed from '1' to '2': needs a restart");
  EXPECT_EQ(made.configuration.options.text("sample-word"), "a") << "the copy in use has this";
}

TEST(Reload, AnOptionThatIsGoneReturnsToItsDefault) {
  const ReloadPlan made =
      plan("core: {interface: 127.0.0.1, timeout: 5, allow-media-to: ['::1']}\n",
           "core: {interface: 127.0.0.1}\n");
  ASSERT_EQ(made.changes.size(), 2u);
  EXPECT_EQ(made.changes[1].text, "option allow-media-to changed from '::1' to (none): in effect");
  EXPECT_EQ(made.configuration.calls.timeout, 60 * base::kSecond);
  EXPECT_TRUE(made.configuration.calls.allow_media_to.empty());
}

TEST(Reload, InterfacesComeButDoNotGo) {
  const ReloadPlan made = plan("core: {interface: [a/127.0.0.1, b/127.0.0.2]}\n",
                               "core: {interface: [b/127.0.0.2, c/127.0.0.3]}\n");
  ASSERT_EQ(made.changes.size(), 2u);
  EXPECT_EQ(made.changes[0].text, "interface 'a/127.0.0.1' is gone: needs a restart");
  EXPECT_FALSE(made.changes[0].takes_effect);
  EXPECT_EQ(made.changes[1].text, "interface 'c/127.0.0.3' is new: in effect");
  ASSERT_EQ(made.configuration.interfaces.size(), 3u);
  EXPECT_EQ(made.configuration.interfaces[0].name, "a");
  EXPECT_EQ(made.configuration.interfaces[2].name, "c");
}

TEST(Reload, OptionsOfPluginsNeedARestart) {
  const ReloadPlan made = plan("core: {interface: 127.0.0.1}\nsample: {sample-word: a}\n",
                               "core: {interface: 127.0.0.1}\nsample: {sample-word: b}\n");
  ASSERT_EQ(made.changes.size(), 1u);
  EXPECT_FALSE(made.changes[0].takes_effect);
  EXPECT_EQ(made.configuration.plugin_values.at("sample").at("sample-word")[0].text, "a");
}

TEST(Reload, DoesNotMentionOptionsThatNobodyReads) {
  EXPECT_TRUE(plan("core: {interface: 127.0.0.1}\n",
                   "core: {interface: 127.0.0.1, thread-stack: 5}\nredis: {redis: x}\n")
                  .changes.empty());
}

TEST(Reload, ASecondReloadComparesWithWhatIsInForce) {
  const std::string first = "core: {interface: 127.0.0.1, num-threads: 2}\n";
  const std::string second = "core: {interface: 127.0.0.1, num-threads: 3}\n";
  const ReloadPlan made = plan(first, second);
  const auto back = plan_reload(made.configuration, *configure({"-f"}, first));
  ASSERT_TRUE(back);
  EXPECT_TRUE(back->changes.empty());
}

}  // namespace
}  // namespace rtpengine::app
