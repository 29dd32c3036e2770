// SPDX-License-Identifier: GPL-3.0-or-later
#include "plugin/keys_service.h"

#include <gtest/gtest.h>

#include <string>

#include "call/call_info.h"
#include "tests/unit/call/relay_fixture.h"
#include "tests/unit/loop/captured_log.h"
#include "tests/unit/media/srtp_fixture.h"

namespace rtpengine::plugin {
namespace {

class KeysServiceTest : public call::RelayTest, public call::CallFinder {
 protected:
  KeysServiceTest() {
    set_up();
    stream_ = call::stream_ref(media("f"), media::Component::rtp);
    const auto whole = [](const std::string& text) { return Slice{text.data(), text.size()}; };
    theirs_ = {whole(suite_), whole(of_them_)};
    ours_ = {whole(suite_), whole(of_us_)};
  }
  // CallFinder
  call::WorkerCalls* local_calls() override { return elsewhere_ ? nullptr : bench_.calls.get(); }
  int find_worker(std::string_view) const override { return 0; }

  Status propose(std::uint32_t possible) {
    return service_.propose(stream_.call, stream_.participant, stream_.media, possible);
  }
  Status expect() { return service_.expect(stream_.call, stream_.participant, stream_.media); }
  Status withdraw() { return service_.withdraw(stream_.call, stream_.participant, stream_.media); }
  Status set(std::uint32_t flags = 0) { return service_.set(&stream_, &theirs_, &ours_, flags); }

  bool elsewhere_ = false;
  const base::PluginHold copy_ = std::make_shared<const base::PluginCopy>("dtls");
  KeysService service_{*this, copy_};
  StreamRef stream_{};
  const std::string suite_ = "AES_CM_128_HMAC_SHA1_80";
  const std::string of_them_ = std::string(16, 'k') + std::string(14, 's');
  const std::string of_us_ = std::string(30, 'o');
  SrtpKey theirs_{};
  SrtpKey ours_{};
};

TEST_F(KeysServiceTest, NotesWhatIsPossible) {
  EXPECT_EQ(propose(0), Status::ok);
  EXPECT_FALSE(media("f").keyable_by_plugin());
  EXPECT_EQ(propose(1), Status::ok);
  EXPECT_TRUE(media("f").keyable_by_plugin());
  EXPECT_EQ(propose(0), Status::ok);
  EXPECT_FALSE(media("f").keyable_by_plugin());
}

TEST_F(KeysServiceTest, TakesChargeAndLeaves) {
  EXPECT_EQ(withdraw(), Status::ok) << "of nothing";
  EXPECT_EQ(expect(), Status::ok);
  EXPECT_TRUE(media("f").keyed_by_plugin());
  ASSERT_EQ(set(), Status::ok);
  EXPECT_EQ(withdraw(), Status::ok);
  EXPECT_FALSE(media("f").keyed_by_plugin());
  EXPECT_FALSE(media("f").plugin_keys().rtp) << "they are forgotten";
}

TEST_F(KeysServiceTest, GivesKeysToTheStream) {
  ASSERT_EQ(expect(), Status::ok);
  EXPECT_EQ(set(), Status::ok);
  const auto& keys = media("f").plugin_keys().rtp;
  ASSERT_TRUE(keys);
  EXPECT_EQ(keys->theirs.suite, media::SrtpSuite::aes_cm_128_hmac_sha1_80);
  EXPECT_EQ(keys->theirs.master.key[15], 'k');
  EXPECT_EQ(keys->theirs.master.key[16], 0);
  EXPECT_EQ(keys->theirs.master.salt[13], 's');
  EXPECT_EQ(keys->ours.master.key[0], 'o');
  EXPECT_TRUE(media("f").rtp().secured());
  EXPECT_FALSE(media("f").plugin_keys().rtcp) << "it has a port of its own";
  stream_.component = Component::rtcp;
  EXPECT_EQ(set(srtp_another_device), Status::ok);
  EXPECT_TRUE(media("f").plugin_keys().rtcp);
  EXPECT_EQ(copy_->faults(), 0u);
}

TEST_F(KeysServiceTest, RefusesWhatIsNotWellFormed) {
  loop::CapturedLog log;
  EXPECT_EQ(set(), Status::invalid) << "not in charge";
  EXPECT_NE(log.take().find("[c] plugin 'dtls' called KeysV1::set wrongly: it is not in charge"),
            std::string::npos);
  ASSERT_EQ(expect(), Status::ok);
  EXPECT_EQ(set(2), Status::invalid);
  EXPECT_EQ(service_.set(&stream_, nullptr, &ours_, 0), Status::invalid);
  EXPECT_EQ(service_.set(&stream_, &theirs_, nullptr, 0), Status::invalid);
  theirs_.key_and_salt.size = 29;
  EXPECT_EQ(set(), Status::invalid);
  theirs_.key_and_salt = {nullptr, 30};
  EXPECT_EQ(set(), Status::invalid);
  theirs_ = ours_;
  theirs_.suite = {"ROT13", 5};
  EXPECT_EQ(set(), Status::invalid);
  EXPECT_FALSE(media("f").plugin_keys().rtp);
  EXPECT_EQ(copy_->faults(), 7u);
}

TEST_F(KeysServiceTest, FindsOnlyWhatIsThere) {
  const auto expect_nothing = [&] {
    EXPECT_EQ(propose(1), Status::not_found);
    EXPECT_EQ(expect(), Status::not_found);
    EXPECT_EQ(withdraw(), Status::not_found);
    EXPECT_EQ(set(), Status::not_found);
  };
  const StreamRef good = stream_;
  stream_.call = 77;
  expect_nothing();
  stream_ = good;
  stream_.participant = 9;
  expect_nothing();
  stream_ = good;
  elsewhere_ = true;
  expect_nothing();
  elsewhere_ = false;
  stream_.component = Component{7};
  EXPECT_EQ(set(), Status::not_found);
  EXPECT_EQ(service_.set(nullptr, &theirs_, &ours_, 0), Status::not_found);
  EXPECT_EQ(copy_->faults(), 0u);
}

}  // namespace
}  // namespace rtpengine::plugin
