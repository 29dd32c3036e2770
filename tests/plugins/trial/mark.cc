// SPDX-License-Identifier: GPL-3.0-or-later
//
// A trial of negotiation features: takes the attribute `x-mark` out of each media that comes in,
// and shows the other side one of its own, with the number of times that this media was shown.
//
// Flag `mark-quiet`: show none. Flag `mark-plain`: show the other side the first format of each
// media alone, and the protocol without feedback (RFC 4585): RTP/AVP for RTP/AVPF. Key `mark` with
// the value `refuse` or `refuse late`: refuse the message, before or after the host has worked on
// it. Command `count marks`: how many media have a state now.
#include <atomic>
#include <memory>
#include <string>

#include <rtpengine/author.h>
#include <rtpengine/calls.h>
#include <rtpengine/command_provider.h>
#include <rtpengine/negotiation.h>

namespace {

using namespace rtpengine;

const char* const kKeys[] = {"mark"};
const char* const kFlags[] = {"mark-quiet", "mark-plain"};
constexpr FeatureSpec kFeature = {"mark", FeaturePhase::extension, 1, 2, 0, kKeys, kFlags};
constexpr CommandSpec kCount = {"count marks", "Tells how many media have a mark",
                                CommandScope::daemon, 0};
constexpr Slice kAttribute = {"x-mark", 6};

/// Of one media of one participant.
struct MediaMark {
  std::string received;  ///< from its participant
  unsigned shown = 0;    ///< to its participant
};

class Mark final : public author::PluginBase,
                   public NegotiationFeature,
                   public CommandProvider,
                   public StateOwner {
 public:
  Status on_received(Negotiation* negotiation) noexcept override {
    if (refuses(negotiation, "refuse")) return Status::failed;
    SdpBody* body = negotiation->body();
    if (body == nullptr) return Status::ok;
    for (uint32_t section = 0; section < body->media_count(); ++section) {
      SdpLine line;
      if (body->find_attribute(section, kAttribute, 0, &line) != Status::ok) continue;
      if (MediaMark* mark = mark_of(negotiation->call(), negotiation->sender(), section))
        mark->received = view(line.value);
      body->remove_attributes(section, kAttribute);
    }
    return Status::ok;
  }

  Status on_outgoing(Negotiation* negotiation) noexcept override {
    if (refuses(negotiation, "refuse late")) return Status::failed;
    SdpBody* body = negotiation->body();
    if (body == nullptr) return Status::ok;
    if (negotiation->has_flag(slice("mark-plain")) != 0) {
      for (uint32_t section = 0; section < body->media_count(); ++section) {
        if (!make_plain(body, section)) return Status::failed;
      }
    }
    if (negotiation->has_flag(slice("mark-quiet")) != 0) return Status::ok;
    for (uint32_t section = 0; section < body->media_count(); ++section) {
      const CallHandle call = negotiation->call();
      MediaMark* shown = mark_of(call, negotiation->receiver(), section);
      const MediaMark* received = mark_of(call, negotiation->sender(), section);
      if (shown == nullptr || received == nullptr) continue;
      std::string value = std::to_string(++shown->shown);
      if (!received->received.empty()) value += " for " + received->received;
      body->add_attribute(section, kAttribute, slice(value));
    }
    return Status::ok;
  }

  Status on_command(Command* command) noexcept override {
    command->reply()->integer(slice("marks"), marks_);
    return Status::ok;
  }

  void release_state(void* state) noexcept override {
    delete static_cast<MediaMark*>(state);
    --marks_;
  }

 private:
  void on_init() override {
    state_ = need<CallStateV1>();
    check(need<FeaturesV1>()->add(&kFeature, this), "adding the feature");
    check(need<CommandProvidersV1>()->add(&kCount, this), "adding the command");
  }

  static bool refuses(Negotiation* negotiation, std::string_view when) {
    if (get_text(negotiation->arguments(), "mark") != when) return false;
    negotiation->say(slice("marks are refused"));
    return true;
  }

  static bool make_plain(SdpBody* body, uint32_t section) {
    SdpMedia media;
    if (body->media(section, &media) != Status::ok) return false;
    const Slice first = body->format(section, 0);
    if (body->set_formats(section, &first, 1) != Status::ok) return false;
    std::string_view protocol = view(media.protocol);
    if (protocol.size() < 4 || protocol.substr(protocol.size() - 4) != "AVPF") return true;
    protocol.remove_suffix(1);
    return body->set_protocol(section, slice(protocol)) == Status::ok;
  }

  /// The media's state, made if there is none. Null: there is no such media.
  MediaMark* mark_of(CallHandle call, uint32_t participant, uint32_t media) {
    if (void* kept = state_->get(call, participant, media)) return static_cast<MediaMark*>(kept);
    auto made = std::make_unique<MediaMark>();
    if (state_->set(call, participant, media, made.get(), this) != Status::ok) return nullptr;
    ++marks_;
    return made.release();
  }

  CallStateV1* state_ = nullptr;
  std::atomic<int64_t> marks_{0};
};

}  // namespace

RTPENGINE_DEFINE_PLUGIN(Mark, "mark", "1.0", "GPL-3.0-or-later", "Marks media in SDP bodies",
                        kind_negotiation_feature | kind_command_provider)
