// SPDX-License-Identifier: GPL-3.0-or-later
//
// Start and end of the parts that carry calls.
#include "app/engine.h"

#include <algorithm>
#include <set>

#include "app/option_table.h"
#include "app/packet_io_command.h"
#include "app/threads.h"
#include "base/log.h"
#include "kernel/make_table.h"
#include "plugin/plugin_kernel_table.h"

namespace rtpengine::app {
namespace {

constexpr std::size_t kMailboxLimit = 16384;
constexpr unsigned kBlockingThreads = 4;
constexpr std::size_t kBlockingQueue = 4096;
/// Ports that may be steered at a time: those of the start, or room for addresses that a reload
/// adds. Each takes 24 bytes, used or not.
constexpr std::size_t kMinSteeredPorts = 16384;
constexpr std::size_t kMaxSteeredPorts = 1 << 20;
/// The whole daemon has to end within a second.
constexpr base::Time kDrainLimit = 400 * base::kMillisecond;
constexpr base::Time kPoolLimit = 50 * base::kMillisecond;  ///< after that
/// How often copies of plugins that drain are looked at.
constexpr base::Time kReapInterval = 200 * base::kMillisecond;

/// One for each local address.
std::set<const net::PortPool*> port_pools(const net::Interfaces& interfaces) {
  std::set<const net::PortPool*> pools;
  for (const net::LogicalInterface* interface : interfaces.all())
    for (const net::LocalAddress& local : interface->addresses) pools.insert(local.ports.get());
  return pools;
}

/// What jobs may still use that nobody waits for.
struct LeftToJobs {
  std::unique_ptr<call::Service> service;
  std::vector<std::unique_ptr<loop::Worker>> workers;
};

std::string text_of(const std::vector<net::Endpoint>& endpoints) {
  constexpr std::size_t kMost = 8;
  std::string text;
  for (std::size_t i = 0; i < endpoints.size() && i < kMost; ++i)
    text += (i ? ", " : "") + endpoints[i].to_string();
  return endpoints.size() > kMost ? text + ", ..." : text;
}

}  // namespace

Engine::Engine(plugin::Registry& registry, loop::MainLoop* main,
               std::vector<std::string> plugin_folders)
    : registry_(registry),
      main_(main),
      plugin_command_(registry, std::move(plugin_folders), [this] { reap_plugins(); }) {}

Engine::~Engine() { stop(); }

base::Result<void> Engine::start(const Configuration& configuration,
                                 const std::vector<std::string>& must_run,
                                 const std::function<void()>& before_threads,
                                 Predecessor* predecessor) {
  for (const std::string& name : must_run) registry_.require(name);
  auto started = start_parts(configuration, before_threads, predecessor);
  if (started) started = check_plugins(must_run);
  if (started && predecessor != nullptr) started = take_over(*predecessor);
  if (!started) stop();
  return started;
}

base::Result<void> Engine::start_parts(const Configuration& configuration,
                                       const std::function<void()>& before_threads,
                                       Predecessor* predecessor) {
  auto added = interfaces_.configure(configuration.interfaces, configuration.ports,
                                     configuration.keep_sockets);
  if (!added) return base::Error{added.error()};
  warn_about_addresses();
  table_ = std::make_unique<kernel::LateTable>();
  pool_ = std::make_unique<loop::BlockingPool>(kBlockingThreads, kBlockingQueue);
  if (auto made = make_workers(configuration, predecessor != nullptr); !made) return made;
  if (before_threads) before_threads();

  call::ServiceContext context;
  for (const auto& worker : workers_) context.workers.push_back(worker.get());
  for (const auto& io : packet_io_) context.packet_io.push_back(io.get());
  context.interfaces = &interfaces_;
  context.kernel_table = table_.get();
  context.missing_provider = [](std::string_view command) {
    return std::string(provider_of_command(command));
  };
  context.host_commands = host_commands();
  context.command_limits.duration = configuration.command_timeout;
  service_ = call::Service::create(std::move(context), configuration.calls);
  start_workers(configuration.worker_scheduling);
  return start_plugins(configuration, predecessor);
}

/// Everything is up but reads nothing. From the predecessor's last word on it is we who serve.
base::Result<void> Engine::take_over(Predecessor& predecessor) {
  auto relocation = service_->relocate();
  if (!relocation) return base::Error{relocation.error()};
  const auto count = predecessor.take_calls(**relocation);
  if (!count) {
    (*relocation)->let_go_all();
    return base::Error{count.error()};
  }
  relocation->reset();
  rest_listeners(registry_, listeners_, false);
  predecessor.say_serving();
  listeners_.clear();
  return {};
}

void Engine::warn_about_addresses() const {
  for (const net::LogicalInterface* interface : interfaces_.all()) {
    for (const net::LocalAddress& local : interface->addresses) {
      if (const auto usable = local.ports->check_address(); !usable)
        LOG(warning, "interface '%s': %s; media can't use it until this changes",
            interface->name.c_str(), usable.error().c_str());
    }
  }
}

base::Result<void> Engine::make_workers(const Configuration& configuration, bool paused) {
  std::vector<loop::Worker*> workers;
  for (unsigned i = 0; i < configuration.num_threads; ++i) {
    workers_.push_back(std::make_unique<loop::Worker>(i, kMailboxLimit));
    workers.push_back(workers_.back().get());
  }
  net::EngineOptions options;
  options.choice = configuration.packet_engine;
  options.io.batch_delay = configuration.batch_delay;
  options.io.paused = paused;
  options.port_rate_limit = configuration.port_rate_limit;
  std::size_t ports = 0;
  for (const net::PortPool* pool : port_pools(interfaces_)) {
    options.io.local_addresses.push_back(pool->address());
    ports += std::size_t{pool->range().max} - pool->range().min + 1;
  }
  options.max_ports = std::clamp(ports, kMinSteeredPorts, kMaxSteeredPorts);
  auto made = net::make_packet_engines(workers, options);
  if (!made) return base::Error{made.error()};
  packet_io_ = std::move(made->engines);
  if (!made->obstacle.empty()) {
    LOG(notice, "packet I/O is plain; the steered engine, which costs less, can't be used: %s",
        made->obstacle.c_str());
  }
  return {};
}

void Engine::start_workers(const ThreadScheduling& scheduling) {
  workers_run_ = true;
  for (const auto& worker : workers_) {
    worker->start([scheduling, index = worker->index()] {
      if (auto applied = apply_scheduling(scheduling); !applied && index == 0)
        LOG(warning, "workers run with the default scheduling: %s", applied.error().c_str());
    });
  }
}

base::Result<void> Engine::start_plugins(const Configuration& configuration,
                                         Predecessor* predecessor) {
  for (const auto& worker : workers_) plugin_context_.workers.push_back(worker.get());
  plugin_context_.blocking_pool = pool_.get();
  plugin_context_.commands = service_.get();
  plugin_context_.calls = service_.get();
  plugin_context_.drain_limit = kDrainLimit;
  plugin_context_.interfaces[ListenersV1::id] = static_cast<ListenersV1*>(&listeners_);
  plugin_context_.publish = [this](call::ExtensionSet extensions) {
    service_->set_extensions(std::move(extensions));
  };
  plugin_context_.hand_over = [this](call::HandOver hand_over) {
    service_->hand_over(std::move(hand_over));
  };
  plugin_values_ = configuration.plugin_values;
  if (auto up = registry_.initialise(plugin_context_, plugin_values_); !up) return up;
  if (predecessor != nullptr) {
    // As late as can be: from here on nobody serves.
    if (auto stopped = predecessor->stop_it(listeners_); !stopped) return stopped;
    rest_listeners(registry_, listeners_, true);
  }
  return registry_.start([&] { return choose_table(configuration); });
}

/// From those of the host and of the plugins that have started.
base::Result<void> Engine::choose_table(const Configuration& configuration) {
  kernel::TableBackEnds back_ends;
  std::string chosen_plugin;
  for (const plugin::KernelTableOffer& offer : registry_.kernel_tables()) {
    back_ends.named[offer.name] = [&chosen_plugin, offer]() -> kernel::TableBackEnds::Maker {
      std::unique_ptr<media::KernelTable> table =
          std::make_unique<plugin::PluginKernelTable>(offer);
      if (!table->usable()) return base::Error{offer.name + ": " + table->trouble()};
      chosen_plugin = offer.plugin->name();
      return table;
    };
  }
  auto table = kernel::make_table(configuration.table, configuration.no_fallback, back_ends);
  if (!table) return base::Error{table.error()};
  if (!chosen_plugin.empty() && (*table)->usable())
    registry_.keep(chosen_plugin, "it is the kernel table in use");
  table_->bind(std::move(*table));
  return {};
}

call::HostCommands Engine::host_commands() {
  call::HostCommands host;
  if (main_ == nullptr) return host;
  host.post = [this](loop::Task task) { return main_->post(std::move(task)); };
  host.commands = more_commands_;
  host.commands.push_back(
      {PluginCommand::kName, [this](const Value* arguments, const base::DictionaryBuilder& reply) {
         return plugin_command_.run(arguments, reply);
       }});
  host.commands.push_back(
      {kPacketIoCommand, [this](const Value*, const base::DictionaryBuilder& reply) {
         net::PacketIoCounters total = total_counters(workers_, packet_io_);
         total.stale += stale_packets_of_pools();
         describe_packet_io(packet_io_name(), total, reply);
         return base::Result<void>();
       }});
  return host;
}

/// Look again and again at copies that drain, as long as there are any.
void Engine::reap_plugins() {
  registry_.reap();
  if (registry_.draining() == 0) {
    reap_timer_.reset();
  } else if (reap_timer_ == nullptr) {
    reap_timer_ = main_->timer([this] { reap_plugins(); });
    reap_timer_->start(kReapInterval, kReapInterval);
  }
}

base::Result<void> Engine::check_plugins(const std::vector<std::string>& must_run) const {
  for (const plugin::PluginInfo& info : registry_.describe()) {
    const bool wanted = std::find(must_run.begin(), must_run.end(), info.name) != must_run.end();
    if (wanted && info.state != plugin::PluginState::started) return base::Error{info.problem};
  }
  return {};
}

void Engine::stop() {
  if (service_ && workers_run_) service_->close_commands();
  reap_timer_.reset();
  registry_.stop();
  if (service_ && workers_run_) service_->shut_down();
  // Workers look at the table each second; each has passed a turn before a plugin is destroyed.
  if (table_) table_->unbind("the daemon ends");
  registry_.destroy_all();
  if (workers_run_) {
    for (const auto& worker : workers_) worker->stop_and_join();
    workers_run_ = false;
  }
  end_pool();
  service_.reset();
  packet_io_.clear();
  workers_.clear();
  table_.reset();
}

/// Its jobs may still post to workers, and ask for calls.
void Engine::end_pool() {
  if (pool_ == nullptr) return;
  const std::size_t left = pool_->end(kPoolLimit);
  pool_.reset();
  if (left == 0) return;
  LOG(warning,
      "%zu jobs that plugins gave to the blocking pool do not end; the daemon ends "
      "without waiting for them",
      left);
  left_jobs_ = true;
  static auto* kept = new LeftToJobs;
  kept->service = std::move(service_);
  kept->workers = std::move(workers_);
}

base::Result<void> Engine::reconfigure(const Configuration& configuration, std::size_t* added) {
  auto changed = interfaces_.configure(configuration.interfaces, configuration.ports,
                                       configuration.keep_sockets);
  if (!changed) return base::Error{changed.error()};
  *added = *changed;
  warn_about_addresses();
  service_->reconfigure(configuration.calls);
  return {};
}

void Engine::audit_ports() {
  std::vector<net::Endpoint> orphans = service_->audit_ports();
  if (orphans == last_orphans_) return;
  if (!orphans.empty()) {
    LOG(warning, "%zu ports are open that no call uses: %s", orphans.size(),
        text_of(orphans).c_str());
  }
  last_orphans_ = std::move(orphans);
}

void Engine::close_idle_sockets() {
  for (const auto& pool : interfaces_.pools()) pool->close_idle();
  const std::uint64_t stale = stale_packets_of_pools();
  if (stale != stale_packets_) {
    LOG(info, "%llu packets came for calls that have ended",
        static_cast<unsigned long long>(stale - stale_packets_));
  }
  stale_packets_ = stale;
}

std::uint64_t Engine::stale_packets_of_pools() const {
  std::uint64_t stale = 0;
  for (const auto& pool : interfaces_.pools()) stale += pool->stale_packets();
  return stale;
}

std::size_t Engine::call_count() const { return service_ ? service_->call_count() : 0; }

std::vector<const loop::Worker*> Engine::workers() const {
  std::vector<const loop::Worker*> all;
  for (const auto& worker : workers_) all.push_back(worker.get());
  return all;
}

std::string Engine::packet_io_name() const {
  return packet_io_.empty() ? std::string() : std::string(packet_io_.front()->name());
}

}  // namespace rtpengine::app
