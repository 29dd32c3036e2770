// SPDX-License-Identifier: GPL-3.0-or-later
//
// A YAML document as a plain tree that knows its lines: what the rest of the reader works on.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace rtpengine::app {

struct ConfigEntry;

/// One node. Keys of a map are unique.
struct ConfigNode {
  enum class Kind { null, scalar, list, map };

  Kind kind = Kind::null;
  int line = 0;      ///< in the file, from 1; of an entry of a map: the line of its key
  std::string text;  ///< of a scalar
  std::vector<ConfigNode> items;     ///< of a list
  std::vector<ConfigEntry> entries;  ///< of a map, in the file's order

  /// The entry of a map with this key; null if there is none.
  const ConfigNode* find(std::string_view key) const;
};

struct ConfigEntry {
  std::string key;
  ConfigNode node;
};

/// Parses one YAML document. `file` is its name for errors, which begin with `file:line: `.
/// A key that stands twice in a map, a second document, and a document that is deeper or larger
/// than any configuration are errors. An empty document is a node of kind null.
base::Result<ConfigNode> parse_config_text(const std::string& text, const std::string& file);

/// Reads a whole file; fails with the system's reason, or if it is larger than 1 MB.
base::Result<std::string> read_text_file(const std::string& path);

/// Lays `over` on `base`: maps are merged to any depth, everything else is replaced.
void merge_config(ConfigNode& base, const ConfigNode& over);

}  // namespace rtpengine::app
