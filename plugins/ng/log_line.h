// SPDX-License-Identifier: GPL-3.0-or-later
//
// Log lines put together without memory from the heap.
#pragma once

#include <algorithm>
#include <cstdarg>
#include <cstdio>
#include <string_view>

#include <rtpengine/host.h>

namespace rtpengine::ng {

/// A line of at most 511 bytes, formatted as by printf; a longer one is cut.
class LogLine {
 public:
  __attribute__((format(printf, 2, 3))) explicit LogLine(const char* format, ...) noexcept {
    va_list arguments;
    va_start(arguments, format);
    const int size = std::vsnprintf(text_, sizeof text_, format, arguments);
    va_end(arguments);
    if (size > 0) size_ = std::min(static_cast<std::size_t>(size), sizeof text_ - 1);
  }

  Slice slice() const noexcept { return {text_, size_}; }
  std::string_view view() const noexcept { return {text_, size_}; }

 private:
  char text_[512];
  std::size_t size_ = 0;
};

}  // namespace rtpengine::ng
