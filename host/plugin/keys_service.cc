// SPDX-License-Identifier: GPL-3.0-or-later
#include "plugin/keys_service.h"

#include <optional>

#include "base/log.h"
#include "base/slice.h"
#include "call/media.h"
#include "call/participant.h"
#include "plugin/find_media.h"

namespace rtpengine::plugin {
namespace {

std::optional<media::SrtpKeying> keying_of(const SrtpKey* key) {
  if (key == nullptr || key->key_and_salt.data == nullptr) return std::nullopt;
  const auto suite = media::srtp_suite_from(base::to_view(key->suite));
  if (!suite) return std::nullopt;
  const auto master = media::SrtpMasterKey::from(
      *suite, {reinterpret_cast<const std::uint8_t*>(key->key_and_salt.data),
               std::size_t(key->key_and_salt.size)});
  if (!master) return std::nullopt;
  media::SrtpKeying keying;
  keying.suite = *suite;
  keying.master = *master;
  return keying;
}

}  // namespace

Status KeysService::propose(CallHandle call, std::uint32_t participant, std::uint32_t media,
                            std::uint32_t possible) noexcept {
  call::Media* found = find_media(calls_, call, participant, media);
  if (found == nullptr) return Status::not_found;
  if (possible != 0 || found->keyable_by_plugin()) found->plugin_keys().proposed = possible != 0;
  return Status::ok;
}

Status KeysService::expect(CallHandle call, std::uint32_t participant,
                           std::uint32_t media) noexcept {
  call::Media* found = find_media(calls_, call, participant, media);
  if (found == nullptr) return Status::not_found;
  found->plugin_keys().in_charge = true;
  return Status::ok;
}

Status KeysService::withdraw(CallHandle call, std::uint32_t participant,
                             std::uint32_t media) noexcept {
  call::Media* found = find_media(calls_, call, participant, media);
  if (found == nullptr) return Status::not_found;
  if (found->keyed_by_plugin()) found->plugin_keys().withdraw();
  return Status::ok;
}

Status KeysService::set(const StreamRef* stream, const SrtpKey* theirs, const SrtpKey* ours,
                        std::uint32_t flags) noexcept {
  call::Media* media = find_stream_media(calls_, stream);
  if (media == nullptr) return Status::not_found;
  if (!media->keyed_by_plugin()) return refuse("it is not in charge of the keys", *media);
  const auto of_them = keying_of(theirs);
  const auto of_us = keying_of(ours);
  if (!of_them || !of_us || (flags & ~srtp_another_device) != 0) {
    return refuse("there is no such suite, or a key is not as long as its suite says", *media);
  }
  const auto holder =
      (flags & srtp_another_device) != 0 ? media::KeyHolder::another : media::KeyHolder::same;
  const auto component = static_cast<media::Component>(stream->component);
  return media->take_plugin_keys(component, {*of_them, *of_us}, holder) ? Status::ok
                                                                        : Status::failed;
}

Status KeysService::refuse(const char* why, const call::Media& media) const {
  plugin_->count_fault();
  const base::log::CallScope scope(media.participant().call().id());
  LOG_LIMITED(warning, "plugin '%s' called KeysV1::set wrongly: %s", plugin_->name().c_str(), why);
  return Status::invalid;
}

}  // namespace rtpengine::plugin
