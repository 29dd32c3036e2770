// SPDX-License-Identifier: GPL-3.0-or-later
#include "leg.h"

#include <openssl/crypto.h>

#include <algorithm>
#include <array>
#include <utility>

#include <rtpengine/value_view.h>

namespace rtpengine::dtls {
namespace {

static_assert(kNever == author::no_deadline);

constexpr std::uint32_t kWhereMediaLeaves = UINT32_MAX;

/// The suite's name in SDES, which the host knows it by.
const char* suite_of(SrtpProfile profile) {
  switch (profile) {
    case SrtpProfile::aes128_cm_sha1_80:
      return "AES_CM_128_HMAC_SHA1_80";
    case SrtpProfile::aes128_cm_sha1_32:
      return "AES_CM_128_HMAC_SHA1_32";
    case SrtpProfile::aead_aes_128_gcm:
      return "AEAD_AES_128_GCM";
    case SrtpProfile::aead_aes_256_gcm:
      return "AEAD_AES_256_GCM";
  }
  return "";
}

/// Key and salt one behind the other; wiped when it ends.
class KeyAndSalt {
 public:
  KeyAndSalt(Bytes key, Bytes salt) : size_(key.size() + salt.size()) {
    std::copy(salt.begin(), salt.end(), std::copy(key.begin(), key.end(), bytes_.begin()));
  }
  ~KeyAndSalt() { OPENSSL_cleanse(bytes_.data(), bytes_.size()); }
  KeyAndSalt(const KeyAndSalt&) = delete;
  KeyAndSalt& operator=(const KeyAndSalt&) = delete;

  Slice slice() const { return {reinterpret_cast<const char*>(bytes_.data()), size_}; }

 private:
  std::array<std::uint8_t, 32 + 14> bytes_ = {};
  const std::size_t size_;
};

}  // namespace

Leg::Leg(const Services& services, author::Deadlines& deadlines, const StreamRef& stream,
         std::shared_ptr<const Context> context)
    : services_(services),
      deadlines_(deadlines),
      stream_(stream),
      association_(
          [&] {
            AssociationConfig config;
            config.context = std::move(context);
            config.cookies = services.cookies.get();
            return config;
          }(),
          this) {}

Leg::~Leg() { deadlines_.set(this, deadline_, kNever); }

void Leg::set_remote(const Description& remote, Role role) {
  remote_ = remote;
  local_ = kWhereMediaLeaves;
  association_.set_remote(remote, role, services_.loop->now_us());
  if (association_.state() != AssociationState::failed) forget_failure();
  // Whoever else takes part in the message, ICE above all, is to say first where the party is.
  find_place_ = true;
  settle();
}

bool Leg::on_datagram(const Packet& packet, const Endpoint& source) {
  local_ = packet.local;
  const Fate fate = association_.on_datagram(
      source, standing_of(source), Bytes(packet.data, packet.size), services_.loop->now_us());
  local_ = kWhereMediaLeaves;
  settle();
  return fate == Fate::fed || fate == Fate::begun || fate == Fate::asked ||
         fate == Fate::fragmented;
}

/// Only what is known to be the party's is a place to begin a handshake at: without ICE what was
/// signalled or learned, with it what it has proved.
void Leg::update_destination() {
  StreamInfo info = {};
  if (services_.calls->describe_stream(&stream_, &info) == Status::ok &&
      info.remote.family != AddressFamily::none && standing_of(info.remote) >= Standing::expected) {
    association_.set_destination(info.remote, services_.loop->now_us());
  }
  settle();
}

Standing Leg::standing_of(const Endpoint& source) const {
  switch (services_.connectivity->standing(&stream_, &source)) {
    case SourceStanding::proven:
      return Standing::proven;
    case SourceStanding::expected:
      return Standing::expected;
    case SourceStanding::admitted:
      return Standing::admitted;
    case SourceStanding::stranger:
      break;
  }
  return Standing::stranger;
}

void Leg::wake(std::int64_t now) noexcept {
  deadline_ = kNever;
  if (std::exchange(find_place_, false)) update_destination();
  association_.on_time(now);
  settle();
}

void Leg::settle() {
  const Micros next = find_place_ ? services_.loop->now_us() : association_.next_deadline();
  deadlines_.set(this, deadline_, next);
  deadline_ = next;
}

// --- what the association asks and tells --------------------------------------------------------

void Leg::send(const Endpoint& to, Bytes datagram) noexcept {
  const Slice bytes = {reinterpret_cast<const char*>(datagram.data()), datagram.size()};
  services_.connectivity->send(&stream_, local_, &to, bytes);
}

void Leg::on_keys(const SrtpKeys& keys, const Endpoint&) noexcept {
  const KeyAndSalt of_them(keys.remote_key(), keys.remote_salt());
  const KeyAndSalt of_us(keys.local_key(), keys.local_salt());
  suite_ = suite_of(keys.profile());
  const rtpengine::SrtpKey theirs = {slice(suite_), of_them.slice()};
  const rtpengine::SrtpKey ours = {slice(suite_), of_us.slice()};
  // Each association has keys of its own; with another certificate it is another device's.
  const bool another = !keyed_.empty() && !(keyed_ == remote_.fingerprints);
  keyed_ = remote_.fingerprints;
  forget_failure();
  const Status status = services_.keys->set(&stream_, &theirs, &ours,
                                            another ? std::uint32_t(srtp_another_device) : 0);
  services_.log.write(LogLevel::info, call_id(), "DTLS with %s is done: %s, %s%s", name().c_str(),
                      association_.version().c_str(), suite_,
                      status == Status::ok ? "" : "; the host does not take the keys");
}

void Leg::on_failed(Failure failure, std::string_view detail) noexcept {
  failure_ = failure;
  detail_ = detail;
  services_.log.write(LogLevel::notice, call_id(), "DTLS with %s has failed: %s%s%s",
                      name().c_str(), describe(failure), detail_.empty() ? "" : ": ",
                      detail_.c_str());
}

void Leg::forget_failure() {
  failure_ = Failure::none;
  detail_.clear();
}

void Leg::on_closed() noexcept {
  services_.log.write(LogLevel::info, call_id(), "DTLS with %s was ended by it", name().c_str());
}

std::string Leg::call_id() const {
  CallInfo info = {};
  if (services_.calls->describe(stream_.call, &info) != Status::ok) return {};
  return std::string(view(info.call_id));
}

std::string Leg::name() const {
  ParticipantInfo info = {};
  services_.calls->describe_participant(stream_.call, stream_.participant, &info);
  return "'" + std::string(view(info.tag)) + "', media " + std::to_string(stream_.media + 1) +
         (stream_.component == Component::rtcp ? " (RTCP)" : "");
}

}  // namespace rtpengine::dtls
