// SPDX-License-Identifier: GPL-3.0-or-later
#include "call/features.h"

#include <rtpengine/value_view.h>

#include "base/slice.h"
#include "loop/plugin_scope.h"

namespace rtpengine::call {
namespace {

constexpr std::size_t kLongestText = 1000;

}  // namespace

FeatureWork::FeatureWork(const Call& call, const Value* arguments, MessageKind kind,
                         const Parties& parties, sdp::Session* body)
    : call_(call), arguments_(arguments), kind_(kind), parties_(parties) {
  if (body != nullptr) body_.emplace(*body);
}

rtpengine::MessageKind FeatureWork::kind() noexcept {
  return kind_ == MessageKind::offer ? rtpengine::MessageKind::offer
                                     : rtpengine::MessageKind::answer;
}

std::uint32_t FeatureWork::has_flag(Slice flag) noexcept {
  const Value* flags = find(arguments_, "flags");
  if (!is_list(flags)) return 0;
  for (const Value& word : children(flags)) {
    if (is_string(&word) && same_word(base::to_view(word.text), base::to_view(flag))) return 1;
  }
  return 0;
}

Status FeatureWork::leave(std::uint32_t media, std::uint32_t what) noexcept {
  if ((what & ~(leave_keys | leave_addresses)) != 0) return Status::invalid;
  if (parties_.sender->find_media(media) == nullptr) return Status::not_found;
  if (media >= left_.size()) left_.resize(media + 1);
  left_[media] |= what;
  return Status::ok;
}

void FeatureWork::say(Slice text) noexcept {
  if (!said_.empty()) said_ += "; ";
  said_ += base::to_view(text).substr(0, kLongestText);
}

base::Result<void> FeatureWork::received() {
  const auto& features = call_.extensions().features;
  for (auto feature = features.rbegin(); feature != features.rend(); ++feature) {
    auto done = run(*feature, &NegotiationFeature::on_received, "on_received");
    if (!done) return done;
  }
  return {};
}

base::Result<void> FeatureWork::outgoing() {
  for (const FeatureExtension& feature : call_.extensions().features) {
    auto done = run(feature, &NegotiationFeature::on_outgoing, "on_outgoing");
    if (!done) return done;
  }
  return {};
}

base::Result<void> FeatureWork::run(const FeatureExtension& feature, Callback callback,
                                    const char* name) {
  said_.clear();
  Status status = Status::failed;
  {
    const loop::TimedPluginScope scope(*feature.plugin, name);
    status = (feature.object->*callback)(this);
  }
  if (status == Status::ok) {
    if (!said_.empty()) warnings_.push_back(said_);
    return {};
  }
  if (!said_.empty()) return base::Error{said_};
  feature.plugin->count_fault();
  return base::Error{std::string("Feature '") + feature.spec->name + "' of plugin " +
                     feature.plugin->name() + " refused the message"};
}

}  // namespace rtpengine::call
