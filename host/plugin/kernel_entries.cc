// SPDX-License-Identifier: GPL-3.0-or-later
#include "plugin/kernel_entries.h"

#include <algorithm>
#include <limits>

namespace rtpengine::plugin {
namespace {

static_assert(static_cast<std::uint32_t>(KernelSuite::aead_aes_256_gcm) ==
              static_cast<std::uint32_t>(media::CryptoSuite::aead_aes_256_gcm));

KernelCrypto crypto_to_sdk(const std::optional<media::ForwardCrypto>& crypto) {
  KernelCrypto plain{};
  if (!crypto) return plain;
  plain.suite = static_cast<KernelSuite>(crypto->suite);
  plain.tag_size = crypto->tag_size;
  std::copy(crypto->master_key.begin(), crypto->master_key.end(), plain.master_key);
  std::copy(crypto->master_salt.begin(), crypto->master_salt.end(), plain.master_salt);
  plain.mki = {reinterpret_cast<const char*>(crypto->mki.data()), crypto->mki.size()};
  plain.last_index = crypto->last_index;
  return plain;
}

/// False if it is not well-formed.
bool crypto_from_sdk(const KernelCrypto& plain, std::optional<media::ForwardCrypto>* out) {
  constexpr std::uint64_t kLongestMki = 128;  // RFC 4568 section 6.1
  if (plain.suite == KernelSuite::none) return true;
  if (plain.suite > KernelSuite::aead_aes_256_gcm || plain.tag_size > 0xff ||
      plain.mki.size > kLongestMki || (plain.mki.size != 0 && plain.mki.data == nullptr))
    return false;
  media::ForwardCrypto& crypto = out->emplace();
  crypto.suite = static_cast<media::CryptoSuite>(plain.suite);
  crypto.tag_size = static_cast<std::uint8_t>(plain.tag_size);
  std::copy_n(plain.master_key, crypto.master_key.size(), crypto.master_key.begin());
  std::copy_n(plain.master_salt, crypto.master_salt.size(), crypto.master_salt.begin());
  crypto.mki.assign(plain.mki.data, plain.mki.data + plain.mki.size);
  crypto.last_index = plain.last_index;
  return true;
}

KernelOutput output_to_sdk(const media::ForwardOutput& output) {
  KernelOutput plain{};
  plain.source = to_sdk(output.source);
  plain.destination = to_sdk(output.destination);
  plain.tos = output.tos;
  plain.flags = output.ssrc ? kernel_set_ssrc : 0u;
  plain.ssrc = output.ssrc.value_or(0);
  plain.encrypt = crypto_to_sdk(output.encrypt);
  return plain;
}

std::uint32_t flags_of(const media::ForwardEntry& entry) {
  std::uint32_t flags = 0;
  if (entry.mismatch == media::SourceMismatch::drop) flags |= kernel_drop_mismatch;
  if (entry.rtcp_mux) flags |= kernel_leave_rtcp;
  if (entry.leave_stun) flags |= kernel_leave_stun;
  if (entry.leave_dtls) flags |= kernel_leave_dtls;
  if (entry.rtp_only) flags |= kernel_rtp_only;
  if (entry.ssrc) flags |= kernel_match_ssrc;
  return flags;
}

void take_flags(const KernelEntry& plain, media::ForwardEntry* entry) {
  const auto has = [&plain](std::uint32_t flag) { return (plain.flags & flag) != 0; };
  entry->mismatch =
      has(kernel_drop_mismatch) ? media::SourceMismatch::drop : media::SourceMismatch::pass_to_user;
  entry->rtcp_mux = has(kernel_leave_rtcp);
  entry->leave_stun = has(kernel_leave_stun);
  entry->leave_dtls = has(kernel_leave_dtls);
  entry->rtp_only = has(kernel_rtp_only);
  if (has(kernel_match_ssrc)) entry->ssrc = plain.ssrc;
}

bool output_from_sdk(const KernelOutput& plain, media::ForwardOutput* output) {
  output->source = from_sdk(plain.source);
  output->destination = from_sdk(plain.destination);
  output->tos = static_cast<std::uint8_t>(plain.tos);
  if ((plain.flags & kernel_set_ssrc) != 0) output->ssrc = plain.ssrc;
  return plain.tos <= 0xff && crypto_from_sdk(plain.encrypt, &output->encrypt);
}

}  // namespace

media::TableCapabilities from_sdk(const KernelCapabilities& capabilities) {
  const auto has = [&](std::uint32_t flag) { return (capabilities.flags & flag) != 0; };
  media::TableCapabilities made;
  made.forwards = true;
  made.ipv4 = has(kernel_ipv4);
  made.ipv6 = has(kernel_ipv6);
  made.translates_family = has(kernel_translates_family);
  made.local_destinations = has(kernel_local_destinations);
  made.checks_source = has(kernel_checks_source);
  made.rtcp_mux = has(kernel_rtcp_mux);
  made.decrypts = has(kernel_decrypts);
  made.encrypts = has(kernel_encrypts);
  made.rewrites_ssrc = has(kernel_rewrites_ssrc);
  made.survives_us = has(kernel_survives_daemon);
  made.max_outputs = capabilities.max_outputs;
  made.max_payload_types = capabilities.max_payload_types;
  made.max_entries = static_cast<std::size_t>(
      std::min<std::uint64_t>(capabilities.max_entries, std::numeric_limits<std::size_t>::max()));
  return made;
}

media::ForwardCounters from_sdk(const KernelCounters& counters) {
  return {counters.packets, counters.bytes, counters.errors};
}

media::TableStatus from_sdk(KernelStatus status) {
  switch (status) {
    case KernelStatus::done:
      return media::TableStatus::done;
    case KernelStatus::unsupported:
      return media::TableStatus::unsupported;
    case KernelStatus::full:
      return media::TableStatus::full;
    case KernelStatus::lost:
      return media::TableStatus::lost;
    case KernelStatus::failed:
      break;
  }
  return media::TableStatus::failed;
}

KernelEntry to_sdk(const media::ForwardEntry& entry, std::vector<KernelOutput>& outputs) {
  outputs.clear();
  for (const media::ForwardOutput& output : entry.outputs) outputs.push_back(output_to_sdk(output));
  KernelEntry plain{};
  plain.local = to_sdk(entry.local);
  if (entry.expected_source) plain.expected_source = to_sdk(*entry.expected_source);
  plain.owner = entry.owner;
  plain.flags = flags_of(entry);
  plain.outputs = outputs.data();
  plain.output_count = static_cast<std::uint32_t>(outputs.size());
  plain.payload_type_count = static_cast<std::uint32_t>(entry.payload_types.size());
  plain.payload_types = entry.payload_types.data();
  plain.ssrc = entry.ssrc.value_or(0);
  plain.decrypt = crypto_to_sdk(entry.decrypt);
  return plain;
}

std::optional<media::ForwardEntry> from_sdk(const KernelEntry& plain) {
  constexpr std::uint32_t kPayloadTypes = 128;
  constexpr std::uint32_t kMostOutputs = 4096;
  if (plain.output_count > kMostOutputs || plain.payload_type_count > kPayloadTypes ||
      (plain.output_count != 0 && plain.outputs == nullptr) ||
      (plain.payload_type_count != 0 && plain.payload_types == nullptr))
    return std::nullopt;
  media::ForwardEntry entry;
  entry.local = from_sdk(plain.local);
  entry.owner = plain.owner;
  if (plain.expected_source.family != AddressFamily::none)
    entry.expected_source = from_sdk(plain.expected_source);
  take_flags(plain, &entry);
  entry.payload_types.assign(plain.payload_types, plain.payload_types + plain.payload_type_count);
  entry.outputs.resize(plain.output_count);
  for (std::uint32_t i = 0; i < plain.output_count; ++i)
    if (!output_from_sdk(plain.outputs[i], &entry.outputs[i])) return std::nullopt;
  if (!entry.local || !crypto_from_sdk(plain.decrypt, &entry.decrypt)) return std::nullopt;
  return entry;
}

}  // namespace rtpengine::plugin
