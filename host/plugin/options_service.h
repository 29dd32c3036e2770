// SPDX-License-Identifier: GPL-3.0-or-later
//
// A plugin's own options: its table, and the values that the configuration gave.
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include <rtpengine/host.h>
#include <rtpengine/plugin.h>

#include "base/result.h"
#include "plugin/option_values.h"

namespace rtpengine::plugin {

/// Main thread; const in effect, so other threads may read too.
class OptionsService final : public OptionsV1 {
 public:
  /// Check the values against the descriptor's table. Fails with the origin of a value that is
  /// wrong, or of an option that the table does not have.
  static base::Result<std::unique_ptr<OptionsService>> create(const PluginDescriptor& descriptor,
                                                              const OptionValues& values);

  std::uint32_t count(const char* name) noexcept override;
  Slice text(const char* name, std::uint32_t index) noexcept override;
  std::int64_t integer(const char* name, std::uint32_t index) noexcept override;
  Slice origin(const char* name, std::uint32_t index) noexcept override;

 private:
  struct Value {
    std::string text;
    std::string origin;
    std::int64_t integer;  ///< as OptionsV1::integer gives it
  };

  OptionsService() = default;
  base::Result<void> add(const OptionSpec& spec, const OptionValue& value);
  const Value* value(const char* name, std::uint32_t index) const;

  std::map<std::string, std::vector<Value>, std::less<>> values_;
};

}  // namespace rtpengine::plugin
