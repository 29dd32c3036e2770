// SPDX-License-Identifier: GPL-3.0-or-later
//
// A call that is written in one process and made anew in another; here both are benches on the same
// address.
#include "call/call_snapshot.h"

#include <filesystem>

#include "base/tree_bytes.h"
#include "call/query.h"
#include "tests/unit/call/copied_sockets.h"
#include "tests/unit/call/fake_copy.h"
#include "tests/unit/call/relay_fixture.h"
#include "tests/unit/call/secure_party.h"

namespace rtpengine::call {
namespace {

std::size_t open_files() {
  const std::filesystem::directory_iterator all("/proc/self/fd");
  return std::size_t(std::distance(begin(all), end(all)));
}

class CallSnapshotTest : public RelayTest {
 protected:
  explicit CallSnapshotTest(std::vector<net::InterfaceSpec> interfaces = {})
      : RelayTest(std::move(interfaces)) {}
  void TearDown() override {
    other_.calls->end_all(EndReason::shutdown);
    RelayTest::TearDown();
  }

  net::IpAddress address() const { return bench_.interfaces.first()->addresses[0].address; }

  /// The call, as bytes.
  std::string save() {
    base::ValueTree tree;
    const auto saved = save_call(bench_.call(), *bench_.calls->extensions(), tree.dictionary());
    EXPECT_TRUE(saved) << saved.error();
    std::string bytes;
    base::append_bytes(*tree.root(), bytes);
    sockets_.clear();
    sockets_.add(bench_.call());
    return bytes;
  }
  std::string save_error() {
    base::ValueTree tree;
    const auto saved = save_call(bench_.call(), *bench_.calls->extensions(), tree.dictionary());
    return saved ? std::string() : saved.error();
  }
  /// The error, or empty.
  std::string restore(const std::string& bytes) {
    base::ValueTree tree;
    if (auto read = base::read_bytes(bytes, tree); !read) return read.error();
    const auto restored = restore_call(*other_.calls, *tree.root(), sockets_);
    return restored ? std::string() : restored.error();
  }
  std::string move() { return restore(save()); }
  void let_go() { bench_.calls->let_go_all(); }

  /// All that a client can ask about it, as bytes.
  static std::string description(const Bench& bench) {
    base::ValueTree tree;
    describe(*bench.calls->find("c"), tree.dictionary(), nullptr, false);
    std::string bytes;
    base::append_bytes(*tree.root(), bytes);
    return bytes;
  }
  void expect_nothing_there() {
    EXPECT_EQ(other_.calls->find("c"), nullptr);
    EXPECT_EQ(other_.ports_used(), 0u);
    EXPECT_EQ(other_.directory.size(), 0u);
  }
  /// A packet of a party arrives in the other process; where it goes.
  std::string there(const net::Endpoint& to, const net::Endpoint& from, std::string data) {
    EXPECT_TRUE(other_.io.deliver(to, from, std::move(data), other_.now));
    const auto sent = other_.io.take_sent();
    return sent.size() == 1 ? sent.front().to.to_string() : "-";
  }
  Media& media_there(std::string_view tag) { return other_.party(tag).media(0); }

  Bench other_{{}, same_addresses()};
  CopiedSockets sockets_;

 private:
  std::vector<net::InterfaceSpec> same_addresses() const {
    std::vector<net::InterfaceSpec> all;
    for (const net::LocalAddress& local : bench_.interfaces.first()->addresses) {
      net::InterfaceSpec& spec = all.emplace_back();
      spec.address = local.address;
      spec.advertised = local.advertised;
    }
    return all;
  }
};

TEST_F(CallSnapshotTest, AnswersAQueryAsBefore) {
  set_up();
  talk();
  from_f(media::dtmf_text(101, 5, true, 2));
  from_f("no media");
  command("block media", {{"from-tag", "f"}});
  from_f(media::rtp_text(0, 3));
  bench_.deliver(bench_.rtcp_port_for("t"), at("192.0.2.2", 5001), media::rtcp_text());
  ASSERT_EQ(move(), "");
  EXPECT_EQ(description(other_), description(bench_));
  EXPECT_TRUE(sockets_.empty());
  let_go();
}

TEST_F(CallSnapshotTest, RelaysAsBeforeWithoutSignalling) {
  set_up();
  const net::Endpoint nat = at("192.0.2.2", 6000);
  bench_.deliver(bench_.port_for("t"), nat, media::rtp_text(0));
  const auto port_f = bench_.port_for("f");
  const auto port_t = bench_.port_for("t");
  ASSERT_EQ(move(), "");
  let_go();
  EXPECT_EQ(other_.port_for("f"), port_f);
  EXPECT_EQ(there(port_f, kF, media::rtp_text(0, 9)), "192.0.2.2:6000") << "it was learned before";
  EXPECT_EQ(there(port_t, nat, media::rtp_text(0, 9)), kF.to_string());
  EXPECT_EQ(there(port_t, at("203.0.113.9", 7000), media::rtp_text(0, 9)), "-");
  EXPECT_EQ(media_there("t").rtp().received().packets, 2u);
}

TEST_F(CallSnapshotTest, SrtpGoesOnWithItsKeysAndCounters) {
  SecureParty f(media::SrtpSuite::aes_cm_128_hmac_sha1_80);
  const Section section{4000, f.line(1), "RTP/SAVP"};
  command("offer", {{"from-tag", "f"},
                    {"transport protocol", "RTP/AVP"},
                    {"sdp", body("192.0.2.1", {section})}});
  f.hears(lines_of(answer().sdp()).at(0).keying);
  std::string last;
  for (const std::uint16_t sequence : {65000, 65535, 1}) {
    last = f.protect(media::rtp_text(0, sequence));
    EXPECT_EQ(from_f(last), kT.to_string());
    EXPECT_EQ(from_t(media::rtp_text(0, sequence)), kF.to_string());
  }
  const auto port_f = bench_.port_for("f");
  const auto port_t = bench_.port_for("t");
  ASSERT_EQ(move(), "");
  let_go();
  EXPECT_EQ(there(port_f, kF, last), "-") << "it was here before";
  EXPECT_EQ(there(port_f, kF, media::rtp_text(0, 2)), "-") << "nor is it open";
  EXPECT_EQ(there(port_f, kF, f.protect(media::rtp_text(0, 3))), kT.to_string());
  EXPECT_TRUE(other_.io.deliver(port_t, kT, media::rtp_text(0, 4), other_.now));
  const auto sent = other_.io.take_sent();
  ASSERT_EQ(sent.size(), 1u);
  SecureParty hears(media::SrtpSuite::aes_cm_128_hmac_sha1_80);
  hears.hears(media_there("f").keys()->ours);
  EXPECT_EQ(hears.unprotect(sent[0].data), media::rtp_text(0, 4));
}

TEST_F(CallSnapshotTest, KeysOfAPluginGoOn) {
  FakePlugin dtls("dtls");
  dtls.feature("dtls", [&](const std::string& event, rtpengine::Negotiation& message) {
    PluginKeys& keys = bench_.call().participants()[message.sender()]->media(0).plugin_keys();
    if (event == "received" && message.kind() == rtpengine::MessageKind::offer) {
      keys.in_charge = true;
    }
    return Status::ok;
  });
  bench_.calls->set_extensions(dtls.set());
  SecureParty f(media::SrtpSuite::aes_cm_128_hmac_sha1_80);
  const Section section{4000, "a=fingerprint:sha-256 AB\r\n", "UDP/TLS/RTP/SAVP"};
  command("offer", {{"from-tag", "f"},
                    {"transport protocol", "RTP/AVP"},
                    {"sdp", body("192.0.2.1", {section})}});
  answer();
  const auto ours = media::keying(media::SrtpSuite::aes_cm_128_hmac_sha1_80, 9);
  f.hears(ours);
  ASSERT_TRUE(media("f").take_plugin_keys(media::Component::rtp, {f.keying(), ours},
                                          media::KeyHolder::same));
  const std::string last = f.protect(media::rtp_text(0, 65535));
  EXPECT_EQ(from_f(last), kT.to_string());
  const auto port_f = bench_.port_for("f");
  const auto rtcp_f = bench_.rtcp_port_for("f");
  ASSERT_EQ(move(), "");
  let_go();
  EXPECT_EQ(there(port_f, kF, last), "-") << "it was here before";
  EXPECT_EQ(there(port_f, kF, media::rtp_text(0, 2)), "-") << "nor is it open";
  EXPECT_EQ(there(port_f, kF, f.protect(media::rtp_text(0, 3))), kT.to_string());
  EXPECT_EQ(there(rtcp_f, at("192.0.2.1", 4001), media::rtcp_text()), "-") << "has none yet";
}

TEST_F(CallSnapshotTest, SignallingGoesOn) {
  set_up();
  const auto port_t = bench_.port_for("t");
  ASSERT_EQ(move(), "");
  let_go();
  const Arguments again{{"call-id", "c"},
                        {"from-tag", "f"},
                        {"to-tag", "t"},
                        {"sdp", body("192.0.2.1", 4000, kDtmfLine)}};
  EXPECT_EQ(other_.command("offer", again).result(), "ok");
  EXPECT_EQ(other_.port_for("t"), port_t);
  EXPECT_EQ(other_.party("f").peer(), &other_.party("t"));
  EXPECT_EQ(other_.command("delete", {{"call-id", "c"}, {"delete-delay", "0"}}).result(), "ok");
  expect_nothing_there();
}

TEST_F(CallSnapshotTest, ForksKeepTheirPeers) {
  for (const char* branch : {"b1", "b2"}) {
    EXPECT_EQ(bench_
                  .command("offer", {{"call-id", "c"},
                                     {"from-tag", "f"},
                                     {"via-branch", branch},
                                     {"sdp", body("192.0.2.1", 4000, kDtmfLine)}})
                  .result(),
              "ok");
  }
  ASSERT_EQ(bench_.call().participants().size(), 3u);
  ASSERT_EQ(move(), "");
  let_go();
  const auto& all = other_.call().participants();
  ASSERT_EQ(all.size(), 3u);
  EXPECT_EQ(all[1]->peer(), all[0].get());
  EXPECT_EQ(all[2]->peer(), all[0].get());
  EXPECT_EQ(all[2]->via_branch(), "b2");
  EXPECT_EQ(all[1]->media(0).sink(), &all[0]->media(0));
}

TEST_F(CallSnapshotTest, TimesGoOn) {
  set_up();
  talk();
  EXPECT_EQ(command("delete", {{"delete-delay", "20"}}).result(), "ok");
  const base::Time until = bench_.party("f").deleted_until;
  ASSERT_EQ(move(), "");
  EXPECT_NEAR(double(other_.party("f").deleted_until), double(until), double(base::kSecond));
  EXPECT_NEAR(double(other_.call().created()), double(bench_.call().created()),
              double(base::kSecond));
  EXPECT_TRUE(other_.call().deleted());
  let_go();
}

TEST_F(CallSnapshotTest, ASourcesNumbersGoOn) {
  set_up();
  talk();
  struct Owner final : SourceOwner {
    void on_source_ended(SourceHandle) noexcept override {}
  } owner;
  FakePlugin player("player");
  SourceHandle source = 0;
  const SourceSpec spec{stream_ref(media("t"), media::Component::rtp), 8000, 0};
  ASSERT_EQ(media("t").sources().open(spec, owner, player.copy, &source), Status::ok);
  media("t").sources().close(source);
  from_f(media::rtp_text(0, 7, 0x99));
  const std::uint32_t ssrc = media("t").sources().rewriters()->rtp.ssrc();
  ASSERT_EQ(move(), "");
  const auto port_f = bench_.port_for("f");
  let_go();
  ASSERT_NE(media_there("t").sources().rewriters(), nullptr);
  EXPECT_EQ(media_there("t").sources().rewriters()->rtp.ssrc(), ssrc);
  EXPECT_TRUE(other_.io.deliver(port_f, kF, media::rtp_text(0, 8, 0x99), other_.now));
  const auto sent = other_.io.take_sent();
  ASSERT_EQ(sent.size(), 1u);
  EXPECT_EQ(sent[0].data.substr(8, 4), std::string("\0\0\x12\x34", 4))
      << "as the receiver knows it";
}

TEST_F(CallSnapshotTest, IsRefusedInAnotherVersion) {
  set_up();
  std::string bytes = save();
  const std::size_t at = bytes.find("7:versioni" + std::to_string(kCallVersion) + "e");
  ASSERT_EQ(at, 1u);
  bytes[at + 10] = '1';
  EXPECT_EQ(restore(bytes), "calls were saved in version 1, and version " +
                                std::to_string(kCallVersion) + " is read here");
  expect_nothing_there();
}

TEST_F(CallSnapshotTest, IsRefusedWhereTheAddressOrASocketIsMissing) {
  set_up();
  const std::string bytes = save();
  Bench elsewhere;
  base::ValueTree tree;
  ASSERT_TRUE(base::read_bytes(bytes, tree));
  EXPECT_EQ(restore_call(*elsewhere.calls, *tree.root(), sockets_).error(),
            "no interface here has the address " + address().to_string());
  EXPECT_EQ(elsewhere.directory.size(), 0u);
  sockets_.take(bench_.rtcp_port_for("t"));
  EXPECT_EQ(restore(bytes),
            "the socket of " + bench_.rtcp_port_for("t").to_string() + " did not come with it");
  expect_nothing_there();
}

TEST_F(CallSnapshotTest, IsNotMadeTwice) {
  set_up();
  ASSERT_EQ(move(), "");
  EXPECT_EQ(move(), "there is a call with its id already");
  EXPECT_NE(other_.calls->find("c"), nullptr);
  let_go();
}

TEST_F(CallSnapshotTest, WhatIsDamagedDoesNoHarm) {
  set_up();
  talk();
  const std::string whole = save();
  sockets_.clear();
  const std::size_t files = open_files();
  std::size_t refused = 0;
  for (std::size_t at = 0; at < whole.size(); ++at) {
    std::string bytes = whole;
    bytes[at] = char(bytes[at] ^ (1 << at % 8));
    sockets_.add(bench_.call());
    if (!restore(bytes).empty()) ++refused;
    other_.calls->let_go_all();
    sockets_.clear();
    ASSERT_EQ(other_.ports_used(), 0u) << at;
  }
  EXPECT_GT(refused, whole.size() / 2);
  EXPECT_EQ(open_files(), files);
  EXPECT_NE(from_f(media::rtp_text(0, 9)), "-") << "the call itself was not touched";
}

TEST_F(CallSnapshotTest, TheCallItWasSavedFromGoesOnIfNobodyTakesIt) {
  set_up();
  talk();
  const std::string before = description(bench_);
  save();
  sockets_.clear();
  EXPECT_EQ(description(bench_), before);
  EXPECT_NE(from_t(media::rtp_text(0, 9)), "-");
}

// --- Several addresses

class CallSnapshotOnTwoAddressesTest : public CallSnapshotTest {
 protected:
  CallSnapshotOnTwoAddressesTest()
      : CallSnapshotTest({loopback_interface("default"), loopback_interface("default")}) {}
  net::Endpoint local(Bench& bench, std::size_t address) {
    return bench.party("f").media(0).socket_of(media::Component::rtp, address)->local();
  }
  const net::Endpoint kNat = at("203.0.113.7", 7000);
};

TEST_F(CallSnapshotOnTwoAddressesTest, TheSelectedWayGoesOn) {
  set_up();
  ASSERT_TRUE(media("f").open_connectivity());
  media("f").select(media::Component::rtp, 1, net::SocketAddress(kNat), bench_.now);
  media("f").suspend(media::Component::rtcp);
  const net::Endpoint second = local(bench_, 1);
  ASSERT_EQ(move(), "");
  EXPECT_TRUE(sockets_.empty());
  let_go();
  EXPECT_EQ(local(other_, 1), second);
  const Connectivity& way = media_there("f").connectivity();
  EXPECT_TRUE(way.in_charge && way.rtp.selected && way.rtcp.suspended);
  EXPECT_EQ(there(second, kNat, media::rtp_text(0)), kT.to_string());
  EXPECT_TRUE(other_.io.deliver(other_.port_for("t"), kT, media::rtp_text(0), other_.now));
  const auto sent = other_.io.take_sent();
  ASSERT_EQ(sent.size(), 1u);
  EXPECT_EQ(sent[0].from, second);
  EXPECT_EQ(sent[0].to, kNat);
}

TEST_F(CallSnapshotOnTwoAddressesTest, IsRefusedWhereAFurtherSocketIsMissing) {
  set_up();
  ASSERT_TRUE(media("f").open_connectivity());
  const std::string bytes = save();
  sockets_.take(local(bench_, 1));
  EXPECT_EQ(restore(bytes),
            "the socket of " + local(bench_, 1).to_string() + " did not come with it");
  expect_nothing_there();
}

// --- Plugins

class CallSnapshotWithPluginTest : public CallSnapshotTest {
 protected:
  void begin() {
    bench_.calls->set_extensions(make_extensions({here_.contribution()}));
    set_up();
    here_.keep({bench_.call().handle(), no_index, no_index}, 10);
    here_.keep({bench_.call().handle(), 1, 0}, 30);
  }
  void load_there() { other_.calls->set_extensions(make_extensions({there_.contribution()})); }

  FakeCopy here_{*bench_.calls, "counter", 3};
  FakeCopy there_{*other_.calls, "counter", 4};
};

TEST_F(CallSnapshotWithPluginTest, ItsPartIsCarriedByName) {
  begin();
  load_there();
  std::string told;
  ASSERT_EQ(move(), "");
  EXPECT_EQ(there_.version_read, 3u);
  const CallHandle handle = other_.call().handle();
  EXPECT_EQ(there_.at({handle, no_index, no_index}), 10);
  EXPECT_EQ(there_.at({handle, 1, 0}), 30);
  EXPECT_EQ(there_.stages.alive(), 2u);
  EXPECT_EQ(here_.kept, 2) << "until it is known that the other one goes on";
  let_go();
  EXPECT_EQ(here_.kept, 0);
  EXPECT_EQ(here_.stages.alive(), 0u);
}

TEST_F(CallSnapshotWithPluginTest, ObserversHearNothingOfTheMove) {
  here_.has_stages = there_.has_stages = false;
  std::string told;
  here_.plugin.observe([&](const auto& event, auto, auto) { told += "here " + event + " "; });
  there_.plugin.observe([&](const auto& event, auto, auto) { told += "there " + event + " "; });
  begin();
  load_there();
  ASSERT_EQ(move(), "");
  let_go();
  other_.calls->end(other_.call(), EndReason::deleted);
  EXPECT_EQ(told, "here created there ended ");
}

TEST_F(CallSnapshotWithPluginTest, WithoutThePluginItIsRefused) {
  begin();
  EXPECT_EQ(move(), "plugin 'counter' has something in it, and here is no such plugin");
  expect_nothing_there();
  there_.has_codec = false;
  load_there();
  EXPECT_EQ(move(),
            "plugin 'counter' has something in it, and here is no such plugin that can take it "
            "over");
  expect_nothing_there();
}

TEST_F(CallSnapshotWithPluginTest, AFailureIsAFaultOfThePlugin) {
  begin();
  load_there();
  there_.restoring = [](const StatePlace&, std::int64_t number) {
    return number == 10 ? Status::ok : Status::failed;
  };
  EXPECT_EQ(move(), "plugin 'counter' failed in restore_state with status 1");
  EXPECT_EQ(there_.plugin.copy->faults(), 1u);
  EXPECT_EQ(there_.kept, 0) << "what it kept it got back";
  expect_nothing_there();
  there_.restoring = {};
  there_.stages.refuse = true;
  EXPECT_EQ(move(), "plugin 'counter' could not make a stage for it");
  expect_nothing_there();
  here_.saving = [](const StatePlace&, ValueWriter&) { return Status::failed; };
  EXPECT_EQ(save_error(), "plugin 'counter' failed in save_state with status 1");
}

TEST_F(CallSnapshotWithPluginTest, WhoCannotHandOverKeepsTheCall) {
  here_.has_codec = false;
  begin();
  EXPECT_EQ(save_error(), "plugin 'counter' has something in it and cannot hand it over");
}

TEST_F(CallSnapshotWithPluginTest, WhoHasNothingInItNeedNotHandOver) {
  here_.has_codec = here_.has_stages = false;
  here_.plugin.observe([](const auto&, auto, auto) {});
  bench_.calls->set_extensions(make_extensions({here_.contribution()}));
  set_up();
  EXPECT_EQ(move(), "");
  let_go();
}

}  // namespace
}  // namespace rtpengine::call
