// SPDX-License-Identifier: GPL-3.0-or-later
//
// Handing an RTP stream over to the kernel table, and taking it back.
#pragma once

#include <memory>
#include <string>
#include <unordered_map>
#include <vector>

#include "base/clock.h"
#include "media/kernel_table.h"
#include "media/offload.h"

namespace rtpengine::call {

class Media;
class StreamOffload;

/// The streams of one worker that are in the kernel table, by their local endpoint. Worker's
/// thread.
class OffloadedStreams {
 public:
  void add(const net::Endpoint& local, StreamOffload& stream) { streams_[key(local)] = &stream; }
  void remove(const net::Endpoint& local) { streams_.erase(key(local)); }
  StreamOffload* find(const net::Endpoint& local) const;
  bool empty() const { return streams_.empty(); }

  /// The table would not remove this entry: try again at each poll, or the kernel goes on
  /// forwarding on a port that is somebody else's by then.
  void retry_removal(const net::Endpoint& local);

  /// Read the table's counters of this worker into the streams; if the table is lost, take all
  /// streams back. Once a second.
  void poll(media::KernelTable& table, unsigned worker, base::Time now);

 private:
  /// Beyond that the oldest one is given up.
  static constexpr std::size_t kMaxStuck = 1000;

  void remove_stuck(media::KernelTable& table);
  static std::string key(const net::Endpoint& local) { return local.to_string(); }

  std::unordered_map<std::string, StreamOffload*> streams_;
  std::vector<net::Endpoint> stuck_;  ///< entries that could not be removed
};

/// One RTP stream's place in the kernel table. Worker's thread.
class StreamOffload {
 public:
  explicit StreamOffload(Media& media) : media_(media) {}
  ~StreamOffload() { withdraw(); }
  StreamOffload(const StreamOffload&) = delete;
  StreamOffload& operator=(const StreamOffload&) = delete;

  /// Decide anew, from learning, signalling and routes as they are now, and change the table
  /// accordingly.
  void update();

  /// Take the stream back into user space; what the kernel counted is added.
  void withdraw();

  bool in_kernel() const { return in_table_ != nullptr; }
  /// Why the stream is not in the kernel; empty if it is.
  const std::string& obstacle() const { return obstacle_; }

  /// The table's absolute counters.
  void note_counters(const media::ForwardCounters& counters, base::Time now);
  /// The table is gone: no removal possible.
  void note_lost();

 private:
  media::ForwardEntry make_entry() const;
  media::OffloadDecision decide(const media::ForwardEntry& entry) const;
  void put(const media::ForwardEntry& entry);

  struct InTable {
    media::ForwardEntry entry;
    media::ForwardCounters last;  ///< as read last
  };

  Media& media_;
  std::unique_ptr<InTable> in_table_;  ///< null: forwarded in user space
  std::string obstacle_;
};

}  // namespace rtpengine::call
