// SPDX-License-Identifier: GPL-3.0-or-later
//
// A host for one plugin: real calls, the services that plugins use in them, no network and no
// clock.
#pragma once

#include <gtest/gtest.h>

#include <algorithm>
#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <rtpengine/author.h>
#include <rtpengine/loop.h>
#include <rtpengine/value_view.h>

#include "base/text.h"
#include "base/tree_bytes.h"
#include "call/call_finder.h"
#include "call/call_snapshot.h"
#include "plugin/calls_service.h"
#include "plugin/connectivity_service.h"
#include "plugin/keys_service.h"
#include "plugin/registration_services.h"
#include "tests/unit/call/bench.h"
#include "tests/unit/call/bodies.h"
#include "tests/unit/call/copied_sockets.h"

namespace rtpengine::plugin {

using Texts = std::vector<std::string>;

/// The attributes of this name in one section of a body.
inline Texts values_of(const std::string& sdp, std::string_view name, std::size_t section = 0) {
  Texts all;
  auto session = sdp::Session::parse(sdp);
  EXPECT_TRUE(session) << sdp;
  if (!session || section >= session->media.size()) return all;
  for (const sdp::Line& line : session->media[section].lines) {
    if (line.name() == name) all.emplace_back(line.attribute_value());
  }
  return all;
}
/// The first of them; empty: there is none.
inline std::string value_of(const std::string& sdp, std::string_view name) {
  const Texts all = values_of(sdp, name);
  return all.empty() ? "" : all.front();
}

/// A class of its own for each plugin, which has the plugin as its last member, hands it to `begin`
/// and calls `end` when it goes.
class HostBench : public Host,
                  public LoopV1,
                  public LogV1,
                  public OptionsV1,
                  public TextSink,
                  public call::CallFinder {
 public:
  /// Name -> value, as the configuration has it.
  using Options = std::map<std::string, std::string>;

  HostBench(const HostBench&) = delete;
  HostBench& operator=(const HostBench&) = delete;

  /// What t is shown of an offer of f.
  std::string offer_body(const std::string& sdp, call::Arguments more = {}) {
    more.set("call-id", "c").set("from-tag", "f").set("sdp", sdp);
    return sdp_of(bench.command("offer", more));
  }
  /// What f is shown of the answer of whoever `more` names in to-tag.
  std::string answer_body(const std::string& sdp, call::Arguments more) {
    more.set("call-id", "c").set("from-tag", "f").set("sdp", sdp);
    return sdp_of(bench.command("answer", more));
  }
  call::Reply command(std::string_view name) { return bench.command(name, {{"call-id", "c"}}); }
  Texts flags(const std::string& tag) {
    return command("query").words({"tags", tag, "medias", "0", "flags"});
  }

  /// Time passes; what is sent arrives at once.
  void run(base::Time span) {
    for (const base::Time end = bench.now + span; bench.now < end;) {
      bench.now += kStep;
      call_timers();
      pass(kStep);
      hand_over();
    }
  }
  /// What we have sent arrives, and what is sent because of that.
  void hand_over() {
    for (auto sent = bench.io.take_sent(); !sent.empty(); sent = bench.io.take_sent()) {
      for (auto& one : sent) {
        if (!arrives(one)) lost.push_back(std::move(one));
      }
    }
  }
  /// A datagram arrives.
  void deliver(const net::Endpoint& from, const net::Endpoint& to, std::string data) {
    bench.io.deliver(to, from, std::move(data), bench.now);
  }
  /// What a packet of media of a party to this port of ours makes us send: "source>destination".
  std::string relayed(const net::Endpoint& from, const net::Endpoint& to) {
    hand_over();
    deliver(from, to, media::rtp_text(0, ++sequence_));
    const auto sent = bench.io.take_sent();
    return sent.size() == 1 ? sent[0].from.to_string() + ">" + sent[0].to.to_string() : "-";
  }
  net::Endpoint local(std::string_view tag, std::size_t address,
                      media::Component component = media::Component::rtp) {
    return bench.party(tag).media(0).socket_of(component, address)->local();
  }

  /// For a host to which the call may move.
  std::vector<net::InterfaceSpec> addresses() const {
    std::vector<net::InterfaceSpec> all;
    for (const net::LocalAddress& local : bench.interfaces.first()->addresses) {
      net::InterfaceSpec& spec = all.emplace_back();
      spec.address = spec.advertised = local.address;
    }
    return all;
  }
  /// The call moves, as to another process. Why not; empty: it has.
  std::string move_to(HostBench& there) {
    base::ValueTree tree, read;
    EXPECT_TRUE(call::save_call(bench.call(), *bench.calls->extensions(), tree.dictionary()));
    std::string bytes;
    base::append_bytes(*tree.root(), bytes);
    call::CopiedSockets sockets;
    sockets.add(bench.call());
    EXPECT_TRUE(base::read_bytes(bytes, read));
    there.bench.now = bench.now;
    const auto restored = call::restore_call(*there.bench.calls, *read.root(), sockets);
    bench.calls->let_go_all();
    return restored ? "" : restored.error();
  }

  // Host
  void* query(const char* id) noexcept override {
    const std::string_view wanted(id);
    if (wanted == LogV1::id) return static_cast<LogV1*>(this);
    if (wanted == OptionsV1::id) return static_cast<OptionsV1*>(this);
    if (wanted == LoopV1::id) return static_cast<LoopV1*>(this);
    if (wanted == CallsV1::id) return static_cast<CallsV1*>(&calls_);
    if (wanted == CallStateV1::id) return static_cast<CallStateV1*>(&states_);
    if (wanted == ConnectivityV1::id) return static_cast<ConnectivityV1*>(&connectivity_);
    if (wanted == KeysV1::id) return static_cast<KeysV1*>(&keys_);
    if (wanted == FeaturesV1::id) return static_cast<FeaturesV1*>(&features_);
    if (wanted == PacketHandlersV1::id) return static_cast<PacketHandlersV1*>(&handlers_);
    if (wanted == PathObserversV1::id) return static_cast<PathObserversV1*>(&observers_);
    if (wanted == ReportsV1::id) return static_cast<ReportsV1*>(&reports_);
    if (wanted == StateTransferV1::id) return static_cast<StateTransferV1*>(&transfer_);
    return nullptr;
  }
  // LoopV1
  std::uint32_t worker_count() noexcept override { return 1; }
  std::uint32_t current_worker() noexcept override { return 0; }
  WatchHandle watch(std::uint32_t, std::int32_t, std::uint32_t, FdHandler*) noexcept override {
    return 0;
  }
  void unwatch(WatchHandle) noexcept override {}
  TimerHandle start_timer(std::uint32_t, std::int64_t interval,
                          TimerHandler* handler) noexcept override {
    timers_[++last_timer_] = {interval, bench.now + interval, handler};
    return last_timer_;
  }
  void stop_timer(TimerHandle handle) noexcept override { timers_.erase(handle); }
  Status post(std::uint32_t, Job*) noexcept override { return Status::busy; }
  Status run_blocking(Job* job) noexcept override {
    if (pool_is_full) return Status::busy;
    jobs.push_back(job);
    return Status::ok;
  }
  std::int64_t now_us() noexcept override { return bench.now; }
  // LogV1
  std::uint32_t enabled(LogLevel) noexcept override { return 1; }
  void write(LogLevel, Slice, Slice text) noexcept override { log.emplace_back(view(text)); }
  void write_limited(const char*, LogLevel, Slice, Slice text) noexcept override {
    log.emplace_back(view(text));
  }
  // OptionsV1
  std::uint32_t count(const char*) noexcept override { return 1; }
  Slice text(const char* name, std::uint32_t) noexcept override { return slice(options_[name]); }
  std::int64_t integer(const char* name, std::uint32_t) noexcept override {
    std::int64_t number = 0;
    parse_decimal(options_[name], 0, INT64_MAX, &number);
    return number;
  }
  Slice origin(const char*, std::uint32_t) noexcept override { return slice("here"); }
  // TextSink
  void write(Slice more) noexcept override { error += view(more); }
  // call::CallFinder
  call::WorkerCalls* local_calls() override { return bench.calls.get(); }
  int find_worker(std::string_view) const override { return 0; }

  call::Bench bench;
  Status initialised = Status::failed;
  std::string error;
  Texts log;
  std::vector<media::FakePacketIo::Sent> lost;  ///< to nobody
  std::vector<Job*> jobs;                       ///< of the blocking pool; tests run them
  bool pool_is_full = false;

 protected:
  HostBench(const char* plugin, Options options, std::vector<net::InterfaceSpec> interfaces)
      : bench({}, std::move(interfaces)),
        options_(std::move(options)),
        copy_(std::make_shared<const base::PluginCopy>(plugin)) {}
  ~HostBench() = default;

  void begin(Plugin& plugin) {
    initialised = plugin.init(this, this);
    desk_.close();
    bench.calls->set_extensions(call::make_extensions({desk_.mine().calls}));
  }
  /// While the plugin that has states in calls is there.
  void end() {
    bench.calls->end_all(call::EndReason::shutdown);
    EXPECT_EQ(copy_->faults(), 0u);
  }

  /// A datagram of ours; false: nobody is there.
  virtual bool arrives(const media::FakePacketIo::Sent& datagram) = 0;
  /// It is later by so much, for parties.
  virtual void pass(base::Time span) = 0;

 private:
  struct Timer {
    base::Time interval;
    base::Time due;
    TimerHandler* handler;
  };
  static constexpr base::Time kStep = 10 * base::kMillisecond;

  static std::string sdp_of(const call::Reply& reply) {
    EXPECT_EQ(reply.result(), "ok") << reply.reason();
    return reply.sdp();
  }
  /// Those that are due. They may stop themselves and start others.
  void call_timers() {
    std::vector<TimerHandle> due;
    for (auto& [handle, timer] : timers_) {
      if (timer.due <= bench.now) due.push_back(handle);
    }
    for (const TimerHandle handle : due) {
      const auto found = timers_.find(handle);
      if (found == timers_.end()) continue;
      found->second.due = bench.now + found->second.interval;
      found->second.handler->on_timer();
    }
  }

  Options options_;
  std::map<TimerHandle, Timer> timers_;
  TimerHandle last_timer_ = 0;
  std::uint16_t sequence_ = 0;
  const base::PluginHold copy_;
  CallsService calls_{*this};
  CallStateService states_{*this, copy_};
  ConnectivityService connectivity_{*this};
  KeysService keys_{*this, copy_};
  RegistrationDesk desk_{copy_, nullptr};
  FeaturesService features_{desk_};
  PacketHandlersService handlers_{desk_};
  PathObserversService observers_{desk_};
  ReportsService reports_{desk_};
  StateTransferService transfer_{desk_};
};

}  // namespace rtpengine::plugin
