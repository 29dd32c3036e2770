// SPDX-License-Identifier: GPL-3.0-or-later
//
// Trial plugin: a kernel table back end. What a kernel would do by itself comes from a file that
// the test writes, and what the table holds goes into another.
#include <cstdio>
#include <fstream>
#include <sstream>
#include <string>

#include <rtpengine/author.h>
#include <rtpengine/kernel_table.h>
#include <rtpengine/loop.h>

#include "memory_table.h"

namespace {

using rtpengine::KernelTablesV1;
using rtpengine::LoopV1;
using rtpengine::OptionType;

class FakeKernel final : public rtpengine::author::PluginBase, public rtpengine::TimerHandler {
 private:
  void on_init() override {
    loop_ = need<LoopV1>();
    feed_ = option("fake-kernel-feed");
    list_ = option("fake-kernel-list");
    check(need<KernelTablesV1>()->add("fake-kernel", &table_), "offering the table");
  }
  void on_start() override { timer_ = loop_->start_timer(0, 20'000, this); }
  void on_stop() override {
    loop_->stop_timer(timer_);
    write_list();
  }

  void on_timer() noexcept override {
    rtpengine::author::guard([this] { read_feed(), write_list(); }, [](std::string_view) {});
  }

  /// Lines "traffic LOCAL PACKETS BYTES ERRORS" with absolute numbers, and "lost REASON".
  void read_feed() {
    std::ifstream file(feed_);
    std::string line;
    while (std::getline(file, line)) {
      std::istringstream words(line);
      std::string what, local, reason;
      rtpengine::KernelCounters counters{};
      words >> what;
      if (what == "lost" && std::getline(words >> std::ws, reason)) table_.lose(reason);
      if (what == "traffic" &&
          words >> local >> counters.packets >> counters.bytes >> counters.errors)
        table_.set_counters(local, counters);
    }
  }

  /// Under another name first: whoever reads it sees all of it.
  void write_list() {
    const std::string now = table_.list();
    if (now == written_ || list_.empty()) return;
    std::ofstream(list_ + ".new") << now;
    if (std::rename((list_ + ".new").c_str(), list_.c_str()) == 0) written_ = now;
  }

  rtpengine::test::MemoryTable table_;
  LoopV1* loop_ = nullptr;
  rtpengine::TimerHandle timer_ = 0;
  std::string feed_, list_;
  std::string written_ = "nothing yet";
};

constexpr rtpengine::OptionSpec kOptions[] = {
    {"fake-kernel-feed", nullptr, "FILE", "What the kernel did", OptionType::text, 0, 0, {}},
    {"fake-kernel-list", nullptr, "FILE", "What the table holds", OptionType::text, 0, 0, {}},
};

}  // namespace

RTPENGINE_DEFINE_PLUGIN(FakeKernel, "fake-kernel", "1.0", "GPL-3.0-or-later",
                        "A kernel table that forwards nothing", rtpengine::kind_kernel_table,
                        kOptions, 2)
