// SPDX-License-Identifier: GPL-3.0-or-later
//
// Negotiation features of plugins in offers and answers.
#include "call/features.h"

#include <gtest/gtest.h>

#include <rtpengine/value_view.h>

#include <string>
#include <vector>

#include "tests/unit/call/fake_plugin.h"
#include "tests/unit/call/relay_fixture.h"
#include "tests/unit/loop/captured_log.h"

namespace rtpengine::call {
namespace {

using Message = rtpengine::Negotiation;

class FeaturesTest : public RelayTest {
 protected:
  void use(FakePlugin::FeatureFunction function, std::vector<const char*> keys = {},
           std::vector<const char*> flags = {}) {
    plugin_.feature("fake", std::move(function), std::move(keys), std::move(flags));
    bench_.calls->set_extensions(plugin_.set());
  }
  /// Refuse messages with this text (empty: none) at this point.
  void refuse(const std::string& when, std::string text = {}) {
    use([when, text](const std::string& event, Message& message) {
      if (event != when) return Status::ok;
      if (!text.empty()) message.say(slice(text));
      return Status::failed;
    });
  }

  FakePlugin plugin_{"maker"};
};

/// Strip x-test on its way in, add one with a number on its way out.
Status renumber(const std::string& event, Message& message) {
  SdpBody* body = message.body();
  for (std::uint32_t i = 0; i < body->media_count(); ++i) {
    if (event == "received") {
      body->remove_attributes(i, slice("x-test"));
    } else {
      body->add_attribute(i, slice("x-test"), slice(std::to_string(i)));
    }
  }
  return Status::ok;
}

TEST_F(FeaturesTest, SeeTheBodyAsItCameAndAsItGoes) {
  std::vector<std::string> seen;
  use([&](const std::string& event, Message& message) {
    SdpMedia media{};
    EXPECT_EQ(message.body()->media(0, &media), Status::ok);
    seen.push_back(event + " " + std::to_string(media.port));
    return Status::ok;
  });
  const std::string sdp = offer().sdp();
  EXPECT_EQ(seen, (std::vector<std::string>{"received 4000",
                                            "outgoing " + std::to_string(Shown(sdp).port)}));
}

TEST_F(FeaturesTest, EditWhatTheOtherSideIsShown) {
  use(renumber);
  const std::string sdp = offer("a=x-test:secret\r\n").sdp();
  EXPECT_EQ(sdp.find("secret"), std::string::npos);
  EXPECT_NE(sdp.find("a=x-test:0\r\n"), std::string::npos);
}

TEST_F(FeaturesTest, WhatIsTakenOutIsNotReadByTheHost) {
  use([](const std::string& event, Message& message) {
    if (event == "received") message.body()->remove_attributes(0, slice("rtcp-mux"));
    return Status::ok;
  });
  offer(kMuxLine);
  EXPECT_FALSE(media("f").offers_mux());
}

TEST_F(FeaturesTest, KnowTheMessageAndItsParties) {
  std::vector<std::string> seen;
  use([&](const std::string& event, Message& message) {
    EXPECT_EQ(message.call(), bench_.call().handle());
    seen.push_back(event +
                   (message.kind() == rtpengine::MessageKind::offer ? " offer " : " answer ") +
                   std::to_string(message.sender()) + ">" + std::to_string(message.receiver()) +
                   " " + std::string(get_text(message.arguments(), "from-tag")));
    // So that something can be kept with them.
    EXPECT_NE(bench_.call().participants()[message.sender()]->find_media(0), nullptr);
    EXPECT_NE(bench_.call().participants()[message.receiver()]->find_media(0), nullptr);
    return Status::ok;
  });
  set_up();
  EXPECT_EQ(seen, (std::vector<std::string>{"received offer 0>1 f", "outgoing offer 0>1 f",
                                            "received answer 1>0 f", "outgoing answer 1>0 f"}));
}

TEST_F(FeaturesTest, FindTheirFlagsInAnySpelling) {
  std::vector<std::uint32_t> found;
  use([&](const std::string& event, Message& message) {
    if (event == "received") {
      found = {message.has_flag(slice("my-flag")), message.has_flag(slice("my flag")),
               message.has_flag(slice("my")), message.has_flag(slice("media handover"))};
    }
    return Status::ok;
  });
  offer({}, {"my_flag"});
  EXPECT_EQ(found, (std::vector<std::uint32_t>{1, 1, 0, 0}));
}

TEST_F(FeaturesTest, GetPartialMessagesWithoutABody) {
  std::vector<std::string> seen;
  use([&](const std::string& event, Message& message) {
    EXPECT_EQ(message.body(), nullptr);
    seen.push_back(event);
    return Status::ok;
  });
  Arguments arguments{{"call-id", "c"}, {"from-tag", "f"}};
  arguments.media(1, "192.0.2.1", 4000);
  EXPECT_EQ(bench_.command("offer", arguments).result(), "ok");
  EXPECT_EQ(seen, (std::vector<std::string>{"received", "outgoing"}));
}

TEST_F(FeaturesTest, WorkInTheOrderOfTheSetAndBackwardsOnWhatComes) {
  std::string order;
  const auto note = [&](const char* name) {
    return [&order, name](const std::string& event, Message&) {
      order += name + event.substr(0, 1) + " ";
      return Status::ok;
    };
  };
  plugin_.feature("one", note("1"));
  plugin_.feature("two", note("2"));
  bench_.calls->set_extensions(plugin_.set());
  offer();
  EXPECT_EQ(order, "2r 1r 1o 2o ");
}

TEST_F(FeaturesTest, LeaveMediaToThePartiesTogether) {
  std::vector<std::uint32_t> left;
  const auto leaves = [&left](std::uint32_t what) {
    return [&left, what](const std::string& event, Message& message) {
      EXPECT_EQ(event == "received" ? message.leave(0, what) : Status::ok, Status::ok);
      left.push_back(message.left(0));
      return Status::ok;
    };
  };
  plugin_.feature("one", leaves(leave_keys));
  plugin_.feature("two", leaves(leave_addresses));
  bench_.calls->set_extensions(plugin_.set());
  const Shown shown(offer().sdp());
  EXPECT_EQ(shown.port, 4000);
  EXPECT_EQ(shown.address, "192.0.2.1");
  constexpr std::uint32_t kBoth = leave_keys | leave_addresses;
  EXPECT_EQ(left, (std::vector<std::uint32_t>{leave_addresses, kBoth, kBoth, kBoth}));
}

TEST_F(FeaturesTest, LeaveOnlyWhatThereIs) {
  use([](const std::string& event, Message& message) {
    if (event == "outgoing") return Status::ok;
    EXPECT_EQ(message.leave(0, 4), Status::invalid);
    EXPECT_EQ(message.leave(1, leave_keys), Status::not_found);
    EXPECT_EQ(message.left(0), 0u);
    EXPECT_EQ(message.left(no_index), 0u);
    return Status::ok;
  });
  EXPECT_EQ(offer().result(), "ok");
}

TEST_F(FeaturesTest, WhatIsLeftHoldsForOneMessage) {
  bool leaving = true;
  use([&](const std::string& event, Message& message) {
    if (leaving && event == "received") message.leave(0, leave_addresses);
    return Status::ok;
  });
  EXPECT_EQ(Shown(offer().sdp()).port, 4000);
  leaving = false;
  EXPECT_EQ(Shown(offer().sdp()).port,
            bench_.call().participants()[1]->media(0).ports().selected()->rtp.local().port);
}

TEST_F(FeaturesTest, WhatTheySayIsAWarningOfTheReply) {
  use([](const std::string& event, Message& message) {
    message.say(slice("I saw it " + event));
    return Status::ok;
  });
  EXPECT_EQ(offer().text("warning"), "I saw it received; I saw it outgoing");
}

TEST_F(FeaturesTest, ARefusalIsTheErrorOfTheClient) {
  refuse("received", "no marks, please");
  EXPECT_EQ(offer().reason(), "no marks, please");
  EXPECT_EQ(bench_.calls->find("c"), nullptr);
  EXPECT_EQ(bench_.ports_used(), 0u);
  EXPECT_EQ(plugin_.copy->faults(), 0u);
}

TEST_F(FeaturesTest, ARefusalWithoutATextNamesTheFeature) {
  refuse("outgoing");
  EXPECT_EQ(offer().reason(), "Feature 'fake' of plugin maker refused the message");
  EXPECT_EQ(bench_.calls->find("c"), nullptr);
  EXPECT_EQ(bench_.ports_used(), 0u);
  EXPECT_EQ(plugin_.copy->faults(), 1u);
}

TEST_F(FeaturesTest, WhatIsRefusedAtOnceLeavesARunningCallAsItWas) {
  bool refusing = false;
  use([&](const std::string& event, Message& message) {
    if (!refusing || event != "received") return Status::ok;
    message.say(slice("no"));
    return Status::failed;
  });
  set_up();
  talk();
  refusing = true;
  const std::size_t ports = bench_.ports_used();
  EXPECT_EQ(answer({}, 5555).reason(), "no");
  Arguments fork{{"call-id", "c"}, {"from-tag", "f"}, {"to-tag", "t2"}};
  fork.set("sdp", body("192.0.2.3", {Section{6000}, Section{6002}}));
  EXPECT_EQ(bench_.command("answer", fork).reason(), "no");
  EXPECT_EQ(bench_.call().participants().size(), 2u);
  EXPECT_EQ(bench_.party("f").all_media().size(), 1u);
  EXPECT_EQ(bench_.ports_used(), ports);
  EXPECT_EQ(from_f(media::rtp_text(0)), kT.to_string());
  EXPECT_EQ(from_t(media::rtp_text(0)), kF.to_string());
  refusing = false;
  EXPECT_EQ(bench_.command("answer", fork).result(), "ok");
}

TEST_F(FeaturesTest, TheirFlagsAreNotUnknown) {
  use([](const std::string&, Message&) { return Status::ok; }, {"my-key"}, {"my-flag", "begins-*"});
  const Extensions& set = *bench_.calls->extensions();
  EXPECT_TRUE(set.claims_flag("my flag"));
  EXPECT_TRUE(set.claims_flag("begins-with this"));
  EXPECT_FALSE(set.claims_flag("beginning"));
  EXPECT_TRUE(set.claims_key("my_key"));
  EXPECT_FALSE(set.claims_key("my-flag"));
}

TEST_F(FeaturesTest, TheirKeysAreNotReportedAsUnknown) {
  use([](const std::string&, Message&) { return Status::ok; }, {"my-key"}, {"my-flag"});
  Arguments arguments{{"my key", "x"}, {"your key", "x"}};
  arguments.list("flags", {"my flag", "your flag"});
  loop::CapturedLog log;
  EXPECT_TRUE(Request::parse(arguments.value(), *bench_.calls->extensions()));
  EXPECT_EQ(log.take(),
            "INFO: unknown key 'your key' ignored\nINFO: unknown flag 'your flag' ignored\n");
}

TEST_F(FeaturesTest, WhatAFeatureTakesOnIsNotMissing) {
  const Arguments arguments{
      {"call-id", "c"}, {"from-tag", "f"}, {"ICE", "force"}, {"sdp", body("192.0.2.1", 4000)}};
  EXPECT_EQ(bench_.command("offer", arguments).text("warning"),
            "ICE was asked for, but plugin ice is not loaded");
  bench_.calls->end(bench_.call(), EndReason::deleted);
  use([](const std::string&, Message&) { return Status::ok; }, {"ICE"});
  EXPECT_FALSE(bench_.command("offer", arguments).has("warning"));
}

}  // namespace
}  // namespace rtpengine::call
