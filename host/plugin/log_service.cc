// SPDX-License-Identifier: GPL-3.0-or-later
//
// The table of limits is a hash table that only grows, so that a look-up needs no lock.
#include "plugin/log_service.h"

#include <cstdint>
#include <optional>
#include <string_view>
#include <utility>

namespace rtpengine::plugin {
namespace {

/// Longer texts are cut, whatever the log's own limit.
constexpr std::uint64_t kLongestText = std::uint64_t{64} * 1024;

std::string_view view_of(Slice slice) {
  if (slice.data == nullptr) return {};
  return {slice.data, slice.size < kLongestText ? slice.size : kLongestText};
}

/// A level from beyond the known ones is below all of them.
LogLevel known(LogLevel level) { return level > LogLevel::debug ? LogLevel::debug : level; }

}  // namespace

LogService::LogService(std::string plugin_name) : name_(std::move(plugin_name)) {}

std::uint32_t LogService::enabled(LogLevel level) noexcept {
  return base::log::enabled(known(level)) ? 1 : 0;
}

void LogService::write(LogLevel level, Slice call_id, Slice text) noexcept {
  level = known(level);
  if (!base::log::enabled(level)) return;
  const std::string_view call = view_of(call_id);
  std::optional<base::log::CallScope> scope;
  if (!call.empty()) scope.emplace(call);
  const std::string_view line = view_of(text);
  base::log::write(level, base::log::Channel::main, "%s: %.*s", name_.c_str(),
                   static_cast<int>(line.size()), line.data());
}

void LogService::write_limited(const char* key, LogLevel level, Slice call_id,
                               Slice text) noexcept {
  level = known(level);
  if (!base::log::enabled(level)) return;
  const std::string_view call = view_of(call_id);
  std::optional<base::log::CallScope> scope;
  if (!call.empty()) scope.emplace(call);
  const std::string_view line = view_of(text);
  base::log::write_limited(limit_of(key), level, "%s: %.*s", name_.c_str(),
                           static_cast<int>(line.size()), line.data());
}

base::log::RateLimit& LogService::limit_of(const char* key) {
  if (key == nullptr) return shared_limit_;
  // String constants of one plugin lie close together; the multiplication spreads them.
  const std::uint64_t hash = reinterpret_cast<std::uintptr_t>(key) * 0x9e3779b97f4a7c15u;
  const std::size_t first = static_cast<std::size_t>(hash >> 32) % kMaxKeys;
  for (std::size_t step = 0; step < kMaxKeys; ++step) {
    Slot& slot = slots_[(first + step) % kMaxKeys];
    const char* seen = slot.key.load(std::memory_order_relaxed);
    if (seen == nullptr && slot.key.compare_exchange_strong(seen, key)) return slot.limit;
    if (seen == key) return slot.limit;
  }
  return shared_limit_;
}

}  // namespace rtpengine::plugin
