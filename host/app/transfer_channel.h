// SPDX-License-Identifier: GPL-3.0-or-later
//
// Messages between a daemon and its successor: value trees, with descriptors beside them, over a
// unix socket.
#pragma once

#include <string>
#include <vector>

#include "base/clock.h"
#include "base/result.h"
#include "base/value_tree.h"
#include "net/descriptor.h"

namespace rtpengine::app {

/// One end of a connection. A message goes in as many parts as it takes. One thread at a time.
class TransferChannel {
 public:
  /// Of one message; what is beyond is an error of the connection.
  static constexpr std::size_t kMaxBytes = std::size_t{32} << 20;
  static constexpr std::size_t kMaxDescriptors = 4096;

  struct Message {
    base::ValueTree tree;
    std::vector<net::Descriptor> descriptors;
  };

  /// A connected socket of the type SOCK_SEQPACKET. No call waits for the other end for longer than
  /// `patience`.
  TransferChannel(net::Descriptor socket, base::Time patience);

  int fd() const { return socket_.get(); }

  base::Result<void> send(const Value& tree, const std::vector<int>& descriptors = {});

  /// The next message. It must be a dictionary whose key `is` says what it is.
  base::Result<Message> receive();

  /// Whether the last error was that the other end is closed.
  bool closed() const { return closed_; }

 private:
  base::Result<void> send_part(const void* bytes, std::size_t size, bool last, const int* fds,
                               std::size_t count);
  base::Result<bool> receive_part(std::string& bytes, std::vector<net::Descriptor>& descriptors);
  base::Result<void> wait_for(short events);
  base::Error failure(const char* what);

  const net::Descriptor socket_;
  const base::Time patience_;
  bool closed_ = false;
};

/// Two ends that are connected with each other, for tests.
std::pair<net::Descriptor, net::Descriptor> transfer_pair();

}  // namespace rtpengine::app
