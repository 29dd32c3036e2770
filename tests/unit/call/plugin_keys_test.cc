// SPDX-License-Identifier: GPL-3.0-or-later
//
// Media whose keys come from a plugin, in place of SDES.
#include "call/plugin_keys.h"

#include <functional>

#include "call/participant.h"
#include "tests/unit/base/move_state.h"
#include "tests/unit/call/fake_plugin.h"
#include "tests/unit/call/relay_fixture.h"
#include "tests/unit/call/secure_party.h"

namespace rtpengine::call {
namespace {

using media::Component;
using media::DropReason;
using media::KeyHolder;
using media::rtcp_text;
using media::rtp_text;
using media::SrtpSuite;

constexpr auto k80 = SrtpSuite::aes_cm_128_hmac_sha1_80;
constexpr auto kGcm = SrtpSuite::aead_aes_128_gcm;
constexpr const char* kDtls = "UDP/TLS/RTP/SAVP";
constexpr const char* kFingerprint = "a=fingerprint:sha-256 AB\r\na=setup:actpass\r\n";

/// f speaks RTP; t is to be secured by a plugin.
class PluginKeysTest : public RelayTest {
 protected:
  PluginKeysTest() {
    plugin_.feature("keys", [this](const std::string& event, rtpengine::Negotiation& message) {
      if (event == "received" && work_) work_(message);
      return Status::ok;
    });
    bench_.calls->set_extensions(plugin_.set());
  }

  Media& media_of(std::uint32_t participant) {
    return bench_.call().participants()[participant]->media(0);
  }
  /// As a plugin does that can secure whatever is wanted.
  void propose() {
    work_ = [this](rtpengine::Negotiation& message) {
      if (message.kind() == rtpengine::MessageKind::offer) {
        media_of(message.receiver()).plugin_keys().proposed = true;
      }
    };
  }
  /// And takes charge of who answers.
  void take_charge() {
    work_ = [this](rtpengine::Negotiation& message) {
      const bool offer = message.kind() == rtpengine::MessageKind::offer;
      PluginKeys& keys = media_of(offer ? message.receiver() : message.sender()).plugin_keys();
      (offer ? keys.proposed : keys.in_charge) = true;
    };
  }

  Shown offer(std::string protocol, Arguments more, std::string attributes = "") {
    more.set("from-tag", "f");
    more.set("sdp", body("192.0.2.1", {Section{4000, std::move(attributes), std::move(protocol)}}));
    return shown(command("offer", std::move(more)));
  }
  Shown answer(std::string protocol, std::string attributes) {
    return shown(command(
        "answer",
        {{"from-tag", "f"},
         {"to-tag", "t"},
         {"sdp", body("192.0.2.2", {Section{5000, std::move(attributes), std::move(protocol)}})}}));
  }
  Shown shown(const Reply& reply) {
    EXPECT_EQ(reply.result(), "ok") << reply.reason();
    text_ = reply.sdp();
    warning_ = reply.text("warning");
    return Shown(text_);
  }
  bool says(std::string_view what) const { return text_.find(what) != std::string::npos; }

  /// What the other one gets of a packet; "-": nothing.
  std::string at_t(const std::string& of_f) { return arrives(bench_.port_for("f"), kF, of_f); }
  std::string at_f(const std::string& of_t) { return arrives(bench_.port_for("t"), kT, of_t); }
  std::string rtcp_at_f(const std::string& of_t) {
    return arrives(bench_.rtcp_port_for("t"), at("192.0.2.2", 5001), of_t);
  }
  std::string arrives(const net::Endpoint& to, const net::Endpoint& from, const std::string& data) {
    const auto sent = bench_.deliver(to, from, data);
    return sent.size() == 1 ? sent.front().data : "-";
  }
  std::uint64_t drops(std::string_view tag, DropReason reason) {
    return media(tag).rtp().drops()[reason];
  }

  /// Both have agreed to have t keyed by the plugin.
  void secure_callee(const std::string& attributes = "") {
    take_charge();
    EXPECT_EQ(offer("RTP/AVP", {{"transport protocol", kDtls}}, attributes).protocol, kDtls);
    EXPECT_EQ(answer(kDtls, kFingerprint + attributes).protocol, "RTP/AVP");
  }
  /// Keys of t have come.
  bool set(SecureParty& t, Component component = Component::rtp, KeyHolder holder = KeyHolder::same,
           std::uint8_t seed = 9) {
    const media::SrtpKeying ours = media::keying(t.keying().suite, seed);
    t.hears(ours);
    return media("t").take_plugin_keys(component, {t.keying(), ours}, holder);
  }

  FakePlugin plugin_{"keys"};
  std::function<void(rtpengine::Negotiation&)> work_;
  std::string text_, warning_;
};

TEST_F(PluginKeysTest, WithoutAPluginTheirProfilesAreNotOffered) {
  EXPECT_EQ(offer("RTP/AVP", {{"transport protocol", kDtls}}).protocol, "RTP/AVP");
  EXPECT_NE(warning_.find("needs plugin dtls"), std::string::npos) << warning_;
}

TEST_F(PluginKeysTest, TheirProfilesAreOfferedWhereTheyAreProposed) {
  propose();
  EXPECT_EQ(offer("RTP/AVP", {{"transport protocol", kDtls}}).protocol, kDtls);
  EXPECT_EQ(warning_, "");
  EXPECT_FALSE(says("a=crypto"));
}

TEST_F(PluginKeysTest, WhatSdesCouldServeHasBoth) {
  propose();
  EXPECT_EQ(offer("RTP/AVP", {{"transport protocol", "RTP/SAVP"}}).protocol, "RTP/SAVP");
  EXPECT_TRUE(says("a=crypto"));
}

TEST_F(PluginKeysTest, WithoutSdesOnlyWhatIsProposedCanBeOffered) {
  const auto without_sdes = [] {
    Arguments more{{"transport protocol", "RTP/SAVP"}};
    more.list("SDES", {"off"});
    return more;
  };
  EXPECT_EQ(offer("RTP/AVP", without_sdes()).port, 0);
  propose();
  const Shown shown = offer("RTP/AVP", without_sdes());
  EXPECT_GT(shown.port, 0);
  EXPECT_EQ(shown.protocol, "RTP/SAVP");
  EXPECT_FALSE(says("a=crypto"));
}

TEST_F(PluginKeysTest, NothingPassesUntilThereAreKeys) {
  secure_callee();
  EXPECT_EQ(at_t(rtp_text(0, 1)), "-");
  SecureParty t(k80, 2);
  EXPECT_EQ(at_f(t.protect(rtp_text(0, 1))), "-");
  EXPECT_EQ(at_f(rtp_text(0, 2)), "-") << "nor in clear";
  EXPECT_EQ(drops("t", DropReason::no_keys), 2u);
  EXPECT_EQ(media("t").sending_keys(), nullptr);
  EXPECT_TRUE(media("t").readable());
}

TEST_F(PluginKeysTest, WithThemItIsTranslated) {
  secure_callee();
  SecureParty t(kGcm, 2);
  ASSERT_TRUE(set(t));
  EXPECT_EQ(t.unprotect(at_t(rtp_text(0, 7))), rtp_text(0, 7));
  EXPECT_EQ(at_f(t.protect(rtp_text(0, 9))), rtp_text(0, 9));
  EXPECT_EQ(at_f(rtp_text(0, 10)), "-");
  ASSERT_NE(media("t").sending_keys(), nullptr);
  EXPECT_EQ(media("t").sending_keys()->suite, kGcm);
  EXPECT_EQ(media("t").keys(), nullptr);
}

TEST_F(PluginKeysTest, RtcpWithAPortOfItsOwnHasKeysOfItsOwn) {
  secure_callee();
  SecureParty t(k80, 2), rtcp(k80, 3);
  ASSERT_TRUE(set(t));
  EXPECT_EQ(rtcp_at_f(t.protect_rtcp(rtcp_text())), "-");
  ASSERT_TRUE(set(rtcp, Component::rtcp, KeyHolder::same, 8));
  EXPECT_EQ(rtcp_at_f(rtcp.protect_rtcp(rtcp_text())), rtcp_text());
  EXPECT_EQ(rtcp_at_f(t.protect_rtcp(rtcp_text())), "-");
}

TEST_F(PluginKeysTest, MuxedRtcpHasThoseOfRtp) {
  secure_callee(kMuxLine);
  SecureParty t(k80, 2);
  ASSERT_TRUE(set(t));
  EXPECT_EQ(at_f(t.protect_rtcp(rtcp_text())), rtcp_text());
  EXPECT_EQ(t.unprotect_rtcp(at_t(rtcp_text(5))), rtcp_text(5));
}

TEST_F(PluginKeysTest, StayWithAReoffer) {
  secure_callee();
  SecureParty t(k80, 2);
  ASSERT_TRUE(set(t));
  EXPECT_EQ(at_f(t.protect(rtp_text(0, 1))), rtp_text(0, 1));
  secure_callee();
  EXPECT_EQ(at_f(t.protect(rtp_text(0, 2))), rtp_text(0, 2));
  EXPECT_EQ(t.unprotect(at_t(rtp_text(0, 7))), rtp_text(0, 7));
}

TEST_F(PluginKeysTest, ThoseOfBeforeHoldUntilTheOthersAreUsed) {
  secure_callee();
  SecureParty t(k80, 2), later(k80, 3);
  ASSERT_TRUE(set(t));
  EXPECT_EQ(at_f(t.protect(rtp_text(0, 1))), rtp_text(0, 1));
  ASSERT_TRUE(set(later));
  EXPECT_EQ(at_f(t.protect(rtp_text(0, 2))), rtp_text(0, 2));
  EXPECT_EQ(at_f(later.protect(rtp_text(0, 3))), rtp_text(0, 3));
  EXPECT_EQ(at_f(t.protect(rtp_text(0, 4))), "-");
  EXPECT_EQ(later.unprotect(at_t(rtp_text(0, 7))), rtp_text(0, 7));
}

TEST_F(PluginKeysTest, AnotherDeviceBeginsAnew) {
  secure_callee();
  SecureParty t(k80, 2), other(k80, 3);
  ASSERT_TRUE(set(t));
  EXPECT_EQ(at_f(t.protect(rtp_text(0, 65535))), rtp_text(0, 65535));
  ASSERT_TRUE(set(other, Component::rtp, KeyHolder::another));
  EXPECT_EQ(at_f(t.protect(rtp_text(0, 1))), "-");
  EXPECT_EQ(at_f(other.protect(rtp_text(0, 1))), rtp_text(0, 1));
  EXPECT_EQ(other.unprotect(at_t(rtp_text(0, 7))), rtp_text(0, 7));
}

TEST_F(PluginKeysTest, ACallerIsKeyedWithoutSdes) {
  work_ = [this](rtpengine::Negotiation& message) {
    if (message.kind() == rtpengine::MessageKind::offer) {
      media_of(message.sender()).plugin_keys().in_charge = true;
    }
  };
  SecureParty sdes(k80, 4);
  EXPECT_EQ(offer(kDtls, {{"transport protocol", "RTP/AVP"}}, kFingerprint + sdes.line(1)).protocol,
            "RTP/AVP");
  EXPECT_EQ(answer("RTP/AVP", "").protocol, kDtls);
  EXPECT_FALSE(says("a=crypto"));
  EXPECT_EQ(at_t(sdes.protect(rtp_text(0, 1))), "-");
  SecureParty f(k80, 2);
  const media::SrtpKeying ours = media::keying(k80, 9);
  f.hears(ours);
  ASSERT_TRUE(media("f").take_plugin_keys(Component::rtp, {f.keying(), ours}, KeyHolder::same));
  EXPECT_EQ(at_t(f.protect(rtp_text(0, 2))), rtp_text(0, 2));
  EXPECT_EQ(f.unprotect(at_f(rtp_text(0, 3))), rtp_text(0, 3));
}

TEST_F(PluginKeysTest, WhatIsLeftToThePartiesPassesAsItIs) {
  work_ = [](rtpengine::Negotiation& message) { message.leave(0, leave_keys); };
  EXPECT_EQ(offer(kDtls, {}, kFingerprint).protocol, kDtls);
  EXPECT_TRUE(says(kFingerprint));
  EXPECT_EQ(warning_, "");
  answer(kDtls, kFingerprint);
  EXPECT_TRUE(says(kFingerprint));
  SecureParty f(k80, 2);
  const std::string packet = f.protect(rtp_text(0, 1));
  EXPECT_EQ(at_t(packet), packet);
  EXPECT_FALSE(media("f").readable());
}

TEST_F(PluginKeysTest, AreWithdrawn) {
  secure_callee();
  SecureParty t(k80, 2);
  ASSERT_TRUE(set(t));
  work_ = [this](rtpengine::Negotiation& message) {
    for (const std::uint32_t party : {message.sender(), message.receiver()}) {
      media_of(party).plugin_keys().withdraw();
      media_of(party).plugin_keys().proposed = false;
    }
  };
  EXPECT_EQ(offer("RTP/AVP", {{"transport protocol", "RTP/AVP"}}).protocol, "RTP/AVP");
  answer("RTP/AVP", "");
  EXPECT_EQ(at_f(rtp_text(0, 2)), rtp_text(0, 2));
  EXPECT_EQ(at_t(rtp_text(0, 3)), rtp_text(0, 3));
  EXPECT_EQ(media("t").sending_keys(), nullptr);
}

TEST(PluginKeysFieldsTest, AreAllMoved) {
  PluginKeys before;
  before.proposed = before.in_charge = true;
  before.rtp = {media::keying(k80, 1), media::keying(k80, 2)};
  PluginKeys after;
  after.rtcp = {media::keying(kGcm, 3), media::keying(kGcm, 4)};
  base::move_state(before, after);
  EXPECT_TRUE(after.proposed && after.in_charge);
  ASSERT_TRUE(after.rtp);
  EXPECT_EQ(after.rtp->theirs, media::keying(k80, 1));
  EXPECT_EQ(after.rtp->ours, media::keying(k80, 2));
}

}  // namespace
}  // namespace rtpengine::call
