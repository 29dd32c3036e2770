// SPDX-License-Identifier: GPL-3.0-or-later
//
// An offer, answer or delete request in typed form: what the keys and flags of a command's
// dictionary mean, whatever protocol carried it. Unknown keys and words are logged and ignored.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <rtpengine/value.h>

#include "base/clock.h"
#include "base/fields.h"
#include "base/result.h"
#include "call/extensions.h"
#include "call/sdes_words.h"
#include "call/wishes.h"
#include "net/address.h"

namespace rtpengine::call {

/// The error of a command that is about a call and names none.
inline constexpr const char* kNoCallId = "No call-id in message";

/// How `rtcp-mux` words steer RFC 5761.
struct RtcpMuxWords {
  bool offer = false;
  bool require = false;
  bool demux = false;
  bool accept = false;
  bool reject = false;

  /// What is kept when the state moves (base/fields.h).
  void describe(base::Fields& fields);
};

/// Which SDP parts `replace` names.
struct ReplaceWords {
  bool origin = false;
  bool session_connection = false;
};

/// One media of a partial request: protocols that can name one media and an address only.
struct PartialMedia {
  unsigned index = 0;      ///< of the m= section, from 0
  net::Endpoint endpoint;  ///< port 0: the media is off; unspecified address: on hold
};

/// Parsed request. Texts are borrowed from the command's arguments.
struct Request {
  std::string_view call_id;
  std::string_view from_tag;
  std::string_view to_tag;
  std::string_view via_branch;
  std::string_view label;
  std::string_view sdp;  ///< empty in a partial request
  bool has_sdp = false;
  std::vector<PartialMedia> partial_media;  ///< empty in a request with an SDP body

  // Flags.
  bool sip_source_address = false;
  bool trust_address = false;
  bool asymmetric = false;
  bool unidirectional = false;
  bool strict_source = false;
  bool media_handover = false;
  bool reset = false;
  bool port_latching = false;
  bool no_rtcp_attribute = false;
  bool full_rtcp_attribute = false;
  bool loop_protect = false;
  bool generate_mid = false;
  bool original_sendrecv = false;
  bool all = false;
  bool fatal = false;

  ReplaceWords replace;
  RtcpMuxWords rtcp_mux;
  SdesWords sdes;
  FeatureWishes wishes;

  std::vector<std::string_view> direction;  ///< as given; two words are meaningful
  net::IpAddress received_from;
  net::IpAddress media_address;
  net::Family address_family = net::Family::none;
  std::string_view transport_protocol;     ///< canonical upper-case spelling, or empty
  std::optional<std::int64_t> tos;         ///< as given; empty: absent, or not a number
  std::optional<base::Time> delete_delay;  ///< empty: as configured
  bool supports_load_limit = false;
  std::string_view xmlrpc_callback;

  const Value* arguments = nullptr;  ///< where all this was read

  /// Reads all keys of a command. Errors only where going on would be wrong (a media address that
  /// is none); their text is for the client. `extensions`: whose words are not
  /// unknown.
  static base::Result<Request> parse(const Value* arguments,
                                     const Extensions& extensions = *no_extensions());
};

/// Whether the host itself understands this key of an offer or answer, or this word of their key
/// `flags`. What stands for a feature that a plugin provides (`ICE`, `codec`) does not count.
bool is_host_key(std::string_view key);
bool is_host_flag(std::string_view flag);

/// Whether the client knows the result `load limit`.
bool supports_load_limit(const Value* arguments);

}  // namespace rtpengine::call
