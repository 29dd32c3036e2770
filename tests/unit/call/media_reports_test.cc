// SPDX-License-Identifier: GPL-3.0-or-later
//
// What plugins say of a media, in query and explain.
#include "call/media_reports.h"

#include <gmock/gmock.h>

#include "tests/unit/call/explain_fixture.h"
#include "tests/unit/call/fake_plugin.h"

namespace rtpengine::call {
namespace {

using Texts = std::vector<std::string>;

class MediaReportsTest : public ExplainTest {
 protected:
  /// About f only.
  void use(std::function<void(MediaReport&)> report) {
    plugin_.report([report = std::move(report)](const StreamRef& media, MediaReport& out) {
      if (media.participant == 0) report(out);
    });
    bench_.calls->set_extensions(plugin_.set());
  }
  Texts flags_of(const std::string& tag) {
    return command("query").words({"tags", tag, "medias", "0", "flags"});
  }
  /// A call in which everything is as it should be.
  void good_call() {
    set_up();
    speak_both();
    pass(kWhile);
  }

  FakePlugin plugin_{"reporter"};
};

TEST_F(MediaReportsTest, AreAboutTheMediaThatIsAskedFor) {
  std::vector<StreamRef> asked;
  plugin_.report([&](const StreamRef& media, MediaReport&) { asked.push_back(media); });
  bench_.calls->set_extensions(plugin_.set());
  set_up();
  ask_reporters(media("t"));
  ASSERT_EQ(asked.size(), 1u);
  EXPECT_EQ(asked[0].call, bench_.call().handle());
  EXPECT_EQ(asked[0].participant, 1u);
  EXPECT_EQ(asked[0].media, 0u);
}

TEST_F(MediaReportsTest, FlagsAreThoseOfQuery) {
  use([](MediaReport& out) {
    out.flag(slice("ICE"));
    out.flag(slice("DTLS-SRTP"));
  });
  set_up();
  EXPECT_THAT(flags_of("f"), testing::IsSupersetOf({"ICE", "DTLS-SRTP"}));
  EXPECT_THAT(flags_of("t"), testing::Not(testing::Contains("ICE")));
}

TEST_F(MediaReportsTest, FactsAreInTheAccount) {
  use([](MediaReport& out) { out.fact(slice("Its ICE has found its way.")); });
  good_call();
  EXPECT_THAT(command("explain").words({"media", "0", "sentences"}),
              testing::Contains("Its ICE has found its way."));
  EXPECT_EQ(faults(), Causes{});
}

TEST_F(MediaReportsTest, TroubleIsAFault) {
  use([](MediaReport& out) {
    out.trouble(slice("dtls-unfinished"), slice("No answer to its handshake."));
    out.trouble(slice("what"), slice("Something else."));
  });
  good_call();
  EXPECT_EQ(faults(), (Causes{"dtls-unfinished f 1", "by-plugin f 1"}));
  EXPECT_EQ(command("explain").text_at({"findings", "0", "text"}), "No answer to its handshake.");
}

TEST_F(MediaReportsTest, TroubleComesBeforeWhatPacketsTell) {
  use([](MediaReport& out) { out.trouble(slice("ice-unfinished"), slice("No pair works.")); });
  set_up();
  speak("t");
  pass(kWhile);
  EXPECT_EQ(faults(), Causes{"ice-unfinished f 1"});
}

TEST_F(MediaReportsTest, TroubleHasItsTime) {
  use([](MediaReport& out) { out.trouble(slice("ice-unfinished"), slice("No pair works.")); });
  set_up();
  EXPECT_EQ(faults(), Causes{});
}

TEST_F(MediaReportsTest, TextsAreBoundedAndPrintable) {
  use([](MediaReport& out) {
    for (int i = 0; i < 100; ++i) {
      out.flag(slice("x\n"));
      out.fact(slice(std::string(1000, 'f')));
      out.trouble(slice("x"), slice("y"));
    }
  });
  set_up();
  const MediaReports reports = ask_reporters(media("f"));
  EXPECT_EQ(reports.flags.size(), 16u);
  EXPECT_EQ(reports.facts.size(), 16u);
  EXPECT_EQ(reports.troubles.size(), 16u);
  EXPECT_EQ(reports.facts[0].size(), 500u);
  EXPECT_EQ(reports.flags[0], "x\\n");
}

}  // namespace
}  // namespace rtpengine::call
