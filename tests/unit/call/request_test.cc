// SPDX-License-Identifier: GPL-3.0-or-later
#include "call/request.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <string>
#include <utility>

#include "tests/unit/call/arguments.h"
#include "tests/unit/loop/captured_log.h"

namespace rtpengine::call {
namespace {

Request parsed(const Arguments& arguments) {
  auto request = Request::parse(arguments.value());
  EXPECT_TRUE(request) << (request ? "" : request.error());
  return request ? *request : Request{};
}

TEST(RequestTest, ReadsTheIdentityOfAMessage) {
  const Arguments arguments{{"call-id", "c"},    {"from-tag", "f"},   {"to-tag", "t"},
                            {"via-branch", "b"}, {"label", "caller"}, {"sdp", "v=0"}};
  const Request request = parsed(arguments);
  EXPECT_EQ(request.call_id, "c");
  EXPECT_EQ(request.from_tag, "f");
  EXPECT_EQ(request.to_tag, "t");
  EXPECT_EQ(request.via_branch, "b");
  EXPECT_EQ(request.label, "caller");
  EXPECT_TRUE(request.has_sdp);
  EXPECT_EQ(request.sdp, "v=0");
}

TEST(RequestTest, TellsAnEmptyBodyFromNone) {
  EXPECT_TRUE(parsed(Arguments{{"sdp", ""}}).has_sdp);
  EXPECT_FALSE(parsed(Arguments{}).has_sdp);
}

TEST(RequestTest, ReadsEachFlagWithSpacesHyphensAndUnderscores) {
  const std::pair<std::string, bool Request::*> flags[] = {
      {"SIP source address", &Request::sip_source_address},
      {"trust address", &Request::trust_address},
      {"asymmetric", &Request::asymmetric},
      {"unidirectional", &Request::unidirectional},
      {"strict source", &Request::strict_source},
      {"media handover", &Request::media_handover},
      {"reset", &Request::reset},
      {"port latching", &Request::port_latching},
      {"no rtcp attribute", &Request::no_rtcp_attribute},
      {"full rtcp attribute", &Request::full_rtcp_attribute},
      {"loop protect", &Request::loop_protect},
      {"generate mid", &Request::generate_mid},
      {"original sendrecv", &Request::original_sendrecv},
      {"all", &Request::all},
      {"fatal", &Request::fatal},
  };
  for (const auto& [name, member] : flags) {
    std::string hyphened = name;
    std::replace(hyphened.begin(), hyphened.end(), ' ', '-');
    std::string underscored = name;
    std::replace(underscored.begin(), underscored.end(), ' ', '_');
    for (const std::string& word : {name, hyphened, underscored}) {
      Arguments arguments;
      arguments.list("flags", {word});
      const Request request = parsed(arguments);
      EXPECT_TRUE(request.*member) << word;
    }
  }
}

TEST(RequestTest, ComparesFlagsByExactCaseAndIgnoresUnknownOnes) {
  Arguments arguments;
  arguments.list("flags", {"Asymmetric", "No-RTCP-attribute", "unknown-flag", "codec-accept-GSM"});
  const Request request = parsed(arguments);
  EXPECT_FALSE(request.asymmetric);
  EXPECT_FALSE(request.no_rtcp_attribute);
}

TEST(RequestTest, LogsWhatItIgnores) {
  loop::CapturedLog log;
  Arguments arguments{{"transport_protocol", "RTP/AVPF"}, {"direction", "first"}};
  arguments.list("flags", {"unknown-flag"});
  parsed(arguments);
  EXPECT_EQ(log.take(),
            "INFO: unknown key 'transport_protocol' ignored\n"
            "INFO: unknown flag 'unknown-flag' ignored\n"
            "INFO: 'direction' is not a list, ignored\n");
  parsed(Arguments{{"address family", "ip6"}});
  EXPECT_EQ(log.take(), "WARNING: address family 'ip6' is neither IP4 nor IP6, ignored\n");
  for (const char* tos : {"256", "much"}) {
    parsed(Arguments{{"TOS", tos}});
    EXPECT_EQ(log.take(), "WARNING: TOS is not a number up to 255, ignored\n") << tos;
  }
}

TEST(RequestTest, LogsWhatItIgnoresForItsType) {
  loop::CapturedLog log;
  for (const char* key : {"media address", "media-address", "transport protocol", "address family",
                          "xmlrpc-callback", "sdp", "ICE", "DTLS", "record call"}) {
    parsed(Arguments().number(key, 4));
    EXPECT_EQ(log.take(), "INFO: '" + std::string(key) + "' is not a string, ignored\n");
  }
  for (const char* key : {"received from", "media", "supports", "SDES", "T.38"}) {
    parsed(Arguments().number(key, 4));
    EXPECT_EQ(log.take(), "INFO: '" + std::string(key) + "' is not a list, ignored\n");
  }
  parsed(Arguments().number("codec", 4));
  EXPECT_EQ(log.take(), "INFO: 'codec' is not a dictionary, ignored\n");
  for (const char* key : {"flags", "rtcp-mux", "replace", "direction"}) {
    parsed(Arguments().numbers(key, {5}));
    EXPECT_EQ(log.take(), "INFO: a word in '" + std::string(key) + "' is not a string, ignored\n");
  }
  parsed(Arguments().list("direction", {"first"}));
  EXPECT_EQ(log.take(), "INFO: 'direction' has one word only, ignored\n");
  parsed(Arguments().numbers("received from", {5}));
  EXPECT_EQ(log.take(), "WARNING: received from holds no address of its family, ignored\n");
  parsed(Arguments{{"record call", "perhaps"}});
  EXPECT_EQ(log.take(), "INFO: unknown value 'perhaps' of record call ignored\n");
}

TEST(RequestTest, LogsNothingAboutWhatItKnows) {
  loop::CapturedLog log;
  Arguments arguments{{"command", "offer"},           {"call-id", "c"},
                      {"received from", "192.0.2.1"}, {"ICE", "remove"},
                      {"address", "192.0.2.1"},       {"TOS", "-1"}};
  arguments.list("flags", {"asymmetric", "pad crypto"}).list("supports", {"load limit"});
  parsed(arguments);
  EXPECT_EQ(log.take(), "");
}

TEST(RequestTest, IgnoresAPlainStringWhereAListBelongs) {
  const Request request =
      parsed(Arguments{{"flags", "asymmetric"}, {"replace", "origin"}, {"rtcp-mux", "offer"}});
  EXPECT_FALSE(request.asymmetric);
  EXPECT_FALSE(request.replace.origin);
  EXPECT_FALSE(request.rtcp_mux.offer);
}

TEST(RequestTest, ReadsReplaceInBothSpellings) {
  Arguments spaced;
  spaced.list("replace", {"origin", "session connection"});
  EXPECT_TRUE(parsed(spaced).replace.origin);
  EXPECT_TRUE(parsed(spaced).replace.session_connection);
  Arguments hyphened;
  hyphened.list("replace", {"session-connection", "sdp-version"});
  EXPECT_FALSE(parsed(hyphened).replace.origin);
  EXPECT_TRUE(parsed(hyphened).replace.session_connection);
}

TEST(RequestTest, ReadsTheWordsOfRtcpMux) {
  Arguments arguments;
  arguments.list("rtcp-mux", {"offer", "require", "demux", "accept", "reject", "other"});
  const RtcpMuxWords mux = parsed(arguments).rtcp_mux;
  EXPECT_TRUE(mux.offer && mux.require && mux.demux && mux.accept && mux.reject);
}

TEST(RequestTest, TakesBothSpellingsOfTheKeysThatHaveTwo) {
  for (const char* key : {"transport protocol", "transport-protocol"}) {
    EXPECT_EQ(parsed(Arguments{{key, "rtp/avpf"}}).transport_protocol, "RTP/AVPF") << key;
  }
  for (const char* key : {"address family", "address-family"}) {
    EXPECT_EQ(parsed(Arguments{{key, "IP6"}}).address_family, net::Family::ipv6) << key;
  }
  for (const char* key : {"media address", "media-address"}) {
    EXPECT_EQ(parsed(Arguments{{key, "192.0.2.1"}}).media_address.to_string(), "192.0.2.1") << key;
  }
  for (const char* key : {"record call", "record-call"}) {
    EXPECT_TRUE(parsed(Arguments{{key, "on"}}).wishes.record) << key;
  }
  for (const char* key : {"received from", "received-from"}) {
    Arguments arguments;
    arguments.list(key, {"IP4", "192.0.2.7"});
    EXPECT_EQ(parsed(arguments).received_from.to_string(), "192.0.2.7") << key;
  }
}

TEST(RequestTest, LeavesOtherSpellingsAlone) {
  EXPECT_TRUE(parsed(Arguments{{"transport_protocol", "RTP/AVPF"}}).transport_protocol.empty());
  EXPECT_EQ(parsed(Arguments{{"address_family", "IP6"}}).address_family, net::Family::none);
  EXPECT_EQ(parsed(Arguments{{"address family", "ip6"}}).address_family, net::Family::none);
}

TEST(RequestTest, TakesTheListWhenReceivedFromComesTwice) {
  Arguments arguments{{"received-from", "198.51.100.1"}};
  arguments.list("received-from", {"IP4", "192.0.2.7"});
  EXPECT_EQ(parsed(arguments).received_from.to_string(), "192.0.2.7");
}

TEST(RequestTest, IgnoresAReceivedFromOfTheWrongFamily) {
  Arguments arguments;
  arguments.list("received from", {"IP6", "192.0.2.7"});
  EXPECT_FALSE(parsed(arguments).received_from);
}

TEST(RequestTest, RefusesAMediaAddressThatIsNone) {
  const auto request = Request::parse(Arguments{{"media address", "example.com"}}.value());
  ASSERT_FALSE(request);
  EXPECT_EQ(request.error(), "media address 'example.com' is no IP address");
}

TEST(RequestTest, ReadsNumbersAlsoFromText) {
  EXPECT_EQ(parsed(Arguments{{"TOS", "184"}}).tos, 184);
  EXPECT_EQ(parsed(Arguments().number("TOS", -1)).tos, -1);
  EXPECT_FALSE(parsed(Arguments{}).tos);
  EXPECT_EQ(parsed(Arguments{{"delete-delay", "7"}}).delete_delay, 7 * base::kSecond);
}

TEST(RequestTest, TakesTheFirstOfTwoDeleteDelays) {
  Arguments arguments;
  arguments.number("delete delay", 7).set("delete-delay", "7");
  EXPECT_EQ(parsed(arguments).delete_delay, 7 * base::kSecond);
}

TEST(RequestTest, IgnoresADeleteDelayThatIsNone) {
  loop::CapturedLog log;
  for (const char* delay : {"-1", "soon", ""}) {
    EXPECT_FALSE(parsed(Arguments{{"delete delay", delay}}).delete_delay) << delay;
    EXPECT_EQ(log.take(), "WARNING: delete delay is not a number of seconds from 0 on, ignored\n");
  }
}

TEST(RequestTest, KnowsLoadLimitOnly) {
  Arguments with;
  with.list("supports", {"load limit"});
  EXPECT_TRUE(parsed(with).supports_load_limit);
  Arguments other;
  other.list("supports", {"load-limit"});
  EXPECT_FALSE(parsed(other).supports_load_limit);
}

TEST(RequestTest, NotesWishesThatNeedAPlugin) {
  EXPECT_TRUE(parsed(Arguments{{"ICE", "force"}}).wishes.ice);
  EXPECT_FALSE(parsed(Arguments{{"ICE", "remove"}}).wishes.ice);
  Arguments flags;
  flags.list("flags", {"record call", "transcode-PCMA"});
  EXPECT_TRUE(parsed(flags).wishes.record);
  EXPECT_TRUE(parsed(flags).wishes.transcode);
}

TEST(RequestTest, ReadsPartialMedia) {
  const Request request = parsed(Arguments().media(2, "192.0.2.9", 4000));
  ASSERT_EQ(request.partial_media.size(), 1u);
  EXPECT_EQ(request.partial_media[0].index, 1u);
  EXPECT_EQ(request.partial_media[0].endpoint.to_string(), "192.0.2.9:4000");
}

TEST(RequestTest, RefusesPartialMediaOutOfRange) {
  EXPECT_FALSE(Request::parse(Arguments().media(0, "192.0.2.9", 4000).value()));
  EXPECT_FALSE(Request::parse(Arguments().media(65, "192.0.2.9", 4000).value()));
  EXPECT_FALSE(Request::parse(Arguments().media(1, "192.0.2.9", 65536).value()));
  EXPECT_FALSE(Request::parse(Arguments().media(1, "nowhere", 4000).value()));
}

}  // namespace
}  // namespace rtpengine::call
