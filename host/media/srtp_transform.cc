// SPDX-License-Identifier: GPL-3.0-or-later
#include "media/srtp_transform.h"

#include <algorithm>
#include <array>
#include <utility>

#include <openssl/crypto.h>

#include "base/big_endian.h"

namespace rtpengine::media {
namespace {

constexpr std::uint32_t kEncryptedFlag = 0x80000000;

template <typename T>
bool move_into(std::variant<std::monostate, AesCounterMode, AesF8, AesGcm>& cipher,
               std::optional<T> made) {
  if (!made) return false;
  cipher = *std::move(made);
  return true;
}

bool left_unencrypted(const SrtpKeying& keying, SrtpUse use) {
  return info(keying.suite).cipher == SrtpCipherKind::null ||
         (use == SrtpUse::rtp ? keying.parameters.unencrypted_srtp
                              : keying.parameters.unencrypted_srtcp);
}

std::uint8_t tag_size_of(const SrtpKeying& keying, SrtpUse use) {
  if (use == SrtpUse::rtcp) return info(keying.suite).rtcp_tag_size;
  return keying.parameters.unauthenticated_srtp ? 0 : info(keying.suite).rtp_tag_size;
}

}  // namespace

SrtpTransform::SrtpTransform(const SrtpKeying& keying, SrtpUse use)
    : use_(use),
      encrypts_(!left_unencrypted(keying, use)),
      tag_size_(tag_size_of(keying, use)),
      word_size_(use == SrtpUse::rtcp ? 4 : 0),
      suite_(&info(keying.suite)),
      mki_(keying.mki) {}

std::optional<SrtpTransform> SrtpTransform::make(const SrtpKeying& keying, SrtpUse use,
                                                 Direction direction) {
  const auto keys = derive(keying.suite, keying.master, use);
  if (!keys) return std::nullopt;
  return make(keying, *keys, use, direction);
}

std::optional<SrtpTransform> SrtpTransform::make(const SrtpKeying& keying,
                                                 const SrtpSessionKeys& keys, SrtpUse use,
                                                 Direction direction) {
  if (!allows(keying.suite, keying.parameters) || keying.mki.size() > SrtpKeying::kMaxMki)
    return std::nullopt;
  SrtpTransform made(keying, use);
  if (!made.make_cipher(keys, direction)) return std::nullopt;
  if (made.authenticates() && !made.aead()) made.hmac_.emplace(keys.authentication);
  return made;
}

bool SrtpTransform::make_cipher(const SrtpSessionKeys& keys, Direction direction) {
  const auto key = std::span(keys.cipher).first(suite_->key_size);
  const auto salt = std::span(keys.salt).first(suite_->salt_size);
  switch (suite_->cipher) {
    case SrtpCipherKind::null:
      return true;
    case SrtpCipherKind::aes_cm:
      return move_into(cipher_, AesCounterMode::make(key, salt));
    case SrtpCipherKind::aes_f8:
      return move_into(cipher_, AesF8::make(key, salt));
    case SrtpCipherKind::aes_gcm:
      return move_into(cipher_,
                       AesGcm::make(key, salt,
                                    direction == Direction::protect ? AesGcm::Direction::seal
                                                                    : AesGcm::Direction::open));
  }
  return false;
}

SrtpTransform::Trailer SrtpTransform::trailer_of(const SrtpUnit& unit) const {
  // The tag of AES-GCM is part of what is encrypted, the other one comes last.
  if (aead()) {
    const std::size_t word = unit.size + tag_size_;
    return {unit.size, word, word + word_size_};
  }
  const std::size_t mki = unit.size + word_size_;
  return {mki + mki_.size(), unit.size, mki};
}

std::uint32_t SrtpTransform::word_of(const SrtpUnit& unit) const {
  if (use_ == SrtpUse::rtp) return std::uint32_t(unit.id.index >> 16);
  return std::uint32_t(unit.id.index) | (unit.encrypted ? kEncryptedFlag : 0);
}

AesF8::Iv SrtpTransform::f8_iv_of(const SrtpUnit& unit) const {
  AesF8::Iv iv{};
  if (use_ == SrtpUse::rtp) {
    std::copy_n(unit.data + 1, 11, &iv[1]);
    base::store_be(&iv[12], word_of(unit));
  } else {
    base::store_be(&iv[4], word_of(unit));
    std::copy_n(unit.data, 8, &iv[8]);
  }
  return iv;
}

bool SrtpTransform::apply_cipher(const SrtpUnit& unit) {
  if (!unit.encrypted) return true;
  const std::span payload(unit.data + unit.header, unit.size - unit.header);
  if (auto* aes = std::get_if<AesCounterMode>(&cipher_)) return aes->apply(unit.id, payload);
  if (auto* aes = std::get_if<AesF8>(&cipher_)) return aes->apply(f8_iv_of(unit), payload);
  return true;
}

bool SrtpTransform::protect(const SrtpUnit& unit) {
  const Trailer trailer = trailer_of(unit);
  if (word_size_ != 0) base::store_be(unit.data + trailer.word, word_of(unit));
  std::copy(mki_.begin(), mki_.end(), unit.data + trailer.mki);
  if (aead()) return seal(unit, unit.data + trailer.tag);
  if (!apply_cipher(unit)) return false;
  if (hmac_)
    hmac_->sign({unit.data, unit.size}, word_of(unit), {unit.data + trailer.tag, tag_size_});
  return true;
}

std::uint32_t SrtpTransform::received_word(const SrtpUnit& unit) const {
  return base::load_be<std::uint32_t>(unit.data + trailer_of(unit).word);
}

bool SrtpTransform::names_these_keys(const SrtpUnit& unit) const {
  return std::equal(mki_.begin(), mki_.end(), unit.data + trailer_of(unit).mki);
}

bool SrtpTransform::unprotect(const SrtpUnit& unit) {
  const std::uint8_t* tag = unit.data + trailer_of(unit).tag;
  if (aead()) return open(unit, tag);
  if (hmac_) {
    std::array<std::uint8_t, HmacSha1::kSize> expected;
    hmac_->sign({unit.data, unit.size}, word_of(unit), std::span(expected).first(tag_size_));
    if (CRYPTO_memcmp(expected.data(), tag, tag_size_) != 0) return false;
  }
  return apply_cipher(unit);
}

namespace {

/// Header and payload as AES-GCM takes them: what is not encrypted is associated data. The index of
/// SRTCP is associated, too.
struct AeadParts {
  std::array<std::uint8_t, 4> word;
  std::span<const std::uint8_t> associated;
  std::span<const std::uint8_t> more;
  std::span<std::uint8_t> payload;

  AeadParts(const SrtpUnit& unit, std::uint32_t index_word, std::size_t word_size)
      : associated(unit.data, unit.encrypted ? unit.header : unit.size),
        payload(unit.data + associated.size(), unit.size - associated.size()) {
    base::store_be(word.data(), index_word);
    more = std::span(word).first(word_size);
  }
  AeadParts(const AeadParts&) = delete;
  AeadParts& operator=(const AeadParts&) = delete;
};

}  // namespace

bool SrtpTransform::seal(const SrtpUnit& unit, std::uint8_t* tag) {
  const AeadParts parts(unit, word_of(unit), word_size_);
  return std::get<AesGcm>(cipher_).seal(unit.id, parts.associated, parts.more, parts.payload,
                                        std::span<std::uint8_t, AesGcm::kTag>(tag, AesGcm::kTag));
}

bool SrtpTransform::open(const SrtpUnit& unit, const std::uint8_t* tag) {
  const AeadParts parts(unit, word_of(unit), word_size_);
  return std::get<AesGcm>(cipher_).open(
      unit.id, parts.associated, parts.more, parts.payload,
      std::span<const std::uint8_t, AesGcm::kTag>(tag, AesGcm::kTag));
}

}  // namespace rtpengine::media
