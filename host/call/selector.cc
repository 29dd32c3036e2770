// SPDX-License-Identifier: GPL-3.0-or-later
#include "call/selector.h"

#include <rtpengine/value_view.h>

namespace rtpengine::call {
namespace {

base::Result<Participant*> by_label(const Call& call, std::string_view label) {
  for (const auto& participant : call.participants()) {
    if (participant->label() == label) return participant.get();
  }
  return base::Error{"No monologue matching the given label"};
}

base::Result<Participant*> by_address(const Call& call, std::string_view text) {
  const auto address = net::IpAddress::parse(text);
  if (!address) return base::Error{"Failed to parse network address"};
  for (const auto& participant : call.participants()) {
    if (participant->signalled_address(*address)) return participant.get();
  }
  return base::Error{"Failed to match address to any tag"};
}

}  // namespace

base::Result<Participant*> select_participant(const Call& call, const Value* arguments) {
  if (const auto label = get_text(arguments, "label"); !label.empty()) {
    return by_label(call, label);
  }
  if (const Value* address = find(arguments, "address"); is_string(address)) {
    return by_address(call, text_of(address));
  }
  const auto tag = get_text(arguments, "from-tag");
  if (tag.empty()) return static_cast<Participant*>(nullptr);
  if (Participant* participant = call.find_tag(tag)) return participant;
  return base::Error{"From-tag given, but no such tag exists"};
}

}  // namespace rtpengine::call
