// SPDX-License-Identifier: GPL-3.0-or-later
//
// One command that a plugin answers: each gets one reply, whatever the plugin does.
#include "call/command_in_work.h"

#include <gtest/gtest.h>

#include <memory>
#include <vector>

#include <rtpengine/value_view.h>

#include "tests/unit/call/arguments.h"
#include "tests/unit/call/fake_plugin.h"
#include "tests/unit/call/kept_reply.h"
#include "tests/unit/loop/captured_log.h"

namespace rtpengine::call {
namespace {

class CommandInWorkTest : public testing::Test {
 protected:
  using Function = FakePlugin::CommandFunction;

  /// A command whose provider is this function.
  std::shared_ptr<CommandInWork> make(Function function) {
    plugin_.on("dance", rtpengine::CommandScope::daemon, std::move(function));
    return std::make_shared<CommandInWork>(plugin_.command(), 7, arguments_.value(), sink_,
                                           [this](std::shared_ptr<CommandInWork> command) {
                                             finished_.push_back(std::move(command));
                                           });
  }
  /// The reply to one that is answered at once.
  const Reply& answer_of(Function function) {
    EXPECT_TRUE(make(std::move(function))->run(running_));
    EXPECT_EQ(sink_.count(), 1);
    return sink_.reply();
  }

  FakePlugin plugin_{"ballet"};
  Arguments arguments_{{"command", "dance"}, {"steps", "3"}};
  KeptReply sink_;
  RunningCommand running_;
  std::vector<std::shared_ptr<CommandInWork>> finished_;
};

TEST_F(CommandInWorkTest, RepliesWhatThePluginWroteWithTheResult) {
  const Reply& reply = answer_of([](Command& command) {
    EXPECT_EQ(command.call(), 7u);
    EXPECT_EQ(get_text(command.arguments(), "steps"), "3");
    command.reply()->integer(slice("danced"), 3);
    return Status::ok;
  });
  EXPECT_EQ(reply.result(), "ok");
  EXPECT_EQ(reply.number({"danced"}), 3);
  EXPECT_EQ(plugin_.copy->faults(), 0u);
}

TEST_F(CommandInWorkTest, IsRefusedWhileThePluginDoesNotComeBack) {
  const auto refuse_now = [this] {
    arguments_ = {};  // the client's, who has the reply
    running_.refuse_older(base::monotonic_now(), "too slow");
    EXPECT_EQ(sink_.count(), 1);
  };
  const Reply& reply = answer_of([&](Command& command) {
    refuse_now();
    EXPECT_EQ(get_text(command.arguments(), "steps"), "3");
    command.reply()->integer(slice("danced"), 3);
    return Status::ok;
  });
  EXPECT_EQ(reply.reason(), "too slow");
}

TEST_F(CommandInWorkTest, OneThatWasRefusedMayStillBecomePendingAndFinish) {
  Command* kept = nullptr;
  const auto command = make([&](Command& asked) {
    running_.refuse_older(base::monotonic_now(), "too slow");
    kept = &asked;
    return Status::pending;
  });
  EXPECT_FALSE(command->run(running_));
  EXPECT_TRUE(command->answered());
  kept->finish();
  ASSERT_EQ(finished_.size(), 1u);
  command->deliver();
  EXPECT_EQ(sink_.count(), 1);
  EXPECT_EQ(sink_.reply().reason(), "too slow");
}

TEST_F(CommandInWorkTest, IsNotRefusedOnceThePluginHasComeBack) {
  answer_of([](Command&) { return Status::ok; });
  running_.refuse_older(base::monotonic_now() + base::kSecond, "too slow");
  EXPECT_EQ(sink_.count(), 1);
}

TEST_F(CommandInWorkTest, AResultOfThePluginsOwnIsTheOnlyOne) {
  const Reply& reply = answer_of([](Command& command) {
    command.reply()->text(slice("result"), slice("load limit"));
    return Status::ok;
  });
  EXPECT_EQ(reply.words({}), std::vector<std::string>{"result"});
  EXPECT_EQ(reply.result(), "load limit");
  EXPECT_EQ(plugin_.copy->faults(), 0u);
}

TEST_F(CommandInWorkTest, AResultThatIsNoTextIsReplacedAndAFault) {
  const Reply& reply = answer_of([](Command& command) {
    command.reply()->integer(slice("result"), 1);
    command.reply()->integer(slice("danced"), 3);
    command.reply()->begin_list(slice("result"));
    command.reply()->end();
    return Status::ok;
  });
  EXPECT_EQ(reply.words({}), (std::vector<std::string>{"danced", "result"}));
  EXPECT_EQ(reply.result(), "ok");
  EXPECT_EQ(plugin_.copy->faults(), 1u);
}

TEST_F(CommandInWorkTest, AnErrorIsAllThereIsInTheReply) {
  const Reply& reply = answer_of([](Command& command) {
    command.reply()->text(slice("half"), slice("done"));
    command.fail(slice("no music"));
    return Status::failed;
  });
  EXPECT_EQ(reply.words({}), (std::vector<std::string>{"result", "error-reason"}));
  EXPECT_EQ(reply.result(), "error");
  EXPECT_EQ(reply.reason(), "no music");
  EXPECT_EQ(plugin_.copy->faults(), 0u) << "the client's fault, not the plugin's";
}

TEST_F(CommandInWorkTest, ATextOfFailureIsAnErrorWhateverTheStatusSays) {
  const Reply& reply = answer_of([](Command& command) {
    command.fail(slice("no music"));
    return Status::ok;
  });
  EXPECT_EQ(reply.reason(), "no music");
}

TEST_F(CommandInWorkTest, ALongReasonIsCut) {
  const std::string umlauts = []() {
    std::string text = "x";
    while (text.size() < 20 << 20) text += "\xc3\xa4";
    return text;
  }();
  const Reply& reply = answer_of([&](Command& command) {
    command.fail(slice(umlauts));
    return Status::failed;
  });
  EXPECT_EQ(reply.reason(), umlauts.substr(0, 1023)) << "not within a character";
}

TEST_F(CommandInWorkTest, AFailureWithoutATextNamesThePlugin) {
  EXPECT_EQ(answer_of([](Command&) { return Status::failed; }).reason(),
            "Command 'dance' failed in plugin ballet");
  EXPECT_EQ(plugin_.copy->faults(), 1u);
}

TEST_F(CommandInWorkTest, AStatusOfLaterTimesIsAFailure) {
  EXPECT_EQ(answer_of([](Command&) { return Status(99); }).reason(),
            "Command 'dance' failed in plugin ballet");
}

TEST_F(CommandInWorkTest, AReplyThatIsTooLargeIsAnError) {
  const std::string large(1 << 20, 'x');
  const Reply& reply = answer_of([&](Command& command) {
    for (int i = 0; i < 20; ++i) command.reply()->text(slice("k"), slice(large));
    return Status::ok;
  });
  EXPECT_EQ(reply.reason(), "The reply is too large");
}

TEST_F(CommandInWorkTest, APendingOneIsAnsweredWhenItIsDelivered) {
  Command* kept = nullptr;
  const auto command = make([&](Command& own) {
    kept = &own;
    return Status::pending;
  });
  EXPECT_FALSE(command->run(running_));
  EXPECT_EQ(sink_.count(), 0);
  arguments_ = {};  // the client's; what the plugin has of them is a copy
  EXPECT_EQ(get_text(kept->arguments(), "steps"), "3");
  kept->reply()->integer(slice("danced"), 3);
  kept->finish();
  EXPECT_TRUE(command->finished());
  ASSERT_EQ(finished_.size(), 1u);
  EXPECT_EQ(sink_.count(), 0) << "it is for the worker to deliver";
  command->deliver();
  EXPECT_EQ(sink_.reply().number({"danced"}), 3);
  EXPECT_EQ(sink_.count(), 1);
}

TEST_F(CommandInWorkTest, OneThatIsFinishedBeforeItIsPendingIsAnsweredAtOnce) {
  const Reply& reply = answer_of([](Command& command) {
    command.reply()->integer(slice("danced"), 1);
    command.finish();
    return Status::pending;
  });
  EXPECT_EQ(reply.number({"danced"}), 1);
  EXPECT_TRUE(finished_.empty());
}

TEST_F(CommandInWorkTest, OneThatIsFinishedAndAnsweredGetsOneReplyAndCountsAFault) {
  answer_of([](Command& command) {
    command.finish();
    return Status::ok;
  });
  EXPECT_EQ(plugin_.copy->faults(), 1u);
  EXPECT_TRUE(finished_.empty());
}

TEST_F(CommandInWorkTest, ALateReplyIsDroppedAndCounted) {
  Command* kept = nullptr;
  const auto command = make([&](Command& own) {
    kept = &own;
    return Status::pending;
  });
  EXPECT_FALSE(command->run(running_));
  const auto holders = plugin_.copy.use_count();
  command->give_up("too slow");
  EXPECT_EQ(plugin_.copy.use_count(), holders - 1) << "the plugin is let go";
  EXPECT_EQ(sink_.reply().reason(), "too slow");
  kept->reply()->integer(slice("danced"), 3);
  kept->finish();
  ASSERT_EQ(finished_.size(), 1u);
  loop::CapturedLog log;
  finished_[0]->deliver();
  EXPECT_NE(log.take().find("plugin 'ballet' finished command 'dance' too late"),
            std::string::npos);
  EXPECT_EQ(sink_.count(), 1);
  EXPECT_EQ(plugin_.copy->faults(), 1u);
}

}  // namespace
}  // namespace rtpengine::call
