// SPDX-License-Identifier: GPL-3.0-or-later
//
// The trial plugins that take part in signalling, on live calls through the real daemon: commands
// of plugins, negotiation features, a control protocol of its own, an observer, states in calls.
#include <algorithm>
#include <sstream>

#include "harness/fixture.h"
#include "harness/line_client.h"

namespace rtpengine::harness {
namespace {

constexpr std::uint16_t kTcpPort = 7722;

class SignallingPluginsTest : public SystemTest {
 protected:
  /// Starts the daemon with these trial plugins.
  testing::AssertionResult start_with(const std::vector<std::string>& plugins,
                                      std::vector<std::string> arguments = {}) {
    for (const std::string& plugin : plugins) {
      arguments.push_back("--load-plugin=" + trial_plugin(plugin));
    }
    arguments.insert(arguments.end(), {"--num-threads=2", "--delete-delay=0"});
    return start(arguments);
  }
  /// Asks for a command about the call `call0`.
  Bencoded ask(const std::string& command, Dictionary keys = {}) {
    keys["command"] = command;
    keys["call-id"] = "call0";
    return ng().ask(keys);
  }
  std::string reason(const std::string& command, Dictionary keys = {}) {
    return ask(command, std::move(keys))["error-reason"].text();
  }
  void expect_to_talk(const Calls& calls) {
    Talk how;
    how.packets = 50;
    talk(calls, how);
    EXPECT_EQ(incomplete(calls), "");
  }
  /// An offer of the caller, changed by the test.
  Dictionary offer_with(const Call& call, const std::string& attributes, Dictionary keys = {}) {
    Dictionary request = call.offer_request();
    request["sdp"] = request["sdp"].text() + attributes;
    for (auto& [key, value] : keys) request[key] = value;
    return request;
  }

  WorkFolder folder_;
};

bool has(const std::string& text, const std::string& part) {
  return text.find(part) != std::string::npos;
}

TEST_F(SignallingPluginsTest, CommandsOfAbsentPluginsAreRefused) {
  ASSERT_TRUE(start_with({}));
  EXPECT_EQ(reason("play media"),
            "Command 'play media' needs plugin playback, which is not loaded");
  EXPECT_EQ(reason("note"), "Unrecognized command");
}

TEST_F(SignallingPluginsTest, ACommandKeepsNotesAboutALiveCall) {
  ASSERT_TRUE(start_with({"notebook"}));
  const Calls calls = connected_calls("call", 3);
  ASSERT_EQ(calls.size(), 3u);
  EXPECT_EQ(ask("note", {{"text", "one"}})["notes"].number(), 1);
  EXPECT_EQ(ask("note", {{"text", "two"}})["notes"].number(), 2);
  EXPECT_EQ(ask("read notes")["notes"].at(1).text(), "two");
  EXPECT_EQ(ask("count notes")["notes"].number(), 2);
  expect_to_talk(calls);

  EXPECT_EQ(reason("note"), "No text in message");
  EXPECT_EQ(reason("note", {{"text", "blot"}}), "Command 'note' failed in plugin notebook");
  EXPECT_EQ(ng().ask(Dictionary{{"command", "note"}, {"call-id", "nobody"}})["error-reason"].text(),
            "Unknown call-id");

  calls[0]->remove(ng());
  EXPECT_EQ(ask("count notes")["notes"].number(), 0) << "its state goes with the call";
}

TEST_F(SignallingPluginsTest, ACommandIsAnsweredWhenItsWorkIsDone) {
  ASSERT_TRUE(start_with({"notebook"}));
  const Calls calls = connected_calls("call", 1);
  ASSERT_EQ(calls.size(), 1u);
  ask("note", {{"text", "one"}});
  const std::string path = folder_.path("notes");
  const Bencoded saved = ask("save notes", {{"file", path}});
  EXPECT_EQ(saved["result"].text(), "ok");
  EXPECT_EQ(saved["bytes"].number(), 4);
  EXPECT_EQ(read_file(path), "one\n");
  EXPECT_EQ(reason("save notes", {{"file", folder_.path("none/notes")}}),
            "the notes could not be written");
}

TEST_F(SignallingPluginsTest, ACommandThatIsNeverAnsweredGetsAnErrorAndHoldsNothingUp) {
  ASSERT_TRUE(start_with({"notebook"}, {"--command-timeout=300ms"}));
  EXPECT_EQ(reason("lend notes"), "Plugin notebook did not answer in time");
  EXPECT_TRUE(ng().wait_for_pong());
}

TEST_F(SignallingPluginsTest, ACommandInWorkIsAnsweredWhenTheDaemonEnds) {
  ASSERT_TRUE(start_with({"notebook"}));
  const UdpSocket proxy(host("proxy"), Address(host("proxy").ip4(), 0));
  // Both are read in this order: when there is a pong, the plugin has the other in work.
  for (const char* command : {"lend notes", "ping"}) {
    const Dictionary request = {{"command", command}};
    proxy.send(std::string("for-") + command[0] + " " + Bencoded(request).encode(),
               daemon().control());
  }
  const auto pong = proxy.wait_for_one();
  ASSERT_TRUE(pong);
  EXPECT_TRUE(has(pong->bytes, "pong")) << pong->bytes;
  EXPECT_EQ(daemon().end(), "");
  const auto reply = proxy.wait_for_one();
  ASSERT_TRUE(reply);
  EXPECT_TRUE(has(reply->bytes, "The daemon is ending")) << reply->bytes;
}

TEST_F(SignallingPluginsTest, AFeatureEditsWhatEachSideIsShown) {
  ASSERT_TRUE(start_with({"mark"}));
  Calls calls;
  calls.push_back(new_call("call0"));
  Call& call = *calls.front();
  const Bencoded offered = ng().ask(offer_with(call, "a=x-mark:7\r\n"));
  const std::string shown = offered["sdp"].text();
  EXPECT_FALSE(has(shown, "a=x-mark:7\r\n")) << shown;
  EXPECT_TRUE(has(shown, "a=x-mark:1 for 7\r\n")) << shown;
  ASSERT_EQ(call.connect(ng()), "");
  expect_to_talk(calls);
  EXPECT_TRUE(has(call.offer(ng())["sdp"].text(), "a=x-mark:3")) << "counted for each media";
  EXPECT_TRUE(has(call.answer(ng())["sdp"].text(), "a=x-mark:2"));
  EXPECT_EQ(ask("count marks")["marks"].number(), 2);
  call.remove(ng());
  EXPECT_EQ(ask("count marks")["marks"].number(), 0) << "its states go with the media";
}

TEST_F(SignallingPluginsTest, AFeatureChangesProtocolAndFormats) {
  ASSERT_TRUE(start_with({"mark"}));
  const auto call = new_call("call0");
  const Dictionary extra{{"flags", List{"mark plain"}}};
  const std::string second = "m=video 6000 RTP/AVPF 96 97 98\r\na=rtpmap:97 H264/90000\r\n";
  const std::string shown = ng().ask(offer_with(*call, second, extra))["sdp"].text();
  const std::size_t video = shown.find("m=video ");
  ASSERT_NE(video, std::string::npos) << shown;
  const std::string line = shown.substr(video, shown.find("\r\n", video) - video);
  EXPECT_TRUE(has(line, " RTP/AVP 96") && !has(line, "97")) << line;
  EXPECT_TRUE(has(shown, "a=rtpmap:97 H264/90000\r\n")) << "attributes are the feature's matter";
  EXPECT_TRUE(has(shown, "m=audio ") && has(shown, "x-mark")) << shown;
}

TEST_F(SignallingPluginsTest, AFeatureHasKeysAndFlagsOfItsOwn) {
  ASSERT_TRUE(start_with({"mark"}));
  const auto call = new_call("call0");
  const Bencoded reply =
      ng().ask(offer_with(*call, "", {{"flags", List{"mark quiet", "strange word"}}}));
  EXPECT_FALSE(has(reply["sdp"].text(), "x-mark")) << reply["sdp"].text();
  EXPECT_TRUE(wait_until([&] { return has(daemon().output(), "unknown flag 'strange word'"); }));
  EXPECT_FALSE(has(daemon().output(), "unknown flag 'mark quiet'"));
}

TEST_F(SignallingPluginsTest, AFeatureRefusesACallAndNothingOfItIsLeft) {
  ASSERT_TRUE(start_with({"mark"}));
  const std::size_t idle_sockets = sockets_of(daemon().process().pid());
  const auto call = new_call("call0");
  for (const char* when : {"refuse", "refuse late"}) {
    const Bencoded reply = ng().ask(offer_with(*call, "", {{"mark", when}}));
    EXPECT_EQ(reply["error-reason"].text(), "marks are refused");
  }
  EXPECT_TRUE(SystemTest::calls().empty());
  EXPECT_EQ(sockets_of(daemon().process().pid()), idle_sockets);
  EXPECT_EQ(ask("count marks")["marks"].number(), 0);
}

TEST_F(SignallingPluginsTest, AFeatureRefusesAReinviteAndMediaGoOn) {
  ASSERT_TRUE(start_with({"mark"}));
  const Calls calls = connected_calls("call", 1);
  ASSERT_EQ(calls.size(), 1u);
  expect_to_talk(calls);
  Dictionary moved = calls[0]->offer_request();
  moved["mark"] = "refuse";
  moved["to-tag"] = "callee";
  moved["sdp"] = new_call("other")->caller().sdp();
  EXPECT_EQ(ng().ask(moved)["error-reason"].text(), "marks are refused");
  expect_to_talk(calls);
}

TEST_F(SignallingPluginsTest, AProtocolThatNamesOneMediaCarriesACall) {
  const std::string ip = host("daemon").ip4();
  ASSERT_TRUE(
      start_with({"tcp-control"}, {"--tcp-control-listen=" + ip + ":" + std::to_string(kTcpPort)}));
  LineClient client(host("proxy"), Address(ip, kTcpPort));
  Calls calls;
  calls.push_back(new_call("call0"));
  Call& call = *calls.front();
  // "OK 1 <address> <port>" as the phone understands it.
  const auto follow = [](Phone& phone, const std::string& reply) {
    std::istringstream words(reply);
    std::string ok, index, address, port;
    words >> ok >> index >> address >> port;
    EXPECT_EQ(ok + index, "OK1") << reply;
    EXPECT_TRUE(phone.follow("c=IN IP4 " + address + "\r\nm=audio " + port + " RTP/AVP 8\r\n"));
  };
  const auto place_of = [](const Phone& phone) {
    const Address& local = phone.rtp().local();
    return " 1 " + local.ip() + " " + std::to_string(local.port());
  };
  follow(call.callee(), client.ask("OFFER call0 caller" + place_of(call.caller())));
  follow(call.caller(), client.ask("ANSWER call0 caller callee" + place_of(call.callee())));
  expect_to_talk(calls);
  EXPECT_EQ(call.query(ng())["totals"]["RTP"]["packets"].number(), 100);
  EXPECT_EQ(client.ask("ANSWER nobody caller callee" + place_of(call.callee())),
            "ERROR Unknown call-id");
  EXPECT_EQ(client.ask("DANCE"), "ERROR I do not understand");
  EXPECT_EQ(client.ask("DELETE call0"), "OK");
  EXPECT_TRUE(SystemTest::calls().empty());
}

TEST_F(SignallingPluginsTest, TheMediaThatALineDoesNotNameStayAsTheyAre) {
  const std::string ip = host("daemon").ip4();
  ASSERT_TRUE(
      start_with({"tcp-control"}, {"--tcp-control-listen=" + ip + ":" + std::to_string(kTcpPort)}));
  LineClient client(host("proxy"), Address(ip, kTcpPort));
  const Calls calls = connected_calls("call", 1);
  ASSERT_EQ(calls.size(), 1u);
  EXPECT_EQ(client.ask("OFFER call0 caller 2 " + host("caller").ip4() + " 4002").rfind("OK 2 ", 0),
            0u);
  expect_to_talk(calls);
}

TEST_F(SignallingPluginsTest, AnObserverWritesOneRecordForEachCall) {
  const std::string path = folder_.path("cdr");
  ASSERT_TRUE(start_with({"cdr"}, {"--cdr-file=" + path}));
  const Calls calls = connected_calls("call", 4);
  ASSERT_EQ(calls.size(), 4u);
  expect_to_talk(calls);
  for (const auto& call : calls) call->remove(ng());
  const auto lines = [&] {
    std::istringstream text(read_file(path));
    std::vector<std::string> all;
    for (std::string line; std::getline(text, line);) all.push_back(line);
    std::sort(all.begin(), all.end());
    return all;
  };
  ASSERT_TRUE(wait_until([&] { return lines().size() >= 4; })) << daemon().output();
  // 172 bytes each, from both sides.
  EXPECT_EQ(lines(), (std::vector<std::string>{"call0 1 2 deleted caller,callee rtp=100/17200",
                                               "call1 1 2 deleted caller,callee rtp=100/17200",
                                               "call2 1 2 deleted caller,callee rtp=100/17200",
                                               "call3 1 2 deleted caller,callee rtp=100/17200"}));
}

TEST_F(SignallingPluginsTest, AnObserverIsToldOfTheCallsThatEndWithTheDaemon) {
  const std::string path = folder_.path("cdr");
  ASSERT_TRUE(start_with({"cdr"}, {"--cdr-file=" + path}));
  const auto call = new_call("call0");
  EXPECT_EQ(call->offer(ng())["result"].text(), "ok");
  EXPECT_EQ(daemon().end(), "");
  EXPECT_EQ(read_file(path), "call0 1 1 shutdown caller, rtp=0/0\n");
}

TEST_F(SignallingPluginsTest, AllOfThemServeTheSameCalls) {
  const std::string ip = host("daemon").ip4();
  ASSERT_TRUE(start_with({"mark", "notebook", "tcp-control", "cdr"},
                         {"--cdr-file=" + folder_.path("cdr"),
                          "--tcp-control-listen=" + ip + ":" + std::to_string(kTcpPort)}));
  LineClient client(host("proxy"), Address(ip, kTcpPort));
  const Calls calls = connected_calls("call", 10);
  ASSERT_EQ(calls.size(), 10u);
  EXPECT_EQ(ask("note", {{"text", "busy"}})["result"].text(), "ok");
  EXPECT_EQ(ask("count marks")["marks"].number(), 20);
  expect_to_talk(calls);
  for (const auto& call : calls) EXPECT_EQ(client.ask("DELETE " + call->id()), "OK");
  EXPECT_EQ(ask("count marks")["marks"].number(), 0);
  EXPECT_EQ(ask("count notes")["notes"].number(), 0);
}

}  // namespace
}  // namespace rtpengine::harness
