// SPDX-License-Identifier: GPL-3.0-or-later
#include "media/srtp_keys.h"

#include <algorithm>
#include <cstddef>

#include <openssl/crypto.h>

#include "base/random.h"
#include "media/aes_blocks.h"

namespace rtpengine::media {
namespace {

/// RFC 3711 section 4.3.1 and 4.3.2; those of SRTCP are 3 more.
enum Label : std::uint8_t { kEncryption = 0, kAuthentication = 1, kSalt = 2, kSrtcp = 3 };

/// Fill `out` with the keystream of AES in counter mode under the master key (section 4.3.3).
bool fill(AesBlocks& master, const SrtpMasterKey& key, std::uint8_t label,
          std::span<std::uint8_t> out) {
  constexpr std::size_t kBlock = AesBlocks::kBlock;
  std::array<std::uint8_t, kBlock> input{};
  std::copy(key.salt.begin(), key.salt.end(), input.begin());
  // The label stands above the 48 bits of the index, which is 0 with a rate of 0.
  input[7] ^= label;
  std::array<std::uint8_t, kBlock> stream;
  bool good = true;
  for (std::size_t at = 0; good && at < out.size(); at += kBlock, ++input.back()) {
    good = master.encrypt(input.data(), stream.data(), 1);
    std::copy_n(stream.begin(), std::min(kBlock, out.size() - at), out.begin() + long(at));
  }
  OPENSSL_cleanse(stream.data(), stream.size());
  return good;
}

}  // namespace

std::optional<SrtpMasterKey> SrtpMasterKey::from(SrtpSuite suite,
                                                 std::span<const std::uint8_t> bytes) {
  const SrtpSuiteInfo& sizes = info(suite);
  if (bytes.size() != std::size_t{sizes.key_size} + sizes.salt_size) return std::nullopt;
  SrtpMasterKey master;
  std::copy_n(bytes.begin(), sizes.key_size, master.key.begin());
  std::copy_n(bytes.begin() + sizes.key_size, sizes.salt_size, master.salt.begin());
  return master;
}

SrtpMasterKey SrtpMasterKey::random(SrtpSuite suite) {
  SrtpMasterKey master;
  base::random_bytes(std::span(master.key).first(info(suite).key_size));
  base::random_bytes(std::span(master.salt).first(info(suite).salt_size));
  return master;
}

std::string SrtpMasterKey::text(SrtpSuite suite, base::Base64Padding padding) const {
  std::vector<std::uint8_t> bytes(key.begin(), key.begin() + info(suite).key_size);
  bytes.insert(bytes.end(), salt.begin(), salt.begin() + info(suite).salt_size);
  std::string text = base::base64(bytes, padding);
  OPENSSL_cleanse(bytes.data(), bytes.size());
  return text;
}

void SrtpMasterKey::describe(base::Fields& fields, SrtpSuite suite) {
  std::string written = text(suite, base::Base64Padding::none);
  fields.text("key", written);
  if (!fields.reading()) return;
  const auto bytes = base::parse_base64(written);
  const auto read = bytes ? from(suite, *bytes) : std::nullopt;
  if (read) {
    *this = *read;
  } else {
    fields.refuse("key");
  }
}

void SrtpKeying::describe(base::Fields& fields) {
  fields.choice("suite", suite, SrtpSuite(kSrtpSuiteCount - 1));
  fields.flag("unencrypted srtp", parameters.unencrypted_srtp);
  fields.flag("unencrypted srtcp", parameters.unencrypted_srtcp);
  fields.flag("unauthenticated srtp", parameters.unauthenticated_srtp);
  master.describe(fields, suite);
  std::string identifier = base::base64(mki);
  fields.text("mki", identifier);
  if (!fields.reading()) return;
  auto read = base::parse_base64(identifier);
  if (read && read->size() <= kMaxMki && allows(suite, parameters)) {
    mki = *std::move(read);
  } else {
    fields.refuse("mki");
  }
}

SrtpMasterKey::~SrtpMasterKey() { OPENSSL_cleanse(this, sizeof *this); }

SrtpSessionKeys::~SrtpSessionKeys() { OPENSSL_cleanse(this, sizeof *this); }

std::optional<SrtpSessionKeys> derive(SrtpSuite suite, const SrtpMasterKey& master, SrtpUse use) {
  const SrtpSuiteInfo& sizes = info(suite);
  auto aes = AesBlocks::make(std::span(master.key).first(sizes.key_size));
  if (!aes) return std::nullopt;
  const std::uint8_t base = use == SrtpUse::rtcp ? kSrtcp : 0;
  SrtpSessionKeys keys;
  if (!fill(*aes, master, base + kEncryption, std::span(keys.cipher).first(sizes.key_size)) ||
      !fill(*aes, master, base + kAuthentication, keys.authentication) ||
      !fill(*aes, master, base + kSalt, std::span(keys.salt).first(sizes.salt_size)))
    return std::nullopt;
  return keys;
}

}  // namespace rtpengine::media
