// SPDX-License-Identifier: GPL-3.0-or-later
//
// Options of the daemon itself, and the names that are written differently in some place.
#include "app/option_table.h"

#include <array>
#include <utility>

namespace rtpengine::app {
namespace {

constexpr const char* kFacilities =
    "auth authpriv cron daemon ftp kern lpr mail news syslog user uucp "
    "local0 local1 local2 local3 local4 local5 local6 local7";
constexpr const char* kSchedulers = "default none fifo rr other batch idle";
constexpr const char* kOneLevel = "the lines of this daemon are not divided by subsystem";

constexpr Option kDaemonOptions[] = {
    // What to do
    {.owner = "core", .name = "help", .short_name = 'h', .traits = kCommandLineOnly | kAction,
     .help = "Print the options and exit."},
    {.owner = "core", .name = "version", .short_name = 'v', .traits = kCommandLineOnly | kAction,
     .help = "Print the version and exit."},
    {.owner = "core", .name = "codecs", .traits = kCommandLineOnly | kAction,
     .help = "Print which codecs can be transcoded and exit; needs the plugin transcode."},
    {.owner = "core", .name = "check-config", .traits = kCommandLineOnly | kAction,
     .help = "Read the configuration, load the plugins, print the effective configuration as YAML "
             "and exit with status 0, or with 1 if there is an error."},
    {.owner = "core", .name = "list-plugins", .traits = kCommandLineOnly | kAction,
     .help = "Print the plugins that would be loaded and exit."},
    {.owner = "core", .name = "config-file", .type = OptionType::text, .placeholder = "FILE",
     .traits = kCommandLineOnly,
     .help = "Configuration file; 'none' reads no file."},
    {.owner = "core", .name = "config-section", .type = OptionType::text, .placeholder = "NAME",
     .traits = kCommandLineOnly,
     .help = "Merge the instance of this name from the file's map 'instances' over the rest."},
    {.owner = "core", .name = "plugin-dir", .type = OptionType::text, .placeholder = "DIR",
     .traits = kTopLevel, .help = "Folder that plugins are loaded from."},
    {.owner = "core", .name = "load-plugin", .type = OptionType::text,
     .placeholder = "NAME|PATH", .traits = kRepeatable | kTopLevel,
     .help = "Load this plugin in addition to those that the configuration file lists."},
    {.owner = "core", .name = "no-load-plugin", .type = OptionType::text, .placeholder = "NAME",
     .traits = kRepeatable | kCommandLineOnly, .help = "Do not load this plugin."},

    // Process
    {.owner = "core", .name = "foreground", .short_name = 'f',
     .help = "Do not go into the background."},
    {.owner = "core", .name = "pidfile", .short_name = 'p', .type = OptionType::text,
     .placeholder = "FILE", .help = "Write the process id to this file."},
    {.owner = "core", .name = "num-threads", .type = OptionType::integer, .placeholder = "N",
     .min = 1, .max = 1024, .help = "Number of media workers; one per CPU by default."},
    {.owner = "core", .name = "scheduling", .type = OptionType::text, .default_value = "default",
     .placeholder = "POLICY", .choices = kSchedulers,
     .help = "Scheduling policy of the media workers."},
    {.owner = "core", .name = "priority", .type = OptionType::integer, .placeholder = "N",
     .min = -20, .max = 99,
     .help = "Priority of the media workers: 1 to 99 with a real-time policy, else a nice value."},
    {.owner = "core", .name = "idle-scheduling", .type = OptionType::text,
     .default_value = "default", .placeholder = "POLICY", .choices = kSchedulers,
     .help = "Scheduling policy of the main thread."},
    {.owner = "core", .name = "idle-priority", .type = OptionType::integer, .placeholder = "N",
     .min = -20, .max = 99, .help = "Priority of the main thread, as for priority."},
    {.owner = "core", .name = "thread-stack", .type = OptionType::integer,
     .default_value = "2048", .placeholder = "KB", .min = 0, .max = 1048576,
     .no_effect = "stacks have the system's size and take only the memory they use",
     .help = "Size of the threads' stacks in kilobytes."},
    {.owner = "core", .name = "poller-per-thread",
     .no_effect = "each worker always polls its own sockets",
     .help = "Give each worker a poller of its own."},
    {.owner = "core", .name = "socket-cpu-affinity", .type = OptionType::integer,
     .default_value = "0", .placeholder = "N",
     .no_effect = "sockets belong to the worker of their call",
     .help = "Bind media sockets to CPUs."},

    // Kernel
    {.owner = "core", .name = "table", .short_name = 't', .type = OptionType::text,
     .default_value = "auto", .placeholder = "TABLE",
     .help = "Kernel forwarding table: auto, the number of a table of xt_RTPENGINE, ebpf, or none "
             "(also -1) for user space only."},
    {.owner = "core", .name = "no-fallback", .short_name = 'F',
     .help = "Refuse to start when the kernel forwarding table cannot be used."},

    // Addresses
    {.owner = "core", .name = "interface", .short_name = 'i', .type = OptionType::text,
     .placeholder = "[NAME/]ADDRESS[!ADVERTISED]", .traits = kRepeatable | kLive,
     .help = "Local address for media: a numeric address or the name of a system interface, in a "
             "logical interface called NAME, shown to the parties as ADVERTISED. A reload adds "
             "interfaces and removes none."},
    {.owner = "core", .name = "port-min", .short_name = 'm', .type = OptionType::integer,
     .default_value = "30000", .placeholder = "PORT", .traits = kLive, .min = 1, .max = 65535,
     .help = "Lowest UDP port for media."},
    {.owner = "core", .name = "port-max", .short_name = 'M', .type = OptionType::integer,
     .default_value = "40000", .placeholder = "PORT", .traits = kLive, .min = 1, .max = 65535,
     .help = "Highest UDP port for media."},
    {.owner = "core", .name = "save-interface-ports", .short_name = 'S',
     .no_effect = "ports are opened on one address of the wanted family only, until ICE needs more",
     .help = "Open ports on the first address of a logical interface only."},
    {.owner = "core", .name = "tos", .short_name = 'T', .type = OptionType::integer,
     .default_value = "0", .placeholder = "TOS", .traits = kLive, .min = 0, .max = 255,
     .help = "TOS or traffic class of media packets; 0 leaves it alone."},
    {.owner = "core", .name = "batch-delay", .type = OptionType::seconds, .default_value = "1ms",
     .placeholder = "TIME", .min = 0, .max = 20'000,
     .help = "Under load a worker handles packets in batches this far apart, at most 20ms; 0 "
             "handles each packet on arrival."},

    // Calls
    {.owner = "core", .name = "timeout", .short_name = 'o', .type = OptionType::seconds,
     .default_value = "60", .placeholder = "SECONDS", .traits = kLive,
     .help = "A call ends when no stream of it got a packet for this long."},
    {.owner = "core", .name = "silent-timeout", .short_name = 's', .type = OptionType::seconds,
     .default_value = "3600", .placeholder = "SECONDS", .traits = kLive,
     .help = "As timeout, for media that is not to receive (hold, inactive)."},
    {.owner = "core", .name = "final-timeout", .short_name = 'a', .type = OptionType::seconds,
     .default_value = "0", .placeholder = "SECONDS", .traits = kLive,
     .help = "Longest life of a call, whatever it does; 0 sets no limit."},
    {.owner = "core", .name = "offer-timeout", .type = OptionType::seconds,
     .default_value = "3600", .placeholder = "SECONDS", .traits = kLive,
     .help = "As timeout, for media whose remote address is not known yet."},
    {.owner = "core", .name = "delete-delay", .short_name = 'd', .type = OptionType::seconds,
     .default_value = "30", .placeholder = "SECONDS", .traits = kLive,
     .help = "How long a deleted call keeps its ports and its state."},
    {.owner = "core", .name = "max-sessions", .type = OptionType::integer,
     .default_value = "-1", .placeholder = "N", .traits = kLive, .min = -1,
     .help = "New calls are refused from this number of calls on; 0 refuses all new calls, -1 "
             "sets no limit."},
    {.owner = "core", .name = "max-load", .type = OptionType::decimal, .placeholder = "LOAD",
     .traits = kLive,
     .help = "New calls are refused while the 1-minute load average is above; 0 sets no limit."},
    {.owner = "core", .name = "max-cpu", .type = OptionType::decimal, .placeholder = "PERCENT",
     .traits = kLive,
     .help = "New calls are refused while the CPU usage is above; 0 sets no limit."},
    {.owner = "core", .name = "max-bandwidth", .type = OptionType::integer,
     .placeholder = "BYTES", .traits = kLive, .min = 0,
     .help = "New calls are refused while more bytes per second are received; 0 sets no limit."},
    {.owner = "core", .name = "sip-source", .traits = kLive,
     .help = "Treat every message as if it had the flag 'SIP source address'."},
    {.owner = "core", .name = "endpoint-learning", .type = OptionType::text,
     .default_value = "safe", .placeholder = "MODE", .traits = kLive,
     .choices = "safe delayed immediate off heuristic",
     .help = "How the address to send to is learned from the packets that arrive."},
    {.owner = "core", .name = "allow-media-to", .type = OptionType::text,
     .placeholder = "ADDRESS", .traits = kRepeatable | kLive,
     .help = "Let media go to this loopback, multicast or other special address after all."},
    {.owner = "core", .name = "reject-invalid-sdp",
     .no_effect = "bodies that cannot be read are always refused",
     .help = "Refuse bodies that break the rules of SDP instead of passing on what is unclear."},
    {.owner = "core", .name = "software-id", .type = OptionType::text, .placeholder = "TEXT",
     .help = "Name of this software in STUN messages; other characters than letters and digits "
             "become dashes."},
    {.owner = "core", .name = "dtmf-log-dest", .type = OptionType::endpoint,
     .placeholder = "ADDRESS:PORT", .no_effect = "DTMF events are not reported yet",
     .help = "Send DTMF events as JSON over UDP to this address."},
    {.owner = "core", .name = "dtmf-log-ng-tcp",
     .no_effect = "DTMF events are not reported yet",
     .help = "Send DTMF events as JSON to the clients that are connected by TCP."},
    {.owner = "core", .name = "dtmf-no-suppress",
     .no_effect = "DTMF events are not reported yet",
     .help = "Report DTMF events of blocked parties to the other parties' log too."},
    {.owner = "core", .name = "active-switchover",
     .no_effect = "no database with calls of others is connected",
     .help = "A call of another instance becomes an own one when it is active here."},
    {.owner = "core", .name = "jitter-buffer", .type = OptionType::integer,
     .default_value = "0", .placeholder = "PACKETS", .min = 0,
     .no_effect = "there is no jitter buffer yet", .help = "Size of the jitter buffer."},
    {.owner = "core", .name = "jb-clock-drift",
     .no_effect = "there is no jitter buffer yet",
     .help = "Make up for clock drift in the jitter buffer."},
    {.owner = "core", .name = "mos", .type = OptionType::text, .default_value = "CQ",
     .placeholder = "KIND", .choices = "CQ LQ", .no_effect = "MOS figures are not computed yet",
     .help = "Compute conversational or listening quality."},
    {.owner = "core", .name = "debug-srtp",
     .no_effect = "SRTP errors are counted by reason and shown by query",
     .help = "Write details of SRTP errors to the log."},

    // Log
    {.owner = "log", .name = "log-level", .short_name = 'L', .type = OptionType::integer,
     .default_value = "6", .placeholder = "LEVEL", .traits = kLive, .min = 0, .max = 7,
     .help = "Least important lines to write: 3 error, 4 warning, 5 notice, 6 info, 7 debug."},
    {.owner = "log", .name = "log-facility", .type = OptionType::text, .default_value = "daemon",
     .placeholder = "FACILITY", .traits = kLive, .choices = kFacilities,
     .help = "Syslog facility."},
    {.owner = "log", .name = "log-facility-cdr", .type = OptionType::text,
     .placeholder = "FACILITY", .traits = kLive, .choices = kFacilities,
     .help = "Write a line with the details of each ended call to this facility."},
    {.owner = "log", .name = "log-facility-rtcp", .type = OptionType::text,
     .placeholder = "FACILITY", .traits = kLive, .choices = kFacilities,
     .help = "Write the content of RTCP packets to this facility."},
    {.owner = "log", .name = "log-facility-dtmf", .type = OptionType::text,
     .placeholder = "FACILITY", .traits = kLive, .choices = kFacilities,
     .help = "Write DTMF events to this facility."},
    {.owner = "log", .name = "log-format", .type = OptionType::text,
     .default_value = "default", .placeholder = "FORMAT", .traits = kLive,
     .choices = "default parsable", .help = "Form of the call-id in front of lines."},
    {.owner = "log", .name = "log-json", .traits = kLive,
     .help = "Write each line as a JSON object."},
    {.owner = "log", .name = "log-stderr", .short_name = 'E', .traits = kLive,
     .help = "Write to standard error instead of syslog."},
    {.owner = "log", .name = "no-log-timestamps", .traits = kLive,
     .help = "Write no time stamps to standard error."},
    {.owner = "log", .name = "log-mark-prefix", .type = OptionType::text, .placeholder = "TEXT",
     .traits = kLive, .help = "Put in front of private data, such as addresses."},
    {.owner = "log", .name = "log-mark-suffix", .type = OptionType::text, .placeholder = "TEXT",
     .traits = kLive, .help = "Put after private data."},
    {.owner = "log", .name = "log-srtp-keys", .traits = kLive,
     .help = "Write SRTP keys at level error instead of debug."},
    {.owner = "log", .name = "max-log-line-length", .type = OptionType::integer,
     .placeholder = "BYTES", .traits = kLive, .min = 0, .max = 1'000'000,
     .help = "Cut longer lines; by default 500 to syslog and no limit to standard error."},
    {.owner = "log", .name = "split-logs", .no_effect = "long lines are cut",
     .help = "Write long lines as several lines."},
    {.owner = "log", .name = "log-level-core", .type = OptionType::integer,
     .placeholder = "LEVEL", .min = 0, .max = 7, .no_effect = kOneLevel,
     .help = "Level of lines of the core."},
    {.owner = "log", .name = "log-level-transcoding", .type = OptionType::integer,
     .placeholder = "LEVEL", .min = 0, .max = 7, .no_effect = kOneLevel,
     .help = "Level of lines about transcoding."},
    {.owner = "log", .name = "log-level-codec", .type = OptionType::integer,
     .placeholder = "LEVEL", .min = 0, .max = 7, .no_effect = kOneLevel,
     .help = "Level of lines about the choice of codecs."},
    {.owner = "log", .name = "log-level-rtcp", .type = OptionType::integer,
     .placeholder = "LEVEL", .min = 0, .max = 7, .no_effect = kOneLevel,
     .help = "Level of lines about RTCP."},
    {.owner = "log", .name = "log-level-ice", .type = OptionType::integer,
     .placeholder = "LEVEL", .min = 0, .max = 7, .no_effect = kOneLevel,
     .help = "Level of lines about ICE."},
    {.owner = "log", .name = "log-level-crypto", .type = OptionType::integer,
     .placeholder = "LEVEL", .min = 0, .max = 7, .no_effect = kOneLevel,
     .help = "Level of lines about keys and handshakes."},
    {.owner = "log", .name = "log-level-srtp", .type = OptionType::integer,
     .placeholder = "LEVEL", .min = 0, .max = 7, .no_effect = kOneLevel,
     .help = "Level of lines about SRTP."},
    {.owner = "log", .name = "log-level-internals", .type = OptionType::integer,
     .placeholder = "LEVEL", .min = 0, .max = 7, .no_effect = kOneLevel,
     .help = "Level of lines about internal matters."},
    {.owner = "log", .name = "log-level-http", .type = OptionType::integer,
     .placeholder = "LEVEL", .min = 0, .max = 7, .no_effect = kOneLevel,
     .help = "Level of lines about HTTP."},
    {.owner = "log", .name = "log-level-control", .type = OptionType::integer,
     .placeholder = "LEVEL", .min = 0, .max = 7, .no_effect = kOneLevel,
     .help = "Level of lines about control messages."},
    {.owner = "log", .name = "log-level-dtx", .type = OptionType::integer,
     .placeholder = "LEVEL", .min = 0, .max = 7, .no_effect = kOneLevel,
     .help = "Level of lines about discontinuous transmission."},
};

using Pair = std::pair<std::string_view, std::string_view>;

constexpr std::array<Pair, 2> kOtherSpellings = {{
    {"num-media-threads", "media-num-threads"},
    {"log-facilty", "log-facility"},
}};

constexpr std::array<Pair, 6> kProviders = {{
    {"play media", "playback"},
    {"stop media", "playback"},
    {"start recording", "recording"},
    {"stop recording", "recording"},
    {"start forwarding", "recording"},
    {"stop forwarding", "recording"},
}};

}  // namespace

std::span<const Option> daemon_options() { return kDaemonOptions; }

std::string_view current_name(std::string_view name) {
  for (const auto& [other, current] : kOtherSpellings)
    if (name == other) return current;
  return name;
}

std::string section_key(std::string_view owner, std::string_view option, bool* negated) {
  *negated = false;
  if (owner != kLog) return std::string(option);
  if (option == "no-log-timestamps") {
    *negated = true;
    return "timestamps";
  }
  if (option == "max-log-line-length") return "max-line-length";
  constexpr std::string_view kPrefix = "log-";
  if (option.substr(0, kPrefix.size()) == kPrefix) option.remove_prefix(kPrefix.size());
  return std::string(option);
}

std::string_view provider_of_command(std::string_view command) {
  for (const auto& [name, plugin] : kProviders)
    if (name == command) return plugin;
  return {};
}

}  // namespace rtpengine::app
