// SPDX-License-Identifier: GPL-3.0-or-later
#include "plugin/connectivity_service.h"

#include <gtest/gtest.h>

#include <array>

#include "call/call_info.h"
#include "call/sdk_packet.h"
#include "tests/unit/call/relay_fixture.h"
#include "tests/unit/loop/captured_log.h"

namespace rtpengine::plugin {
namespace {

using call::at;
using call::to_sdk;

constexpr Slice kBytes = {"bytes", 5};

class ConnectivityServiceTest : public call::RelayTest, public call::CallFinder {
 protected:
  ConnectivityServiceTest()
      : RelayTest({call::loopback_interface("default"), call::loopback_interface("default")}) {
    set_up();
    rtp_ = call::stream_ref(media("f"), media::Component::rtp);
    rtcp_ = call::stream_ref(media("f"), media::Component::rtcp);
  }
  // CallFinder
  call::WorkerCalls* local_calls() override { return elsewhere_ ? nullptr : bench_.calls.get(); }
  int find_worker(std::string_view) const override { return 0; }

  Status open() { return service_.open(rtp_.call, rtp_.participant, rtp_.media); }
  Status send(std::uint32_t local, const Endpoint& to) {
    return service_.send(&rtp_, local, &to, kBytes);
  }
  net::Endpoint local(media::Component component, std::size_t address) {
    return media("f").socket_of(component, address)->local();
  }

  bool elsewhere_ = false;
  ConnectivityService service_{*this};
  StreamRef rtp_{};
  StreamRef rtcp_{};
  const net::Endpoint nat_ = at("203.0.113.7", 7000);
  const Endpoint kNat = to_sdk(nat_);
};

TEST_F(ConnectivityServiceTest, NumbersOurAddresses) {
  std::array<Endpoint, 4> out = {};
  EXPECT_EQ(service_.locals(&rtp_, out.data(), 4), 1u);
  EXPECT_EQ(call::from_sdk(out[0]), local(media::Component::rtp, 0));
  ASSERT_EQ(open(), Status::ok);
  EXPECT_EQ(service_.locals(&rtcp_, out.data(), 4), 2u);
  EXPECT_EQ(call::from_sdk(out[0]), local(media::Component::rtcp, 0));
  EXPECT_EQ(call::from_sdk(out[1]), local(media::Component::rtcp, 1));
  out = {};
  EXPECT_EQ(service_.locals(&rtp_, out.data(), 1), 2u) << "all of them, though there is no room";
  EXPECT_EQ(out[1].family, AddressFamily::none);
  EXPECT_EQ(service_.locals(&rtp_, nullptr, 0), 2u);
}

TEST_F(ConnectivityServiceTest, SendsFromWhereItIsTold) {
  ASSERT_EQ(open(), Status::ok);
  EXPECT_EQ(send(1, kNat), Status::ok);
  EXPECT_EQ(service_.send(&rtcp_, 0, &kNat, kBytes), Status::ok);
  const auto sent = bench_.io.take_sent();
  ASSERT_EQ(sent.size(), 2u);
  EXPECT_EQ(sent[0].from, local(media::Component::rtp, 1));
  EXPECT_EQ(sent[0].to, nat_);
  EXPECT_EQ(sent[0].data, "bytes");
  EXPECT_EQ(sent[1].from, local(media::Component::rtcp, 0));
}

TEST_F(ConnectivityServiceTest, SendsFromWhereMediaIsSent) {
  ASSERT_EQ(open(), Status::ok);
  EXPECT_EQ(service_.select(&rtp_, 1, &kNat), Status::ok);
  EXPECT_EQ(send(UINT32_MAX, kNat), Status::ok);
  EXPECT_EQ(bench_.io.take_sent().at(0).from, local(media::Component::rtp, 1));
}

TEST_F(ConnectivityServiceTest, SendsNotWhereMediaMayNotGo) {
  EXPECT_EQ(send(0, to_sdk(at("224.0.0.1", 7000))), Status::failed);
  EXPECT_EQ(send(0, Endpoint{}), Status::failed);
  bench_.io.refuse_sends = true;
  EXPECT_EQ(send(0, kNat), Status::failed);
  EXPECT_EQ(service_.send(&rtp_, 0, nullptr, kBytes), Status::invalid);
  EXPECT_EQ(service_.send(&rtp_, 0, &kNat, {nullptr, 5}), Status::invalid);
  const std::string longest(65'536, 'x');
  EXPECT_EQ(service_.send(&rtp_, 0, &kNat, {longest.data(), longest.size()}), Status::failed);
}

TEST_F(ConnectivityServiceTest, AdmitsSelectsAndSuspends) {
  ASSERT_EQ(open(), Status::ok);
  EXPECT_EQ(service_.standing(&rtp_, &kNat), SourceStanding::stranger);
  EXPECT_EQ(service_.admit(&rtp_, 1, &kNat), Status::ok);
  EXPECT_EQ(service_.standing(&rtp_, &kNat), SourceStanding::proven);
  EXPECT_EQ(service_.standing(&rtcp_, &kNat), SourceStanding::stranger) << "another stream";
  EXPECT_EQ(from_t(media::rtp_text(0)), nat_.to_string());
  EXPECT_EQ(service_.suspend(&rtp_), Status::ok);
  EXPECT_EQ(from_t(media::rtp_text(0)), "-");
  EXPECT_EQ(service_.select(&rtp_, 0, &kNat), Status::ok);
  EXPECT_EQ(from_t(media::rtp_text(0)), nat_.to_string());
}

TEST_F(ConnectivityServiceTest, GivesTheMediaBack) {
  ASSERT_EQ(open(), Status::ok);
  EXPECT_TRUE(media("f").connectivity().in_charge);
  service_.close(rtp_.call, rtp_.participant, rtp_.media);
  EXPECT_FALSE(media("f").connectivity().in_charge);
  EXPECT_EQ(service_.locals(&rtp_, nullptr, 0), 2u) << "ports stay open";
}

TEST_F(ConnectivityServiceTest, FindsOnlyWhatIsThere) {
  ASSERT_EQ(open(), Status::ok);
  EXPECT_EQ(send(2, kNat), Status::invalid) << "no such address of ours";
  EXPECT_EQ(service_.admit(&rtp_, 2, &kNat), Status::invalid);
  EXPECT_EQ(service_.select(&rtp_, 2, &kNat), Status::invalid);
  EXPECT_EQ(service_.admit(&rtp_, 0, nullptr), Status::invalid);
  EXPECT_EQ(service_.select(&rtp_, 0, nullptr), Status::invalid);
  EXPECT_EQ(service_.standing(&rtp_, nullptr), SourceStanding::stranger);
  const auto expect_nothing = [&] {
    EXPECT_EQ(service_.locals(&rtp_, nullptr, 0), 0u);
    EXPECT_EQ(send(0, kNat), Status::not_found);
    EXPECT_EQ(send(UINT32_MAX, kNat), Status::not_found);
    EXPECT_EQ(service_.admit(&rtp_, 0, &kNat), Status::not_found);
    EXPECT_EQ(service_.select(&rtp_, 0, &kNat), Status::not_found);
    EXPECT_EQ(service_.suspend(&rtp_), Status::not_found);
    EXPECT_EQ(service_.standing(&rtp_, &kNat), SourceStanding::stranger);
  };
  const StreamRef good = rtp_;
  rtp_.component = Component{7};
  expect_nothing();
  rtp_ = good;
  rtp_.media = no_index;
  expect_nothing();
  EXPECT_EQ(open(), Status::not_found);
  service_.close(rtp_.call, rtp_.participant, rtp_.media);
  rtp_ = good;
  elsewhere_ = true;
  expect_nothing();
  EXPECT_EQ(open(), Status::not_found);
  EXPECT_EQ(service_.suspend(nullptr), Status::not_found);
}

TEST_F(ConnectivityServiceTest, WhatIsOffHasNoPorts) {
  answer({}, 0);
  EXPECT_EQ(open(), Status::not_found);
  EXPECT_EQ(service_.locals(&rtp_, nullptr, 0), 0u);
  EXPECT_EQ(send(0, kNat), Status::not_found);
}

TEST_F(ConnectivityServiceTest, AnAddressThatIsLeftOutIsLogged) {
  std::vector<net::MediaSocket> taken;
  const net::LocalAddress& second = bench_.interfaces.first()->addresses.at(1);
  while (auto socket = second.ports->open_single()) taken.push_back(std::move(*socket));
  loop::CapturedLog log;
  EXPECT_EQ(open(), Status::failed);
  EXPECT_NE(log.take().find("[c] an address is left out of the candidates: "), std::string::npos);
  EXPECT_TRUE(media("f").connectivity().in_charge);
}

}  // namespace
}  // namespace rtpengine::plugin
