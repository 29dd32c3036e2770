// SPDX-License-Identifier: GPL-3.0-or-later
//
// From texts to settings.
#include "app/configuration.h"

#include <cstdlib>

#include <syslog.h>

#include <array>
#include <charconv>
#include <utility>

#include "app/control_allow.h"
#include "net/address.h"

namespace rtpengine::app {
namespace {

constexpr const char* kDefaultListener = "127.0.0.1:2223";
/// Call-id and level leave room for a few words.
constexpr std::int64_t kShortestLogLine = 100;

/// Numbers of the words that the option table allows.
int facility_number(const std::string& name) {
  static constexpr std::array<std::pair<std::string_view, int>, 20> kFacilities = {{
      {"auth", LOG_AUTH},     {"authpriv", LOG_AUTHPRIV}, {"cron", LOG_CRON},
      {"daemon", LOG_DAEMON}, {"ftp", LOG_FTP},           {"kern", LOG_KERN},
      {"lpr", LOG_LPR},       {"mail", LOG_MAIL},         {"news", LOG_NEWS},
      {"syslog", LOG_SYSLOG}, {"user", LOG_USER},         {"uucp", LOG_UUCP},
      {"local0", LOG_LOCAL0}, {"local1", LOG_LOCAL1},     {"local2", LOG_LOCAL2},
      {"local3", LOG_LOCAL3}, {"local4", LOG_LOCAL4},     {"local5", LOG_LOCAL5},
      {"local6", LOG_LOCAL6}, {"local7", LOG_LOCAL7},
  }};
  for (const auto& [word, number] : kFacilities)
    if (name == word) return number;
  return -1;
}

base::Result<std::size_t> longest_log_line(const EffectiveOptions& options) {
  constexpr const char* kOption = "max-log-line-length";
  const std::int64_t length = options.integer(kOption);
  if (length == 0 || length >= kShortestLogLine) return static_cast<std::size_t>(length);
  return base::Error{options.values(kOption).front().origin + ": '" + options.text(kOption) +
                     "' is too short: the least is " + std::to_string(kShortestLogLine) +
                     ", or 0 for the default"};
}

base::Result<base::log::Settings> log_settings(const EffectiveOptions& options) {
  base::log::Settings log;
  log.level = static_cast<LogLevel>(options.integer("log-level"));
  log.facility = facility_number(options.text("log-facility"));
  log.facility_cdr = facility_number(options.text("log-facility-cdr"));
  log.facility_rtcp = facility_number(options.text("log-facility-rtcp"));
  log.facility_dtmf = facility_number(options.text("log-facility-dtmf"));
  log.to_stderr = options.flag("log-stderr");
  log.timestamps = !options.flag("no-log-timestamps");
  log.parsable = options.text("log-format") == "parsable";
  log.json = options.flag("log-json");
  log.srtp_keys = options.flag("log-srtp-keys");
  log.mark_prefix = options.text("log-mark-prefix");
  log.mark_suffix = options.text("log-mark-suffix");
  const auto max_line = longest_log_line(options);
  if (!max_line) return base::Error{max_line.error()};
  log.max_line = *max_line;
  return log;
}

/// The value of a limit that 0 switches off; fails if it is negative.
base::Result<std::optional<double>> limit(const EffectiveOptions& options, const char* name) {
  const double value = options.decimal(name);
  if (value < 0) {
    return base::Error{options.values(name).front().origin + ": must not be negative"};
  }
  return value > 0 ? std::optional(value) : std::nullopt;
}

base::Result<std::vector<net::IpAddress>> addresses(const std::vector<GivenValue>& values) {
  std::vector<net::IpAddress> all;
  for (const GivenValue& value : values) {
    const auto address = net::IpAddress::parse(value.text);
    if (!address) {
      return base::Error{value.origin + ": '" + value.text + "' is not a numeric IP address"};
    }
    all.push_back(*address);
  }
  return all;
}

/// Where control protocols listen: options of type endpoint called listen-something. A bare port
/// has no address.
base::Result<std::vector<net::Endpoint>> control_endpoints(const EffectiveOptions& options) {
  std::vector<net::Endpoint> all;
  for (const EffectiveOption& option : options.all()) {
    const bool listener = option.type == OptionType::endpoint && option.name.starts_with("listen");
    if (!listener || !option.active) continue;
    for (const GivenValue& value : option.values) {
      const auto endpoint = net::parse_endpoint(value.text);
      if (!endpoint) {
        return base::Error{value.origin + ": '" + value.text +
                           "' is not an address and port, or its name cannot be resolved"};
      }
      all.push_back(*endpoint);
    }
  }
  return all;
}

base::Result<call::Settings> call_settings(const EffectiveOptions& options) {
  call::Settings calls;
  calls.timeout = options.duration("timeout");
  calls.silent_timeout = options.duration("silent-timeout");
  calls.offer_timeout = options.duration("offer-timeout");
  calls.final_timeout = options.duration("final-timeout");
  calls.delete_delay = options.duration("delete-delay");
  if (const std::int64_t sessions = options.integer("max-sessions"); sessions >= 0)
    calls.max_sessions = static_cast<std::uint64_t>(sessions);
  const auto load = limit(options, "max-load");
  if (!load) return base::Error{load.error()};
  calls.max_load = *load;
  const auto cpu = limit(options, "max-cpu");
  if (!cpu) return base::Error{cpu.error()};
  calls.max_cpu = *cpu;
  if (const std::int64_t bandwidth = options.integer("max-bandwidth"); bandwidth > 0)
    calls.max_bandwidth = static_cast<std::uint64_t>(bandwidth);
  calls.tos = static_cast<std::uint8_t>(options.integer("tos"));
  calls.sip_source = options.flag("sip-source");
  calls.sdes.offer_gcm = options.flag("sdes-offer-gcm");
  calls.sdes.no_null = options.flag("sdes-no-null");
  const auto mode = media::learning_mode_from(options.text("endpoint-learning"));
  if (mode) calls.endpoint_learning = *mode;
  auto allowed = addresses(options.values("allow-media-to"));
  if (!allowed) return base::Error{allowed.error()};
  calls.allow_media_to = std::move(*allowed);
  auto control = control_endpoints(options);
  if (!control) return base::Error{control.error()};
  calls.control_endpoints = std::move(*control);
  return calls;
}

base::Result<void> check_range(const net::PortRange& range, const std::string& origin) {
  // An even port and the odd one above (RFC 3550 section 11).
  const unsigned first_even = range.min + (range.min & 1u);
  if (range.min > 0 && first_even + 1 <= range.max) return {};
  return base::Error{origin + ": the ports " + range.to_string() +
                     " hold no pair of an even port and the next one"};
}

base::Result<net::PortRange> port_range(const EffectiveOptions& options) {
  net::PortRange range;
  range.min = static_cast<std::uint16_t>(options.integer("port-min"));
  range.max = static_cast<std::uint16_t>(options.integer("port-max"));
  const char* blamed = options.find("port-max")->given ? "port-max" : "port-min";
  auto fine = check_range(range, options.values(blamed).front().origin);
  if (!fine) return base::Error{fine.error()};
  return range;
}

/// Ports that an interface in the file's map form has for itself.
base::Result<std::optional<net::PortRange>> own_ports(const GivenValue& value,
                                                      net::PortRange range) {
  bool any = false;
  for (const auto& [key, text] : value.fields) {
    if (key != "port-min" && key != "port-max") continue;
    std::uint16_t port = 0;
    const char* end = text.data() + text.size();
    const auto parsed = std::from_chars(text.data(), end, port);
    if (parsed.ec != std::errc() || parsed.ptr != end || port == 0) {
      return base::Error{value.origin + ": " + key + ": '" + text + "' is not a port (1 to 65535)"};
    }
    (key == "port-min" ? range.min : range.max) = port;
    any = true;
  }
  if (!any) return std::optional<net::PortRange>();
  if (auto fine = check_range(range, value.origin); !fine) return base::Error{fine.error()};
  return std::optional(range);
}

base::Result<std::vector<net::InterfaceSpec>> interface_specs(const EffectiveOptions& options,
                                                              net::PortRange range) {
  const auto& values = options.values("interface");
  if (values.empty()) return base::Error{"Missing option --interface"};
  std::vector<net::InterfaceSpec> all;
  for (const GivenValue& value : values) {
    auto specs = net::InterfaceSpec::parse(value.text);
    if (!specs) return base::Error{value.origin + ": " + specs.error()};
    const auto ports = own_ports(value, range);
    if (!ports) return base::Error{ports.error()};
    for (net::InterfaceSpec& spec : *specs) {
      spec.ports = *ports;
      all.push_back(std::move(spec));
    }
  }
  return all;
}

base::Result<ThreadScheduling> scheduling(const EffectiveOptions& options, const char* policy,
                                          const char* priority) {
  std::optional<int> number;
  if (options.has(priority)) number = static_cast<int>(options.integer(priority));
  auto made = ThreadScheduling::from(options.text(policy), number);
  if (!made) return base::Error{options.values(priority).front().origin + ": " + made.error()};
  return made;
}

std::string no_listener_text(const std::vector<std::string>& absent) {
  std::string list;
  for (const std::string& plugin : absent) list += (list.empty() ? "" : " and ") + plugin;
  return "nobody can signal calls: " +
         (absent.size() == 1 ? "plugin " + list + " is" : "plugins " + list + " are") +
         " not loaded";
}

/// Where the service manager lets us put things while we run; empty: nowhere.
std::string runtime_folder() {
  const char* folders = std::getenv("RUNTIME_DIRECTORY");
  const std::string all = folders != nullptr ? folders : "";
  return all.substr(0, all.find(':'));
}

std::string successor_socket(const std::string& given, const std::string& pidfile) {
  if (!given.empty()) return given;
  if (const std::string folder = runtime_folder(); !folder.empty()) {
    return folder + "/take-over.sock";
  }
  return pidfile.empty() ? std::string() : pidfile + ".take-over";
}

}  // namespace

base::Result<Configuration> Configuration::from(EffectiveOptions options) {
  Configuration made;
  made.options = std::move(options);
  const EffectiveOptions& from = made.options;
  auto log = log_settings(from);
  if (!log) return base::Error{log.error()};
  made.log = std::move(*log);
  made.foreground = from.flag("foreground");
  made.pidfile = from.text("pidfile");
  made.take_over = from.flag("take-over");
  made.take_over_socket = successor_socket(from.text("take-over-socket"), made.pidfile);
  made.no_fallback = from.flag("no-fallback");
  made.batch_delay = from.duration("batch-delay");
  made.keep_sockets = static_cast<std::size_t>(from.integer("keep-sockets"));
  // The table of options knows the same words.
  made.packet_engine =
      net::engine_choice_from(from.text("packet-engine")).value_or(net::EngineChoice::automatic);
  made.port_rate_limit = static_cast<std::uint32_t>(from.integer("port-rate-limit"));
  made.command_timeout = from.duration("command-timeout");
  made.plugin_values = from.plugin_values();
  if (auto fine = check_control_allow(from); !fine) return base::Error{fine.error()};
  made.num_threads =
      from.has("num-threads") ? static_cast<unsigned>(from.integer("num-threads")) : usable_cpus();

  auto ports = port_range(from);
  if (!ports) return base::Error{ports.error()};
  made.ports = *ports;
  auto specs = interface_specs(from, made.ports);
  if (!specs) return base::Error{specs.error()};
  made.interfaces = std::move(*specs);
  auto calls = call_settings(from);
  if (!calls) return base::Error{calls.error()};
  made.calls = std::move(*calls);
  auto table = kernel::TableChoice::parse(from.text("table"));
  if (!table) return base::Error{from.values("table").front().origin + ": " + table.error()};
  made.table = *table;
  auto workers = scheduling(from, "scheduling", "priority");
  if (!workers) return base::Error{workers.error()};
  made.worker_scheduling = *workers;
  auto main_thread = scheduling(from, "idle-scheduling", "idle-priority");
  if (!main_thread) return base::Error{main_thread.error()};
  made.main_scheduling = *main_thread;
  return made;
}

base::Result<ListenerRemarks> ensure_control_listener(EffectiveOptions& options,
                                                      bool foreign_plugins) {
  std::vector<std::string> absent;
  for (const char* name : {"listen-ng", "listen-tcp-ng", "listen-udp", "listen-tcp"}) {
    const EffectiveOption* option = options.find(name);
    if (!option || option->values.empty()) continue;
    if (option->active) return ListenerRemarks();
    absent.push_back(option->owner + " (option " + name + ")");
  }
  const EffectiveOption* ng = options.find("listen-ng");
  if (ng && ng->active) {
    options.set("listen-ng", kDefaultListener, "default of --listen-ng");
    return ListenerRemarks{
        std::string("no control listener is configured, ng listens on ") + kDefaultListener, {}};
  }
  if (foreign_plugins) return ListenerRemarks();
  if (!absent.empty()) return ListenerRemarks{{}, no_listener_text(absent)};
  return base::Error{"no control protocol plugin is loaded, such as ng: nobody could signal calls"};
}

}  // namespace rtpengine::app
