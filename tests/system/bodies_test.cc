// SPDX-License-Identifier: GPL-3.0-or-later
//
// Bodies as many SIP stacks write them, sent to the running daemon: what it shows the other party
// is a body of its own ports, with all else as it was, and no port is left when the call ends.
#include "harness/fixture.h"
#include "tests/data/relayed_body.h"

namespace rtpengine::harness {
namespace {

class BodiesTest : public SystemTest {
 protected:
  void SetUp() override {
    SystemTest::SetUp();
    if (IsSkipped()) return;
    ASSERT_TRUE(start({"--num-threads=2", "--delete-delay=0"}));
    idle_ports_ = ports();
  }
  std::set<std::uint16_t> ports() { return udp_ports_of(daemon().process().pid()); }

  /// The body as offer or answer of a call of that name.
  void send(const std::string& command, const std::string& call, const std::string& body) {
    SCOPED_TRACE(command);
    Dictionary request = {
        {"command", command}, {"call-id", call}, {"from-tag", "caller"}, {"sdp", body}};
    if (command == "answer") request["to-tag"] = "callee";
    const Bencoded reply = ng().ask(request);
    ASSERT_EQ(reply["result"].text(), "ok") << reply["error-reason"].text();
    const std::string& shown = reply["sdp"].text();
    const auto open = ports();
    bodies::Relayed(body, shown, [&](const std::string& address, int port) {
      const Host& relay = host("daemon");
      const bool ours = address.empty() || address == relay.ip4() || address == relay.ip6();
      return ours && open.count(std::uint16_t(port)) != 0 &&
             idle_ports_.count(std::uint16_t(port)) == 0;
    }).check();
    if (HasFailure()) ADD_FAILURE() << shown;
  }

  std::set<std::uint16_t> idle_ports_;
};

TEST_F(BodiesTest, AreRelayedWithTheRestAsItWasAndNoPortIsLeft) {
  const std::string folder = RTPENGINE_SOURCE_DIR "/tests/data/sdp";
  const auto names = bodies::names(folder);
  ASSERT_GE(names.size(), 60u) << folder;
  for (const std::string& name : names) {
    SCOPED_TRACE(name);
    const std::string body = bodies::content(folder, name);
    for (const char* command : {"offer", "answer", "offer", "answer"}) send(command, name, body);
    const Bencoded removed =
        ng().ask({{"command", "delete"}, {"call-id", name}, {"from-tag", "caller"}});
    EXPECT_EQ(removed["result"].text(), "ok");
    EXPECT_EQ(ports(), idle_ports_);
    if (HasFailure()) return;
  }
  EXPECT_TRUE(calls().empty());
  std::printf("%zu bodies offered and answered\n", names.size());
}

}  // namespace
}  // namespace rtpengine::harness
