// SPDX-License-Identifier: GPL-3.0-or-later
//
// From yaml-cpp's nodes, which throw and share, to the plain tree.
#include "app/config_tree.h"

#include <yaml-cpp/eventhandler.h>
#include <yaml-cpp/yaml.h>

#include <cerrno>
#include <cstddef>
#include <cstdio>
#include <cstring>
#include <memory>
#include <sstream>

namespace rtpengine::app {
namespace {

constexpr int kDeepest = 16;
constexpr std::size_t kMostNodes = 100'000;  // aliases can multiply nodes
constexpr std::size_t kLargestFile = 1 << 20;

class Converter {
 public:
  explicit Converter(const std::string& file) : file_(file) {}

  base::Result<ConfigNode> convert(const YAML::Node& from, int depth) {
    ConfigNode node;
    node.line = line_of(from);
    if (depth > kDeepest) return error(node.line, "nested too deeply");
    if (++nodes_ > kMostNodes) return error(node.line, "too many nodes");
    if (from.IsScalar()) {
      node.kind = ConfigNode::Kind::scalar;
      node.text = from.Scalar();
    } else if (from.IsSequence()) {
      return list(from, std::move(node), depth);
    } else if (from.IsMap()) {
      return map(from, std::move(node), depth);
    }
    return node;
  }

  base::Error error(int line, const std::string& text) const {
    return base::Error{file_ + ":" + std::to_string(line) + ": " + text};
  }

 private:
  static int line_of(const YAML::Node& node) { return node.Mark().line + 1; }

  base::Result<ConfigNode> list(const YAML::Node& from, ConfigNode node, int depth) {
    node.kind = ConfigNode::Kind::list;
    for (const auto& item : from) {
      auto converted = convert(item, depth + 1);
      if (!converted) return converted;
      node.items.push_back(std::move(*converted));
    }
    return node;
  }

  base::Result<ConfigNode> map(const YAML::Node& from, ConfigNode node, int depth) {
    node.kind = ConfigNode::Kind::map;
    for (const auto& entry : from) {
      const int line = line_of(entry.first);
      if (!entry.first.IsScalar()) return error(line, "a key must be a plain text");
      const std::string key = entry.first.Scalar();
      if (const ConfigNode* first = node.find(key)) {
        return error(line, "key '" + key + "' stands here for the second time, first in line " +
                               std::to_string(first->line));
      }
      auto converted = convert(entry.second, depth + 1);
      if (!converted) return converted;
      converted->line = line;
      node.entries.push_back({key, std::move(*converted)});
    }
    return node;
  }

  const std::string& file_;
  std::size_t nodes_ = 0;
};

/// Remembers where the last document begins.
class DocumentStarts final : public YAML::EventHandler {
 public:
  void OnDocumentStart(const YAML::Mark& mark) override { line_ = mark.line + 1; }
  void OnDocumentEnd() override {}
  void OnNull(const YAML::Mark&, YAML::anchor_t) override {}
  void OnAlias(const YAML::Mark&, YAML::anchor_t) override {}
  void OnScalar(const YAML::Mark&, const std::string&, YAML::anchor_t,
                const std::string&) override {}
  void OnSequenceStart(const YAML::Mark&, const std::string&, YAML::anchor_t,
                       YAML::EmitterStyle::value) override {}
  void OnSequenceEnd() override {}
  void OnMapStart(const YAML::Mark&, const std::string&, YAML::anchor_t,
                  YAML::EmitterStyle::value) override {}
  void OnMapEnd() override {}

  int line() const { return line_; }

 private:
  int line_ = 1;
};

/// Line of a second document, 0 if there is none. Not by YAML::LoadAll: some texts that begin with
/// a comma make it find documents without end.
int line_of_second_document(const std::string& text) {
  std::istringstream stream(text);
  YAML::Parser parser(stream);
  DocumentStarts starts;
  if (!parser.HandleNextDocument(starts)) return 0;
  return parser.HandleNextDocument(starts) ? starts.line() : 0;
}

}  // namespace

const ConfigNode* ConfigNode::find(std::string_view key) const {
  for (const auto& [name, node] : entries)
    if (name == key) return &node;
  return nullptr;
}

base::Result<ConfigNode> parse_config_text(const std::string& text, const std::string& file) {
  Converter converter(file);
  try {
    if (const int line = line_of_second_document(text)) {
      return converter.error(line, "only one YAML document is allowed, another one begins here");
    }
    return converter.convert(YAML::Load(text), 0);
  } catch (const YAML::Exception& problem) {
    const int line = problem.mark.is_null() ? 1 : problem.mark.line + 1;
    return converter.error(line, "not valid YAML: " + problem.msg);
  } catch (const std::exception& problem) {
    return converter.error(1, std::string("not readable as YAML: ") + problem.what());
  }
}

base::Result<std::string> read_text_file(const std::string& path) {
  const auto failed = [&path](int error) {
    return base::Error{path + ": cannot be read: " + std::strerror(error)};
  };
  const std::unique_ptr<FILE, int (*)(FILE*)> file(std::fopen(path.c_str(), "re"), &std::fclose);
  if (!file) return failed(errno);
  std::string text;
  char block[4096];
  std::size_t size;
  while ((size = std::fread(block, 1, sizeof block, file.get())) > 0) {
    text.append(block, size);
    if (text.size() > kLargestFile) return base::Error{path + ": is larger than 1 MB"};
  }
  if (std::ferror(file.get())) return failed(errno);
  return text;
}

void merge_config(ConfigNode& base, const ConfigNode& over) {
  if (base.kind != ConfigNode::Kind::map || over.kind != ConfigNode::Kind::map) {
    base = over;
    return;
  }
  for (const auto& [key, node] : over.entries) {
    ConfigNode* existing = nullptr;
    for (auto& [name, candidate] : base.entries)
      if (name == key) existing = &candidate;
    if (existing) {
      merge_config(*existing, node);
    } else {
      base.entries.push_back({key, node});
    }
  }
}

}  // namespace rtpengine::app
