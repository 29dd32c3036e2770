// SPDX-License-Identifier: GPL-3.0-or-later
#include "plugin/kernel_tables_service.h"

#include <string>
#include <string_view>

#include "kernel/make_table.h"

namespace rtpengine::plugin {

Status KernelTablesService::add(const char* name, KernelTable* table) noexcept {
  constexpr const char* kFunction = "KernelTablesV1::add";
  if (!desk_.may_register(kFunction)) return Status::invalid;
  if (name == nullptr || table == nullptr || !kernel::is_back_end_name(name)) {
    desk_.refuse(kFunction, "there is no table, or its name cannot be one in the option 'table'");
    return Status::invalid;
  }
  const std::string_view wanted = name;
  if (desk_.any(&Registrations::kernel_tables,
                [wanted](const KernelTableOffer& other) { return other.name == wanted; })) {
    desk_.refuse(kFunction, "there is a kernel table '" + std::string(wanted) + "' already");
    return Status::exists;
  }
  desk_.mine().kernel_tables.push_back({std::string(wanted), table, desk_.plugin()});
  return Status::ok;
}

}  // namespace rtpengine::plugin
