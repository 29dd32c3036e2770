// SPDX-License-Identifier: GPL-3.0-or-later
#include "ice_plugin.h"

#include <openssl/rand.h>

#include <stdexcept>
#include <string>

namespace rtpengine::ice {
namespace {

constexpr const char* kKeys[] = {"ICE"};
constexpr FeatureSpec kFeature = {"ICE", FeaturePhase::connectivity, 1, 0, 0, kKeys, nullptr};

/// Of what save_state writes.
constexpr std::uint32_t kStateVersion = 1;

IceDefault read_default(const std::string& word, const std::string& origin) {
  if (word == "seed") return IceDefault::seed;
  if (word == "optional") return IceDefault::optional;
  if (word == "remove") return IceDefault::remove;
  throw std::runtime_error(origin + ": '" + word + "' is none of seed, optional, remove");
}

}  // namespace

const OptionSpec kOptions[] = {
    {"ice-default",
     "seed",
     "WORD",
     "what an offer without the key ICE means: seed (offer ICE, or join the candidates that are "
     "there), optional (offer ICE to those whose other side uses it) or remove",
     OptionType::text,
     option_live,
     0,
     {}},
};
const std::uint32_t kOptionCount = sizeof kOptions / sizeof kOptions[0];

void IcePlugin::on_init() {
  services_.calls = need<CallsV1>();
  services_.states = need<CallStateV1>();
  services_.connectivity = need<ConnectivityV1>();
  services_.loop = need<LoopV1>();
  services_.log = log;
  services_.ice_default =
      read_default(option("ice-default"), std::string(view(options->origin("ice-default", 0))));
  if (RAND_bytes(services_.secret.data(), int(services_.secret.size())) != 1) {
    throw std::runtime_error("libcrypto has no random numbers");
  }
  states_ = std::make_unique<MediaStates>(services_);
  negotiator_ = std::make_unique<Negotiator>(services_, *states_);
  check(need<FeaturesV1>()->add(&kFeature, negotiator_.get()), "registering the feature ICE");
  check(need<PacketHandlersV1>()->add(PacketKind::stun, this), "registering for STUN");
  check(need<ReportsV1>()->add(this), "registering reports");
  check(need<StateTransferV1>()->offer(this, kStateVersion), "offering to move state");
}

PacketVerdict IcePlugin::on_packet(const StreamRef* stream, const Packet* packet,
                                   const Endpoint* source, PacketReplier*) noexcept {
  MediaIce* media = states_->find(stream->call, stream->participant, stream->media);
  if (media == nullptr) return PacketVerdict::drop;
  PacketVerdict verdict = PacketVerdict::drop;
  author::guard([&] { verdict = media->on_stun(stream->component, *packet, *source); },
                [this](std::string_view text) {
                  log.write(LogLevel::error, {}, "a STUN packet: %.*s", int(text.size()),
                            text.data());
                });
  return verdict;
}

void IcePlugin::report(CallHandle call, std::uint32_t participant, std::uint32_t media,
                       MediaReport* out) noexcept {
  const MediaIce* found = states_->find(call, participant, media);
  if (found == nullptr) return;
  author::guard([&] { found->report(*out); }, [](std::string_view) {});
}

Status IcePlugin::save_state(const StatePlace*, void* state, ValueWriter* out) noexcept {
  return author::guard([&] { static_cast<const MediaIce*>(state)->save(*out); },
                       [](std::string_view) {});
}

Status IcePlugin::restore_state(const StatePlace* place, const Value* saved,
                                std::uint32_t version) noexcept {
  if (version != kStateVersion) return Status::unsupported;
  return author::guard(
      [&] {
        MediaIce* media = states_->get(place->call, place->participant, place->media);
        return media != nullptr && media->restore(saved) ? Status::ok : Status::failed;
      },
      [](std::string_view) {});
}

}  // namespace rtpengine::ice
