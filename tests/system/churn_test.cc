// SPDX-License-Identifier: GPL-3.0-or-later
//
// Very many calls with everything that a proxy may say about them, in any order, sense or not.
// Afterwards no port, no descriptor and no call is left, and the second half took no more memory
// than the first.
//
// $RTPENGINE_CHURN_CALLS: how many calls (a few thousand by default). $RTPENGINE_CHURN_SEED:
// another sequence; the same seed makes the same one.
#include <cstdlib>
#include <random>

#include "harness/figures.h"
#include "harness/fixture.h"

namespace rtpengine::harness {
namespace {

unsigned from_environment(const char* name, unsigned otherwise) {
  const char* text = std::getenv(name);
  return text != nullptr ? unsigned(std::strtoul(text, nullptr, 10)) : otherwise;
}

/// Makes up what a proxy says.
class Dice {
 public:
  explicit Dice(unsigned seed) : engine_(seed) {}

  unsigned below(unsigned limit) { return unsigned(engine_() % limit); }
  bool one_in(unsigned number) { return below(number) == 0; }
  const char* pick(std::initializer_list<const char*> from) {
    return *(from.begin() + below(unsigned(from.size())));
  }

  std::string sdp() {
    if (one_in(60)) return pick({"", "v=0", "nonsense\r\n", "v=0\r\nm=audio x RTP/AVP 0\r\n"});
    const bool v6 = one_in(5);
    const std::string address =
        v6 ? std::string("IN IP6 ") + pick({"fd77::100", "fd77::101", "::"})
           : std::string("IN IP4 ") + pick({"10.77.0.100", "10.77.0.101", "10.77.0.102",
                                            "10.77.0.103", "0.0.0.0", "224.0.0.1"});
    std::string text = "v=0\r\no=phone 1 " + std::to_string(1 + below(3)) + " " + address +
                       "\r\ns=-\r\nc=" + address + "\r\nt=0 0\r\n";
    if (one_in(10)) text += "a=group:BUNDLE 0 1\r\n";
    for (unsigned i = one_in(20) ? 0 : 1 + below(3); i > 0; --i) text += section();
    return text;
  }

  Dictionary signal(const std::string& command, const std::string& call_id) {
    Dictionary request = {{"command", command}, {"call-id", call_id}, {"sdp", sdp()}};
    if (!one_in(50)) request["from-tag"] = tag();
    if (command == "answer" ? !one_in(30) : one_in(3)) request["to-tag"] = tag();
    if (one_in(4)) request["via-branch"] = pick({"b1", "b2", "b3"});
    add_features(request);
    if (one_in(80)) request.erase("sdp");
    return request;
  }

  Dictionary removal(const std::string& call_id) {
    Dictionary request = {{"command", "delete"}, {"call-id", call_id}};
    if (one_in(3)) request["from-tag"] = tag();
    if (one_in(4)) request["to-tag"] = tag();
    if (one_in(4)) request["via-branch"] = pick({"b1", "b2", "b3"});
    if (one_in(2)) request["delete delay"] = int(below(2));
    if (one_in(6)) request["flags"] = List{"fatal"};
    return request;
  }

  Dictionary other(const std::string& call_id) {
    const std::string command =
        pick({"query", "query", "block media", "unblock media", "block DTMF", "unblock DTMF",
              "list", "ping", "play media", "start recording", "no such command"});
    Dictionary request = {{"command", command}, {"call-id", call_id}};
    if (one_in(3)) request["from-tag"] = tag();
    if (one_in(5)) request["to-tag"] = tag();
    if (one_in(10)) request.erase("call-id");
    return request;
  }

 private:
  const char* tag() { return pick({"caller", "callee", "third", "fourth"}); }

  std::string section() {
    const unsigned port = one_in(8) ? 0 : 4000 + 2 * below(500);
    std::string text = std::string("m=") + pick({"audio", "audio", "audio", "video", "image"}) +
                       " " + std::to_string(port) + " " +
                       pick({"RTP/AVP", "RTP/AVP", "RTP/AVPF", "RTP/SAVP", "UDP/TLS/RTP/SAVPF",
                             "udptl", "TCP/MSRP"}) +
                       " 8 101\r\na=rtpmap:8 PCMA/8000\r\na=rtpmap:101 telephone-event/8000\r\n";
    if (one_in(4)) text += "a=rtcp-mux\r\n";
    if (one_in(6)) text += "a=rtcp:" + std::to_string(4001 + 2 * below(500)) + "\r\n";
    if (one_in(8)) text += "c=IN IP4 10.77.0.110\r\n";
    if (one_in(8)) text += "a=ice-ufrag:abcd\r\na=ice-pwd:0123456789abcdef012345\r\n";
    for (unsigned lines = below(3); lines > 0; --lines) {
      text += pick({"a=crypto:1 AES_CM_128_HMAC_SHA1_80 inline:", "a=crypto:2 FOO inline:",
                    "a=crypto:2 AES_CM_128_HMAC_SHA1_32 inline:"});
      text += "4fl6DT4Bi+DWT6MsBt5BOQ7Gda1Jiv7rtpYLOqvm\r\n";
    }
    if (one_in(10)) text += "a=mid:" + std::to_string(below(3)) + "\r\n";
    return text +
           pick({"", "a=sendrecv\r\n", "a=sendonly\r\n", "a=recvonly\r\n", "a=inactive\r\n"});
  }

  void add_features(Dictionary& request) {
    request["replace"] = List{"origin", "session-connection"};
    if (one_in(3)) {
      List flags;
      for (unsigned i = 1 + below(3); i > 0; --i) {
        flags.push_back(
            pick({"trust address", "SIP source address", "asymmetric", "unidirectional",
                  "strict source", "media handover", "reset", "port latching", "no rtcp attribute",
                  "full rtcp attribute", "loop protect", "generate mid", "original sendrecv", "all",
                  "fatal", "symmetric", "no such flag"}));
      }
      request["flags"] = std::move(flags);
    }
    if (one_in(3))
      request["rtcp-mux"] = List{pick({"offer", "require", "demux", "accept", "reject", "?"})};
    if (one_in(4)) request["ICE"] = pick({"remove", "force", "default", "optional"});
    if (one_in(5)) request["address family"] = pick({"IP4", "IP6", "IP5"});
    if (one_in(6))
      request["transport protocol"] = pick({"RTP/AVP", "RTP/AVPF", "RTP/SAVP", "RTP/SAVPF"});
    if (one_in(10)) request["SDES"] = List{pick({"off", "unencrypted_srtp", "pad", "?"})};
    if (one_in(6)) request["received from"] = List{"IP4", pick({"10.77.0.120", "nowhere"})};
    if (one_in(8)) request["TOS"] = int(below(300));
    if (one_in(8)) request["label"] = pick({"a", "b"});
    if (one_in(8)) request["media address"] = pick({"10.77.0.130", "fd77::130", "x"});
    if (one_in(12)) request["direction"] = List{pick({"default", "x"}), "default"};
    if (one_in(12)) request["supports"] = List{"load limit"};
  }

  std::mt19937 engine_;
};

class ChurnTest : public SystemTest {
 protected:
  static constexpr unsigned kCallsAtOnce = 40;

  /// Something about a call that may be up or not.
  void step(Dice& dice, const std::string& call_id) {
    switch (dice.below(8)) {
      case 0:
      case 1:
      case 2:
        ask(dice.signal("offer", call_id));
        break;
      case 3:
      case 4:
        ask(dice.signal("answer", call_id));
        break;
      case 5:
        ask(dice.removal(call_id));
        break;
      default:
        ask(dice.other(call_id));
    }
  }

  void ask(const Dictionary& request) {
    const std::string reply = ng().ask_raw(ng().new_cookie(), Bencoded(request).encode());
    replied_ += reply.size() + kOverhead;
    ++results_[Bencoded::decode(reply).value_or(Bencoded())["result"].text()];
  }

  /// `count` calls, each with some six messages; at the end all are deleted.
  void churn(Dice& dice, unsigned first, unsigned count) {
    for (unsigned i = first; i < first + count; ++i) {
      ask(dice.signal("offer", id(i)));
      for (unsigned steps = dice.below(8); steps > 0; --steps) {
        // Also about calls that are long gone.
        step(dice, id(i - std::min(i, dice.below(kCallsAtOnce))));
      }
      if (i >= kCallsAtOnce) remove(id(i - kCallsAtOnce));
    }
    for (const std::string& call_id : calls()) remove(call_id);
    EXPECT_TRUE(wait_until([&] { return calls().empty(); })) << calls().size() << " are left";
  }

  void remove(const std::string& call_id) {
    ask({{"command", "delete"}, {"call-id", call_id}, {"delete delay", 0}});
  }
  static std::string id(unsigned number) { return "churn-" + std::to_string(number); }

  /// What the daemon may hold of replies for clients that repeat a request, in kB: two times 32 MiB
  /// at most, of the last half minute at least.
  long remembered() const { return long(std::min<std::size_t>(replied_, 64 << 20) / 1024); }

  static constexpr std::size_t kOverhead = 64;  ///< cookie, and what belongs to an entry
  std::size_t replied_ = 0;
  std::map<std::string, std::int64_t> results_;
};

TEST_F(ChurnTest, LeavesNothingBehindAndNeedsNoMoreMemoryWithTime) {
  const unsigned count = from_environment("RTPENGINE_CHURN_CALLS", 2000);
  const unsigned seed = from_environment("RTPENGINE_CHURN_SEED", 1);
  ASSERT_TRUE(start({"--num-threads=4", "--delete-delay=1", "--log-level=2"}));
  const pid_t pid = daemon().process().pid();
  const std::size_t idle = descriptors_of(pid);
  Dice dice(seed);
  const auto begin = Clock::now();

  // What the first tenth takes, others take again.
  churn(dice, 0, count / 10);
  const long warm = memory_of(pid);
  churn(dice, count / 10, count / 2 - count / 10);
  const long half = memory_of(pid), half_replies = remembered();
  EXPECT_EQ(descriptors_of(pid), idle);
  churn(dice, count / 2, count - count / 2);
  const long whole = memory_of(pid);

  std::printf(
      "%u calls of seed %u in %.0f s; kB after a tenth, half and all: %ld, %ld, "
      "%ld; of these replies: %ld\n",
      count, seed, std::chrono::duration<double>(Clock::now() - begin).count(), warm, half, whole,
      remembered());
  for (const auto& [result, times] : results_)
    std::printf("  %s: %lld\n", result.c_str(), static_cast<long long>(times));
  EXPECT_EQ(results_[""], 0) << "requests without a reply";
  EXPECT_EQ(descriptors_of(pid), idle);
  EXPECT_EQ(udp_ports_of(pid), std::set<std::uint16_t>{Daemon::kControlPort});
  if (!has_sanitizer()) {
    EXPECT_LE(whole, half + remembered() - half_replies + half / 50 + 256);
  }
  EXPECT_EQ(daemon().output().find("ports are open that no call uses"), std::string::npos);
  const Bencoded fresh = ng().ask("list");
  EXPECT_TRUE(fresh["calls"].list().empty());
}

}  // namespace
}  // namespace rtpengine::harness
