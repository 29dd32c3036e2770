// SPDX-License-Identifier: GPL-3.0-or-later
//
// A kernel table in memory that forwards nothing: it keeps what it is told, and has traffic and its
// own loss put into it.
#pragma once

#include <cstdint>
#include <map>
#include <mutex>
#include <string>

#include <rtpengine/kernel_table.h>

namespace rtpengine::test {

/// "192.0.2.1:5", "[::1]:5"
std::string text_of(const Endpoint& endpoint);

/// Any thread. Plain RTP, both families and between them, 1,000 entries.
class MemoryTable final : public KernelTable {
 public:
  void capabilities(KernelCapabilities* out) noexcept override;
  void apply(const KernelChange* changes, uint32_t count,
             KernelOutcome* outcomes) noexcept override;
  void read_counters(uint32_t owner, KernelEntrySink* sink) noexcept override;
  uint64_t size() noexcept override;
  Status adopt(KernelEntrySink* sink, TextSink* error) noexcept override;
  Status clear(TextSink* error) noexcept override;
  uint32_t usable(TextSink* reason) noexcept override;

  /// As if this had been forwarded since the entry was added. `local`: as text_of writes it.
  void set_counters(const std::string& local, const KernelCounters& counters);
  /// There is no table any more.
  void lose(const std::string& reason);
  /// A line for each entry: "local -> destination".
  std::string list() const;

 private:
  struct Row {
    Endpoint local;
    Endpoint destination;  ///< of the first output
    uint32_t owner = 0;
    KernelCounters counters{};
  };
  KernelOutcome apply_one(const KernelChange& change);

  mutable std::mutex mutex_;
  std::map<std::string, Row> rows_;  ///< by the text of `local`
  std::string lost_;                 ///< why; empty: it is there
};

}  // namespace rtpengine::test
