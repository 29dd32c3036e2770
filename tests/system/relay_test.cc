// SPDX-License-Identifier: GPL-3.0-or-later
//
// Calls through the daemon: all packets arrive, in both families, on all workers; who may take
// part; what happens when ports run out.
#include "harness/fixture.h"
#include "harness/rtp.h"

namespace rtpengine::harness {
namespace {

using RelayTest = SystemTest;

void append(Calls& calls, Calls more) {
  for (auto& call : more) calls.push_back(std::move(call));
}

TEST_F(RelayTest, FiftyCallsOfBothFamiliesOnFourWorkersLoseNothing) {
  constexpr unsigned kPackets = 300;
  ASSERT_TRUE(start({"--num-threads=4", "--delete-delay=0"}));
  const std::size_t idle_sockets = sockets_of(daemon().process().pid());
  Calls calls = connected_calls("v4-", 20);
  append(calls, connected_calls("v6-", 15, true, true));
  append(calls, connected_calls("v4-to-v6-", 8, false, true));
  append(calls, connected_calls("v6-to-v4-", 7, true, false));
  ASSERT_EQ(calls.size(), 50u);
  EXPECT_EQ(SystemTest::calls().size(), 50u);

  Talk how;
  how.packets = kPackets;
  how.interval = Milliseconds{15};
  talk(calls, how);
  EXPECT_EQ(incomplete(calls), "");

  std::int64_t packets = 0, reports = 0;
  for (const auto& call : calls) {
    const Bencoded query = call->query(ng());
    EXPECT_EQ(query["totals"]["RTP"]["packets"].number(), 2 * kPackets) << call->id();
    EXPECT_EQ(query["totals"]["RTP"]["errors"].number(), 0) << call->id();
    EXPECT_EQ(all_drops(query), 0) << call->id();
    packets += query["totals"]["RTP"]["packets"].number();
    reports += query["totals"]["RTCP"]["packets"].number();
  }
  std::printf("50 calls: %lld RTP and %lld RTCP packets relayed\n", static_cast<long long>(packets),
              static_cast<long long>(reports));

  for (const auto& call : calls) EXPECT_EQ(call->remove(ng())["result"].text(), "ok");
  EXPECT_TRUE(SystemTest::calls().empty());
  EXPECT_EQ(sockets_of(daemon().process().pid()), idle_sockets);
}

TEST_F(RelayTest, AStrangerGetsNoMediaAndIsCounted) {
  constexpr unsigned kStrange = 20;
  ASSERT_TRUE(start({"--num-threads=2"}));
  const Calls calls = connected_calls("call", 1);
  ASSERT_EQ(calls.size(), 1u);
  Call& call = *calls.front();
  const UdpSocket stranger(host("stranger"), Address(host("stranger").ip4(), 0));
  const auto intrude = [&](unsigned first) {
    for (unsigned i = 0; i < kStrange; i++) {
      stranger.send(rtp_packet(0xbad, std::uint16_t(first + i)), call.caller().rtp_target());
      stranger.send(rtp_packet(0xbad, std::uint16_t(first + i)), call.callee().rtp_target());
      stranger.send(rtcp_report(0xbad, first + i), call.caller().rtcp_target());
    }
  };
  const auto refused = [&](const std::string& tag, bool rtcp) {
    return drops_of(stream_of(call.query(ng()), tag, rtcp), "source-refused");
  };

  // Before anyone of the call has sent anything, and afterwards.
  intrude(0);
  EXPECT_TRUE(wait_until([&] { return refused("caller", true) == kStrange; }));
  Talk how;
  how.packets = 50;
  talk(calls, how);
  intrude(kStrange);
  EXPECT_TRUE(wait_until([&] { return refused("caller", true) == 2 * kStrange; }));
  EXPECT_EQ(refused("caller", false), 2 * kStrange);
  EXPECT_EQ(refused("callee", false), 2 * kStrange);
  talk(calls, how);

  EXPECT_EQ(incomplete(calls), "");
  EXPECT_FALSE(stranger.receive());
  std::printf("%u packets of a stranger refused\n", 6 * kStrange);
}

TEST_F(RelayTest, MediaFollowsAPhoneThatSendsFromAnotherPort) {
  ASSERT_TRUE(start({"--num-threads=1"}));
  const Calls calls = connected_calls("call", 1);
  ASSERT_EQ(calls.size(), 1u);
  Phone& caller = calls.front()->caller();
  Phone& callee = calls.front()->callee();
  // As behind an address translator that keeps the address.
  const UdpSocket other(host("caller"), Address(host("caller").ip4(), 0));
  other.send(rtp_packet(0xface, 0), caller.rtp_target());
  const auto first = callee.rtp().wait_for_one();
  ASSERT_TRUE(first);
  EXPECT_EQ(first->bytes, rtp_packet(0xface, 0));
  callee.send_rtp();
  const auto reply = other.wait_for_one();
  ASSERT_TRUE(reply);
  EXPECT_EQ(reply->bytes, rtp_packet(callee.ssrc(), 0));
  EXPECT_EQ(reply->source, caller.rtp_target());
}

/// The offer of a browser with the policy max-bundle, without what ICE and DTLS need.
std::string max_bundle(std::string sdp) {
  sdp.insert(sdp.find("m="), "a=group:BUNDLE 0 1\r\n");
  return sdp +
         "a=mid:0\r\nm=video 0 RTP/AVP 96\r\na=rtpmap:96 VP8/90000\r\n"
         "a=bundle-only\r\na=rtcp-mux\r\na=mid:1\r\n";
}

TEST_F(RelayTest, WhoBundlesIsHeardOnThePortOfTheOneMediaInItsBundle) {
  ASSERT_TRUE(start({"--num-threads=1"}));
  Calls calls;
  calls.push_back(new_call("bundle"));
  Call& call = *calls.front();
  call.caller().multiplex();
  call.callee().multiplex();
  Dictionary request = call.offer_request();
  request["sdp"] = max_bundle(call.caller().sdp());
  const std::string offered = ng().ask(request)["sdp"].text();
  EXPECT_TRUE(call.callee().follow(offered));
  EXPECT_EQ(offered.find("BUNDLE"), std::string::npos);
  EXPECT_NE(offered.find("m=video 0 "), std::string::npos);

  request["command"] = "answer";
  request["to-tag"] = "callee";
  // It takes what it was not offered.
  request["sdp"] = call.callee().sdp() + "m=video 40000 RTP/AVP 96\r\n";
  const std::string answered = ng().ask(request)["sdp"].text();
  EXPECT_TRUE(call.caller().follow(answered));
  EXPECT_NE(answered.find("a=group:BUNDLE 0\r\n"), std::string::npos) << answered;
  EXPECT_NE(answered.find("m=video 0 "), std::string::npos) << answered;
  talk(calls, {});
  EXPECT_EQ(incomplete(calls), "");
}

TEST_F(RelayTest, APortRangeThatIsUsedUpIsAnErrorAndNothingLeaks) {
  const std::string ip = host("daemon").ip4();
  ASSERT_TRUE(
      start_with_words({"--config-file=none", "--foreground", "--log-stderr", "--table=-1",
                        "--interface=" + ip, "--listen-ng=" + ip + ":2223", "--port-min=40000",
                        "--port-max=40009", "--delete-delay=0", "--keep-sockets=0"}));
  // Five pairs: two calls, and one more that gets only one of the two it needs.
  const std::size_t idle_sockets = sockets_of(daemon().process().pid());
  Calls calls = connected_calls("call", 2);
  ASSERT_EQ(calls.size(), 2u);
  const std::size_t used_sockets = sockets_of(daemon().process().pid());
  const auto third = new_call("too-many");
  for (int attempt = 0; attempt < 10; attempt++) {
    const Bencoded reply = third->offer(ng());
    EXPECT_EQ(reply["result"].text(), "error");
    EXPECT_EQ(reply["error-reason"].text().rfind("Ran out of ports", 0), 0u)
        << reply["error-reason"].text();
  }
  EXPECT_EQ(SystemTest::calls(), (std::set<std::string>{"call0", "call1"}));
  EXPECT_EQ(sockets_of(daemon().process().pid()), used_sockets);
  std::set<std::uint16_t> ports = udp_ports_of(daemon().process().pid());
  EXPECT_EQ(ports.size(), 1u + 8u);

  // The calls that are up go on, and what they give back is there for others.
  talk(calls, {});
  EXPECT_EQ(incomplete(calls), "");
  EXPECT_EQ(calls.back()->remove(ng())["result"].text(), "ok");
  calls.pop_back();
  append(calls, connected_calls("again", 1));
  EXPECT_EQ(calls.size(), 2u);
  talk(calls, {});
  EXPECT_EQ(incomplete(calls), "");
  for (const auto& call : calls) call->remove(ng());
  EXPECT_EQ(sockets_of(daemon().process().pid()), idle_sockets);
}

TEST_F(RelayTest, SocketsOfEndedCallsServeNewOnes) {
  ASSERT_TRUE(start({"--num-threads=2", "--delete-delay=0", "--keep-sockets=1024"}));
  // More pairs than may be used again only after a rest.
  const Calls first = connected_calls("first", 140);
  ASSERT_EQ(first.size(), 140u);
  for (const auto& call : first) EXPECT_EQ(call->remove(ng())["result"].text(), "ok");
  EXPECT_TRUE(SystemTest::calls().empty());
  const std::size_t kept = sockets_of(daemon().process().pid());
  const auto ports = udp_ports_of(daemon().process().pid());

  // The caller of an ended call does not know that yet.
  for (int i = 0; i < 10; i++) first.front()->caller().send_rtp();
  Calls second = connected_calls("second", 10);
  ASSERT_EQ(second.size(), 10u);
  EXPECT_EQ(sockets_of(daemon().process().pid()), kept);
  EXPECT_EQ(udp_ports_of(daemon().process().pid()), ports);
  EXPECT_EQ(second.front()->caller().rtp_target(), first.front()->caller().rtp_target())
      << "what was freed first is used first";
  talk(second, {});
  EXPECT_EQ(incomplete(second), "");
  for (const auto& call : second) EXPECT_EQ(all_drops(call->query(ng())), 0) << call->id();
}

TEST_F(RelayTest, ARepeatedRequestGetsTheIdenticalReplyAndIsDoneOnce) {
  ASSERT_TRUE(start({"--num-threads=2"}));
  const auto call = new_call("call");
  const std::string offer = Bencoded(call->offer_request()).encode();
  const std::string cookie = ng().new_cookie();
  const std::string reply = ng().ask_raw(cookie, offer);
  const auto ports = udp_ports_of(daemon().process().pid());
  for (int i = 0; i < 5; i++) EXPECT_EQ(ng().ask_raw(cookie, offer), reply);
  // The cookie alone says what is the same: the text of the request is not looked at.
  EXPECT_EQ(ng().ask_raw(cookie, "d7:command4:pinge"), reply);
  EXPECT_EQ(udp_ports_of(daemon().process().pid()), ports);

  // Also while the first is in work, and to another that has the same cookie.
  const UdpSocket proxies[] = {UdpSocket(host("proxy"), Address(host("proxy").ip4(), 0)),
                               UdpSocket(host("stranger"), Address(host("stranger").ip4(), 0))};
  const std::string datagram = "at-once " + Bencoded(new_call("call2")->offer_request()).encode();
  for (int i = 0; i < 8; i++) {
    for (const UdpSocket& proxy : proxies) proxy.send(datagram, daemon().control());
  }
  std::set<std::string> replies;
  for (const UdpSocket& proxy : proxies) {
    const auto one = proxy.wait_for_one();
    ASSERT_TRUE(one);
    replies.insert(one->bytes);
  }
  EXPECT_TRUE(ng().wait_for_pong());
  for (const UdpSocket& proxy : proxies) {
    while (const auto more = proxy.receive()) replies.insert(more->bytes);
  }
  EXPECT_EQ(replies.size(), 1u);
  EXPECT_EQ(SystemTest::calls(), (std::set<std::string>{"call", "call2"}));
}

}  // namespace
}  // namespace rtpengine::harness
