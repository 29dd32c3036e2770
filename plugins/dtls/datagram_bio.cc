// SPDX-License-Identifier: GPL-3.0-or-later
//
// The BIO's functions.

#include "datagram_bio.h"

#include <algorithm>
#include <memory>

namespace rtpengine::dtls {
namespace {

constexpr long kHeadersOfUdpOverIpv6 = 48;

DatagramPort* port_of(BIO* bio) noexcept { return static_cast<DatagramPort*>(BIO_get_data(bio)); }

int write(BIO* bio, const char* data, int size) {
  BIO_clear_retry_flags(bio);
  if (size <= 0) return 0;
  port_of(bio)->sink->on_datagram_out(
      {reinterpret_cast<const std::uint8_t*>(data), static_cast<std::size_t>(size)});
  return size;
}

int read(BIO* bio, char* out, int size) {
  DatagramPort* port = port_of(bio);
  BIO_clear_retry_flags(bio);
  if (port->in.empty() || size <= 0) {
    BIO_set_retry_read(bio);
    return -1;
  }
  // As a socket does: what does not fit is lost.
  const std::size_t taken = std::min(port->in.size(), static_cast<std::size_t>(size));
  std::copy_n(port->in.begin(), taken, out);
  if (!port->peeking) port->in = {};
  return static_cast<int>(taken);
}

long control(BIO* bio, int command, long number, void*) {
  DatagramPort* port = port_of(bio);
  switch (command) {
    case BIO_CTRL_FLUSH:
      return 1;
    case BIO_CTRL_DGRAM_QUERY_MTU:
    case BIO_CTRL_DGRAM_GET_MTU:
    case BIO_CTRL_DGRAM_GET_FALLBACK_MTU:
      return static_cast<long>(port->mtu);
    case BIO_CTRL_DGRAM_GET_MTU_OVERHEAD:
      return kHeadersOfUdpOverIpv6;
    case BIO_CTRL_DGRAM_SET_PEEK_MODE:
      port->peeking = number != 0;
      return 1;
    default:
      return 0;
  }
}

struct FreeMethod {
  void operator()(BIO_METHOD* method) const { BIO_meth_free(method); }
};

/// No type number of its own: those are few, and never given back.
BIO_METHOD* make_method() noexcept {
  BIO_METHOD* method = BIO_meth_new(BIO_TYPE_SOURCE_SINK, "datagram");
  if (method == nullptr) return nullptr;
  BIO_meth_set_write(method, write);
  BIO_meth_set_read(method, read);
  BIO_meth_set_ctrl(method, control);
  return method;
}

}  // namespace

BIO* make_datagram_bio(DatagramPort* port) noexcept {
  static const std::unique_ptr<BIO_METHOD, FreeMethod> method(make_method());
  BIO* bio = method != nullptr ? BIO_new(method.get()) : nullptr;
  if (bio == nullptr) return nullptr;
  BIO_set_data(bio, port);
  BIO_set_init(bio, 1);
  return bio;
}

}  // namespace rtpengine::dtls
