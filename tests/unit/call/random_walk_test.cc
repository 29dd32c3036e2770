// SPDX-License-Identifier: GPL-3.0-or-later
//
// Random walks through the engine: sequences of commands and packets that make sense or not. After
// each step all ports in use belong to a call, and the kernel table holds what the calls say; when
// all calls are deleted nothing is left.
#include <gtest/gtest.h>

#include <random>
#include <set>
#include <string>
#include <vector>

#include "base/log.h"
#include "tests/unit/call/bench.h"
#include "tests/unit/call/bodies.h"
#include "tests/unit/call/service_bench.h"

namespace rtpengine::call {
namespace {

const std::vector<std::string> kCalls = {"c1", "c2", "c3"};

/// Makes up commands; the same seed makes the same ones.
class Dice {
 public:
  explicit Dice(unsigned seed) : engine_(seed) {}

  unsigned below(unsigned limit) { return unsigned(engine_() % limit); }
  bool one_in(unsigned number) { return below(number) == 0; }
  std::string pick(const std::vector<std::string>& from) {
    return from[below(unsigned(from.size()))];
  }
  std::string tag() { return pick({"a", "b", "c", "d"}); }

  std::string sdp() {
    std::vector<Section> sections(one_in(10) ? 0 : 1 + below(3));
    for (Section& section : sections) {
      section.port = one_in(6) ? 0 : 4000 + 2 * int(below(3));
      section.protocol = pick({"RTP/AVP", "RTP/AVP", "RTP/AVP", "RTP/SAVP", "udptl", "TCP/MSRP"});
      section.attributes = pick({"", "", kMuxLine, kDtmfLine, "a=sendonly\r\n", "a=inactive\r\n",
                                 "a=rtcp:9\r\n", "a=mid:x\r\n", "a=ice-ufrag:u\r\n"});
    }
    return body(
        pick({"192.0.2.1", "192.0.2.2", "192.0.2.3", "0.0.0.0", "224.0.0.1", "2001:db8::1"}),
        sections);
  }

  void add_options(Arguments& arguments) {
    if (one_in(4)) {
      arguments.list("flags", {pick({"strict source", "media handover", "asymmetric", "reset",
                                     "unidirectional", "port latching", "generate mid"})});
    }
    if (one_in(3)) {
      arguments.list("rtcp-mux", {pick({"offer", "require", "demux", "accept", "reject"})});
    }
    if (one_in(5)) {
      arguments.list("direction", {pick({"default", "other", "x"}), pick({"default", "other"})});
    }
    if (one_in(8)) arguments.set("transport protocol", pick({"RTP/AVPF", "RTP/SAVP", "RTP/AVP"}));
    if (one_in(8)) arguments.set("TOS", pick({"184", "-1", "300"}));
    if (one_in(8)) arguments.set("label", tag());
  }

  Arguments signal(bool answer) {
    Arguments arguments{{"call-id", pick(kCalls)}, {"from-tag", tag()}};
    if (answer || one_in(3)) arguments.set("to-tag", tag());
    if (one_in(4)) arguments.set("via-branch", pick({"b1", "b2"}));
    if (one_in(12)) {
      arguments.media(1 + int(below(2)), pick({"192.0.2.1", "0.0.0.0"}), int(below(2)) * 4000);
    } else {
      arguments.set("sdp", one_in(30) ? std::string("nonsense") : sdp());
    }
    add_options(arguments);
    return arguments;
  }

  Arguments selection() {
    Arguments arguments{{"call-id", pick(kCalls)}};
    if (one_in(2)) arguments.set("from-tag", tag());
    if (one_in(3)) arguments.set("to-tag", tag());
    if (one_in(4)) arguments.set("via-branch", pick({"b1", "b2"}));
    arguments.set("delete-delay", pick({"0", "1", "2"}));
    return arguments;
  }

 private:
  std::mt19937 engine_;
};

class RandomWalk {
 public:
  explicit RandomWalk(unsigned seed)
      : dice_(seed), bench_({}, {narrow("default"), narrow("other")}) {}

  void step() {
    switch (dice_.below(10)) {
      case 0:
      case 1:
        bench_.command("offer", dice_.signal(false));
        break;
      case 2:
      case 3:
        bench_.command("answer", dice_.signal(true));
        break;
      case 4:
        bench_.command(dice_.pick({"delete", "query", "list"}), dice_.selection());
        break;
      case 5:
        bench_.command(dice_.pick({"block media", "unblock media", "block DTMF", "unblock DTMF"}),
                       dice_.selection());
        break;
      case 6:
        bench_.table.fail_next(dice_.below(3), media::TableStatus::failed);
        talk();
        bench_.table.fail_next(0, media::TableStatus::done);
        bench_.now += dice_.below(1500) * base::kMillisecond;
        bench_.tick();
        break;
      case 7:
      case 8:
        talk();
        break;
      default:
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
    std::size_t calls = 0, streams = 0;
    for (const std::string& id : kCalls) {
      if (const Call* call = bench_.calls->find(id)) {
        ++calls;
        streams += check_kernel(*call, ports);
      }
    }
    ASSERT_EQ(bench_.directory.size(), calls);
    ASSERT_EQ(bench_.table.size(), streams);
  }

  void finish() {
    for (const std::string& id : kCalls) {
      bench_.command("delete", {{"call-id", id}, {"delete-delay", "0"}});
    }
    EXPECT_EQ(bench_.ports_used(), 0u);
    EXPECT_EQ(bench_.directory.size(), 0u);
    EXPECT_EQ(bench_.table.size(), 0u);
  }

 private:
  /// An interface whose ports run out now and then.
  static net::InterfaceSpec narrow(const char* name) {
    net::InterfaceSpec spec = loopback_interface(name);
    spec.ports = net::PortRange{20000, 20079};
    return spec;
  }

  /// All parties of a call send from where they signalled.
  void talk() {
    const Call* call = bench_.calls->find(dice_.pick(kCalls));
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
    const std::string data = dice_.pick({media::rtp_text(0), media::rtp_text(0), media::rtp_text(8),
                                         media::dtmf_text(101, 1, true), media::rtcp_text(), "x"});
    const std::string source = dice_.pick({"192.0.2.1", "192.0.2.2", "192.0.2.3", "203.0.113.9"});
    deliver(open[dice_.below(unsigned(open.size()))], at(source, 4000 + int(dice_.below(6))), data);
  }

  void deliver(const net::Endpoint& to, const net::Endpoint& from, const std::string& data) {
    bench_.io.deliver(to, from, data, bench_.now);
    for (const auto& sent : bench_.io.take_sent()) {
      EXPECT_TRUE(bench_.destinations.allows(sent.to)) << sent.to.to_string();
      EXPECT_TRUE(bench_.io.listens(sent.from)) << "sent from a port that is closed";
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
};

/// Keeps the log away: most of what a walk does is worth a line.
class Silence {
 public:
  Silence() {
    base::log::set_sink([](auto, auto, auto) {});
  }
  ~Silence() { base::log::set_sink({}); }
};

class RandomWalkTest : public testing::TestWithParam<unsigned> {
  Silence silence_;
};

TEST_P(RandomWalkTest, LeavesNothingBehind) {
  RandomWalk walk(GetParam());
  for (int step = 0; step < 200; ++step) {
    walk.step();
    walk.check();
    if (HasFailure()) FAIL() << "at step " << step;
  }
  walk.finish();
}

INSTANTIATE_TEST_SUITE_P(Seeds, RandomWalkTest, testing::Range(1u, 16u));

TEST(RandomWalkThroughServiceTest, LeavesNothingBehindWithSeveralWorkers) {
  const Silence silence;
  Dice dice(4711);
  ServiceBench bench(2);
  for (int step = 0; step < 400; ++step) {
    const bool answer = dice.one_in(3);
    if (dice.one_in(5)) {
      bench.command(dice.pick({"delete", "query", "block media"}), dice.selection());
    } else {
      bench.command(answer ? "answer" : "offer", dice.signal(answer));
    }
    if (step % 10 != 0) continue;
    ASSERT_TRUE(bench.service->orphaned_ports().empty()) << "at step " << step;
  }
  for (const std::string& id : kCalls) {
    bench.command("delete", {{"call-id", id}, {"delete-delay", "0"}});
  }
  EXPECT_EQ(bench.ports_used(), 0u);
  EXPECT_EQ(bench.service->call_count(), 0u);
}

}  // namespace
}  // namespace rtpengine::call
