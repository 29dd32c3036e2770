// SPDX-License-Identifier: GPL-3.0-or-later
//
// The interfaces by which a plugin registers what it provides. Each refuses what is not
// well-formed, what another plugin has, and what comes too late.
#pragma once

#include <string>
#include <type_traits>
#include <utility>
#include <vector>

#include <rtpengine/command_provider.h>
#include <rtpengine/negotiation.h>
#include <rtpengine/observers.h>
#include <rtpengine/packet_handler.h>
#include <rtpengine/path_observers.h>
#include <rtpengine/reports.h>
#include <rtpengine/stage.h>
#include <rtpengine/state_transfer.h>

#include "plugin/registrations.h"

namespace rtpengine::plugin {

/// What all of them work on; of one copy of a plugin. Main thread.
class RegistrationDesk {
 public:
  /// `book` may be null: there are no others.
  RegistrationDesk(base::PluginHold plugin, const RegistrationBook* book)
      : plugin_(std::move(plugin)), book_(book) {
    mine_.calls->plugin = plugin_;
  }

  const base::PluginHold& plugin() const { return plugin_; }
  Registrations& mine() { return mine_; }
  const Registrations& mine() const { return mine_; }

  /// After init: nothing can be registered any more.
  void close() { open_ = false; }
  /// Give up what was registered, and with it what holds the plugin.
  void clear() { mine_ = {}; }

  /// Whether `function` may be used now; logs why not.
  bool may_register(const char* function) const;
  /// Log that a registration is refused; counts a fault.
  void refuse(const char* function, const std::string& why) const;

  /// The first registration of a kind that the predicate holds for, of this plugin or another; null
  /// if there is none. Valid until somebody registers or goes.
  template <typename Part, typename Entry, typename Predicate>
  const Entry* find(std::vector<Entry> Part::*member, Predicate predicate) const {
    std::vector<const Registrations*> all = {&mine_};
    if (book_ != nullptr) {
      for (const Registrations* other : book_->others()) all.push_back(other);
    }
    for (const Registrations* one : all) {
      for (const Entry& entry : part_of<Part>(*one).*member) {
        if (predicate(entry)) return &entry;
      }
    }
    return nullptr;
  }

  /// Register an object of the plugin's that needs no further words.
  template <typename Object>
  Status add_object(const char* function,
                    std::vector<call::Extension<Object>> call::Contribution::*member,
                    std::type_identity_t<Object>* object) {
    if (!may_register(function)) return Status::invalid;
    if (object == nullptr) {
      refuse(function, "there is no object");
      return Status::invalid;
    }
    if (any(member, [object](const auto& other) { return other.object == object; })) {
      refuse(function, "it is registered already");
      return Status::exists;
    }
    (mine_.calls.get()->*member).push_back({object, plugin_});
    return Status::ok;
  }

  /// Whether the predicate holds for any registration of a kind, of this plugin or another.
  template <typename Member, typename Predicate>
  bool any(Member member, Predicate predicate) const {
    return find(member, predicate) != nullptr;
  }

 private:
  /// The registrations themselves, or what they have for calls.
  template <typename Part>
  static const Part& part_of(const Registrations& registrations) {
    if constexpr (std::is_same_v<Part, Registrations>) {
      return registrations;
    } else {
      return *registrations.calls;
    }
  }

  const base::PluginHold plugin_;
  const RegistrationBook* const book_;
  Registrations mine_;
  bool open_ = true;
};

class CommandProvidersService final : public CommandProvidersV1 {
 public:
  explicit CommandProvidersService(RegistrationDesk& desk) : desk_(desk) {}
  Status add(const CommandSpec* spec, CommandProvider* provider) noexcept override;

 private:
  RegistrationDesk& desk_;
};

class FeaturesService final : public FeaturesV1 {
 public:
  explicit FeaturesService(RegistrationDesk& desk) : desk_(desk) {}
  Status add(const FeatureSpec* spec, NegotiationFeature* feature) noexcept override;

 private:
  RegistrationDesk& desk_;
};

class StagesService final : public StagesV1 {
 public:
  explicit StagesService(RegistrationDesk& desk) : desk_(desk) {}
  Status add(const StageSpec* spec, StageProvider* provider) noexcept override;

 private:
  RegistrationDesk& desk_;
};

class PacketHandlersService final : public PacketHandlersV1 {
 public:
  explicit PacketHandlersService(RegistrationDesk& desk) : desk_(desk) {}
  Status add(PacketKind kind, PacketHandler* handler) noexcept override;

 private:
  RegistrationDesk& desk_;
};

class ObserversService final : public ObserversV1 {
 public:
  explicit ObserversService(RegistrationDesk& desk) : desk_(desk) {}
  Status add(CallObserver* observer) noexcept override;

 private:
  RegistrationDesk& desk_;
};

class ReportsService final : public ReportsV1 {
 public:
  explicit ReportsService(RegistrationDesk& desk) : desk_(desk) {}
  Status add(MediaReporter* reporter) noexcept override;

 private:
  RegistrationDesk& desk_;
};

class PathObserversService final : public PathObserversV1 {
 public:
  explicit PathObserversService(RegistrationDesk& desk) : desk_(desk) {}
  Status add(PathObserver* observer) noexcept override;

 private:
  RegistrationDesk& desk_;
};

class StateTransferService final : public StateTransferV1 {
 public:
  explicit StateTransferService(RegistrationDesk& desk) : desk_(desk) {}
  Status offer(StateCodec* codec, std::uint32_t version) noexcept override;

 private:
  RegistrationDesk& desk_;
};

}  // namespace rtpengine::plugin
