// SPDX-License-Identifier: GPL-3.0-or-later
//
// Whatever is sent to whichever port: calls go on, nothing of it is passed on, and all of it is
// accounted for.
#include <algorithm>
#include <map>
#include <random>

#include "harness/fixture.h"
#include "harness/rtp.h"

namespace rtpengine::harness {
namespace {

constexpr char kRtpVersion = char(0x80);

/// One kind of datagram that is no media.
struct Garbage {
  const char* name;
  std::string bytes;
  const char* on_rtp;   ///< why it is dropped on an RTP port, from a party of the call
  const char* on_rtcp;  ///< and on an RTCP port
};

std::string stun_request() {
  std::string bytes("\x00\x01\x00\x08\x21\x12\xa4\x42", 8);
  bytes += "transaction!";
  bytes += std::string("\x00\x24\x00\x04\x6e\x00\x01\xff", 8);  // PRIORITY
  return bytes;
}

std::string dtls_hello() {
  std::string bytes("\x16\xfe\xff\x00\x00\x00\x00\x00\x00\x00\x00\x00\x40\x01", 14);
  bytes.resize(13 + 64, 'h');
  return bytes;
}

/// All of them, and under `stun` what STUN is counted; the random ones are the same in each run.
/// None begins like RTP or ZRTP and is as long: that would be for the other party to judge.
std::vector<Garbage> all_garbage(const char* stun) {
  const std::string rtp = rtp_packet(0x600d, 7);
  const std::string report = rtcp_report(0x600d, 7);
  std::vector<Garbage> all = {
      {"empty", "", "not-rtp", "not-rtcp"},
      {"one byte", std::string(1, kRtpVersion), "not-rtp", "not-rtcp"},
      {"truncated RTP", rtp.substr(0, 11), "not-rtp", "not-rtcp"},
      {"truncated RTCP", report.substr(0, 7), "not-rtp", "not-rtcp"},
      {"RTCP that is cut short", report.substr(0, 20), nullptr, "not-rtcp"},
      {"STUN", stun_request(), stun, stun},
      {"truncated STUN", stun_request().substr(0, 19), "not-rtp", "not-rtcp"},
      {"DTLS", dtls_hello(), "dtls-unhandled", "dtls-unhandled"},
      {"truncated DTLS", dtls_hello().substr(0, 12), "not-rtp", "not-rtcp"},
      {"text", "INVITE sip:you@example.org SIP/2.0\r\n\r\n", "not-rtp", "not-rtcp"},
      {"RTP on the RTCP port", rtp, nullptr, "not-rtcp"},
      {"much", std::string(9000, '\xff'), "not-rtp", "not-rtcp"},
  };
  std::mt19937 random(1);
  for (int i = 0; i < 9; i++) {
    std::string bytes(std::size_t(1 + random() % 300), '\0');
    for (char& byte : bytes) byte = char(random());
    bytes.front() = char(0xc0 + random() % 0x40);  // version 3
    all.push_back({"random", bytes, "not-rtp", "not-rtcp"});
  }
  return all;
}

std::vector<std::string> control_garbage() {
  return {"",
          " ",
          "x",
          "cookie",
          "cookie ",
          "cookie d",
          "c1 i5e",
          "c2 l4:pinge",
          "c3 d7:command",
          "c4 d7:command999999999999999999999:x",
          "c5 d7:command-1:xe",
          "c6 di1ei2ee",
          "c7 " + std::string(5000, 'l'),
          "c8 " + std::string(5000, 'd'),
          "c9 d7:command5:offer7:call-id4:evil8:from-tag1:x3:sdp9:m=audio x\ne",
          "c10 d7:command5:offer7:call-id4:evil8:from-tag1:xe",
          std::string(60000, 'z'),
          std::string("\0\0\0\0 \0\0\0", 8),
          stun_request(),
          dtls_hello(),
          rtp_packet(1, 1)};
}

/// Drops of one stream by reason.
using Drops = std::map<std::string, std::int64_t>;

/// What a stream has dropped after so many rounds of garbage.
Drops drops_after(const std::vector<Garbage>& all, unsigned rounds, bool rtcp) {
  Drops drops;
  if (rounds == 0) return drops;
  for (const Garbage& garbage : all) {
    const char* reason = rtcp ? garbage.on_rtcp : garbage.on_rtp;
    if (reason != nullptr) drops[reason] += rounds;
  }
  return drops;
}

/// Which plugins there are, and how STUN is counted that they have no use for.
struct Setting {
  const char* name;
  std::vector<std::string> arguments;
  const char* stun;
};
const Setting kSettings[] = {
    {"Alone", {"--no-load-plugin=ice", "--no-load-plugin=dtls"}, "stun-unhandled"},
    {"WithIce", {"--no-load-plugin=dtls"}, "by-stage"},
};

class GarbageTest : public SystemTest, public testing::WithParamInterface<Setting> {
 protected:
  static constexpr unsigned kRounds = 20;

  void SetUp() override {
    SystemTest::SetUp();
    if (IsSkipped()) return;
    std::vector<std::string> arguments = GetParam().arguments;
    arguments.push_back("--num-threads=2");
    ASSERT_TRUE(start(arguments));
    calls_ = connected_calls("call", 6);
    ASSERT_EQ(calls_.size(), 6u);
  }

  Drops drops(const Call& call, const std::string& tag, bool rtcp) {
    Drops result;
    const Bencoded query = call.query(ng());
    for (const auto& [reason, count] : stream_of(query, tag, rtcp)["drops"].entries())
      result[reason] = count.number();
    return result;
  }

  bool all_have(const std::string& tag, const Drops& rtp, const Drops& rtcp) {
    return std::all_of(calls_.begin(), calls_.end(), [&](const auto& call) {
      return drops(*call, tag, false) == rtp && drops(*call, tag, true) == rtcp;
    });
  }

  /// The calls talk; meanwhile each round of `send` is followed by the next once all streams of
  /// `tag` have counted it, so that full socket buffers cannot make the count wrong.
  template <typename Send>
  void talk_through(const std::vector<Garbage>& all, const std::string& tag, Send&& send) {
    unsigned rounds = 0;
    const auto counted = [&] {
      return all_have(tag, drops_after(all, rounds, false), drops_after(all, rounds, true));
    };
    const auto next_round = [&] {
      for (const auto& call : calls_) {
        for (const Garbage& garbage : all) send(*call, garbage);
      }
      rounds++;
    };
    Talk how;
    how.meanwhile = [&] {
      if (rounds < kRounds && counted()) next_round();
    };
    talk(calls_, how);
    while (rounds < kRounds && wait_until(counted)) next_round();
    EXPECT_TRUE(wait_until(counted))
        << "after " << rounds << " rounds the first call has dropped "
        << testing::PrintToString(drops(*calls_.front(), tag, false)) << " on RTP and "
        << testing::PrintToString(drops(*calls_.front(), tag, true)) << " on RTCP";
    EXPECT_EQ(incomplete(calls_), "");
    print_sum(tag);
  }

  void print_sum(const std::string& tag) {
    std::int64_t sum = 0;
    for (const auto& call : calls_) sum += all_drops(call->query(ng()));
    std::printf("%lld datagrams towards ports of the %s dropped and counted\n",
                static_cast<long long>(sum), tag.c_str());
  }

  Calls calls_;
};

TEST_P(GarbageTest, FromThePartiesThemselvesIsDroppedAndCountedByReason) {
  talk_through(all_garbage(GetParam().stun), "caller", [](Call& call, const Garbage& garbage) {
    const Phone& phone = call.caller();
    if (garbage.on_rtp != nullptr) phone.rtp().send(garbage.bytes, phone.rtp_target());
    if (garbage.on_rtcp != nullptr) phone.rtcp().send(garbage.bytes, phone.rtcp_target());
  });
}

TEST_P(GarbageTest, FromStrangersIsDroppedAlsoWhereItLooksLikeMedia) {
  const UdpSocket stranger(host("stranger"), Address(host("stranger").ip4(), 0));
  std::vector<Garbage> all = all_garbage(GetParam().stun);
  all.push_back({"media", rtp_packet(0xbad, 0), "source-refused", nullptr});
  all.push_back({"a report", rtcp_report(0xbad, 0), nullptr, "source-refused"});
  talk_through(all, "callee", [&](Call& call, const Garbage& garbage) {
    const Phone& phone = call.callee();
    if (garbage.on_rtp != nullptr) stranger.send(garbage.bytes, phone.rtp_target());
    if (garbage.on_rtcp != nullptr) stranger.send(garbage.bytes, phone.rtcp_target());
  });
  EXPECT_FALSE(stranger.receive()) << "the daemon has answered a stranger";
}

TEST_P(GarbageTest, OnTheControlPortDisturbsNoCall) {
  const UdpSocket stranger(host("stranger"), Address(host("stranger").ip4(), 0));
  const std::set<std::string> before = calls();
  unsigned sent = 0;
  Talk how;
  how.meanwhile = [&] {
    for (const std::string& garbage : control_garbage())
      sent += stranger.send(garbage, daemon().control());
  };
  talk(calls_, how);
  EXPECT_EQ(incomplete(calls_), "");
  EXPECT_TRUE(ng().wait_for_pong());
  EXPECT_EQ(calls(), before);
  std::printf("%u datagrams of garbage sent to the control port\n", sent);
}

INSTANTIATE_TEST_SUITE_P(Plugins, GarbageTest, testing::ValuesIn(kSettings),
                         [](const auto& setting) { return std::string(setting.param.name); });

}  // namespace
}  // namespace rtpengine::harness
