// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/control_allow.h"

#include <algorithm>

#include "app/nearest.h"
#include "net/address.h"
#include "plugin/option_check.h"

namespace rtpengine::app {
namespace {

/// Whether a bit that is not among the first `bits` is set.
bool reaches_beyond(const net::IpAddress& address, unsigned bits, unsigned most) {
  for (unsigned index = bits; index < most; ++index) {
    if ((address.bytes[index / 8] >> (7 - index % 8) & 1) != 0) return true;
  }
  return false;
}

/// What is wrong with a network, or nothing.
std::string problem_of(const std::string& network) {
  const std::size_t slash = network.find('/');
  const auto address = net::IpAddress::parse(network.substr(0, slash));
  if (!address) return "does not begin with a numeric IP address";
  const unsigned most = address->family == net::Family::ipv6 ? 128 : 32;
  if (slash == std::string::npos) return {};
  const auto bits = plugin::parse_integer(network.substr(slash + 1));
  if (!bits || *bits < 0 || *bits > most)
    return "does not end in a number of bits from 0 to " + std::to_string(most);
  if (reaches_beyond(*address, unsigned(*bits), most)) {
    return "is not the first address of a network: there are bits after the first " +
           std::to_string(*bits);
  }
  return {};
}

struct Entry {
  std::string listener;  ///< empty: all
  std::string network;
};

Entry entry_of(const std::string& text) {
  const std::size_t equals = text.find('=');
  if (equals == std::string::npos) return {{}, text};
  return {text.substr(0, equals), text.substr(equals + 1)};
}

/// A value of a listen option.
struct ListenerOption {
  const EffectiveOption* option;
  std::string text;
};

std::vector<ListenerOption> listeners_of(const EffectiveOptions& options) {
  std::vector<ListenerOption> all;
  for (const EffectiveOption& option : options.all()) {
    if (!option.active || option.type != OptionType::endpoint || !option.name.starts_with("listen"))
      continue;
    for (const GivenValue& value : option.values) all.push_back({&option, value.text});
  }
  return all;
}

/// That the listeners which this entry means will heed it.
base::Result<void> check_readers(const EffectiveOption& allow, const GivenValue& value,
                                 const std::string& listener,
                                 const std::vector<ListenerOption>& listeners) {
  for (const ListenerOption& each : listeners) {
    if (!listener.empty() && each.text != listener) continue;
    const auto& readers = allow.readers;
    if (std::find(readers.begin(), readers.end(), each.option->owner) != readers.end()) continue;
    return base::Error{value.origin + ": plugin " + each.option->owner + ", which has --" +
                       each.option->name + "=" + each.text +
                       ", does not look at the sources of its requests; name the listeners that "
                       "are meant, as in LISTENER=NETWORK"};
  }
  return {};
}

base::Result<void> check_entry(const EffectiveOption& allow, const GivenValue& value,
                               const std::vector<ListenerOption>& listeners) {
  const Entry entry = entry_of(value.text);
  if (const std::string problem = problem_of(entry.network); !problem.empty())
    return base::Error{value.origin + ": '" + entry.network + "' " + problem};
  if (value.text.front() == '=')
    return base::Error{value.origin + ": '" + value.text + "' names no listener before '='"};
  std::vector<std::string> names;
  for (const ListenerOption& each : listeners) names.push_back(each.text);
  const bool known = std::find(names.begin(), names.end(), entry.listener) != names.end();
  if (!entry.listener.empty() && !known) {
    const std::string near = nearest(entry.listener, names);
    return base::Error{value.origin + ": '" + entry.listener +
                       "' is the value of no listen option" +
                       (near.empty() ? "" : "; did you mean '" + near + "'?")};
  }
  return check_readers(allow, value, entry.listener, listeners);
}

}  // namespace

base::Result<void> check_control_allow(const EffectiveOptions& options) {
  const EffectiveOption* allow = options.find("control-allow");
  if (allow == nullptr || allow->values.empty()) return {};
  const std::vector<ListenerOption> listeners = listeners_of(options);
  for (const GivenValue& value : allow->values) {
    if (auto fine = check_entry(*allow, value, listeners); !fine) return fine;
  }
  return {};
}

}  // namespace rtpengine::app
