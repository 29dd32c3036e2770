// SPDX-License-Identifier: GPL-3.0-or-later
//
// The ng protocol from datagrams to replies. The input is a run of datagrams with a line "--"
// between them, so that repetitions and requests in work are reached too. The host answers each
// request with its own arguments; the commands "hold" and "busy" make it keep or refuse a request.

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <cstring>
#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "plugins/ng/datagram.h"
#include "plugins/ng/dispatcher.h"

namespace {

using namespace rtpengine;      // NOLINT: short names in a program of its own
using namespace rtpengine::ng;  // NOLINT

void require(bool condition) {
  if (!condition) std::abort();
}

std::string_view view(Slice slice) { return {slice.data, slice.size}; }

class Log final : public LogV1 {
 public:
  std::uint32_t enabled(LogLevel) noexcept override { return 1; }
  void write(LogLevel, Slice, Slice text) noexcept override { check(text); }
  void write_limited(const char*, LogLevel, Slice, Slice text) noexcept override { check(text); }

 private:
  static void check(Slice text) {
    require(text.size > 0);
    for (const char c : view(text)) require(c >= ' ' && c <= '~');
  }
};

class Loop final : public LoopV1 {
 public:
  std::uint32_t worker_count() noexcept override { return 1; }
  std::uint32_t current_worker() noexcept override { return 0; }
  WatchHandle watch(std::uint32_t, std::int32_t, std::uint32_t, FdHandler*) noexcept override {
    return 1;
  }
  void unwatch(WatchHandle) noexcept override {}
  TimerHandle start_timer(std::uint32_t, std::int64_t, TimerHandler*) noexcept override {
    return 1;
  }
  void stop_timer(TimerHandle) noexcept override {}
  Status post(std::uint32_t, Job*) noexcept override { return Status::busy; }
  Status run_blocking(Job*) noexcept override { return Status::busy; }
  std::int64_t now_us() noexcept override { return now += 1000; }

  std::int64_t now = 0;
};

class Commands final : public CommandsV1 {
 public:
  Status submit(const Value* arguments, const CommandOrigin*, ReplySink* sink) noexcept override {
    require(arguments->type == ValueType::dictionary);
    std::string_view command;
    for (const Value* entry = arguments->first; entry != nullptr; entry = entry->next) {
      if (view(entry->key) == "command" && entry->type == ValueType::string) {
        command = view(entry->text);
        break;
      }
    }
    require(command.data() != nullptr);
    if (command == "busy") return Status::busy;
    if (command == "hold") {
      held.emplace_back(sink, arguments);
    } else {
      sink->on_reply(arguments);
    }
    return Status::ok;
  }

  std::vector<std::pair<ReplySink*, const Value*>> held;
};

/// Checks that replies are well formed, and that a remembered one does not change.
class Path final : public ReplyPath {
 public:
  int send(const Peer&, std::string_view bytes) noexcept override {
    require(bytes.size() <= kMaxDatagram);
    const auto parts = split(bytes);
    require(parts.has_value());
    std::vector<Value> nodes(kMaxValues);
    const auto decoded = decode(parts->payload, nodes);
    require(decoded.root != nullptr && decoded.root->type == ValueType::dictionary);
    require(decoded.offset == parts->payload.size());
    if (parts->payload.find("Too many requests waiting") != std::string_view::npos) return 0;
    const auto [entry, added] = replies_.emplace(parts->cookie, parts->payload);
    require(added || entry->second == parts->payload);
    return 0;
  }

 private:
  std::map<std::string, std::string> replies_;
};

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  constexpr std::string_view kSeparator = "\n--\n";
  Log log;
  Loop loop;
  Commands commands;
  Path path;
  Dispatcher dispatcher({&commands, &loop, &log}, DispatcherLimits{});
  std::string_view rest(reinterpret_cast<const char*>(data), size);
  std::uint16_t port = 1;
  while (true) {
    const std::size_t end = rest.find(kSeparator);
    const std::string_view bytes = rest.substr(0, std::min<std::size_t>(end, 65536));
    Request* request = dispatcher.pool().take();
    require(request != nullptr);
    std::copy(bytes.begin(), bytes.end(), request->datagram_bytes.begin());
    request->datagram_size = bytes.size();
    Peer& client = request->pending.client;
    std::memset(&client, 0, sizeof client);
    client.path = &path;
    client.remote.v4.sin_family = AF_INET;
    client.remote.v4.sin_port = htons(port++);
    if (!dispatcher.serve(request)) dispatcher.pool().give_back(request);
    if (end == std::string_view::npos) break;
    rest.remove_prefix(end + kSeparator.size());
  }
  for (const auto& [sink, arguments] : commands.held) sink->on_reply(arguments);
  require(dispatcher.pool().taken() == 0);
  return 0;
}
