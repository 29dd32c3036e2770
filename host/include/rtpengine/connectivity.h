// SPDX-License-Identifier: MIT
//
// Finding the way to a participant in place of the host, which otherwise goes by the addresses in
// the SDP and by where packets come from: for ICE (RFC 8445), and for keys that have to be
// negotiated on the media path.
#ifndef RTPENGINE_CONNECTIVITY_H
#define RTPENGINE_CONNECTIVITY_H

#include <stdint.h>

#include <rtpengine/types.h>

namespace rtpengine {

/// How much is known of an address that a packet of a participant may come from.
enum class SourceStanding : uint32_t {
  stranger = 0,  ///< nothing admits it
  admitted = 1,  ///< it may send here
  expected = 2,  ///< it is where media is sent to: as signalled, or learned
  proven = 3,    ///< the participant has proved that it is there: by ICE, or by authentic SRTP
};

/// Our addresses towards one media are numbered from 0, which is the one that the SDP names, in the
/// order of the interface's configuration; `local` is such a number. All functions: the call's
/// worker, also within callbacks; not_found: there is no such media or stream (any more), or it has
/// no ports.
class ConnectivityV1 {
 public:
  static constexpr const char* id = "rtpengine.connectivity/1";

  /// Take charge of a media: open ports on all addresses of the participant's interface. From now
  /// on its ports stay the same whatever endpoints the other side has; and once a stream's pair was
  /// selected, the addresses in the SDP of later messages do not count for it. Until then the host
  /// goes on by the SDP, and may be told better by `admit`. To be called in on_outgoing of each
  /// message with which the plugin is in charge. failed: there is an address on which no port could
  /// be opened, and which is left out; the plugin is in charge all the same.
  virtual Status open(CallHandle call, uint32_t participant, uint32_t media) noexcept = 0;
  /// Leave the media to the host again. Ports stay open.
  virtual void close(CallHandle call, uint32_t participant, uint32_t media) noexcept = 0;

  /// Our addresses and ports, as they are told to others, of one stream; `out` takes the first
  /// `capacity` of them. Their number. Where RTCP shares the port of RTP both streams have the
  /// same.
  virtual uint32_t locals(const StreamRef* stream, Endpoint* out, uint32_t capacity) noexcept = 0;

  /// Send these bytes (copied), as they are, from a port of ours to anywhere. UINT32_MAX as
  /// `local`: from where media is sent. invalid: there is no such `local`. failed: the system
  /// refuses it, or media may not be sent to such an address.
  virtual Status send(const StreamRef* stream, uint32_t local, const Endpoint* to,
                      Slice bytes) noexcept = 0;

  /// The participant has proved that it sends from there, to our address `local`: its packets are
  /// let in, and media goes there if nothing better is known of it. Four sources of a stream are
  /// remembered.
  virtual Status admit(const StreamRef* stream, uint32_t local,
                       const Endpoint* source) noexcept = 0;
  /// Send media there, from `local`, until another pair is selected; and let in what comes from
  /// there.
  virtual Status select(const StreamRef* stream, uint32_t local,
                        const Endpoint* remote) noexcept = 0;
  /// Send the stream no media any more until a pair is selected: consent has ended (RFC 7675).
  virtual Status suspend(const StreamRef* stream) noexcept = 0;

  /// What is known of a source. Where a plugin is in charge of the media's way only those that it
  /// has admitted or selected are known, and all else are strangers.
  virtual SourceStanding standing(const StreamRef* stream, const Endpoint* source) noexcept = 0;

 protected:
  ~ConnectivityV1() = default;
};

}  // namespace rtpengine

#endif
