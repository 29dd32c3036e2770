// SPDX-License-Identifier: GPL-3.0-or-later
#include "plugin/registration_services.h"

#include <algorithm>
#include <string_view>

#include "base/log.h"
#include "call/commands.h"
#include "call/request.h"

namespace rtpengine::plugin {
namespace {

bool has_text(const char* text) { return text != nullptr && *text != '\0'; }

/// Whether two lists of names share one.
bool overlap(const char* const* a, std::uint32_t a_count, const char* const* b,
             std::uint32_t b_count) {
  for (std::uint32_t i = 0; i < a_count; ++i) {
    for (std::uint32_t k = 0; k < b_count; ++k) {
      if (call::claims(a[i], b[k]) || call::claims(b[k], a[i])) return true;
    }
  }
  return false;
}

bool is_of_host(const FeatureSpec& spec) {
  return std::any_of(spec.keys, spec.keys + spec.key_count,
                     [](const char* key) { return call::is_host_key(key); }) ||
         std::any_of(spec.flags, spec.flags + spec.flag_count,
                     [](const char* flag) { return call::is_host_flag(flag); });
}

bool well_formed(const FeatureSpec& spec) {
  const auto names_good = [](const char* const* names, std::uint32_t count) {
    if (count != 0 && names == nullptr) return false;
    for (std::uint32_t i = 0; i < count; ++i) {
      if (!has_text(names[i])) return false;
    }
    return true;
  };
  return has_text(spec.name) && spec.phase <= FeaturePhase::extension && spec.reserved == 0 &&
         names_good(spec.keys, spec.key_count) && names_good(spec.flags, spec.flag_count);
}

bool well_formed(const StageSpec& spec) {
  constexpr std::uint32_t kFlags = stage_needs_plaintext | stage_must_not_fail | stage_rtcp;
  return has_text(spec.name) && spec.position >= StagePosition::tap &&
         spec.position <= StagePosition::outgoing &&
         spec.kernel_use <= StageKernelUse::user_space_only && (spec.flags & ~kFlags) == 0 &&
         spec.reserved == 0;
}

}  // namespace

bool RegistrationDesk::may_register(const char* function) const {
  if (open_) return true;
  refuse(function, "it was called after init");
  return false;
}

void RegistrationDesk::refuse(const char* function, const std::string& why) const {
  plugin_->count_fault();
  LOG(error, "plugin '%s' could not register by %s: %s", plugin_->name().c_str(), function,
      why.c_str());
}

Status CommandProvidersService::add(const CommandSpec* spec, CommandProvider* provider) noexcept {
  constexpr const char* kFunction = "CommandProvidersV1::add";
  if (!desk_.may_register(kFunction)) return Status::invalid;
  if (spec == nullptr || provider == nullptr || !has_text(spec->name) ||
      spec->scope > CommandScope::call_or_none || spec->reserved != 0) {
    desk_.refuse(kFunction, "the command is not well described");
    return Status::invalid;
  }
  const std::string_view name = spec->name;
  const bool taken = call::find_command(name) != nullptr ||
                     desk_.any(&call::Contribution::commands,
                               [name](const auto& other) { return other.spec->name == name; });
  if (taken) {
    desk_.refuse(kFunction, "there is a command '" + std::string(name) + "' already");
    return Status::exists;
  }
  desk_.mine().calls->commands.push_back({{provider, desk_.plugin()}, spec});
  return Status::ok;
}

Status FeaturesService::add(const FeatureSpec* spec, NegotiationFeature* feature) noexcept {
  constexpr const char* kFunction = "FeaturesV1::add";
  if (!desk_.may_register(kFunction)) return Status::invalid;
  if (spec == nullptr || feature == nullptr || !well_formed(*spec)) {
    desk_.refuse(kFunction, "the feature is not well described");
    return Status::invalid;
  }
  if (is_of_host(*spec)) {
    desk_.refuse(kFunction, "a key or flag of '" + std::string(spec->name) + "' is the host's own");
    return Status::exists;
  }
  const bool taken = desk_.any(&call::Contribution::features, [spec](const auto& other) {
    return overlap(spec->keys, spec->key_count, other.spec->keys, other.spec->key_count) ||
           overlap(spec->flags, spec->flag_count, other.spec->flags, other.spec->flag_count);
  });
  if (taken) {
    desk_.refuse(kFunction, "a key or flag of '" + std::string(spec->name) +
                                "' is one of another feature already");
    return Status::exists;
  }
  desk_.mine().calls->features.push_back({{feature, desk_.plugin()}, spec});
  return Status::ok;
}

Status StagesService::add(const StageSpec* spec, StageProvider* provider) noexcept {
  constexpr const char* kFunction = "StagesV1::add";
  if (!desk_.may_register(kFunction)) return Status::invalid;
  if (spec == nullptr || provider == nullptr || !well_formed(*spec)) {
    desk_.refuse(kFunction, "the stage is not well described");
    return Status::invalid;
  }
  const std::string_view name = spec->name;
  if (desk_.any(&call::Contribution::stages,
                [name](const auto& other) { return other.spec->name == name; })) {
    desk_.refuse(kFunction, "there is a stage '" + std::string(name) + "' already");
    return Status::exists;
  }
  desk_.mine().calls->stages.push_back({{provider, desk_.plugin()}, spec});
  return Status::ok;
}

Status PacketHandlersService::add(PacketKind kind, PacketHandler* handler) noexcept {
  constexpr const char* kFunction = "PacketHandlersV1::add";
  if (!desk_.may_register(kFunction)) return Status::invalid;
  if (handler == nullptr || kind <= PacketKind::rtcp || kind > PacketKind::other) {
    desk_.refuse(kFunction, "there is no handler, or packets of this kind are not for handlers");
    return Status::invalid;
  }
  if (desk_.any(&call::Contribution::handlers,
                [kind](const auto& other) { return other.first == kind; })) {
    desk_.refuse(kFunction, "packets of this kind are handled by another plugin already");
    return Status::exists;
  }
  desk_.mine().calls->handlers.push_back({kind, {handler, desk_.plugin()}});
  return Status::ok;
}

Status ObserversService::add(CallObserver* observer) noexcept {
  constexpr const char* kFunction = "ObserversV1::add";
  return desk_.add_object(kFunction, &call::Contribution::observers, observer);
}

Status ReportsService::add(MediaReporter* reporter) noexcept {
  constexpr const char* kFunction = "ReportsV1::add";
  return desk_.add_object(kFunction, &call::Contribution::reporters, reporter);
}

Status PathObserversService::add(PathObserver* observer) noexcept {
  constexpr const char* kFunction = "PathObserversV1::add";
  return desk_.add_object(kFunction, &call::Contribution::path_observers, observer);
}

Status StateTransferService::offer(StateCodec* codec, std::uint32_t version) noexcept {
  constexpr const char* kFunction = "StateTransferV1::offer";
  if (!desk_.may_register(kFunction)) return Status::invalid;
  if (codec == nullptr) {
    desk_.refuse(kFunction, "there is no codec");
    return Status::invalid;
  }
  call::Contribution& mine = *desk_.mine().calls;
  if (mine.codec != nullptr) {
    desk_.refuse(kFunction, "it has offered a codec already");
    return Status::exists;
  }
  mine.codec = codec;
  mine.codec_version = version;
  return Status::ok;
}

}  // namespace rtpengine::plugin
