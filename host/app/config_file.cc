// SPDX-License-Identifier: GPL-3.0-or-later
//
// The rules of the configuration file.
#include "app/config_file.h"

#include <algorithm>
#include <array>

#include "app/nearest.h"
#include "plugin/option_check.h"

namespace rtpengine::app {
namespace {

using Kind = ConfigNode::Kind;

std::string suggestion(const std::string& near) {
  return near.empty() ? std::string() : ", did you mean '" + near + "'?";
}

std::string unknown_key(const OptionCatalog& catalog, const std::string& section,
                        const std::string& key) {
  const CatalogEntry* elsewhere = catalog.find(key);
  if (elsewhere && (elsewhere->has(kTopLevel) || elsewhere->has(kCommandLineOnly))) {
    return elsewhere->has(kTopLevel) ? "belongs at the top of the file, not in a section"
                                     : "can only be given on the command line";
  }
  if (elsewhere) {
    return "belongs in section '" + elsewhere->owner + "' under the key '" + elsewhere->key + "'";
  }
  return "unknown key" + suggestion(catalog.nearest_key(section, key));
}

}  // namespace

base::Error ConfigFile::error(int line, const std::string& what, const std::string& text) const {
  return base::Error{name_ + ":" + std::to_string(line) + ": " + what + ": " + text};
}

base::Result<ConfigFile> ConfigFile::read(const std::string& path, const std::string& instance) {
  auto text = read_text_file(path);
  if (!text) return base::Error{text.error()};
  return parse(*text, path, instance);
}

base::Result<ConfigFile> ConfigFile::parse(const std::string& text, const std::string& name,
                                           const std::string& instance) {
  auto root = parse_config_text(text, name);
  if (!root) return base::Error{root.error()};
  ConfigFile file;
  file.name_ = name;
  file.root_ = std::move(*root);
  if (file.root_.kind != Kind::map && file.root_.kind != Kind::null) {
    return base::Error{name + ":" + std::to_string(file.root_.line) +
                       ": the file must be a map of sections"};
  }
  if (auto merged = file.apply_instance(instance); !merged) return base::Error{merged.error()};
  if (const ConfigNode* list = file.root_.find("load-plugin")) {
    if (auto taken = file.take_plugins(*list); !taken) return base::Error{taken.error()};
  }
  if (const ConfigNode* dir = file.root_.find("plugin-dir")) {
    if (dir->kind != Kind::scalar || dir->text.empty()) {
      return file.error(dir->line, "plugin-dir", "must be the name of a folder");
    }
    file.plugin_dir_ = dir->text;
  }
  return file;
}

base::Result<void> ConfigFile::apply_instance(const std::string& instance) {
  const ConfigNode* instances = root_.find("instances");
  if (instances && instances->kind != Kind::map && instances->kind != Kind::null) {
    return error(instances->line, "instances", "must be a map from names to settings");
  }
  if (instance.empty()) return {};
  const ConfigNode* chosen = instances ? instances->find(instance) : nullptr;
  if (!chosen) {
    std::vector<std::string> names;
    if (instances)
      for (const auto& entry : instances->entries) names.push_back(entry.key);
    return base::Error{name_ + ": has no instance '" + instance + "' under 'instances'" +
                       suggestion(nearest(instance, names))};
  }
  if (chosen->kind == Kind::null) return {};
  if (chosen->kind != Kind::map) {
    return error(chosen->line, "instances." + instance, "must be a map of sections");
  }
  if (const ConfigNode* inner = chosen->find("instances")) {
    return error(inner->line, "instances." + instance, "cannot hold further instances");
  }
  const ConfigNode copy = *chosen;  // merging changes the tree that it lies in
  merge_config(root_, copy);
  return {};
}

base::Result<void> ConfigFile::take_plugins(const ConfigNode& list) {
  plugins_.emplace();
  std::vector<const ConfigNode*> items;
  if (list.kind == Kind::list) {
    for (const ConfigNode& item : list.items) items.push_back(&item);
  } else if (list.kind != Kind::null) {
    items.push_back(&list);
  }
  for (const ConfigNode* item : items) {
    auto request = plugin_request(*item);
    if (!request) return base::Error{request.error()};
    const bool twice =
        std::any_of(plugins_->begin(), plugins_->end(), [&](const PluginRequest& other) {
          return !request->name.empty() && other.name == request->name;
        });
    if (twice) return error(item->line, "load-plugin", "'" + request->name + "' stands twice");
    plugins_->push_back(std::move(*request));
  }
  return {};
}

base::Result<PluginRequest> ConfigFile::plugin_request(const ConfigNode& item) const {
  PluginRequest request;
  request.origin = name_ + ":" + std::to_string(item.line) + ": load-plugin";
  const auto wrong = [&](const std::string& text) { return error(item.line, "load-plugin", text); };
  if (item.kind == Kind::scalar) {
    // A path has a slash; a name has none.
    (item.text.find('/') == std::string::npos ? request.name : request.path) = item.text;
  } else if (item.kind == Kind::map) {
    for (const auto& [key, node] : item.entries) {
      if (node.kind != Kind::scalar) return wrong("'" + key + "' must have a plain value");
      if (key == "name") {
        request.name = node.text;
      } else if (key == "path") {
        request.path = node.text;
      } else if (key == "required") {
        const auto required = plugin::parse_flag(node.text);
        if (!required) return wrong("'required': " + required.error());
        request.required = *required;
      } else {
        const std::array<std::string, 3> keys = {"name", "path", "required"};
        return error(node.line, "load-plugin",
                     "unknown key '" + key + "'" + suggestion(nearest(key, keys)));
      }
    }
  }
  if (request.name.empty() && request.path.empty()) {
    return wrong("must list names, or maps of 'name', 'path' and 'required'");
  }
  if (request.name.find('/') != std::string::npos) return wrong("a name has no slash");
  return request;
}

base::Result<Given> ConfigFile::options(const OptionCatalog& catalog,
                                        const std::set<std::string>& absent,
                                        std::vector<std::string>* warnings) const {
  Given given;
  for (const auto& [key, node] : root_.entries) {
    if (OptionCatalog::is_reserved(key) && !catalog.has_section(key)) continue;
    if (!catalog.has_section(key)) {
      if (absent.contains(key)) {
        warnings->push_back(name_ + ":" + std::to_string(node.line) + ": section '" + key +
                            "' is not used: plugin " + key + " is not loaded");
        continue;
      }
      const CatalogEntry* option = catalog.find(key);
      return error(node.line, key,
                   option
                       ? unknown_key(catalog, "", key)
                       : "unknown section" + suggestion(catalog.nearest_section(key)) +
                             (node.kind == Kind::map ? " (or a plugin that is not loaded)" : ""));
    }
    if (auto taken = take_section(key, node, catalog, given); !taken) {
      return base::Error{taken.error()};
    }
  }
  return given;
}

base::Result<void> ConfigFile::take_section(const std::string& section, const ConfigNode& node,
                                            const OptionCatalog& catalog, Given& given) const {
  if (node.kind == Kind::null) return {};
  if (node.kind != Kind::map) {
    return error(node.line, section, "a section must be a map of options");
  }
  for (const auto& [key, value] : node.entries) {
    const std::string path = section + "." + key;
    bool negated = false;
    const CatalogEntry* entry = catalog.find_key(section, key, &negated);
    if (!entry) return error(value.line, path, unknown_key(catalog, section, key));
    auto read = values(value, path, *entry, negated);
    if (!read) return base::Error{read.error()};
    if (!given.emplace(entry->name, std::move(*read)).second) {
      return error(value.line, path, "the same option stands in this section under another name");
    }
  }
  return {};
}

base::Result<std::vector<GivenValue>> ConfigFile::values(const ConfigNode& node,
                                                         const std::string& path,
                                                         const CatalogEntry& entry,
                                                         bool negated) const {
  std::vector<GivenValue> all;
  if (node.kind == Kind::list) {
    if (!entry.repeatable) return error(node.line, path, "takes one value, not a list");
    for (const ConfigNode& item : node.items) {
      auto one = value(item, path, entry, negated);
      if (!one) return base::Error{one.error()};
      all.push_back(std::move(*one));
    }
    return all;
  }
  auto one = value(node, path, entry, negated);
  if (!one) return base::Error{one.error()};
  all.push_back(std::move(*one));
  return all;
}

base::Result<GivenValue> ConfigFile::value(const ConfigNode& node, const std::string& path,
                                           const CatalogEntry& entry, bool negated) const {
  GivenValue value;
  value.origin = name_ + ":" + std::to_string(node.line) + ": " + path;
  if (node.kind == Kind::map && entry.name == "interface") {
    if (auto taken = take_interface(node, path, value); !taken) return base::Error{taken.error()};
    return value;
  }
  if (node.kind == Kind::null) return error(node.line, path, "has no value");
  if (node.kind != Kind::scalar) return error(node.line, path, "takes a plain value");
  value.text = node.text;
  if (!entry.takes_value()) {
    const auto flag = plugin::parse_flag(node.text);
    if (!flag) return error(node.line, path, flag.error());
    value.text = *flag != negated ? "true" : "false";
  }
  return value;
}

base::Result<void> ConfigFile::take_interface(const ConfigNode& node, const std::string& path,
                                              GivenValue& value) const {
  static const std::array<std::string, 5> kKeys = {"name", "address", "advertised", "port-min",
                                                   "port-max"};
  std::string name, address, advertised;
  for (const auto& [key, field] : node.entries) {
    if (std::find(kKeys.begin(), kKeys.end(), key) == kKeys.end()) {
      return error(field.line, path, "unknown key '" + key + "'" + suggestion(nearest(key, kKeys)));
    }
    if (field.kind != Kind::scalar || field.text.empty()) {
      return error(field.line, path + "." + key, "takes a plain value");
    }
    value.fields.emplace_back(key, field.text);
    if (key == "name") name = field.text + "/";
    if (key == "address") address = field.text;
    if (key == "advertised") advertised = "!" + field.text;
  }
  if (address.empty()) return error(node.line, path, "has no 'address'");
  value.text = name + address + advertised;
  return {};
}

}  // namespace rtpengine::app
