// SPDX-License-Identifier: MIT
//
// Building a value tree that the host keeps: replies to commands, summaries.
#ifndef RTPENGINE_VALUE_WRITER_H
#define RTPENGINE_VALUE_WRITER_H

#include <stdint.h>

#include <rtpengine/types.h>
#include <rtpengine/value.h>

namespace rtpengine {

/// Writes into one dictionary of the host's, and into dictionaries and lists within it. Keys and
/// texts are copied; in a list the key is not used. Keys keep their order; one that is written
/// twice is there twice, and readers see the first. Too much (in bytes, or more than 64 levels) is
/// not written, and whoever asked for the tree gets an error instead. The thread is that of the
/// function which handed the writer out.
class ValueWriter {
 public:
  virtual void text(Slice key, Slice text) noexcept = 0;
  virtual void integer(Slice key, int64_t number) noexcept = 0;
  /// What is written next goes into a new dictionary, until end.
  virtual void begin_dictionary(Slice key) noexcept = 0;
  /// What is written next goes into a new list, until end.
  virtual void begin_list(Slice key) noexcept = 0;
  /// Back to where the last begin was; nothing at the outermost level.
  virtual void end() noexcept = 0;
  /// A deep copy of a value.
  virtual void copy(Slice key, const Value* value) noexcept = 0;

 protected:
  ~ValueWriter() = default;
};

}  // namespace rtpengine

#endif
