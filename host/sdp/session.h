// SPDX-License-Identifier: GPL-3.0-or-later
//
// The SDP model (RFC 8866): parsed once, edited, printed once. What it does not know it keeps, in
// place.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "net/address.h"
#include "sdp/text_store.h"

namespace rtpengine::sdp {

/// Limits of one body; more is an error, not a truncation.
inline constexpr std::size_t kMaxBody = 65535;
inline constexpr std::size_t kMaxMedia = 64;
inline constexpr std::size_t kMaxFormats = 256;  ///< of one media section
inline constexpr std::size_t kMaxLines = 2048;

/// sendrecv and the like (RFC 8866 section 6.7).
enum class Direction : std::uint8_t { sendrecv, sendonly, recvonly, inactive };
std::string_view to_string(Direction direction);
/// The direction an attribute of this name states; none for any other attribute.
std::optional<Direction> parse_direction(std::string_view attribute_name);

/// One line `type=value`, the value as it was received (blanks at its end included). Attributes
/// (`a=`) are lines too: name() and attribute_value() split them.
struct Line {
  char type = 0;
  std::string_view value;

  /// Attribute name, up to the colon; empty if this is not an `a=` line.
  std::string_view name() const;
  /// What stands behind the colon, without blanks around it; empty if there is no colon.
  std::string_view attribute_value() const;
};

/// `c=IN IP4 192.0.2.1[/ttl]` (RFC 8866 section 5.7).
struct Connection {
  net::Family family = net::Family::none;
  std::string_view address_text;  ///< numeric address or host name
  net::IpAddress address;         ///< empty if address_text is a host name
};

/// `o=` (RFC 8866 section 5.2), its six words. A user name with blanks in it, which some phones
/// send, is taken whole.
struct Origin {
  std::string_view username, session_id, session_version, net_type, address_type, address;
};

/// `a=rtcp:PORT [IN IP4 ADDRESS]` (RFC 3605).
struct RtcpAttribute {
  std::uint16_t port = 0;
  net::IpAddress address;  ///< empty in the short form, and if a host name is given
};

/// `a=rtpmap` (RFC 8866 section 6.6).
struct RtpMap {
  std::uint8_t payload_type = 0;
  std::string_view encoding;
  std::uint32_t clock_rate = 0;
  std::uint32_t channels = 1;
};

/// One `m=` section.
struct MediaSection {
  std::string_view type;  ///< audio, video, image, ...
  std::uint16_t port = 0;
  std::uint32_t port_count = 1;  ///< behind the slash
  std::string_view protocol;     ///< as written
  std::vector<std::string_view> formats;
  std::vector<Line> lines;  ///< everything of the section but the m= line, in order

  /// First attribute of this name (case-sensitive), or null.
  const Line* attribute(std::string_view name) const;
  bool has_attribute(std::string_view name) const { return attribute(name) != nullptr; }
  /// The section's own c= line; of several the first with a numeric address, else the first.
  std::optional<Connection> connection() const;
  std::optional<RtcpAttribute> rtcp() const;  ///< a=rtcp, if present and well-formed
  /// The section's own attribute. RFC 8866 section 6.7 allows one; of several, in any order,
  /// recvonly holds, else sendonly, else inactive: as Sipwise rtpengine reads such bodies.
  std::optional<Direction> direction() const;
  /// The well-formed a=rtpmap lines in order; payload types that have none are not in it.
  std::vector<RtpMap> rtpmaps() const;

  /// Remove all lines that the predicate picks.
  template <typename Predicate>
  void remove_lines(Predicate predicate) {
    std::erase_if(lines, predicate);
  }
};

/// A whole body. Texts point into the body or into storage that the Session owns; a Session is
/// movable, not copyable, and not thread-safe.
class Session {
 public:
  /// Takes its own copy of the body (one allocation). Taken as well: CRLF and LF line ends, also
  /// mixed, none after the last line; empty lines (not kept); lines in any order; unknown types;
  /// no m= line at all. Errors name the line's number and what is wrong with it; texts of the body
  /// that they quote are shortened and made printable.
  static base::Result<Session> parse(std::string_view body);

  Session(Session&&) noexcept = default;
  Session& operator=(Session&&) noexcept = default;

  std::vector<Line> lines;  ///< of the session level, `v=` first
  std::vector<MediaSection> media;

  const Line* attribute(std::string_view name) const;
  bool has_attribute(std::string_view name) const { return attribute(name) != nullptr; }
  std::optional<Connection> connection() const;  ///< session-level c=, as in MediaSection
  std::optional<Origin> origin() const;          ///< none if absent or too short
  std::optional<Direction> direction() const;    ///< session-level, as in MediaSection

  /// The connection in force for a media section: its own, else the session's.
  std::optional<Connection> connection_for(const MediaSection& section) const;
  /// The direction in force for a media section; sendrecv if none is written.
  Direction direction_for(const MediaSection& section) const;

  /// A copy of the text that lives as long as the Session, for lines that are put in. It ends
  /// before the first line end or zero byte, so that no text can smuggle in a line.
  std::string_view keep(std::string_view text);
  /// As keep, printf-style.
  std::string_view keepf(const char* format, ...) __attribute__((format(printf, 2, 3)));

  // The addresses given to these are not none.

  /// Set the address word pair of the `o=` line; nothing else of it changes. Does nothing if
  /// origin() has none.
  void set_origin_address(const net::IpAddress& address);
  /// Replace the first session-level `c=` line and drop others; or insert one in its proper place
  /// (before b=, t= and what follows them).
  void set_connection(const net::IpAddress& address);
  /// Replace the section's first `c=` line and drop others; or insert one in its proper place
  /// (after i=, before b=).
  void set_connection(MediaSection& section, const net::IpAddress& address);
  /// Append an attribute line at the section's end. An empty value makes a property attribute.
  void add_attribute(MediaSection& section, std::string_view name, std::string_view value);
  /// The same at the end of the session level.
  void add_attribute(std::string_view name, std::string_view value);

  /// The body with CRLF line ends, also after the last line.
  std::string print() const;

 private:
  Session() = default;
  std::string_view attribute_text(std::string_view name, std::string_view value);
  std::string_view connection_text(const net::IpAddress& address);

  std::unique_ptr<char[]> body_;  ///< what the texts of a parsed body point into
  TextStore texts_;               ///< what the texts of put-in lines point into
};

/// The RTP/AVP static payload types (RFC 3551 section 6), as `PCMU/8000`; empty if unassigned or
/// dynamic.
std::string_view static_rtpmap(unsigned payload_type);

}  // namespace rtpengine::sdp
