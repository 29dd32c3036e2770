// SPDX-License-Identifier: GPL-3.0-or-later
//
// The daemon's figures of quality beside those of a generator that knows what it did: loss, copies,
// late packets and jitter of paths of all kinds, to the packet and to the millisecond.
#include <algorithm>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <optional>
#include <random>
#include <set>
#include <string>
#include <vector>

#include "harness/fixture.h"
#include "harness/rtp.h"

namespace rtpengine::harness {
namespace {

using Microseconds = std::chrono::microseconds;

/// How a stream is sent, and what happens to it on its way.
struct Path {
  std::string name;
  unsigned payload_type = 8;
  std::string rtpmap = "PCMA/8000";
  unsigned clock_rate = 8000;
  double loss = 0;  ///< shares of all packets
  double duplicate = 0;
  double reorder = 0;
  unsigned jitter_ms = 0;    ///< evenly distributed from 0 to this
  unsigned first = 1000;     ///< sequence number
  unsigned restart_at = 0;   ///< the sender counts anew behind so many packets
  unsigned new_ssrc_at = 0;  ///< it takes another SSRC behind so many
  unsigned pause_each = 0;   ///< it is silent for 400 ms behind so many
  unsigned packets_a_frame = 1;
};

constexpr unsigned kPackets = 500;
constexpr Microseconds kInterval{20'000};
constexpr std::size_t kSize = 172;

/// One packet on its way, and which it is.
struct Sending {
  Microseconds due;
  std::string bytes;
  unsigned run;     ///< what is numbered in one go
  unsigned number;  ///< in its run, without wraps
  std::uint32_t timestamp;
};

/// What the generator knows about a stream.
struct Truth {
  std::size_t packets = 0;
  std::size_t expected = 0;
  std::size_t lost = 0;
  std::size_t duplicates = 0;
  std::size_t reordered = 0;
  double mean_jitter_ms = 0;
};

std::string packet_of(const Path& path, std::uint32_t ssrc, unsigned sequence,
                      std::uint32_t timestamp, bool marker) {
  std::string bytes = rtp_packet(ssrc, std::uint16_t(sequence));
  bytes[1] = char((marker ? 0x80 : 0) | path.payload_type);
  for (int i = 0; i < 4; ++i) bytes[4 + i] = char(timestamp >> (24 - 8 * i));
  return bytes;
}

/// Whether this is one of the last packets of what ends at `end`.
bool ends(unsigned packet, unsigned end) { return packet < end && packet + 3 > end; }

/// All that is sent, in that order.
std::vector<Sending> plan(const Path& path, std::uint32_t ssrc, unsigned seed) {
  std::mt19937 random(seed);
  const auto happens = [&](double share) {
    return std::uniform_real_distribution<>(0, 1)(random) < share;
  };
  std::uniform_int_distribution<int> late(0, int(path.jitter_ms) * 1000);
  std::vector<Sending> all;
  Microseconds media{0};
  unsigned run = 0, begin = path.first, in_run = 0;
  std::uint32_t clock = 0xfffff000;  // wraps
  for (unsigned i = 0; i < kPackets; ++i, ++in_run) {
    bool marker = i == 0;
    if (i != 0 && i % path.packets_a_frame == 0) media += kInterval;
    if (path.pause_each != 0 && i % path.pause_each == 0) {
      media += Microseconds{400'000};
      marker = true;
    }
    if (i != 0 && (i == path.restart_at || i == path.new_ssrc_at)) {
      ++run;
      in_run = 0;
      begin = std::uint16_t(begin + 20'000);
      clock += 0x1234567;
      if (i == path.new_ssrc_at) ssrc += 0x10000;
    }
    const auto timestamp = clock + std::uint32_t(media.count() * path.clock_rate / 1'000'000);
    const std::string bytes = packet_of(path, ssrc, begin + in_run, timestamp, marker);
    // The ends stay, so that it is known how many there were.
    const bool spared =
        in_run < 2 || ends(i, kPackets) || ends(i, path.restart_at) || ends(i, path.new_ssrc_at);
    Microseconds due = media + Microseconds{late(random)};
    if (!spared && happens(path.loss)) continue;
    if (!spared && happens(path.reorder)) due += kInterval * 5 / 2;
    all.push_back({due, bytes, run, in_run, timestamp});
    if (happens(path.duplicate)) {
      all.push_back({due + Microseconds{3'000}, bytes, run, in_run, timestamp});
    }
  }
  std::stable_sort(all.begin(), all.end(),
                   [](const Sending& a, const Sending& b) { return a.due < b.due; });
  return all;
}

/// Looks at what is sent, when it is sent.
class Observer {
 public:
  explicit Observer(unsigned clock_rate) : clock_rate_(clock_rate) {}

  void note(const Sending& sending, double now_ms) {
    ++truth_.packets;
    if (sending.run != run_) close();
    run_ = sending.run;
    if (!seen_.insert(sending.number).second) {
      ++truth_.duplicates;
      return;
    }
    if (sending.number < *seen_.rbegin()) ++truth_.reordered;
    measure(sending, now_ms);
  }
  Truth truth() {
    close();
    Truth truth = truth_;
    truth.mean_jitter_ms = samples_ == 0 ? 0 : sum_ms_ / samples_;
    return truth;
  }

 private:
  /// RFC 3550 appendix A.8, of the first packet of each time stamp.
  void measure(const Sending& sending, double now_ms) {
    if (last_ && last_->timestamp == sending.timestamp) return;
    if (last_) {
      const double media_ms =
          std::int32_t(sending.timestamp - last_->timestamp) * 1000.0 / clock_rate_;
      jitter_ms_ += (std::abs(now_ms - last_->now_ms - media_ms) - jitter_ms_) / 16;
      sum_ms_ += jitter_ms_;
      ++samples_;
    }
    last_ = Last{sending.timestamp, now_ms};
  }
  void close() {
    if (!seen_.empty()) {
      const std::size_t expected = *seen_.rbegin() - *seen_.begin() + 1;
      truth_.expected += expected;
      truth_.lost += expected - seen_.size();
    }
    seen_.clear();
    last_.reset();
  }

  struct Last {
    std::uint32_t timestamp;
    double now_ms;
  };
  const unsigned clock_rate_;
  Truth truth_;
  unsigned run_ = 0;
  std::set<unsigned> seen_;
  std::optional<Last> last_;
  double jitter_ms_ = 0;
  double sum_ms_ = 0;
  unsigned samples_ = 0;
};

/// One call with a generator in the caller's place.
struct Stream {
  Stream(const Path& which, std::unique_ptr<Call> in, unsigned seed)
      : path(which),
        call(std::move(in)),
        sendings(plan(which, call->caller().ssrc(), seed)),
        observer(which.clock_rate) {}
  bool finished() const { return next == sendings.size(); }
  /// Sends what is due.
  void send(Microseconds passed) {
    for (; !finished() && sendings[next].due <= passed; ++next) {
      call->caller().rtp().send(sendings[next].bytes, call->caller().rtp_target());
      const auto now = Clock::now().time_since_epoch();
      observer.note(sendings[next], std::chrono::duration<double, std::milli>(now).count());
    }
  }

  Path path;
  std::unique_ptr<Call> call;
  std::vector<Sending> sendings;
  Observer observer;
  std::size_t next = 0;
};

double decimal(const Bencoded& value) { return std::strtod(value.text().c_str(), nullptr); }

class QualityTest : public SystemTest {
 protected:
  std::unique_ptr<Call> connect(const Path& path) {
    auto call = new_call(path.name);
    const auto with_codec = [&](std::string sdp) {
      const std::string pt = std::to_string(path.payload_type);
      const std::string was = "RTP/AVP 8\r\na=rtpmap:8 PCMA/8000";
      return sdp.replace(sdp.find(was), was.size(),
                         "RTP/AVP " + pt + "\r\na=rtpmap:" + pt + " " + path.rtpmap);
    };
    Dictionary request = call->offer_request();
    request["sdp"] = with_codec(call->caller().sdp());
    EXPECT_TRUE(call->callee().follow(ng().ask(request)["sdp"].text()));
    request["command"] = "answer";
    request["to-tag"] = "callee";
    request["sdp"] = with_codec(call->callee().sdp());
    EXPECT_TRUE(call->caller().follow(ng().ask(request)["sdp"].text()));
    return call;
  }
  /// So many times faster than speech.
  void run(std::vector<Stream>& streams, unsigned speed = 1) {
    const auto begin = Clock::now();
    const auto open = [](const Stream& stream) { return !stream.finished(); };
    while (std::any_of(streams.begin(), streams.end(), open)) {
      const auto passed = std::chrono::duration_cast<Microseconds>(Clock::now() - begin);
      for (Stream& stream : streams) stream.send(passed * speed);
      take_breath();
    }
  }
  /// What the daemon says when it has got all of it.
  Bencoded stream_when_complete(Stream& stream, const Truth& truth) {
    Bencoded query;
    EXPECT_TRUE(wait_until([&] {
      query = stream.call->query(ng());
      return stream_of(query, "caller")["stats"]["packets"].number() >= std::int64_t(truth.packets);
    }));
    return stream_of(query, "caller");
  }
};

void compare(const Path& path, const Truth& truth, const Bencoded& stream) {
  SCOPED_TRACE(path.name);
  const Bencoded& said = stream["quality"]["before us"];
  const double loss = 100.0 * truth.lost / truth.expected;
  std::printf("%-22s %6zu %6lld %7.2f %7.2f %5zu %5lld %5zu %5lld %8.2f %8.2f  %s\n",
              path.name.c_str(), truth.expected, static_cast<long long>(said["expected"].number()),
              loss, decimal(said["loss percent"]), truth.duplicates,
              static_cast<long long>(said["duplicates"].number()), truth.reordered,
              static_cast<long long>(said["reordered"].number()), truth.mean_jitter_ms,
              decimal(said["mean jitter ms"]), said["MOS"].text().c_str());
  EXPECT_EQ(stream["stats"]["packets"].number(), std::int64_t(truth.packets));
  EXPECT_EQ(stream["stats"]["bytes"].number(), std::int64_t(truth.packets * kSize));
  EXPECT_EQ(said["expected"].number(), std::int64_t(truth.expected));
  EXPECT_EQ(said["lost"].number(), std::int64_t(truth.lost));
  EXPECT_EQ(said["duplicates"].number(), std::int64_t(truth.duplicates));
  EXPECT_EQ(said["reordered"].number(), std::int64_t(truth.reordered));
  EXPECT_NEAR(decimal(said["loss percent"]), loss, 0.1);
  EXPECT_NEAR(decimal(said["mean jitter ms"]), truth.mean_jitter_ms, 1);
}

const std::vector<Path>& paths() {
  static const std::vector<Path> all = {
      {.name = "undisturbed"},
      {.name = "loss 1 %", .loss = 0.01},
      {.name = "loss 20 %", .loss = 0.2},
      {.name = "copies 5 %", .duplicate = 0.05},
      {.name = "late 5 %", .reorder = 0.05},
      {.name = "jitter 15 ms", .jitter_ms = 15},
      {.name = "all of it", .loss = 0.03, .duplicate = 0.02, .reorder = 0.02, .jitter_ms = 10},
      {.name = "wrap of numbers", .loss = 0.03, .reorder = 0.03, .first = 65536 - 250},
      {.name = "sender starts anew", .loss = 0.03, .restart_at = 250},
      {.name = "another SSRC", .loss = 0.03, .new_ssrc_at = 250},
      {.name = "pauses", .loss = 0.03, .jitter_ms = 5, .pause_each = 50},
      {.name = "G722", .payload_type = 9, .rtpmap = "G722/8000", .loss = 0.02, .jitter_ms = 10},
      {.name = "speex at 16000",
       .payload_type = 97,
       .rtpmap = "speex/16000",
       .clock_rate = 16000,
       .loss = 0.02,
       .jitter_ms = 10},
      {.name = "opus at 48000",
       .payload_type = 111,
       .rtpmap = "opus/48000/2",
       .clock_rate = 48000,
       .loss = 0.02,
       .jitter_ms = 10},
      {.name = "video at 90000",
       .payload_type = 96,
       .rtpmap = "VP8/90000",
       .clock_rate = 90000,
       .loss = 0.02,
       .packets_a_frame = 3},
  };
  return all;
}

TEST_F(QualityTest, IsWhatTheGeneratorDid) {
  ASSERT_TRUE(start({"--num-threads=1"}));
  std::vector<Stream> streams;
  for (const Path& path : paths()) {
    streams.emplace_back(path, connect(path), unsigned(streams.size() + 1));
  }
  run(streams);
  std::printf(
      "%-22s %13s %15s %11s %11s %17s  MOS\n%-22s %6s %6s %7s %7s %5s %5s %5s %5s %8s %8s\n",
      "sent and said", "expected", "loss %", "copies", "late", "mean jitter ms", "", "sent", "said",
      "sent", "said", "sent", "said", "sent", "said", "sent", "said");
  for (Stream& stream : streams) {
    const Truth truth = stream.observer.truth();
    compare(stream.path, truth, stream_when_complete(stream, truth));
  }
}

/// A receiver report about this SSRC (RFC 3550 section 6.4.2).
std::string receiver_report(std::uint32_t own, std::uint32_t ssrc, unsigned lost, unsigned highest,
                            unsigned jitter) {
  std::string report{char(0x81), char(201), 0, 7};
  for (const std::uint32_t word :
       {own, ssrc, std::uint32_t(lost), std::uint32_t(highest), std::uint32_t(jitter), 0u, 0u}) {
    for (int shift = 24; shift >= 0; shift -= 8) report += char(word >> shift);
  }
  return report;
}

TEST_F(QualityTest, TellsLossAfterUsFromLossBefore) {
  ASSERT_TRUE(start({"--num-threads=1"}));
  std::vector<Stream> streams;
  const Path path{.name = "reported", .loss = 0.04};
  streams.emplace_back(path, connect(path), 1);
  run(streams, 10);
  Stream& stream = streams.front();
  const Truth truth = stream.observer.truth();
  stream_when_complete(stream, truth);
  // What arrived, less 25 packets.
  const Phone& callee = stream.call->callee();
  callee.rtcp().send(receiver_report(callee.ssrc(), stream.call->caller().ssrc(),
                                     unsigned(truth.lost) + 25, path.first + kPackets - 1, 64),
                     callee.rtcp_target());
  Bencoded after;
  EXPECT_TRUE(wait_until([&] {
    after = stream_of(stream.call->query(ng()), "caller")["quality"]["after us"];
    return after["reports"].number() == 1;
  }));
  EXPECT_EQ(after["lost"].number(), 25);
  EXPECT_NEAR(decimal(after["loss percent"]), 100.0 * 25 / truth.packets, 0.01);
  EXPECT_EQ(after["reported lost"].number(), std::int64_t(truth.lost) + 25);
  EXPECT_NEAR(decimal(after["reported loss percent"]), 100.0 * (truth.lost + 25) / kPackets, 0.01);
  EXPECT_EQ(after["jitter ms"].text(), "8.00");

  const Bencoded removed = stream.call->remove(ng());
  EXPECT_EQ(stream_of(removed, "caller")["quality"]["before us"]["lost"].number(),
            std::int64_t(truth.lost));
  EXPECT_EQ(daemon().end(), "");
  EXPECT_NE(daemon().output().find("before us: " + std::to_string(truth.lost) + " lost ("),
            std::string::npos)
      << daemon().output();
}

}  // namespace
}  // namespace rtpengine::harness
