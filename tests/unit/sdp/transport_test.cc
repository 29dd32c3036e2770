// SPDX-License-Identifier: GPL-3.0-or-later
//
// Protocol words of m= lines.
#include <gtest/gtest.h>

#include "sdp/attributes.h"

namespace rtpengine::sdp {
namespace {

TEST(TransportTest, NamesOfRtpTransportsGoBothWays) {
  for (const char* name :
       {"RTP/AVP", "RTP/AVPF", "RTP/SAVP", "RTP/SAVPF", "UDP/TLS/RTP/SAVP", "UDP/TLS/RTP/SAVPF"}) {
    EXPECT_TRUE(is_rtp_protocol(name)) << name;
    EXPECT_TRUE(classify_transport(name).udp) << name;
    EXPECT_EQ(rtp_protocol_name(classify_transport(name)), name);
  }
}

TEST(TransportTest, TellsProfilesApart) {
  const Transport plain = classify_transport("RTP/AVP");
  EXPECT_FALSE(plain.feedback || plain.secure || plain.dtls);
  const Transport all = classify_transport("UDP/TLS/RTP/SAVPF");
  EXPECT_TRUE(all.feedback && all.secure && all.dtls);
  const Transport sdes = classify_transport("RTP/SAVP");
  EXPECT_TRUE(sdes.secure);
  EXPECT_FALSE(sdes.feedback || sdes.dtls);
}

TEST(TransportTest, IgnoresCase) {
  EXPECT_EQ(classify_transport("rtp/savpf"), classify_transport("RTP/SAVPF"));
  EXPECT_EQ(classify_transport("UDPTL"), classify_transport("udptl"));
}

TEST(TransportTest, OtherMediaOverUdpIsNotRtp) {
  for (const char* name : {"udptl", "UDP/TLS/UDPTL", "UDP/DTLS/SCTP", "UDP/BFCP", "udp"}) {
    EXPECT_TRUE(classify_transport(name).udp) << name;
    EXPECT_FALSE(is_rtp_protocol(name)) << name;
    EXPECT_EQ(rtp_protocol_name(classify_transport(name)), "") << name;
  }
}

TEST(TransportTest, TcpAndUnknownNamesAreNotOverUdp) {
  for (const char* name : {"TCP/MSRP", "TCP/TLS/RTP/SAVPF", "TCP/DTLS/RTP/SAVP", "TCP/RTP/AVP",
                           "RTP/AVPX", "RTP", "", "x"}) {
    EXPECT_FALSE(classify_transport(name).udp) << name;
    EXPECT_FALSE(is_rtp_protocol(name)) << name;
  }
  EXPECT_TRUE(classify_transport("TCP/DTLS/RTP/SAVPF").dtls);
}

}  // namespace
}  // namespace rtpengine::sdp
