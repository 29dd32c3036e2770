// SPDX-License-Identifier: GPL-3.0-or-later
//
// One daemon hands its calls over to the next, which was started beside it.
//
//   successor                                 serving daemon
//   request: what it understands         ->
//                                        <-   refused: why
//                                             reads no control sockets and no packets any more
//                                        <-   listeners, with their sockets
//   starts its plugins                   <-   call, with its sockets; for each
//   makes the calls anew                 <-   end
//   restored                             ->
//                                        <-   serve: from here on they are the successor's
//   reads control sockets and packets
//   serving                              ->   forgets the calls, and ends
//
// Up to `serve` either may say `failed`, or vanish: the serving daemon then goes on with its calls
// as they are. If the successor ends before it has said `serving` it goes on as well. Meanwhile all
// that comes waits in the sockets, which both have.
#pragma once

#include <cstddef>
#include <memory>
#include <string>

#include "app/transfer_channel.h"
#include "call/relocation.h"
#include "call/service.h"
#include "plugin/listener_store.h"
#include "plugin/registry.h"

namespace rtpengine::app {

/// Nobody reads what plugins listen on, as long as calls move, or everybody as before. Main thread.
void rest_listeners(plugin::Registry& registry, plugin::ListenerStore& listeners, bool rest);

/// The serving daemon's side. Main thread, plugins started.
class CallsGiver {
 public:
  CallsGiver(plugin::Registry& registry, call::Service& service, plugin::ListenerStore& listeners)
      : registry_(registry), service_(service), listeners_(listeners) {}

  /// Hand everything over; how many calls. Afterwards the daemon has no call, and reads no control
  /// sockets: it has to end. An error: all is as it was.
  base::Result<std::size_t> give(TransferChannel& successor);

 private:
  base::Result<std::size_t> move_all(TransferChannel& successor);

  plugin::Registry& registry_;
  call::Service& service_;
  plugin::ListenerStore& listeners_;
};

/// The successor's side: the daemon that serves until now. Main thread.
class Predecessor {
 public:
  /// The one that waits at this path. The error says what is wrong with it.
  static base::Result<std::unique_ptr<Predecessor>> find(const std::string& path);
  /// For tests: at the other end of this socket.
  explicit Predecessor(net::Descriptor socket);

  /// Let it stop serving; what it listens on.
  base::Result<void> stop_it(plugin::ListenerStore& listeners);
  /// Take all calls. When this returns without an error the predecessor serves no more.
  base::Result<std::size_t> take_calls(call::Relocation& here);
  /// We do. To be said at once.
  void say_serving();
  /// It has to go on.
  void say_failed(const std::string& why);

 private:
  base::Result<TransferChannel::Message> receive(std::string_view* what);

  TransferChannel channel_;
};

}  // namespace rtpengine::app
