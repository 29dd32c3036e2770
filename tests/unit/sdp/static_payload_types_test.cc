// SPDX-License-Identifier: GPL-3.0-or-later
//
// The table of static payload types.
#include <gtest/gtest.h>

#include "sdp/session.h"

namespace rtpengine::sdp {
namespace {

TEST(StaticPayloadTypesTest, NamesAssignedTypes) {
  EXPECT_EQ(static_rtpmap(0), "PCMU/8000");
  EXPECT_EQ(static_rtpmap(3), "GSM/8000");
  EXPECT_EQ(static_rtpmap(4), "G723/8000");
  EXPECT_EQ(static_rtpmap(8), "PCMA/8000");
  EXPECT_EQ(static_rtpmap(9), "G722/8000");
  EXPECT_EQ(static_rtpmap(10), "L16/44100/2");
  EXPECT_EQ(static_rtpmap(13), "CN/8000");
  EXPECT_EQ(static_rtpmap(18), "G729/8000");
  EXPECT_EQ(static_rtpmap(25), "CelB/90000");
  EXPECT_EQ(static_rtpmap(26), "JPEG/90000");
  EXPECT_EQ(static_rtpmap(28), "nv/90000");
  EXPECT_EQ(static_rtpmap(31), "H261/90000");
  EXPECT_EQ(static_rtpmap(34), "H263/90000");
}

TEST(StaticPayloadTypesTest, IsEmptyForReservedUnassignedAndDynamicTypes) {
  for (const unsigned type : {1u, 2u, 19u, 24u, 27u, 29u, 30u, 35u, 96u, 127u, 128u, 4294967295u})
    EXPECT_EQ(static_rtpmap(type), "") << type;
}

}  // namespace
}  // namespace rtpengine::sdp
