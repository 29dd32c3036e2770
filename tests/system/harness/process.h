// SPDX-License-Identifier: GPL-3.0-or-later
//
// Programs that a test starts: in a network namespace, with their output in a file, and never left
// behind.
#pragma once

#include <sys/types.h>

#include <optional>
#include <string>
#include <vector>

#include "wait.h"

namespace rtpengine::harness {

/// What a test writes while it runs. Goes away with the object.
class WorkFolder {
 public:
  WorkFolder();
  ~WorkFolder();
  WorkFolder(const WorkFolder&) = delete;
  WorkFolder& operator=(const WorkFolder&) = delete;

  /// Absolute path of `name` in it.
  std::string path(const std::string& name) const { return path_ + "/" + name; }
  /// Writes a file, and returns its path.
  std::string write(const std::string& name, const std::string& text) const;

 private:
  std::string path_;
};

/// The content of a file; empty if it cannot be read.
std::string read_file(const std::string& path);

/// How to start a program.
struct Command {
  std::vector<std::string> words;  ///< program (looked up in PATH) and arguments
  std::string log;                 ///< file for standard output and standard error
  int netns = -1;                  ///< descriptor of a network namespace; -1: ours
  std::string folder;              ///< working directory; empty: ours
};

/// A child process. Ended by SIGTERM, and if that does not help by SIGKILL, when the object goes;
/// the kernel does it if the test program itself is killed.
class Process {
 public:
  Process() = default;
  explicit Process(const Command& command);
  /// A process that is not our child but will be: we adopt what our children leave behind.
  static Process adopted(pid_t pid, const std::string& log);
  ~Process();
  Process(Process&& other) noexcept;
  Process& operator=(Process&& other) noexcept;

  pid_t pid() const { return pid_; }
  bool running();
  void signal(int number) const;
  /// Its exit status once it has ended: 128 + n if a signal n ended it; nothing after the time.
  std::optional<int> wait(Milliseconds limit = kPatience);
  /// All that it has written so far.
  std::string output() const { return read_file(log_); }
  void stop();

 private:
  bool reap();

  pid_t pid_ = -1;
  std::optional<int> status_;
  std::string log_;
};

/// Runs a program to its end; its exit status, its output in `output` if that is given.
int run(const std::vector<std::string>& words, std::string* output = nullptr);

/// Makes us the parent of processes whose parents end, so that adopted() works.
void adopt_orphans();

}  // namespace rtpengine::harness
