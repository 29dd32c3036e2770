// SPDX-License-Identifier: GPL-3.0-or-later
//
// A random walk through the engine: commands, packets and time in any order. After each step all
// ports in use belong to a call, and the kernel table holds what the calls say.
#pragma once

#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "base/tree_bytes.h"
#include "call/query.h"
#include "call/timeouts.h"
#include "sdp/attributes.h"
#include "tests/unit/call/bench.h"
#include "tests/unit/call/copied_sockets.h"
#include "tests/unit/call/walk_dice.h"

namespace rtpengine::call {

/// What a walk came across.
struct WalkFigures {
  struct Command {
    std::size_t ok = 0;
    std::size_t refused = 0;
  };
  std::map<std::string, Command> commands;
  std::size_t calls = 0;         ///< that began
  std::size_t timed_out = 0;     ///< calls that ended by themselves
  std::size_t moved = 0;         ///< calls that were written and made anew
  std::size_t most_ports = 0;    ///< at a time
  std::size_t most_parties = 0;  ///< of one call
  std::size_t packets_in = 0;
  std::size_t packets_out = 0;
  std::size_t most_in_kernel = 0;  ///< streams at a time
};

class RandomWalk {
 public:
  explicit RandomWalk(unsigned seed)
      : dice_(seed), bench_(settings(seed), {narrow("default"), narrow("other")}) {}
  ~RandomWalk() { bench_.calls->end_all(EndReason::shutdown); }

  void step() {
    const unsigned move = dice_.below(100);
    if (move < 27) {
      signal_of_anybody();
    } else if (move < 50) {
      signal_of_a_party();
    } else if (move < 55) {
      command(dice_.pick({"delete", "delete", "query", "explain", "list"}), dice_.selection());
    } else if (move < 63) {
      end_or_ask_a_party();
    } else if (move < 67) {
      command(dice_.pick({"block media", "unblock media", "block DTMF", "unblock DTMF"}),
              dice_.selection());
    } else if (move < 70) {
      repeat();
    } else if (move < 72) {
      move_a_call();
    } else if (move < 80) {
      pass_time();
    } else if (move < 90) {
      talk();
    } else {
      for (int i = 0; i < 6; ++i) send_packet();
    }
  }

  void check() {
    const auto open = bench_.calls->open_ports();
    ASSERT_EQ(open.size(), bench_.ports_used());
    std::set<std::string> ports;
    for (const net::Endpoint& port : open) {
      ASSERT_TRUE(bench_.io.listens(port)) << port.to_string();
      ports.insert(port.to_string());
    }
    ASSERT_EQ(ports.size(), open.size()) << "no port belongs to two";
    figures_.most_ports = std::max(figures_.most_ports, ports.size());
    std::size_t streams = 0;
    const auto calls = bench_.calls->handles();
    for (const CallHandle handle : calls) {
      const Call& call = *bench_.calls->find(handle);
      check_parties(call);
      streams += check_kernel(call, ports);
    }
    figures_.most_in_kernel = std::max(figures_.most_in_kernel, streams);
    ASSERT_EQ(bench_.directory.size(), calls.size());
    ASSERT_EQ(bench_.table.size(), streams);
  }

  /// All calls are deleted, or nobody says or sends anything any more.
  void finish(bool by_time) {
    if (by_time) {
      bench_.now += 2 * kLongestTimeout;
      bench_.tick();
    } else {
      for (const std::string& id : bench_.directory.list(100)) {
        bench_.command("delete", {{"call-id", id}, {"delete-delay", "0"}});
      }
    }
    EXPECT_EQ(bench_.ports_used(), 0u);
    EXPECT_EQ(bench_.directory.size(), 0u);
    EXPECT_TRUE(bench_.calls->handles().empty());
    EXPECT_EQ(bench_.table.size(), 0u);
    EXPECT_TRUE(bench_.hops.empty());
  }

  const WalkFigures& figures() const { return figures_; }
  const std::string& last_command() const { return last_name_; }

 private:
  static constexpr base::Time kLongestTimeout = 300 * base::kSecond;

  /// Timeouts of all kinds happen; every second walk has no limit to a call that is alive.
  static Settings settings(unsigned seed) {
    Settings settings;
    settings.timeout = 20 * base::kSecond;
    settings.offer_timeout = 40 * base::kSecond;
    settings.silent_timeout = 100 * base::kSecond;
    settings.final_timeout = seed % 2 == 0 ? kLongestTimeout : 0;
    return settings;
  }

  /// An interface whose ports run out now and then.
  static net::InterfaceSpec narrow(const char* name) {
    net::InterfaceSpec spec = loopback_interface(name);
    spec.ports = net::PortRange{20000, 20079};
    return spec;
  }

  void command(const std::string& name, Arguments arguments) {
    last_name_ = name;
    last_.emplace(std::move(arguments));
    repeat();
  }

  /// The last command arrives once more.
  void repeat() {
    if (!last_) return;
    const std::size_t before = bench_.directory.size();
    const Reply reply = bench_.command(last_name_, *last_);
    const bool ok = reply.result() == "ok";
    auto& figures = figures_.commands[last_name_];
    ++(ok ? figures.ok : figures.refused);
    if (bench_.directory.size() > before) ++figures_.calls;
    if (ok && reply.has("sdp")) check_shown(reply.sdp());
  }

  /// What a party is told to send to is open.
  void check_shown(const std::string& body) {
    const auto session = sdp::Session::parse(body);
    ASSERT_TRUE(session) << body;
    for (const sdp::MediaSection& section : session->media) {
      if (section.port == 0 || !sdp::classify_transport(section.protocol).udp) continue;
      const auto connection = session->connection_for(section);
      ASSERT_TRUE(connection) << body;
      if (connection->address.is_unspecified()) continue;  // on hold
      const net::Endpoint rtp{connection->address, section.port};
      EXPECT_TRUE(bench_.io.listens(rtp)) << rtp.to_string() << "\n" << body;
      const auto rtcp = section.rtcp();
      if (!rtcp) continue;
      const net::Endpoint beside{connection->address, rtcp->port};
      EXPECT_TRUE(bench_.io.listens(beside)) << beside.to_string() << "\n" << body;
    }
  }

  void signal_of_anybody() {
    const bool answer = dice_.one_in(2);
    command(answer ? "answer" : "offer", dice_.signal(answer));
  }

  Call* any_call() {
    const auto handles = bench_.calls->handles();
    return handles.empty() ? nullptr : bench_.calls->find(dice_.pick(handles));
  }

  /// A party that there is, under its tag, to its peer: as a proxy would say it.
  void signal_of_a_party() {
    Call* call = any_call();
    if (call == nullptr) return signal_of_anybody();
    const auto& parties = call->participants();
    const Participant& sender = *parties[dice_.below(unsigned(parties.size()))];
    const Participant* receiver = sender.peer();
    const auto sections = dice_.one_in(5) ? 0 : unsigned(sender.all_media().size());
    const std::string sender_tag = sender.tag().empty() ? dice_.tag() : sender.tag();
    Arguments arguments{{"call-id", call->id()}, {"sdp", sdp_for(*call, sections)}};
    const bool answer = receiver != nullptr && !receiver->tag().empty() && dice_.one_in(2);
    arguments.set("from-tag", answer ? receiver->tag() : sender_tag);
    if (answer) {
      arguments.set("to-tag", sender_tag);
    } else if (receiver != nullptr && !receiver->tag().empty() && !dice_.one_in(4)) {
      arguments.set("to-tag", receiver->tag());
    }
    const std::string& branch = answer ? sender.via_branch() : std::string();
    if (!branch.empty()) arguments.set("via-branch", branch);
    dice_.add_options(arguments);
    command(answer ? "answer" : "offer", std::move(arguments));
  }

  /// Now and then a party is one of our own ports: calls are chained, or closed to a circle.
  std::string sdp_for(const Call& call, unsigned sections) {
    const Call* other = any_call();
    const auto open = bench_.calls->open_ports();
    if (!dice_.one_in(6) || open.empty() || other == &call) return dice_.sdp(sections);
    const net::Endpoint port = dice_.pick(open);
    return body(port.address.to_string(), port.port);
  }

  void end_or_ask_a_party() {
    const Call* call = any_call();
    if (call == nullptr) return;
    const auto& parties = call->participants();
    const Participant& party = *parties[dice_.below(unsigned(parties.size()))];
    Arguments arguments{{"call-id", call->id()}, {"from-tag", party.tag()}};
    if (dice_.one_in(2)) arguments.set("delete-delay", dice_.pick({"0", "0", "2"}));
    if (party.peer() != nullptr && dice_.one_in(2)) arguments.set("to-tag", party.peer()->tag());
    if (dice_.one_in(2)) arguments.set("via-branch", party.via_branch());
    command(dice_.one_in(3) ? "query" : "delete", std::move(arguments));
  }

  static std::string description_in_user_space(Call& call) {
    call.return_to_kernel();  // what it refused the last time is said no longer
    call.leave_kernel();
    base::ValueTree tree;
    describe(call, tree.dictionary(), nullptr, false);
    std::string bytes;
    base::append_bytes(*tree.root(), bytes);
    return bytes;
  }

  /// The texts from a little before where they differ; empty: they do not.
  static std::string difference(const std::string& a, const std::string& b) {
    constexpr std::size_t kBefore = 80, kShown = 160;
    const auto at = std::mismatch(a.begin(), a.end(), b.begin(), b.end()).first - a.begin();
    if (a == b) return {};
    const std::size_t from = std::max<std::size_t>(std::size_t(at), kBefore) - kBefore;
    return a.substr(from, kShown) + "\n" + b.substr(from, kShown);
  }

  /// As if another process went on with it. Neither has what only the kernel table decides.
  void move_a_call() {
    Call* call = any_call();
    if (call == nullptr) return;
    const bool chained = !bench_.hops.empty();  // which of them closes a circle may change
    const std::string before = description_in_user_space(*call);
    base::ValueTree saved;
    ASSERT_TRUE(save_call(*call, *bench_.calls->extensions(), saved.dictionary()));
    CopiedSockets sockets;
    sockets.add(*call);
    const std::string id = call->id();
    bench_.calls->let_go(*call);
    bench_.directory.find_or_assign(id);
    const auto restored = restore_call(*bench_.calls, *saved.root(), sockets);
    ASSERT_TRUE(restored) << restored.error();
    EXPECT_TRUE(sockets.empty());
    const std::string after = description_in_user_space(**restored);
    EXPECT_EQ(chained ? "" : difference(before, after), "");
    (*restored)->return_to_kernel();
    ++figures_.moved;
  }

  void pass_time() {
    const std::size_t before = bench_.directory.size();
    bench_.now += dice_.one_in(40) ? dice_.below(120) * base::kSecond
                                   : dice_.below(1500) * base::kMillisecond;
    if (dice_.one_in(8)) {
      bench_.table.fail_next(dice_.below(3), media::TableStatus::failed);
      talk();
      bench_.table.fail_next(0, media::TableStatus::done);
    }
    bench_.tick();
    figures_.timed_out += before - bench_.directory.size();
    for (const CallHandle handle : bench_.calls->handles()) {
      const Call& call = *bench_.calls->find(handle);
      EXPECT_FALSE(why_over(call, *bench_.settings, bench_.now)) << call.id();
      for (const auto& party : call.participants()) check_deleted(*party);
    }
  }

  void check_deleted(const Participant& party) {
    if (party.deleted_until == 0 || party.deleted_until > bench_.now) return;
    for (const auto& media : party.all_media()) {
      EXPECT_EQ(media->ports().selected(), nullptr) << "of a party that is deleted";
    }
  }

  /// All parties of a call send from where they signalled.
  void talk() {
    const Call* call = any_call();
    if (call == nullptr) return;
    for (const auto& participant : call->participants()) {
      for (const auto& media : participant->all_media()) {
        const PortSet* ports = media->ports().selected();
        if (ports == nullptr || !media->rtp_endpoint()) continue;
        deliver(ports->rtp.local(), media->rtp_endpoint(), media::rtp_text(0));
      }
    }
  }

  void send_packet() {
    const auto open = bench_.calls->open_ports();
    if (open.empty()) return;
    const std::string data = dice_.pick(
        std::vector<std::string>{media::rtp_text(0), media::rtp_text(0), media::rtp_text(8),
                                 media::dtmf_text(101, 1, true), media::rtcp_text(), "x"});
    const std::string source = dice_.pick({"192.0.2.1", "192.0.2.2", "192.0.2.3", "203.0.113.9"});
    deliver(dice_.pick(open), at(source, 4000 + int(dice_.below(6))), data);
  }

  void deliver(const net::Endpoint& to, const net::Endpoint& from, const std::string& data) {
    ++figures_.packets_in;
    bench_.io.deliver(to, from, data, bench_.now);
    for (const auto& sent : bench_.io.take_sent()) {
      ++figures_.packets_out;
      EXPECT_TRUE(bench_.destinations.allows(sent.to)) << sent.to.to_string();
      EXPECT_TRUE(bench_.io.listens(sent.from)) << "sent from a port that is closed";
    }
  }

  void check_parties(const Call& call) {
    figures_.most_parties = std::max(figures_.most_parties, call.participants().size());
    EXPECT_FALSE(call.participants().empty()) << call.id();
    EXPECT_LE(call.participants().size(), Call::kMaxParticipants + 1);
    for (const auto& party : call.participants()) {
      EXPECT_TRUE(party->peer() == nullptr || &party->peer()->call() == &call);
      for (const auto& media : party->all_media()) {
        if (media->sink() == nullptr) continue;
        EXPECT_EQ(&media->sink()->participant().call(), &call);
        EXPECT_EQ(media->sink()->index(), media->index());
      }
    }
  }

  /// How many streams of the call are in the kernel table.
  std::size_t check_kernel(const Call& call, const std::set<std::string>& ports) {
    std::size_t streams = 0;
    for (const auto& participant : call.participants()) {
      for (const auto& media : participant->all_media()) {
        if (!media->offload().in_kernel()) continue;
        ++streams;
        const auto entry = bench_.table.find(media->ports().selected()->rtp.local());
        EXPECT_TRUE(entry);
        if (!entry) continue;
        EXPECT_TRUE(ports.contains(entry->outputs.at(0).source.to_string()));
        EXPECT_EQ(entry->outputs.at(0).destination,
                  media->sink()->rtp().egress().destination().endpoint());
        EXPECT_FALSE(call.deleted() || call.media_blocked || participant->media_blocked);
      }
    }
    return streams;
  }

  Dice dice_;
  Bench bench_;
  WalkFigures figures_;
  std::string last_name_;
  std::optional<Arguments> last_;
};

}  // namespace rtpengine::call
