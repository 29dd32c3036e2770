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
constexpr unsigned kFewCalls = 5;
constexpr unsigned kFewPackets = 50;
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
    if (tag.rfind("ringing", 0) == 0) continue;  // of another branch
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

/// Where the phones are, what passes their wires, and the two programs between them.
class KamailioTest : public testing::TestWithParam<const char*> {
 protected:
  void SetUp() override {
    for (const std::string& obstacle :
         {Network::obstacle(), Kamailio::obstacle(), Sipp::obstacle()}) {
      if (!obstacle.empty()) GTEST_SKIP() << obstacle;
    }
    network_ = std::make_unique<Network>();
    for (const char* role : {"daemon", "proxy", "caller", "callee", "other"}) network_->add(role);
    daemon_ = std::make_unique<Daemon>(host("daemon"), host("proxy"), arguments());
    if (const std::string why = daemon_->no_privileges(); !why.empty()) GTEST_SKIP() << why;
    ASSERT_TRUE(daemon_->ready()) << daemon_->output();
    idle_sockets_ = sockets_of(daemon_->process().pid());
    at_caller_ = std::make_unique<RtpCapture>(host("caller"));
    at_callee_ = std::make_unique<RtpCapture>(host("callee"));
  }

  Host& host(const std::string& role) { return network_->host(role); }
  NgClient& ng() { return daemon_->ng(); }

  void start_proxy(const Routing& routing) {
    kamailio_ = std::make_unique<Kamailio>(host("proxy"), daemon_->control(), routing);
    ASSERT_TRUE(kamailio_->ready()) << kamailio_->output();
  }
  void start_callee(const Phones& phones) {
    callee_ = std::make_unique<Sipp>(Sipp::callee(host("callee"), phones));
    ASSERT_TRUE(callee_->wait_until_listening()) << callee_->output();
  }
  void start_caller(const Phones& phones) {
    caller_ = std::make_unique<Sipp>(Sipp::caller(host("caller"), host("proxy"), phones));
    ASSERT_TRUE(wait_until([&] { return (ids_ = ng().calls()).size() == phones.calls; }))
        << ids_.size() << " calls\n"
        << what_happened();
  }

  std::size_t spoiled() const { return at_caller_->spoiled_count() + at_callee_->spoiled_count(); }

  std::string what_happened() {
    std::string text = "--- kamailio\n" + kamailio_->output() + "--- daemon\n" + daemon_->output();
    if (caller_) text += "--- caller\n" + caller_->output();
    if (callee_) text += "--- callee\n" + callee_->output();
    return text;
  }

  /// Both sides have sent so many packets in each call, and all that could arrive have.
  void expect_media(unsigned calls, unsigned each_way) {
    const std::size_t all = std::size_t{calls} * each_way;
    const auto left = [](const RtpCapture& side) {
      return side.sent_count() + side.spoiled_count();
    };
    wait_until(
        [&] {
          return left(*at_caller_) >= all && left(*at_callee_) >= all &&
                 at_caller_->received_count() >= at_callee_->sent_count() &&
                 at_callee_->received_count() >= at_caller_->sent_count();
        },
        kLongestCall);
    std::printf("caller: %zu packets sent, %zu received; callee: %zu sent, %zu received\n",
                at_caller_->sent_count(), at_caller_->received_count(), at_callee_->sent_count(),
                at_callee_->received_count());
    EXPECT_EQ(left(*at_caller_), all);
    EXPECT_EQ(left(*at_callee_), all);
    EXPECT_LE(spoiled(), all / 50);
    EXPECT_EQ(at_caller_->received_count(), at_callee_->sent_count());
    EXPECT_EQ(at_callee_->received_count(), at_caller_->sent_count());
    EXPECT_EQ(at_caller_->missed() + at_callee_->missed(), 0u);
    EXPECT_EQ(ng().calls(), ids_);
    for (const std::string& id : ids_) expect_media_of(id, each_way);
  }

  void expect_media_of(const std::string& id, unsigned each_way) {
    SCOPED_TRACE("call " + id);
    const Call call = call_of(ng().ask({{"command", "query"}, {"call-id", id}}));
    const auto [to, back] = std::pair(call.caller, call.callee);
    const Packets out = packets_on(at_caller_->sent(), to.party, to.daemon);
    const Packets in = packets_on(at_callee_->sent(), back.party, back.daemon);
    EXPECT_GE(out.size() + in.size() + spoiled(), 2 * each_way);
    EXPECT_EQ(differences(out, packets_on(at_callee_->received(), back.daemon, back.party)), 0u);
    EXPECT_EQ(differences(in, packets_on(at_caller_->received(), to.daemon, to.party)), 0u);
    EXPECT_EQ(call.packets, std::int64_t(out.size() + in.size()));
    EXPECT_EQ(call.errors, 0);
    EXPECT_FALSE(call.drops);
  }

  /// The parties of the call that the daemon knows by a tag.
  std::size_t parties_of(const std::string& id) {
    std::size_t parties = 0;
    const auto query = ng().ask({{"command", "query"}, {"call-id", id}});
    for (const auto& [tag, participant] : query["tags"].entries()) parties += !tag.empty();
    return parties;
  }

  /// Whether the caller of this call is ready to hear something.
  bool caller_listens(const std::string& id) {
    const auto query = ng().ask({{"command", "query"}, {"call-id", id}});
    for (const auto& [tag, participant] : query["tags"].entries()) {
      if (tag.rfind("caller", 0) != 0) continue;
      for (const Bencoded& flag : participant["medias"].at(0)["flags"].list())
        if (flag.text() == "send") return true;
    }
    return false;
  }

  void hang_up() {
    caller_->go_on(ids_);
    EXPECT_EQ(caller_->process().wait(), 0) << what_happened();
    EXPECT_EQ(callee_->process().wait(), 0) << what_happened();
  }

  void expect_nothing_left() {
    EXPECT_TRUE(wait_until([&] { return ng().calls().empty(); })) << what_happened();
    const pid_t pid = daemon_->process().pid();
    EXPECT_EQ(udp_ports_of(pid), std::set<std::uint16_t>{Daemon::kControlPort});
    EXPECT_EQ(sockets_of(pid), idle_sockets_);
    EXPECT_EQ(daemon_->end(), "");
  }

  static std::vector<std::string> arguments() {
    return {"--num-threads=2", "--delete-delay=0", "--packet-engine=" + std::string(GetParam())};
  }

  std::unique_ptr<Network> network_;
  std::unique_ptr<Daemon> daemon_;
  std::size_t idle_sockets_ = 0;
  std::unique_ptr<Kamailio> kamailio_;
  std::unique_ptr<RtpCapture> at_caller_, at_callee_;
  std::unique_ptr<Sipp> callee_, caller_;
  std::set<std::string> ids_;
};

TEST_P(KamailioTest, TwentyCallsWithAudioLoseNothingAndLeaveNothing) {
  const Phones phones{.calls = kCalls, .packets = kPacketsEachWay};
  ASSERT_NO_FATAL_FAILURE(start_proxy({.callees = {&host("callee")}}));
  ASSERT_NO_FATAL_FAILURE(start_callee(phones));
  ASSERT_NO_FATAL_FAILURE(start_caller(phones));
  expect_media(kCalls, kPacketsEachWay);
  hang_up();
  expect_nothing_left();
}

TEST_P(KamailioTest, CallsBetweenIpv4AndIpv6LoseNothing) {
  Phones phones{.calls = kFewCalls, .packets = kFewPackets};
  ASSERT_NO_FATAL_FAILURE(
      start_proxy({.callees = {&host("callee")}, .offer_words = "address-family=IP6"}));
  phones.ipv6_media = true;
  ASSERT_NO_FATAL_FAILURE(start_callee(phones));
  phones.ipv6_media = false;
  ASSERT_NO_FATAL_FAILURE(start_caller(phones));
  expect_media(kFewCalls, kFewPackets);
  hang_up();
  expect_nothing_left();
}

TEST_P(KamailioTest, HoldAndResumeGoOnWithTheSamePorts) {
  const Phones phones{.calls = kFewCalls, .packets = kFewPackets, .hold = true};
  ASSERT_NO_FATAL_FAILURE(start_proxy({.callees = {&host("callee")}}));
  ASSERT_NO_FATAL_FAILURE(start_callee(phones));
  ASSERT_NO_FATAL_FAILURE(start_caller(phones));
  expect_media(kFewCalls, kFewPackets);
  for (const bool listens : {false, true}) {
    const std::size_t done = caller_->re_invites_done() + kFewCalls;
    caller_->go_on(ids_);
    ASSERT_TRUE(wait_until([&] { return caller_->re_invites_done() == done; })) << what_happened();
    for (const std::string& id : ids_) EXPECT_EQ(caller_listens(id), listens) << id;
  }
  expect_media(kFewCalls, 2 * kFewPackets);
  hang_up();
  expect_nothing_left();
}

TEST_P(KamailioTest, OneOfTwoBranchesTakesTheCall) {
  const Phones phones{.calls = kFewCalls, .packets = kFewPackets};
  ASSERT_NO_FATAL_FAILURE(start_proxy({.callees = {&host("callee"), &host("other")}}));
  Sipp other = Sipp::ringing(host("other"), phones);
  ASSERT_TRUE(other.wait_until_listening()) << other.output();
  ASSERT_NO_FATAL_FAILURE(start_caller(phones));
  // The one that takes the call is asked again and again until it is there.
  EXPECT_TRUE(wait_until([&] {
    return std::all_of(ids_.begin(), ids_.end(),
                       [&](const auto& id) { return parties_of(id) == 2; });
  })) << what_happened();
  ASSERT_NO_FATAL_FAILURE(start_callee(phones));
  expect_media(kFewCalls, kFewPackets);
  EXPECT_EQ(other.process().wait(), 0) << other.output();
  hang_up();
  expect_nothing_left();
}

INSTANTIATE_TEST_SUITE_P(PacketEngines, KamailioTest, testing::Values("plain", "steered"),
                         [](const auto& engine) { return std::string(engine.param); });

}  // namespace
}  // namespace rtpengine::harness
