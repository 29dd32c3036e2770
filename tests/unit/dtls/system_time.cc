// SPDX-License-Identifier: GPL-3.0-or-later

#include "system_time.h"

#include <sys/time.h>

namespace rtpengine::dtls {
namespace {

Micros system_time = 1'000'000 * kSecond;

}  // namespace

void pass_time(Micros span) { system_time += span; }

}  // namespace rtpengine::dtls

// libssl finds this one before libc's.
extern "C" int gettimeofday(timeval* time, void*) noexcept {
  time->tv_sec = rtpengine::dtls::system_time / rtpengine::dtls::kSecond;
  time->tv_usec = rtpengine::dtls::system_time % rtpengine::dtls::kSecond;
  return 0;
}
