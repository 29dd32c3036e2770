// SPDX-License-Identifier: GPL-3.0-or-later
//
// What rtpengine-ctl shows of a daemon that others have fed.
#include <cstdlib>

#include "harness/fixture.h"

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

TEST_F(CtlTest, SaysWhatIsWrongWithTheWords) {
  ASSERT_TRUE(start({}));
  EXPECT_EQ(ctl({"calls", "x"}, 1), "rtpengine-ctl: calls x: LIMIT is a number\n");
  EXPECT_EQ(ctl({"send", "ping", "x"}, 1), "rtpengine-ctl: send ping: 'x' is not KEY=VALUE\n");
  EXPECT_EQ(ctl({"--control=h:99999", "ping"}, 1),
            "rtpengine-ctl: 'h:99999' is not ADDRESS:PORT, as in 127.0.0.1:2223\n");
}

}  // namespace
}  // namespace rtpengine::harness
