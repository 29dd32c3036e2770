// SPDX-License-Identifier: GPL-3.0-or-later
//
// Who gets an answer from the control port, and how large an answer for how little.
#include <algorithm>

#include "harness/fixture.h"

namespace rtpengine::harness {
namespace {

const std::string kPing = "d7:command4:pinge";
const std::string kPong = "d6:result4:ponge";

/// Datagrams that ask for an answer, more or less politely; the largest answer is that to the list.
std::vector<std::string> all_sorts() {
  return {"c1 " + kPing,
          "c2 d7:command4:liste",
          "c3 d7:command10:statisticse",
          "c4 d7:command5:offer7:call-id4:evil8:from-tag1:xe",
          "c5 ",
          "c6 garbage",
          "c7 d7:commande",
          "c8 {\"command\":\"ping\"}",
          "c 1",
          std::string(512, 'c') + " x",
          "no cookie"};
}

class ControlAllowTest : public SystemTest {
 protected:
  UdpSocket socket_of(const std::string& role, bool v6 = false) {
    return {host(role), Address(host(role).ip(v6), 0)};
  }

  /// The reply to a ping.
  std::string ping(const UdpSocket& from) {
    from.send("ping " + kPing, daemon().control());
    const auto reply = from.wait_for_one();
    return reply ? reply->bytes : "";
  }
};

TEST_F(ControlAllowTest, WithoutTheOptionWhoeverReachesThePortIsServed) {
  ASSERT_TRUE(start({}));
  const UdpSocket stranger = socket_of("stranger");
  EXPECT_EQ(ping(stranger), "ping " + kPong);
  EXPECT_NE(daemon().output().find("for whoever reaches it"), std::string::npos);
}

TEST_F(ControlAllowTest, ASourceOutsideGetsNoReplyAndIsCounted) {
  ASSERT_TRUE(start({"--control-allow=" + host("proxy").ip4()}));
  const UdpSocket stranger = socket_of("stranger");
  constexpr unsigned kRounds = 50;
  const std::vector<std::string> requests = all_sorts();
  for (unsigned round = 0; round < kRounds; round++) {
    for (const std::string& request : requests)
      EXPECT_TRUE(stranger.send(request, daemon().control()));
    EXPECT_TRUE(ng().wait_for_pong());
  }
  EXPECT_TRUE(calls().empty());
  EXPECT_FALSE(stranger.receive());

  // The cookies that it used are not taken: what it could have cached, nobody gets.
  EXPECT_EQ(ng().ask_raw("c6", kPing), kPong);
  const std::string expected = "not-allowed " + std::to_string(kRounds * requests.size());
  EXPECT_EQ(daemon().end(), "");
  const std::string log = daemon().output();
  EXPECT_NE(log.find(expected), std::string::npos) << log;
  const std::string line = "Ignored a datagram from " + stranger.local().text();
  EXPECT_NE(log.find(line), std::string::npos) << log;
  std::size_t lines = 0;
  for (std::size_t at = 0; (at = log.find(line, at)) != std::string::npos; at++) lines++;
  EXPECT_LT(lines, kRounds) << "one line a second at most";
}

TEST_F(ControlAllowTest, EachListenerHasItsOwnNetworks) {
  const Address v4(host("daemon").ip4(), 2223), second(host("daemon").ip4(), 2224),
      v6(host("daemon").ip6(), 2223);
  ASSERT_TRUE(start({"--listen-ng=" + second.text(), "--listen-ng=" + v6.text(),
                     "--control-allow=10.77.0.0/24",
                     "--control-allow=" + second.text() + "=" + host("stranger").ip4(),
                     "--control-allow=" + v6.text() + "=" + host("proxy").ip6()}));
  const UdpSocket stranger4 = socket_of("stranger"), stranger6 = socket_of("stranger", true),
                  proxy4 = socket_of("proxy"), proxy6 = socket_of("proxy", true);
  const auto answered = [](const UdpSocket& from, const Address& to) {
    from.send("c " + kPing, to);
    return from.wait_for_one().has_value();
  };
  EXPECT_TRUE(answered(stranger4, v4));
  EXPECT_TRUE(answered(proxy4, v4));
  EXPECT_TRUE(answered(stranger4, second));
  EXPECT_TRUE(answered(proxy6, v6));
  // Each of these is followed by one that is answered on the same listener.
  EXPECT_TRUE(proxy4.send("d " + kPing, second));
  EXPECT_TRUE(answered(stranger4, second));
  EXPECT_FALSE(proxy4.receive());
  EXPECT_TRUE(stranger6.send("d " + kPing, v6));
  EXPECT_TRUE(answered(proxy6, v6));
  EXPECT_FALSE(stranger6.receive());
}

TEST_F(ControlAllowTest, AnErrorIsHardlyLargerThanWhatItAnswers) {
  // An error has the cookie and a sentence. More than that would be worth reflecting.
  constexpr std::size_t kMostMore = 90;
  ASSERT_TRUE(start({}));
  const UdpSocket stranger = socket_of("stranger");
  const std::vector<std::string> garbage = {"c ",
                                            "c1 x",
                                            "c2 i5e",
                                            "c3 l4:pinge",
                                            "c4 d7:command",
                                            "c5 de",
                                            "c6 d1:ae",
                                            "c7 {}",
                                            "c8 d7:command999999999999:x",
                                            std::string(512, 'c') + " x",
                                            "c9 d7:command3:fooe",
                                            "c10 d7:command5:offere"};
  std::size_t most = 0;
  for (const std::string& bytes : garbage) {
    EXPECT_TRUE(stranger.send(bytes, daemon().control()));
    const auto reply = stranger.wait_for_one();
    ASSERT_TRUE(reply) << bytes;
    EXPECT_LE(reply->bytes.size(), bytes.size() + kMostMore) << bytes;
    most = std::max(most, reply->bytes.size() - std::min(reply->bytes.size(), bytes.size()));
  }
  // Without a cookie, or with one that is too long, there is no answer at all.
  for (const std::string& bytes : {std::string("x"), std::string(), std::string(" x"),
                                   std::string(513, 'c') + " x", std::string(60'000, 'c')}) {
    EXPECT_TRUE(stranger.send(bytes, daemon().control()));
  }
  EXPECT_EQ(ping(stranger), "ping " + kPong);
  EXPECT_FALSE(stranger.receive());
  std::printf("an error is at most %zu bytes larger than what it answers\n", most);
}

TEST_F(ControlAllowTest, WithNoListenerConfiguredOnlyTheMachineItselfIsServed) {
  const WorkFolder folder;
  Command command;
  command.words = {daemon_program(), "--config-file=none", "--foreground",
                   "--log-stderr",   "--table=-1",         "--interface=" + host("daemon").ip4()};
  command.log = folder.path("log");
  command.netns = host("daemon").netns().fd();
  Process process(command);
  const UdpSocket local(host("daemon"), Address("127.0.0.1", 0));
  const Address listener("127.0.0.1", 2223);
  EXPECT_TRUE(wait_until([&] {
    local.send("c " + kPing, listener);
    return local.wait_for_one(Milliseconds{20}).has_value() || !process.running();
  })) << process.output();
  const UdpSocket stranger = socket_of("stranger");
  EXPECT_TRUE(stranger.send("d " + kPing, Address(host("daemon").ip4(), 2223)));
  local.send("e " + kPing, listener);
  while (const auto reply = local.wait_for_one()) {
    if (reply->bytes.front() == 'e') break;
  }
  EXPECT_FALSE(stranger.receive());
  process.signal(15);
  EXPECT_EQ(wait_for_good_end(process), "");
}

}  // namespace
}  // namespace rtpengine::harness
