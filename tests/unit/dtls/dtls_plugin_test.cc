// SPDX-License-Identifier: GPL-3.0-or-later
//
// Options, and what comes without a call that DTLS is spoken in.
#include "plugins/dtls/dtls_plugin.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

#include "base/value_tree.h"
#include "plugin_bench.h"

namespace rtpengine::dtls {
namespace {

using testing::Contains;
using testing::HasSubstr;
using testing::Not;

/// What the plugin says when this option is so; empty: it is content.
std::string error_of(const std::string& name, const std::string& value) {
  PluginBench host(PluginBench::Options{{name, value}});
  EXPECT_EQ(host.initialised == Status::ok, host.error.empty()) << host.error;
  return host.error;
}

TEST(DtlsPluginTest, BeginsAsItIs) {
  PluginBench host;
  EXPECT_EQ(host.initialised, Status::ok) << host.error;
  EXPECT_EQ(host.dtls.start(&host), Status::ok);
  host.dtls.stop();
}

TEST(DtlsPluginTest, TakesWhatItsOptionsMayBe) {
  EXPECT_EQ(error_of("dtls-cert-cipher", "RSA"), "");
  EXPECT_EQ(error_of("dtls-signature", "SHA-1"), "");
  EXPECT_EQ(error_of("dtls-mtu", "576"), "");
  EXPECT_EQ(error_of("dtls-mtu", "9000"), "");
  EXPECT_EQ(error_of("dtls-passive", "1"), "");
  EXPECT_EQ(error_of("dtls-ciphers", "ECDHE-ECDSA-AES128-GCM-SHA256"), "");
}

TEST(DtlsPluginTest, SaysWhereAWrongOptionStands) {
  EXPECT_EQ(error_of("dtls-cert-cipher", "dsa"), "here: 'dsa' is neither prime256v1 nor RSA");
  EXPECT_EQ(error_of("dtls-signature", "MD5"), "here: 'MD5' is neither SHA-256 nor SHA-1");
  EXPECT_EQ(error_of("dtls-mtu", "575"), "here: not 576 to 9000");
  EXPECT_EQ(error_of("dtls-mtu", "9001"), "here: not 576 to 9000");
  EXPECT_EQ(error_of("dtls-rsa-key-size", "1024"), "here: not 2048 to 8192");
  EXPECT_EQ(error_of("dtls-rsa-key-size", "8193"), "here: not 2048 to 8192");
  EXPECT_EQ(error_of("dtls-ciphers", "none such"),
            "here: 'none such' has no cipher suite that OpenSSL knows");
}

TEST(DtlsPluginTest, ShowsACertificateOfTheKindThatIsWanted) {
  PluginBench host(PluginBench::Options{{"dtls-cert-cipher", "RSA"}});
  Phone t(host, "t", at("192.0.2.2", 5000), Role::server);
  host.offer(section("RTP/AVP"), {{"transport-protocol", kTls}});
  host.answer(section(kTls, t.lines("passive"), 5000));
  host.run(base::kSecond);
  const X509* shown = SSL_get0_peer_certificate(t.rtp.ssl());
  ASSERT_NE(shown, nullptr);
  EXPECT_EQ(EVP_PKEY_get_base_id(X509_get0_pubkey(shown)), EVP_PKEY_RSA);
}

TEST(DtlsPluginTest, TakesNoDtlsWhereItIsNotSpoken) {
  PluginBench host;
  Phone f(host, "f", at("192.0.2.1", 4000), Role::client);
  host.offer(section("RTP/AVP"));
  host.answer(section("RTP/AVP", "", 5000));
  f.begin();
  EXPECT_EQ(f.heard, 0u);
  EXPECT_TRUE(host.bench.io.sent.empty());
  EXPECT_EQ(host.bench.party("f").media(0).rtp().drops()[media::DropReason::by_stage], 1u);
}

TEST(DtlsPluginTest, CountsWhatIsOfNoUse) {
  PluginBench host;
  Phone t(host, "t", at("192.0.2.2", 5000), Role::client);
  host.offer(section("RTP/AVP"), {{"transport-protocol", kTls}});
  host.answer(section(kTls, t.lines("active"), 5000));
  const auto drops = [&] {
    return host.bench.party("t").media(0).rtp().drops()[media::DropReason::by_stage];
  };
  t.begin();
  EXPECT_EQ(drops(), 0u);
  host.deliver(t.address(), host.local("t", 0), "\x16\xfe\xff and what is no record");
  EXPECT_EQ(drops(), 1u);
}

TEST(DtlsPluginTest, StrangersAreNotAnswered) {
  PluginBench host;
  Phone t(host, "t", at("192.0.2.2", 5000), Role::client);
  Phone stranger(host, "t", at("203.0.113.9", 9000), Role::client);
  host.offer(section("RTP/AVP"), {{"transport-protocol", kTls}});
  host.answer(section(kTls, t.lines("active"), 5000));
  stranger.begin();
  host.run(base::kSecond);
  EXPECT_EQ(stranger.heard, 0u);
}

class StatesTest : public testing::Test {
 protected:
  StatesTest() { host_.offer(section("RTP/AVP")); }
  Status restore(std::uint32_t version = 1) {
    return host_.dtls.restore_state(&place(), tree_.root(), version);
  }
  const StatePlace& place() {
    place_ = {host_.bench.call().handle(), 0, 0};
    return place_;
  }

  PluginBench host_;
  base::ValueTree tree_;
  base::DictionaryBuilder root_ = tree_.dictionary();
  StatePlace place_ = {};
};

TEST_F(StatesTest, AreReadInTheirOwnVersionOnly) {
  EXPECT_EQ(restore(99), Status::unsupported);
  EXPECT_EQ(restore(), Status::ok);
}

TEST_F(StatesTest, WithAFingerprintThatCannotBeReadAreRefused) {
  root_.set("in charge", 1);
  root_.list("fingerprints").add("sha-256 00:11");
  EXPECT_EQ(restore(), Status::failed);
  EXPECT_THAT(host_.flags("f"), Not(Contains("DTLS-SRTP")));
}

TEST_F(StatesTest, OfMediaThatThereIsNotAreRefused) {
  const StatePlace nowhere = {host_.bench.call().handle(), 7, 0};
  EXPECT_EQ(host_.dtls.restore_state(&nowhere, tree_.root(), 1), Status::failed);
}

TEST_F(StatesTest, AreReadAsTheyWereSaved) {
  const Phone f(host_, "f", at("192.0.2.1", 4000), Role::client);
  const std::string fingerprint = print_fingerprint(f.rtp.fingerprints().all().front());
  root_.set("offered", 1);
  root_.set("in charge", 1);
  root_.set("passive", 1);
  root_.set("setup", "actpass");
  root_.set("tls-id", "abcdefghijklmnopqrstuvwxyz");
  root_.list("fingerprints").add(fingerprint);
  ASSERT_EQ(restore(), Status::ok);
  EXPECT_THAT(host_.flags("f"), Contains("DTLS-SRTP"));
}

}  // namespace
}  // namespace rtpengine::dtls
