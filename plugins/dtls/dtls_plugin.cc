// SPDX-License-Identifier: GPL-3.0-or-later
#include "dtls_plugin.h"

#include <openssl/rand.h>

#include <stdexcept>

namespace rtpengine::dtls {
namespace {

constexpr const char* kKeys[] = {"DTLS"};
constexpr FeatureSpec kFeature = {"DTLS-SRTP", FeaturePhase::security, 1, 0, 0, kKeys, nullptr};

/// Of what save_state writes.
constexpr std::uint32_t kStateVersion = 1;

constexpr std::int64_t kLeastMtu = 576;
constexpr std::int64_t kMostMtu = 9000;
constexpr std::int64_t kLeastRsa = 2048;
constexpr std::int64_t kMostRsa = 8192;

}  // namespace

const OptionSpec kOptions[] = {
    {"dtls-passive",
     nullptr,
     nullptr,
     "prefer the passive part in handshakes, as DTLS=passive",
     OptionType::flag,
     option_live,
     0,
     {}},
    {"dtls-cert-cipher",
     "prime256v1",
     "KIND",
     "key of the certificate: prime256v1 or RSA",
     OptionType::text,
     option_live,
     0,
     {}},
    {"dtls-rsa-key-size",
     "2048",
     "BITS",
     "size of an RSA key, 2048 to 8192 bits",
     OptionType::integer,
     option_live,
     0,
     {}},
    {"dtls-signature",
     "SHA-256",
     "HASH",
     "hash of the certificate's signature: SHA-256 or SHA-1",
     OptionType::text,
     option_live,
     0,
     {}},
    {"dtls-ciphers",
     "DEFAULT:!NULL:!aNULL:!SHA256:!SHA384:!aECDH:!AESGCM+AES256:!aPSK",
     "LIST",
     "cipher suites of handshakes, as OpenSSL lists them",
     OptionType::text,
     option_live,
     0,
     {}},
    {"dtls-mtu",
     "1200",
     "BYTES",
     "largest datagram of a handshake, 576 to 9000 bytes",
     OptionType::integer,
     option_live,
     0,
     {}},
};
const std::uint32_t kOptionCount = sizeof kOptions / sizeof kOptions[0];

std::string DtlsPlugin::origin(const char* name) const {
  return std::string(view(options->origin(name, 0))) + ": ";
}

ContextOptions DtlsPlugin::read_options() const {
  ContextOptions read;
  const std::string key = option("dtls-cert-cipher");
  if (key != "prime256v1" && key != "RSA") {
    throw std::runtime_error(origin("dtls-cert-cipher") + "'" + key +
                             "' is neither prime256v1 nor RSA");
  }
  read.certificate.key = key == "RSA" ? KeyKind::rsa : KeyKind::ecdsa_p256;
  const std::string signature = option("dtls-signature");
  if (signature != "SHA-256" && signature != "SHA-1") {
    throw std::runtime_error(origin("dtls-signature") + "'" + signature +
                             "' is neither SHA-256 nor SHA-1");
  }
  read.certificate.signature = signature == "SHA-1" ? Signature::sha1 : Signature::sha256;
  const auto number = [this](const char* name, std::int64_t least, std::int64_t most) {
    const std::int64_t value = options->integer(name, 0);
    if (value >= least && value <= most) return value;
    throw std::runtime_error(origin(name) + "not " + std::to_string(least) + " to " +
                             std::to_string(most));
  };
  read.certificate.rsa_bits = int(number("dtls-rsa-key-size", kLeastRsa, kMostRsa));
  read.mtu = std::size_t(number("dtls-mtu", kLeastMtu, kMostMtu));
  read.ciphers = option("dtls-ciphers");
  if (!has_ciphers(read.ciphers)) {
    throw std::runtime_error(origin("dtls-ciphers") + "'" + read.ciphers +
                             "' has no cipher suite that OpenSSL knows");
  }
  return read;
}

void DtlsPlugin::on_init() {
  services_.calls = need<CallsV1>();
  services_.states = need<CallStateV1>();
  services_.connectivity = need<ConnectivityV1>();
  services_.keys = need<KeysV1>();
  services_.loop = need<LoopV1>();
  services_.log = log;
  services_.passive = options->integer("dtls-passive", 0) != 0;
  context_options_ = read_options();
  CookieJar::Secret secret = {};
  if (RAND_bytes(secret.data(), int(secret.size())) != 1) {
    throw std::runtime_error("libcrypto has no random numbers");
  }
  services_.cookies = std::make_unique<const CookieJar>(secret);
  services_.contexts.replace(make_context(context_options_), services_.loop->now_us());
  states_ = std::make_unique<MediaStates>(services_);
  negotiator_ = std::make_unique<Negotiator>(services_, *states_);
  check(need<FeaturesV1>()->add(&kFeature, negotiator_.get()), "registering the feature DTLS");
  check(need<PacketHandlersV1>()->add(PacketKind::dtls, this), "registering for DTLS");
  check(need<PathObserversV1>()->add(this), "registering for paths");
  check(need<ReportsV1>()->add(this), "registering reports");
  check(need<StateTransferV1>()->offer(this, kStateVersion), "offering to move state");
}

void DtlsPlugin::on_start() {
  if (rotation_ == nullptr) {
    rotation_ =
        std::make_unique<Rotation>(services_.loop, &services_.contexts, context_options_, log);
  }
  rotation_->start();
}

void DtlsPlugin::on_stop() {
  if (rotation_ != nullptr) rotation_->stop();
}

PacketVerdict DtlsPlugin::on_packet(const StreamRef* stream, const Packet* packet,
                                    const Endpoint* source, PacketReplier*) noexcept {
  MediaDtls* media = states_->find(stream->call, stream->participant, stream->media);
  if (media == nullptr) return PacketVerdict::drop;
  bool of_use = false;
  author::guard([&] { of_use = media->on_datagram(stream->component, *packet, *source); },
                [this](std::string_view text) {
                  log.write(LogLevel::error, {}, "a DTLS packet: %.*s", int(text.size()),
                            text.data());
                });
  return of_use ? PacketVerdict::consumed : PacketVerdict::drop;
}

void DtlsPlugin::on_path_changed(const StreamRef* stream) noexcept {
  MediaDtls* media = states_->find(stream->call, stream->participant, stream->media);
  if (media == nullptr) return;
  author::guard([&] { media->on_path_changed(stream->component); }, [](std::string_view) {});
}

void DtlsPlugin::report(CallHandle call, std::uint32_t participant, std::uint32_t media,
                        MediaReport* out) noexcept {
  const MediaDtls* found = states_->find(call, participant, media);
  if (found == nullptr) return;
  author::guard([&] { found->report(*out); }, [](std::string_view) {});
}

Status DtlsPlugin::save_state(const StatePlace*, void* state, ValueWriter* out) noexcept {
  return author::guard([&] { static_cast<const MediaDtls*>(state)->save(*out); },
                       [](std::string_view) {});
}

Status DtlsPlugin::restore_state(const StatePlace* place, const Value* saved,
                                 std::uint32_t version) noexcept {
  if (version != kStateVersion) return Status::unsupported;
  return author::guard(
      [&] {
        MediaDtls* media = states_->get(place->call, place->participant, place->media);
        return media != nullptr && media->restore(saved) ? Status::ok : Status::failed;
      },
      [](std::string_view) {});
}

}  // namespace rtpengine::dtls
