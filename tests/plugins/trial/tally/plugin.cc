// SPDX-License-Identifier: GPL-3.0-or-later
//
// A trial of state that moves, in two editions: counts the RTP packets of each media, and the calls
// that are up, and goes on counting in the new copy after a reload.
//
// `tally` {call-id} answers with the edition that counts, its number of calls, how many copies have
// had the call, and the packets of all its media. `spoil tally` {call-id} makes the call's state
// such that the second edition cannot read it.
//
// What the first edition saves has version 1; the second one reads that, and writes version 2.
#include <atomic>
#include <memory>
#include <new>

#include <rtpengine/author.h>
#include <rtpengine/calls.h>
#include <rtpengine/command_provider.h>
#include <rtpengine/observers.h>
#include <rtpengine/stage.h>
#include <rtpengine/state_transfer.h>

namespace {

using namespace rtpengine;

/// Of a call, or of one of its media; kept in it.
struct Tally {
  bool of_call = false;
  bool spoiled = false;
  int64_t copies = 1;   ///< of a call
  int64_t packets = 0;  ///< of a media
};

class Counter final : public Stage {
 public:
  explicit Counter(Tally* tally) : tally_(tally) {}

  Status process(PacketBatch* batch) noexcept override {
    tally_->packets += batch->count;
    return Status::ok;
  }
  Status on_deadline(int64_t) noexcept override { return Status::ok; }

 private:
  Tally* const tally_;
};

class TallyPlugin final : public author::PluginBase,
                          public CallObserver,
                          public StageProvider,
                          public CommandProvider,
                          public StateOwner,
                          public StateCodec {
 public:
  // CallObserver
  void on_call_created(CallHandle call) noexcept override {
    Tally tally;
    tally.of_call = true;
    keep({call, no_index, no_index}, tally);
  }
  void on_call_changed(CallHandle) noexcept override {}
  void on_call_ended(CallHandle, const Value*) noexcept override {}

  // StageProvider
  uint32_t wants(const StreamInfo* stream) noexcept override {
    return (stream->flags & media_rtp) != 0 ? 1 : 0;
  }
  Stage* attach(const StreamInfo* stream, StageOutput*) noexcept override {
    const StatePlace place{stream->ref.call, stream->ref.participant, stream->ref.media};
    Tally* tally = find(place);
    if (tally == nullptr) tally = keep(place, {});
    return tally != nullptr ? new (std::nothrow) Counter(tally) : nullptr;
  }
  void detach(Stage* stage) noexcept override { delete static_cast<Counter*>(stage); }

  // CommandProvider
  Status on_command(Command* command) noexcept override {
    const CallHandle call = command->call();
    Tally* of_call = find({call, no_index, no_index});
    if (of_call == nullptr) return Status::failed;
    if (get_text(command->arguments(), "command") == kSpoil.name) of_call->spoiled = true;
    command->reply()->integer(slice("edition"), EDITION);
    command->reply()->integer(slice("calls"), calls_up_);
    command->reply()->integer(slice("copies"), of_call->copies);
    command->reply()->integer(slice("packets"), packets_of(call));
    return Status::ok;
  }

  // StateOwner
  void release_state(void* state) noexcept override {
    const std::unique_ptr<Tally> tally(static_cast<Tally*>(state));
    if (tally->of_call) --calls_up_;
  }

  // StateCodec
  Status save_state(const StatePlace*, void* state, ValueWriter* out) noexcept override {
    const auto* tally = static_cast<const Tally*>(state);
    if (tally->of_call) {
      out->integer(slice(EDITION == 1 ? "copies" : "copies that had it"), tally->copies);
      if (tally->spoiled) out->text(slice("spoiled"), slice("yes"));
    } else {
      out->integer(slice("packets"), tally->packets);
    }
    return Status::ok;
  }

  Status restore_state(const StatePlace* place, const Value* saved,
                       uint32_t version) noexcept override {
    if (version > kVersion) return Status::unsupported;
    if (rtpengine::find(saved, "spoiled") != nullptr && EDITION == 2) return Status::failed;
    Tally tally;
    tally.of_call = place->participant == no_index;
    tally.copies = get_integer(saved, version == 1 ? "copies" : "copies that had it") + 1;
    tally.packets = get_integer(saved, "packets");
    return keep(*place, tally) != nullptr ? Status::ok : Status::failed;
  }

 private:
  static constexpr uint32_t kVersion = EDITION;

  void on_init() override {
    calls_ = need<CallsV1>();
    state_ = need<CallStateV1>();
    check(need<ObserversV1>()->add(this), "adding the observer");
    check(need<StagesV1>()->add(&kStage, this), "adding the stage");
    auto* commands = need<CommandProvidersV1>();
    check(commands->add(&kTally, this), "adding a command");
    check(commands->add(&kSpoil, this), "adding a command");
    check(need<StateTransferV1>()->offer(this, kVersion), "offering to move");
  }

  Tally* find(const StatePlace& place) {
    return static_cast<Tally*>(state_->get(place.call, place.participant, place.media));
  }

  Tally* keep(const StatePlace& place, const Tally& tally) {
    std::unique_ptr<Tally> kept(new (std::nothrow) Tally(tally));
    if (kept == nullptr ||
        state_->set(place.call, place.participant, place.media, kept.get(), this) != Status::ok) {
      return nullptr;
    }
    if (tally.of_call) ++calls_up_;
    return kept.release();
  }

  int64_t packets_of(CallHandle call) {
    int64_t packets = 0;
    CallInfo info;
    if (calls_->describe(call, &info) != Status::ok) return 0;
    for (uint32_t i = 0; i < info.participant_count; ++i) {
      ParticipantInfo participant;
      if (calls_->describe_participant(call, i, &participant) != Status::ok) continue;
      for (uint32_t k = 0; k < participant.media_count; ++k) {
        if (const Tally* tally = find({call, i, k})) packets += tally->packets;
      }
    }
    return packets;
  }

  static constexpr StageSpec kStage = {"tally", StagePosition::tap, StageKernelUse::user_space_only,
                                       0, 0};
  static constexpr CommandSpec kTally = {"tally", "Tells what was counted of a call",
                                         CommandScope::call, 0};
  static constexpr CommandSpec kSpoil = {"spoil tally", "Makes the state of a call unreadable",
                                         CommandScope::call, 0};

  CallsV1* calls_ = nullptr;
  CallStateV1* state_ = nullptr;
  std::atomic<int64_t> calls_up_{0};
};

#define TEXT_OF(number) #number
#define VERSION(edition) TEXT_OF(edition) ".0"

}  // namespace

RTPENGINE_DEFINE_PLUGIN(TallyPlugin, "tally", VERSION(EDITION), "GPL-3.0-or-later",
                        "Counts across reloads",
                        kind_packet_stage | kind_command_provider | kind_call_observer)
