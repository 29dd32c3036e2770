// SPDX-License-Identifier: GPL-3.0-or-later
//
// Parties with ICE agents through the daemon: with plain ones and with each other, over both
// address families, behind addresses that their SDP does not have, over a restart and a take-over.
#include <signal.h>

#include "harness/fixture.h"
#include "harness/ice_phone.h"
#include "harness/rtp.h"
#include "harness/secure_phone.h"

namespace rtpengine::harness {
namespace {

class IceTest : public SystemTest {
 protected:
  void SetUp() override {
    SystemTest::SetUp();
    if (IsSkipped()) return;
    ASSERT_TRUE(start({"--num-threads=2", "--pidfile=" + pidfile_}));
  }

  std::unique_ptr<IcePhone> ice_phone(const std::string& role, ice::Role part, std::uint32_t ssrc) {
    return std::make_unique<IcePhone>(host(role), part,
                                      std::vector{host(role).ip4(), host(role).ip6()}, ssrc);
  }
  /// Both speak ICE.
  void new_phones() {
    caller_ = ice_phone("caller", ice::Role::controlling, 0xca11e4);
    callee_ = ice_phone("callee", ice::Role::controlled, 0xca11ee);
  }

  std::string signal(const std::string& command, const std::string& sdp, const std::string& word) {
    Dictionary request = {{"command", command}, {"call-id", "call"}, {"from-tag", "caller"},
                          {"DTLS", "off"},      {"ICE", word},       {"sdp", sdp}};
    if (command == "answer" || answered_) request["to-tag"] = "callee";
    answered_ = answered_ || command == "answer";
    const Bencoded reply = ng().ask(request);
    EXPECT_EQ(reply["result"].text(), "ok") << reply["error-reason"].text();
    return reply["sdp"].text();
  }
  void negotiate() {
    ASSERT_TRUE(callee_->follow(signal("offer", caller_->sdp(), "force")));
    ASSERT_TRUE(caller_->follow(signal("answer", callee_->sdp(), "force")));
  }
  void serve() {
    if (caller_) caller_->serve();
    if (callee_) callee_->serve();
  }
  /// Whoever has an agent has found its way.
  bool found() {
    return wait_until([&] {
      serve();
      return (!caller_ || caller_->done()) && (!callee_ || callee_->done());
    });
  }
  /// Also the daemon has, which may hear of it a little later.
  bool found_here_too() {
    return found() && wait_until([&] {
             serve();
             return selected_of("caller") == caller_->source() &&
                    selected_of("callee") == callee_->source();
           });
  }
  /// Where the daemon sends media of a party.
  std::string selected_of(const std::string& tag) {
    const Bencoded all = query();
    const Bencoded& endpoint = stream_of(all, tag)["endpoint"];
    return Address(endpoint["address"].text(), std::uint16_t(endpoint["port"].number())).text();
  }
  std::string heard_by(IcePhone& phone) {
    std::string heard;
    wait_until([&] {
      serve();
      heard = phone.hear();
      return !heard.empty();
    });
    return heard;
  }
  /// Each says so much to the other, in turns, and hears nothing else.
  void expect_talk(unsigned packets) {
    for (unsigned i = 0; i < packets; i++) {
      ++sequence_;
      caller_->send(sequence_);
      ASSERT_EQ(heard_by(*callee_), rtp_packet(caller_->ssrc(), sequence_)) << sequence_;
      callee_->send(sequence_);
      ASSERT_EQ(heard_by(*caller_), rtp_packet(callee_->ssrc(), sequence_)) << sequence_;
    }
  }
  Bencoded query() { return ng().ask({{"command", "query"}, {"call-id", "call"}}); }

  WorkFolder folder_;
  const std::string pidfile_ = folder_.path("pid");
  bool answered_ = false;
  std::unique_ptr<IcePhone> caller_, callee_;
  std::uint16_t sequence_ = 0;
};

TEST_F(IceTest, BothPartiesFindTheirWay) {
  new_phones();
  negotiate();
  ASSERT_TRUE(found_here_too()) << daemon().output();
  expect_talk(100);
  EXPECT_EQ(all_drops(query()), 0);
  EXPECT_EQ(
      ng().ask({{"command", "delete"}, {"call-id", "call"}, {"delete delay", 0}})["result"].text(),
      "ok");
  EXPECT_EQ(calls().size(), 0u);
}

TEST_F(IceTest, APlainPartyIsHeardByOneWithIce) {
  callee_ = ice_phone("callee", ice::Role::controlled, 0xca11ee);
  SecurePhone plain(host("caller"), "", 0xca11e4);
  ASSERT_TRUE(callee_->follow(signal("offer", plain.sdp(), "optional")));
  ASSERT_TRUE(plain.follow(signal("answer", callee_->sdp(), "optional")));
  ASSERT_TRUE(found());
  for (std::uint16_t i = 1; i <= 100; ++i) {
    plain.send(i);
    ASSERT_EQ(heard_by(*callee_), rtp_packet(plain.ssrc(), i));
    callee_->send(i);
    ASSERT_EQ(plain.hear(), rtp_packet(callee_->ssrc(), i));
  }
}

TEST_F(IceTest, TheOtherFamilyIsUsedWhereTheFirstIsNotThere) {
  caller_ = std::make_unique<IcePhone>(host("caller"), ice::Role::controlling,
                                       std::vector{host("caller").ip6()}, 0xca11e4);
  callee_ = ice_phone("callee", ice::Role::controlled, 0xca11ee);
  negotiate();
  ASSERT_TRUE(found_here_too()) << daemon().output();
  EXPECT_NE(caller_->target().find(host("daemon").ip6()), std::string::npos) << caller_->target();
  expect_talk(20);
}

TEST_F(IceTest, APartyIsFoundWhereItIsNotWhereItsSdpSays) {
  new_phones();
  callee_->pretend("203.0.113.77");
  negotiate();
  ASSERT_TRUE(found_here_too()) << daemon().output();
  expect_talk(20);
}

TEST_F(IceTest, AStrangerMovesNothing) {
  new_phones();
  negotiate();
  ASSERT_TRUE(found_here_too());
  const Address target(
      host("daemon").ip4(),
      std::uint16_t(std::stoi(caller_->target().substr(caller_->target().rfind(':') + 1))));
  const UdpSocket stranger(host("stranger"), Address(host("stranger").ip4(), 0));
  const std::string bare("\x00\x01\x00\x00\x21\x12\xa4\x42 abcdefghijk", 20);
  const std::string named("\x00\x01\x00\x0c\x21\x12\xa4\x42 abcdefghijk\x00\x06\x00\x08xxxx:yyy",
                          32);
  for (int i = 0; i < 20; ++i) {
    for (const std::string& request : {bare, named}) {
      stranger.send(request, target);
      stranger.send(rtp_packet(0xbad, std::uint16_t(i)), target);
    }
  }
  expect_talk(50);
  std::size_t answers = 0;
  while (const auto answer = stranger.receive()) {
    EXPECT_LE(answer->bytes.size(), named.size());
    EXPECT_LE(std::uint8_t(answer->bytes[0]), 3) << "STUN, and no media";
    ++answers;
  }
  EXPECT_LE(answers, 40u);
  EXPECT_EQ(drops_of(stream_of(query(), "caller"), "source-refused"), 40);
}

TEST_F(IceTest, AReinviteDisturbsNothing) {
  new_phones();
  negotiate();
  ASSERT_TRUE(found_here_too());
  for (int i = 0; i < 3; ++i) {
    negotiate();
    expect_talk(10);
  }
  EXPECT_EQ(all_drops(query()), 0);
}

TEST_F(IceTest, ARestartFindsAWayAgain) {
  new_phones();
  negotiate();
  ASSERT_TRUE(found_here_too());
  expect_talk(10);
  caller_->restart();
  negotiate();
  ASSERT_TRUE(found_here_too());
  expect_talk(20);
}

TEST_F(IceTest, TheWayIsKeptWhenASuccessorTakesOver) {
  adopt_orphans();
  new_phones();
  negotiate();
  ASSERT_TRUE(found_here_too());
  expect_talk(10);
  const Bencoded started = ng().ask("take-over");
  ASSERT_EQ(started["result"].text(), "ok") << started["error-reason"].text();
  Process next = Process::adopted(pid_t(started["successor process"].number()), "");
  ASSERT_TRUE(wait_until([&] {
    serve();
    return read_file(pidfile_) == std::to_string(next.pid()) + "\n";
  })) << daemon().output();
  EXPECT_EQ(wait_for_good_end(daemon().process()), "");
  expect_talk(50);
  negotiate();
  expect_talk(10);
  caller_->restart();
  negotiate();
  ASSERT_TRUE(found_here_too());
  expect_talk(10);
  next.signal(SIGTERM);
  EXPECT_EQ(wait_for_good_end(next), "");
}

}  // namespace
}  // namespace rtpengine::harness
