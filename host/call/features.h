// SPDX-License-Identifier: GPL-3.0-or-later
//
// Negotiation features of plugins (rtpengine/negotiation.h) at work on one offer or answer.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include <rtpengine/negotiation.h>

#include "base/result.h"
#include "call/dialogue.h"
#include "call/sdp_body.h"

namespace rtpengine::call {

/// One message as the features of its call see it, from received to outgoing. The call's worker.
class FeatureWork final : public rtpengine::Negotiation {
 public:
  /// `arguments`: the command's dictionary. `body`: null if the message is a partial list of media;
  /// what features change in it is there for whoever reads it next.
  FeatureWork(const Call& call, const Value* arguments, MessageKind kind, const Parties& parties,
              sdp::Session* body);
  FeatureWork(const FeatureWork&) = delete;
  FeatureWork& operator=(const FeatureWork&) = delete;

  /// Let each feature work, in the order of their phases, or received in the reverse of it. The
  /// error is that of the first that refuses the message, for the client; those behind it are not
  /// asked any more.
  base::Result<void> received();
  base::Result<void> outgoing();

  /// Whether a feature has said so (rtpengine/negotiation.h) of this media.
  bool leaves(unsigned media, std::uint32_t what) const {
    return media < left_.size() && (left_[media] & what) != 0;
  }

  /// What features have to say to the client of a message that is carried out.
  const std::vector<std::string>& warnings() const { return warnings_; }

  // Negotiation
  rtpengine::MessageKind kind() noexcept override;
  const Value* arguments() noexcept override { return arguments_; }
  std::uint32_t has_flag(Slice flag) noexcept override;
  CallHandle call() noexcept override { return call_.handle(); }
  std::uint32_t sender() noexcept override { return parties_.sender->index(); }
  std::uint32_t receiver() noexcept override { return parties_.receiver->index(); }
  SdpBody* body() noexcept override { return body_ ? &*body_ : nullptr; }
  Status leave(std::uint32_t media, std::uint32_t what) noexcept override;
  std::uint32_t left(std::uint32_t media) noexcept override {
    return media < left_.size() ? left_[media] : 0;
  }
  void say(Slice text) noexcept override;

 private:
  using Callback = Status (NegotiationFeature::*)(rtpengine::Negotiation*) noexcept;
  base::Result<void> run(const FeatureExtension& feature, Callback callback, const char* name);

  const Call& call_;
  const Value* const arguments_;
  const MessageKind kind_;
  const Parties parties_;
  std::optional<SdpBodyView> body_;
  std::vector<std::uint32_t> left_;  ///< to the parties, by the number of the media
  std::string said_;                 ///< by the feature at work
  std::vector<std::string> warnings_;
};

}  // namespace rtpengine::call
