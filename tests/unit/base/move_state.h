// SPDX-License-Identifier: GPL-3.0-or-later
//
// Moving one object as a take-over does: by what it describes of itself (base/fields.h).
#pragma once

#include <gtest/gtest.h>

#include "base/fields.h"
#include "base/value_tree.h"

namespace rtpengine::base {

/// What `from` keeps is written as a value tree, and `to` made of that.
template <typename T>
void move_state(T& from, T& to) {
  ValueTree tree;
  FieldWriter writer(tree.dictionary());
  from.describe(writer);
  FieldReader reader(tree.root(), 0);
  to.describe(reader);
  EXPECT_TRUE(reader.good()) << reader.wrong();
}

}  // namespace rtpengine::base
