// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/transfer_channel.h"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <sys/socket.h>

#include <filesystem>
#include <thread>

#include <rtpengine/value_view.h>

namespace rtpengine::app {
namespace {

std::size_t open_files() {
  const std::filesystem::directory_iterator all("/proc/self/fd");
  return std::size_t(std::distance(begin(all), end(all)));
}

class TransferChannelTest : public testing::Test {
 protected:
  TransferChannelTest() {
    auto ends = transfer_pair();
    raw_ = ends.first.get();
    here_ = std::make_unique<TransferChannel>(std::move(ends.first), 100 * base::kMillisecond);
    there_ = std::make_unique<TransferChannel>(std::move(ends.second), 2 * base::kSecond);
  }

  int raw_ = -1;
  std::unique_ptr<TransferChannel> here_;
  std::unique_ptr<TransferChannel> there_;
};

TEST_F(TransferChannelTest, CarriesATreeAndDescriptors) {
  const net::Descriptor file(open("/dev/null", O_RDONLY | O_CLOEXEC));
  base::ValueTree tree;
  tree.dictionary().set("is", "call");
  ASSERT_TRUE(here_->send(*tree.root(), {file.get(), file.get()}));
  const auto message = there_->receive();
  ASSERT_TRUE(message) << message.error();
  EXPECT_EQ(get_text(message->tree.root(), "is"), "call");
  ASSERT_EQ(message->descriptors.size(), 2u);
  EXPECT_TRUE(fcntl(message->descriptors[0].get(), F_GETFD) & FD_CLOEXEC);
}

TEST_F(TransferChannelTest, CarriesMoreThanOnePacketTakes) {
  const net::Descriptor file(open("/dev/null", O_RDONLY | O_CLOEXEC));
  base::ValueTree tree;
  const std::string much(1'000'000, 'x');
  tree.dictionary().set("much", much);
  std::thread other([&] {
    const auto message = there_->receive();
    ASSERT_TRUE(message) << message.error();
    EXPECT_EQ(get_text(message->tree.root(), "much"), much);
    EXPECT_EQ(message->descriptors.size(), 600u);
  });
  const auto sent = here_->send(*tree.root(), std::vector<int>(600, file.get()));
  EXPECT_TRUE(sent) << sent.error();
  other.join();
}

TEST_F(TransferChannelTest, WaitsForTheOtherEndForAWhile) {
  EXPECT_EQ(here_->receive().error(), "the other process does not answer");
  EXPECT_FALSE(here_->closed());
  base::ValueTree tree;
  const std::string much(10'000'000, 'x');
  tree.dictionary().set("much", much);
  EXPECT_EQ(here_->send(*tree.root()).error(), "the other process does not answer");
}

TEST_F(TransferChannelTest, SaysThatTheOtherEndIsClosed) {
  there_.reset();
  EXPECT_EQ(here_->receive().error(),
            "receiving from the other process: it has closed the connection");
  EXPECT_TRUE(here_->closed());
  base::ValueTree tree;
  tree.dictionary();
  EXPECT_EQ(here_->send(*tree.root()).error(),
            "sending to the other process: it has closed the connection");
}

TEST_F(TransferChannelTest, RefusesWhatIsNoTreeOrTooMuch) {
  ASSERT_EQ(send(raw_, "lgarbage", 8, 0), 8);
  EXPECT_EQ(there_->receive().error(), "what the other process sends is damaged at byte 0");
  const std::size_t files = open_files();
  const std::string part = "m" + std::string(30'000, 'x');
  std::thread other([&] {
    while (send(raw_, part.data(), part.size(), MSG_NOSIGNAL) > 0) {
    }
  });
  EXPECT_EQ(there_->receive().error(), "the other process sends too much at once");
  there_.reset();
  other.join();
  EXPECT_EQ(open_files(), files - 1);
}

}  // namespace
}  // namespace rtpengine::app
