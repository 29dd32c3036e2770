// SPDX-License-Identifier: GPL-3.0-or-later
//
// The life of the process.
#include "app/daemon.h"

#include <signal.h>
#include <unistd.h>

#include <algorithm>
#include <cstdio>
#include <cstdlib>

#include "app/effective_yaml.h"
#include "app/help.h"
#include "app/privileges.h"
#include "app/reload.h"
#include "app/service_manager.h"
#include "app/threads.h"
#include "base/log.h"

namespace rtpengine::app {
namespace {

constexpr base::Time kAuditInterval = 60 * base::kSecond;
constexpr base::Time kStatusInterval = 5 * base::kSecond;
/// How often a daemon that drains looks whether it is empty.
constexpr base::Time kDrainInterval = 100 * base::kMillisecond;
/// How long a successor may take for each of its words, while nobody serves.
constexpr base::Time kSuccessorPatience = 3 * base::kSecond;

/// An error that whoever started the program sees.
int fail(const std::string& text) {
  std::fprintf(stderr, "rtpengine: %s\n", text.c_str());
  return EXIT_FAILURE;
}

/// An error at start, when the log is configured: it goes there as well.
int fail_and_log(const std::string& text, bool log_is_stderr) {
  LOG(critical, "%s", text.c_str());
  return log_is_stderr ? EXIT_FAILURE : fail(text);
}

bool asks_for(const Given& given, const char* action) {
  const auto found = given.find(action);
  return found != given.end() && found->second.back().text == "true";
}

void print(const std::string& text) { std::fputs(text.c_str(), stdout); }

bool changes_log(const ReloadPlan& plan) {
  return std::any_of(plan.changes.begin(), plan.changes.end(), [&](const OptionChange& change) {
    return plan.configuration.options.find(change.name)->owner == kLog;
  });
}

void log_lines(const LoadedConfiguration& loaded) {
  for (const std::string& warning : loaded.warnings) LOG(warning, "%s", warning.c_str());
  for (const std::string& note : loaded.notes) LOG(info, "%s", note.c_str());
}

}  // namespace

Daemon::Daemon(std::vector<std::string> arguments, Places places)
    : arguments_(arguments), loader_(std::move(arguments), std::move(places)) {}

Daemon::~Daemon() = default;

int Daemon::run() {
  // No part may end the process on a connection that went away.
  signal(SIGPIPE, SIG_IGN);
  if (const auto status = run_early_action()) return *status;

  // Until the configuration is known the log goes to standard error.
  if (auto loaded = loader_.load_plugins(registry_); !loaded) return fail_early(loaded.error());
  auto loaded = loader_.load();
  if (!loaded) return fail_early(loaded.error());
  if (const auto status = run_action(*loaded)) return *status;

  const bool log_is_stderr = loaded->configuration.log.to_stderr;
  auto started = start(*loaded);
  if (!started) {
    end();
    return fail_and_log(started.error(), log_is_stderr);
  }
  serve();
  return EXIT_SUCCESS;
}

int Daemon::fail_early(const std::string& text) const {
  const Given given = loader_.peek();
  // There is no log configuration yet; the log's defaults will do for the last words.
  const bool only_checking = asks_for(given, "check-config");
  if (!only_checking && !asks_for(given, "log-stderr")) {
    base::log::configure({});
    LOG(critical, "%s", text.c_str());
  }
  return fail(text);
}

std::optional<int> Daemon::run_early_action() {
  const Given given = loader_.peek();
  if (asks_for(given, "version")) {
    print(version_text());
    return EXIT_SUCCESS;
  }
  if (asks_for(given, "help")) {
    // As much as the configuration lets us know about plugins.
    if (auto loaded = loader_.load_plugins(registry_); !loaded)
      std::fprintf(stderr, "rtpengine: %s\n", loaded.error().c_str());
    print(help_text(loader_.catalog()));
    return EXIT_SUCCESS;
  }
  if (asks_for(given, "list-plugins")) {
    auto loaded = loader_.load_plugins(registry_);
    print(plugin_list_text(registry_.describe()));
    return loaded ? EXIT_SUCCESS : fail(loaded.error());
  }
  if (asks_for(given, "codecs")) {
    if (auto loaded = loader_.load_plugins(registry_); !loaded) return fail(loaded.error());
    return fail(registry_.has("transcode")
                    ? "--codecs: this version of plugin transcode does not list its codecs"
                    : "--codecs needs plugin transcode, which is not loaded");
  }
  return std::nullopt;
}

std::optional<int> Daemon::run_action(const LoadedConfiguration& loaded) {
  const EffectiveOptions& options = loaded.configuration.options;
  if (options.flag("check-config")) {
    for (const std::string& warning : loaded.warnings)
      std::fprintf(stderr, "rtpengine: warning: %s\n", warning.c_str());
    print(effective_yaml(options, loader_.plugins()));
    return EXIT_SUCCESS;
  }
  return std::nullopt;
}

base::Result<void> Daemon::start(const LoadedConfiguration& loaded) {
  running_ = loaded.configuration;
  const Configuration& configuration = *running_;
  if (!configuration.foreground) {
    if (auto entered = background_.enter(); !entered) return entered;
  }
  base::log::configure(configuration.log);
  LOG(notice, "rtpengine %s starts%s%s", RTPENGINE_VERSION,
      loader_.file_name().empty() ? " without a configuration file" : ", configured by ",
      loader_.file_name().c_str());
  log_lines(loaded);
  if (!configuration.log.to_stderr) {
    // So far their problems were told to standard error only.
    for (const plugin::PluginInfo& info : registry_.describe())
      if (!info.problem.empty()) LOG(warning, "%s", info.problem.c_str());
  }
  const unsigned long files = raise_open_files_limit();

  // Signals wait in the loop from here on, also for the threads that come.
  loop_ = std::make_unique<loop::MainLoop>();
  handle_signals();
  registry_.set_option_source(plugin_options_);
  engine_ = std::make_unique<Engine>(registry_, loop_.get(), loader_.plugin_folders());
  make_commands();
  if (auto up = start_engine(loaded); !up) return up;
  watchdog_ = std::make_unique<loop::Watchdog>(
      engine_->workers(), [this](base::Time now) { engine_->refuse_overdue(now); });
  watchdog_->start();
  // Not before the other threads run: they inherit it from the one that makes them.
  if (auto applied = apply_scheduling(configuration.main_scheduling); !applied)
    LOG(warning, "the main thread runs with the default scheduling: %s", applied.error().c_str());
  start_timers();
  if (!configuration.pidfile.empty()) {
    const auto written = pidfile_.write(configuration.pidfile);
    // One that has taken over already cannot say no any more.
    if (!written && !configuration.take_over) return written;
    if (!written) LOG(error, "%s", written.error().c_str());
  }
  open_door();
  LOG(notice, "rtpengine is ready: %u workers, %s packet I/O, ports %s, %lu open files",
      configuration.num_threads, engine_->packet_io_name().c_str(),
      configuration.ports.to_string().c_str(), files);
  return {};
}

base::Result<void> Daemon::start_engine(const LoadedConfiguration& loaded) {
  const Configuration& configuration = loaded.configuration;
  const auto before_threads = [this] { give_up_privileges(); };
  if (!configuration.take_over) {
    return engine_->start(configuration, loaded.must_run, before_threads);
  }
  if (configuration.take_over_socket.empty()) {
    return base::Error{"--take-over: where to? Give --take-over-socket, or --pidfile"};
  }
  auto predecessor = Predecessor::find(configuration.take_over_socket);
  if (!predecessor) return base::Error{"--take-over: " + predecessor.error()};
  auto up = engine_->start(configuration, loaded.must_run, before_threads, predecessor->get());
  if (!up) {
    (*predecessor)->say_failed(up.error());
    return base::Error{"--take-over: " + up.error()};
  }
  successor_.note_taken(engine_->call_count());
  LOG(notice, "take-over: %zu calls were taken over", engine_->call_count());
  return {};
}

/// A daemon that nobody can take over from is none the worse for it.
void Daemon::open_door() {
  const std::string& path = running_->take_over_socket;
  if (path.empty()) {
    successor_.set_obstacle("neither take-over-socket nor pidfile is given");
    return;
  }
  door_ = std::make_unique<TakeOverDoor>(
      *loop_, [this](net::Descriptor socket, pid_t pid) { on_successor(std::move(socket), pid); });
  if (auto opened = door_->open(path, running_->take_over); !opened) {
    LOG(warning, "nobody will be able to take over from this daemon: %s", opened.error().c_str());
    successor_.set_obstacle(opened.error());
    door_.reset();
  }
}

void Daemon::on_successor(net::Descriptor socket, pid_t pid) {
  if (handed_over_) return;
  LOG(notice, "take-over: process %ld asks for the calls", static_cast<long>(pid));
  const base::Time begin = base::monotonic_now();
  TransferChannel channel(std::move(socket), kSuccessorPatience);
  const auto count = engine_->hand_over(channel);
  const double took = double(base::monotonic_now() - begin) / base::kMillisecond;
  if (!count) {
    successor_.note_failure(count.error());
    LOG(error, "take-over: it failed after %.1f ms, this process goes on: %s", took,
        count.error().c_str());
    return;
  }
  handed_over_ = true;
  LOG(notice, "take-over: process %ld has %zu calls since %.1f ms; this one ends",
      static_cast<long>(pid), *count, took);
  service_manager::succeeded_by(pid);
  pidfile_.leave();
  door_->leave();
  loop_->stop();
}

void Daemon::give_up_privileges() const {
  const auto plugins = registry_.describe();
  const bool table_plugin = std::any_of(
      plugins.begin(), plugins.end(),
      [](const plugin::PluginInfo& info) { return (info.kinds & kind_kernel_table) != 0; });
  const auto left = keep_capabilities(
      needed_capabilities(*running_, engine_->packet_io_name() == "steered", table_plugin));
  if (!left) {
    LOG(warning, "privileges that are not needed cannot be given up: %s", left.error().c_str());
  } else {
    LOG(info, "capabilities from now on: %s", capability_names(*left).c_str());
  }
}

void Daemon::make_commands() {
  engine_->add_command({SuccessorCommand::kName,
                        [this](const Value* arguments, const base::DictionaryBuilder& reply) {
                          return successor_.run(arguments, reply);
                        }});
  drain_ = std::make_unique<DrainCommand>(DrainCommand::Surroundings{
      [this](bool draining) { set_draining(draining); }, [this] { return engine_->call_count(); },
      [this] { loop_->stop(); }});
  engine_->add_command(
      {DrainCommand::kName, [this](const Value* arguments, const base::DictionaryBuilder& reply) {
         return drain_->run(arguments, reply);
       }});
}

void Daemon::set_draining(bool draining) {
  engine_->set_draining(draining);
  if (!draining) {
    drain_timer_.reset();
    return;
  }
  drain_timer_ = loop_->timer([this] { drain_->look(); });
  drain_timer_->start(kDrainInterval, kDrainInterval);
}

void Daemon::handle_signals() {
  for (const int signo : {SIGTERM, SIGINT}) {
    loop_->on_signal(signo, [this, signo] {
      LOG(notice, "%s: rtpengine ends", signo == SIGTERM ? "SIGTERM" : "SIGINT");
      loop_->stop();
    });
  }
  loop_->on_signal(SIGHUP, [this] { reload(); });
  loop_->on_signal(SIGUSR1, [this] { shift_log_level(-1); });
  loop_->on_signal(SIGUSR2, [this] { shift_log_level(+1); });
}

void Daemon::start_timers() {
  audit_timer_ = loop_->timer([this] { engine_->audit_ports(); });
  audit_timer_->start(kAuditInterval, kAuditInterval);
  status_timer_ = loop_->timer([this] {
    report_calls();
    successor_.look();
    engine_->close_idle_sockets();
    memory_trim_.look(engine_->call_count(), engine_->take_most_calls());
  });
  status_timer_->start(kStatusInterval, kStatusInterval);
}

void Daemon::serve() {
  service_manager::ready(status_text());
  background_.ready(running_->log.to_stderr);
  loop_->run();
  if (!handed_over_) service_manager::stopping();
  end();
  LOG(notice, "rtpengine has ended");
}

void Daemon::end() {
  door_.reset();
  drain_timer_.reset();
  status_timer_.reset();
  audit_timer_.reset();
  watchdog_.reset();
  if (engine_ != nullptr) {
    engine_->stop();
    left_jobs_ = engine_->has_left_jobs();
  }
  engine_.reset();
  base::log::tell_left_out();
}

void Daemon::reload() {
  service_manager::reloading();
  LOG(notice, "SIGHUP: reading the configuration again");
  const auto wanted = loader_.reload();
  const auto applied = wanted ? apply(*wanted) : base::Result<void>(base::Error{wanted.error()});
  if (!applied) LOG(error, "the configuration stays as it is: %s", applied.error().c_str());
  service_manager::ready(status_text());
}

base::Result<void> Daemon::apply(const LoadedConfiguration& wanted) {
  auto plan = plan_reload(*running_, wanted.configuration);
  if (!plan) return base::Error{plan.error()};
  std::size_t added = 0;
  if (auto taken = engine_->reconfigure(plan->configuration, &added); !taken) return taken;
  running_ = plan->configuration;
  // A level that a signal has set stays as long as nothing about the log is changed.
  if (changes_log(*plan)) base::log::configure(running_->log);
  log_lines(wanted);
  for (const OptionChange& change : plan->changes) {
    if (change.takes_effect) LOG(notice, "%s", change.text.c_str());
    if (!change.takes_effect) LOG(warning, "%s", change.text.c_str());
  }
  LOG(notice, "the configuration was read again: %zu options changed, %zu addresses added",
      plan->changes.size(), added);
  return {};
}

void Daemon::shift_log_level(int by) {
  const int wanted = static_cast<int>(base::log::level()) + by;
  const int lowest = static_cast<int>(LogLevel::emergency);
  const int highest = static_cast<int>(LogLevel::debug);
  const int level = wanted < lowest ? lowest : wanted > highest ? highest : wanted;
  base::log::set_level(static_cast<LogLevel>(level));
  LOG(notice, "log level is %d now", level);
}

std::string Daemon::status_text() const {
  const char* draining = drain_->draining() ? ", draining" : "";
  return std::to_string(engine_->call_count()) + " calls" + draining;
}

void Daemon::report_calls() {
  std::string text = status_text();
  if (text == last_status_) return;
  service_manager::status(text);
  last_status_ = std::move(text);
}

}  // namespace rtpengine::app
