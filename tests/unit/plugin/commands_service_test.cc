// SPDX-License-Identifier: GPL-3.0-or-later
//
// Commands on their way through: counted until their reply, refused when closed.
#include "plugin/commands_service.h"

#include <gtest/gtest.h>

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

const CommandOrigin kOrigin{{"test", 4}, {"127.0.0.1", 9}, 5060, 0};

TEST(CommandsService, PassesACommandAndItsReply) {
  FakeCommands calls;
  CommandsService commands(calls);
  const Value arguments = dictionary();
  CountingSink sink;
  EXPECT_EQ(commands.submit(&arguments, &kOrigin, &sink), Status::ok);
  EXPECT_EQ(sink.replies, 1);
  EXPECT_EQ(sink.text, "pong");
  EXPECT_EQ(commands.counter().count(), 0u);
}

TEST(CommandsService, CountsACommandUntilItsReply) {
  FakeCommands calls(FakeCommands::Mode::hold);
  CommandsService commands(calls);
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
  CommandsService commands(calls);
  const Value arguments = dictionary();
  CountingSink sink;
  EXPECT_EQ(commands.submit(&arguments, &kOrigin, &sink), Status::busy);
  EXPECT_EQ(sink.replies, 0);
  EXPECT_EQ(commands.counter().count(), 0u);
}

TEST(CommandsService, IsBusyWhenClosed) {
  FakeCommands calls;
  CommandsService commands(calls);
  commands.counter().close();
  const Value arguments = dictionary();
  CountingSink sink;
  EXPECT_EQ(commands.submit(&arguments, &kOrigin, &sink), Status::busy);
  EXPECT_EQ(sink.replies, 0);
}

TEST(CommandsService, RefusesArgumentsThatMeanNothing) {
  FakeCommands calls;
  CommandsService commands(calls);
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
