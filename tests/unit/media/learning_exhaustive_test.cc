// SPDX-License-Identifier: GPL-3.0-or-later
//
// What must hold for the learner whatever happens: every sequence of events up to a length, under
// every combination of mode and flags.
#include <array>

#include "learning_fixture.h"
#include "media/learning.h"

namespace rtpengine::media {
namespace {

constexpr std::array kModes{LearningMode::delayed, LearningMode::immediate, LearningMode::off,
                            LearningMode::heuristic, LearningMode::safe};

/// What can happen to a learner.
enum class Event {
  from_signalled,
  from_other_port,
  from_signalling,
  from_stranger,
  validated_stranger,
  signalled_again,
  second_passes,
  learning_time_passes,
};
constexpr int kEvents = 8;

struct World {
  LearningInput input;
  Learner learner;
  base::Time now = 1000 * base::kSecond;
  bool stranger_proven = false;

  void check_state() const {
    const net::SocketAddress& destination = learner.destination();
    if (learner.confirmed() && learner.source_check() != SourceCheck::none) {
      EXPECT_NE(learner.expected_source().size, 0u);
    }
    if (!input.signalled.address || input.signalled.port == 0) {
      EXPECT_EQ(destination.size, 0u);
      EXPECT_FALSE(learner.confirmed());
    }
    const bool safe = input.mode == LearningMode::safe;
    if (safe && !input.media_handover && knows_an_address() && !stranger_proven) {
      EXPECT_FALSE(destination.same_as(socket_address(kStranger)));
    }
    if (input.mode == LearningMode::off && !input.media_handover && destination.size != 0) {
      EXPECT_TRUE(destination.same_as(net::SocketAddress(input.signalled)));
    }
  }

  bool knows_an_address() const {
    const bool unreachable = input.signalled.address.is_unspecified() ||
                             (input.interface_is_public && input.signalled.address.is_private());
    return input.received_from || !unreachable;
  }

  void packet(const char* source) {
    const net::SocketAddress from = socket_address(source);
    const bool was_confirmed = learner.confirmed();
    const net::SocketAddress before = learner.destination();
    const std::uint64_t refused = learner.refused_packets();
    const bool admits = learner.admits(from);
    const Admission admission = learner.admit(from, now);

    EXPECT_EQ(admission.moved, !before.same_as(learner.destination()));
    EXPECT_EQ(admission.confirmed, !was_confirmed && learner.confirmed());
    EXPECT_EQ(!admission.forward, learner.refused_packets() == refused + 1);
    if (admission.moved) {
      EXPECT_TRUE(admission.forward);
      EXPECT_TRUE(learner.destination().same_as(from));
      EXPECT_FALSE(input.asymmetric);
    }
    if (was_confirmed && !input.media_handover) {
      EXPECT_FALSE(admission.moved);
      EXPECT_EQ(admits, admission.forward) << "RTCP passes exactly where media does";
    }
  }

  void apply(Event event) {
    switch (event) {
      case Event::from_signalled:
        packet(kSignalled);
        break;
      case Event::from_other_port:
        packet(kOtherPort);
        break;
      case Event::from_signalling:
        packet("198.51.100.1:7000");
        break;
      case Event::from_stranger:
        packet(kStranger);
        break;
      case Event::validated_stranger:
        if (input.mode != LearningMode::safe) break;
        learner.note_validated(socket_address(kStranger), now);
        stranger_proven = true;
        break;
      case Event::signalled_again:
        EXPECT_FALSE(learner.signal(input, now));
        break;
      case Event::second_passes:
        now += base::kSecond;
        break;
      case Event::learning_time_passes:
        now += kLearningTime;
        learner.settle(now);
        break;
    }
    check_state();
  }
};

void explore(const World& world, int depth) {
  if (depth == 0 || testing::Test::HasFailure()) return;
  for (int event = 0; event < kEvents; event++) {
    World next = world;
    next.apply(Event(event));
    explore(next, depth - 1);
  }
}

class LearnerInvariants : public testing::TestWithParam<LearningMode> {};

TEST_P(LearnerInvariants, hold_for_every_sequence_of_four_events) {
  for (int flags = 0; flags < 32; flags++) {
    for (const char* signalled : {kSignalled, "10.0.0.1:4000", "0.0.0.0:4000", "192.0.2.1:0", ""}) {
      World world;
      world.input.mode = GetParam();
      world.input.strict_source = flags & 1;
      world.input.media_handover = flags & 2;
      world.input.asymmetric = flags & 4;
      world.input.interface_is_public = flags & 8;
      if (flags & 16) world.input.received_from = net::IpAddress::parse("198.51.100.1").value();
      if (*signalled != 0) world.input.signalled = endpoint(signalled);
      world.learner.signal(world.input, world.now);
      world.check_state();
      SCOPED_TRACE(testing::Message() << "flags " << flags << " signalled " << signalled);
      explore(world, 4);
      ASSERT_FALSE(HasFailure());
    }
  }
}

INSTANTIATE_TEST_SUITE_P(Modes, LearnerInvariants, testing::ValuesIn(kModes),
                         [](const auto& mode) { return std::string(to_string(mode.param)); });

}  // namespace
}  // namespace rtpengine::media
