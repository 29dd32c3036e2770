// SPDX-License-Identifier: MIT
//
// What a plugin is: one shared object that exports one constant, `rtpengine_plugin`.
//
// Life of a plugin, each step undone by its mirror, in reverse order, if a later one fails:
//
//   load         the host reads the descriptor; no code of the plugin runs
//   create       the factory makes the Plugin object; it calls nothing of the host yet
//   init         the plugin asks the host for the interfaces it needs, reads its options, and
//                registers what it provides; none of that is used yet
//   start        the plugin opens its listeners; from here on workers call it, and each call that
//                begins uses what it registered
//   stop         the plugin closes its listeners; calls that begin from here on do without it, the
//                ones that are up go on with it, so callbacks about them still come
//   destroy      the last of these calls has ended or has moved to another copy (state_transfer.h),
//                nothing of the plugin is reachable any more
//
// All five run on the main thread. init and start may fail with a text. A reload makes a second
// copy of the plugin from the new file: its init comes before the old copy's stop and its start
// after it, so that a listener's address is free; if that start fails, the old copy is started
// again.
#ifndef RTPENGINE_PLUGIN_H
#define RTPENGINE_PLUGIN_H

#include <stdint.h>

#include <rtpengine/types.h>

/// Major: a plugin loads only into a host of the same major version. Minor: grows with additions;
/// a plugin built for a newer minor version loads and finds what is missing by asking for it.
/// While the major version is 0 nothing is promised: minor versions have to be equal as well.
#define RTPENGINE_SDK_MAJOR 0u
#define RTPENGINE_SDK_MINOR 8u

/// First member of every descriptor: "RTPE" in memory order on little-endian machines.
#define RTPENGINE_PLUGIN_MAGIC 0x45505452u

/// Declares the one exported symbol of a plugin.
#define RTPENGINE_PLUGIN_EXPORT extern "C" __attribute__((visibility("default")))

namespace rtpengine {

class Host;

/// Type of an option's value, checked by the host before the plugin sees it.
enum class OptionType : uint32_t {
  flag = 0,     ///< present or not; true/false/yes/no/on/off in YAML
  integer = 1,  ///< signed, decimal
  decimal = 2,  ///< decimal number with a fraction
  text = 3,
  endpoint = 4,  ///< `[address:]port` or `address:port`; IPv6 addresses in brackets
  seconds =
      5,  ///< a number of seconds, or a number with suffix ms, s, m or h; read as microseconds
};

enum : uint32_t {
  option_repeatable = 1u << 0,  ///< may be given several times; a sequence in YAML
  /// A change in the configuration, once read again, comes to the next copy: by `plugins reload`.
  /// Without this flag a change waits for a restart of the daemon, or for `plugins unload` and
  /// `load`. A copy that runs never sees a value change.
  option_live = 1u << 1,
};

/// One option of a plugin: `--name` on the command line and a key of the plugin's YAML section.
/// Constant data of the plugin.
struct OptionSpec {
  const char* name;           ///< long name, without dashes in front
  const char* default_value;  ///< in the command line's form; null if there is none
  const char* placeholder;    ///< name of the argument in help texts; null for a flag
  const char* help;           ///< one sentence for help text and manual page
  OptionType type;
  uint32_t flags;    ///< option_repeatable, option_live
  char short_name;   ///< 0 if there is none
  char reserved[7];  ///< zero
};

/// A plugin as the host sees it; implemented by the plugin, owned by it, made by the factory.
class Plugin {
 public:
  /// Ask the host for interfaces, read and check the options, register what the plugin provides.
  /// On failure write the reason to `error` and return a status other than ok.
  virtual Status init(Host* host, TextSink* error) noexcept = 0;

  /// Open listeners, begin work. All workers are running. Same rules on failure as init.
  virtual Status start(TextSink* error) noexcept = 0;

  /// Close listeners, take no new work. Callbacks about calls that are up, and replies to commands
  /// in work, still come until the host calls destroy; watches, timers and jobs still work until
  /// then. May be followed by another start.
  virtual void stop() noexcept = 0;

 protected:
  ~Plugin() = default;
};

/// What a plugin provides; several at once are fine. The host gives it those interfaces only that
/// belong to what its descriptor declares, so that an operator sees what a plugin can do before any
/// of its code has run. Logging, options, loops, calls and state are there for all.
enum : uint32_t {
  kind_control_protocol = 1u << 0,     ///< CommandsV1
  kind_command_provider = 1u << 1,     ///< CommandProvidersV1
  kind_negotiation_feature = 1u << 2,  ///< FeaturesV1
  kind_packet_handler = 1u << 3,       ///< PacketHandlersV1
  kind_packet_stage = 1u << 4,         ///< StagesV1
  kind_packet_source = 1u << 5,        ///< SourcesV1
  kind_call_observer = 1u << 6,        ///< ObserversV1
  kind_kernel_table = 1u << 7,         ///< KernelTablesV1
  kind_service = 1u << 8,              ///< ServicesV1: publishes, or uses, one
};

enum : uint32_t {
  plugin_can_unload = 1u << 0,  ///< may be unloaded and reloaded while calls are up
};

/// The descriptor. Constant data: the host reads it before any code of the plugin has run.
struct PluginDescriptor {
  uint32_t magic;      ///< RTPENGINE_PLUGIN_MAGIC
  uint32_t size;       ///< sizeof(PluginDescriptor) as the plugin was compiled
  uint32_t sdk_major;  ///< RTPENGINE_SDK_MAJOR as the plugin was compiled
  uint32_t sdk_minor;  ///< RTPENGINE_SDK_MINOR as the plugin was compiled
  const char* name;    ///< also the name of its configuration section; lower case, digits, dashes
  const char* version;
  const char* license;        ///< SPDX expression
  const char* help;           ///< one line
  const OptionSpec* options;  ///< null if option_count is 0
  uint32_t option_count;
  uint32_t after_count;
  const char* const* after;  ///< names of plugins that have to be loaded before; null if none
  uint32_t flags;            ///< plugin_can_unload
  uint32_t kinds;            ///< kind_control_protocol, ...

  /// Make the plugin's object. On failure write the reason to `error` and return null.
  Plugin* (*create)(TextSink* error) noexcept;
  /// Destroy what create made.
  void (*destroy)(Plugin* plugin) noexcept;

  uint64_t reserved[4];  ///< zero
};

}  // namespace rtpengine

/// Name of the exported constant, of type `const rtpengine::PluginDescriptor`.
#define RTPENGINE_PLUGIN_SYMBOL "rtpengine_plugin"

RTPENGINE_PLUGIN_EXPORT const rtpengine::PluginDescriptor rtpengine_plugin;

#endif
