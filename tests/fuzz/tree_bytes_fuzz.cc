// SPDX-License-Identifier: GPL-3.0-or-later
//
// Value trees as bytes: what could be read is written as bytes that read the same again.

#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

#include "base/tree_bytes.h"

namespace {

void require(bool condition) {
  if (!condition) std::abort();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view bytes(reinterpret_cast<const char*>(data), size);
  rtpengine::base::ValueTree tree(1 << 20);
  if (!rtpengine::base::read_bytes(bytes, tree)) return 0;
  std::string first;
  rtpengine::base::append_bytes(*tree.root(), first);
  // Only leading zeros may have gone.
  require(first.size() <= bytes.size());
  rtpengine::base::ValueTree again(1 << 20);
  require(bool(rtpengine::base::read_bytes(first, again)));
  std::string second;
  rtpengine::base::append_bytes(*again.root(), second);
  require(first == second);
  return 0;
}
