// SPDX-License-Identifier: GPL-3.0-or-later
//
// Background and pidfile. Each case runs in a process of its own, which forks.
#include "app/background.h"

#include <signal.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <functional>

#include "app/config_tree.h"
#include "support.h"

namespace rtpengine::app {
namespace {

/// Exit status of a process that runs `work`, as whoever started it sees it.
int status_of(const std::function<void()>& work) {
  const pid_t child = fork();
  if (child == 0) {
    work();
    _exit(99);
  }
  int status = 0;
  EXPECT_EQ(waitpid(child, &status, 0), child);
  return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

TEST(Background, TheStarterExitsWithZeroWhenTheDaemonIsReady) {
  EXPECT_EQ(status_of([] {
              Background background;
              if (!background.enter()) _exit(98);
              background.ready(true);
              _exit(7);  // too late to matter
            }),
            0);
}

TEST(Background, TheStarterExitsWithTheStatusOfAFailedStart) {
  EXPECT_EQ(status_of([] {
              Background background;
              if (!background.enter()) _exit(98);
              _exit(3);
            }),
            3);
}

TEST(Background, AnEndBeforeReadinessIsAnErrorWhateverItsStatus) {
  EXPECT_EQ(status_of([] {
              Background background;
              if (!background.enter()) _exit(98);
              _exit(0);
            }),
            1);
  EXPECT_EQ(status_of([] {
              Background background;
              if (!background.enter()) _exit(98);
              kill(getpid(), SIGKILL);
            }),
            1);
}

TEST(Background, TheDaemonHasASessionOfItsOwnAndItsFolder) {
  EXPECT_EQ(status_of([] {
              if (chdir("/tmp") != 0) _exit(97);
              Background background;
              if (!background.enter()) _exit(98);
              char folder[64] = "";
              const bool fine = getsid(0) == getpid() && getcwd(folder, sizeof folder) &&
                                std::string(folder) == "/tmp";
              if (!fine) _exit(5);
              background.ready(false);
              _exit(0);
            }),
            0);
}

TEST(Background, ReadyWithoutEnterLeavesStandardFilesAlone) {
  struct stat before {
  }, after{};
  ASSERT_EQ(fstat(STDERR_FILENO, &before), 0);
  Background background;
  background.ready(false);
  ASSERT_EQ(fstat(STDERR_FILENO, &after), 0);
  EXPECT_EQ(after.st_ino, before.st_ino);
}

TEST(PidFile, HoldsTheProcessIdWhileItExists) {
  const test::TemporaryFolder folder;
  const std::string path = folder.path() + "/x.pid";
  {
    PidFile file;
    ASSERT_TRUE(file.write(path));
    EXPECT_EQ(*read_text_file(path), std::to_string(getpid()) + "\n");
  }
  EXPECT_FALSE(std::filesystem::exists(path));
}

TEST(PidFile, ReplacesAnOldFile) {
  const test::TemporaryFolder folder;
  const std::string path = folder.file("x.pid", "123456789012345\n");
  PidFile file;
  ASSERT_TRUE(file.write(path));
  EXPECT_EQ(*read_text_file(path), std::to_string(getpid()) + "\n");
}

TEST(PidFile, LeavesTheFileOfALaterDaemonAlone) {
  const test::TemporaryFolder folder;
  const std::string path = folder.path() + "/x.pid";
  for (const std::string& later : {std::to_string(getpid()) + "7\n", std::string("1\n"),
                                   std::string(), std::to_string(getpid()) + "\nmore"}) {
    {
      PidFile file;
      ASSERT_TRUE(file.write(path));
      folder.file("x.pid", later);
    }
    const auto left = read_text_file(path);
    ASSERT_TRUE(left) << later;
    EXPECT_EQ(*left, later);
  }
}

TEST(PidFile, TwoDaemonsWithOnePathLeaveTheFileToTheSecond) {
  const test::TemporaryFolder folder;
  const std::string path = folder.path() + "/x.pid";
  std::string second_id;
  {
    PidFile first;
    ASSERT_TRUE(first.write(path));
    EXPECT_EQ(status_of([&path] {
                PidFile second;
                _exit(second.write(path) ? 0 : 1);  // still there, as far as the file is concerned
              }),
              0);
    second_id = *read_text_file(path);
    EXPECT_NE(second_id, std::to_string(getpid()) + "\n");
  }
  EXPECT_EQ(*read_text_file(path), second_id);
}

TEST(PidFile, SaysWhyItCannotBeWritten) {
  PidFile file;
  EXPECT_EQ(test::error_of(file.write("/none/such/x.pid")),
            "cannot write the pidfile /none/such/x.pid: No such file or directory");
}

TEST(PidFile, DoesNotFollowALink) {
  const test::TemporaryFolder folder;
  const std::string target = folder.file("target", "keep");
  const std::string link = folder.path() + "/x.pid";
  ASSERT_EQ(symlink(target.c_str(), link.c_str()), 0);
  PidFile file;
  EXPECT_FALSE(file.write(link));
  EXPECT_EQ(*read_text_file(target), "keep");
}

}  // namespace
}  // namespace rtpengine::app
