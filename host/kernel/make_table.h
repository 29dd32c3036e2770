// SPDX-License-Identifier: GPL-3.0-or-later
//
// From the option `table` to a kernel table.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <string_view>

#include <rtpengine/types.h>

#include "base/result.h"
#include "media/kernel_table.h"

namespace rtpengine::kernel {

/// Table numbers of the module: 0 to this.
inline constexpr unsigned kMaxTableNumber = 63;

/// The option's value: `auto`, a number, the name of a plugin's back end (`ebpf`), `none`; a
/// negative number is `none`.
struct TableChoice {
  enum class Kind : std::uint8_t { automatic, module, named, none };
  Kind kind = Kind::automatic;
  unsigned number = 0;  ///< of the module's table
  std::string name;     ///< of the back end

  static base::Result<TableChoice> parse(std::string_view text);
  bool operator==(const TableChoice&) const = default;
};

/// Whether a back end may be called this: lower case letters, digits and dashes, the first one a
/// letter, and not one of the option's own words.
bool is_back_end_name(std::string_view name);

/// The back ends of this build and of the plugins loaded. Their errors say why there is no table:
/// module not loaded, no permission, ...
struct TableBackEnds {
  using Maker = base::Result<std::unique_ptr<media::KernelTable>>;
  std::function<Maker(unsigned number)> module;  ///< empty if this build has none
  std::map<std::string, std::function<Maker()>, std::less<>> named;
};

struct SelectedTable {
  std::unique_ptr<media::KernelTable> table;  ///< never null
  LogLevel level = LogLevel::info;            ///< of the note
  std::string note;                           ///< which table, and why
};

/// auto: the module's table 0, else the back end `ebpf`, else none. A number or name: that one,
/// else none with a warning. `no_fallback`: an error instead of none, unless none was asked for.
/// What an earlier daemon left in the table is removed. Main thread.
base::Result<SelectedTable> select_table(const TableChoice& choice, bool no_fallback,
                                         const TableBackEnds& back_ends);

/// select_table, and its note into the log.
base::Result<std::unique_ptr<media::KernelTable>> make_table(const TableChoice& choice,
                                                             bool no_fallback,
                                                             const TableBackEnds& back_ends = {});

}  // namespace rtpengine::kernel
