// SPDX-License-Identifier: GPL-3.0-or-later
//
// The configuration in the form that the rest of the daemon takes.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "app/effective_options.h"
#include "app/threads.h"
#include "base/clock.h"
#include "base/log.h"
#include "base/result.h"
#include "call/settings.h"
#include "kernel/make_table.h"
#include "net/interfaces.h"
#include "net/packet_engines.h"
#include "net/port_range.h"
#include "plugin/option_values.h"

namespace rtpengine::app {

/// A value; every member was checked.
struct Configuration {
  EffectiveOptions options;  ///< what all the rest is made from

  call::Settings calls;
  base::log::Settings log;
  std::vector<net::InterfaceSpec> interfaces;  ///< at least one
  net::PortRange ports;
  unsigned num_threads = 1;
  ThreadScheduling worker_scheduling;
  ThreadScheduling main_scheduling;
  std::string pidfile;  ///< empty: none
  bool take_over = false;
  std::string take_over_socket;  ///< empty: none
  bool foreground = false;
  kernel::TableChoice table;
  bool no_fallback = false;
  base::Time batch_delay = base::kMillisecond;
  std::size_t keep_sockets = 0;  ///< of each local address
  net::EngineChoice packet_engine = net::EngineChoice::automatic;
  std::uint32_t port_rate_limit = 0;                ///< packets a second; 0: none
  base::Time command_timeout = 10 * base::kSecond;  ///< 0: none
  plugin::PluginOptionValues plugin_values;

  /// Converts and checks. Errors name the origin of the value. Reads the machine's interfaces.
  static base::Result<Configuration> from(EffectiveOptions options);
};

/// What the log has to say about control listeners; empty: nothing.
struct ListenerRemarks {
  std::string note;
  std::string warning;
};

/// Makes sure that there is a control listener. With none configured the plugin ng, if loaded,
/// listens on 127.0.0.1:2223, which is noted; without it the daemon could not be controlled and
/// that is an error, unless `foreign_plugins` (from elsewhere, perhaps control protocols) are
/// loaded. If all that are configured belong to plugins that are absent, that is a warning.
base::Result<ListenerRemarks> ensure_control_listener(EffectiveOptions& options,
                                                      bool foreign_plugins);

}  // namespace rtpengine::app
