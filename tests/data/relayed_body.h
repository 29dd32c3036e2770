// SPDX-License-Identifier: GPL-3.0-or-later
//
// What has to be true of an SDP body that went through the relay, beside the one that was sent.
// For the unit tests and for those of the whole daemon, so it knows nothing of either, and reads
// bodies without the parser, which is what is tested.
#pragma once

#include <gtest/gtest.h>

#include <algorithm>
#include <cctype>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <functional>
#include <initializer_list>
#include <iterator>
#include <set>
#include <sstream>
#include <string>
#include <utility>
#include <vector>

namespace rtpengine::bodies {

/// Names of the bodies below the folder, without their ending.
inline std::vector<std::string> names(const std::filesystem::path& folder) {
  std::vector<std::string> all;
  std::error_code error;
  for (const auto& entry : std::filesystem::recursive_directory_iterator(folder, error)) {
    if (entry.path().extension() != ".sdp") continue;
    all.push_back(std::filesystem::relative(entry.path(), folder).replace_extension().string());
  }
  std::sort(all.begin(), all.end());
  return all;
}

inline std::string content(const std::filesystem::path& folder, const std::string& name) {
  std::ifstream file(folder / (name + ".sdp"), std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

/// A body cut at its m= lines.
struct Block {
  std::string media;  ///< behind m=; empty: the session
  std::vector<std::string> lines;

  std::vector<std::string> starting(const std::string& with) const {
    std::vector<std::string> found;
    for (const auto& line : lines) {
      if (line.rfind(with, 0) == 0) found.push_back(line);
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

inline std::vector<Block> blocks_of(const std::string& body) {
  std::vector<Block> blocks(1);
  std::istringstream stream(body);
  for (std::string line; std::getline(stream, line);) {
    while (!line.empty() && line.back() == '\r') line.pop_back();
    if (line.empty()) continue;
    if (line.rfind("m=", 0) == 0) {
      blocks.emplace_back().media = line.substr(2);
    } else {
      blocks.back().lines.push_back(line);
    }
  }
  return blocks;
}

inline bool is_one_of(const std::string& name, std::initializer_list<const char*> names) {
  return std::find(names.begin(), names.end(), name) != names.end();
}

inline std::string attribute_name(const std::string& line) {
  if (line.rfind("a=", 0) != 0) return {};
  return line.substr(2, line.find_first_of(": ", 2) - 2);
}

inline bool is_direction(const std::string& line) {
  return is_one_of(attribute_name(line), {"sendrecv", "sendonly", "recvonly", "inactive"});
}

/// What speaks of transport that ends at us.
inline bool is_of_transport(const std::string& line) {
  return line.rfind("c=", 0) == 0 || is_direction(line) ||
         is_one_of(attribute_name(line),
                   {"candidate", "remote-candidates", "end-of-candidates", "ice-lite", "ice-ufrag",
                    "ice-pwd", "ice-options", "ice-mismatch", "ice-pacing", "fingerprint", "setup",
                    "tls-id", "crypto"});
}

/// Lines that are not ours to change.
inline std::vector<std::string> not_ours(const Block& block) {
  std::vector<std::string> kept;
  for (const auto& line : block.lines) {
    const std::string name = attribute_name(line);
    const bool ours = block.media.empty()
                          ? name == "extmap" || line.rfind("a=group:BUNDLE", 0) == 0
                          : is_one_of(name, {"rtcp", "rtcp-mux", "mid", "bundle-only"});
    if (!ours && !is_of_transport(line)) kept.push_back(line);
  }
  return kept;
}

inline bool is_rtp(std::string protocol) {
  std::transform(protocol.begin(), protocol.end(), protocol.begin(), ::toupper);
  return protocol.rfind("RTP/", 0) == 0 || protocol.rfind("UDP/TLS/RTP/", 0) == 0;
}

inline bool is_over_tcp(const std::string& protocol) { return protocol.rfind("TCP/", 0) == 0; }

/// Checks one body that was shown to a party.
class Relayed {
 public:
  /// Whether this port of the relay is open; an empty address: on any of its addresses.
  using HasPort = std::function<bool(const std::string& address, int port)>;

  Relayed(const std::string& sent, const std::string& shown, HasPort has_port)
      : has_port_(std::move(has_port)), sent_(blocks_of(sent)), shown_(blocks_of(shown)) {}

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
    check_port(hold ? "" : address, shown.port());
    EXPECT_EQ(std::count_if(shown.lines.begin(), shown.lines.end(), is_direction), 1);
    EXPECT_EQ(shown.starting("a=mid"), sent.starting("a=mid"));
    if (!is_rtp(sent.protocol())) return;
    const auto keys = shown.starting("a=crypto:");
    for (const auto& line : sent.starting("a=crypto:")) {
      EXPECT_EQ(std::count(keys.begin(), keys.end(), line), 0) << "another party's keys";
    }
    const auto rtcp = shown.starting("a=rtcp:");
    ASSERT_EQ(rtcp.size(), 1u);
    const int rtcp_port = std::atoi(rtcp[0].c_str() + 7);
    if (rtcp_port != shown.port()) check_port("", rtcp_port);
    EXPECT_LE(shown.starting("a=rtcp-mux").size(), sent.starting("a=rtcp-mux").size());
  }

  void check_port(const std::string& address, int port) {
    EXPECT_TRUE(has_port_(address, port)) << address << " " << port;
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

  const HasPort has_port_;
  const std::vector<Block> sent_, shown_;
  std::set<int> ports_;
};

}  // namespace rtpengine::bodies
