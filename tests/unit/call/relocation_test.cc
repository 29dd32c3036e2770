// SPDX-License-Identifier: GPL-3.0-or-later
#include "call/relocation.h"

#include <unistd.h>

#include "base/tree_bytes.h"
#include "call/running_command.h"
#include "tests/unit/call/relay_fixture.h"

namespace rtpengine::call {
namespace {

/// No sockets came with it.
class NoSockets final : public SocketSource {
 public:
  net::Descriptor take(const net::Endpoint&) override { return net::Descriptor(); }
};

class RelocationTest : public RelayTest {
 protected:
  void begin() {
    set_up();
    bench_.worker.start();
  }
  void TearDown() override {
    bench_.worker.stop_and_join();
    RelayTest::TearDown();
  }
  std::unique_ptr<Relocation> relocate() {
    auto begun = Relocation::begin({{&bench_.worker, bench_.calls.get(), &commands_, &bench_.io}},
                                   bench_.directory);
    EXPECT_TRUE(begun) << begun.error();
    return begun ? std::move(*begun) : nullptr;
  }

  RunningCommand running_;
  PluginCommands commands_{bench_.worker, {}, running_};
};

TEST_F(RelocationTest, SavesEachCallAndLetsItGoOn) {
  begin();
  auto relocation = relocate();
  EXPECT_TRUE(bench_.io.paused);
  std::vector<std::string> ids;
  std::size_t sockets = 0;
  const auto count = relocation->save_all([&](const Value& saved, const std::vector<int>& fds) {
    ids.emplace_back(get_text(&saved, "call-id"));
    sockets = fds.size();
    return base::Result<void>();
  });
  ASSERT_TRUE(count) << count.error();
  EXPECT_EQ(*count, 1u);
  EXPECT_EQ(ids, std::vector<std::string>{"c"});
  EXPECT_EQ(sockets, 4u);
  relocation.reset();
  EXPECT_FALSE(bench_.io.paused);
  EXPECT_NE(from_f(media::rtp_text(0)), "-");
}

TEST_F(RelocationTest, SaysWhichCallCouldNotBeSaved) {
  begin();
  const auto relocation = relocate();
  const auto count = relocation->save_all([](const Value&, const std::vector<int>&) {
    return base::Result<void>(base::Error{"nobody takes it"});
  });
  EXPECT_EQ(count.error(), "call c: nobody takes it");
}

TEST_F(RelocationTest, LetsGoWithoutTouchingThePorts) {
  begin();
  const auto relocation = relocate();
  relocation->let_go_all();
  EXPECT_EQ(bench_.directory.size(), 0u);
  EXPECT_EQ(bench_.ports_used(), 0u);
}

TEST_F(RelocationTest, ACallThatCannotBeRestoredLeavesNothing) {
  begin();
  auto relocation = relocate();
  std::string bytes;
  ASSERT_TRUE(relocation->save_all([&](const Value& saved, const std::vector<int>&) {
    base::append_bytes(saved, bytes);
    return base::Result<void>();
  }));
  base::ValueTree tree;
  ASSERT_TRUE(base::read_bytes(bytes, tree));
  NoSockets none;
  EXPECT_EQ(relocation->restore(*tree.root(), none).error(),
            "call c: there is a call with its id already");
  EXPECT_EQ(bench_.directory.size(), 1u);
  relocation->let_go_all();
  EXPECT_NE(relocation->restore(*tree.root(), none).error().find("did not come with it"),
            std::string::npos);
  EXPECT_EQ(bench_.directory.size(), 0u);
}

}  // namespace
}  // namespace rtpengine::call
