// SPDX-License-Identifier: GPL-3.0-or-later
//
// A message that is refused at once leaves the parties of the call as they were.
#include "call/rollback.h"

#include <gtest/gtest.h>

#include "tests/unit/call/relay_fixture.h"

namespace rtpengine::call {
namespace {

using RollbackTest = RelayTest;

TEST_F(RollbackTest, NewPartiesAndMediaGoAndOldOnesAreWhoTheyWere) {
  set_up();
  Participant& f = bench_.party("f");
  Participant& t = bench_.party("t");
  Rollback rollback(bench_.call());
  Participant& added = bench_.call().add_participant("x");
  f.set_peer(&added);
  t.set_tag("renamed");
  t.set_via_branch("b");
  f.media(3);
  rollback.undo();
  EXPECT_EQ(bench_.call().participants().size(), 2u);
  EXPECT_EQ(f.peer(), &t);
  EXPECT_EQ(t.tag(), "t");
  EXPECT_EQ(t.via_branch(), "");
  EXPECT_EQ(f.all_media().size(), 1u);
}

TEST_F(RollbackTest, UndoingNothingChangesNothing) {
  set_up();
  Rollback(bench_.call()).undo();
  talk();
  EXPECT_EQ(from_f(media::rtp_text(0)), kT.to_string());
}

}  // namespace
}  // namespace rtpengine::call
