// SPDX-License-Identifier: GPL-3.0-or-later
//
// fork, setsid, and a pipe for the word that all is well.
#include "app/background.h"

#include <fcntl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <string_view>
#include <system_error>

namespace rtpengine::app {
namespace {

constexpr char kReady = 'r';

/// Waits for the child's word or end.
[[noreturn]] void wait_for_child(pid_t child, int fd) {
  char word = 0;
  ssize_t got;
  do {
    got = read(fd, &word, 1);
  } while (got < 0 && errno == EINTR);
  if (got == 1 && word == kReady) _exit(EXIT_SUCCESS);
  int status = 0;
  while (waitpid(child, &status, 0) < 0 && errno == EINTR) {
  }
  const int code = WIFEXITED(status) ? WEXITSTATUS(status) : EXIT_FAILURE;
  // A daemon that ended without a word was not ready, whatever it says.
  _exit(code == EXIT_SUCCESS ? EXIT_FAILURE : code);
}

void redirect_to_null(bool keep_stderr) {
  const int null = open("/dev/null", O_RDWR | O_CLOEXEC);
  if (null < 0) return;
  dup2(null, STDIN_FILENO);
  dup2(null, STDOUT_FILENO);
  if (!keep_stderr) dup2(null, STDERR_FILENO);
  if (null > STDERR_FILENO) close(null);
}

std::string own_line() { return std::to_string(getpid()) + "\n"; }

/// Whether the pidfile still holds our id: another daemon may have been given the same path.
bool names_us(const std::string& path) {
  const int fd = open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK);
  if (fd < 0) return false;
  char text[32];
  const ssize_t size = read(fd, text, sizeof text);
  close(fd);
  return size > 0 && own_line() == std::string_view(text, static_cast<std::size_t>(size));
}

}  // namespace

Background::~Background() {
  if (ready_fd_ >= 0) close(ready_fd_);
}

base::Result<void> Background::enter() {
  int fds[2];
  if (pipe2(fds, O_CLOEXEC) != 0) {
    return base::Error{std::string("cannot go into the background: ") + std::strerror(errno)};
  }
  std::fflush(nullptr);  // or both processes write what is buffered
  const pid_t child = fork();
  if (child < 0) {
    const int error = errno;
    close(fds[0]);
    close(fds[1]);
    return base::Error{std::string("cannot go into the background: ") + std::strerror(error)};
  }
  if (child > 0) {
    close(fds[1]);
    wait_for_child(child, fds[0]);
  }
  close(fds[0]);
  ready_fd_ = fds[1];
  setsid();  // cannot fail: a process just forked leads no group
  return {};
}

void Background::ready(bool keep_stderr) {
  if (ready_fd_ < 0) return;
  redirect_to_null(keep_stderr);
  // If the waiting process is gone nobody wants to know. SIGPIPE is ignored by now.
  [[maybe_unused]] const ssize_t written = write(ready_fd_, &kReady, 1);
  close(ready_fd_);
  ready_fd_ = -1;
}

PidFile::~PidFile() {
  if (!path_.empty() && names_us(path_)) unlink(path_.c_str());
}

base::Result<void> PidFile::write(const std::string& path) {
  const auto failed = [&path](int error) {
    return base::Error{"cannot write the pidfile " + path + ": " + std::strerror(error)};
  };
  const int fd = open(path.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, 0644);
  if (fd < 0) return failed(errno);
  const std::string text = own_line();
  const ssize_t written = ::write(fd, text.data(), text.size());
  const int error = written < 0 ? errno : ENOSPC;
  close(fd);
  if (written != static_cast<ssize_t>(text.size())) return failed(error);
  std::error_code ignored;
  const auto absolute = std::filesystem::absolute(path, ignored);
  path_ = ignored ? path : absolute.string();
  return {};
}

}  // namespace rtpengine::app
