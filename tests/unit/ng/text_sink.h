// SPDX-License-Identifier: GPL-3.0-or-later
//
// Keeps the text that a plugin gives as the reason of a failure.
#pragma once

#include <string>

#include <rtpengine/types.h>

namespace rtpengine::ng {

class TextKeeper final : public TextSink {
 public:
  std::string text;
  void write(Slice more) noexcept override { text.append(more.data, more.size); }
};

}  // namespace rtpengine::ng
