// SPDX-License-Identifier: MIT
//
// Listening sockets that outlive the process: a daemon that takes over from another one gets what
// that listened on, so that nothing which clients send meanwhile is lost.
//
// The host finds the sockets to hand over by itself: whatever a plugin watches (LoopV1::watch) that
// is a bound UDP socket without a peer, or a stream socket that accepts connections. While calls
// move neither process reads them.
#ifndef RTPENGINE_LISTENERS_H
#define RTPENGINE_LISTENERS_H

#include <stdint.h>

#include <rtpengine/types.h>

namespace rtpengine {

/// A receiver treats one that it does not know as one that is not there.
enum class ListenerType : uint32_t {
  datagram = 1,  ///< UDP
  stream = 2,    ///< TCP, listening
};

/// For control protocols, and all others who listen.
class ListenersV1 {
 public:
  static constexpr const char* id = "rtpengine.listeners/1";

  /// The socket that the daemon before this one listened on at exactly this address and port, with
  /// the options that it had; the plugin owns it from now on. -1: there is none, as nearly always:
  /// open one. Each is given once. Main thread, in start.
  virtual int32_t take(ListenerType type, const Endpoint* local) noexcept = 0;

  /// 1: calls and listening sockets move between processes now. Watches rest by themselves; who
  /// reads a listening socket in another way leaves it alone until this is 0 again, for what it
  /// would take belongs to whichever process serves then. Any thread.
  virtual uint32_t moving() noexcept = 0;

 protected:
  ~ListenersV1() = default;
};

}  // namespace rtpengine

#endif
