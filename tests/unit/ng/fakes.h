// SPDX-License-Identifier: GPL-3.0-or-later
//
// A host for tests of the ng plugin: everything happens on the test's thread and when the test says
// so; time stands still until it is moved.
#pragma once

#include <poll.h>

#include <cstdint>
#include <cstring>
#include <functional>
#include <map>
#include <mutex>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <rtpengine/command.h>
#include <rtpengine/host.h>
#include <rtpengine/listeners.h>
#include <rtpengine/loop.h>

#include "plugins/ng/udp_socket.h"

namespace rtpengine::ng {

inline Slice slice_of(std::string_view text) { return {text.data(), text.size()}; }
inline std::string string_of(Slice slice) { return std::string(slice.data, slice.size); }

class FakeLog final : public LogV1 {
 public:
  std::uint32_t enabled(LogLevel) noexcept override { return 1; }
  void write(LogLevel, Slice, Slice text) noexcept override { add(text); }
  void write_limited(const char*, LogLevel, Slice, Slice text) noexcept override { add(text); }

  /// Whether a line holds this text.
  bool has(std::string_view text) {
    const std::lock_guard lock(mutex_);
    for (const std::string& line : lines_) {
      if (line.find(text) != std::string::npos) return true;
    }
    return false;
  }

 private:
  void add(Slice text) {
    const std::lock_guard lock(mutex_);
    lines_.push_back(string_of(text));
  }

  std::mutex mutex_;
  std::vector<std::string> lines_;
};

class FakeOptions final : public OptionsV1 {
 public:
  std::map<std::string, std::vector<std::string>> values;

  std::uint32_t count(const char* name) noexcept override {
    return static_cast<std::uint32_t>(values[name].size());
  }
  Slice text(const char* name, std::uint32_t index) noexcept override {
    return index < count(name) ? slice_of(values[name][index]) : Slice{};
  }
  std::int64_t integer(const char* name, std::uint32_t index) noexcept override {
    return index < count(name) ? std::stoll(values[name][index]) : 0;
  }
  Slice origin(const char* name, std::uint32_t) noexcept override {
    origin_ = std::string("test.yaml:7: ") + name;
    return slice_of(origin_);
  }

 private:
  std::string origin_;
};

class FakeLoop final : public LoopV1 {
 public:
  struct Watch {
    std::uint32_t worker;
    int fd;
    FdHandler* handler;
  };

  std::int64_t time_us = 1'000'000'000;
  std::uint32_t workers = 2;
  bool refuses = false;  ///< whether watch and start_timer fail
  std::map<WatchHandle, Watch> watches;
  std::map<TimerHandle, TimerHandler*> timers;

  std::uint32_t worker_count() noexcept override { return workers; }
  std::uint32_t current_worker() noexcept override { return 0; }
  WatchHandle watch(std::uint32_t worker, std::int32_t fd, std::uint32_t,
                    FdHandler* handler) noexcept override {
    if (refuses) return 0;
    watches[++last_handle_] = {worker, fd, handler};
    return last_handle_;
  }
  void unwatch(WatchHandle handle) noexcept override { watches.erase(handle); }
  TimerHandle start_timer(std::uint32_t, std::int64_t, TimerHandler* handler) noexcept override {
    timers[++last_handle_] = handler;
    return last_handle_;
  }
  void stop_timer(TimerHandle handle) noexcept override { timers.erase(handle); }
  Status post(std::uint32_t, Job*) noexcept override { return Status::unsupported; }
  Status run_blocking(Job*) noexcept override { return Status::unsupported; }
  std::int64_t now_us() noexcept override { return time_us; }

  /// One turn: waits until a watched descriptor is ready, then calls the handlers of all that are.
  /// False if none became ready in five seconds.
  bool turn() {
    std::vector<pollfd> descriptors;
    std::vector<FdHandler*> handlers;
    for (const auto& [handle, watch] : watches) {
      descriptors.push_back({watch.fd, POLLIN, 0});
      handlers.push_back(watch.handler);
    }
    if (::poll(descriptors.data(), descriptors.size(), 5000) <= 0) return false;
    for (std::size_t i = 0; i < descriptors.size(); ++i) {
      if ((descriptors[i].revents & POLLIN) != 0) {
        handlers[i]->on_ready(descriptors[i].fd, fd_readable);
      }
    }
    return true;
  }

 private:
  std::uint64_t last_handle_ = 0;
};

/// Answers at once with `reply`, or keeps the requests until the test answers them.
class FakeCommands final : public CommandsV1 {
 public:
  bool hold = false;
  Status status = Status::ok;
  std::string result = "pong";
  std::vector<std::string> commands;
  std::string protocol, address;
  std::uint32_t port = 0;
  std::vector<ReplySink*> held;

  Status submit(const Value* arguments, const CommandOrigin* origin,
                ReplySink* sink) noexcept override {
    if (status != Status::ok) return status;
    for (const Value* entry = arguments->first; entry != nullptr; entry = entry->next) {
      if (string_of(entry->key) == "command") commands.push_back(string_of(entry->text));
    }
    protocol = string_of(origin->protocol);
    address = string_of(origin->address);
    port = origin->port;
    if (hold) {
      held.push_back(sink);
    } else {
      answer(sink);
    }
    return Status::ok;
  }

  void answer(ReplySink* sink) {
    Value entry = {};
    entry.type = ValueType::string;
    entry.key = slice_of("result");
    entry.text = slice_of(result);
    Value reply = {};
    reply.type = ValueType::dictionary;
    reply.first = &entry;
    sink->on_reply(&reply);
  }

  void answer_held() {
    const std::vector<ReplySink*> sinks = std::exchange(held, {});
    for (ReplySink* sink : sinks) answer(sink);
  }
};

/// Hands one socket over.
class FakeListeners final : public ListenersV1 {
 public:
  int socket = -1;
  Endpoint asked = {};
  std::int32_t take(ListenerType type, const Endpoint* local) noexcept override {
    asked = *local;
    return type == ListenerType::datagram ? std::exchange(socket, -1) : -1;
  }
  std::uint32_t moves = 0;
  std::uint32_t moving() noexcept override { return moves; }
};

class FakeHost final : public Host {
 public:
  FakeListeners listeners;
  FakeLog log;
  FakeOptions options;
  FakeLoop loop;
  FakeCommands commands;
  std::string missing;  ///< the id of an interface that this host has not

  void* query(const char* id) noexcept override {
    if (missing == id) return nullptr;
    const std::string_view wanted(id);
    if (wanted == LogV1::id) return static_cast<LogV1*>(&log);
    if (wanted == OptionsV1::id) return static_cast<OptionsV1*>(&options);
    if (wanted == LoopV1::id) return static_cast<LoopV1*>(&loop);
    if (wanted == ListenersV1::id) return static_cast<ListenersV1*>(&listeners);
    if (wanted == CommandsV1::id) return static_cast<CommandsV1*>(&commands);
    return nullptr;
  }
};

/// Keeps what would be sent.
class FakePath final : public ReplyPath {
 public:
  struct Sent {
    SocketAddress to;
    std::string bytes;
  };
  std::vector<Sent> sent;
  std::size_t largest = SIZE_MAX;  ///< more than this is refused with EMSGSIZE
  int error = 0;

  int send(const Peer& peer, std::string_view bytes) noexcept override {
    if (error != 0) return error;
    if (bytes.size() > largest) return EMSGSIZE;
    sent.push_back({peer.remote, std::string(bytes)});
    return 0;
  }
};

/// 127.0.0.1 with a port.
inline SocketAddress loopback(std::uint16_t port) {
  SocketAddress address = empty_address();
  address.v4.sin_family = AF_INET;
  address.v4.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  address.v4.sin_port = htons(port);
  return address;
}

inline SocketAddress loopback_v6(std::uint16_t port) {
  SocketAddress address = empty_address();
  address.v6.sin6_family = AF_INET6;
  address.v6.sin6_addr = in6addr_loopback;
  address.v6.sin6_port = htons(port);
  return address;
}

inline Peer peer_at(ReplyPath* path, const SocketAddress& remote) {
  Peer peer;
  std::memset(&peer, 0, sizeof peer);
  peer.path = path;
  peer.remote = remote;
  return peer;
}

}  // namespace rtpengine::ng
