// SPDX-License-Identifier: GPL-3.0-or-later

#include "plugins/dtls/setup.h"

#include <gtest/gtest.h>

namespace rtpengine::dtls {
namespace {

/// A test has a member of the name Setup.
using Part = Setup;

TEST(Setup, IsReadAndPrinted) {
  for (const Part part : {Part::active, Part::passive, Part::actpass, Part::holdconn}) {
    EXPECT_EQ(parse_setup(name_of(part)), part);
  }
  EXPECT_EQ(parse_setup(" ActPass "), Part::actpass);
  EXPECT_EQ(parse_setup("both"), std::nullopt);
  EXPECT_EQ(parse_setup(""), std::nullopt);
}

TEST(Setup, IsAnsweredByTheOtherPart) {
  for (const bool passive : {false, true}) {
    EXPECT_EQ(answer_setup(Part::active, passive, Role::undecided), Part::passive);
    EXPECT_EQ(answer_setup(Part::passive, passive, Role::undecided), Part::active);
    EXPECT_EQ(answer_setup(Part::holdconn, passive, Role::undecided), Part::holdconn);
    EXPECT_EQ(answer_setup(std::nullopt, passive, Role::undecided), Part::passive);
  }
}

TEST(Setup, IsChosenByPreferenceWhenLeftToUs) {
  EXPECT_EQ(answer_setup(Part::actpass, false, Role::undecided), Part::active);
  EXPECT_EQ(answer_setup(Part::actpass, true, Role::undecided), Part::passive);
}

TEST(Setup, KeepsTheRoleOfARunningAssociation) {
  EXPECT_EQ(answer_setup(Part::actpass, true, Role::client), Part::active);
  EXPECT_EQ(answer_setup(Part::actpass, false, Role::server), Part::passive);
  EXPECT_EQ(answer_setup(Part::active, false, Role::client), Part::passive);
}

TEST(Setup, SaysOurRole) {
  EXPECT_EQ(role_after_answer(Part::active), Role::server);
  EXPECT_EQ(role_after_answer(Part::passive), Role::client);
  EXPECT_EQ(role_after_answer(Part::actpass), Role::client);
  EXPECT_EQ(role_after_answer(Part::holdconn), Role::undecided);
  EXPECT_EQ(role_after_answer(std::nullopt), Role::client);
  EXPECT_EQ(role_of_answerer(Part::active), Role::client);
  EXPECT_EQ(role_of_answerer(Part::passive), Role::server);
  EXPECT_EQ(role_of_answerer(Part::holdconn), Role::undecided);
}

}  // namespace
}  // namespace rtpengine::dtls
