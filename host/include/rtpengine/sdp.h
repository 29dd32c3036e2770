// SPDX-License-Identifier: MIT
//
// An SDP body (RFC 8866) as negotiation features read and edit it.
#ifndef RTPENGINE_SDP_H
#define RTPENGINE_SDP_H

#include <stdint.h>

#include <rtpengine/types.h>

namespace rtpengine {

/// In place of the number of a media section: the session level.
enum : uint32_t { sdp_session = 0xffffffffu };

/// One line of a section.
struct SdpLine {
  Slice value;     ///< behind the equals sign
  uint32_t type;   ///< the letter before it
  uint32_t index;  ///< of the line in its section
};

/// The m= line of a section.
struct SdpMedia {
  Slice type;      ///< "audio"
  Slice protocol;  ///< "RTP/AVP"
  uint32_t port;
  uint32_t format_count;
};

/// A parsed body; the host's, valid during the callback that got it. Texts read are borrowed until
/// then; texts written are copied, and end before their first line end or zero byte. `section` is
/// the number of an m= section, or sdp_session. For what is not there functions answer not_found,
/// an empty slice or 0. The thread of the callback.
class SdpBody {
 public:
  virtual uint32_t media_count() noexcept = 0;
  virtual Status media(uint32_t section, SdpMedia* out) noexcept = 0;
  /// One of the words at the end of the m= line; of RTP the payload types.
  virtual Slice format(uint32_t section, uint32_t index) noexcept = 0;

  /// Line `index` of a section, the m= line not counted.
  virtual Status line(uint32_t section, uint32_t index, SdpLine* out) noexcept = 0;
  /// The first attribute of this name at or behind line `from`; its value in `out`, which has its
  /// line number in `index`: go on from the one behind it.
  virtual Status find_attribute(uint32_t section, Slice name, uint32_t from,
                                SdpLine* out) noexcept = 0;

  /// Append `a=name:value`, or `a=name` if the value is empty. invalid: the name is empty or holds
  /// anything but a token's characters. failed: the section has 2,048 lines already.
  virtual Status add_attribute(uint32_t section, Slice name, Slice value) noexcept = 0;
  /// Remove all attributes of this name; their number.
  virtual uint32_t remove_attributes(uint32_t section, Slice name) noexcept = 0;

  /// Set the protocol of an m= line: "RTP/SAVPF". In on_received the sender is taken to speak it
  /// from then on; in on_outgoing the receiver is shown it, and nothing else changes. invalid: it
  /// is not made of tokens with a slash between them (RFC 8866 section 9).
  virtual Status set_protocol(uint32_t section, Slice protocol) noexcept = 0;
  /// Replace the formats of an m= line by these, in this order. Attributes about formats that are
  /// there no more are not removed. invalid: there are none, or more than 256, or one is not a
  /// token; nothing is changed then.
  virtual Status set_formats(uint32_t section, const Slice* formats, uint32_t count) noexcept = 0;

 protected:
  ~SdpBody() = default;
};

}  // namespace rtpengine

#endif
