// SPDX-License-Identifier: GPL-3.0-or-later
//
// Bodies as many SIP stacks write them, well formed and not, in offers and answers: what the other
// party gets can be read, its ports are ours, and all that is not ours to change is as it was.
#include <gtest/gtest.h>

#include <algorithm>
#include <cstdlib>
#include <string>

#include "base/log.h"
#include "tests/data/relayed_body.h"
#include "tests/unit/call/bench.h"

namespace rtpengine::call {
namespace {

std::filesystem::path data_folder() {
  const char* tree = std::getenv("SRCDIR");
  return std::filesystem::path(tree != nullptr ? tree : ".") / "tests/data/sdp";
}

/// Keeps the log away.
class Silence {
 public:
  Silence() {
    base::log::set_sink([](auto, auto, auto) {});
  }
  ~Silence() { base::log::set_sink({}); }
};

class PhoneBodiesTest : public testing::TestWithParam<std::string> {
 protected:
  void TearDown() override { bench_.calls->end_all(EndReason::shutdown); }

  void send(const char* command, const std::string& body) {
    SCOPED_TRACE(command);
    Arguments arguments{{"call-id", "c"}, {"from-tag", "f"}, {"sdp", body}};
    if (command == std::string("answer")) arguments.set("to-tag", "t");
    const Reply reply = bench_.command(command, arguments);
    ASSERT_EQ(reply.result(), "ok") << reply.reason();
    ASSERT_TRUE(sdp::Session::parse(reply.sdp())) << reply.sdp();
    bodies::Relayed(body, reply.sdp(), [this](const std::string& address, int port) {
      return has_port(address, port);
    }).check();
    if (HasFailure()) ADD_FAILURE() << reply.sdp();
  }

  bool has_port(const std::string& address, int port) const {
    if (!address.empty() && !bench_.io.listens(at(address, port))) return false;
    const auto open = bench_.calls->open_ports();
    return std::any_of(open.begin(), open.end(),
                       [port](const net::Endpoint& one) { return one.port == port; });
  }

  Silence silence_;
  Bench bench_;
};

TEST_P(PhoneBodiesTest, IsRelayedWithTheRestAsItWas) {
  const std::string body = bodies::content(data_folder(), GetParam());
  send("offer", body);
  send("answer", body);
  send("offer", body);
  send("answer", body);
  bench_.command("delete", {{"call-id", "c"}, {"delete-delay", "0"}});
  EXPECT_EQ(bench_.ports_used(), 0u);
}

INSTANTIATE_TEST_SUITE_P(Stacks, PhoneBodiesTest, testing::ValuesIn(bodies::names(data_folder())),
                         [](const auto& test) {
                           std::string name = test.param;
                           for (char& c : name) c = std::isalnum(c) ? c : '_';
                           return name;
                         });

TEST(BodiesOfPhonesTest, AreOfManyStacks) {
  EXPECT_GE(bodies::names(data_folder()).size(), 60u) << data_folder();
}

}  // namespace
}  // namespace rtpengine::call
