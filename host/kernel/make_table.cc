// SPDX-License-Identifier: GPL-3.0-or-later
//
// Choosing the kernel table.
#include "kernel/make_table.h"

#include <charconv>
#include <utility>
#include <vector>

#include "base/log.h"
#include "base/text.h"
#include "kernel/null_table.h"

namespace rtpengine::kernel {

namespace {

using Maker = TableBackEnds::Maker;

constexpr const char* kAutomatic = "auto";
constexpr const char* kNone = "none";
constexpr const char* kEbpf = "ebpf";  ///< the back end that `auto` looks for

Maker make_module_table(const TableBackEnds& back_ends, unsigned number) {
  if (!back_ends.module)
    return base::Error{"this build has no back end for the tables of the kernel module"};
  return back_ends.module(number);
}

std::string names_of(const TableBackEnds& back_ends) {
  std::string names;
  for (const auto& [name, make] : back_ends.named) names += (names.empty() ? "" : ", ") + name;
  return names;
}

/// The word of the option that was probably meant; empty if none is near.
std::string suggestion(const TableBackEnds& back_ends, std::string_view name) {
  std::vector<std::string_view> words = {kAutomatic, kNone, kEbpf};
  for (const auto& [other, make] : back_ends.named) words.push_back(other);
  const auto meant = base::nearest(name, words);
  return meant && *meant != name ? "; did you mean '" + std::string(*meant) + "'?" : std::string();
}

Maker make_named_table(const TableBackEnds& back_ends, const std::string& name) {
  const auto found = back_ends.named.find(name);
  if (found != back_ends.named.end()) return found->second();
  const std::string others = names_of(back_ends);
  return base::Error{"no plugin that is loaded has a back end '" + name + "'" +
                     (others.empty() ? "" : "; there are: " + others) +
                     suggestion(back_ends, name)};
}

/// Nobody will ever name what a daemon before us has left there, and its ports are given out anew.
Maker emptied(Maker made) {
  if (!made || !(*made)->capabilities().survives_us) return made;
  if (auto cleared = (*made)->clear(); !cleared) return base::Error{cleared.error()};
  return made;
}

/// A back end was found, or there is none for `reason`.
base::Result<SelectedTable> finish(Maker made, const std::string& why_this_one,
                                   const std::string& wanted, bool no_fallback,
                                   LogLevel level_without) {
  SelectedTable selected;
  made = emptied(std::move(made));
  if (made) {
    selected.table = std::move(*made);
    selected.note =
        "forwarding streams through " + std::string(selected.table->name()) + ": " + why_this_one;
    return selected;
  }
  if (no_fallback)
    return base::Error{"no kernel forwarding (table: " + wanted + "): " + made.error() +
                       "; not starting because no-fallback is set"};
  selected.table = std::make_unique<NullTable>(made.error());
  selected.level = level_without;
  selected.note = "all streams stay in user space (table: " + wanted + "): " + made.error();
  return selected;
}

base::Result<SelectedTable> select_automatically(bool no_fallback, const TableBackEnds& back_ends) {
  Maker module = make_module_table(back_ends, 0);
  if (module)
    return finish(std::move(module), "the kernel module is there", kAutomatic, no_fallback,
                  LogLevel::info);
  const std::string no_module = module.error();
  Maker ebpf = make_named_table(back_ends, kEbpf);
  if (!ebpf) ebpf = base::Error{no_module + "; " + ebpf.error()};
  return finish(std::move(ebpf), no_module, kAutomatic, no_fallback, LogLevel::info);
}

}  // namespace

bool is_back_end_name(std::string_view name) {
  constexpr std::string_view kLetters = "abcdefghijklmnopqrstuvwxyz";
  if (name.empty() || name == kAutomatic || name == kNone) return false;
  return kLetters.find(name.front()) != std::string_view::npos &&
         name.find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789-") == std::string_view::npos;
}

base::Result<TableChoice> TableChoice::parse(std::string_view text) {
  if (text == kAutomatic) return TableChoice{};
  if (text == kNone) return TableChoice{Kind::none, 0, {}};
  if (is_back_end_name(text)) return TableChoice{Kind::named, 0, std::string(text)};
  long number = 0;
  const char* end = text.data() + text.size();
  const auto [stop, fault] = std::from_chars(text.data(), end, number);
  if (fault == std::errc{} && stop == end) {
    if (number < 0) return TableChoice{Kind::none, 0, {}};
    if (number <= long{kMaxTableNumber})
      return TableChoice{Kind::module, static_cast<unsigned>(number), {}};
  }
  return base::Error{"invalid value '" + std::string(text) +
                     "' of table: not 'auto', 'none' (-1), a number from 0 to " +
                     std::to_string(kMaxTableNumber) +
                     ", or the name of a plugin's back end ('ebpf')"};
}

base::Result<SelectedTable> select_table(const TableChoice& choice, bool no_fallback,
                                         const TableBackEnds& back_ends) {
  switch (choice.kind) {
    case TableChoice::Kind::automatic:
      return select_automatically(no_fallback, back_ends);
    case TableChoice::Kind::module: {
      const std::string number = std::to_string(choice.number);
      return finish(make_module_table(back_ends, choice.number),
                    "table " + number + " is configured", number, no_fallback, LogLevel::warning);
    }
    case TableChoice::Kind::named:
      return finish(make_named_table(back_ends, choice.name), choice.name + " is configured",
                    choice.name, no_fallback, LogLevel::warning);
    case TableChoice::Kind::none:
      break;
  }
  const std::string reason = "kernel forwarding is switched off";
  return finish(base::Error{reason}, {}, kNone, false, LogLevel::info);
}

base::Result<std::unique_ptr<media::KernelTable>> make_table(const TableChoice& choice,
                                                             bool no_fallback,
                                                             const TableBackEnds& back_ends) {
  auto selected = select_table(choice, no_fallback, back_ends);
  if (!selected) return base::Error{selected.error()};
  if (base::log::enabled(selected->level))
    base::log::write(selected->level, base::log::Channel::main, "%s", selected->note.c_str());
  return std::move(selected->table);
}

}  // namespace rtpengine::kernel
