// SPDX-License-Identifier: GPL-3.0-or-later
//
// Two engines in one process, each with a main thread of its own. What becomes of calls between
// real processes is seen in tests/system.
#include "app/take_over.h"

#include <gtest/gtest.h>

#include <thread>

#include "app/engine.h"
#include "support.h"

namespace rtpengine::app {
namespace {

Configuration configuration() {
  auto made = test::configure(
      {"-t", "-1", "-m", "30000", "-M", "30099", "--num-threads=2", "-i", "127.0.0.1"});
  EXPECT_TRUE(made) << made.error();
  return *made;
}

class TakeOverTest : public testing::Test {
 protected:
  void SetUp() override {
    const auto started = engine_.start(configuration(), {});
    ASSERT_TRUE(started) << started.error();
  }
  /// Hands over to a successor that must run these bad plugins; what it says of its start.
  std::string hand_over(const std::vector<std::string>& must_run) {
    auto ends = transfer_pair();
    std::string error;
    std::thread other([&] {
      plugin::Registry registry;
      Engine next(registry);
      Predecessor predecessor(std::move(ends.second));
      for (const std::string& name : must_run) {
        const std::string folder = TEST_BAD_PLUGIN_DIR;
        EXPECT_TRUE(registry.add(folder + "/rtpengine-" + name + ".so", false));
      }
      const auto started = next.start(configuration(), must_run, {}, &predecessor);
      if (started) return;
      error = started.error();
      predecessor.say_failed(error);
    });
    TransferChannel channel(std::move(ends.first), 5 * base::kSecond);
    given_ = engine_.hand_over(channel);
    other.join();
    return error;
  }

  plugin::Registry registry_;
  Engine engine_{registry_};
  base::Result<std::size_t> given_ = base::Error{"not tried"};
};

TEST_F(TakeOverTest, AnEmptyDaemonIsHandedOver) {
  EXPECT_EQ(hand_over({}), "");
  ASSERT_TRUE(given_) << given_.error();
  EXPECT_EQ(*given_, 0u);
}

TEST_F(TakeOverTest, ASuccessorThatDoesNotComeUpTakesNothing) {
  EXPECT_NE(hand_over({"failing-start"}), "");
  EXPECT_FALSE(given_);
  EXPECT_EQ(hand_over({}), "") << "it goes on, and can be taken over from later";
  EXPECT_TRUE(given_);
}

TEST_F(TakeOverTest, WhoSaysNothingOfTheKindIsTurnedAway) {
  auto ends = transfer_pair();
  TransferChannel visitor(std::move(ends.second), base::kSecond);
  TransferChannel channel(std::move(ends.first), base::kSecond);
  base::ValueTree tree;
  tree.dictionary().set("is", "greeting");
  ASSERT_TRUE(visitor.send(*tree.root()));
  EXPECT_EQ(engine_.hand_over(channel).error(), "it asks for nothing");
}

}  // namespace
}  // namespace rtpengine::app
