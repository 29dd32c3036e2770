// SPDX-License-Identifier: GPL-3.0-or-later
//
// A client of a control protocol of lines over TCP.
#pragma once

#include <string>

#include "address.h"
#include "network.h"
#include "wait.h"

namespace rtpengine::harness {

class LineClient {
 public:
  /// Connects from `host`; aborts the test program if that fails.
  LineClient(const Host& host, const Address& server);
  ~LineClient();
  LineClient(const LineClient&) = delete;
  LineClient& operator=(const LineClient&) = delete;

  /// The line that comes back for this one, both without line end; empty if none does.
  std::string ask(const std::string& line);
  void send(const std::string& bytes);
  /// The next line; empty after the time, or when the other side has closed.
  std::string wait_for_line(Milliseconds limit = kPatience);

 private:
  int fd_ = -1;
  std::string input_;
};

}  // namespace rtpengine::harness
