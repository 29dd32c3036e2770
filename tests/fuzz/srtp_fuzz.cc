// SPDX-License-Identifier: GPL-3.0-or-later
//
// Fuzz target: SRTP and SRTCP. The first three bytes choose suite, parameters and which byte is
// spoilt; the rest is a datagram. It is unprotected as it is; and protected, spoilt and unprotected
// again. Traps when a packet that was refused is not what it was, when a spoilt one is taken, or
// when one does not come out as it went in.
#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "media/srtp_receiver.h"
#include "media/srtp_sender.h"

namespace {

using namespace rtpengine::media;
using rtpengine::net::Packet;
using Bytes = std::vector<std::uint8_t>;

void expect(bool condition) {
  if (!condition) __builtin_trap();
}

/// A packet with just as much room behind it as SRTP needs at most.
class Slot {
 public:
  Slot(std::span<const std::uint8_t> bytes, std::size_t room) : buffer_(bytes.size() + room) {
    std::copy(bytes.begin(), bytes.end(), buffer_.begin());
    packet_.buffer = packet_.data = buffer_.data();
    packet_.capacity = buffer_.size();
    packet_.size = bytes.size();
  }
  Packet& packet() { return packet_; }
  Bytes bytes() const { return Bytes(packet_.bytes().begin(), packet_.bytes().end()); }

 private:
  Bytes buffer_;
  Packet packet_;
};

/// False if it was refused.
template <typename Receiver>
bool take(Receiver& receiver, const Bytes& bytes, Bytes* plain = nullptr) {
  Slot slot(bytes, 0);
  const bool done = receiver.unprotect(slot.packet()) == SrtpOutcome::done;
  expect(done ? slot.packet().size <= bytes.size() : slot.bytes() == bytes);
  if (plain != nullptr) *plain = slot.bytes();
  return done;
}

template <typename Sender, typename Receiver>
void try_datagram(const SrtpKeying& keying, const Bytes& datagram, std::size_t spoilt,
                  bool authenticated) {
  auto stranger = Receiver::make(keying);
  if (!stranger) return;
  if (take(*stranger, datagram) && authenticated)
    expect(!take(*stranger, datagram));  // it is a replay now

  auto sender = Sender::make(keying);
  auto receiver = Receiver::make(keying);
  Slot slot(datagram, sender->overhead());
  if (sender->protect(slot.packet()) != SrtpOutcome::done) return;
  const Bytes secret = slot.bytes();
  expect(secret.size() == datagram.size() + sender->overhead());
  if (authenticated) {
    Bytes forged = secret;
    forged[spoilt % forged.size()] ^= 0x10;
    expect(!take(*receiver, forged));
  }
  Bytes plain;
  expect(take(*receiver, secret, &plain));
  expect(plain == datagram);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size < 3) return 0;
  SrtpKeying keying;
  keying.suite = SrtpSuite(data[0] % kSrtpSuiteCount);
  keying.parameters = {.unencrypted_srtp = (data[1] & 1) != 0,
                       .unencrypted_srtcp = (data[1] & 2) != 0,
                       .unauthenticated_srtp = (data[1] & 4) != 0};
  if ((data[1] & 8) != 0) keying.mki = {0, 0, 0, 1};
  for (std::uint8_t i = 0; i < info(keying.suite).key_size; ++i) keying.master.key[i] = i;
  const Bytes datagram(data + 3, data + size);
  try_datagram<SrtpSender, SrtpReceiver>(keying, datagram, data[2],
                                         !keying.parameters.unauthenticated_srtp);
  try_datagram<SrtcpSender, SrtcpReceiver>(keying, datagram, data[2], true);
  return 0;
}
