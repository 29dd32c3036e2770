// SPDX-License-Identifier: GPL-3.0-or-later
//
// Datagrams in and out of an OpenSSL session without a socket: one at a time is handed in; what it
// writes goes to a sink, one call a datagram.
#pragma once

#include <openssl/bio.h>

#include <cstddef>

#include "record.h"

namespace rtpengine::dtls {

class DatagramSink {
 public:
  /// Borrowed for the call.
  virtual void on_datagram_out(Bytes datagram) noexcept = 0;

 protected:
  ~DatagramSink() = default;
};

/// What the BIO works with; outlives it.
struct DatagramPort {
  DatagramSink* sink = nullptr;
  Bytes in;                ///< read as one datagram, and empty then
  std::size_t mtu = 1200;  ///< bytes of a datagram, without headers of UDP and IP
  bool peeking = false;    ///< reading leaves the datagram: DTLSv1_listen asks for it
};

/// For reading and writing; null if there is no memory.
BIO* make_datagram_bio(DatagramPort* port) noexcept;

}  // namespace rtpengine::dtls
