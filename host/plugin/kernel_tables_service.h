// SPDX-License-Identifier: GPL-3.0-or-later
//
// Back ends of the kernel table that plugins offer.
#pragma once

#include <rtpengine/kernel_table.h>

#include "plugin/registration_services.h"

namespace rtpengine::plugin {

/// Main thread.
class KernelTablesService final : public KernelTablesV1 {
 public:
  explicit KernelTablesService(RegistrationDesk& desk) : desk_(desk) {}
  Status add(const char* name, KernelTable* table) noexcept override;

 private:
  RegistrationDesk& desk_;
};

}  // namespace rtpengine::plugin
