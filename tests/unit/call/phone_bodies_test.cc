// SPDX-License-Identifier: GPL-3.0-or-later
//
// Bodies as many SIP stacks write them, well formed and not, in offers and answers: what the other
// party gets can be read, its ports are ours, and all that is not ours to change is as it was.
#include <gtest/gtest.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <initializer_list>
#include <iterator>
#include <set>
#include <sstream>
#include <string>
#include <vector>

#include "base/log.h"
#include "tests/unit/call/bench.h"
#include "tests/unit/call/bodies.h"

namespace rtpengine::call {
namespace {

namespace fs = std::filesystem;

fs::path data_folder() {
  const char* tree = std::getenv("SRCDIR");
  return fs::path(tree != nullptr ? tree : ".") / "tests/data/sdp";
}

/// Names of the files below the folder, without their ending.
std::vector<std::string> body_names() {
  std::vector<std::string> names;
  std::error_code error;
  for (const auto& entry : fs::recursive_directory_iterator(data_folder(), error)) {
    if (entry.path().extension() != ".sdp") continue;
    names.push_back(fs::relative(entry.path(), data_folder()).replace_extension().string());
  }
  std::sort(names.begin(), names.end());
  return names;
}

std::string content_of(const std::string& name) {
  std::ifstream file(data_folder() / (name + ".sdp"), std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

/// A body cut at its m= lines. It is read without our parser, which is what is tested.
struct Block {
  std::string media;  ///< behind m=; empty: the session
  std::vector<std::string> lines;

  bool has(const std::string& line) const {
    return std::find(lines.begin(), lines.end(), line) != lines.end();
  }
  std::vector<std::string> starting(const std::string& with) const {
    std::vector<std::string> found;
    for (const auto& line : lines) {
      if (line.starts_with(with)) found.push_back(line);
    }
    return found;
  }
  std::vector<std::string> words() const {
    std::istringstream stream(media);
    return {std::istream_iterator<std::string>(stream), {}};
  }
  int port() const { return std::atoi(words().at(1).c_str()); }
  std::string protocol() const { return words().at(2); }
};

std::vector<Block> blocks_of(const std::string& body) {
  std::vector<Block> blocks(1);
  std::istringstream stream(body);
  for (std::string line; std::getline(stream, line);) {
    while (line.ends_with('\r')) line.pop_back();
    if (line.empty()) continue;
    if (line.starts_with("m=")) {
      blocks.emplace_back().media = line.substr(2);
    } else {
      blocks.back().lines.push_back(line);
    }
  }
  return blocks;
}

std::string name_of(const std::string& line) {
  if (!line.starts_with("a=")) return {};
  return line.substr(2, line.find_first_of(": ", 2) - 2);
}

bool is_one_of(const std::string& name, std::initializer_list<const char*> names) {
  return std::find(names.begin(), names.end(), name) != names.end();
}

bool is_direction(const std::string& line) {
  return is_one_of(name_of(line), {"sendrecv", "sendonly", "recvonly", "inactive"});
}

/// What speaks of transport that ends at us.
bool is_of_transport(const std::string& line) {
  return line.starts_with("c=") || is_direction(line) ||
         is_one_of(name_of(line), {"candidate", "remote-candidates", "end-of-candidates",
                                   "ice-lite", "ice-ufrag", "ice-pwd", "ice-options",
                                   "ice-mismatch", "ice-pacing", "fingerprint", "setup", "tls-id"});
}

bool is_ours(const std::string& line, bool session_level) {
  if (is_of_transport(line)) return true;
  const std::string name = name_of(line);
  if (session_level) return name == "extmap" || line.starts_with("a=group:BUNDLE");
  return is_one_of(name, {"rtcp", "rtcp-mux", "mid"});
}

std::vector<std::string> not_ours(const Block& block) {
  std::vector<std::string> kept;
  for (const auto& line : block.lines) {
    if (!is_ours(line, block.media.empty())) kept.push_back(line);
  }
  return kept;
}

bool is_rtp(std::string protocol) {
  std::transform(protocol.begin(), protocol.end(), protocol.begin(), ::toupper);
  return protocol.starts_with("RTP/") || protocol.starts_with("UDP/TLS/RTP/");
}

bool is_over_tcp(const std::string& protocol) { return protocol.starts_with("TCP/"); }

class Checker {
 public:
  Checker(const Bench& bench, const std::string& sent, const std::string& shown)
      : bench_(bench), sent_(blocks_of(sent)), shown_(blocks_of(shown)) {}

  void check() {
    ASSERT_EQ(shown_.size(), sent_.size());
    EXPECT_EQ(not_ours(shown_[0]), not_ours(sent_[0]));
    for (std::size_t i = 1; i < sent_.size(); ++i) {
      SCOPED_TRACE("m=" + sent_[i].media + " -> m=" + shown_[i].media);
      check_media(sent_[i], shown_[i]);
    }
  }

 private:
  void check_media(const Block& sent, const Block& shown) {
    auto expected = sent.words(), got = shown.words();
    expected[1] = got[1];  // the port
    EXPECT_EQ(got, expected);
    if (is_over_tcp(sent.protocol())) {
      EXPECT_EQ(shown.port(), sent.port());
      EXPECT_EQ(shown.starting("a="), sent.starting("a="));
    } else if (sent.port() == 0 || is_multicast(sent)) {
      EXPECT_EQ(shown.port(), 0);
      EXPECT_EQ(shown.starting("i="), sent.starting("i="));
    } else {
      EXPECT_EQ(not_ours(shown), not_ours(sent));
      check_transport(sent, shown);
    }
  }

  bool is_multicast(const Block& sent) const {
    auto lines = sent.starting("c=");
    if (lines.empty()) lines = sent_[0].starting("c=");
    return lines.at(0).find("IP4 2") != std::string::npos &&
           lines[0].find('/') != std::string::npos;
  }

  void check_transport(const Block& sent, const Block& shown) {
    const std::string address = address_of(shown);
    const bool hold = address == "0.0.0.0" || address == "::";
    check_port(address, hold, shown.port());
    EXPECT_EQ(std::count_if(shown.lines.begin(), shown.lines.end(), is_direction), 1);
    EXPECT_EQ(shown.starting("a=mid"), sent.starting("a=mid"));
    if (!is_rtp(sent.protocol())) return;
    const auto rtcp = shown.starting("a=rtcp:");
    ASSERT_EQ(rtcp.size(), 1u);
    EXPECT_TRUE(bench_has(std::atoi(rtcp[0].c_str() + 7)));
    EXPECT_LE(shown.starting("a=rtcp-mux").size(), sent.starting("a=rtcp-mux").size());
  }

  void check_port(const std::string& address, bool hold, int port) {
    EXPECT_TRUE(bench_has(port));
    EXPECT_TRUE(hold || bench_.io.listens(at(address, port))) << address;
    EXPECT_TRUE(ports_.insert(port).second) << "a port of its own for each media";
  }

  /// What is in force: of the section, or else of the session; one line each.
  std::string address_of(const Block& shown) const {
    auto lines = shown.starting("c=");
    if (lines.empty()) lines = shown_[0].starting("c=");
    EXPECT_EQ(lines.size(), 1u);
    const std::string line = lines.empty() ? "" : lines[0];
    return line.substr(line.rfind(' ') + 1);
  }

  bool bench_has(int port) const {
    const auto open = bench_.calls->open_ports();
    return std::any_of(open.begin(), open.end(),
                       [port](const net::Endpoint& one) { return one.port == port; });
  }

  const Bench& bench_;
  const std::vector<Block> sent_, shown_;
  std::set<int> ports_;
};

/// Keeps the log away.
class Silence {
 public:
  Silence() {
    base::log::set_sink([](auto, auto, auto) {});
  }
  ~Silence() { base::log::set_sink({}); }
};

class PhoneBodiesTest : public testing::TestWithParam<std::string> {
 protected:
  void TearDown() override { bench_.calls->end_all(EndReason::shutdown); }

  void send(const char* command, const std::string& body) {
    SCOPED_TRACE(command);
    Arguments arguments{{"call-id", "c"}, {"from-tag", "f"}, {"sdp", body}};
    if (command == std::string("answer")) arguments.set("to-tag", "t");
    const Reply reply = bench_.command(command, arguments);
    ASSERT_EQ(reply.result(), "ok") << reply.reason();
    ASSERT_TRUE(sdp::Session::parse(reply.sdp())) << reply.sdp();
    Checker(bench_, body, reply.sdp()).check();
    if (HasFailure()) ADD_FAILURE() << reply.sdp();
  }

  Silence silence_;
  Bench bench_;
};

TEST_P(PhoneBodiesTest, IsRelayedWithTheRestAsItWas) {
  const std::string body = content_of(GetParam());
  send("offer", body);
  send("answer", body);
  send("offer", body);
  send("answer", body);
  bench_.command("delete", {{"call-id", "c"}, {"delete-delay", "0"}});
  EXPECT_EQ(bench_.ports_used(), 0u);
}

INSTANTIATE_TEST_SUITE_P(Stacks, PhoneBodiesTest, testing::ValuesIn(body_names()),
                         [](const auto& test) {
                           std::string name = test.param;
                           for (char& c : name) c = std::isalnum(c) ? c : '_';
                           return name;
                         });

TEST(BodiesOfPhonesTest, AreOfManyStacks) { EXPECT_GE(body_names().size(), 60u) << data_folder(); }

}  // namespace
}  // namespace rtpengine::call
