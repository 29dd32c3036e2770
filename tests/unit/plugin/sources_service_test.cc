// SPDX-License-Identifier: GPL-3.0-or-later
#include "plugin/sources_service.h"

#include <gtest/gtest.h>

#include "call/call_info.h"
#include "tests/unit/call/relay_fixture.h"
#include "tests/unit/loop/captured_log.h"

namespace rtpengine::plugin {
namespace {

class SourcesServiceTest : public call::RelayTest, public call::CallFinder, public SourceOwner {
 protected:
  SourcesServiceTest() {
    set_up();
    spec_.to = call::stream_ref(media("t"), media::Component::rtp);
    spec_.clock_rate = 8000;
    packet_.payload = {"tone", 4};
  }
  // CallFinder
  call::WorkerCalls* local_calls() override { return elsewhere_ ? nullptr : bench_.calls.get(); }
  int find_worker(std::string_view) const override { return 0; }
  // SourceOwner
  void on_source_ended(SourceHandle) noexcept override {}

  Status open() { return service_.open(&spec_, this, &source_); }
  Status send() { return service_.send(source_, &packet_); }

  bool elsewhere_ = false;
  const base::PluginHold copy_ = std::make_shared<const base::PluginCopy>("player");
  SourcesService service_{*this, copy_};
  SourceSpec spec_{};
  SourcePacket packet_{};
  SourceHandle source_ = 0;
};

TEST_F(SourcesServiceTest, OpensSendsAndCloses) {
  ASSERT_EQ(open(), Status::ok);
  EXPECT_EQ(send(), Status::ok);
  ASSERT_EQ(bench_.io.sent.size(), 1u);
  EXPECT_EQ(bench_.io.sent[0].to, kT);
  service_.close(source_);
  EXPECT_EQ(send(), Status::not_found);
  service_.close(source_);
  EXPECT_EQ(copy_->faults(), 0u);
}

TEST_F(SourcesServiceTest, FindsOnlyRtpStreamsThatAreThere) {
  const StreamRef good = spec_.to;
  spec_.to.call = 77;
  EXPECT_EQ(open(), Status::not_found);
  spec_.to = good;
  spec_.to.participant = 9;
  EXPECT_EQ(open(), Status::not_found);
  spec_.to = good;
  spec_.to.media = no_index;
  EXPECT_EQ(open(), Status::not_found);
  spec_.to = good;
  spec_.to.component = Component::rtcp;
  EXPECT_EQ(open(), Status::not_found);
}

TEST_F(SourcesServiceTest, FindsNothingOnAnotherThread) {
  ASSERT_EQ(open(), Status::ok);
  elsewhere_ = true;
  EXPECT_EQ(send(), Status::not_found);
  EXPECT_EQ(open(), Status::not_found);
  service_.close(source_);
  elsewhere_ = false;
  EXPECT_EQ(send(), Status::ok) << "still open";
}

TEST_F(SourcesServiceTest, NamesTheCallThatIsUsedWrongly) {
  ASSERT_EQ(open(), Status::ok);
  loop::CapturedLog log;
  packet_.payload_type = 128;
  send();
  EXPECT_NE(log.take().find("[c] plugin 'player' called SourcesV1::send wrongly"),
            std::string::npos);
  spec_.clock_rate = 0;
  open();
  EXPECT_NE(log.take().find("[c] plugin 'player' called SourcesV1::open wrongly"),
            std::string::npos);
}

TEST_F(SourcesServiceTest, RefusesWhatIsNotWellFormed) {
  EXPECT_EQ(service_.open(nullptr, this, &source_), Status::invalid);
  EXPECT_EQ(service_.open(&spec_, nullptr, &source_), Status::invalid);
  EXPECT_EQ(service_.open(&spec_, this, nullptr), Status::invalid);
  spec_.clock_rate = 0;
  EXPECT_EQ(open(), Status::invalid);
  spec_.clock_rate = 8000;
  spec_.flags = 2;
  EXPECT_EQ(open(), Status::invalid);
  spec_.flags = source_replaces;
  ASSERT_EQ(open(), Status::ok);
  EXPECT_EQ(open(), Status::exists);
  EXPECT_EQ(service_.send(source_, nullptr), Status::invalid);
  packet_.payload_type = 128;
  EXPECT_EQ(send(), Status::invalid);
  packet_.payload_type = 127;
  packet_.payload = {nullptr, 4};
  EXPECT_EQ(send(), Status::invalid);
  const std::string longest(1400, 'x');
  packet_.payload = {longest.data(), 1400};
  EXPECT_EQ(send(), Status::ok);
  packet_.payload.size = 1401;
  EXPECT_EQ(send(), Status::invalid);
  EXPECT_EQ(copy_->faults(), 9u);
}

}  // namespace
}  // namespace rtpengine::plugin
