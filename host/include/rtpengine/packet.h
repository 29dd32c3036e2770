// SPDX-License-Identifier: MIT
//
// Packets as handlers and stages see them.
#ifndef RTPENGINE_PACKET_H
#define RTPENGINE_PACKET_H

#include <stdint.h>

#include <rtpengine/types.h>

namespace rtpengine {

/// Told by the first bytes (RFC 7983 section 7).
enum class PacketKind : uint32_t {
  rtp = 0,
  rtcp = 1,
  stun = 2,
  dtls = 3,
  zrtp = 4,
  turn_channel = 5,
  other = 6,
};

enum class PacketVerdict : uint32_t {
  pass = 0,      ///< goes on its way
  drop = 1,      ///< goes nowhere; counted as dropped by the plugin
  consumed = 2,  ///< goes nowhere because the plugin has taken it; not counted as dropped
};

/// One packet in a buffer of the host's, borrowed for the callback.
struct Packet {
  uint8_t* data;        ///< first byte of the UDP payload; a stage may move it into the headroom
  uint32_t size;        ///< bytes; a stage may change it, up to the end of the tailroom
  uint32_t headroom;    ///< free bytes in front of `data`, when handed in
  uint32_t tailroom;    ///< free bytes behind `data + size`, when handed in
  PacketKind kind;      ///< not to be changed
  int64_t received_us;  ///< monotonic

  // Of RTP (RFC 3550 section 5.1) as it was handed in, else zero. To change a packet change its
  // bytes; these are read from it again afterwards.
  uint32_t ssrc;
  uint32_t timestamp;
  uint16_t sequence;
  uint8_t payload_type;
  uint8_t marker;
  /// With CSRCs and header extension: where the payload begins; the size if there is none. Padding
  /// (bit 0x20 of the first byte) is not taken off the payload.
  uint32_t header_size;

  PacketVerdict verdict;  ///< pass when handed in
  /// For packet handlers: which of our addresses towards the media it came to (connectivity.h);
  /// UINT32_MAX: to a port that was told earlier. For stages: zero.
  uint32_t local;
};

}  // namespace rtpengine

#endif
