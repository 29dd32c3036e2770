// SPDX-License-Identifier: GPL-3.0-or-later
//
// Tests of learning in the modes delayed, immediate, off and heuristic.
#include "media/learning.h"

#include "learning_fixture.h"

namespace rtpengine::media {
namespace {

class Delayed : public LearningTest {
 protected:
  Delayed() { input_.mode = LearningMode::delayed; }
};

TEST_F(Delayed, sends_to_the_signalled_endpoint_first) {
  signal(kSignalled);
  EXPECT_EQ(destination(), kSignalled);
  EXPECT_FALSE(learner_.confirmed());
}

TEST_F(Delayed, follows_every_source_during_three_seconds) {
  signal(kSignalled);
  EXPECT_EQ(packet(kOtherPort), "forward+moved");
  EXPECT_EQ(packet(kOtherPort), "forward");
  EXPECT_EQ(packet(kStranger), "forward+moved");
  EXPECT_EQ(destination(), kStranger);
  after(kLearningTime - 1);
  EXPECT_EQ(packet(kSignalled), "forward+moved");
  EXPECT_FALSE(learner_.confirmed());
}

TEST_F(Delayed, takes_the_first_packet_after_three_seconds_for_final) {
  signal(kSignalled);
  after(kLearningTime);
  EXPECT_EQ(packet(kOtherPort), "forward+moved+confirmed");
  EXPECT_TRUE(learner_.confirmed());
  EXPECT_EQ(packet(kOtherPort), "forward");
}

TEST_F(Delayed, forwards_strangers_afterwards_without_following_them) {
  signal(kSignalled);
  after(kLearningTime);
  packet(kSignalled);
  EXPECT_EQ(packet(kStranger), "forward");
  EXPECT_EQ(destination(), kSignalled);
  EXPECT_EQ(learner_.source_check(), SourceCheck::none);
  EXPECT_EQ(learner_.expected_source().size, 0u);
}

TEST_F(Delayed, drops_strangers_afterwards_with_strict_source) {
  input_.strict_source = true;
  signal(kSignalled);
  EXPECT_EQ(packet(kStranger), "forward+moved") << "still learning";
  after(kLearningTime);
  packet(kSignalled);
  EXPECT_EQ(packet(kStranger), "refuse");
  EXPECT_EQ(learner_.last_refused().endpoint().to_string(), kStranger);
  EXPECT_EQ(learner_.refused_packets(), 1u);
  EXPECT_EQ(learner_.source_check(), SourceCheck::drop);
  EXPECT_EQ(learner_.expected_source().endpoint().to_string(), kSignalled);
}

TEST_F(Delayed, follows_strangers_afterwards_with_media_handover) {
  input_.media_handover = true;
  signal(kSignalled);
  after(kLearningTime);
  packet(kSignalled);
  EXPECT_EQ(packet(kStranger), "forward+moved");
  EXPECT_EQ(packet(kStranger), "forward");
  EXPECT_EQ(destination(), kStranger);
  EXPECT_TRUE(learner_.confirmed());
  EXPECT_EQ(learner_.source_check(), SourceCheck::ask);
}

TEST_F(Delayed, media_handover_wins_over_strict_source) {
  input_.media_handover = true;
  input_.strict_source = true;
  signal(kSignalled);
  after(kLearningTime);
  packet(kSignalled);
  EXPECT_EQ(packet(kStranger), "forward+moved");
}

TEST_F(Delayed, learns_nothing_from_an_asymmetric_side) {
  input_.asymmetric = true;
  signal(kSignalled);
  EXPECT_TRUE(learner_.confirmed());
  EXPECT_EQ(packet(kStranger), "forward");
  EXPECT_EQ(packet(kOtherPort), "forward");
  EXPECT_EQ(destination(), kSignalled);
  EXPECT_EQ(learner_.source_check(), SourceCheck::none);
}

TEST_F(Delayed, forwards_and_learns_nothing_before_anything_is_signalled) {
  signal("");
  EXPECT_EQ(packet(kStranger), "forward");
  after(kLearningTime);
  EXPECT_EQ(packet(kStranger), "forward");
  EXPECT_EQ(destination(), "");
  EXPECT_FALSE(learner_.confirmed());
}

TEST_F(Delayed, forwards_before_the_first_signalling_at_all) {
  EXPECT_EQ(packet(kStranger), "forward");
  EXPECT_EQ(destination(), "");
  EXPECT_EQ(learner_.endpoint(), net::Endpoint{});
}

TEST_F(Delayed, learns_nothing_while_the_port_is_zero) {
  signal("192.0.2.1:0");
  EXPECT_EQ(packet(kSignalled), "forward");
  EXPECT_EQ(destination(), "");
}

TEST_F(Delayed, sends_nowhere_while_the_address_is_unspecified) {
  signal("0.0.0.0:4000");
  EXPECT_EQ(destination(), "");
  EXPECT_EQ(packet(kOtherPort), "forward+moved");
  EXPECT_EQ(destination(), kOtherPort);
}

TEST_F(Delayed, learns_afresh_when_another_endpoint_is_signalled) {
  signal(kSignalled);
  after(kLearningTime);
  packet(kStranger);
  signal("192.0.2.9:5000");
  EXPECT_EQ(destination(), "192.0.2.9:5000");
  EXPECT_FALSE(learner_.confirmed());
  EXPECT_EQ(packet(kStranger), "forward+moved");
}

TEST_F(Delayed, keeps_what_it_knows_when_the_same_is_signalled_again) {
  signal(kSignalled);
  after(kLearningTime);
  packet(kOtherPort);
  signal(kSignalled);
  EXPECT_EQ(destination(), kOtherPort);
  EXPECT_TRUE(learner_.confirmed());
}

TEST_F(Delayed, prolongs_learning_when_the_same_is_signalled_before_its_end) {
  signal(kSignalled);
  packet(kOtherPort);
  after(2 * base::kSecond);
  signal(kSignalled);
  EXPECT_EQ(destination(), kOtherPort) << "what was learned stays";
  after(2 * base::kSecond);
  EXPECT_EQ(packet(kOtherPort), "forward");
  after(1 * base::kSecond);
  EXPECT_EQ(packet(kOtherPort), "forward+confirmed");
}

TEST_F(Delayed, takes_new_flags_without_learning_afresh) {
  signal(kSignalled);
  after(kLearningTime);
  packet(kOtherPort);
  input_.strict_source = true;
  signal(kSignalled);
  EXPECT_EQ(destination(), kOtherPort);
  EXPECT_EQ(packet(kStranger), "refuse");
}

TEST_F(Delayed, does_not_care_where_signalling_came_from) {
  signal(kSignalled);
  after(kLearningTime);
  packet(kOtherPort);
  from_signalling("198.51.100.1");
  signal(kSignalled);
  EXPECT_TRUE(learner_.confirmed());
}

TEST_F(Delayed, settle_leaves_the_last_word_to_a_packet) {
  signal(kSignalled);
  packet(kOtherPort);
  after(kLearningTime);
  EXPECT_FALSE(learner_.settle(now_));
  EXPECT_FALSE(learner_.confirmed());
}

TEST_F(Delayed, returns_to_the_signalled_endpoint_when_a_side_turns_asymmetric) {
  signal(kSignalled);
  packet(kOtherPort);
  input_.asymmetric = true;
  signal(kSignalled);
  EXPECT_EQ(destination(), kSignalled);
}

TEST_F(Delayed, signal_tells_whether_the_destination_changed) {
  input_.signalled = endpoint(kSignalled);
  EXPECT_TRUE(learner_.signal(input_, now_));
  EXPECT_FALSE(learner_.signal(input_, now_));
  packet(kOtherPort);
  EXPECT_FALSE(learner_.signal(input_, now_));
  input_.signalled = endpoint(kOtherPort);
  EXPECT_FALSE(learner_.signal(input_, now_)) << "it was there already";
  input_.signalled = endpoint(kStranger);
  EXPECT_TRUE(learner_.signal(input_, now_));
}

TEST_F(Delayed, works_with_ipv6) {
  signal("[2001:db8::1]:4000");
  EXPECT_EQ(packet("[2001:db8::1]:4002"), "forward+moved");
  after(kLearningTime);
  EXPECT_EQ(packet("[2001:db8::1]:4002"), "forward+confirmed");
  EXPECT_EQ(packet("[2001:db8::1]:4002"), "forward");
  EXPECT_EQ(destination(), "[2001:db8::1]:4002");
}

TEST_F(Delayed, admits_all_rtcp_on_the_same_socket_without_learning_from_it) {
  signal(kSignalled);
  EXPECT_TRUE(learner_.admits(socket_address(kStranger)));
  EXPECT_EQ(destination(), kSignalled);
  after(kLearningTime);
  packet(kSignalled);
  EXPECT_TRUE(learner_.admits(socket_address(kStranger)));
}

TEST_F(Delayed, admits_rtcp_by_strict_source_when_learning_is_over) {
  input_.strict_source = true;
  signal(kSignalled);
  EXPECT_TRUE(learner_.admits(socket_address(kStranger)));
  after(kLearningTime);
  packet(kSignalled);
  EXPECT_TRUE(learner_.admits(socket_address(kSignalled)));
  EXPECT_FALSE(learner_.admits(socket_address(kStranger)));
}

class Immediate : public LearningTest {
 protected:
  Immediate() { input_.mode = LearningMode::immediate; }
};

TEST_F(Immediate, takes_the_first_packet_for_final) {
  signal(kSignalled);
  EXPECT_FALSE(learner_.confirmed());
  EXPECT_EQ(packet(kOtherPort), "forward+moved+confirmed");
  EXPECT_EQ(packet(kSignalled), "forward");
  EXPECT_EQ(destination(), kOtherPort);
}

TEST_F(Immediate, drops_others_with_strict_source) {
  input_.strict_source = true;
  signal(kSignalled);
  packet(kOtherPort);
  EXPECT_EQ(packet(kSignalled), "refuse");
}

class Off : public LearningTest {
 protected:
  Off() { input_.mode = LearningMode::off; }
};

TEST_F(Off, keeps_the_signalled_endpoint_and_forwards_from_anywhere) {
  signal(kSignalled);
  EXPECT_TRUE(learner_.confirmed());
  EXPECT_EQ(packet(kStranger), "forward");
  EXPECT_EQ(packet(kSignalled), "forward");
  EXPECT_EQ(destination(), kSignalled);
}

TEST_F(Off, drops_strangers_with_strict_source) {
  input_.strict_source = true;
  signal(kSignalled);
  EXPECT_EQ(packet(kStranger), "refuse");
  EXPECT_EQ(packet(kOtherPort), "refuse");
  EXPECT_EQ(packet(kSignalled), "forward");
}

TEST_F(Off, with_strict_source_takes_any_port_of_an_asymmetric_side) {
  input_.strict_source = true;
  input_.asymmetric = true;
  signal(kSignalled);
  EXPECT_EQ(packet(kOtherPort), "forward");
  EXPECT_EQ(packet(kStranger), "refuse");
  EXPECT_EQ(destination(), kSignalled);
}

TEST_F(Off, follows_strangers_with_media_handover) {
  input_.media_handover = true;
  signal(kSignalled);
  EXPECT_EQ(packet(kStranger), "forward+moved");
}

TEST_F(Off, learns_nothing_from_a_held_side) {
  signal("0.0.0.0:4000");
  EXPECT_FALSE(learner_.confirmed());
  EXPECT_EQ(packet(kStranger), "forward");
  EXPECT_EQ(destination(), "");
}

TEST_F(Off, is_not_moved_by_proof_but_by_ice) {
  signal(kSignalled);
  EXPECT_EQ(text(learner_.note_validated(socket_address(kOtherPort), now_)), "forward");
  EXPECT_EQ(destination(), kSignalled);
  EXPECT_EQ(text(learner_.select(socket_address(kOtherPort), now_)), "forward+moved");
  EXPECT_EQ(destination(), kOtherPort);
}

class Heuristic : public LearningTest {
 protected:
  Heuristic() { input_.mode = LearningMode::heuristic; }
};

TEST_F(Heuristic, climbs_from_any_over_port_and_address_to_both) {
  signal(kSignalled);
  EXPECT_EQ(packet(kStranger), "forward+moved");
  EXPECT_EQ(packet("198.51.100.1:4000"), "forward+moved");
  EXPECT_EQ(packet(kOtherPort), "forward+moved");
  EXPECT_EQ(packet(kSignalled), "forward+moved+confirmed");
}

TEST_F(Heuristic, does_not_climb_down_and_keeps_the_first_of_a_rank) {
  signal(kSignalled);
  packet(kOtherPort);
  EXPECT_EQ(packet("192.0.2.1:4446"), "forward");
  EXPECT_EQ(packet("198.51.100.1:4000"), "forward");
  EXPECT_EQ(packet(kStranger), "forward");
  EXPECT_EQ(destination(), kOtherPort);
}

TEST_F(Heuristic, settles_for_the_best_after_three_seconds) {
  signal(kSignalled);
  packet(kOtherPort);
  after(kLearningTime);
  EXPECT_EQ(packet(kStranger), "forward+confirmed");
  EXPECT_EQ(destination(), kOtherPort);
}

TEST_F(Heuristic, takes_a_better_one_with_the_packet_that_ends_learning) {
  signal(kSignalled);
  packet(kStranger);
  after(kLearningTime);
  EXPECT_EQ(packet(kOtherPort), "forward+moved+confirmed");
}

TEST_F(Heuristic, settles_without_a_packet_if_asked) {
  signal(kSignalled);
  after(kLearningTime);
  EXPECT_FALSE(learner_.settle(now_)) << "nothing seen yet";
  packet(kOtherPort);
  signal("192.0.2.9:5000");
  packet(kOtherPort);
  after(kLearningTime);
  EXPECT_TRUE(learner_.settle(now_));
  EXPECT_FALSE(learner_.settle(now_));
  EXPECT_EQ(destination(), kOtherPort);
}

TEST_F(Heuristic, refuses_the_stranger_that_ends_learning_with_strict_source) {
  input_.strict_source = true;
  signal(kSignalled);
  packet(kOtherPort);
  after(kLearningTime);
  EXPECT_EQ(packet(kStranger), "refuse+confirmed");
}

TEST_F(Heuristic, ranks_anew_for_another_endpoint) {
  signal(kSignalled);
  packet(kSignalled);
  signal("192.0.2.9:5000");
  EXPECT_EQ(packet(kStranger), "forward+moved");
}

}  // namespace
}  // namespace rtpengine::media
