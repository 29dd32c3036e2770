// SPDX-License-Identifier: GPL-3.0-or-later
//
// The whole table of rtcp-mux decisions: what the offerer has, which words the offer carries, what
// the answerer is shown, and what the offerer is answered.
#include "call/rtcp_mux.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace rtpengine::call {
namespace {

RtcpMuxWords words(const std::vector<std::string>& list) {
  RtcpMuxWords out;
  for (const auto& word : list) {
    if (word == "offer") out.offer = true;
    if (word == "require") out.require = true;
    if (word == "demux") out.demux = true;
    if (word == "accept") out.accept = true;
    if (word == "reject") out.reject = true;
  }
  return out;
}

struct Row {
  bool offerer_has_mux;
  std::vector<std::string> words;
  MuxOffer towards_answerer;
  bool answered_if_declined;  ///< to the offerer, when the answerer has no mux
  bool answered_if_accepted;  ///< ... when it has
};

const std::vector<Row> kRows = {
    {false, {}, MuxOffer::none, false, false},
    {false, {"demux"}, MuxOffer::none, false, false},
    {false, {"accept"}, MuxOffer::none, false, false},
    {false, {"reject"}, MuxOffer::none, false, false},
    {false, {"demux", "accept", "reject"}, MuxOffer::none, false, false},
    {false, {"offer"}, MuxOffer::offered, false, false},
    {false, {"offer", "accept"}, MuxOffer::offered, false, false},
    {false, {"offer", "reject"}, MuxOffer::offered, false, false},
    {false, {"require"}, MuxOffer::required, false, false},
    {true, {}, MuxOffer::offered, false, true},
    {true, {"offer"}, MuxOffer::offered, false, true},
    {true, {"require"}, MuxOffer::required, false, true},
    {true, {"accept"}, MuxOffer::offered, true, true},
    {true, {"offer", "accept"}, MuxOffer::offered, true, true},
    {true, {"reject"}, MuxOffer::offered, false, false},
    {true, {"offer", "reject"}, MuxOffer::offered, false, false},
    {true, {"demux"}, MuxOffer::none, true, true},
    {true, {"demux", "accept"}, MuxOffer::none, true, true},
    {true, {"demux", "reject"}, MuxOffer::none, false, false},
    {true, {"require", "accept"}, MuxOffer::required, true, true},
};

std::string describe(const Row& row) {
  std::string text = row.offerer_has_mux ? "offered with mux:" : "offered without mux:";
  for (const auto& word : row.words) text += " " + word;
  return text;
}

TEST(RtcpMuxTest, ShowsTheAnswererWhatTheTableSays) {
  for (const Row& row : kRows) {
    EXPECT_EQ(mux_towards_answerer(row.offerer_has_mux, words(row.words)), row.towards_answerer)
        << describe(row);
  }
}

TEST(RtcpMuxTest, AnswersTheOffererAsTheTableSays) {
  for (const Row& row : kRows) {
    EXPECT_EQ(mux_towards_offerer(row.offerer_has_mux, false, words(row.words), {}),
              row.answered_if_declined)
        << describe(row) << ", declined";
    EXPECT_EQ(mux_towards_offerer(row.offerer_has_mux, true, words(row.words), {}),
              row.answered_if_accepted)
        << describe(row) << ", accepted";
  }
}

TEST(RtcpMuxTest, TakesTheWordsOfTheAnswerLikeThoseOfTheOffer) {
  EXPECT_TRUE(mux_towards_offerer(true, false, {}, words({"accept"})));
  EXPECT_FALSE(mux_towards_offerer(true, true, {}, words({"reject"})));
}

TEST(RtcpMuxTest, NeverAcceptsWhatWasNotOffered) {
  EXPECT_FALSE(mux_towards_offerer(false, true, words({"accept", "demux"}), words({"accept"})));
}

}  // namespace
}  // namespace rtpengine::call
