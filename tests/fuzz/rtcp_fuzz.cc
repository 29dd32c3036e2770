// SPDX-License-Identifier: GPL-3.0-or-later
//
// Fuzz target: RTCP. Reads everything there is a reader for, of valid datagrams and of others, and
// traps when a view leaves the datagram or a valid one is not read to its end.
#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "media/rtcp.h"
#include "media/rtcp_rewriter.h"

namespace {

using rtpengine::media::RtcpPacket;
using Bytes = std::span<const std::uint8_t>;

void expect(bool condition) {
  if (!condition) __builtin_trap();
}

void expect_inside(const void* data, std::size_t size, Bytes whole) {
  if (size == 0) return;
  const auto* begin = static_cast<const std::uint8_t*>(data);
  expect(begin >= whole.data() && begin + size <= whole.data() + whole.size());
}

void read_all_of(const RtcpPacket& packet) {
  using namespace rtpengine::media;
  expect_inside(packet.body.data(), packet.body.size(), packet.bytes);
  sender_info(packet);
  const std::size_t blocks = report_block_count(packet);
  expect(blocks <= packet.count);
  for (std::size_t i = 0; i < blocks; i++) report_block(packet, i);
  if (const auto feedback = feedback_header(packet))
    expect_inside(feedback->information.data(), feedback->information.size(), packet.body);
  for_each_sdes_item(packet, [&](const SdesItem& item) {
    expect_inside(item.text.data(), item.text.size(), packet.body);
  });
  if (const auto bye = parse_bye(packet)) {
    expect(bye->ssrcs.size() == std::size_t{packet.count} * 4);
    expect_inside(bye->reason.data(), bye->reason.size(), packet.body);
  }
}

/// Of a stream in which SSRC 1 was relayed as it is.
void rewrite(Bytes datagram) {
  using namespace rtpengine::media;
  const RtpRewriter rtp({1, 100, 16000, 1, true}, 8000);
  std::vector<std::uint8_t> changed(datagram.begin(), datagram.end());
  rewrite_for_receiver(rtp, changed);
  rewrite_for_sender(rtp, changed);
  expect(valid_rtcp(changed));
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace rtpengine::media;
  const Bytes datagram(data, size);
  const bool compound = valid_rtcp(datagram, RtcpForm::compound);
  const bool valid = valid_rtcp(datagram, RtcpForm::reduced_size);
  expect(valid || !compound);
  expect(possible_srtcp(datagram) || !valid || size < 8);

  RtcpReader reader(datagram);
  while (const auto packet = reader.next()) {
    expect_inside(packet->bytes.data(), packet->bytes.size(), datagram);
    read_all_of(*packet);
  }
  expect(!valid || reader.remaining() == 0);
  expect(rtcp_log_text(datagram).size() < 64 * 1024);
  if (valid) rewrite(datagram);
  return 0;
}
