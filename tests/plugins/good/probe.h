// SPDX-License-Identifier: GPL-3.0-or-later
//
// Through this the good plugin tells the test what happened to it. The test offers it as one of the
// host's interfaces.
#pragma once

namespace rtpengine::test {

class Probe {
 public:
  static constexpr const char* id = "test.probe/1";

  /// Any thread.
  virtual void note(const char* text) noexcept = 0;

 protected:
  ~Probe() = default;
};

}  // namespace rtpengine::test
