// SPDX-License-Identifier: GPL-3.0-or-later
//
// Why something failed, in a plugin's words.
#pragma once

#include <algorithm>
#include <cstdint>
#include <string>

#include <rtpengine/types.h>

namespace rtpengine::plugin {

/// Collects the reason of a failure that a plugin gives.
class Reason final : public TextSink {
 public:
  void write(Slice text) noexcept override {
    if (text.data == nullptr) return;
    text_.append(text.data, std::min<std::uint64_t>(text.size, kLongest - text_.size()));
  }

  /// Never empty.
  std::string text() const { return text_.empty() ? "it gave no reason" : text_; }

 private:
  static constexpr std::uint64_t kLongest = 4096;
  std::string text_;
};

}  // namespace rtpengine::plugin
