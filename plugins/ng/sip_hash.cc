// SPDX-License-Identifier: GPL-3.0-or-later
//
// SipHash-2-4. libcrypto has it, too, but makes an object for each message.

#include "sip_hash.h"

#include <sys/random.h>

#include <bit>
#include <cstddef>

namespace rtpengine::ng {
namespace {

constexpr std::size_t kWord = sizeof(std::uint64_t);

class State {
 public:
  explicit State(const SipHashKey& key) noexcept
      : a_(key.low ^ 0x736f6d6570736575u),
        b_(key.high ^ 0x646f72616e646f6du),
        c_(key.low ^ 0x6c7967656e657261u),
        d_(key.high ^ 0x7465646279746573u) {}

  void add(std::uint64_t word) noexcept {
    d_ ^= word;
    mix(2);
    a_ ^= word;
  }

  std::uint64_t finish() noexcept {
    c_ ^= 0xff;
    mix(4);
    return a_ ^ b_ ^ c_ ^ d_;
  }

 private:
  void mix(int rounds) noexcept {
    while (rounds-- > 0) {
      a_ += b_;
      c_ += d_;
      b_ = std::rotl(b_, 13) ^ a_;
      d_ = std::rotl(d_, 16) ^ c_;
      a_ = std::rotl(a_, 32);
      c_ += b_;
      a_ += d_;
      b_ = std::rotl(b_, 17) ^ c_;
      d_ = std::rotl(d_, 21) ^ a_;
      c_ = std::rotl(c_, 32);
    }
  }

  std::uint64_t a_, b_, c_, d_;
};

/// At most 8 bytes, the first one lowest.
std::uint64_t word_of(std::string_view bytes) noexcept {
  std::uint64_t word = 0;
  for (std::size_t i = bytes.size(); i-- > 0;) {
    word = word << 8 | static_cast<unsigned char>(bytes[i]);
  }
  return word;
}

}  // namespace

SipHashKey random_sip_hash_key() noexcept {
  SipHashKey key;
  // Cannot fail for so few bytes (getrandom(2)).
  (void)!getrandom(&key, sizeof key, 0);
  return key;
}

std::uint64_t sip_hash(const SipHashKey& key, std::string_view bytes) noexcept {
  const std::uint64_t size = bytes.size();
  State state(key);
  for (; bytes.size() >= kWord; bytes.remove_prefix(kWord)) {
    state.add(word_of(bytes.substr(0, kWord)));
  }
  state.add(size << 56 | word_of(bytes));
  return state.finish();
}

}  // namespace rtpengine::ng
