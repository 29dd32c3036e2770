// SPDX-License-Identifier: GPL-3.0-or-later
//
// Reading the texts of option values.
#include "plugin/option_check.h"

#include <arpa/inet.h>

#include <algorithm>
#include <charconv>
#include <limits>
#include <string>

#include "base/text.h"

namespace rtpengine::plugin {
namespace {

constexpr std::size_t kLongestQuote = 80;

using base::is_digit;

bool is_alnum(char c) {
  const char lower = base::to_lower(c);
  return is_digit(c) || (lower >= 'a' && lower <= 'z');
}

bool all_digits(std::string_view text) {
  return !text.empty() && std::all_of(text.begin(), text.end(), is_digit);
}

/// The text in quotes, cut and without control characters, for messages.
std::string quoted(std::string_view text) {
  std::string out = "'";
  for (char c : text.substr(0, kLongestQuote)) {
    const bool control = static_cast<unsigned char>(c) < 0x20 || c == 0x7f;
    out += control ? '?' : c;
  }
  if (text.size() > kLongestQuote) out += "...";
  return out + "'";
}

base::Error wrong(std::string_view text, std::string_view expected) {
  return base::Error{quoted(text) + " is not " + std::string(expected)};
}

/// Microseconds in one of the unit that ends the text, which is cut off.
base::Time take_unit(std::string_view& text) {
  struct Unit {
    std::string_view suffix;
    base::Time length;
  };
  // ms before s, which it ends with.
  static constexpr Unit kUnits[] = {{"ms", base::kMillisecond},
                                    {"s", base::kSecond},
                                    {"m", 60 * base::kSecond},
                                    {"h", 3600 * base::kSecond}};
  for (const Unit& unit : kUnits) {
    if (text.ends_with(unit.suffix)) {
      text.remove_suffix(unit.suffix.size());
      return unit.length;
    }
  }
  return base::kSecond;
}

/// `digits` as a fraction of `unit`, rounded down.
base::Time fraction_of(std::string_view digits, base::Time unit) {
  base::Time value = 0;
  base::Time scale = 1;
  for (char c : digits) {
    value = value * 10 + (c - '0');
    scale *= 10;
  }
  return value * unit / scale;  // at most 10^6 * 3.6 * 10^9
}

bool is_ipv6(std::string_view text) {
  const std::string address(text.substr(0, text.find('%')));
  const std::size_t scope = text.find('%');
  if (scope != std::string_view::npos && scope + 1 == text.size()) return false;
  in6_addr parsed;
  return inet_pton(AF_INET6, address.c_str(), &parsed) == 1;
}

bool is_ipv4(std::string_view text) {
  in_addr parsed;
  return inet_pton(AF_INET, std::string(text).c_str(), &parsed) == 1;
}

/// Letters, digits, hyphens and underscores in labels of 1 to 63 (RFC 1123 section 2.1, and
/// underscores as they are seen in container networks).
bool is_host_name(std::string_view text) {
  if (text.empty() || text.size() > 253) return false;
  std::size_t label = 0;
  for (char c : text) {
    if (c == '.') {
      if (label == 0) return false;
      label = 0;
      continue;
    }
    if (!is_alnum(c) && c != '-' && c != '_') return false;
    if (++label > 63) return false;
  }
  return true;
}

bool is_number_with_dots(std::string_view text) {
  return std::all_of(text.begin(), text.end(), [](char c) { return is_digit(c) || c == '.'; });
}

base::Result<void> check_port(std::string_view whole, std::string_view port) {
  unsigned value = 0;
  const char* end = port.data() + port.size();
  const auto parsed = std::from_chars(port.data(), end, value);
  if (!all_digits(port) || parsed.ec != std::errc() || parsed.ptr != end || value < 1 ||
      value > 65535) {
    return base::Error{quoted(port) + " in " + quoted(whole) + " is not a port (1 to 65535)"};
  }
  return {};
}

base::Result<void> check_bracketed(std::string_view text) {
  const std::size_t end = text.find(']');
  if (end == std::string_view::npos) return wrong(text, "an endpoint: ']' is missing");
  const std::string_view address = text.substr(1, end - 1);
  if (!is_ipv6(address)) return wrong(address, "an IPv6 address");
  const std::string_view rest = text.substr(end + 1);
  if (!rest.starts_with(':')) return wrong(text, "an endpoint: ':port' is missing after ']'");
  return check_port(text, rest.substr(1));
}

}  // namespace

base::Result<bool> parse_flag(std::string_view text) {
  for (std::string_view word : {"true", "yes", "on"}) {
    if (base::iequals(text, word)) return true;
  }
  for (std::string_view word : {"false", "no", "off"}) {
    if (base::iequals(text, word)) return false;
  }
  return wrong(text, "one of true, yes, on, false, no, off");
}

base::Result<std::int64_t> parse_integer(std::string_view text) {
  std::int64_t value = 0;
  const char* end = text.data() + text.size();
  const auto parsed = std::from_chars(text.data(), end, value);
  if (parsed.ec == std::errc::result_out_of_range && parsed.ptr == end) {
    return base::Error{quoted(text) + " is out of range for an integer"};
  }
  if (parsed.ec != std::errc() || parsed.ptr != end) return wrong(text, "an integer");
  return value;
}

base::Result<double> parse_decimal(std::string_view text) {
  constexpr std::string_view kExpected = "a decimal number";
  std::string_view digits = text;
  if (digits.starts_with('-')) digits.remove_prefix(1);
  // Keeps from_chars from reading `inf`, `nan` and `.5`.
  if (digits.empty() || !is_digit(digits.front()) || !is_digit(digits.back())) {
    return wrong(text, kExpected);
  }
  double value = 0;
  const char* end = text.data() + text.size();
  const auto parsed = std::from_chars(text.data(), end, value, std::chars_format::fixed);
  if (parsed.ec == std::errc::result_out_of_range) {
    return base::Error{quoted(text) + " is out of range for a decimal number"};
  }
  if (parsed.ec != std::errc() || parsed.ptr != end) return wrong(text, kExpected);
  return value;
}

base::Result<base::Time> parse_duration(std::string_view text) {
  constexpr std::string_view kExpected =
      "a duration (a number of seconds, or with suffix ms, s, m or h)";
  std::string_view number = text;
  const base::Time unit = take_unit(number);
  std::string_view fraction;
  if (const std::size_t dot = number.find('.'); dot != std::string_view::npos) {
    fraction = number.substr(dot + 1);
    number = number.substr(0, dot);
    if (!all_digits(fraction) || fraction.size() > 6) return wrong(text, kExpected);
  }
  if (!all_digits(number)) return wrong(text, kExpected);

  base::Time whole = 0;
  const auto parsed = std::from_chars(number.data(), number.data() + number.size(), whole);
  // One unit is left for the fraction.
  if (parsed.ec != std::errc() || whole >= std::numeric_limits<base::Time>::max() / unit) {
    return base::Error{quoted(text) + " is out of range for a duration"};
  }
  return whole * unit + fraction_of(fraction, unit);
}

base::Result<void> check_endpoint(std::string_view text) {
  if (text.starts_with('[')) return check_bracketed(text);
  const std::size_t colon = text.rfind(':');
  if (colon == std::string_view::npos) return check_port(text, text);

  const std::string_view host = text.substr(0, colon);
  if (host.find(':') != std::string_view::npos) {
    return wrong(text, "an endpoint: write [IPv6 address]:port");
  }
  const bool numeric = is_number_with_dots(host);
  if (numeric ? !is_ipv4(host) : !is_host_name(host)) {
    return base::Error{quoted(host) + " in " + quoted(text) + " is not an address"};
  }
  return check_port(text, text.substr(colon + 1));
}

base::Result<void> check_option_value(const OptionSpec& spec, std::string_view text) {
  const auto outcome = [](auto parsed) -> base::Result<void> {
    if (!parsed) return base::Error{parsed.error()};
    return {};
  };
  if (text.find('\0') != std::string_view::npos) {
    return base::Error{quoted(text) + " contains a zero byte"};
  }
  switch (spec.type) {
    case OptionType::flag:
      return outcome(parse_flag(text));
    case OptionType::integer:
      return outcome(parse_integer(text));
    case OptionType::decimal:
      return outcome(parse_decimal(text));
    case OptionType::seconds:
      return outcome(parse_duration(text));
    case OptionType::endpoint:
      return check_endpoint(text);
    case OptionType::text:
      return {};
  }
  return base::Error{"the option has a type that this version does not know"};
}

std::string_view option_type_name(OptionType type) {
  switch (type) {
    case OptionType::flag:
      return "flag";
    case OptionType::integer:
      return "integer";
    case OptionType::decimal:
      return "decimal";
    case OptionType::text:
      return "text";
    case OptionType::endpoint:
      return "endpoint";
    case OptionType::seconds:
      return "seconds";
  }
  return "unknown";
}

}  // namespace rtpengine::plugin
