// SPDX-License-Identifier: GPL-3.0-or-later
//
// A trial of taps: counts the plaintext payload that the parties of calls send.
//
// `payload count` {call-id} answers with a dictionary `streams`, of one dictionary for each media
// that has sent any: `<participant>/<media>` -> packets, bytes.
#include <memory>
#include <new>
#include <string>

#include <rtpengine/author.h>
#include <rtpengine/calls.h>
#include <rtpengine/command_provider.h>
#include <rtpengine/stage.h>

namespace {

using namespace rtpengine;

/// Of one media; kept in it.
struct Count {
  int64_t packets = 0;
  int64_t bytes = 0;
};

/// Bytes of payload without padding (RFC 3550 section 5.1).
uint32_t payload_size(const Packet& packet) {
  const uint32_t size = packet.size - packet.header_size;
  if (size == 0 || (packet.data[0] & 0x20) == 0) return size;
  const uint32_t padding = packet.data[packet.size - 1];
  return padding < size ? size - padding : 0;
}

class Counter final : public Stage {
 public:
  explicit Counter(Count* count) : count_(count) {}

  Status process(PacketBatch* batch) noexcept override {
    for (uint32_t i = 0; i < batch->count; ++i) {
      if (batch->packets[i].kind != PacketKind::rtp) continue;
      ++count_->packets;
      count_->bytes += payload_size(batch->packets[i]);
    }
    return Status::ok;
  }
  Status on_deadline(int64_t) noexcept override { return Status::ok; }

 private:
  Count* const count_;
};

class PayloadTap final : public author::PluginBase,
                         public StageProvider,
                         public CommandProvider,
                         public StateOwner {
 public:
  uint32_t wants(const StreamInfo* stream) noexcept override {
    return (stream->flags & media_rtp) != 0 ? 1 : 0;
  }

  Stage* attach(const StreamInfo* stream, StageOutput*) noexcept override {
    const StreamRef& ref = stream->ref;
    auto* count = static_cast<Count*>(state_->get(ref.call, ref.participant, ref.media));
    if (count == nullptr) {
      count = new (std::nothrow) Count;
      if (count == nullptr) return nullptr;
      if (state_->set(ref.call, ref.participant, ref.media, count, this) != Status::ok) {
        delete count;
        return nullptr;
      }
    }
    return new (std::nothrow) Counter(count);
  }
  void detach(Stage* stage) noexcept override { delete static_cast<Counter*>(stage); }

  void release_state(void* state) noexcept override { delete static_cast<Count*>(state); }

  Status on_command(Command* command) noexcept override {
    CallInfo call;
    if (calls_->describe(command->call(), &call) != Status::ok) return Status::failed;
    command->reply()->begin_dictionary(slice("streams"));
    for (uint32_t i = 0; i < call.participant_count; ++i) {
      ParticipantInfo participant;
      if (calls_->describe_participant(command->call(), i, &participant) != Status::ok) continue;
      for (uint32_t k = 0; k < participant.media_count; ++k) write_count(command, i, k);
    }
    command->reply()->end();
    return Status::ok;
  }

 private:
  void on_init() override {
    calls_ = need<CallsV1>();
    state_ = need<CallStateV1>();
    check(need<StagesV1>()->add(&kStage, this), "adding the stage");
    check(need<CommandProvidersV1>()->add(&kCommand, this), "adding the command");
  }

  void write_count(Command* command, uint32_t participant, uint32_t media) {
    const auto* count = static_cast<Count*>(state_->get(command->call(), participant, media));
    if (count == nullptr) return;
    const std::string key = std::to_string(participant) + "/" + std::to_string(media);
    command->reply()->begin_dictionary(slice(key));
    command->reply()->integer(slice("packets"), count->packets);
    command->reply()->integer(slice("bytes"), count->bytes);
    command->reply()->end();
  }

  static constexpr StageSpec kStage = {"payload-tap", StagePosition::tap,
                                       StageKernelUse::user_space_only, stage_needs_plaintext, 0};
  static constexpr CommandSpec kCommand = {"payload count", "Counts the payload of a call",
                                           CommandScope::call, 0};

  CallsV1* calls_ = nullptr;
  CallStateV1* state_ = nullptr;
};

}  // namespace

RTPENGINE_DEFINE_PLUGIN(PayloadTap, "payload-tap", "1.0", "GPL-3.0-or-later", "Counts payload",
                        kind_packet_stage | kind_command_provider)
