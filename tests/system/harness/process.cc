// SPDX-License-Identifier: GPL-3.0-or-later
#include "process.h"

#include <fcntl.h>
#include <sched.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <utility>

namespace rtpengine::harness {
namespace {

/// In the child, where only system calls are allowed: there may have been other threads.
[[noreturn]] void become(const Command& command, int log, char** words, pid_t parent) {
  prctl(PR_SET_PDEATHSIG, SIGTERM);
  if (getppid() != parent) _exit(126);
  const int null = open("/dev/null", O_RDONLY | O_CLOEXEC);
  dup2(null, STDIN_FILENO);
  dup2(log, STDOUT_FILENO);
  dup2(log, STDERR_FILENO);
  if (command.netns >= 0 && setns(command.netns, CLONE_NEWNET) != 0) _exit(126);
  if (!command.folder.empty() && chdir(command.folder.c_str()) != 0) _exit(126);
  execvp(words[0], words);
  dprintf(STDERR_FILENO, "cannot start %s\n", words[0]);
  _exit(127);
}

}  // namespace

WorkFolder::WorkFolder() {
  std::string pattern = (std::filesystem::temp_directory_path() / "rtpengine-XXXXXX").string();
  if (mkdtemp(pattern.data()) == nullptr) std::abort();
  path_ = pattern;
}

WorkFolder::~WorkFolder() {
  std::error_code ignored;
  std::filesystem::remove_all(path_, ignored);
}

std::string WorkFolder::write(const std::string& name, const std::string& text) const {
  std::ofstream(path(name), std::ios::binary) << text;
  return path(name);
}

std::string read_file(const std::string& path) {
  std::ostringstream text;
  text << std::ifstream(path, std::ios::binary).rdbuf();
  return text.str();
}

Process::Process(const Command& command) : log_(command.log) {
  std::vector<char*> words;
  for (const std::string& word : command.words) words.push_back(const_cast<char*>(word.c_str()));
  words.push_back(nullptr);
  const int log = open(log_.empty() ? "/dev/null" : log_.c_str(),
                       O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0644);
  const pid_t parent = getpid();
  pid_ = fork();
  if (pid_ == 0) become(command, log, words.data(), parent);
  if (pid_ < 0) status_ = 126;
  close(log);
}

Process Process::adopted(pid_t pid, const std::string& log) {
  Process process;
  process.pid_ = pid;
  process.log_ = log;
  return process;
}

Process::~Process() { stop(); }

Process::Process(Process&& other) noexcept { *this = std::move(other); }

Process& Process::operator=(Process&& other) noexcept {
  if (this == &other) return *this;
  stop();
  pid_ = std::exchange(other.pid_, -1);
  status_ = std::exchange(other.status_, std::nullopt);
  log_ = std::move(other.log_);
  return *this;
}

bool Process::reap() {
  if (status_ || pid_ <= 0) return true;
  int status = 0;
  const pid_t ended = waitpid(pid_, &status, WNOHANG);
  if (ended != pid_) return false;
  status_ = WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
  return true;
}

bool Process::running() { return !reap(); }

void Process::signal(int number) const {
  if (pid_ > 0 && !status_) kill(pid_, number);
}

std::optional<int> Process::wait(Milliseconds limit) {
  wait_until([this] { return reap(); }, limit);
  return status_;
}

void Process::stop() {
  constexpr Milliseconds kGrace{5000};
  if (reap()) return;
  signal(SIGTERM);
  if (wait(kGrace)) return;
  signal(SIGKILL);
  wait(kGrace);
}

int run(const std::vector<std::string>& words, std::string* output) {
  const WorkFolder folder;
  Command command;
  command.words = words;
  command.log = folder.path("log");
  Process process(command);
  const int status = process.wait().value_or(-1);
  if (output != nullptr) *output = process.output();
  return status;
}

void adopt_orphans() { prctl(PR_SET_CHILD_SUBREAPER, 1); }

}  // namespace rtpengine::harness
