// SPDX-License-Identifier: GPL-3.0-or-later
//
// The service of the trial plugin `publisher`. Publisher and users include this header, and nothing
// else of each other; its rules are those of the SDK.
#ifndef TRIAL_COUNTER_SERVICE_H
#define TRIAL_COUNTER_SERVICE_H

#include <stdint.h>

#include <rtpengine/types.h>

namespace trial {

/// Counts by name. Any thread.
class CounterV1 {
 public:
  static constexpr const char* id = "publisher.counter/1";

  /// One more of this name; how often that was said so far.
  virtual uint64_t count(rtpengine::Slice name) noexcept = 0;

 protected:
  ~CounterV1() = default;
};

}  // namespace trial

#endif
