// SPDX-License-Identifier: GPL-3.0-or-later
//
// Entries of kernel tables keep all that they say on their way to a plugin and back.
#include "plugin/kernel_entries.h"

#include <gtest/gtest.h>

#include <string>

namespace rtpengine::plugin {
namespace {

net::Endpoint address(const char* text, int port) {
  return {net::IpAddress::parse(text).value(), static_cast<std::uint16_t>(port)};
}

media::ForwardCrypto crypto(media::CryptoSuite suite) {
  media::ForwardCrypto made;
  made.suite = suite;
  made.tag_size = 4;
  made.master_key.fill(0x11);
  made.master_salt.fill(0x22);
  made.mki = {1, 2, 3};
  made.last_index = 0xffff00000001;
  return made;
}

media::ForwardEntry full_entry() {
  media::ForwardEntry entry;
  entry.local = address("192.0.2.1", 30000);
  entry.owner = 3;
  entry.expected_source = address("198.51.100.7", 4000);
  entry.mismatch = media::SourceMismatch::drop;
  entry.rtcp_mux = true;
  entry.leave_stun = false;
  entry.leave_dtls = false;
  entry.rtp_only = false;
  entry.payload_types = {0, 8, 101};
  entry.ssrc = 0xdeadbeef;
  entry.decrypt = crypto(media::CryptoSuite::aes_cm_256);
  entry.outputs.push_back({address("2001:db8::1", 40000), address("2001:db8::2", 5000), 184,
                           crypto(media::CryptoSuite::aead_aes_128_gcm), 77});
  entry.outputs.push_back({address("192.0.2.1", 40002), address("192.0.2.9", 5002), 0, {}, {}});
  return entry;
}

TEST(KernelEntries, KeepAllThatTheySayThereAndBack) {
  const media::ForwardEntry full = full_entry();
  std::vector<KernelOutput> outputs;
  const auto back = from_sdk(to_sdk(full, outputs));
  ASSERT_TRUE(back);
  EXPECT_EQ(*back, full);

  media::ForwardEntry plain;
  plain.local = address("192.0.2.1", 30000);
  const auto plain_back = from_sdk(to_sdk(plain, outputs));
  ASSERT_TRUE(plain_back);
  EXPECT_EQ(*plain_back, plain);
}

TEST(KernelEntries, SayEachOptionByAFlagOfItsOwn) {
  media::ForwardEntry entry;
  entry.leave_stun = entry.leave_dtls = entry.rtp_only = false;
  std::vector<KernelOutput> outputs;
  EXPECT_EQ(to_sdk(entry, outputs).flags, 0u);
  entry.leave_stun = true;
  EXPECT_EQ(to_sdk(entry, outputs).flags, kernel_leave_stun);
  entry.ssrc = 0;
  EXPECT_EQ(to_sdk(entry, outputs).flags, kernel_leave_stun | kernel_match_ssrc);
}

TEST(KernelEntries, AreNoneIfTheyAreMalformed) {
  std::vector<KernelOutput> outputs;
  const media::ForwardEntry entry = full_entry();
  const KernelEntry good = to_sdk(entry, outputs);
  ASSERT_TRUE(from_sdk(good));

  KernelEntry bad = good;
  bad.outputs = nullptr;
  EXPECT_FALSE(from_sdk(bad)) << "outputs that are not there";
  bad = good;
  bad.output_count = 1u << 30;
  EXPECT_FALSE(from_sdk(bad)) << "more outputs than anybody has";
  bad = good;
  bad.payload_types = nullptr;
  EXPECT_FALSE(from_sdk(bad)) << "payload types that are not there";
  bad = good;
  bad.local.family = static_cast<AddressFamily>(9);
  EXPECT_FALSE(from_sdk(bad)) << "an unknown family";
  bad = good;
  bad.decrypt.suite = static_cast<KernelSuite>(99);
  EXPECT_FALSE(from_sdk(bad)) << "an unknown suite";
  bad = good;
  bad.decrypt.mki = {nullptr, 4};
  EXPECT_FALSE(from_sdk(bad)) << "an MKI that is not there";
  outputs[0].tos = 256;
  EXPECT_FALSE(from_sdk(good)) << "a TOS of more than a byte";
}

TEST(KernelEntries, CapabilitiesAndOutcomesAreTheSameThings) {
  const KernelCapabilities plain{kernel_ipv6 | kernel_encrypts | kernel_survives_daemon, 2, 5, 0,
                                 1000};
  const media::TableCapabilities made = from_sdk(plain);
  EXPECT_TRUE(made.forwards && made.ipv6 && made.encrypts && made.survives_us);
  EXPECT_FALSE(made.ipv4 || made.decrypts || made.checks_source || made.rewrites_ssrc);
  EXPECT_EQ(made.max_outputs, 2u);
  EXPECT_EQ(made.max_payload_types, 5u);
  EXPECT_EQ(made.max_entries, 1000u);
  EXPECT_EQ(from_sdk(KernelStatus::done), media::TableStatus::done);
  EXPECT_EQ(from_sdk(KernelStatus::unsupported), media::TableStatus::unsupported);
  EXPECT_EQ(from_sdk(KernelStatus::full), media::TableStatus::full);
  EXPECT_EQ(from_sdk(KernelStatus::failed), media::TableStatus::failed);
  EXPECT_EQ(from_sdk(KernelStatus::lost), media::TableStatus::lost);
  EXPECT_EQ(from_sdk(static_cast<KernelStatus>(77)), media::TableStatus::failed);
}

TEST(KernelEntries, AnAddressThatIsNoneStaysNone) {
  EXPECT_EQ(to_sdk(net::Endpoint{}).family, AddressFamily::none);
  EXPECT_EQ(from_sdk(Endpoint{}), net::Endpoint{});
}

}  // namespace
}  // namespace rtpengine::plugin
