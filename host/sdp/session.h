// The SDP model (RFC 8866): parsed once, edited, printed once. What it does not know it keeps, in
// place.
#pragma once

#include <cstdint>
#include <deque>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "net/address.h"

namespace rtpengine::sdp {

/// Limits of one body; more is an error, not a truncation.
inline constexpr std::size_t kMaxBody = 65535;
inline constexpr std::size_t kMaxMedia = 64;
inline constexpr std::size_t kMaxFormats = 256;   ///< of one media section
inline constexpr std::size_t kMaxLines = 2048;

/// sendrecv and the like (RFC 8866 section 6.7).
enum class Direction : std::uint8_t { sendrecv, sendonly, recvonly, inactive };
std::string_view to_string(Direction direction);

/// One line `type=value`. Attributes (`a=`) are lines too: name() and attribute_value() split them.
struct Line {
  char type = 0;
  std::string_view value;

  /// Attribute name, up to the colon; empty if this is not an `a=` line.
  std::string_view name() const;
  /// What stands behind the colon; empty if there is no colon.
  std::string_view attribute_value() const;
};

/// `c=IN IP4 192.0.2.1[/ttl]` (RFC 8866 section 5.7).
struct Connection {
  net::Family family = net::Family::none;
  std::string_view address_text;  ///< numeric address or host name
  net::IpAddress address;         ///< empty if address_text is a host name
};

/// `o=` (RFC 8866 section 5.2), its six words.
struct Origin {
  std::string_view username, session_id, session_version, net_type, address_type, address;
};

/// `a=rtcp:PORT [IN IP4 ADDRESS]` (RFC 3605).
struct RtcpAttribute {
  std::uint16_t port = 0;
  net::IpAddress address;  ///< empty in the short form
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
  std::string_view type;        ///< audio, video, image, ...
  std::uint16_t port = 0;
  std::uint32_t port_count = 1; ///< behind the slash
  std::string_view protocol;    ///< as written
  std::vector<std::string_view> formats;
  std::vector<Line> lines;      ///< everything of the section but the m= line, in order

  /// First attribute of this name, or null.
  const Line* attribute(std::string_view name) const;
  bool has_attribute(std::string_view name) const { return attribute(name) != nullptr; }
  std::optional<Connection> connection() const;       ///< the section's own c= line
  std::optional<RtcpAttribute> rtcp() const;          ///< a=rtcp, if present and well-formed
  std::optional<Direction> direction() const;         ///< the section's own attribute
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
  /// Takes its own copy of the body (one allocation). CRLF and LF line ends are taken, also mixed.
  /// Errors name the line's number and what is wrong with it.
  static base::Result<Session> parse(std::string_view body);

  Session(Session&&) noexcept = default;
  Session& operator=(Session&&) noexcept = default;

  std::vector<Line> lines;          ///< of the session level, `v=` first
  std::vector<MediaSection> media;

  const Line* attribute(std::string_view name) const;
  std::optional<Connection> connection() const;       ///< session-level c=
  std::optional<Origin> origin() const;
  std::optional<Direction> direction() const;

  /// The connection in force for a media section: its own, else the session's.
  std::optional<Connection> connection_for(const MediaSection& section) const;
  /// The direction in force for a media section; sendrecv if none is written.
  Direction direction_for(const MediaSection& section) const;

  /// Text that lives as long as the Session, for lines that are put in.
  std::string_view keep(std::string text);
  /// As keep, printf-style.
  std::string_view keepf(const char* format, ...) __attribute__((format(printf, 2, 3)));

  /// Set the address word pair of the `o=` line; nothing else of it changes.
  void set_origin_address(const net::IpAddress& address);
  /// Replace the session-level `c=` line, or insert one in its proper place.
  void set_connection(const net::IpAddress& address);
  /// Replace the section's first `c=` line and drop others; or insert one in its proper place
  /// (after i=, before b=).
  void set_connection(MediaSection& section, const net::IpAddress& address);
  /// Append an attribute line at the section's end. An empty value makes a property attribute.
  void add_attribute(MediaSection& section, std::string_view name, std::string_view value);

  /// The body with CRLF line ends.
  std::string print() const;

 private:
  Session() = default;
  std::unique_ptr<char[]> body_;
  std::deque<std::string> texts_;
};

/// The RTP/AVP static payload types (RFC 3551 section 6), as `PCMU/8000`; empty if unassigned.
std::string_view static_rtpmap(unsigned payload_type);

}  // namespace rtpengine::sdp
