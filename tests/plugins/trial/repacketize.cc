// SPDX-License-Identifier: GPL-3.0-or-later
//
// A trial of timed stages: makes packets of 40 ms of those of 20 ms, of G.711 sent by either party.
// What no second half comes for is sent alone after a while.
//
// `start repacketizing` and `stop repacketizing` {call-id} switch it on and off; the replies tell
// nothing. Other packets than G.711 of 20 ms pass, with what is held sent before them. What is held
// when it is switched off is sent at once; the stages leave when nothing is held any more.
#include <string.h>

#include <memory>
#include <new>
#include <set>
#include <string>

#include <rtpengine/author.h>
#include <rtpengine/calls.h>
#include <rtpengine/command_provider.h>
#include <rtpengine/loop.h>
#include <rtpengine/stage.h>

namespace {

using namespace rtpengine;

constexpr uint32_t kHeader = 12;
constexpr uint32_t kHalf = 160;           ///< samples, and bytes, of 20 ms
constexpr int64_t kPatience = 60 * 1000;  ///< microseconds until a half is sent alone

void put(uint8_t* at, uint32_t number, int bytes) {
  for (int i = bytes - 1; i >= 0; --i, number >>= 8) at[i] = static_cast<uint8_t>(number);
}

class Repacketizer;

/// Of one call; kept in it.
struct Switch {
  bool on = false;
  std::set<Repacketizer*> holding;  ///< those that hold a half
};

/// Of one stream.
class Repacketizer final : public Stage {
 public:
  Repacketizer(StageOutput* output, CallsV1* calls, CallHandle call, Switch* call_switch)
      : output_(output), calls_(calls), call_(call), switch_(call_switch) {}
  ~Repacketizer() { switch_->holding.erase(this); }
  Repacketizer(const Repacketizer&) = delete;
  Repacketizer& operator=(const Repacketizer&) = delete;

  /// It was switched off: what is held is sent as soon as may be.
  void hurry(int64_t now) { output_->arm(now); }

  Status process(PacketBatch* batch) noexcept override {
    if (!switch_->on) return leave();
    Status status = Status::ok;
    for (uint32_t i = 0; i < batch->count; ++i) {
      if (take(&batch->packets[i], i, batch->now_us) != Status::ok) status = Status::failed;
    }
    return status;
  }

  Status on_deadline(int64_t) noexcept override { return switch_->on ? send_held(0) : leave(); }

 private:
  Status leave() {
    if (held_ == 0) return Status::ok;
    const Status status = send_held(0);
    if (switch_->holding.empty()) calls_->update_routes(call_);
    return status;
  }

  Status take(Packet* packet, uint32_t index, int64_t now) {
    if (packet->kind != PacketKind::rtp) return Status::ok;
    if (!is_half(*packet)) {
      const Status status = send_held(index);
      renumber(packet);
      return status;
    }
    Status status = Status::ok;
    if (held_ != 0 && !follows(*packet)) status = send_held(index);
    packet->verdict = PacketVerdict::consumed;
    if (held_ == 0) {
      hold(*packet);
      output_->arm(now + kPatience);
      return status;
    }
    memcpy(buffer_ + kHeader + kHalf, packet->data + packet->header_size, kHalf);
    held_ = 2 * kHalf;
    return send_held(index);
  }

  /// 20 ms of PCMU or PCMA (RFC 3551 section 6), without padding.
  static bool is_half(const Packet& packet) {
    return (packet.payload_type == 0 || packet.payload_type == 8) &&
           packet.size - packet.header_size == kHalf && (packet.data[0] & 0x20) == 0;
  }

  bool follows(const Packet& packet) const {
    return packet.ssrc == ssrc_ && packet.payload_type == (buffer_[1] & 0x7f) &&
           packet.timestamp == timestamp_ + kHalf;
  }

  void hold(const Packet& packet) {
    memset(buffer_, 0, kHeader);
    buffer_[0] = 0x80;
    buffer_[1] = packet.data[1];
    ssrc_ = packet.ssrc;
    timestamp_ = packet.timestamp;
    if (!numbered_) next_sequence_ = packet.sequence;
    numbered_ = true;
    put(buffer_ + 4, timestamp_, 4);
    put(buffer_ + 8, ssrc_, 4);
    memcpy(buffer_ + kHeader, packet.data + packet.header_size, kHalf);
    held_ = kHalf;
    switch_->holding.insert(this);
  }

  /// Before packet `before` of the batch.
  Status send_held(uint32_t before) {
    if (held_ == 0) return Status::ok;
    put(buffer_ + 2, next_sequence_++, 2);
    const Status status =
        output_->emit({reinterpret_cast<const char*>(buffer_), kHeader + held_}, before);
    held_ = 0;
    switch_->holding.erase(this);
    output_->arm(0);
    return status;
  }

  /// What passes is numbered as all that goes out.
  void renumber(Packet* packet) {
    if (!numbered_) next_sequence_ = packet->sequence;
    numbered_ = true;
    put(packet->data + 2, next_sequence_++, 2);
  }

  StageOutput* const output_;
  CallsV1* const calls_;
  const CallHandle call_;
  Switch* const switch_;
  bool numbered_ = false;
  uint16_t next_sequence_ = 0;
  uint32_t ssrc_ = 0;
  uint32_t timestamp_ = 0;
  uint32_t held_ = 0;  ///< bytes of payload in the buffer
  uint8_t buffer_[kHeader + 2 * kHalf];
};

class Repacketize final : public author::PluginBase,
                          public StageProvider,
                          public CommandProvider,
                          public StateOwner {
 public:
  uint32_t wants(const StreamInfo* stream) noexcept override {
    const Switch* found = find(stream->ref.call);
    const bool wanted = found != nullptr && (found->on || !found->holding.empty());
    return (stream->flags & media_rtp) != 0 && wanted ? 1 : 0;
  }
  Stage* attach(const StreamInfo* stream, StageOutput* output) noexcept override {
    const CallHandle call = stream->ref.call;
    return new (std::nothrow) Repacketizer(output, calls_, call, find(call));
  }
  void detach(Stage* stage) noexcept override { delete static_cast<Repacketizer*>(stage); }

  Status on_command(Command* command) noexcept override {
    const CallHandle call = command->call();
    Switch* found = find(call);
    if (found == nullptr) {
      found = new (std::nothrow) Switch;
      if (found == nullptr) return Status::failed;
      if (state_->set(call, no_index, no_index, found, this) != Status::ok) {
        delete found;
        return Status::failed;
      }
    }
    found->on = get_text(command->arguments(), "command") == kStart.name;
    if (!found->on) {
      for (Repacketizer* stage : found->holding) stage->hurry(loop_->now_us());
    }
    return calls_->update_routes(call);
  }

  void release_state(void* state) noexcept override { delete static_cast<Switch*>(state); }

 private:
  void on_init() override {
    calls_ = need<CallsV1>();
    state_ = need<CallStateV1>();
    loop_ = need<LoopV1>();
    check(need<StagesV1>()->add(&kStage, this), "adding the stage");
    check(need<CommandProvidersV1>()->add(&kStart, this), "adding a command");
    check(need<CommandProvidersV1>()->add(&kStop, this), "adding a command");
  }

  Switch* find(CallHandle call) {
    return static_cast<Switch*>(state_->get(call, no_index, no_index));
  }

  static constexpr StageSpec kStage = {"repacketize", StagePosition::transform,
                                       StageKernelUse::user_space_only, stage_needs_plaintext, 0};
  static constexpr CommandSpec kStart = {"start repacketizing", "Makes packets of 40 ms",
                                         CommandScope::call, 0};
  static constexpr CommandSpec kStop = {"stop repacketizing", "Leaves packets as they are",
                                        CommandScope::call, 0};

  CallsV1* calls_ = nullptr;
  CallStateV1* state_ = nullptr;
  LoopV1* loop_ = nullptr;
};

}  // namespace

RTPENGINE_DEFINE_PLUGIN(Repacketize, "repacketize", "1.0", "GPL-3.0-or-later",
                        "Makes packets of 40 ms", kind_packet_stage | kind_command_provider)
