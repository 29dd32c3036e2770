// SPDX-License-Identifier: GPL-3.0-or-later
//
// The plugin in a host with real calls, an interface with two addresses, no network and no clock;
// and phones with agents of their own.
#pragma once

#include <gtest/gtest.h>

#include <algorithm>
#include <cstdint>
#include <functional>
#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "call/sdk_packet.h"
#include "call/sdp_body.h"
#include "plugin/calls_service.h"
#include "plugin/connectivity_service.h"
#include "plugin/registration_services.h"
#include "plugins/ice/endpoint.h"
#include "plugins/ice/ice_plugin.h"
#include "plugins/ice/priority.h"
#include "tests/unit/call/bench.h"
#include "tests/unit/call/bodies.h"

namespace rtpengine::ice {

using Texts = std::vector<std::string>;

inline net::Endpoint at(std::string_view address, int port) { return call::at(address, port); }

/// The attributes of this name in the first section of a body.
inline Texts values_of(const std::string& sdp, std::string_view name) {
  Texts all;
  auto session = sdp::Session::parse(sdp);
  EXPECT_TRUE(session) << sdp;
  if (!session || session->media.empty()) return all;
  for (const sdp::Line& line : session->media.front().lines) {
    if (line.name() == name) all.emplace_back(line.attribute_value());
  }
  return all;
}
inline std::string value_of(const std::string& sdp, std::string_view name) {
  const Texts all = values_of(sdp, name);
  return all.empty() ? "" : all.front();
}

/// What the first section of a body says of ICE.
inline PartyIce ice_of(const std::string& sdp) {
  auto session = sdp::Session::parse(sdp);
  EXPECT_TRUE(session) << sdp;
  call::SdpBodyView view(*session);
  return read_ice(&view, 0);
}

class PluginBench;

/// A party with an agent: two ports on each of its addresses.
class Phone final : public AgentHost {
 public:
  Phone(PluginBench& host, Role role, std::string_view name, std::vector<net::Endpoint> addresses);

  /// Its lines in an offer or answer.
  std::string lines() const {
    std::string text =
        "a=ice-ufrag:" + credentials_.ufrag + "\r\na=ice-pwd:" + credentials_.password + "\r\n";
    for (const Candidate& candidate : candidates_) {
      text += "a=candidate:" + print_candidate(candidate) + "\r\n";
    }
    return text;
  }
  /// It was sent this body.
  void hear(const std::string& sdp);
  /// It begins anew.
  void restart(std::string_view name);

  bool owns(const net::Endpoint& address) const { return index_of(address) >= 0; }
  void receive(const net::Endpoint& to, const net::Endpoint& from, const std::string& data);
  void on_time();
  bool done() const { return agent.state() == AgentState::completed; }
  /// Where it sends media.
  net::Endpoint selected(Component component = Component::rtp) const {
    const auto pair = agent.selected(component);
    return pair ? call::from_sdk(pair->remote) : net::Endpoint{};
  }

  // AgentHost
  bool send(std::uint32_t local, const Endpoint& to, Bytes bytes) noexcept override;
  void random(std::span<std::uint8_t> out) noexcept override {
    for (std::uint8_t& byte : out) byte = ++last_byte_;
  }
  void on_validated(std::uint32_t, const Endpoint&) noexcept override {}
  void on_selected(Component, std::uint32_t, const Endpoint&) noexcept override {}
  void on_failed(Failure) noexcept override {}
  void on_consent_lost(Component, ConsentLoss) noexcept override {}

  /// What others see instead of its own address.
  std::map<std::string, net::Endpoint> nat;
  /// Packets to these of our addresses get lost.
  std::function<bool(const net::Endpoint& to)> loses = [](const net::Endpoint&) { return false; };
  bool silent = false;  ///< it has gone
  Texts media;          ///< what came that is no STUN, with where it came from

 private:
  static Credentials credentials_of(std::string_view name) {
    return {std::string(name), std::string(name) + "PasswordOf22Characters"};
  }
  Config config(Role role) const;
  int index_of(const net::Endpoint& address) const;

  PluginBench& host_;
  Credentials credentials_;
  std::vector<Candidate> candidates_;
  std::uint8_t last_byte_ = 0;

 public:
  Agent agent;
};

class PluginBench final : public Host,
                          public LoopV1,
                          public LogV1,
                          public OptionsV1,
                          public TextSink,
                          public call::CallFinder {
 public:
  explicit PluginBench(std::string ice_default = "seed", std::vector<net::InterfaceSpec> with = {})
      : bench({}, with.empty() ? two_addresses() : std::move(with)),
        ice_default_(std::move(ice_default)) {
    initialised = ice.init(this, this);
    desk_.close();
    bench.calls->set_extensions(call::make_extensions({desk_.mine().calls}));
  }
  /// While the plugin that has states in calls is there.
  ~PluginBench() {
    bench.calls->end_all(call::EndReason::shutdown);
    EXPECT_EQ(copy_->faults(), 0u);
  }
  PluginBench(const PluginBench&) = delete;
  PluginBench& operator=(const PluginBench&) = delete;

  /// What t is shown of an offer of f, which is at 192.0.2.1:4000.
  std::string offer(std::string attributes, call::Arguments more = {}) {
    more.set("call-id", "c").set("from-tag", "f");
    more.set("sdp", call::body("192.0.2.1", 4000, std::move(attributes)));
    return sdp_of(bench.command("offer", more));
  }
  /// The same, once there is a t.
  std::string re_offer(std::string attributes, call::Arguments more = {}) {
    more.set("to-tag", "t");
    return offer(std::move(attributes), std::move(more));
  }
  /// What f is shown of the answer of t, which is at 192.0.2.2:5000.
  std::string answer(std::string attributes, call::Arguments more = {}) {
    more.set("to-tag", "t");
    return answer_as(std::move(more), "192.0.2.2", std::move(attributes));
  }
  std::string answer_as(call::Arguments more, std::string_view address, std::string attributes) {
    more.set("call-id", "c").set("from-tag", "f");
    more.set("sdp", call::body(address, 5000, std::move(attributes)));
    return sdp_of(bench.command("answer", more));
  }
  call::Reply command(std::string_view name) { return bench.command(name, {{"call-id", "c"}}); }
  Texts flags(const std::string& tag) {
    return command("query").words({"tags", tag, "medias", "0", "flags"});
  }

  void join(Phone& phone) { phones_.push_back(&phone); }
  /// Time passes; what is sent arrives at once.
  void run(base::Time span) {
    for (const base::Time end = bench.now + span; bench.now < end;) {
      bench.now += kStep;
      if (timer_ != nullptr) timer_->on_timer();
      for (Phone* phone : phones_) phone->on_time();
      hand_over();
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

  // Host
  void* query(const char* id) noexcept override {
    const std::string_view wanted(id);
    if (wanted == LogV1::id) return static_cast<LogV1*>(this);
    if (wanted == OptionsV1::id) return static_cast<OptionsV1*>(this);
    if (wanted == LoopV1::id) return static_cast<LoopV1*>(this);
    if (wanted == CallsV1::id) return static_cast<CallsV1*>(&calls_);
    if (wanted == CallStateV1::id) return static_cast<CallStateV1*>(&states_);
    if (wanted == ConnectivityV1::id) return static_cast<ConnectivityV1*>(&connectivity_);
    if (wanted == FeaturesV1::id) return static_cast<FeaturesV1*>(&features_);
    if (wanted == PacketHandlersV1::id) return static_cast<PacketHandlersV1*>(&handlers_);
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
  TimerHandle start_timer(std::uint32_t, std::int64_t, TimerHandler* handler) noexcept override {
    timer_ = handler;
    return 1;
  }
  void stop_timer(TimerHandle) noexcept override { timer_ = nullptr; }
  Status post(std::uint32_t, Job*) noexcept override { return Status::busy; }
  Status run_blocking(Job*) noexcept override { return Status::busy; }
  std::int64_t now_us() noexcept override { return bench.now; }
  // LogV1
  std::uint32_t enabled(LogLevel) noexcept override { return 1; }
  void write(LogLevel, Slice, Slice text) noexcept override { log.emplace_back(view(text)); }
  void write_limited(const char*, LogLevel, Slice, Slice text) noexcept override {
    log.emplace_back(view(text));
  }
  // OptionsV1
  std::uint32_t count(const char*) noexcept override { return 1; }
  Slice text(const char* name, std::uint32_t) noexcept override {
    return slice(std::string_view(name) == "ice-default" ? ice_default_ : "");
  }
  std::int64_t integer(const char*, std::uint32_t) noexcept override { return 0; }
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

 private:
  static constexpr base::Time kStep = 10 * base::kMillisecond;

  static std::vector<net::InterfaceSpec> two_addresses() {
    return {call::loopback_interface("default"), call::loopback_interface("default")};
  }
  std::string sdp_of(const call::Reply& reply) {
    EXPECT_EQ(reply.result(), "ok") << reply.reason();
    return reply.sdp();
  }
  void hand_over() {
    for (auto sent = bench.io.take_sent(); !sent.empty(); sent = bench.io.take_sent()) {
      for (auto& one : sent) {
        const auto owner = std::find_if(phones_.begin(), phones_.end(),
                                        [&](const Phone* phone) { return phone->owns(one.to); });
        if (owner == phones_.end()) {
          lost.push_back(std::move(one));
        } else {
          (*owner)->receive(one.to, one.from, one.data);
        }
      }
    }
  }

  std::string ice_default_;
  std::vector<Phone*> phones_;
  TimerHandler* timer_ = nullptr;
  std::uint16_t sequence_ = 0;
  const base::PluginHold copy_ = std::make_shared<const base::PluginCopy>("ice");
  rtpengine::plugin::CallsService calls_{*this};
  rtpengine::plugin::CallStateService states_{*this, copy_};
  rtpengine::plugin::ConnectivityService connectivity_{*this};
  rtpengine::plugin::RegistrationDesk desk_{copy_, nullptr};
  rtpengine::plugin::FeaturesService features_{desk_};
  rtpengine::plugin::PacketHandlersService handlers_{desk_};
  rtpengine::plugin::ReportsService reports_{desk_};
  rtpengine::plugin::StateTransferService transfer_{desk_};

 public:
  IcePlugin ice;
};

inline Phone::Phone(PluginBench& host, Role role, std::string_view name,
                    std::vector<net::Endpoint> addresses)
    : host_(host),
      credentials_(credentials_of(name)),
      agent(
          [&] {
            for (std::uint32_t i = 0; i < addresses.size(); ++i) {
              for (const Component component : {Component::rtp, Component::rtcp}) {
                Candidate& candidate = candidates_.emplace_back();
                candidate.foundation = Foundation(std::string(name) + std::to_string(i));
                candidate.component = component;
                candidate.priority = candidate_priority(CandidateType::host, i, component);
                candidate.address = call::to_sdk(addresses[i]);
                if (component == Component::rtcp) ++candidate.address.port;
              }
            }
            return config(role);
          }(),
          this) {
  host.join(*this);
}

inline Config Phone::config(Role role) const {
  Config made;
  made.role = role;
  made.tie_breaker = role == Role::controlling ? 2000 : 1000;
  made.local = credentials_;
  made.candidates = candidates_;
  return made;
}

inline int Phone::index_of(const net::Endpoint& address) const {
  for (std::size_t i = 0; i < candidates_.size(); ++i) {
    const net::Endpoint own = call::from_sdk(candidates_[i].address);
    const auto seen = nat.find(own.to_string());
    if ((seen == nat.end() ? own : seen->second) == address) return int(i);
  }
  return -1;
}

inline void Phone::hear(const std::string& sdp) {
  const Description description = ice_of(sdp).description;
  EXPECT_TRUE(description.uses_ice()) << sdp;
  agent.set_remote(description, host_.bench.now);
}

inline void Phone::restart(std::string_view name) {
  credentials_ = credentials_of(name);
  agent.restart(credentials_);
}

inline void Phone::receive(const net::Endpoint& to, const net::Endpoint& from,
                           const std::string& data) {
  if (silent || loses(from)) return;
  if (std::uint8_t(data[0]) > 3) {
    media.push_back(from.to_string() + " " + data);
    return;
  }
  const Bytes bytes(reinterpret_cast<const std::uint8_t*>(data.data()), data.size());
  agent.on_packet(std::uint32_t(index_of(to)), call::to_sdk(from), bytes, host_.bench.now);
}

inline void Phone::on_time() {
  if (!silent && agent.next_deadline() <= host_.bench.now) agent.on_time(host_.bench.now);
}

inline bool Phone::send(std::uint32_t local, const Endpoint& to, Bytes bytes) noexcept {
  const net::Endpoint own = call::from_sdk(candidates_[local].address);
  const auto seen = nat.find(own.to_string());
  if (silent || loses(call::from_sdk(to))) return true;
  host_.deliver(seen == nat.end() ? own : seen->second, call::from_sdk(to),
                std::string(bytes.begin(), bytes.end()));
  return true;
}

}  // namespace rtpengine::ice
