// SPDX-License-Identifier: GPL-3.0-or-later
//
// How late a stage's deadline comes on a worker that is busy with packets: it must not wait for
// more than the next point of the grid on which the worker wakes then.
#include <time.h>

#include <algorithm>
#include <atomic>

#include "call/plugin_stage.h"
#include "tests/unit/call/bodies.h"
#include "tests/unit/call/fake_stage.h"
#include "tests/unit/call/service_bench.h"
#include "tests/unit/media/fake_packet_io.h"

namespace rtpengine::call {
namespace {

constexpr std::size_t kDeadlines = 60;

TEST(StageDeadlineTest, ComesWithinTwoMillisecondsUnderLoad) {
  FakeStages stage;
  std::vector<base::Time> lateness;
  std::atomic<bool> done = false;
  base::Time due = 0;
  stage.wanted = [](const StreamInfo& info) { return info.ref.participant == 0; };
  stage.work = [&](rtpengine::PacketBatch& batch, StageOutput& output) {
    if (due == 0) output.arm(due = batch.now_us + 4700);
    return Status::ok;
  };
  stage.deadline = [&](std::int64_t, StageOutput&) {
    lateness.push_back(base::monotonic_now() - std::exchange(due, 0));
    if (lateness.size() == kDeadlines) done = true;
    return Status::ok;
  };
  ServiceBench bench(1);
  bench.service->set_extensions(FakeStages::set_of({&stage}));
  const std::string address = net::test::own_loopback().to_string();
  net::test::PeerSocket phone({net::test::ip(address), 0});
  ASSERT_TRUE(phone);
  bench.command("offer",
                {{"call-id", "c"}, {"from-tag", "f"}, {"sdp", body(address, phone.local().port)}});
  const Reply answer = bench.command(
      "answer", {{"call-id", "c"}, {"from-tag", "f"}, {"to-tag", "t"}, {"sdp", body(address, 9)}});
  const Shown shown(answer.sdp());
  const net::Endpoint target{net::test::ip(shown.address), std::uint16_t(shown.port)};

  // Ten packets a millisecond put the worker on its grid.
  const base::Time limit = base::monotonic_now() + 20 * base::kSecond;
  for (std::uint16_t i = 0; !done && base::monotonic_now() < limit; ++i) {
    for (int k = 0; k < 10; ++k) phone.send(media::rtp_text(0, i), target);
    const timespec millisecond{0, 1'000'000};
    nanosleep(&millisecond, nullptr);
  }
  ASSERT_TRUE(done);
  bench.command("delete", {{"call-id", "c"}, {"from-tag", "f"}, {"delete-delay", "0"}});
  std::sort(lateness.begin(), lateness.end());
  EXPECT_GE(lateness.front(), 0);
  // A machine that is busy with other things may delay most of them, but not every one.
  EXPECT_LE(lateness[kDeadlines / 10], 2 * base::kMillisecond);
  std::printf("deadlines under load: %lld us late at the median\n",
              static_cast<long long>(lateness[kDeadlines / 2]));
}

}  // namespace
}  // namespace rtpengine::call
