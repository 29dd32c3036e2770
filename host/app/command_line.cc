// SPDX-License-Identifier: GPL-3.0-or-later
//
// One pass over the arguments.
#include "app/command_line.h"

#include <string>
#include <string_view>

#include "plugin/option_check.h"

namespace rtpengine::app {
namespace {

class Parser {
 public:
  Parser(std::span<const char* const> arguments, const OptionCatalog& catalog,
         UnknownOptions unknown)
      : arguments_(arguments), catalog_(catalog), unknown_(unknown) {}

  base::Result<Given> run() {
    while (next_ < arguments_.size()) {
      if (auto done = argument(arguments_[next_++]); !done) {
        return base::Error{"command line: " + done.error()};
      }
    }
    return std::move(given_);
  }

 private:
  base::Result<void> argument(std::string_view text) {
    if (text == "--") {
      return next_ == arguments_.size() ? base::Result<void>() : stray(arguments_[next_]);
    }
    if (text.substr(0, 2) == "--") return long_option(text.substr(2));
    if (text.size() > 1 && text[0] == '-') return short_options(text.substr(1));
    if (unknown_ == UnknownOptions::pass_over) return {};  // may be an unknown option's value
    return stray(text);
  }

  static base::Result<void> stray(std::string_view text) {
    return base::Error{"unexpected argument '" + std::string(text) + "'"};
  }

  base::Result<void> long_option(std::string_view text) {
    const std::size_t equals = text.find('=');
    const bool has_value = equals != std::string_view::npos;
    const std::string_view name = text.substr(0, equals);
    const CatalogEntry* entry = catalog_.find(name);
    if (!entry) return unknown_option("--" + std::string(name), catalog_.nearest_option(name));
    const std::string origin = "--" + entry->name;
    if (has_value) return take(*entry, text.substr(equals + 1), origin);
    if (!entry->takes_value()) return take(*entry, "true", origin);
    return take_next(*entry, origin);
  }

  base::Result<void> short_options(std::string_view letters) {
    while (!letters.empty()) {
      const char letter = letters.front();
      letters.remove_prefix(1);
      const CatalogEntry* entry = catalog_.find_short(letter);
      if (!entry) return unknown_option("-" + std::string(1, letter), {});
      const std::string origin = "-" + std::string(1, letter);
      if (entry->takes_value()) {
        return letters.empty() ? take_next(*entry, origin) : take(*entry, letters, origin);
      }
      if (auto done = take(*entry, "true", origin); !done) return done;
    }
    return {};
  }

  base::Result<void> unknown_option(const std::string& written, const std::string& near) {
    if (unknown_ == UnknownOptions::pass_over) return {};
    std::string text = "unknown option " + written;
    if (!near.empty()) text += ", did you mean --" + near + "?";
    return base::Error{text};
  }

  base::Result<void> take_next(const CatalogEntry& entry, const std::string& origin) {
    if (next_ == arguments_.size()) {
      return base::Error{"option " + origin + " needs a value (" + entry.placeholder + ")"};
    }
    return take(entry, arguments_[next_++], origin);
  }

  base::Result<void> take(const CatalogEntry& entry, std::string_view text,
                          const std::string& origin) {
    GivenValue value;
    value.text = std::string(text);
    value.origin = "command line: " + origin;
    if (!entry.takes_value()) {
      const auto flag = plugin::parse_flag(text);
      if (!flag) return base::Error{"option " + origin + ": " + flag.error()};
      value.text = *flag ? "true" : "false";
    }
    auto& values = given_[entry.name];
    if (!entry.repeatable) values.clear();
    values.push_back(std::move(value));
    return {};
  }

  std::span<const char* const> arguments_;
  const OptionCatalog& catalog_;
  const UnknownOptions unknown_;
  std::size_t next_ = 0;
  Given given_;
};

}  // namespace

base::Result<Given> parse_command_line(std::span<const char* const> arguments,
                                       const OptionCatalog& catalog, UnknownOptions unknown) {
  return Parser(arguments, catalog, unknown).run();
}

}  // namespace rtpengine::app
