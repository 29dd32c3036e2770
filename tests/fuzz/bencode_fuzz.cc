// SPDX-License-Identifier: GPL-3.0-or-later
//
// bencode decoder and encoder: what was decoded points into the message, is as deep and as large as
// promised, and comes out of encoder and decoder again as it was.

#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "plugins/ng/bencode.h"

namespace {

using rtpengine::Slice;
using rtpengine::Value;
using rtpengine::ValueType;

constexpr std::size_t kNodes = 256;

void require(bool condition) {
  if (!condition) std::abort();
}

void require_inside(Slice slice, std::string_view message) {
  if (slice.size == 0) return;
  require(slice.data >= message.data());
  const auto begin = static_cast<std::size_t>(slice.data - message.data());
  require(begin <= message.size() && slice.size <= message.size() - begin);
}

void check_tree(const Value& value, std::string_view message, std::size_t depth) {
  const bool container = value.type == ValueType::list || value.type == ValueType::dictionary;
  require(!container || depth < rtpengine::ng::kMaxDepth);
  require(container || value.first == nullptr);
  require_inside(value.key, message);
  require_inside(value.text, message);
  for (const Value* child = value.first; child != nullptr; child = child->next) {
    check_tree(*child, message, depth + 1);
  }
}

std::string encoded(const Value& root, std::size_t expected_at_most) {
  std::string out(expected_at_most, '\0');
  const auto result = rtpengine::ng::encode(root, out);
  require(result.valid && result.size <= out.size());
  out.resize(result.size);
  return out;
}

void check_room(const Value& root, std::string_view whole, std::size_t room) {
  std::string out(room, '\0');
  const auto result = rtpengine::ng::encode(root, out);
  require(result.valid && result.size == whole.size());
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view message(reinterpret_cast<const char*>(data), size);
  std::vector<Value> nodes(kNodes);
  const auto decoded = rtpengine::ng::decode(message, nodes);
  require(decoded.offset <= size);
  require((decoded.root == nullptr) == (decoded.error != rtpengine::ng::DecodeError::none));
  require(*rtpengine::ng::describe(decoded.error) != '\0');
  if (decoded.root == nullptr) return 0;
  check_tree(*decoded.root, message, 0);

  // Only leading zeros may have gone.
  const std::string first = encoded(*decoded.root, decoded.offset);
  std::vector<Value> again(kNodes);
  const auto second = rtpengine::ng::decode(first, again);
  require(second.root != nullptr && second.offset == first.size());
  require(encoded(*second.root, first.size()) == first);
  check_room(*decoded.root, first, first.size() / 2);
  return 0;
}
