// SPDX-License-Identifier: GPL-3.0-or-later
//
// Going into the background so that whoever started the daemon still learns how the start went, and
// the file with the process id.
#pragma once

#include <string>

#include "base/result.h"

namespace rtpengine::app {

/// To be entered before any thread exists. The process that was started waits: it exits with 0 once
/// the daemon is ready, else with the status that the daemon exits with.
class Background {
 public:
  Background() = default;
  ~Background();
  Background(const Background&) = delete;
  Background& operator=(const Background&) = delete;

  /// Fork. Returns in the child only, in a session of its own, with the same working directory and
  /// standard files.
  base::Result<void> enter();

  /// Release the waiting process, and let go of standard input and output; of standard error too
  /// unless the log goes there. Does nothing if not entered.
  void ready(bool keep_stderr);

 private:
  int ready_fd_ = -1;
};

/// Holds a file with our process id while it exists. A file that holds another id by then, that of
/// a daemon started later with the same path, stays.
class PidFile {
 public:
  PidFile() = default;
  ~PidFile();
  PidFile(const PidFile&) = delete;
  PidFile& operator=(const PidFile&) = delete;

  /// Write the file, or replace it. The path is remembered as an absolute one.
  base::Result<void> write(const std::string& path);
  /// The file is somebody else's from now on.
  void leave() { path_.clear(); }

 private:
  std::string path_;
};

}  // namespace rtpengine::app
