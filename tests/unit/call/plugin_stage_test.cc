// SPDX-License-Identifier: GPL-3.0-or-later
//
// What a plugin's stage may do with packets, and what happens if it does more.
#include "call/plugin_stage.h"

#include <ev.h>
#include <gmock/gmock.h>

#include <cstring>
#include <limits>
#include <list>

#include "call/participant.h"
#include "tests/unit/call/allocation_count.h"
#include "tests/unit/call/fake_stage.h"
#include "tests/unit/call/relay_fixture.h"
#include "tests/unit/loop/captured_log.h"

namespace rtpengine::call {
namespace {

using media::DropReason;
using media::rtp_text;

class PluginStageTest : public RelayTest {
 protected:
  /// A call whose party f has these stages; an outgoing one is in what f is sent.
  void begin(std::vector<FakeStages*> stages) {
    for (FakeStages* one : stages) {
      one->wanted = [](const StreamInfo& info) { return info.ref.participant == 0; };
    }
    bench_.calls->set_extensions(FakeStages::set_of(std::move(stages)));
    set_up();
  }
  /// What is sent when this comes from f.
  std::vector<std::string> from_f(const std::string& data) {
    return texts(bench_.deliver(bench_.port_for("f"), kF, data));
  }
  std::vector<std::string> from_t(const std::string& data) {
    return texts(bench_.deliver(bench_.port_for("t"), kT, data));
  }
  static std::vector<std::string> texts(const std::vector<media::FakePacketIo::Sent>& sent) {
    std::vector<std::string> all;
    for (const auto& one : sent) all.push_back(one.data);
    return all;
  }
  /// What is sent when these come from f together.
  std::vector<std::string> together_from_f(std::vector<std::string> data) {
    std::vector<net::Packet> packets(data.size());
    std::vector<net::Packet*> pointers;
    for (std::size_t i = 0; i < data.size(); ++i) {
      packets[i].data = reinterpret_cast<std::uint8_t*>(data[i].data());
      packets[i].size = data[i].size();
      packets[i].source = net::SocketAddress(kF);
      packets[i].received = 5;
      pointers.push_back(&packets[i]);
    }
    media("f").rtp().on_packets(pointers);
    return texts(bench_.io.take_sent());
  }
  std::uint64_t drops(DropReason reason) { return media("f").rtp().drops()[reason]; }
  /// Run the worker's loop until its timers have made something to be sent.
  std::vector<std::string> wait_for_sent() {
    const base::Time limit = base::monotonic_now() + 10 * base::kSecond;
    while (bench_.io.sent.empty() && base::monotonic_now() < limit) {
      ev_run(bench_.worker.raw_loop(), EVRUN_ONCE);
    }
    return texts(bench_.io.take_sent());
  }

  using Texts = std::vector<std::string>;
  FakeStages stage_;
  std::list<FakeStages> stages_;  ///< further ones
};

TEST_F(PluginStageTest, ShowsPacketsWithTheirFieldsAndRoom) {
  stage_.work = [](rtpengine::PacketBatch& batch, StageOutput&) {
    EXPECT_EQ(batch.count, 1u);
    EXPECT_GT(batch.now_us, 0);
    const rtpengine::Packet& packet = batch.packets[0];
    EXPECT_EQ(text_of(packet), rtp_text(8, 7, 0xabcd));
    EXPECT_EQ(packet.kind, PacketKind::rtp);
    EXPECT_EQ(packet.payload_type, 8);
    EXPECT_EQ(packet.sequence, 7);
    EXPECT_EQ(packet.timestamp, 7 * 160u);
    EXPECT_EQ(packet.ssrc, 0xabcdu);
    EXPECT_EQ(packet.header_size, 12u);
    EXPECT_EQ(packet.headroom, net::Packet::kHeadroom);
    EXPECT_EQ(packet.tailroom, net::Packet::kTailroom);
    EXPECT_EQ(packet.verdict, PacketVerdict::pass);
    return Status::ok;
  };
  begin({&stage_});
  EXPECT_EQ(from_f(rtp_text(8, 7, 0xabcd)), Texts{rtp_text(8, 7, 0xabcd)});
  EXPECT_EQ(stage_.copy->faults(), 0u);
}

TEST_F(PluginStageTest, DropsAndConsumesByVerdict) {
  stage_.work = [](rtpengine::PacketBatch& batch, StageOutput&) {
    for (std::uint32_t i = 0; i < batch.count; ++i) {
      if (batch.packets[i].sequence % 3 == 1) batch.packets[i].verdict = PacketVerdict::drop;
      if (batch.packets[i].sequence % 3 == 2) batch.packets[i].verdict = PacketVerdict::consumed;
    }
    return Status::ok;
  };
  begin({&stage_});
  EXPECT_EQ(together_from_f({rtp_text(0, 0), rtp_text(0, 1), rtp_text(0, 2), rtp_text(0, 3)}),
            (Texts{rtp_text(0, 0), rtp_text(0, 3)}));
  EXPECT_EQ(drops(DropReason::by_stage), 1u);
  EXPECT_EQ(media("f").rtp().drops().total(), 1u) << "what is consumed is no loss";
}

TEST_F(PluginStageTest, TakesAVerdictThatThereIsNotAsAFault) {
  stage_.work = [](rtpengine::PacketBatch& batch, StageOutput&) {
    batch.packets[0].verdict = PacketVerdict(77);
    return Status::ok;
  };
  begin({&stage_});
  EXPECT_EQ(from_f(rtp_text(0)), Texts{});
  EXPECT_EQ(drops(DropReason::by_stage), 1u);
  EXPECT_EQ(stage_.copy->faults(), 1u);
}

TEST_F(PluginStageTest, ReadsAChangedHeaderAgainForTheStagesBehind) {
  FakeStages& later = stages_.emplace_back(rtpengine::StagePosition::transform, 0, "later");
  std::uint16_t seen = 0;
  stage_.work = [](rtpengine::PacketBatch& batch, StageOutput&) {
    batch.packets[0].data[3] = 99;
    return Status::ok;
  };
  later.work = [&](rtpengine::PacketBatch& batch, StageOutput&) {
    seen = batch.packets[0].sequence;
    return Status::ok;
  };
  begin({&stage_, &later});
  EXPECT_EQ(from_f(rtp_text(0, 1)).at(0)[3], 99);
  EXPECT_EQ(seen, 99);
}

TEST_F(PluginStageTest, LetsAPacketGrowIntoItsHeadroomAndTailroom) {
  stage_.work = [](rtpengine::PacketBatch& batch, StageOutput&) {
    rtpengine::Packet& packet = batch.packets[0];
    std::memmove(packet.data - packet.headroom, packet.data, packet.size);
    packet.data -= packet.headroom;
    packet.size += packet.headroom + packet.tailroom;
    return Status::ok;
  };
  begin({&stage_});
  const auto sent = from_f(rtp_text(0));
  ASSERT_EQ(sent.size(), 1u);
  EXPECT_EQ(sent[0].size(), rtp_text(0).size() + net::Packet::kHeadroom + net::Packet::kTailroom);
  EXPECT_EQ(stage_.copy->faults(), 0u);
}

TEST_F(PluginStageTest, DropsWhatIsMovedOutOfItsBuffer) {
  const std::vector<std::function<void(rtpengine::Packet&)>> wrong{
      [](rtpengine::Packet& packet) { packet.data -= packet.headroom + 1; },
      [](rtpengine::Packet& packet) { packet.size += packet.tailroom + 1; },
      [](rtpengine::Packet& packet) { packet.size = 0xffffffff; },
      [](rtpengine::Packet& packet) { packet.data += packet.size + packet.tailroom + 1; },
      [](rtpengine::Packet& packet) { packet.data = nullptr; },
      [](rtpengine::Packet& packet) { packet.size = 11; },
      [](rtpengine::Packet& packet) { packet.data[0] = 0; },
  };
  std::size_t which = 0;
  stage_.work = [&](rtpengine::PacketBatch& batch, StageOutput&) {
    wrong[which](batch.packets[0]);
    return Status::ok;
  };
  begin({&stage_});
  for (; which < wrong.size(); ++which) {
    EXPECT_EQ(from_f(rtp_text(0)), Texts{}) << which;
    EXPECT_EQ(drops(DropReason::by_stage), which + 1);
    EXPECT_EQ(stage_.copy->faults(), which + 1);
  }
}

TEST_F(PluginStageTest, PutsAddedPacketsWhereThePluginWantsThem) {
  stage_.work = [](rtpengine::PacketBatch& batch, StageOutput& output) {
    for (const auto& [text, before] :
         {std::pair{rtp_text(9, 20), 2u}, std::pair{rtp_text(9, 10), 0u},
          std::pair{rtp_text(9, 11), 0u}, std::pair{rtp_text(9, 13), 1u}}) {
      EXPECT_EQ(output.emit(to_slice(text), before), Status::ok);
    }
    EXPECT_EQ(batch.count, 2u);
    batch.packets[0].verdict = PacketVerdict::consumed;
    return Status::ok;
  };
  begin({&stage_});
  EXPECT_EQ(
      together_from_f({rtp_text(0, 1), rtp_text(0, 2)}),
      (Texts{rtp_text(9, 10), rtp_text(9, 11), rtp_text(9, 13), rtp_text(0, 2), rtp_text(9, 20)}));
}

TEST_F(PluginStageTest, LetsTheStagesBehindWorkOnAddedPackets) {
  FakeStages& later = stages_.emplace_back(rtpengine::StagePosition::transform, 0, "later");
  stage_.work = [](rtpengine::PacketBatch&, StageOutput& output) {
    output.emit(to_slice(rtp_text(9, 10)), 1);
    return Status::ok;
  };
  later.work = [](rtpengine::PacketBatch& batch, StageOutput&) {
    EXPECT_EQ(batch.count, 2u);
    EXPECT_EQ(batch.packets[1].sequence, 10);
    EXPECT_EQ(batch.packets[1].headroom, net::Packet::kHeadroom);
    batch.packets[1].verdict = PacketVerdict::drop;
    return Status::ok;
  };
  begin({&stage_, &later});
  EXPECT_EQ(from_f(rtp_text(0)), Texts{rtp_text(0)});
  EXPECT_EQ(drops(DropReason::by_stage), 1u);
}

TEST_F(PluginStageTest, KeepsCountOfAddedPacketsThatLeaveEarly) {
  FakeStages& drop = stages_.emplace_back(rtpengine::StagePosition::transform, 0, "drop");
  FakeStages& add = stages_.emplace_back(rtpengine::StagePosition::transform, 0, "add");
  stage_.work = [](rtpengine::PacketBatch&, StageOutput& output) {
    for (int i = 0; i < 20; ++i) output.emit(to_slice(rtp_text(9, 10)), 0);
    return Status::ok;
  };
  drop.work = [](rtpengine::PacketBatch& batch, StageOutput&) {
    for (std::uint32_t i = 0; i < batch.count; ++i) batch.packets[i].verdict = PacketVerdict::drop;
    return Status::ok;
  };
  add.work = [](rtpengine::PacketBatch&, StageOutput&) { return Status::ok; };
  begin({&stage_, &drop, &add});
  EXPECT_EQ(from_f(rtp_text(0)), Texts{});
  EXPECT_EQ(drops(DropReason::by_stage), 21u);
}

TEST_F(PluginStageTest, RefusesMorePacketsThanMayLeaveAtOnce) {
  Status last = Status::ok;
  stage_.work = [&](rtpengine::PacketBatch& batch, StageOutput& output) {
    for (int i = 0; i < 33; ++i) last = output.emit(to_slice(rtp_text(9, 10)), batch.count);
    return Status::ok;
  };
  begin({&stage_});
  EXPECT_EQ(from_f(rtp_text(0)).size(), 32u) << "the packet and 31 added ones";
  EXPECT_EQ(last, Status::busy);
  EXPECT_EQ(drops(DropReason::too_many), 2u);
}

TEST_F(PluginStageTest, RefusesToAddWhereNothingMayBeAdded) {
  stage_.work = [](rtpengine::PacketBatch& batch, StageOutput& output) {
    EXPECT_EQ(output.emit(to_slice("x"), batch.count + 1), Status::invalid);
    EXPECT_EQ(output.emit({nullptr, 1}, 0), Status::invalid);
    EXPECT_EQ(output.emit({"x", net::Packet::kMaxPayload + 1}, 0), Status::invalid);
    return Status::ok;
  };
  begin({&stage_});
  EXPECT_EQ(from_f(rtp_text(0)), Texts{rtp_text(0)});
  EXPECT_EQ(stage_.output->emit(to_slice(rtp_text(0)), 0), Status::invalid);
  EXPECT_EQ(stage_.copy->faults(), 4u);
}

TEST_F(PluginStageTest, LetsATapChangeNothing) {
  FakeStages& tap = stages_.emplace_back(rtpengine::StagePosition::tap);
  tap.work = [](rtpengine::PacketBatch& batch, StageOutput& output) {
    batch.packets[0].verdict = PacketVerdict::drop;
    EXPECT_EQ(output.emit(to_slice(rtp_text(0)), 0), Status::invalid);
    return Status::ok;
  };
  begin({&tap});
  EXPECT_EQ(from_f(rtp_text(0)), Texts{rtp_text(0)});
  EXPECT_EQ(tap.copy->faults(), 2u);
}

TEST_F(PluginStageTest, BlamesATapForWhatItWrote) {
  FakeStages& tap = stages_.emplace_back(rtpengine::StagePosition::tap, 0, "tap");
  unsigned seen = 0;
  tap.work = [](rtpengine::PacketBatch& batch, StageOutput&) {
    batch.packets[0].data[0] = 0;
    return Status::ok;
  };
  stage_.work = [&](rtpengine::PacketBatch& batch, StageOutput&) {
    seen += batch.count;
    return Status::ok;
  };
  begin({&tap, &stage_});
  loop::CapturedLog log;
  EXPECT_EQ(from_f(rtp_text(0)), Texts{});
  EXPECT_EQ(seen, 0u);
  EXPECT_EQ(drops(DropReason::by_stage), 1u);
  EXPECT_EQ(tap.copy->faults(), 1u);
  EXPECT_EQ(stage_.copy->faults(), 0u);
  EXPECT_THAT(log.take(), testing::HasSubstr("[c] stage 'tap' of plugin 'faker' made RTP into "
                                             "something else; the packet is dropped"));
}

TEST_F(PluginStageTest, NamesTheCallInItsLines) {
  stage_.work = [](rtpengine::PacketBatch&, StageOutput& output) {
    output.emit({nullptr, 1}, 0);
    return Status::failed;
  };
  begin({&stage_});
  loop::CapturedLog log;
  from_f(rtp_text(0));
  const std::string lines = log.take();
  EXPECT_THAT(lines, testing::HasSubstr("[c] stage 'fake' of plugin 'faker' added a packet where"));
  EXPECT_THAT(lines, testing::HasSubstr("[c] stage 'fake' of plugin 'faker' failed in process"));
}

TEST_F(PluginStageTest, LetsPacketsPassAStageThatFails) {
  stage_.work = [](rtpengine::PacketBatch& batch, StageOutput& output) {
    output.emit(to_slice(rtp_text(9, 10)), 0);
    batch.packets[1].verdict = PacketVerdict::drop;
    return Status::failed;
  };
  begin({&stage_});
  EXPECT_EQ(together_from_f({rtp_text(0, 1), rtp_text(0, 2)}),
            (Texts{rtp_text(9, 10), rtp_text(0, 1)}));
  EXPECT_EQ(stage_.copy->faults(), 1u);
}

TEST_F(PluginStageTest, DropsPacketsOfAStageThatMustNotFail) {
  FakeStages& strict =
      stages_.emplace_back(rtpengine::StagePosition::transform, stage_must_not_fail);
  strict.work = [](rtpengine::PacketBatch&, StageOutput& output) {
    output.emit(to_slice(rtp_text(9, 10)), 0);
    return Status::invalid;
  };
  begin({&strict});
  EXPECT_EQ(from_f(rtp_text(0)), Texts{});
  EXPECT_EQ(drops(DropReason::by_stage), 2u);
  EXPECT_EQ(strict.copy->faults(), 1u);
}

TEST_F(PluginStageTest, GoesOnWithoutAStageThatCannotBeMade) {
  stage_.refuse = true;
  begin({&stage_});
  EXPECT_EQ(from_f(rtp_text(0)), Texts{rtp_text(0)});
  EXPECT_EQ(stage_.detached, 0u);
  EXPECT_TRUE(media("f").rtp().route().stages().empty());
}

TEST_F(PluginStageTest, GivesPacketsOutAtItsDeadlineToTheStagesBehindIt) {
  FakeStages& later = stages_.emplace_back(rtpengine::StagePosition::transform, 0, "later");
  unsigned earlier_calls = 0, later_calls = 0;
  std::int64_t at = 0, due = 0;
  stage_.work = [&](rtpengine::PacketBatch& batch, StageOutput& output) {
    ++earlier_calls;
    batch.packets[0].verdict = PacketVerdict::consumed;
    output.arm(at = bench_.worker.now() + 5 * base::kMillisecond);
    return Status::ok;
  };
  stage_.deadline = [&](std::int64_t now, StageOutput& output) {
    due = now;
    output.emit(to_slice(rtp_text(9, 10)), 99);
    output.emit(to_slice(rtp_text(9, 11)), 0);
    return Status::ok;
  };
  later.work = [&](rtpengine::PacketBatch& batch, StageOutput&) {
    later_calls += batch.count;
    return Status::ok;
  };
  begin({&stage_, &later});
  EXPECT_EQ(from_f(rtp_text(0, 1)), Texts{});
  EXPECT_EQ(wait_for_sent(), (Texts{rtp_text(9, 10), rtp_text(9, 11)}));
  EXPECT_EQ(earlier_calls, 1u);
  EXPECT_EQ(later_calls, 2u);
  EXPECT_GE(due, at);
}

TEST_F(PluginStageTest, KeepsToTheLastDeadlineThatWasGiven) {
  std::vector<std::int64_t> dues;
  stage_.deadline = [&](std::int64_t now, StageOutput& output) {
    dues.push_back(now);
    output.emit(to_slice(rtp_text(0)), 0);
    return Status::ok;
  };
  begin({&stage_});
  const base::Time now = bench_.worker.now();
  stage_.output->arm(now + 5 * base::kMillisecond);
  stage_.output->arm(now + 30 * base::kMillisecond);
  EXPECT_EQ(wait_for_sent().size(), 1u);
  ASSERT_EQ(dues.size(), 1u);
  EXPECT_GE(dues[0], now + 30 * base::kMillisecond);
  stage_.output->arm(now + 60 * base::kSecond);
  stage_.output->arm(now + 40 * base::kMillisecond);
  EXPECT_EQ(wait_for_sent().size(), 1u) << "an earlier one replaces a later one";
  stage_.output->arm(bench_.worker.now() + base::kMillisecond);
  stage_.output->arm(0);
  // Another timer that comes later shows that the first would have fired.
  bool fired = false;
  const auto timer = bench_.worker.timer([&] { fired = true; });
  timer->start(5 * base::kMillisecond, 0);
  while (!fired) ev_run(bench_.worker.raw_loop(), EVRUN_ONCE);
  EXPECT_TRUE(bench_.io.sent.empty());
}

TEST_F(PluginStageTest, TakesAnyTimeForADeadline) {
  unsigned calls = 0;
  stage_.deadline = [&](std::int64_t now, StageOutput& output) {
    ++calls;
    EXPECT_GE(now, 0);
    output.emit(to_slice(rtp_text(0)), 0);
    return Status::ok;
  };
  begin({&stage_});
  constexpr auto kLeast = std::numeric_limits<std::int64_t>::min();
  for (const std::int64_t past : {kLeast, kLeast + 1, std::int64_t{-1}, std::int64_t{1}}) {
    stage_.output->arm(std::numeric_limits<std::int64_t>::max());
    stage_.output->arm(past);
    EXPECT_EQ(wait_for_sent().size(), 1u) << past;
  }
  EXPECT_EQ(calls, 4u);
}

TEST_F(PluginStageTest, StandsInWhatAParticipantIsSentAtThePositionOutgoing) {
  FakeStages& outgoing = stages_.emplace_back(rtpengine::StagePosition::outgoing);
  outgoing.work = [&](rtpengine::PacketBatch& batch, StageOutput& output) {
    EXPECT_EQ(batch.packets[0].sequence, 2);
    output.emit(to_slice(rtp_text(9, 3)), 1);
    output.arm(bench_.worker.now() + base::kMillisecond);
    return Status::ok;
  };
  outgoing.deadline = [](std::int64_t, StageOutput& output) {
    output.emit(to_slice(rtp_text(9, 4)), 0);
    return Status::ok;
  };
  begin({&outgoing});
  EXPECT_EQ(from_f(rtp_text(0, 1)), Texts{rtp_text(0, 1)});
  const auto sent = bench_.deliver(bench_.port_for("t"), kT, rtp_text(0, 2));
  EXPECT_EQ(texts(sent), (Texts{rtp_text(0, 2), rtp_text(9, 3)}));
  EXPECT_EQ(sent.at(1).to, kF);
  EXPECT_EQ(sent.at(1).from, bench_.port_for("f"));
  EXPECT_EQ(wait_for_sent(), Texts{rtp_text(9, 4)});
}

TEST_F(PluginStageTest, CountsAtTheEgressWhatCouldNotBeSentAtADeadline) {
  FakeStages& outgoing = stages_.emplace_back(rtpengine::StagePosition::outgoing);
  bool due = false;
  outgoing.deadline = [&](std::int64_t, StageOutput& output) {
    output.emit(to_slice(rtp_text(9, 4)), 0);
    due = true;
    return Status::ok;
  };
  begin({&outgoing});
  bench_.io.refuse_sends = true;
  outgoing.output->arm(bench_.worker.now());
  while (!due) ev_run(bench_.worker.raw_loop(), EVRUN_ONCE);
  EXPECT_EQ(media("f").rtp().egress().drops()[DropReason::send_failed], 1u);
}

TEST_F(PluginStageTest, AllocatesNothingPerPacket) {
  // Each packet is held and given out again together with a second one, and a deadline is armed.
  const std::string extra = rtp_text(9, 10);
  stage_.work = [&](rtpengine::PacketBatch& batch, StageOutput& output) {
    output.emit({reinterpret_cast<const char*>(batch.packets[0].data), batch.packets[0].size}, 0);
    output.emit(to_slice(extra), 1);
    output.arm(bench_.worker.now() + base::kSecond);
    batch.packets[0].verdict = PacketVerdict::consumed;
    return Status::ok;
  };
  begin({&stage_});
  bench_.io.discard = true;
  std::string data = rtp_text(0);
  net::Packet packet;
  packet.source = net::SocketAddress(kF);
  net::Packet* one = &packet;
  media::PacketStream& stream = media("f").rtp();
  std::size_t allocations = 0;
  for (int round = 0; round < 100; ++round) {
    const base::Time before = bench_.worker.now();
    while (base::monotonic_now() == before) {
    }
    bench_.worker.run_and_wait([&] {
      const AllocationCount count;
      packet.data = reinterpret_cast<std::uint8_t*>(data.data());
      packet.size = data.size();
      packet.received = bench_.worker.now();
      stream.on_packets({&one, 1});
      if (round >= 2) allocations += count.value();
    });
  }
  EXPECT_EQ(bench_.io.discarded, 200u);
  EXPECT_EQ(allocations, 0u);
}

}  // namespace
}  // namespace rtpengine::call
