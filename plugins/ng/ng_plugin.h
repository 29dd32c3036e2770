// SPDX-License-Identifier: GPL-3.0-or-later
//
// The plugin's object: options in, listeners out.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include <rtpengine/host.h>
#include <rtpengine/listeners.h>
#include <rtpengine/plugin.h>

#include "allow_list.h"
#include "deputy.h"
#include "dispatcher.h"
#include "endpoint.h"
#include "listener.h"

namespace rtpengine::ng {

/// The plugin's options, constant data for the descriptor.
inline constexpr std::uint32_t kOptionCount = 3;
extern const OptionSpec kOptions[kOptionCount];

/// Main thread, apart from the replies that the host delivers until this is destroyed.
class NgPlugin final : public Plugin {
 public:
  /// `with_deputy`: false for tests in which a worker is what the test says.
  explicit NgPlugin(bool with_deputy = true) noexcept : with_deputy_(with_deputy) {}
  ~NgPlugin() = default;
  NgPlugin(const NgPlugin&) = delete;
  NgPlugin& operator=(const NgPlugin&) = delete;

  Status init(Host* host, TextSink* error) noexcept override;
  Status start(TextSink* error) noexcept override;
  void stop() noexcept override;

 private:
  /// One address to listen on.
  struct Target {
    SocketAddress address;
    AllowList sources;
    std::string origin;   ///< where the option was given
    bool may_be_missing;  ///< the IPv6 half of a bare port, on a machine without IPv6
  };

  // Each sets `error` to the reason if it returns false. May throw std::bad_alloc.
  bool find_interfaces(Host* host, std::string* error);
  bool read_options(std::string* error);
  bool read_listen(std::uint32_t index, std::string* error);
  bool read_tos(std::string* error);
  bool open_listeners(std::string* error);
  bool open_listener(const Target& target, std::string* error);
  int bind_listener(Listener* listener, const SocketAddress& address);
  bool start_deputy(std::string* error);

  DispatcherContext context_ = {};
  OptionsV1* options_ = nullptr;
  ListenersV1* inherited_ = nullptr;  ///< null: this host hands none over
  std::vector<Target> targets_;
  int tos_ = 0;
  TimerHandle timer_ = 0;
  const bool with_deputy_;
  // Each uses what stands above it.
  std::unique_ptr<Dispatcher> dispatcher_;
  std::vector<std::unique_ptr<Listener>> listeners_;
  std::unique_ptr<Deputy> deputy_;
};

}  // namespace rtpengine::ng
