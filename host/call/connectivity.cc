// SPDX-License-Identifier: GPL-3.0-or-later
#include "call/connectivity.h"

#include "call/local_ports.h"

namespace rtpengine::call {

void Connectivity::Path::describe(base::Fields& fields) {
  fields.number("address", address, 0, LocalPorts::kMaxFurther);
  fields.flag("selected", selected);
  fields.flag("suspended", suspended);
}

void Connectivity::describe(base::Fields& fields) {
  fields.flag("in charge", in_charge);
  if (!in_charge) return;
  fields.object("rtp", [&] { rtp.describe(fields); });
  fields.object("rtcp", [&] { rtcp.describe(fields); });
}

}  // namespace rtpengine::call
