// SPDX-License-Identifier: GPL-3.0-or-later
#include "call/plugin_keys.h"

namespace rtpengine::call {
namespace {

void describe_one(base::Fields& fields, const char* key, std::optional<StreamKeys>& keys) {
  fields.list(
      key, keys ? 1 : 0, 1,
      [&](std::size_t count) {
        if (count != 0) keys.emplace();
      },
      [&](std::size_t) { keys->describe(fields); });
}

}  // namespace

void StreamKeys::describe(base::Fields& fields) {
  fields.object("theirs", [&] { theirs.describe(fields); });
  fields.object("ours", [&] { ours.describe(fields); });
}

void PluginKeys::withdraw() {
  in_charge = false;
  rtp.reset();
  rtcp.reset();
}

void PluginKeys::describe(base::Fields& fields) {
  fields.flag("proposed", proposed);
  fields.flag("in charge", in_charge);
  describe_one(fields, "rtp keys", rtp);
  describe_one(fields, "rtcp keys", rtcp);
}

}  // namespace rtpengine::call
