// SPDX-License-Identifier: GPL-3.0-or-later
//
// A stage of a plugin in the route of a stream: the host's stage around the plugin's.
#pragma once

#include <array>
#include <memory>
#include <string_view>

#include <rtpengine/stage.h>

#include "call/extensions.h"
#include "loop/watch.h"
#include "media/packet_stream.h"
#include "media/stage.h"

namespace rtpengine::call {

class Call;

/// One stage of one stream, from attach to detach. Worker's thread. Trusts nothing that the plugin
/// hands back: what breaks a rule is dropped and counted as a fault of the plugin. Allocates
/// nothing per packet.
class PluginStage final : public media::Stage, private StageOutput {
 public:
  /// Let the provider make its stage for this stream, whose egress it is for if the position is
  /// outgoing. Null: it could not (logged). The stage must be out of the route when it is
  /// destroyed, and stream and call must outlive it. The plugin is held meanwhile.
  static std::unique_ptr<PluginStage> attach(const StageExtension& extension,
                                             const StreamInfo& info, media::PacketStream& stream,
                                             const Call& call);
  ~PluginStage();
  /// Whether it was made by this one; sets that have it may differ.
  bool is_of(const StageExtension& extension) const {
    return extension.object == extension_.object && extension.spec == extension_.spec &&
           extension.plugin == extension_.plugin;
  }
  bool is_of(const base::PluginCopy& plugin) const { return extension_.plugin.get() == &plugin; }
  PluginStage(const PluginStage&) = delete;
  PluginStage& operator=(const PluginStage&) = delete;

  // media::Stage
  std::string_view name() const override { return extension_.spec->name; }
  media::StagePosition position() const override;
  media::KernelMeaning kernel_meaning() const override;
  void process(media::PacketBatch& batch, base::Time now) override;

 private:
  /// A packet that the plugin adds in the callback that runs.
  struct Added {
    net::Packet* packet;
    std::uint32_t before;
  };
  enum class Callback : unsigned char { none, process, deadline };

  PluginStage(const StageExtension& extension, media::PacketStream& stream, const Call& call);

  // StageOutput
  Status emit(Slice bytes, std::uint32_t before) noexcept override;
  void arm(std::int64_t at_us) noexcept override;

  Status call_process(rtpengine::PacketBatch& shown);
  /// Take over what the plugin made of a packet that it was shown as `before`.
  void take_over(media::StagePacket& entry, const rtpengine::Packet& before,
                 const rtpengine::Packet& after);
  void change(media::StagePacket& entry, const rtpengine::Packet& before,
              const rtpengine::Packet& after);
  /// Read the header of RTP again that the plugin may have written to.
  void reread(media::StagePacket& entry);
  /// Put the added packets between those of the batch. `shown`: which of them the plugin saw.
  void merge(media::PacketBatch& batch,
             const std::array<bool, media::PacketBatch::kCapacity>& shown);
  media::StagePacket entry_for(net::Packet& packet) const;
  void discard_added();
  /// Whether the packets of a failed callback may go on; counts the fault.
  bool passes_after(Status status, const char* callback);
  void fault(const char* what) const;
  void on_timer();

  bool is_tap() const { return extension_.spec->position == rtpengine::StagePosition::tap; }

  const StageExtension extension_;
  media::PacketStream& stream_;
  media::StageSite& site_;  ///< the stream or its egress
  const Call& call_;
  rtpengine::Stage* stage_ = nullptr;

  Callback running_ = Callback::none;
  std::uint32_t shown_count_ = 0;
  std::uint32_t added_count_ = 0;
  std::array<Added, media::PacketBatch::kLive> added_;

  std::unique_ptr<loop::Timer> timer_;
  base::Time deadline_ = 0;   ///< 0: none
  base::Time timer_due_ = 0;  ///< 0: the timer does not run
};

}  // namespace rtpengine::call
