// SPDX-License-Identifier: GPL-3.0-or-later
//
// Choosing the kernel table.
#include "kernel/make_table.h"

#include <charconv>
#include <utility>

#include "base/log.h"
#include "kernel/null_table.h"

namespace rtpengine::kernel {

namespace {

using Maker = TableBackEnds::Maker;

Maker make_module_table(const TableBackEnds& back_ends, unsigned number) {
  if (!back_ends.module)
    return base::Error{"this build has no back end for the tables of the kernel module"};
  return back_ends.module(number);
}

Maker make_ebpf_table(const TableBackEnds& back_ends) {
  if (!back_ends.ebpf) return base::Error{"no eBPF plugin is loaded"};
  return back_ends.ebpf();
}

/// A back end was found, or there is none for `reason`.
base::Result<SelectedTable> finish(Maker made, const std::string& why_this_one,
                                   const std::string& wanted, bool no_fallback,
                                   LogLevel level_without) {
  SelectedTable selected;
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
    return finish(std::move(module), "the kernel module is there", "auto", no_fallback,
                  LogLevel::info);
  const std::string no_module = module.error();
  Maker ebpf = make_ebpf_table(back_ends);
  if (!ebpf) ebpf = base::Error{no_module + "; " + ebpf.error()};
  return finish(std::move(ebpf), no_module, "auto", no_fallback, LogLevel::info);
}

}  // namespace

base::Result<TableChoice> TableChoice::parse(std::string_view text) {
  if (text == "auto") return TableChoice{};
  if (text == "none") return TableChoice{Kind::none, 0};
  if (text == "ebpf") return TableChoice{Kind::ebpf, 0};
  long number = 0;
  const char* end = text.data() + text.size();
  const auto [stop, fault] = std::from_chars(text.data(), end, number);
  if (fault == std::errc{} && stop == end) {
    if (number < 0) return TableChoice{Kind::none, 0};
    if (number <= long{kMaxTableNumber})
      return TableChoice{Kind::module, static_cast<unsigned>(number)};
  }
  return base::Error{"invalid value '" + std::string(text) +
                     "' of table: not 'auto', 'ebpf', 'none' (-1) or a number from 0 to " +
                     std::to_string(kMaxTableNumber)};
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
    case TableChoice::Kind::ebpf:
      return finish(make_ebpf_table(back_ends), "ebpf is configured", "ebpf", no_fallback,
                    LogLevel::warning);
    case TableChoice::Kind::none:
      break;
  }
  const std::string reason = "kernel forwarding is switched off";
  return finish(base::Error{reason}, {}, "none", false, LogLevel::info);
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
