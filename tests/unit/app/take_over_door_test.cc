// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/take_over_door.h"

#include <gtest/gtest.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>

#include "support.h"

namespace rtpengine::app {
namespace {

class TakeOverDoorTest : public testing::Test {
 protected:
  TakeOverDoorTest() {
    char name[] = "/tmp/rtpengine-door-XXXXXX";
    folder_ = mkdtemp(name);
    path_ = folder_ + "/door";
  }
  ~TakeOverDoorTest() override { std::filesystem::remove_all(folder_); }

  std::unique_ptr<TakeOverDoor> door() {
    return std::make_unique<TakeOverDoor>(loop_, [this](net::Descriptor socket, pid_t pid) {
      visitor_ = std::move(socket);
      pid_ = pid;
      loop_.stop();
    });
  }

  std::string folder_;
  std::string path_;
  loop::MainLoop loop_;
  net::Descriptor visitor_;
  pid_t pid_ = 0;
};

TEST_F(TakeOverDoorTest, LetsInWhoHasSomethingToSay) {
  const auto open = door();
  ASSERT_TRUE(open->open(path_, false));
  struct stat status {};
  ASSERT_EQ(stat(path_.c_str(), &status), 0);
  EXPECT_EQ(status.st_mode & 0777, 0600u);
  auto silent = connect_to_door(path_);
  auto speaks = connect_to_door(path_);
  ASSERT_TRUE(silent);
  ASSERT_TRUE(speaks) << speaks.error();
  *silent = net::Descriptor();
  ASSERT_EQ(send(speaks->get(), "word", 4, 0), 4);
  loop_.run();
  EXPECT_EQ(pid_, getpid());
  char text[8];
  EXPECT_EQ(recv(visitor_.get(), text, sizeof text, 0), 4) << "the word is still there";
}

TEST_F(TakeOverDoorTest, IsNotTakenFromADaemonThatIsThere) {
  auto first = door();
  ASSERT_TRUE(first->open(path_, false));
  const auto second = door();
  EXPECT_EQ(second->open(path_, false).error(),
            "another daemon waits for its successor at " + path_);
  ASSERT_TRUE(second->open(path_, true));
  first->leave();
  first.reset();
  EXPECT_TRUE(connect_to_door(path_)) << "it is the second one's now";
}

TEST_F(TakeOverDoorTest, TakesThePlaceOfOneThatIsGone) {
  std::ofstream(path_) << "left behind";
  {
    const auto open = door();
    ASSERT_TRUE(open->open(path_, false));
    EXPECT_TRUE(connect_to_door(path_));
  }
  EXPECT_FALSE(std::filesystem::exists(path_));
}

TEST_F(TakeOverDoorTest, SaysWhatIsWrongWithItsPlace) {
  EXPECT_EQ(connect_to_door(path_).error(),
            "no daemon waits for a successor at " + path_ + ": No such file or directory");
  const auto open = door();
  const std::string nowhere = folder_ + "/none/door";
  EXPECT_EQ(open->open(nowhere, false).error(),
            "cannot listen on " + nowhere + ".new: No such file or directory");
  const std::string longest(200, 'x');
  EXPECT_EQ(connect_to_door(longest).error(), longest + " is too long for a socket");
}

}  // namespace
}  // namespace rtpengine::app
