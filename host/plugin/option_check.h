// SPDX-License-Identifier: GPL-3.0-or-later
//
// How the text of an option's value is read, for the host's own options and for those of plugins.
//
// All functions are pure, may be called on any thread, and fail with a sentence that quotes the
// text, for instance `'6o' is not a duration (a number of seconds, or with suffix ms, s, m or h)`.
// The caller puts the origin of the value in front.
#pragma once

#include <cstdint>
#include <string_view>

#include <rtpengine/plugin.h>

#include "base/clock.h"
#include "base/result.h"

namespace rtpengine::plugin {

/// `true`, `yes`, `on` or `false`, `no`, `off`, in any case.
base::Result<bool> parse_flag(std::string_view text);

/// Signed decimal number, nothing around it; 64 bits.
base::Result<std::int64_t> parse_integer(std::string_view text);

/// Decimal number with an optional sign and fraction, no exponent; independent of the locale.
base::Result<double> parse_decimal(std::string_view text);

/// A duration in microseconds: a number of seconds, or a number with suffix `ms`, `s`, `m` or `h`.
/// A fraction of up to six digits is allowed (`1.5s`), a sign is not.
base::Result<base::Time> parse_duration(std::string_view text);

/// An endpoint's syntax: `port`, `address:port`, `name:port` or `[IPv6 address]:port`, port 1 to
/// 65535. Names are not resolved.
base::Result<void> check_endpoint(std::string_view text);

/// Whether `text` is a value of this option's type. Texts of any type contain no zero byte.
base::Result<void> check_option_value(const OptionSpec& spec, std::string_view text);

/// `flag`, `integer`, ... for help texts; `unknown` for a type this host does not know.
std::string_view option_type_name(OptionType type);

}  // namespace rtpengine::plugin
