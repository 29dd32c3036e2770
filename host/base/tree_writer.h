// SPDX-License-Identifier: GPL-3.0-or-later
//
// The writer (rtpengine/value_writer.h) that plugins get for a value tree of the host.
#pragma once

#include <cstddef>
#include <variant>
#include <vector>

#include <rtpengine/value_writer.h>

#include "base/value_tree.h"

namespace rtpengine::base {

/// Writes into one dictionary of a tree. One thread at a time.
class TreeWriter final : public ValueWriter {
 public:
  /// How many dictionaries and lists may be open within the first one.
  static constexpr std::size_t kMaxLevels = 64;

  explicit TreeWriter(const DictionaryBuilder& root) : open_{root} {}
  TreeWriter(const TreeWriter&) = delete;
  TreeWriter& operator=(const TreeWriter&) = delete;

  void text(Slice key, Slice text) noexcept override;
  void integer(Slice key, int64_t number) noexcept override;
  void begin_dictionary(Slice key) noexcept override;
  void begin_list(Slice key) noexcept override;
  void end() noexcept override;
  void copy(Slice key, const Value* value) noexcept override;

  /// False if something was left out because it was nested too deep. What did not fit is asked of
  /// the tree.
  bool complete() const { return complete_; }

 private:
  /// Call the function that fits what is open, or note that something is left out.
  template <typename InDictionary, typename InList>
  void write(InDictionary in_dictionary, InList in_list);
  /// As write; what the function returns is open from then on.
  template <typename InDictionary, typename InList>
  void begin(InDictionary in_dictionary, InList in_list);

  std::vector<std::variant<DictionaryBuilder, ListBuilder>> open_;
  std::size_t too_deep_ = 0;  ///< begins that were left out and not ended yet
  bool complete_ = true;
};

}  // namespace rtpengine::base
