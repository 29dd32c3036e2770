// SPDX-License-Identifier: GPL-3.0-or-later
#include "media/jitter_meter.h"

namespace rtpengine::media {

void JitterMeter::describe(base::Fields& fields) {
  fields.time("arrival", arrival_);
  fields.number("timestamp", timestamp_);
  tick_.describe(fields);
  fields.number("jitter", jitter_);
  fields.number("highest", highest_);
  fields.number("sum", sum_);
  fields.number("samples", samples_);
}

}  // namespace rtpengine::media
