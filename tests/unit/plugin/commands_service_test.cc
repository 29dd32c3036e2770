// SPDX-License-Identifier: GPL-3.0-or-later
//
// Commands on their way through: counted until their reply, refused when closed.
#include "plugin/commands_service.h"

#include <gtest/gtest.h>

#include "loop/plugin_scope.h"
#include "support.h"

namespace rtpengine::plugin {
namespace {

class CountingSink final : public ReplySink {
 public:
  void on_reply(const Value* reply) noexcept override {
    ++replies;
    text = text_of(reply->first->text);
  }
  int replies = 0;
  std::string text;
};

Value dictionary() {
  Value value{};
  value.type = ValueType::dictionary;
  return value;
}

const base::PluginCopy kPlugin("sample");
const CommandOrigin kOrigin{{"test", 4}, {"127.0.0.1", 9}, 5060, 0};

TEST(CommandsService, PassesACommandAndItsReply) {
  FakeCommands calls;
  CommandsService commands(calls, kPlugin);
  const Value arguments = dictionary();
  CountingSink sink;
  EXPECT_EQ(commands.submit(&arguments, &kOrigin, &sink), Status::ok);
  EXPECT_EQ(sink.replies, 1);
  EXPECT_EQ(sink.text, "pong");
  EXPECT_EQ(commands.counter().count(), 0u);
}

TEST(CommandsService, CountsACommandUntilItsReply) {
  FakeCommands calls(FakeCommands::Mode::hold);
  CommandsService commands(calls, kPlugin);
  const Value arguments = dictionary();
  CountingSink sink;
  EXPECT_EQ(commands.submit(&arguments, &kOrigin, &sink), Status::ok);
  EXPECT_EQ(commands.submit(&arguments, &kOrigin, &sink), Status::ok);
  EXPECT_EQ(commands.counter().count(), 2u);
  calls.answer_held();
  EXPECT_EQ(commands.counter().count(), 0u);
  EXPECT_EQ(sink.replies, 2);
}

TEST(CommandsService, DoesNotCountWhatIsRefused) {
  FakeCommands calls(FakeCommands::Mode::refuse);
  CommandsService commands(calls, kPlugin);
  const Value arguments = dictionary();
  CountingSink sink;
  EXPECT_EQ(commands.submit(&arguments, &kOrigin, &sink), Status::busy);
  EXPECT_EQ(sink.replies, 0);
  EXPECT_EQ(commands.counter().count(), 0u);
}

TEST(CommandsService, IsBusyWhenClosed) {
  FakeCommands calls;
  CommandsService commands(calls, kPlugin);
  commands.counter().close();
  const Value arguments = dictionary();
  CountingSink sink;
  EXPECT_EQ(commands.submit(&arguments, &kOrigin, &sink), Status::busy);
  EXPECT_EQ(sink.replies, 0);
}

/// Notes where its worker is when it is asked, and when it is answered.
class WhereaboutsNotes final : public CommandsV1, public ReplySink {
 public:
  explicit WhereaboutsNotes(const loop::Worker& worker) : worker_(worker) {}
  Status submit(const Value*, const CommandOrigin*, ReplySink* sink) noexcept override {
    in_submit = where();
    const Value reply = dictionary();
    sink->on_reply(&reply);
    after_reply = where();
    return Status::ok;
  }
  void on_reply(const Value*) noexcept override { in_reply = where(); }
  std::string where() const {
    const char* plugin = worker_.current_plugin();
    return plugin != nullptr ? plugin : "host";
  }
  std::string in_submit, in_reply, after_reply;

 private:
  const loop::Worker& worker_;
};

TEST(CommandsService, TheWatchdogKnowsWhoIsAtWork) {
  loop::Worker worker(0, 16);
  WhereaboutsNotes notes(worker);
  CommandsService commands(notes, kPlugin);
  const Value arguments = dictionary();
  worker.run_and_wait([&] {
    const loop::LoopPluginScope scope(kPlugin, "on_ready");
    EXPECT_EQ(commands.submit(&arguments, &kOrigin, &notes), Status::ok);
    EXPECT_EQ(notes.where(), "sample");
  });
  EXPECT_EQ(notes.in_submit, "host");
  EXPECT_EQ(notes.in_reply, "sample");
  EXPECT_EQ(notes.after_reply, "host");
}

TEST(CommandsService, RefusesArgumentsThatMeanNothing) {
  FakeCommands calls;
  CommandsService commands(calls, kPlugin);
  const Value arguments = dictionary();
  Value list = dictionary();
  list.type = ValueType::list;
  CountingSink sink;
  EXPECT_EQ(commands.submit(nullptr, &kOrigin, &sink), Status::invalid);
  EXPECT_EQ(commands.submit(&list, &kOrigin, &sink), Status::invalid);
  EXPECT_EQ(commands.submit(&arguments, nullptr, &sink), Status::invalid);
  EXPECT_EQ(commands.submit(&arguments, &kOrigin, nullptr), Status::invalid);
  EXPECT_EQ(sink.replies, 0);
}

}  // namespace
}  // namespace rtpengine::plugin
