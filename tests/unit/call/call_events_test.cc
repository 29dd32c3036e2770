// SPDX-License-Identifier: GPL-3.0-or-later
//
// What observers are told of calls, and when.
#include "call/call_events.h"

#include <gtest/gtest.h>

#include <rtpengine/value_view.h>

#include <algorithm>
#include <string>
#include <vector>

#include "tests/unit/call/fake_plugin.h"
#include "tests/unit/call/relay_fixture.h"

namespace rtpengine::call {
namespace {

class CallEventsTest : public RelayTest {
 protected:
  CallEventsTest() {
    plugin_.observe([this](const std::string& event, CallHandle call, const Value* summary) {
      events_.push_back(event);
      if (event == "created") {
        handle_ = call;
        participants_then_ = bench_.call().participants().size();
      }
      EXPECT_EQ(call, handle_);
      if (summary == nullptr) return;
      termination_ = get_text(summary, "termination");
      packets_ = get_integer(find(find(summary, "totals"), "RTP"), "packets");
      ports_then_ = bench_.ports_used();
    });
    bench_.calls->set_extensions(plugin_.set());
  }

  using Events = std::vector<std::string>;
  FakePlugin plugin_{"observer"};
  Events events_;
  CallHandle handle_ = 0;
  std::size_t participants_then_ = 99;
  std::string termination_;
  std::int64_t packets_ = -1;
  std::size_t ports_then_ = 0;
};

TEST_F(CallEventsTest, ACallIsCreatedBeforeAnythingIsInIt) {
  offer();
  EXPECT_EQ(events_.front(), "created");
  EXPECT_EQ(handle_, bench_.call().handle());
  EXPECT_EQ(participants_then_, 0u);
}

TEST_F(CallEventsTest, TheSummaryIsThatOfQueryWithTheTermination) {
  set_up();
  talk();
  bench_.calls->end(bench_.call(), EndReason::timeout);
  EXPECT_EQ(events_.back(), "ended");
  EXPECT_EQ(termination_, "timeout");
  EXPECT_EQ(packets_, 2);
  EXPECT_NE(ports_then_, 0u) << "its ports are still open";
  EXPECT_EQ(bench_.ports_used(), 0u);
}

TEST_F(CallEventsTest, EachCallIsCreatedOnceAndEndedOnce) {
  set_up();
  set_up();
  bench_.calls->end_all(EndReason::shutdown);
  EXPECT_EQ(std::count(events_.begin(), events_.end(), "created"), 1);
  EXPECT_EQ(std::count(events_.begin(), events_.end(), "ended"), 1);
  EXPECT_EQ(termination_, "shutdown");
}

TEST_F(CallEventsTest, ACallThatDidNotComeAboutEndsToo) {
  plugin_.feature("never", [](const std::string&, rtpengine::Negotiation& message) {
    message.say(slice("not today"));
    return Status::failed;
  });
  bench_.calls->set_extensions(plugin_.set());
  EXPECT_EQ(offer().reason(), "not today");
  EXPECT_EQ(events_, (Events{"created", "ended"}));
  EXPECT_EQ(termination_, "failed");
}

TEST_F(CallEventsTest, OnlyTheObserversThatTheCallBeganWithAreTold) {
  offer();
  bench_.calls->set_extensions(no_extensions());
  bench_.calls->end(bench_.call(), EndReason::deleted);
  EXPECT_EQ(termination_, "deleted");
  offer();
  EXPECT_EQ(events_, (Events{"created", "ended"}));
}

}  // namespace
}  // namespace rtpengine::call
