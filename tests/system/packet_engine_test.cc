// SPDX-License-Identifier: GPL-3.0-or-later
//
// The packet engines, each by itself: what they carry, whom they leave alone, what they leave.
#include <csignal>
#include <utility>

#include "harness/fixture.h"
#include "harness/rtp.h"

namespace rtpengine::harness {
namespace {

class PacketEngineTest : public SystemTest, public testing::WithParamInterface<const char*> {
 protected:
  void SetUp() override {
    SystemTest::SetUp();
    if (IsSkipped() || steered_obstacle().empty()) return;
    GTEST_SKIP() << steered_obstacle();
  }

  bool steered() const { return std::string(GetParam()) == "steered"; }
  std::string engine() const { return "--packet-engine=" + std::string(GetParam()); }

  testing::AssertionResult start_engine(std::vector<std::string> arguments) {
    arguments.push_back(engine());
    return start(arguments);
  }

 private:
  /// Whether the steered engine can't be had here is asked once.
  std::string steered_obstacle() {
    if (!steered()) return {};
    static const std::string obstacle =
        Daemon(host("daemon"), host("proxy"), {engine()}).no_privileges();
    return obstacle;
  }
};

/// Talks for a second.
Talk short_talk() {
  Talk how;
  how.packets = 50;
  return how;
}

/// Whether another program on the daemon's host that takes this port gets what is sent to it.
bool is_free(const Host& host, const Host& sender, const Address& port) {
  const UdpSocket other(host, port);
  const UdpSocket from(sender, Address(sender.ip(port.is_v6()), 0));
  return from.send("for you", port) && other.wait_for_one().has_value();
}

TEST_P(PacketEngineTest, CallsOfBothFamiliesLoseNothingAndTheirPortsBecomeFree) {
  ASSERT_TRUE(start_engine({"--num-threads=2", "--delete-delay=0"}));
  EXPECT_NE(daemon().output().find(std::string(GetParam()) + " packet I/O"), std::string::npos)
      << daemon().output();
  Calls calls = connected_calls("v4-", 10);
  for (auto& call : connected_calls("v6-", 10, true, true)) calls.push_back(std::move(call));
  for (auto& call : connected_calls("mixed-", 10, false, true)) calls.push_back(std::move(call));
  ASSERT_EQ(calls.size(), 30u);
  Talk how;
  how.packets = 200;
  how.interval = Milliseconds{5};  // enough of them that the workers sleep on the grid
  talk(calls, how);
  EXPECT_EQ(incomplete(calls), "");
  std::vector<Address> ports;
  for (const auto& call : calls) {
    EXPECT_EQ(all_drops(call->query(ng())), 0) << call->id();
    for (Phone* phone : {&call->caller(), &call->callee()}) {
      ports.push_back(phone->rtp_target());
      ports.push_back(phone->rtcp_target());
    }
    EXPECT_EQ(call->remove(ng())["result"].text(), "ok");
  }
  for (const Address& port : ports)
    EXPECT_TRUE(is_free(host("daemon"), host("stranger"), port)) << port.text();
}

TEST_P(PacketEngineTest, ACommandTellsWhatItHasDoneAndLost) {
  ASSERT_TRUE(start_engine({"--num-threads=2"}));
  const Calls calls = connected_calls("call", 4);
  ASSERT_EQ(calls.size(), 4u);
  talk(calls, short_talk());
  EXPECT_EQ(incomplete(calls), "");
  const Bencoded told = ng().ask("packet io");
  EXPECT_EQ(told["result"].text(), "ok");
  EXPECT_EQ(told["engine"].text(), GetParam());
  EXPECT_GE(told["received packets"].number(), 4 * 2 * 50);
  EXPECT_GE(told["sent packets"].number(), 4 * 2 * 50);
  for (const char* loss : {"stale", "queue overruns", "rate limited", "send would block"}) {
    ASSERT_EQ(told.entries().count(loss), 1u) << loss;
    EXPECT_EQ(told[loss].number(), 0) << loss;
  }
}

struct Count {
  std::int64_t packets = 0;
  std::int64_t bytes = 0;

  void add(std::size_t size) {
    ++packets;
    bytes += std::int64_t(size);
  }
  Count operator+(const Count& other) const {
    return {packets + other.packets, bytes + other.bytes};
  }
};

void expect_count(const Bencoded& told, const Count& count) {
  EXPECT_EQ(told["packets"].number(), count.packets);
  EXPECT_EQ(told["bytes"].number(), count.bytes);
  EXPECT_EQ(told["errors"].number(), 0);
}

/// What a party sent on its two streams.
struct Load {
  Count rtp, rtcp;
};

/// A sender report and a packet of an application (RFC 3550 section 6.7) with so many words.
std::string compound(std::uint32_t ssrc, unsigned number, unsigned words) {
  const std::string app{char(0x80), char(204), 0, char(2 + words)};
  return rtcp_report(ssrc, number) + app + "ssrcname" + std::string(4 * words, char(number));
}

/// Sends packets of many sizes, each when the one before has arrived.
Load send_load(const Phone& from, const Phone& to, unsigned packets, bool mux) {
  Load load;
  const auto pass = [](const UdpSocket& out, const std::string& bytes, const Address& target,
                       const UdpSocket& in, Count& count) {
    out.send(bytes, target);
    const auto arrived = in.wait_for_one();
    ASSERT_TRUE(arrived) << count.packets;
    EXPECT_EQ(arrived->bytes, bytes);
    count.add(bytes.size());
  };
  for (unsigned i = 0; i < packets; i++) {
    std::string rtp = rtp_packet(from.ssrc(), std::uint16_t(i));
    rtp.resize(12 + i * 101 % 1400);
    pass(from.rtp(), rtp, from.rtp_target(), to.rtp(), load.rtp);
    if (i % 3 != 0) continue;
    pass(mux ? from.rtp() : from.rtcp(), compound(from.ssrc(), i, i % 50),
         mux ? from.rtp_target() : from.rtcp_target(), mux ? to.rtp() : to.rtcp(), load.rtcp);
  }
  return load;
}

void expect_loads(const Bencoded& told, const Load& caller, const Load& callee) {
  for (const auto& [tag, load] : {std::pair{"caller", caller}, std::pair{"callee", callee}}) {
    SCOPED_TRACE(tag);
    expect_count(stream_of(told, tag)["stats"], load.rtp);
    expect_count(stream_of(told, tag, true)["stats"], load.rtcp);
  }
  expect_count(told["totals"]["RTP"], caller.rtp + callee.rtp);
  expect_count(told["totals"]["RTCP"], caller.rtcp + callee.rtcp);
  EXPECT_EQ(all_drops(told), 0);
}

TEST_P(PacketEngineTest, EveryPacketAndByteIsCounted) {
  ASSERT_TRUE(start_engine({"--num-threads=2", "--delete-delay=0"}));
  struct Kind {
    const char* name;
    bool caller_v6, callee_v6, mux;
  };
  for (const Kind& kind :
       {Kind{"v4", false, false, false}, Kind{"v6", true, true, false},
        Kind{"v4 to v6", false, true, false}, Kind{"v4 with rtcp-mux", false, false, true},
        Kind{"v6 with rtcp-mux", true, true, true}}) {
    SCOPED_TRACE(kind.name);
    const auto call = new_call(kind.name, kind.caller_v6, kind.callee_v6);
    if (kind.mux) {
      call->caller().multiplex();
      call->callee().multiplex();
    }
    ASSERT_EQ(call->connect(ng()), "");
    const Load caller = send_load(call->caller(), call->callee(), 83, kind.mux);
    const Load callee = send_load(call->callee(), call->caller(), 57, kind.mux);
    if (HasFailure()) return;
    expect_loads(call->query(ng()), caller, callee);
    expect_loads(call->remove(ng()), caller, callee);
  }
}

TEST_P(PacketEngineTest, PacketsThatNeedFragmentsPass) {
  ASSERT_TRUE(start_engine({"--num-threads=1"}));
  for (const bool v6 : {false, true}) {
    const Calls calls = connected_calls(v6 ? "v6-" : "v4-", 1, v6, v6);
    ASSERT_EQ(calls.size(), 1u);
    Phone& caller = calls.front()->caller();
    Phone& callee = calls.front()->callee();
    // The last that fits into one packet of the link, the first that does not, and many.
    for (const std::size_t size : {1432u, 1433u, 1452u, 1453u, 1472u, 1473u, 5000u, 60000u}) {
      const std::string large = rtp_packet(0x1a46e, 1) + std::string(size - 172, char(size));
      ASSERT_EQ(large.size(), size);
      ASSERT_TRUE(caller.rtp().send(large, caller.rtp_target()));
      const auto arrived = callee.rtp().wait_for_one();
      ASSERT_TRUE(arrived) << size;
      EXPECT_EQ(arrived->bytes, large) << size;
      EXPECT_EQ(arrived->source, callee.rtp_target());
    }
    EXPECT_EQ(all_drops(calls.front()->query(ng())), 0);
  }
}

/// Lets programs that are started count their allocations, as long as it lives.
class AllocationCount {
 public:
  AllocationCount() : file_(folder_.write("allocations", std::string(sizeof(std::uint64_t), 0))) {
    setenv("COUNT_ALLOCATIONS_IN", file_.c_str(), 1);
    setenv("LD_PRELOAD", allocation_counter().c_str(), 1);
  }
  ~AllocationCount() {
    unsetenv("LD_PRELOAD");
    unsetenv("COUNT_ALLOCATIONS_IN");
  }
  std::uint64_t value() const {
    std::uint64_t count = 0;
    read_file(file_).copy(reinterpret_cast<char*>(&count), sizeof count);
    return count;
  }

 private:
  WorkFolder folder_;
  std::string file_;
};

TEST_P(PacketEngineTest, RelayingAllocatesNothing) {
  if (has_sanitizer()) GTEST_SKIP() << "a sanitizer has an allocator of its own";
  const AllocationCount allocations;
  ASSERT_TRUE(start_engine({"--num-threads=1"}));
  const Calls calls = connected_calls("call", 4);
  ASSERT_EQ(calls.size(), 4u);
  talk(calls, short_talk());
  const std::uint64_t before = allocations.value();
  EXPECT_GT(before, 1000u) << "nothing was counted at the start and for the calls";
  Talk how;
  how.packets = 1000;
  how.interval = Milliseconds{2};
  talk(calls, how);
  EXPECT_EQ(incomplete(calls), "");
  const std::uint64_t more = allocations.value() - before;
  std::printf("%u packets, %llu allocations\n", 8 * how.packets,
              static_cast<unsigned long long>(more));
  EXPECT_LT(more, how.packets / 10) << "for timers and the like";
}

TEST_P(PacketEngineTest, TosIsThatOfTheOption) {
  ASSERT_TRUE(start_engine({"--num-threads=1", "--tos=184"}));
  for (const bool v6 : {false, true}) {
    const Calls calls = connected_calls(v6 ? "v6-" : "v4-", 1, v6, v6);
    ASSERT_EQ(calls.size(), 1u);
    Phone& caller = calls.front()->caller();
    Phone& callee = calls.front()->callee();
    ASSERT_TRUE(callee.rtp().report_tos());
    for (int i = 0; i < 5; ++i) {
      ASSERT_TRUE(caller.rtp().send(rtp_packet(0x705, std::uint16_t(i)), caller.rtp_target()));
      const auto arrived = callee.rtp().wait_for_one();
      ASSERT_TRUE(arrived);
      EXPECT_EQ(arrived->tos, 184);
    }
  }
}

TEST_P(PacketEngineTest, AFloodOnOnePortDoesNotDisturbOtherCalls) {
  constexpr unsigned kBurst = 100;
  ASSERT_TRUE(start_engine({"--num-threads=1", "--port-rate-limit=2000"}));
  const Calls calls = connected_calls("call", 5);
  const Calls victim = connected_calls("victim", 1);
  ASSERT_EQ(calls.size() + victim.size(), 6u);
  const Address target = victim.front()->caller().rtp_target();
  const UdpSocket stranger(host("stranger"), Address(host("stranger").ip4(), 0));
  unsigned flood = 0;
  Talk how;
  how.packets = 100;
  how.meanwhile = [&] {
    for (unsigned i = 0; i < kBurst; ++i)
      flood += stranger.send(rtp_packet(0xf100d, std::uint16_t(flood)), target);
  };
  talk(calls, how);
  EXPECT_EQ(incomplete(calls), "");
  for (const auto& call : calls) EXPECT_EQ(all_drops(call->query(ng())), 0) << call->id();

  const auto dropped = [&](const char* reason) {
    return drops_of(stream_of(victim.front()->query(ng()), "caller"), reason);
  };
  if (steered()) {
    // All of it is in the query: what came through was refused.
    const auto all_seen = [&] {
      return dropped("source-refused") + dropped("rate-limited") == flood;
    };
    EXPECT_TRUE(wait_until(all_seen)) << flood << " sent";
    EXPECT_GT(dropped("rate-limited"), 0);
  } else {
    // The rest did not fit into the port's own buffer.
    EXPECT_TRUE(wait_until([&] { return dropped("source-refused") > 0; }));
    EXPECT_EQ(dropped("rate-limited"), 0);
  }
  std::printf("%u packets of a flood: %lld refused, %lld cut off\n", flood,
              static_cast<long long>(dropped("source-refused")),
              static_cast<long long>(dropped("rate-limited")));
}

TEST_P(PacketEngineTest, TwoDaemonsShareAHost) {
  ASSERT_TRUE(start_engine({"--num-threads=1", "--port-min=20000", "--port-max=20999"}));
  const std::string ip = host("daemon").ip4();
  std::vector<std::string> words = {"--config-file=none",
                                    "--foreground",
                                    "--log-stderr",
                                    "--table=-1",
                                    "--interface=" + ip,
                                    engine(),
                                    "--listen-ng=" + ip + ":2224",
                                    "--port-min=21000",
                                    "--port-max=21999"};
  const auto second = Daemon::with_words(host("daemon"), host("proxy"), words, 2224);
  ASSERT_TRUE(second->ready()) << second->output();
  Calls calls = connected_calls("first", 3);
  for (int i = 0; i < 3; ++i) {
    calls.push_back(new_call("second" + std::to_string(i)));
    ASSERT_EQ(calls.back()->connect(second->ng()), "");
  }
  ASSERT_EQ(calls.size(), 6u);
  talk(calls, short_talk());
  EXPECT_EQ(incomplete(calls), "");
  // The end of one is not the other's business.
  EXPECT_EQ(second->end(), "");
  calls.resize(3);
  talk(calls, short_talk());
  EXPECT_EQ(incomplete(calls), "");
}

TEST_P(PacketEngineTest, TheSamePortOfAnotherAddressBelongsToOthers) {
  const std::string ip4 = host("daemon").ip4();
  ASSERT_TRUE(start_with_words({"--config-file=none", "--foreground", "--log-stderr", "--table=-1",
                                "--interface=" + ip4, "--listen-ng=" + ip4 + ":2223",
                                "--num-threads=1", engine()}));
  const Calls calls = connected_calls("call", 1);
  ASSERT_EQ(calls.size(), 1u);
  const std::uint16_t port = calls.front()->caller().rtp_target().port();
  EXPECT_TRUE(is_free(host("daemon"), host("stranger"), Address(host("daemon").ip6(), port)));
  const UdpSocket here(host("daemon"), Address("127.0.0.1", port));
  const UdpSocket local(host("daemon"), Address("127.0.0.1", 0));
  ASSERT_TRUE(local.send("for you", here.local()));
  EXPECT_TRUE(here.wait_for_one());
  talk(calls, short_talk());
  EXPECT_EQ(incomplete(calls), "");
}

TEST_P(PacketEngineTest, NothingIsLeftOfADaemonThatWasKilled) {
  ASSERT_TRUE(start_engine({"--num-threads=2"}));
  const Calls calls = connected_calls("call", 2);
  ASSERT_EQ(calls.size(), 2u);
  daemon().process().signal(SIGKILL);
  ASSERT_EQ(daemon().process().wait(), 128 + SIGKILL);
  for (const auto& call : calls) {
    for (Phone* phone : {&call->caller(), &call->callee()})
      EXPECT_TRUE(is_free(host("daemon"), host("stranger"), phone->rtp_target()));
  }
}

INSTANTIATE_TEST_SUITE_P(PacketEngines, PacketEngineTest, testing::Values("plain", "steered"),
                         [](const auto& engine) { return std::string(engine.param); });

}  // namespace
}  // namespace rtpengine::harness
