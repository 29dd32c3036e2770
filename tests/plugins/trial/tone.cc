// SPDX-License-Identifier: GPL-3.0-or-later
//
// A trial of packet sources: plays a tone of 440 Hz to a participant, as G.711 A-law.
//
// `start tone` {call-id, to-tag} begins in the place of what the other party sends, `stop tone`
// ends it and tells how many packets were sent.
#include <cmath>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include <rtpengine/author.h>
#include <rtpengine/calls.h>
#include <rtpengine/command_provider.h>
#include <rtpengine/loop.h>
#include <rtpengine/source.h>

namespace {

using namespace rtpengine;

constexpr uint32_t kClockRate = 8000;
constexpr uint32_t kFrame = 160;  ///< samples, and bytes, of 20 ms
constexpr uint8_t kPayloadType = 8;
constexpr double kPi = 3.14159265358979323846;

/// ITU-T G.711, of a 13-bit sample.
uint8_t to_alaw(int sample) {
  const int sign = sample >= 0 ? 0x80 : 0;
  int magnitude = sample >= 0 ? sample : -sample - 1;
  if (magnitude > 4095) magnitude = 4095;
  int segment = 0;
  for (int rest = magnitude >> 5; rest != 0; rest >>= 1) ++segment;
  const int step = segment < 2 ? magnitude >> 1 : magnitude >> segment;
  return static_cast<uint8_t>((sign | segment << 4 | (step & 0x0f)) ^ 0x55);
}

/// 100 ms hold a whole number of cycles.
std::string make_tone() {
  std::string tone;
  for (uint32_t i = 0; i < 5 * kFrame; ++i) {
    const double angle = 2 * kPi * 440 * i / kClockRate;
    tone += static_cast<char>(to_alaw(static_cast<int>(std::lround(2000 * std::sin(angle)))));
  }
  return tone;
}

/// One tone. Lives on the call's worker.
class Playing final : public TimerHandler {
 public:
  Playing(LoopV1* loop, SourcesV1* sources, SourceHandle source, const std::string& tone)
      : loop_(loop), sources_(sources), source_(source), tone_(tone) {
    timer_ = loop_->start_timer(loop_->current_worker(), 20000, this);
  }
  ~Playing() { loop_->stop_timer(timer_); }
  Playing(const Playing&) = delete;
  Playing& operator=(const Playing&) = delete;

  void on_timer() noexcept override {
    const size_t at = frames_ % 5 * kFrame;
    SourcePacket packet{};
    packet.payload = {tone_.data() + at, kFrame};
    packet.timestamp = frames_ * kFrame;
    packet.payload_type = kPayloadType;
    packet.marker = frames_ == 0;
    ++frames_;
    if (sources_->send(source_, &packet) == Status::ok) ++sent_;
  }

  SourceHandle source() const { return source_; }
  uint32_t sent() const { return sent_; }

 private:
  LoopV1* const loop_;
  SourcesV1* const sources_;
  const SourceHandle source_;
  const std::string& tone_;
  TimerHandle timer_ = 0;
  uint32_t frames_ = 0;
  uint32_t sent_ = 0;
};

class Tone final : public author::PluginBase, public SourceOwner {
 public:
  void on_source_ended(SourceHandle source) noexcept override {
    auto& playing = playing_here();
    for (auto next = playing.begin(); next != playing.end(); ++next) {
      if (next->second->source() != source) continue;
      playing.erase(next);
      return;
    }
  }

 private:
  using Handler = void (Tone::*)(Command*);
  using Place = std::pair<CallHandle, uint32_t>;  ///< call and participant
  using AllPlaying = std::map<Place, std::unique_ptr<Playing>>;

  class Provider final : public CommandProvider {
   public:
    Provider(Tone* tone, Handler handler) : tone_(tone), handler_(handler) {}
    Status on_command(Command* command) noexcept override {
      return author::guard([&] { answer(command); },
                           [&](std::string_view text) { command->fail(slice(text)); });
    }

   private:
    // Not in the lambda: g++ 12 with -fsanitize=undefined finds a null `this` there.
    void answer(Command* command) { (tone_->*handler_)(command); }

    Tone* const tone_;
    const Handler handler_;
  };

  void on_init() override {
    calls_ = need<CallsV1>();
    loop_ = need<LoopV1>();
    sources_ = need<SourcesV1>();
    auto* commands = need<CommandProvidersV1>();
    check(commands->add(&kStart, &start_), "adding a command");
    check(commands->add(&kStop, &stop_), "adding a command");
    playing_.resize(loop_->worker_count());
  }

  void start_tone(Command* command) {
    const Place place = place_of(command);
    SourceSpec spec{};
    spec.to = {place.first, place.second, 0, Component::rtp, 0};
    spec.clock_rate = kClockRate;
    spec.flags = source_replaces;
    SourceHandle source = 0;
    const Status status = sources_->open(&spec, this, &source);
    if (status == Status::exists) throw std::runtime_error("Something is played there already");
    if (status == Status::not_found) throw std::runtime_error("There is no stream to play into");
    check(status, "opening the source");
    playing_here()[place] = std::make_unique<Playing>(loop_, sources_, source, tone_);
  }

  void stop_tone(Command* command) {
    auto& playing = playing_here();
    const auto found = playing.find(place_of(command));
    if (found == playing.end()) throw std::runtime_error("No tone is played there");
    sources_->close(found->second->source());
    command->reply()->integer(slice("packets"), found->second->sent());
    playing.erase(found);
  }

  Place place_of(Command* command) {
    const auto tag = get_text(command->arguments(), "to-tag");
    if (tag.empty()) throw std::runtime_error("No to-tag in message");
    CallInfo call;
    check(calls_->describe(command->call(), &call), "looking at the call");
    for (uint32_t i = 0; i < call.participant_count; ++i) {
      ParticipantInfo participant;
      check(calls_->describe_participant(command->call(), i, &participant), "looking at it");
      if (equal(participant.tag, tag)) return {command->call(), i};
    }
    throw std::runtime_error("Unknown to-tag");
  }

  /// Of this worker: no other one touches them.
  AllPlaying& playing_here() { return playing_.at(loop_->current_worker()); }

  static constexpr CommandSpec kStart = {"start tone", "Plays a tone to a participant",
                                         CommandScope::call, 0};
  static constexpr CommandSpec kStop = {"stop tone", "Ends the tone", CommandScope::call, 0};

  Provider start_{this, &Tone::start_tone};
  Provider stop_{this, &Tone::stop_tone};
  const std::string tone_ = make_tone();
  CallsV1* calls_ = nullptr;
  LoopV1* loop_ = nullptr;
  SourcesV1* sources_ = nullptr;
  std::vector<AllPlaying> playing_;  ///< by worker
};

}  // namespace

RTPENGINE_DEFINE_PLUGIN(Tone, "tone", "1.0", "GPL-3.0-or-later", "Plays a tone",
                        kind_command_provider | kind_packet_source)
