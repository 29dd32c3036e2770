// SPDX-License-Identifier: GPL-3.0-or-later
//
// The local syslog protocol: RFC 3164 lines without a host name, over a UNIX socket.
#include "base/syslog_socket.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <syslog.h>
#include <time.h>
#include <unistd.h>

#include <utility>

namespace rtpengine::base {

namespace {

std::string header(int priority, const std::string& ident) {
  static constexpr const char* kMonths[] = {"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                            "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
  const time_t now = time(nullptr);
  tm local{};
  localtime_r(&now, &local);
  char text[64];
  snprintf(text, sizeof text, "<%d>%s %2d %02d:%02d:%02d ", priority, kMonths[local.tm_mon],
           local.tm_mday, local.tm_hour, local.tm_min, local.tm_sec);
  return text + ident + '[' + std::to_string(getpid()) + "]: ";
}

bool daemon_went_away(int error) {
  return error == ECONNREFUSED || error == ECONNRESET || error == ENOTCONN || error == EPIPE ||
         error == EDESTADDRREQ;
}

}  // namespace

SyslogSocket::SyslogSocket(std::string path, std::string ident)
    : path_(std::move(path)), ident_(std::move(ident)) {}

SyslogSocket::~SyslogSocket() { disconnect(); }

bool SyslogSocket::send(int priority, std::string_view text) {
  const std::lock_guard lock(mutex_);
  if (lost_ != 0) {
    const std::string note =
        "WARNING: " + std::to_string(lost_) + " log lines were lost: the log daemon took no more";
    if (transmit((priority & ~LOG_PRIMASK) | LOG_WARNING, note)) lost_ = 0;
  }
  // Behind a note that didn't get through the line would only seem to be complete.
  if (lost_ == 0 && transmit(priority, text)) return true;
  ++lost_;
  return false;
}

bool SyslogSocket::transmit(int priority, std::string_view text) {
  std::string datagram = header(priority, ident_);
  datagram += text;
  for (unsigned attempt = 0; attempt < 2; ++attempt) {
    if (fd_ < 0 && !connect_to_daemon()) return false;
    // On a stream a zero byte ends the line.
    const std::size_t size = datagram.size() + (stream_ ? 1 : 0);
    const ssize_t sent = ::send(fd_, datagram.c_str(), size, MSG_DONTWAIT | MSG_NOSIGNAL);
    if (sent == static_cast<ssize_t>(size)) return true;
    const bool again = sent < 0 && daemon_went_away(errno);
    // Half a line on a stream would garble the next one.
    if (sent >= 0 || again) disconnect();
    if (!again) return false;
  }
  return false;
}

bool SyslogSocket::connect_to_daemon() {
  const Time now = monotonic_now();
  if (last_failure_ != 0 && now - last_failure_ < kSecond) return false;
  last_failure_ = now;
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  if (path_.size() >= sizeof address.sun_path) return false;
  memcpy(address.sun_path, path_.c_str(), path_.size() + 1);
  for (const int type : {SOCK_DGRAM, SOCK_STREAM}) {
    const int fd = socket(AF_UNIX, type | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
    if (fd < 0) return false;
    if (connect(fd, reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0) {
      fd_ = fd;
      stream_ = type == SOCK_STREAM;
      last_failure_ = 0;
      return true;
    }
    const int error = errno;
    close(fd);
    if (error != EPROTOTYPE) return false;
  }
  return false;
}

void SyslogSocket::disconnect() {
  if (fd_ >= 0) close(fd_);
  fd_ = -1;
}

}  // namespace rtpengine::base
