// SPDX-License-Identifier: GPL-3.0-or-later
//
// Bodies as many SIP stacks write them, sent to the running daemon: what it shows the other party
// is a body of its own ports, with all else as it was, and no port is left when the call ends. With
// plugins that change more, like ICE, there is a body and no port is left.
#include <functional>

#include "harness/fixture.h"
#include "tests/data/relayed_body.h"

namespace rtpengine::harness {
namespace {

class BodiesTest : public SystemTest {
 protected:
  void begin(std::vector<std::string> more) {
    more.insert(more.end(), {"--num-threads=2", "--delete-delay=0"});
    ASSERT_TRUE(start(more));
    idle_ports_ = ports();
  }
  std::set<std::uint16_t> ports() { return udp_ports_of(daemon().process().pid()); }

  /// The body as offer or answer of a call of that name, and what becomes of it.
  std::string shown(const std::string& command, const std::string& call, const std::string& body) {
    Dictionary request = {
        {"command", command}, {"call-id", call}, {"from-tag", "caller"}, {"sdp", body}};
    if (command == "answer") request["to-tag"] = "callee";
    const Bencoded reply = ng().ask(request);
    EXPECT_EQ(reply["result"].text(), "ok") << reply["error-reason"].text();
    return reply["sdp"].text();
  }
  void expect_relayed(const std::string& body, const std::string& shown) {
    const auto open = ports();
    bodies::Relayed(body, shown, [&](const std::string& address, int port) {
      const Host& relay = host("daemon");
      const bool ours = address.empty() || address == relay.ip4() || address == relay.ip6();
      return ours && open.count(std::uint16_t(port)) != 0 &&
             idle_ports_.count(std::uint16_t(port)) == 0;
    }).check();
    if (HasFailure()) ADD_FAILURE() << shown;
  }

  using Check = std::function<void(const std::string& body, const std::string& shown)>;
  void send_all(const Check& check) {
    const std::string folder = RTPENGINE_SOURCE_DIR "/tests/data/sdp";
    const auto names = bodies::names(folder);
    ASSERT_GE(names.size(), 60u) << folder;
    for (const std::string& name : names) {
      SCOPED_TRACE(name);
      const std::string body = bodies::content(folder, name);
      for (const char* command : {"offer", "answer", "offer", "answer"}) {
        SCOPED_TRACE(command);
        check(body, shown(command, name, body));
      }
      const Bencoded removed =
          ng().ask({{"command", "delete"}, {"call-id", name}, {"from-tag", "caller"}});
      EXPECT_EQ(removed["result"].text(), "ok");
      EXPECT_EQ(ports(), idle_ports_);
      if (HasFailure()) return;
    }
    EXPECT_TRUE(calls().empty());
    std::printf("%zu bodies offered and answered\n", names.size());
  }

  std::set<std::uint16_t> idle_ports_;
};

TEST_F(BodiesTest, AreRelayedWithTheRestAsItWasAndNoPortIsLeft) {
  begin({"--no-load-plugin=ice", "--no-load-plugin=dtls"});
  send_all([this](const auto& body, const auto& shown) { expect_relayed(body, shown); });
}

TEST_F(BodiesTest, AreTakenWithAllPluginsAndNoPortIsLeft) {
  begin({});
  send_all([](const auto& body, const auto& shown) {
    EXPECT_EQ(bodies::blocks_of(shown).size(), bodies::blocks_of(body).size()) << shown;
  });
}

}  // namespace
}  // namespace rtpengine::harness
