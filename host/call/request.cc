// SPDX-License-Identifier: GPL-3.0-or-later
#include "call/request.h"

#include <algorithm>
#include <array>
#include <iterator>
#include <utility>

#include <rtpengine/value_view.h>

#include "base/log.h"
#include "base/slice.h"
#include "base/text.h"
#include "call/key_types.h"

namespace rtpengine::call {
namespace {

constexpr std::string_view kHostKeys[] = {
    "command",
    "call-id",
    "from-tag",
    "to-tag",
    "via-branch",
    "label",
    "sdp",
    "flags",
    "replace",
    "rtcp-mux",
    "SDES",
    "direction",
    "supports",
    "received-from",
    "media",
    "media-address",
    "address-family",
    "xmlrpc-callback",
    "transport-protocol",
    "TOS",
    "delete-delay",
};

/// The other spelling of those keys that have two.
constexpr std::string_view kSpacedKeys[] = {
    "received from", "media address", "address family", "transport protocol", "delete delay",
};

/// Says which party `block media` and its like are about.
constexpr std::string_view kSelectorKey = "address";

/// Words of flag lists may be written with spaces or hyphens; they compare in the hyphenated form.
std::string hyphenated(std::string_view word) {
  std::string out(word);
  std::replace(out.begin(), out.end(), ' ', '-');
  return out;
}

/// The host's own words may have underscores, too. Those of features may not: some have both, as
/// SDES-unencrypted_srtp.
std::string fully_hyphenated(std::string_view word) {
  std::string out = hyphenated(word);
  std::replace(out.begin(), out.end(), '_', '-');
  return out;
}

/// The entry under either of two spellings of a key.
const Value* find_either(const Value* arguments, std::string_view spaced,
                         std::string_view hyphened) {
  const Value* value = find(arguments, spaced);
  return value ? value : find(arguments, hyphened);
}

/// As find_either; null, and logged, if it is no string.
const Value* find_either_string(const Value* arguments, std::string_view spaced,
                                std::string_view hyphened) {
  const auto key = find(arguments, spaced) != nullptr ? spaced : hyphened;
  return find_typed(arguments, key, ValueType::string);
}

using FlagTarget = bool Request::*;

constexpr std::array kFlags = {
    std::pair{std::string_view("SIP-source-address"), FlagTarget(&Request::sip_source_address)},
    std::pair{std::string_view("trust-address"), FlagTarget(&Request::trust_address)},
    std::pair{std::string_view("asymmetric"), FlagTarget(&Request::asymmetric)},
    std::pair{std::string_view("unidirectional"), FlagTarget(&Request::unidirectional)},
    std::pair{std::string_view("strict-source"), FlagTarget(&Request::strict_source)},
    std::pair{std::string_view("media-handover"), FlagTarget(&Request::media_handover)},
    std::pair{std::string_view("reset"), FlagTarget(&Request::reset)},
    std::pair{std::string_view("port-latching"), FlagTarget(&Request::port_latching)},
    std::pair{std::string_view("no-rtcp-attribute"), FlagTarget(&Request::no_rtcp_attribute)},
    std::pair{std::string_view("full-rtcp-attribute"), FlagTarget(&Request::full_rtcp_attribute)},
    std::pair{std::string_view("loop-protect"), FlagTarget(&Request::loop_protect)},
    std::pair{std::string_view("generate-mid"), FlagTarget(&Request::generate_mid)},
    std::pair{std::string_view("original-sendrecv"), FlagTarget(&Request::original_sendrecv)},
    std::pair{std::string_view("all"), FlagTarget(&Request::all)},
    std::pair{std::string_view("fatal"), FlagTarget(&Request::fatal)},
};

/// Words that are understood but change nothing here.
bool is_quiet_flag(std::string_view word) {
  return word == "symmetric" || word == "no-redis-update" || word == "asymmetric-codecs";
}

void parse_flag(Request& request, std::string_view raw, const Extensions& extensions) {
  const std::string own_word = fully_hyphenated(raw);
  for (const auto& [name, target] : kFlags) {
    if (own_word == name) {
      request.*target = true;
      return;
    }
  }
  if (own_word == "pad-crypto") {
    request.sdes.padding = base::Base64Padding::full;
    return;
  }
  if (request.sdes.take_flag(raw)) return;
  const std::string word = hyphenated(raw);
  if (extensions.claims_flag(word) || request.wishes.take_flag(word)) return;
  if (request.wishes.take_flag(own_word) || is_quiet_flag(own_word)) return;
  LOG_LIMITED(info, "unknown flag '%s' ignored", base::log::excerpt(raw).c_str());
}

void parse_replace(Request& request, std::string_view raw) {
  const std::string word = fully_hyphenated(raw);
  if (word == "origin") {
    request.replace.origin = true;
  } else if (word == "session-connection") {
    request.replace.session_connection = true;
  } else {
    LOG_LIMITED(info, "unknown word '%s' in replace ignored", base::log::excerpt(raw).c_str());
  }
}

void parse_rtcp_mux(Request& request, std::string_view word) {
  RtcpMuxWords& mux = request.rtcp_mux;
  if (word == "offer") {
    mux.offer = true;
  } else if (word == "require") {
    mux.require = true;
  } else if (word == "demux") {
    mux.demux = true;
  } else if (word == "accept") {
    mux.accept = true;
  } else if (word == "reject") {
    mux.reject = true;
  } else {
    LOG_LIMITED(info, "unknown word '%s' in rtcp-mux ignored", base::log::excerpt(word).c_str());
  }
}

void parse_sdes(Request& request, std::string_view word) {
  if (request.sdes.take(word)) return;
  LOG_LIMITED(info, "unknown word '%s' in SDES ignored", base::log::excerpt(word).c_str());
}

/// Calls `take` with each string of the list under `key`; what else is there is ignored.
template <typename Take>
void each_word(const Value* arguments, std::string_view key, Take take) {
  for (const Value& word : children(find_typed(arguments, key, ValueType::list))) {
    if (is_string(&word)) {
      take(base::to_view(word.text));
    } else {
      LOG_LIMITED(info, "a word in '%s' is not a string, ignored", base::log::excerpt(key).c_str());
    }
  }
}

/// A client may send the key twice, once as a plain string: the first list counts.
net::IpAddress parse_received_from(const Value* arguments) {
  for (const Value& entry : children(arguments)) {
    const auto key = base::to_view(entry.key);
    if (key != "received from" && key != "received-from") continue;
    if (!is_list(&entry)) {
      if (!is_string(&entry)) log_wrong_type(key, ValueType::list);
      continue;
    }
    const Value* family = entry.first;
    const Value* address = family ? family->next : nullptr;
    const auto parsed = net::IpAddress::parse(text_of(address));
    if (parsed && is_string(family) && net::sdp_name(parsed->family) == base::to_view(family->text))
      return *parsed;
    LOG_LIMITED(warning, "received from holds no address of its family, ignored");
  }
  return {};
}

std::string_view parse_transport_protocol(const Value* arguments) {
  static constexpr std::array<std::string_view, 6> kProtocols = {
      "RTP/AVP", "RTP/AVPF", "RTP/SAVP", "RTP/SAVPF", "UDP/TLS/RTP/SAVP", "UDP/TLS/RTP/SAVPF"};
  const auto word =
      text_of(find_either_string(arguments, "transport protocol", "transport-protocol"));
  if (word.empty()) return {};
  for (const auto protocol : kProtocols) {
    if (base::iequals(word, protocol)) return protocol;
  }
  LOG_LIMITED(warning, "unknown transport protocol '%s' ignored", base::log::excerpt(word).c_str());
  return {};
}

/// Unlike is_host_key by exact spelling: another one is not read.
bool is_known_key(std::string_view key) {
  const auto is_it = [key](std::string_view own) { return own == key; };
  return std::any_of(std::begin(kHostKeys), std::end(kHostKeys), is_it) ||
         std::any_of(std::begin(kSpacedKeys), std::end(kSpacedKeys), is_it) ||
         is_feature_key(key) || key == kSelectorKey;
}

void log_unknown_keys(const Value* arguments, const Extensions& extensions) {
  for (const Value& entry : children(arguments)) {
    const auto key = base::to_view(entry.key);
    if (is_known_key(key) || extensions.claims_key(key)) continue;
    LOG_LIMITED(info, "unknown key '%s' ignored", base::log::excerpt(key).c_str());
  }
}

void parse_identity(Request& request, const Value* arguments) {
  request.call_id = get_text(arguments, "call-id");
  request.from_tag = get_text(arguments, "from-tag");
  request.to_tag = get_text(arguments, "to-tag");
  request.via_branch = get_text(arguments, "via-branch");
  request.label = get_text(arguments, "label");
  const Value* sdp = find_typed(arguments, "sdp", ValueType::string);
  request.has_sdp = is_string(sdp);
  request.sdp = text_of(sdp);
}

void parse_words(Request& request, const Value* arguments, const Extensions& extensions) {
  each_word(arguments, "flags",
            [&](std::string_view word) { parse_flag(request, word, extensions); });
  each_word(arguments, "replace", [&](std::string_view word) { parse_replace(request, word); });
  each_word(arguments, "rtcp-mux", [&](std::string_view word) { parse_rtcp_mux(request, word); });
  each_word(arguments, "SDES", [&](std::string_view word) { parse_sdes(request, word); });
  each_word(arguments, "direction",
            [&](std::string_view word) { request.direction.push_back(word); });
  if (request.direction.size() == 1) LOG_LIMITED(info, "'direction' has one word only, ignored");
  request.supports_load_limit = supports_load_limit(arguments);
}

base::Result<void> parse_media_address(Request& request, const Value* arguments) {
  const auto text = text_of(find_either_string(arguments, "media address", "media-address"));
  if (text.empty()) return {};
  const auto address = net::IpAddress::parse(text);
  if (!address)
    return base::Error{"media address '" + base::log::excerpt(text) + "' is no IP address"};
  request.media_address = *address;
  return {};
}

net::Family parse_address_family(const Value* arguments) {
  const Value* value = find_either_string(arguments, "address family", "address-family");
  const auto word = text_of(value);
  for (const net::Family family : {net::Family::ipv4, net::Family::ipv6}) {
    if (word == net::sdp_name(family)) return family;
  }
  if (value != nullptr) {
    LOG_LIMITED(warning, "address family '%s' is neither IP4 nor IP6, ignored",
                base::log::excerpt(word).c_str());
  }
  return net::Family::none;
}

/// Negative values have a meaning, so one that is too large has to be told from none (see
/// Exchange::note_tos).
void parse_tos(Request& request, const Value* arguments) {
  constexpr std::int64_t kLargest = 255;
  const Value* value = find(arguments, "TOS");
  std::int64_t number = 0;
  if (read_integer(value, INT64_MIN, INT64_MAX, &number)) request.tos = number;
  if (value != nullptr && (!request.tos || number > kLargest)) {
    LOG_LIMITED(warning, "TOS is not a number up to 255, ignored");
  }
}

/// A delete must not fail for it: the call would stay up.
void parse_delete_delay(Request& request, const Value* arguments) {
  constexpr std::int64_t kLongest = 10LL * 365 * 86400;
  const Value* value = find_either(arguments, "delete delay", "delete-delay");
  if (value == nullptr) return;
  std::int64_t number = 0;
  if (read_integer(value, 0, kLongest, &number)) {
    request.delete_delay = number * base::kSecond;
  } else {
    LOG_LIMITED(warning, "delete delay is not a number of seconds from 0 on, ignored");
  }
}

/// `media`: a list of dictionaries with `index` (from 1), `address`, `port`.
base::Result<void> parse_partial_media(Request& request, const Value* arguments) {
  constexpr std::int64_t kMaxIndex = 64;
  const Value* list = find_typed(arguments, "media", ValueType::list);
  for (const Value& entry : children(list)) {
    PartialMedia media;
    std::int64_t index = 0;
    std::int64_t port = 0;
    const auto address = net::IpAddress::parse(get_text(&entry, "address"));
    if (!read_integer(find(&entry, "index"), 1, kMaxIndex, &index) ||
        !read_integer(find(&entry, "port"), 0, 65535, &port) || !address) {
      return base::Error{"a media entry needs an index from 1 to 64, an address and a port"};
    }
    media.index = unsigned(index - 1);
    media.endpoint = {*address, std::uint16_t(port)};
    request.partial_media.push_back(media);
  }
  return {};
}

}  // namespace

bool is_host_key(std::string_view key) {
  return std::any_of(std::begin(kHostKeys), std::end(kHostKeys),
                     [key](std::string_view own) { return same_word(own, key); });
}

bool is_host_flag(std::string_view flag) {
  return std::any_of(kFlags.begin(), kFlags.end(),
                     [flag](const auto& own) { return same_word(own.first, flag); });
}

void RtcpMuxWords::describe(base::Fields& fields) {
  fields.object("rtcp-mux words", [&] {
    fields.flag("offer", offer);
    fields.flag("require", require);
    fields.flag("demux", demux);
    fields.flag("accept", accept);
    fields.flag("reject", reject);
  });
}

base::Result<Request> Request::parse(const Value* arguments, const Extensions& extensions) {
  Request request;
  request.arguments = arguments;
  log_unknown_keys(arguments, extensions);
  parse_identity(request, arguments);
  parse_words(request, arguments, extensions);
  request.wishes.read_keys(arguments, extensions);
  request.received_from = parse_received_from(arguments);
  request.transport_protocol = parse_transport_protocol(arguments);
  request.xmlrpc_callback = find_text(arguments, "xmlrpc-callback");
  request.address_family = parse_address_family(arguments);
  parse_tos(request, arguments);
  parse_delete_delay(request, arguments);
  for (auto* step : {&parse_media_address, &parse_partial_media}) {
    if (auto done = (*step)(request, arguments); !done) return base::Error{done.error()};
  }
  return request;
}

bool supports_load_limit(const Value* arguments) {
  bool supports = false;
  each_word(arguments, "supports",
            [&](std::string_view word) { supports = supports || word == "load limit"; });
  return supports;
}

}  // namespace rtpengine::call
