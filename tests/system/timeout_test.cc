// SPDX-License-Identifier: GPL-3.0-or-later
//
// Calls that end without being told to. The limits are seconds, so these tests take seconds; each
// waits for the end it expects, no longer.
#include "harness/fixture.h"
#include "harness/rtp.h"

namespace rtpengine::harness {
namespace {

using Seconds = std::chrono::duration<double>;

class TimeoutTest : public SystemTest {
 protected:
  /// Waits until the call is gone, while `meanwhile` is done; the time that took since `begin`.
  template <typename Work>
  Seconds life_of(const std::string& id, Clock::time_point begin, Work&& meanwhile) {
    EXPECT_TRUE(wait_until([&] {
      meanwhile();
      return calls().count(id) == 0;
    })) << id
        << " does not end\n"
        << daemon().output();
    const Seconds life = Clock::now() - begin;
    std::printf("%s ended after %.1f s\n", id.c_str(), life.count());
    return life;
  }
};

/// Both sides send a packet, every 20 ms at most.
class SlowTalk {
 public:
  explicit SlowTalk(Call& call) : call_(call) {}
  void operator()() {
    if (Clock::now() < next_) return;
    next_ = Clock::now() + Milliseconds{20};
    call_.caller().send_rtp();
    call_.callee().send_rtp();
    call_.receive();
  }

 private:
  Call& call_;
  Clock::time_point next_{};
};

TEST_F(TimeoutTest, ACallWithoutMediaEndsAndOneWithMediaStays) {
  ASSERT_TRUE(start({"--num-threads=2", "--timeout=2"}));
  const std::size_t idle_sockets = sockets_of(daemon().process().pid());
  const auto begin = Clock::now();
  Calls all = connected_calls("silent", 1);
  Calls talking = connected_calls("talking", 1);
  ASSERT_TRUE(all.size() == 1 && talking.size() == 1);
  SlowTalk say(*talking.front());

  EXPECT_LT(life_of("silent0", begin, say), Seconds(4));
  EXPECT_EQ(calls(), std::set<std::string>{"talking0"});
  const auto silence = Clock::now();
  const Seconds life = life_of("talking0", silence, [] {});
  EXPECT_LT(life, Seconds(4));
  EXPECT_GT(life, Seconds(1));
  EXPECT_EQ(sockets_of(daemon().process().pid()), idle_sockets);
}

TEST_F(TimeoutTest, AStrangerDoesNotKeepACall) {
  ASSERT_TRUE(start({"--num-threads=2", "--timeout=2"}));
  const UdpSocket stranger(host("stranger"), Address(host("stranger").ip4(), 0));
  const auto begin = Clock::now();
  const Calls haunted = connected_calls("haunted", 1);
  ASSERT_EQ(haunted.size(), 1u);
  const Phone& phone = haunted.front()->caller();
  Clock::time_point next{};
  const Seconds life = life_of("haunted0", begin, [&] {
    if (Clock::now() < next) return;
    next = Clock::now() + Milliseconds{20};
    stranger.send(rtp_packet(0xbad, 0), phone.rtp_target());
    stranger.send(rtcp_report(0xbad, 0), phone.rtcp_target());
    stranger.send("boo", phone.rtp_target());
  });
  EXPECT_LT(life, Seconds(4));
}

TEST_F(TimeoutTest, TheFinalTimeoutEndsACallInTheMiddleOfATalk) {
  ASSERT_TRUE(start({"--num-threads=2", "--final-timeout=2"}));
  const auto begin = Clock::now();
  const Calls talking = connected_calls("endless", 1);
  ASSERT_EQ(talking.size(), 1u);
  const Seconds life = life_of("endless0", begin, SlowTalk(*talking.front()));
  EXPECT_GT(life, Seconds(1.9));
  EXPECT_LT(life, Seconds(4));
}

TEST_F(TimeoutTest, ACallOnHoldLivesForTheSilentTimeout) {
  ASSERT_TRUE(start({"--num-threads=2", "--timeout=1", "--silent-timeout=4"}));
  const auto begin = Clock::now();
  const auto held = new_call("held");
  const auto active = new_call("active");
  ASSERT_EQ(held->connect(ng()), "");
  ASSERT_EQ(active->connect(ng()), "");
  EXPECT_EQ(held->offer(ng(), "inactive")["result"].text(), "ok");
  EXPECT_EQ(held->answer(ng(), "inactive")["result"].text(), "ok");
  const Seconds active_life = life_of("active", begin, [] {});
  const Seconds held_life = life_of("held", begin, [] {});
  EXPECT_LT(active_life, Seconds(3));
  EXPECT_GT(held_life, Seconds(3));
  EXPECT_LT(held_life, Seconds(6));
}

TEST_F(TimeoutTest, AnOfferWithoutAnAnswerLivesForTheOfferTimeout) {
  ASSERT_TRUE(start({"--num-threads=2", "--timeout=1", "--silent-timeout=1", "--offer-timeout=3"}));
  const auto begin = Clock::now();
  const auto ringing = new_call("ringing");
  EXPECT_EQ(ringing->offer(ng())["result"].text(), "ok");
  const Seconds life = life_of("ringing", begin, [] {});
  EXPECT_GT(life, Seconds(2));
  EXPECT_LT(life, Seconds(5));
}

TEST_F(TimeoutTest, ADeletedCallKeepsItsPortsForTheDelay) {
  ASSERT_TRUE(start({"--num-threads=2", "--delete-delay=2"}));
  const std::size_t idle_sockets = sockets_of(daemon().process().pid());
  const Calls deleted = connected_calls("deleted", 1);
  ASSERT_EQ(deleted.size(), 1u);
  Call& call = *deleted.front();
  const std::size_t used_sockets = sockets_of(daemon().process().pid());
  const auto begin = Clock::now();
  EXPECT_EQ(call.remove(ng())["result"].text(), "ok");
  EXPECT_EQ(sockets_of(daemon().process().pid()), used_sockets);
  EXPECT_EQ(call.query(ng())["result"].text(), "ok");
  const Seconds life = life_of("deleted0", begin, [] {});
  EXPECT_GT(life, Seconds(1.9));
  EXPECT_LT(life, Seconds(5));
  EXPECT_EQ(sockets_of(daemon().process().pid()), idle_sockets);
}

TEST_F(TimeoutTest, AnOfferRevivesADeletedCall) {
  ASSERT_TRUE(start({"--num-threads=2", "--delete-delay=1", "--timeout=3"}));
  const auto begin = Clock::now();
  const Calls revived = connected_calls("revived", 1);
  ASSERT_EQ(revived.size(), 1u);
  Call& call = *revived.front();
  EXPECT_EQ(call.remove(ng())["result"].text(), "ok");
  ASSERT_EQ(call.connect(ng()), "");
  EXPECT_GT(life_of("revived0", begin, [] {}), Seconds(2));
}

}  // namespace
}  // namespace rtpengine::harness
