// SPDX-License-Identifier: GPL-3.0-or-later
//
// ng_floor - what does one signalled request cost at the very least?
//
// Answers ng requests without reading more of them than the command: "ok", and to offers and
// answers always the same SDP. No call is made and no port opened. What is left is what the system
// takes for waiting, receiving, sending and waking up the client, under the same load as a daemon.
//
//   ng_floor ADDRESS PORT
#include <arpa/inet.h>
#include <netinet/in.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>

#include <string>
#include <string_view>

namespace {

const std::string kSdp =
    "v=0\r\no=- 1 1 IN IP4 10.200.0.1\r\ns=-\r\nc=IN IP4 10.200.0.1\r\nt=0 0\r\n"
    "m=audio 30000 RTP/AVP 8 0 9 18 96 97 101\r\na=rtpmap:8 PCMA/8000\r\na=rtpmap:0 PCMU/8000\r\n"
    "a=rtpmap:9 G722/8000\r\na=rtpmap:18 G729/8000\r\na=fmtp:18 annexb=no\r\n"
    "a=rtpmap:96 opus/48000/2\r\na=fmtp:96 useinbandfec=1; maxaveragebitrate=32000\r\n"
    "a=rtpmap:97 iLBC/8000\r\na=fmtp:97 mode=20\r\na=rtpmap:101 telephone-event/8000\r\n"
    "a=fmtp:101 0-16\r\na=ptime:20\r\na=maxptime:150\r\na=sendrecv\r\na=rtcp:30001\r\n";

bool commands(std::string_view request, std::string_view command) {
  const std::string key = "7:command" + std::to_string(command.size()) + ":";
  return request.find(key + std::string(command)) != std::string_view::npos;
}

std::string reply_to(std::string_view request) {
  std::string reply(request.substr(0, request.find(' ') + 1));
  if (commands(request, "ping")) return reply + "d6:result4:ponge";
  reply += "d6:result2:ok";
  if (!commands(request, "delete")) reply += "3:sdp" + std::to_string(kSdp.size()) + ":" + kSdp;
  return reply + "e";
}

int serve(const char* address, const char* port) {
  const int fd = socket(AF_INET, SOCK_DGRAM | SOCK_NONBLOCK, 0);
  sockaddr_in local{};
  local.sin_family = AF_INET;
  local.sin_port = htons(static_cast<uint16_t>(atoi(port)));
  if (inet_pton(AF_INET, address, &local.sin_addr) != 1 ||
      bind(fd, reinterpret_cast<sockaddr*>(&local), sizeof local) != 0) {
    perror("bind");
    return 1;
  }
  const int epoll = epoll_create1(0);
  epoll_event event{EPOLLIN, {}};
  epoll_ctl(epoll, EPOLL_CTL_ADD, fd, &event);
  static char buffer[65536];
  for (;;) {
    epoll_wait(epoll, &event, 1, -1);
    sockaddr_in client{};
    socklen_t size = sizeof client;
    ssize_t got = 0;
    while ((got = recvfrom(fd, buffer, sizeof buffer, 0, reinterpret_cast<sockaddr*>(&client),
                           &size)) >= 0) {
      const std::string reply = reply_to({buffer, static_cast<size_t>(got)});
      sendto(fd, reply.data(), reply.size(), 0, reinterpret_cast<sockaddr*>(&client), size);
    }
  }
}

}  // namespace

int main(int count, char** arguments) {
  if (count != 3) {
    fprintf(stderr, "usage: ng_floor ADDRESS PORT\n");
    return 2;
  }
  return serve(arguments[1], arguments[2]);
}
