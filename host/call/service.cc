// SPDX-License-Identifier: GPL-3.0-or-later
#include "call/service.h"

#include <atomic>
#include <mutex>

#include <rtpengine/value_view.h>

#include "base/log.h"
#include "base/random.h"
#include "base/slice.h"
#include "call/call_events.h"
#include "call/commands.h"
#include "call/destinations.h"
#include "call/directory.h"
#include "call/hand_over_queue.h"
#include "call/key_types.h"
#include "call/limits.h"
#include "call/port_audit.h"
#include "call/relay_hops.h"
#include "call/running_command.h"
#include "call/waiting_commands.h"
#include "call/worker_calls.h"
#include "loop/plugin_scope.h"

namespace rtpengine::call {
namespace {

constexpr std::size_t kLoopMarkLength = 12;
constexpr const char* kUnknownCallId = "Unknown call-id";

constexpr const char* kStalled = "Not served in time: the worker of this call is stalled";
constexpr const char* kTooLong = "Not served in time: the command takes too long";
/// A worker that has been busy with one turn for this long gets no new calls if others can have
/// them.
constexpr base::Time kLongTurn = 200 * base::kMillisecond;

bool in_one_turn_for(const loop::Worker& worker, base::Time time, base::Time now) {
  const base::Time since = worker.busy_since();
  return since != 0 && now - since > time;
}

/// Address and port as they are written elsewhere; the address alone if there is no port.
std::string text_of(const CommandOrigin& origin) {
  std::string text(base::to_view(origin.address));
  if (origin.port == 0) return text;
  if (text.find(':') != std::string::npos) text = '[' + text + ']';
  return text + ':' + std::to_string(origin.port);
}

/// Makes the tree an error reply, whatever it was.
void write_error(base::ValueTree& tree, std::string_view reason) {
  const auto reply = tree.dictionary();
  reply.set("result", "error");
  reply.set("error-reason", reason);
}

/// The client is told, and the log.
void reject(std::string_view command, std::string_view reason, ReplySink& sink) {
  LOG_LIMITED(notice, "%s failed: %.*s", base::log::excerpt(command).c_str(), int(reason.size()),
              reason.data());
  reply_error(sink, reason);
}

class ServiceImpl final : public Service {
 public:
  ServiceImpl(ServiceContext context, Settings settings);

  Status submit(const Value* arguments, const CommandOrigin* origin,
                ReplySink* sink) noexcept override;
  void reconfigure(Settings settings) override;
  void set_extensions(ExtensionSet extensions) override;
  void hand_over(HandOver hand_over) override;
  void refuse_overdue(base::Time now) override;
  void close_commands() override;
  base::Result<std::unique_ptr<Relocation>> relocate() override;
  void set_draining(bool draining) override { shared_.draining = draining; }
  void shut_down() override;
  std::vector<net::Endpoint> orphaned_ports() override;
  std::vector<net::Endpoint> audit_ports() override;
  std::size_t call_count() const override { return directory_.size(); }
  std::size_t take_most_calls() override { return directory_.take_most(); }
  WorkerCalls* local_calls() override;
  int find_worker(std::string_view call_id) const override { return directory_.find(call_id); }

 private:
  void answer_unknown(std::string_view name, ReplySink& sink) const;
  /// The worker on which plugins answer a command of this name. -1: no plugin does.
  int worker_for_plugin(std::string_view name, std::string_view call_id) const;
  const HostCommand* find_host_command(std::string_view name) const;
  Status run_on_main(const HostCommand& command, const Value* arguments, ReplySink* sink);
  void reply_from_main(const std::shared_ptr<base::ValueTree>& tree, ReplySink* sink,
                       unsigned worker);
  Status dispatch(PendingCommand command, unsigned worker);
  void run(WorkerCalls& calls, PendingCommand& command);
  void run_plugin(WorkerCalls& calls, const PendingCommand& command);
  void execute(WorkerCalls& calls, const PendingCommand& command);
  void refuse(const PendingCommand& command, unsigned worker);
  bool allow_refusal(HostCommandInWork& work, CommandContext& context);
  unsigned any_worker() const;
  base::Result<void> handle(CommandContext& context, const CommandEntry& entry) const;
  unsigned worker_for(const CommandEntry& entry, std::string_view call_id);
  ExtensionSet extensions() const;
  void start_monitor();
  std::vector<net::Endpoint> owned_ports();

  ServiceContext context_;
  Directory directory_;
  LoadMonitor monitor_;
  Destinations destinations_;
  RelayHops hops_;
  PortAudit audit_;
  SharedState shared_;
  WaitingCommands waiting_;
  std::vector<std::atomic<bool>> stalled_;                ///< of each worker, at the last look
  std::vector<std::unique_ptr<RunningCommand>> running_;  ///< of each worker
  std::vector<std::unique_ptr<WorkerCalls>> calls_;
  std::vector<std::unique_ptr<PluginCommands>> plugin_commands_;  ///< of each worker
  std::vector<std::unique_ptr<HandOverQueue>> hand_overs_;        ///< of each worker
  std::unique_ptr<loop::Timer> monitor_timer_;
  mutable std::mutex extensions_mutex_;
  ExtensionSet extensions_ = no_extensions();  ///< guarded by the mutex; touched by signalling only
};

ServiceImpl::ServiceImpl(ServiceContext context, Settings settings)
    : context_(std::move(context)),
      directory_(unsigned(context_.workers.size())),
      monitor_(unsigned(context_.workers.size())),
      destinations_(*context_.interfaces),
      hops_(*context_.interfaces),
      audit_(*context_.interfaces),
      stalled_(context_.workers.size()) {
  shared_.directory = &directory_;
  shared_.monitor = &monitor_;
  shared_.loop_mark = base::random_string(kLoopMarkLength, base::kLowerHexDigits);
  destinations_.configure(settings);
  const auto published = std::make_shared<const Settings>(std::move(settings));
  for (std::size_t i = 0; i < context_.workers.size(); ++i) {
    CallEnvironment environment;
    environment.worker = context_.workers[i];
    environment.io = context_.packet_io[i];
    environment.interfaces = context_.interfaces;
    environment.kernel_table = context_.kernel_table;
    environment.policy = &destinations_;
    environment.hops = &hops_;
    calls_.push_back(std::make_unique<WorkerCalls>(environment, shared_, published));
    running_.push_back(std::make_unique<RunningCommand>());
    plugin_commands_.push_back(std::make_unique<PluginCommands>(
        *context_.workers[i], context_.command_limits, *running_.back()));
    hand_overs_.push_back(std::make_unique<HandOverQueue>(*context_.workers[i], *calls_.back(),
                                                          *plugin_commands_.back()));
  }
  for (std::size_t i = 0; i < calls_.size(); ++i) {
    context_.workers[i]->run_and_wait([this, i] { calls_[i]->start_timer(); });
  }
  start_monitor();
}

void ServiceImpl::start_monitor() {
  loop::Worker& worker = *context_.workers.front();
  worker.run_and_wait([this, &worker] {
    monitor_timer_ = worker.timer([this] { monitor_.sample(base::monotonic_now()); });
    monitor_timer_->start(0, base::kSecond / 2);
  });
}

WorkerCalls* ServiceImpl::local_calls() {
  const loop::Worker* current = loop::Worker::current();
  if (current == nullptr || current->index() >= calls_.size()) return nullptr;
  return context_.workers[current->index()] == current ? calls_[current->index()].get() : nullptr;
}

void ServiceImpl::answer_unknown(std::string_view name, ReplySink& sink) const {
  std::string plugin;
  if (context_.missing_provider) plugin = context_.missing_provider(name);
  reject(name,
         plugin.empty() ? "Unrecognized command"
                        : "Command '" + base::log::excerpt(name) + "' needs plugin " + plugin +
                              ", which is not loaded",
         sink);
}

/// Where commands about no call that is up run: wherever they are, if that is a worker, else on the
/// first that is not stuck.
unsigned ServiceImpl::any_worker() const {
  if (const loop::Worker* current = loop::Worker::current()) return current->index();
  const base::Time now = base::monotonic_now();
  for (const loop::Worker* worker : context_.workers) {
    if (!in_one_turn_for(*worker, kLongTurn, now)) return worker->index();
  }
  return 0;
}

const HostCommand* ServiceImpl::find_host_command(std::string_view name) const {
  for (const HostCommand& command : context_.host_commands.commands) {
    if (command.name == name) return &command;
  }
  return nullptr;
}

Status ServiceImpl::run_on_main(const HostCommand& command, const Value* arguments,
                                ReplySink* sink) {
  const unsigned worker = any_worker();
  const bool posted = context_.host_commands.post([this, &command, arguments, sink, worker] {
    auto tree = std::make_shared<base::ValueTree>();
    const auto reply = tree->dictionary();
    const auto done = command.handler(arguments, reply);
    if (done) {
      reply.set("result", "ok");
    } else {
      LOG(notice, "%s failed: %s", command.name.c_str(), done.error().c_str());
      write_error(*tree, done.error());
    }
    reply_from_main(tree, sink, worker);
  });
  return posted ? Status::ok : Status::busy;
}

/// Replies are given on workers' threads, where control protocols have their sockets.
void ServiceImpl::reply_from_main(const std::shared_ptr<base::ValueTree>& tree, ReplySink* sink,
                                  unsigned worker) {
  loop::Worker& target = *context_.workers[worker];
  const auto reply = [tree, sink] { sink->on_reply(tree->root()); };
  if (!target.post(reply)) target.run_and_wait(reply);
}

/// Commands about no call that is up run wherever they are: on the caller's worker, if it is one.
unsigned ServiceImpl::worker_for(const CommandEntry& entry, std::string_view call_id) {
  if (entry.scope == CommandScope::call_or_create && !call_id.empty()) {
    return directory_.find_or_assign(call_id);
  }
  const int owner = entry.scope == CommandScope::daemon ? -1 : directory_.find(call_id);
  return owner >= 0 ? unsigned(owner) : any_worker();
}

ExtensionSet ServiceImpl::extensions() const {
  const std::lock_guard lock(extensions_mutex_);
  return extensions_;
}

int ServiceImpl::worker_for_plugin(std::string_view name, std::string_view call_id) const {
  const ExtensionSet set = extensions();
  const CommandExtension* known = set->find_command(name);
  // A plugin that was unloaded still answers for calls that began with it.
  const bool by_call = known == nullptr || known->spec->scope != rtpengine::CommandScope::daemon;
  const int owner = by_call && !call_id.empty() ? directory_.find(call_id) : -1;
  if (owner >= 0) return owner;
  return known != nullptr ? int(any_worker()) : -1;
}

Status ServiceImpl::submit(const Value* arguments, const CommandOrigin* origin,
                           ReplySink* sink) noexcept {
  const auto name = get_text(arguments, "command");
  const auto call_id = get_text(arguments, "call-id");
  const base::log::CallScope scope(call_id);
  if (name.empty()) {
    reject("a request", "Dictionary contains no key \"command\"", *sink);
    return Status::ok;
  }
  if (const auto checked = check_choosing_keys(arguments); !checked) {
    reject(name, checked.error(), *sink);
    return Status::ok;
  }
  if (const HostCommand* host = find_host_command(name)) {
    return run_on_main(*host, arguments, sink);
  }
  const CommandEntry* entry = find_command(name);
  const int worker =
      entry != nullptr ? int(worker_for(*entry, call_id)) : worker_for_plugin(name, call_id);
  if (worker < 0) {
    answer_unknown(name, *sink);
    return Status::ok;
  }
  PendingCommand command{entry, arguments, sink, {}};
  if (origin != nullptr) command.origin = text_of(*origin);
  const Status status = dispatch(std::move(command), unsigned(worker));
  if (status != Status::ok && entry != nullptr && entry->scope == CommandScope::call_or_create) {
    directory_.abandon(call_id, unsigned(worker));
  }
  return status;
}

Status ServiceImpl::dispatch(PendingCommand command, unsigned worker) {
  loop::Worker& target = *context_.workers[worker];
  if (target.on_this_thread() && !calls_[worker]->busy()) {
    run(*calls_[worker], command);
    return Status::ok;
  }
  const base::Time now = base::monotonic_now();
  if (stalled_[worker] && in_one_turn_for(target, context_.command_limits.response, now)) {
    refuse(command, worker);
    return Status::ok;
  }
  const auto waiting = waiting_.add(std::move(command), worker, now);
  const bool posted = target.post([this, worker, waiting] {
    if (waiting_.take(*waiting)) run(*calls_[worker], waiting->command);
  });
  if (posted) return Status::ok;
  // Whoever has refused it meanwhile has also replied.
  return waiting_.take(*waiting) ? Status::busy : Status::ok;
}

void ServiceImpl::refuse_overdue(base::Time now) {
  const base::Time limit = context_.command_limits.response;
  for (unsigned i = 0; i < context_.workers.size(); ++i) {
    const loop::Worker& worker = *context_.workers[i];
    stalled_[i] = in_one_turn_for(worker, limit, now);
    directory_.avoid(i, in_one_turn_for(worker, kLongTurn, now));
  }
  for (const auto& waiting : waiting_.take_older(now - limit))
    refuse(waiting->command, waiting->worker);
  for (const auto& running : running_) running->refuse_older(now - limit, kTooLong);
}

/// Answers a command that its worker does not come to.
void ServiceImpl::refuse(const PendingCommand& command, unsigned worker) {
  const auto call_id = get_text(command.arguments, "call-id");
  const base::log::CallScope scope(call_id);
  LOG_LIMITED(warning, "%s is refused: worker %u is stalled",
              std::string(get_text(command.arguments, "command")).c_str(), worker);
  const bool creates = command.entry && command.entry->scope == CommandScope::call_or_create;
  if (creates && directory_.abandon(call_id, worker) && supports_load_limit(command.arguments)) {
    reply_load_limit(*command.sink, kStalled);
  } else {
    reply_error(*command.sink, kStalled);
  }
}

void ServiceImpl::run(WorkerCalls& calls, PendingCommand& command) {
  const WorkerCalls::Busy busy(calls);
  if (command.entry == nullptr) {
    run_plugin(calls, command);
    return;
  }
  const auto call_id = get_text(command.arguments, "call-id");
  if (command.entry->scope == CommandScope::call_or_create && !call_id.empty() &&
      calls.find(call_id) == nullptr) {
    // The call may have ended, and been given to another worker, since the command was sent here.
    const unsigned owner = directory_.find_or_claim(call_id, calls.index());
    if (owner != calls.index()) {
      ReplySink* sink = command.sink;
      if (dispatch(std::move(command), owner) != Status::ok) {
        reply_error(*sink, "Too many commands waiting");
      }
      return;
    }
  }
  execute(calls, command);
}

/// The plugin that the call began with goes before the one that is in use now.
void ServiceImpl::run_plugin(WorkerCalls& calls, const PendingCommand& command) {
  const auto name = get_text(command.arguments, "command");
  const auto call_id = get_text(command.arguments, "call-id");
  const base::log::CallScope scope(call_id);
  const loop::WorkScope work("a command");
  Call* call = calls.find(call_id);
  const CommandExtension* extension = call ? call->extensions().find_command(name) : nullptr;
  const bool of_call = extension != nullptr;
  if (!of_call) extension = calls.extensions()->find_command(name);
  if (extension == nullptr) {
    answer_unknown(name, *command.sink);
    return;
  }
  if (extension->spec->scope == rtpengine::CommandScope::daemon) {
    call = nullptr;
  } else if (extension->spec->scope == rtpengine::CommandScope::call && call == nullptr) {
    reject(name, call_id.empty() ? kNoCallId : kUnknownCallId, *command.sink);
    return;
  }
  if (call != nullptr && !of_call) call->hold(extension->plugin);
  plugin_commands_[calls.index()]->run(*extension, call ? call->handle() : 0, command.arguments,
                                       *command.sink);
}

base::Result<void> ServiceImpl::handle(CommandContext& context, const CommandEntry& entry) const {
  if (entry.scope == CommandScope::call) {
    const auto call_id = get_text(context.arguments, "call-id");
    if (call_id.empty()) return base::Error{kNoCallId};
    if (context.calls->find(call_id) == nullptr) return base::Error{kUnknownCallId};
  }
  return entry.handler(context);
}

void ServiceImpl::execute(WorkerCalls& calls, const PendingCommand& command) {
  const CommandEntry& entry = *command.entry;
  const loop::WorkScope doing(entry.name.data());
  base::ValueTree& tree = calls.reply_tree();
  CommandContext context{command.arguments, command.origin, &calls, tree.dictionary()};
  HostCommandInWork work(entry.name, *command.sink);
  const bool refusable = allow_refusal(work, context);
  // Of the copy, if there is one: the client's may be gone at any moment.
  const auto call_id = get_text(context.arguments, "call-id");
  const base::log::CallScope scope(call_id);
  const bool is_new = calls.find(call_id) == nullptr;
  const auto done = handle(context, entry);
  if (entry.scope == CommandScope::call_or_create && calls.find(call_id) == nullptr) {
    directory_.release(call_id, calls.index());
  }
  if (entry.changes_call) {
    if (const Call* call = calls.find(call_id)) tell_changed(*call);
  }
  if (refusable) running_[calls.index()]->end();
  if (work.sink() == nullptr) {
    // The client believes that there is no such call.
    if (Call* call = is_new ? calls.find(call_id) : nullptr) calls.end(*call, EndReason::failed);
  } else if (!done) {
    reject(entry.name, done.error(), *work.sink());
  } else {
    context.reply.set("result", context.result);
    if (tree.complete()) {
      work.sink()->on_reply(tree.root());
    } else {
      reply_error(*work.sink(), "The reply is too large");
    }
  }
  tree.clear();
}

/// Where plugins take part a command may block. Its arguments go with the reply, so it works on a
/// copy then.
bool ServiceImpl::allow_refusal(HostCommandInWork& work, CommandContext& context) {
  const WorkerCalls& calls = *context.calls;
  const Call* call = calls.find(get_text(context.arguments, "call-id"));
  if ((call != nullptr ? call->extensions() : *calls.extensions()).parts.empty()) return false;
  RunningCommand& running = *running_[calls.index()];
  const Value* copy = running.copy(context.arguments);
  if (copy == nullptr) return false;
  context.arguments = copy;
  running.begin(work, base::monotonic_now());
  return true;
}

void ServiceImpl::reconfigure(Settings settings) {
  destinations_.configure(settings);
  const auto published = std::make_shared<const Settings>(std::move(settings));
  for (std::size_t i = 0; i < calls_.size(); ++i) {
    context_.workers[i]->run_and_wait(
        [this, i, &published] { calls_[i]->set_settings(published); });
  }
}

void ServiceImpl::set_extensions(ExtensionSet extensions) {
  for (std::size_t i = 0; i < calls_.size(); ++i) {
    context_.workers[i]->run_and_wait(
        [this, i, &extensions] { calls_[i]->set_extensions(extensions); });
  }
  const std::lock_guard lock(extensions_mutex_);
  extensions_ = std::move(extensions);
}

void ServiceImpl::hand_over(HandOver hand_over) {
  hand_over.progress->begin(unsigned(calls_.size()));
  const auto shared = std::make_shared<const HandOver>(std::move(hand_over));
  for (std::size_t i = 0; i < calls_.size(); ++i) {
    context_.workers[i]->run_and_wait([this, i, &shared] { hand_overs_[i]->add(shared); });
  }
}

base::Result<std::unique_ptr<Relocation>> ServiceImpl::relocate() {
  std::vector<Relocation::Site> sites;
  for (std::size_t i = 0; i < calls_.size(); ++i) {
    sites.push_back(
        {context_.workers[i], calls_[i].get(), plugin_commands_[i].get(), context_.packet_io[i]});
  }
  return Relocation::begin(std::move(sites), directory_);
}

void ServiceImpl::close_commands() {
  for (std::size_t i = 0; i < calls_.size(); ++i) {
    context_.workers[i]->run_and_wait(
        [this, i] { plugin_commands_[i]->close("The daemon is ending"); });
  }
}

void ServiceImpl::shut_down() {
  context_.workers.front()->run_and_wait([this] { monitor_timer_.reset(); });
  for (std::size_t i = 0; i < calls_.size(); ++i) {
    context_.workers[i]->run_and_wait([this, i] {
      hand_overs_[i]->close();
      calls_[i]->end_all(EndReason::shutdown);
    });
  }
}

std::vector<net::Endpoint> ServiceImpl::owned_ports() {
  std::vector<net::Endpoint> owned;
  for (std::size_t i = 0; i < calls_.size(); ++i) {
    context_.workers[i]->run_and_wait([this, i, &owned] {
      const auto open = calls_[i]->open_ports();
      owned.insert(owned.end(), open.begin(), open.end());
    });
  }
  return owned;
}

std::vector<net::Endpoint> ServiceImpl::orphaned_ports() { return audit_.orphans(owned_ports()); }

std::vector<net::Endpoint> ServiceImpl::audit_ports() {
  return audit_.lasting_orphans(owned_ports());
}

}  // namespace

std::unique_ptr<Service> Service::create(ServiceContext context, Settings settings) {
  return std::make_unique<ServiceImpl>(std::move(context), std::move(settings));
}

}  // namespace rtpengine::call
