// SPDX-License-Identifier: GPL-3.0-or-later
//
// The main job, end to end: Kamailio and two phones that know nothing of this project hold calls,
// and every packet of their audio comes through the daemon.
#include <gtest/gtest.h>

#include <algorithm>

#include "harness/capture.h"
#include "harness/daemon.h"
#include "harness/kamailio.h"
#include "harness/sipp.h"

namespace rtpengine::harness {
namespace {

constexpr unsigned kCalls = 20;
constexpr unsigned kPacketsEachWay = 200;  // 4 seconds
constexpr Milliseconds kLongestCall{60'000};

/// Where the media of one party of a call goes.
struct Leg {
  std::string party;   ///< its own address and port
  std::string daemon;  ///< the address and port of the daemon that it talks to
};

Leg leg_of(const Bencoded& participant) {
  const Bencoded& stream = participant["medias"].at(0)["streams"].at(0);
  const auto endpoint = [](const Bencoded& address, const Bencoded& port) {
    return address.text() + ":" + std::to_string(port.number());
  };
  return {endpoint(stream["endpoint"]["address"], stream["endpoint"]["port"]),
          endpoint(stream["local address"], stream["local port"])};
}

struct Call {
  Leg caller;
  Leg callee;
  std::int64_t packets = 0;  ///< RTP packets that the daemon says it received
  std::int64_t errors = 0;
  bool drops = false;
};

Call call_of(const Bencoded& query) {
  Call call;
  for (const auto& [tag, participant] : query["tags"].entries()) {
    (tag.rfind("caller", 0) == 0 ? call.caller : call.callee) = leg_of(participant);
    for (const Bencoded& stream : participant["medias"].at(0)["streams"].list())
      call.drops = call.drops || stream.has("drops");
  }
  call.packets = query["totals"]["RTP"]["packets"].number();
  call.errors = query["totals"]["RTP"]["errors"].number();
  return call;
}

using Packets = std::vector<std::string>;

Packets packets_on(const RtpCapture::Packets& all, const std::string& from, const std::string& to) {
  const auto found = all.find({from, to});
  return found == all.end() ? Packets() : found->second;
}

/// How many of `sent` did not arrive, arrived twice or otherwise than they were sent.
std::size_t differences(Packets sent, Packets received) {
  std::sort(sent.begin(), sent.end());
  std::sort(received.begin(), received.end());
  Packets different;
  std::set_symmetric_difference(sent.begin(), sent.end(), received.begin(), received.end(),
                                std::back_inserter(different));
  return different.size();
}

class KamailioTest : public testing::TestWithParam<const char*> {
 protected:
  void SetUp() override {
    for (const std::string& obstacle :
         {Network::obstacle(), Kamailio::obstacle(), Sipp::obstacle()}) {
      if (!obstacle.empty()) GTEST_SKIP() << obstacle;
    }
    network_ = std::make_unique<Network>();
    for (const char* role : {"daemon", "proxy", "caller", "callee"}) network_->add(role);
  }

  Host& host(const std::string& role) { return network_->host(role); }

  std::unique_ptr<Network> network_;
};

TEST_P(KamailioTest, TwentyCallsWithAudioLoseNothingAndLeaveNothing) {
  Daemon daemon(
      host("daemon"), host("proxy"),
      {"--num-threads=2", "--delete-delay=0", "--packet-engine=" + std::string(GetParam())});
  if (const std::string why = daemon.no_privileges(); !why.empty()) GTEST_SKIP() << why;
  ASSERT_TRUE(daemon.ready()) << daemon.output();
  const std::size_t idle_sockets = sockets_of(daemon.process().pid());
  Kamailio kamailio(host("proxy"), daemon.control(), host("callee"));
  ASSERT_TRUE(kamailio.ready()) << kamailio.output();
  RtpCapture at_caller(host("caller"));
  RtpCapture at_callee(host("callee"));
  Sipp callee = Sipp::callee(host("callee"), kCalls, kPacketsEachWay);
  ASSERT_TRUE(callee.wait_until_listening()) << callee.output();
  Sipp caller = Sipp::caller(host("caller"), host("proxy"), kCalls, kPacketsEachWay);
  const auto what_happened = [&] {
    return "--- caller\n" + caller.output() + "--- callee\n" + callee.output() + "--- kamailio\n" +
           kamailio.output() + "--- daemon\n" + daemon.output();
  };

  // All calls are up together, and stay until we end them.
  std::set<std::string> ids;
  ASSERT_TRUE(wait_until([&] { return (ids = daemon.ng().calls()).size() == kCalls; }))
      << ids.size() << " calls\n"
      << what_happened();

  constexpr std::size_t kAll = std::size_t{kCalls} * kPacketsEachWay;
  wait_until(
      [&] { return at_caller.received_count() >= kAll && at_callee.received_count() >= kAll; },
      kLongestCall);
  std::printf("caller: %zu packets sent, %zu received; callee: %zu sent, %zu received\n",
              at_caller.sent_count(), at_caller.received_count(), at_callee.sent_count(),
              at_callee.received_count());
  EXPECT_EQ(at_caller.sent_count(), kAll);
  EXPECT_EQ(at_callee.sent_count(), kAll);
  EXPECT_EQ(at_caller.received_count(), kAll);
  EXPECT_EQ(at_callee.received_count(), kAll);
  EXPECT_EQ(at_caller.missed() + at_callee.missed(), 0u);

  const auto caller_sent = at_caller.sent(), caller_received = at_caller.received();
  const auto callee_sent = at_callee.sent(), callee_received = at_callee.received();
  EXPECT_EQ(daemon.ng().calls(), ids);
  for (const std::string& id : ids) {
    SCOPED_TRACE("call " + id);
    const Call call = call_of(daemon.ng().ask({{"command", "query"}, {"call-id", id}}));
    const Packets out = packets_on(caller_sent, call.caller.party, call.caller.daemon);
    const Packets back = packets_on(callee_sent, call.callee.party, call.callee.daemon);
    EXPECT_EQ(out.size(), kPacketsEachWay);
    EXPECT_EQ(back.size(), kPacketsEachWay);
    EXPECT_EQ(differences(out, packets_on(callee_received, call.callee.daemon, call.callee.party)),
              0u);
    EXPECT_EQ(differences(back, packets_on(caller_received, call.caller.daemon, call.caller.party)),
              0u);
    EXPECT_EQ(call.packets, 2 * std::int64_t{kPacketsEachWay});
    EXPECT_EQ(call.errors, 0);
    EXPECT_FALSE(call.drops);
  }

  caller.hang_up(ids);
  EXPECT_EQ(caller.process().wait(), 0) << what_happened();
  EXPECT_EQ(callee.process().wait(), 0) << what_happened();
  EXPECT_TRUE(wait_until([&] { return daemon.ng().calls().empty(); })) << what_happened();
  EXPECT_EQ(udp_ports_of(daemon.process().pid()), std::set<std::uint16_t>{Daemon::kControlPort});
  EXPECT_EQ(sockets_of(daemon.process().pid()), idle_sockets);
  EXPECT_EQ(daemon.end(), "");
}

INSTANTIATE_TEST_SUITE_P(PacketEngines, KamailioTest, testing::Values("plain", "steered"),
                         [](const auto& engine) { return std::string(engine.param); });

}  // namespace
}  // namespace rtpengine::harness
