// SPDX-License-Identifier: GPL-3.0-or-later
//
// What rtpengine-ctl shows of a daemon that others have fed.
#include <cstdlib>

#include "harness/fixture.h"
#include "harness/rtp.h"

namespace rtpengine::harness {
namespace {

/// A call-id as no phone has it: escape sequence, end of line, C1 control, not UTF-8, and a letter.
const std::string kEvil = "evil\x1b[2J\n\xc2\x9b\xff\xc3\xa9";

class CtlTest : public SystemTest {
 protected:
  /// Output of `rtpengine-ctl words...`, both streams.
  std::string ctl(const std::vector<std::string>& words, int expected_status = 0) {
    const char* source = std::getenv("SRCDIR");
    Command command;
    command.words = {
        "env", "LC_ALL=C.UTF-8", "python3",
        std::string(source != nullptr ? source : RTPENGINE_SOURCE_DIR) + "/tools/rtpengine-ctl",
        "--control=" + daemon().control().text()};
    command.words.insert(command.words.end(), words.begin(), words.end());
    command.log = folder_.path("ctl" + std::to_string(++runs_));
    command.netns = host("proxy").netns().fd();
    Process process(command);
    EXPECT_EQ(process.wait(), expected_status) << process.output();
    return process.output();
  }

  WorkFolder folder_;
  int runs_ = 0;
};

TEST_F(CtlTest, ShowsAForeignCallIdAsOneLineThatDoesNothing) {
  ASSERT_TRUE(start({}));
  ASSERT_EQ(new_call(kEvil)->connect(ng()), "");
  EXPECT_EQ(ctl({"calls"}), "evil\\x1b[2J\\n\\u009b\\xff\xc3\xa9\n");
}

TEST_F(CtlTest, AsksForACallByItsBytes) {
  ASSERT_TRUE(start({}));
  ASSERT_EQ(new_call(kEvil)->connect(ng()), "");
  EXPECT_NE(ctl({"query", kEvil}).find("\"tags\""), std::string::npos);
}

TEST_F(CtlTest, ShowsTreesAndErrorsWithoutControlCharacters) {
  ASSERT_TRUE(start({}));
  const std::string tree = ctl({"send", "list"});
  EXPECT_NE(tree.find("\"calls\""), std::string::npos) << tree;
  ASSERT_EQ(new_call(kEvil)->connect(ng()), "");
  const std::string evil = ctl({"send", "list"});
  EXPECT_NE(evil.find("evil\\u001b[2J\\n\\u009b\\udcff\xc3\xa9"), std::string::npos) << evil;
  const std::string error = ctl({"plugins", "load", "x\x1b[2J\ny"}, 1);
  EXPECT_NE(error.find("x\\x1b[2J\\ny"), std::string::npos) << error;
}

TEST_F(CtlTest, ExplainsWhoHearsNothingAndWhy) {
  ASSERT_TRUE(start({"--num-threads=1"}));
  const auto call = new_call("call");
  ASSERT_EQ(call->connect(ng()), "");
  const UdpSocket stranger(host("stranger"), Address(host("stranger").ip4(), 0));
  for (unsigned i = 0; i < 3; i++) {
    stranger.send(rtp_packet(0xbad, std::uint16_t(i)), call->caller().rtp_target());
  }
  call->callee().send_rtp();
  const auto summary = [&] {
    return ng().ask({{"command", "explain"}, {"call-id", "call"}})["summary"].text();
  };
  EXPECT_TRUE(wait_until([&] { return summary().find("refused") != std::string::npos; },
                         Milliseconds{15'000}))
      << summary();
  const std::string broken = ctl({"explain", "call"});
  EXPECT_NE(broken.find("fault wrong-source: 'callee' hears nothing of 'caller' (audio 1): 3 "
                        "packets from " +
                        stranger.local().text() + " refused, as " +
                        call->caller().rtp().local().text() + " was expected.\n"),
            std::string::npos)
      << broken;
  EXPECT_NE(broken.find("\n'callee', audio 1:\n  RTP: 1 packet arrived at "), std::string::npos)
      << broken;

  call->caller().send_rtp();
  EXPECT_TRUE(wait_until([&] { return summary().find("No fault is found.") == 0; })) << summary();
  EXPECT_NE(ctl({"explain", "call", "caller"}).find("note other-source: 3 packets"),
            std::string::npos);
  EXPECT_EQ(ctl({"explain", "nope"}, 1), "rtpengine-ctl: explain: Unknown call-id\n");
}

TEST_F(CtlTest, SaysWhatIsWrongWithTheWords) {
  ASSERT_TRUE(start({}));
  EXPECT_EQ(ctl({"calls", "x"}, 1), "rtpengine-ctl: calls x: LIMIT is a number\n");
  EXPECT_EQ(ctl({"send", "ping", "x"}, 1), "rtpengine-ctl: send ping: 'x' is not KEY=VALUE\n");
  EXPECT_EQ(ctl({"--control=h:99999", "ping"}, 1),
            "rtpengine-ctl: 'h:99999' is not ADDRESS:PORT, as in 127.0.0.1:2223\n");
}

}  // namespace
}  // namespace rtpengine::harness
