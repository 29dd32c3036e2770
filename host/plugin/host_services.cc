// SPDX-License-Identifier: GPL-3.0-or-later
//
// One plugin's host: makes the services behind the ids, and winds them down.
#include "plugin/host_services.h"

#include <algorithm>
#include <cstring>
#include <map>
#include <string_view>
#include <utility>

#include <rtpengine/connectivity.h>
#include <rtpengine/keys.h>
#include <rtpengine/source.h>

#include "base/log.h"
#include "plugin/calls_service.h"
#include "plugin/commands_service.h"
#include "plugin/connectivity_service.h"
#include "plugin/kernel_tables_service.h"
#include "plugin/keys_service.h"
#include "plugin/log_service.h"
#include "plugin/loop_service.h"
#include "plugin/options_service.h"
#include "plugin/plugin_info.h"
#include "plugin/registration_services.h"
#include "plugin/services_service.h"
#include "plugin/sources_service.h"

namespace rtpengine::plugin {

/// The services that register, and what they have registered.
class RegistrationServices {
 public:
  RegistrationServices(base::PluginHold plugin, const RegistrationBook* book)
      : desk(std::move(plugin), book) {}

  /// The service of this id, or null.
  void* find(const char* id);
  const std::vector<ServiceUse>& uses() const { return services_.uses(); }

  RegistrationDesk desk;

 private:
  CommandProvidersService commands_{desk};
  FeaturesService features_{desk};
  StagesService stages_{desk};
  PacketHandlersService handlers_{desk};
  ObserversService observers_{desk};
  ReportsService reports_{desk};
  PathObserversService path_observers_{desk};
  StateTransferService state_transfer_{desk};
  KernelTablesService kernel_tables_{desk};
  ServicesService services_{desk};
};

namespace {

/// The kind that a plugin has to be of to be given this interface; 0: any.
std::uint32_t kind_of(std::string_view id) {
  static const std::map<std::string_view, std::uint32_t> kKinds = {
      {CommandsV1::id, kind_control_protocol},
      {CommandProvidersV1::id, kind_command_provider},
      {FeaturesV1::id, kind_negotiation_feature},
      {PacketHandlersV1::id, kind_packet_handler},
      {StagesV1::id, kind_packet_stage},
      {SourcesV1::id, kind_packet_source},
      {ConnectivityV1::id, kind_packet_handler},
      {KeysV1::id, kind_packet_handler},
      {ObserversV1::id, kind_call_observer},
      {KernelTablesV1::id, kind_kernel_table},
      {ServicesV1::id, kind_service},
  };
  const auto found = kKinds.find(id);
  return found == kKinds.end() ? 0 : found->second;
}

}  // namespace

void* RegistrationServices::find(const char* id) {
  const auto is = [id](const char* other) { return std::strcmp(id, other) == 0; };
  if (is(CommandProvidersV1::id)) return static_cast<CommandProvidersV1*>(&commands_);
  if (is(FeaturesV1::id)) return static_cast<FeaturesV1*>(&features_);
  if (is(StagesV1::id)) return static_cast<StagesV1*>(&stages_);
  if (is(PacketHandlersV1::id)) return static_cast<PacketHandlersV1*>(&handlers_);
  if (is(ObserversV1::id)) return static_cast<ObserversV1*>(&observers_);
  if (is(ReportsV1::id)) return static_cast<ReportsV1*>(&reports_);
  if (is(PathObserversV1::id)) return static_cast<PathObserversV1*>(&path_observers_);
  if (is(StateTransferV1::id)) return static_cast<StateTransferV1*>(&state_transfer_);
  if (is(KernelTablesV1::id)) return static_cast<KernelTablesV1*>(&kernel_tables_);
  if (is(ServicesV1::id)) return static_cast<ServicesV1*>(&services_);
  return nullptr;
}

base::Result<std::unique_ptr<PluginHost>> PluginHost::create(const PluginDescriptor& descriptor,
                                                             const HostContext& context,
                                                             const OptionValues& values) {
  auto options = OptionsService::create(descriptor, values);
  if (!options) return base::Error{options.error()};
  std::unique_ptr<PluginHost> host(new PluginHost(descriptor, context));
  host->options_ = std::move(*options);
  return host;
}

PluginHost::PluginHost(const PluginDescriptor& descriptor, const HostContext& context)
    : name_(descriptor.name),
      kinds_(descriptor.kinds),
      copy_(std::make_shared<base::PluginCopy>(name_)),
      context_(context),
      registrations_(std::make_unique<RegistrationServices>(copy_, context.book)),
      log_(std::make_unique<LogService>(name_)),
      loop_(std::make_unique<LoopService>(*copy_, context.workers, context.blocking_pool)) {
  if (context.commands != nullptr) {
    commands_ = std::make_unique<CommandsService>(*context.commands, *copy_);
  }
  if (context.calls != nullptr) {
    calls_ = std::make_unique<CallsService>(*context.calls);
    call_state_ = std::make_unique<CallStateService>(*context.calls, copy_);
    sources_ = std::make_unique<SourcesService>(*context.calls, copy_);
    connectivity_ = std::make_unique<ConnectivityService>(*context.calls);
    keys_ = std::make_unique<KeysService>(*context.calls, copy_);
  }
}

PluginHost::~PluginHost() = default;

void* PluginHost::query(const char* id) noexcept {
  if (id == nullptr) return nullptr;
  // As the interface, not as the class that implements it: the caller casts it to that.
  if (std::strcmp(id, LogV1::id) == 0) return static_cast<LogV1*>(log_.get());
  if (std::strcmp(id, OptionsV1::id) == 0) return static_cast<OptionsV1*>(options_.get());
  if (std::strcmp(id, LoopV1::id) == 0) return static_cast<LoopV1*>(loop_.get());
  if (const std::uint32_t kind = kind_of(id); (kind & ~kinds_) != 0) {
    copy_->count_fault();
    LOG(error, "plugin '%s' asks for %s, but its descriptor does not say that it is a %s",
        name_.c_str(), id, kinds_text(kind).c_str());
    return nullptr;
  }
  if (std::strcmp(id, CommandsV1::id) == 0) return static_cast<CommandsV1*>(commands_.get());
  if (std::strcmp(id, CallsV1::id) == 0) return static_cast<CallsV1*>(calls_.get());
  if (std::strcmp(id, CallStateV1::id) == 0) return static_cast<CallStateV1*>(call_state_.get());
  if (std::strcmp(id, SourcesV1::id) == 0) return static_cast<SourcesV1*>(sources_.get());
  if (std::strcmp(id, ConnectivityV1::id) == 0) {
    return static_cast<ConnectivityV1*>(connectivity_.get());
  }
  if (std::strcmp(id, KeysV1::id) == 0) return static_cast<KeysV1*>(keys_.get());
  if (void* found = registrations_->find(id)) return found;
  const auto other = context_.interfaces.find(std::string_view(id));
  return other == context_.interfaces.end() ? nullptr : other->second;
}

const Registrations& PluginHost::registrations() const { return registrations_->desk.mine(); }

void PluginHost::suspend_watches(bool suspended) { loop_->suspend_watches(suspended); }

std::vector<int> PluginHost::watched() { return loop_->watched(); }

void PluginHost::close_registrations() { registrations_->desk.close(); }

void PluginHost::withdraw_registrations() { registrations_->desk.clear(); }

std::string PluginHost::used_service(const PluginHost& publisher) const {
  for (const ServiceUse& use : registrations_->uses()) {
    if (use.publisher == publisher.copy_) return use.id;
  }
  return {};
}

bool PluginHost::idle() const {
  constexpr long kOwn = 2;  // this object and its desk
  const Holdings held = holdings();
  return copy_.use_count() <= kOwn && held.commands == 0 && held.jobs == 0;
}

bool PluginHost::finish_commands() {
  if (commands_ == nullptr) return true;
  commands_->counter().close();
  return commands_->counter().wait_until_idle(context_.drain_limit);
}

Holdings PluginHost::holdings() const {
  Holdings holdings;
  holdings.watches = loop_->watches();
  holdings.timers = loop_->timers();
  holdings.jobs = loop_->jobs().count();
  if (commands_ != nullptr) holdings.commands = commands_->counter().count();
  return holdings;
}

bool PluginHost::drain() {
  if (commands_ != nullptr) commands_->counter().close();
  const Holdings left = holdings();
  if (left.watches + left.timers != 0) {
    LOG(warning, "plugin '%s' left %zu watches and %zu timers behind; they are taken away",
        name_.c_str(), left.watches, left.timers);
  }
  loop_->take_back();

  // Replies may still post jobs, so those are accepted until the last reply was delivered.
  const base::Time deadline = base::monotonic_now() + context_.drain_limit;
  const auto wait = [deadline](WorkCounter& counter) {
    return counter.wait_until_idle(std::max<base::Time>(deadline - base::monotonic_now(), 0));
  };
  const bool answered = commands_ == nullptr || wait(commands_->counter());
  loop_->jobs().close();
  const bool done = wait(loop_->jobs()) && answered;
  loop_->pass_turn();
  loop_->take_back();  // what a late reply or job began
  if (!done) {
    const Holdings stuck = holdings();
    LOG(error,
        "plugin '%s' still has %zu commands and %zu jobs in work after %.1f s; it stays in memory",
        name_.c_str(), stuck.commands, stuck.jobs,
        static_cast<double>(context_.drain_limit) / base::kSecond);
  }
  return done;
}

}  // namespace rtpengine::plugin
