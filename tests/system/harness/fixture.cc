// SPDX-License-Identifier: GPL-3.0-or-later
#include "fixture.h"

namespace rtpengine::harness {

void SystemTest::SetUp() {
  if (const std::string obstacle = Network::obstacle(); !obstacle.empty()) GTEST_SKIP() << obstacle;
  network_ = std::make_unique<Network>();
  for (const char* role : {"daemon", "proxy", "caller", "callee", "stranger"}) network_->add(role);
}

void SystemTest::TearDown() {
  if (!daemon_ || !daemon_->process().running()) return;
  EXPECT_EQ(daemon_->end(), "");
}

testing::AssertionResult SystemTest::start(const std::vector<std::string>& arguments) {
  daemon_ = std::make_unique<Daemon>(host("daemon"), host("proxy"), arguments);
  return readiness();
}

testing::AssertionResult SystemTest::start_with_words(const std::vector<std::string>& words) {
  daemon_ = Daemon::with_words(host("daemon"), host("proxy"), words);
  return readiness();
}

testing::AssertionResult SystemTest::readiness() {
  if (daemon_->ready()) return testing::AssertionSuccess();
  return testing::AssertionFailure() << "the daemon does not answer:\n" << daemon_->output();
}

std::unique_ptr<Call> SystemTest::new_call(const std::string& id, bool caller_v6, bool callee_v6) {
  return std::make_unique<Call>(id, Parties{host("caller"), host("callee"), caller_v6, callee_v6});
}

Calls SystemTest::connected_calls(const std::string& prefix, unsigned count, bool caller_v6,
                                  bool callee_v6) {
  Calls calls;
  for (unsigned i = 0; i < count; i++) {
    calls.push_back(new_call(prefix + std::to_string(i), caller_v6, callee_v6));
    const std::string problem = calls.back()->connect(ng());
    EXPECT_EQ(problem, "") << daemon().output();
    if (!problem.empty()) return {};
  }
  return calls;
}

const Bencoded& stream_of(const Bencoded& query, const std::string& tag, bool rtcp) {
  return query["tags"][tag]["medias"].at(0)["streams"].at(rtcp ? 1 : 0);
}

std::int64_t drops_of(const Bencoded& stream, const std::string& reason) {
  return stream["drops"][reason].number();
}

std::int64_t all_drops(const Bencoded& query) {
  std::int64_t sum = 0;
  for (const auto& [tag, participant] : query["tags"].entries()) {
    for (const Bencoded& media : participant["medias"].list()) {
      for (const Bencoded& stream : media["streams"].list()) {
        for (const auto& [reason, count] : stream["drops"].entries()) sum += count.number();
      }
    }
  }
  return sum;
}

}  // namespace rtpengine::harness
