// SPDX-License-Identifier: GPL-3.0-or-later
//
// Tests of learning in the mode safe.
#include <vector>

#include "learning_fixture.h"
#include "media/learning.h"

namespace rtpengine::media {
namespace {

constexpr const char* kProxySource = "198.51.100.1:7000";  // where `received from` points

class Safe : public LearningTest {
 protected:
  /// The side has both a usable signalled address and a different address of its signalling.
  void signal_both() {
    from_signalling("198.51.100.1");
    signal(kSignalled);
  }
  /// A private address is signalled, and where the signalling came from is known.
  void signal_behind_nat() {
    input_.interface_is_public = true;
    from_signalling("198.51.100.1");
    signal("10.0.0.1:4000");
  }
  void settle_behind_nat() {
    signal_behind_nat();
    packet(kProxySource);
    after(kLearningTime);
    packet(kProxySource);
  }
  std::string validated(const char* source) {
    return text(learner_.note_validated(socket_address(source), now_));
  }
};

TEST_F(Safe, settles_at_once_on_the_signalled_endpoint) {
  signal_both();
  EXPECT_EQ(destination(), kSignalled);
  EXPECT_EQ(packet(kSignalled), "forward+confirmed");
  EXPECT_EQ(learner_.source_class(), SourceClass::exact);
  EXPECT_EQ(learner_.source_check(), SourceCheck::drop);
  EXPECT_EQ(learner_.expected_source().endpoint().to_string(), kSignalled);
}

TEST_F(Safe, refuses_strangers_before_and_after_settling) {
  signal_both();
  EXPECT_EQ(packet(kStranger), "refuse");
  EXPECT_EQ(destination(), kSignalled);
  packet(kSignalled);
  EXPECT_EQ(packet(kStranger), "refuse");
  EXPECT_EQ(learner_.refused_packets(), 2u);
  EXPECT_EQ(learner_.last_refused().endpoint().to_string(), kStranger);
}

TEST_F(Safe, lets_better_classes_displace_lower_ones) {
  signal_both();
  EXPECT_EQ(packet(kProxySource), "forward+moved");
  EXPECT_EQ(learner_.source_class(), SourceClass::signalling);
  EXPECT_EQ(packet(kOtherPort), "forward+moved");
  EXPECT_EQ(learner_.source_class(), SourceClass::address);
  EXPECT_EQ(packet(kSignalled), "forward+moved+confirmed");
}

TEST_F(Safe, forwards_lower_and_equal_classes_while_learning_without_following_them) {
  signal_both();
  packet(kOtherPort);
  EXPECT_EQ(packet("192.0.2.1:4446"), "forward");
  EXPECT_EQ(packet(kProxySource), "forward");
  EXPECT_EQ(destination(), kOtherPort);
}

TEST_F(Safe, locks_what_it_found_when_the_learning_time_ends) {
  signal_both();
  packet(kOtherPort);
  after(kLearningTime);
  EXPECT_EQ(packet(kOtherPort), "forward+confirmed");
  EXPECT_EQ(packet("192.0.2.1:4446"), "refuse");
  EXPECT_EQ(packet(kProxySource), "refuse");
  EXPECT_EQ(packet(kSignalled), "refuse") << "locked, even for the signalled endpoint";
}

TEST_F(Safe, lock_does_not_wait_for_a_packet_of_the_endpoint) {
  signal_both();
  packet(kOtherPort);
  after(kLearningTime);
  EXPECT_EQ(packet(kSignalled), "refuse+confirmed");
  EXPECT_EQ(destination(), kOtherPort);
}

TEST_F(Safe, settles_by_the_clock_if_asked) {
  signal_both();
  packet(kProxySource);
  after(kLearningTime - 1);
  EXPECT_FALSE(learner_.settle(now_));
  after(1);
  EXPECT_TRUE(learner_.settle(now_));
  EXPECT_TRUE(learner_.confirmed());
  EXPECT_FALSE(learner_.settle(now_));
}

TEST_F(Safe, does_not_settle_on_nothing) {
  signal_both();
  after(10 * kLearningTime);
  EXPECT_FALSE(learner_.settle(now_));
  EXPECT_EQ(packet(kStranger), "refuse");
  EXPECT_FALSE(learner_.confirmed());
}

TEST_F(Safe, locks_the_first_admitted_source_if_none_came_in_time) {
  signal_both();
  after(10 * kLearningTime);
  EXPECT_EQ(packet(kProxySource), "forward+moved+confirmed");
  EXPECT_EQ(packet(kSignalled), "refuse");
}

TEST_F(Safe, without_received_from_admits_the_signalled_address_only) {
  signal(kSignalled);
  EXPECT_EQ(packet(kStranger), "refuse");
  EXPECT_EQ(packet(kProxySource), "refuse");
  EXPECT_EQ(packet(kOtherPort), "forward+moved");
}

TEST_F(Safe, counts_received_from_equal_to_the_signalled_address_as_the_address) {
  from_signalling("192.0.2.1");
  signal(kSignalled);
  packet(kOtherPort);
  EXPECT_EQ(learner_.source_class(), SourceClass::address);
}

TEST_F(Safe, leaves_a_private_address_aside_on_a_public_interface) {
  input_.interface_is_public = true;
  from_signalling("198.51.100.1");
  for (const char* unreachable : {"10.0.0.1:4000", "169.254.1.1:4000", "127.0.0.1:4000"}) {
    Learner learner;
    input_.signalled = endpoint(unreachable);
    learner.signal(input_, now_);
    const auto from = [&](const char* source) {
      return text(learner.admit(socket_address(source), now_));
    };
    EXPECT_EQ(from(unreachable), "refuse") << unreachable;
    EXPECT_EQ(from(kStranger), "refuse") << unreachable;
    EXPECT_EQ(from(kProxySource), "forward+moved") << unreachable;
    EXPECT_EQ(learner.source_class(), SourceClass::signalling);
  }
}

TEST_F(Safe, takes_a_private_address_as_written_on_a_private_interface) {
  from_signalling("198.51.100.1");
  signal("10.0.0.1:4000");
  EXPECT_EQ(packet("10.0.0.1:4000"), "forward+confirmed");
}

TEST_F(Safe, still_sends_to_an_unreachable_address_until_something_better_is_seen) {
  signal_behind_nat();
  EXPECT_EQ(destination(), "10.0.0.1:4000");
}

TEST_F(Safe, fixes_the_first_source_if_nothing_at_all_is_known_of_it) {
  input_.interface_is_public = true;
  signal("10.0.0.1:4000");
  EXPECT_EQ(packet(kStranger), "forward+moved+confirmed");
  EXPECT_EQ(learner_.source_class(), SourceClass::first);
  EXPECT_EQ(packet(kSignalled), "refuse");
}

TEST_F(Safe, fixes_the_first_source_of_a_side_that_signals_the_unspecified_address) {
  signal("0.0.0.0:4000");
  EXPECT_EQ(destination(), "");
  EXPECT_EQ(packet(kStranger), "forward+moved+confirmed");
}

TEST_F(Safe, learns_a_held_side_by_received_from) {
  from_signalling("198.51.100.1");
  signal("0.0.0.0:4000");
  EXPECT_EQ(packet(kStranger), "refuse");
  EXPECT_EQ(packet(kProxySource), "forward+moved");
}

TEST_F(Safe, leaves_received_from_of_the_other_family_aside) {
  from_signalling("2001:db8::5");
  signal("0.0.0.0:4000");
  EXPECT_EQ(packet(kStranger), "forward+moved+confirmed");
}

TEST_F(Safe, forwards_strangers_and_learns_nothing_before_an_address_is_signalled) {
  from_signalling("198.51.100.1");
  signal("");
  EXPECT_EQ(packet(kStranger), "forward");
  EXPECT_EQ(packet(kProxySource), "forward");
  after(kLearningTime);
  EXPECT_EQ(packet(kStranger), "forward");
  EXPECT_EQ(destination(), "");
  EXPECT_FALSE(learner_.confirmed());
  signal(kSignalled);
  EXPECT_EQ(packet(kStranger), "refuse");
  EXPECT_EQ(packet(kSignalled), "forward+confirmed");
}

TEST_F(Safe, checks_but_learns_nothing_while_the_port_is_zero) {
  signal("192.0.2.1:0");
  EXPECT_EQ(packet(kStranger), "refuse");
  EXPECT_EQ(packet(kSignalled), "forward");
  EXPECT_EQ(destination(), "");
  EXPECT_FALSE(learner_.confirmed());
}

TEST_F(Safe, learns_afresh_when_another_endpoint_is_signalled) {
  signal_both();
  packet(kSignalled);
  signal("192.0.2.9:5000");
  EXPECT_FALSE(learner_.confirmed());
  EXPECT_EQ(destination(), "192.0.2.9:5000");
  EXPECT_EQ(packet(kSignalled), "refuse");
  EXPECT_EQ(packet(kProxySource), "forward+moved");
}

TEST_F(Safe, is_not_disturbed_when_the_same_is_signalled_again) {
  signal_both();
  packet(kOtherPort);
  after(kLearningTime);
  packet(kOtherPort);
  signal_both();
  EXPECT_TRUE(learner_.confirmed());
  EXPECT_EQ(destination(), kOtherPort);
  EXPECT_EQ(packet(kSignalled), "refuse");
}

TEST_F(Safe, prolongs_learning_when_the_same_is_signalled_before_its_end) {
  signal_both();
  packet(kProxySource);
  after(2 * base::kSecond);
  signal_both();
  after(2 * base::kSecond);
  EXPECT_EQ(packet(kSignalled), "forward+moved+confirmed");
}

TEST_F(Safe, learns_afresh_when_a_side_known_by_its_signalling_moves) {
  settle_behind_nat();
  from_signalling("203.0.113.66");
  signal("10.0.0.1:4000");
  EXPECT_FALSE(learner_.confirmed());
  EXPECT_EQ(destination(), kProxySource) << "until something is seen from the new address";
  EXPECT_EQ(packet(kProxySource), "refuse");
  EXPECT_EQ(packet(kStranger), "forward+moved");
}

TEST_F(Safe, keeps_an_endpoint_that_the_media_address_vouches_for_when_signalling_moves) {
  signal_both();
  packet(kSignalled);
  from_signalling("203.0.113.66");
  signal(kSignalled);
  EXPECT_TRUE(learner_.confirmed());
  EXPECT_EQ(packet(kStranger), "refuse");
}

TEST_F(Safe, is_not_opened_by_signalling_that_does_not_say_where_it_came_from) {
  settle_behind_nat();
  input_.received_from = {};
  signal("10.0.0.1:4000");
  EXPECT_EQ(packet(kStranger), "refuse");
  EXPECT_EQ(packet(kProxySource), "forward");
  signal("10.0.0.1:5000");
  EXPECT_EQ(packet(kStranger), "refuse") << "another port of the same address";
  EXPECT_EQ(packet(kProxySource), "forward+moved");
}

TEST_F(Safe, forgets_where_signalling_came_from_when_another_address_is_signalled) {
  signal_behind_nat();
  input_.received_from = {};
  signal("10.9.9.9:4000");
  EXPECT_EQ(packet(kStranger), "forward+moved+confirmed");
}

TEST_F(Safe, does_not_change_with_strict_source) {
  input_.strict_source = true;
  signal_both();
  EXPECT_EQ(packet(kStranger), "refuse");
  EXPECT_EQ(packet(kOtherPort), "forward+moved");
  EXPECT_EQ(packet(kSignalled), "forward+moved+confirmed");
}

TEST_F(Safe, media_handover_lifts_the_lock_but_not_admission_while_learning) {
  input_.media_handover = true;
  signal_both();
  EXPECT_EQ(packet(kStranger), "refuse");
  EXPECT_EQ(packet(kSignalled), "forward+confirmed");
  EXPECT_EQ(packet(kStranger), "forward+moved");
  EXPECT_EQ(destination(), kStranger);
  EXPECT_EQ(packet(kSignalled), "forward+moved");
  EXPECT_EQ(learner_.source_check(), SourceCheck::ask);
}

TEST_F(Safe, media_handover_takes_nothing_from_a_proven_endpoint) {
  input_.media_handover = true;
  signal_both();
  validated(kOtherPort);
  EXPECT_EQ(packet(kStranger), "refuse");
  EXPECT_EQ(packet(kSignalled), "refuse");
  EXPECT_EQ(validated(kStranger), "forward+moved");
}

TEST_F(Safe, asymmetric_admits_all_that_is_known_and_learns_nothing) {
  input_.asymmetric = true;
  signal_both();
  EXPECT_FALSE(learner_.confirmed());
  EXPECT_EQ(packet(kStranger), "refuse");
  EXPECT_EQ(packet(kOtherPort), "forward+confirmed");
  EXPECT_EQ(packet(kProxySource), "forward");
  EXPECT_EQ(packet(kStranger), "refuse");
  EXPECT_EQ(packet(kSignalled), "forward");
  EXPECT_EQ(destination(), kSignalled);
  EXPECT_EQ(learner_.source_check(), SourceCheck::ask);
}

TEST_F(Safe, asymmetric_admits_everything_if_nothing_is_known) {
  input_.asymmetric = true;
  signal("0.0.0.0:4000");
  EXPECT_EQ(packet(kStranger), "forward+confirmed");
  EXPECT_EQ(packet(kSignalled), "forward");
  EXPECT_EQ(destination(), "");
  EXPECT_EQ(learner_.source_check(), SourceCheck::none);
}

TEST_F(Safe, proof_displaces_every_other_class_and_settles) {
  signal_both();
  packet(kSignalled);
  EXPECT_EQ(packet(kStranger), "refuse");
  EXPECT_EQ(validated(kStranger), "forward+moved");
  EXPECT_EQ(packet(kStranger), "forward");
  EXPECT_EQ(learner_.source_class(), SourceClass::proven);
  EXPECT_EQ(packet(kSignalled), "refuse");
}

TEST_F(Safe, proof_does_not_displace_proof) {
  signal_both();
  EXPECT_EQ(validated(kOtherPort), "forward+moved+confirmed");
  EXPECT_EQ(validated(kStranger), "forward");
  EXPECT_EQ(destination(), kOtherPort);
  EXPECT_EQ(packet(kStranger), "forward") << "proven, so admitted";
  EXPECT_EQ(learner_.source_check(), SourceCheck::ask);
}

TEST_F(Safe, ice_moves_a_proven_endpoint) {
  signal_both();
  validated(kOtherPort);
  EXPECT_EQ(text(learner_.select(socket_address(kStranger), now_)), "forward+moved");
  EXPECT_EQ(destination(), kStranger);
  EXPECT_EQ(packet(kOtherPort), "forward") << "still proven";
}

TEST_F(Safe, proof_of_an_asymmetric_side_admits_without_moving) {
  input_.asymmetric = true;
  signal_both();
  EXPECT_EQ(validated(kStranger), "forward+confirmed");
  EXPECT_EQ(packet(kStranger), "forward");
  EXPECT_EQ(destination(), kSignalled);
}

TEST_F(Safe, proof_before_signalling_counts_once_an_endpoint_is_signalled_without_it) {
  signal("");
  EXPECT_EQ(validated(kStranger), "forward");
  EXPECT_EQ(destination(), "");
  signal(kSignalled);
  EXPECT_EQ(packet(kStranger), "refuse") << "a new endpoint has to prove itself anew";
}

TEST_F(Safe, remembers_four_proven_sources) {
  signal_both();
  for (const char* source :
       {"203.0.113.1:1", "203.0.113.2:1", "203.0.113.3:1", "203.0.113.4:1", "203.0.113.5:1"})
    validated(source);
  EXPECT_EQ(packet("203.0.113.5:1"), "forward");
  EXPECT_EQ(packet("203.0.113.2:1"), "forward");
  EXPECT_EQ(packet("203.0.113.1:1"), "forward") << "the endpoint itself";
  EXPECT_EQ(validated("203.0.113.6:1"), "forward");
  EXPECT_EQ(packet("203.0.113.2:1"), "refuse") << "forgotten";
}

TEST_F(Safe, admits_rtcp_of_known_addresses_without_learning_from_it) {
  signal_both();
  EXPECT_TRUE(learner_.admits(socket_address(kOtherPort)));
  EXPECT_TRUE(learner_.admits(socket_address(kProxySource)));
  EXPECT_FALSE(learner_.admits(socket_address(kStranger)));
  EXPECT_EQ(destination(), kSignalled);
  EXPECT_FALSE(learner_.confirmed());
  packet(kSignalled);
  EXPECT_TRUE(learner_.admits(socket_address(kSignalled)));
  EXPECT_FALSE(learner_.admits(socket_address(kOtherPort))) << "locked";
  validated(kStranger);
  EXPECT_TRUE(learner_.admits(socket_address(kStranger)));
}

TEST_F(Safe, rtcp_is_not_the_first_source) {
  signal("0.0.0.0:4000");
  EXPECT_TRUE(learner_.admits(socket_address(kStranger)));
  EXPECT_FALSE(learner_.confirmed());
  EXPECT_EQ(packet(kSignalled), "forward+moved+confirmed");
}

TEST_F(Safe, tells_since_when_it_is_how_it_is) {
  EXPECT_EQ(learner_.state(), LearningState::none);
  EXPECT_EQ(learner_.since(), 0);
  signal("");
  EXPECT_EQ(learner_.state(), LearningState::none) << "no address yet";
  after(1);
  signal_behind_nat();
  EXPECT_EQ(learner_.state(), LearningState::open);
  EXPECT_EQ(learner_.since(), now_);
  after(1);
  packet(kStranger);
  signal_behind_nat();
  EXPECT_EQ(learner_.since(), now_ - 1) << "nothing has changed";
  packet(kProxySource);
  EXPECT_EQ(learner_.since(), now_);
  after(kLearningTime);
  EXPECT_TRUE(learner_.settle(now_));
  EXPECT_EQ(learner_.state(), LearningState::settled);
  EXPECT_EQ(learner_.since(), now_);
  after(1);
  packet(kProxySource);
  EXPECT_EQ(learner_.since(), now_ - 1);
  validated(kStranger);
  EXPECT_EQ(learner_.since(), now_);
}

TEST_F(Safe, has_nothing_to_learn_where_the_destination_is_fixed) {
  input_.asymmetric = true;
  signal(kSignalled);
  EXPECT_EQ(learner_.state(), LearningState::fixed);
  input_.asymmetric = false;
  input_.mode = LearningMode::off;
  signal(kSignalled);
  EXPECT_EQ(learner_.state(), LearningState::fixed);
}

TEST(LearningStateNames, are_all_there) {
  EXPECT_EQ(to_string(LearningState::none), "none");
  EXPECT_EQ(to_string(LearningState::fixed), "fixed");
  EXPECT_EQ(to_string(LearningState::open), "open");
  EXPECT_EQ(to_string(LearningState::settled), "settled");
}

TEST(SourceClassNames, are_all_there) {
  EXPECT_EQ(to_string(SourceClass::none), "none");
  EXPECT_EQ(to_string(SourceClass::proven), "proven by ICE or SRTP");
}

}  // namespace
}  // namespace rtpengine::media
