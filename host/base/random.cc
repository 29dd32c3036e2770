// SPDX-License-Identifier: GPL-3.0-or-later
//
// Random values: a stock of bytes per thread over getrandom(2).
#include "base/random.h"

#include <errno.h>
#include <pthread.h>
#include <string.h>
#include <sys/random.h>

#include <atomic>
#include <cstdlib>

namespace rtpengine::base {

namespace {

/// Grows in each forked child: a stock of an older generation is also in the hands of the parent.
std::atomic<unsigned> fork_generation{1};

/// Trivially destructible, so that it can be used while threads end.
struct Stock {
  std::uint8_t bytes[512];
  std::size_t left;  ///< unused bytes, at the end of `bytes`
  unsigned generation;
};
thread_local constinit Stock stock{};

void fill_from_system(std::uint8_t* out, std::size_t size) {
  while (size > 0) {
    const ssize_t got = getrandom(out, size, 0);
    if (got < 0) {
      if (errno == EINTR) continue;
      // Going on without randomness would mean guessable keys and ports.
      std::abort();
    }
    out += got;
    size -= static_cast<std::size_t>(got);
  }
}

void watch_forks() {
  static const int registered = pthread_atfork(nullptr, nullptr, [] { ++fork_generation; });
  if (registered != 0) std::abort();
}

void refill() {
  watch_forks();
  stock.generation = fork_generation.load(std::memory_order_relaxed);
  fill_from_system(stock.bytes, sizeof stock.bytes);
  stock.left = sizeof stock.bytes;
}

template <typename T>
T random_number() {
  std::uint8_t bytes[sizeof(T)];
  random_bytes(bytes);
  T number;
  memcpy(&number, bytes, sizeof number);
  return number;
}

}  // namespace

void random_bytes(std::span<std::uint8_t> out) {
  if (out.size() > sizeof stock.bytes / 4) {
    fill_from_system(out.data(), out.size());
    return;
  }
  if (out.empty()) return;
  if (stock.left < out.size() ||
      stock.generation != fork_generation.load(std::memory_order_relaxed)) {
    refill();
  }
  std::uint8_t* const from = stock.bytes + sizeof stock.bytes - stock.left;
  memcpy(out.data(), from, out.size());
  explicit_bzero(from, out.size());
  stock.left -= out.size();
}

std::uint16_t random_u16() { return random_number<std::uint16_t>(); }
std::uint32_t random_u32() { return random_number<std::uint32_t>(); }
std::uint64_t random_u64() { return random_number<std::uint64_t>(); }

std::uint64_t random_uniform(std::uint64_t n) {
  if (n < 2) return 0;
  // The lowest 2^64 mod n numbers would make the small results likelier: they are drawn again.
  const std::uint64_t refused = (0 - n) % n;
  for (;;) {
    const std::uint64_t drawn = random_u64();
    if (drawn >= refused) return drawn % n;
  }
}

std::string random_string(std::size_t length, std::string_view alphabet) {
  std::string text(length, '\0');
  if (alphabet.empty() || alphabet.size() > 256) return text;
  const unsigned accepted = 256 - 256 % static_cast<unsigned>(alphabet.size());
  for (char& c : text) {
    std::uint8_t drawn;
    do {
      random_bytes({&drawn, 1});
    } while (drawn >= accepted);
    c = alphabet[drawn % alphabet.size()];
  }
  return text;
}

}  // namespace rtpengine::base
