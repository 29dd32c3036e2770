// SPDX-License-Identifier: GPL-3.0-or-later
//
// ICE as a plugin: its options, and what it registers with the host.
#pragma once

#include <cstdint>
#include <memory>

#include <rtpengine/author.h>
#include <rtpengine/packet_handler.h>
#include <rtpengine/reports.h>
#include <rtpengine/state_transfer.h>

#include "negotiator.h"
#include "services.h"

namespace rtpengine::ice {

extern const OptionSpec kOptions[];
extern const std::uint32_t kOptionCount;

class IcePlugin final : public author::PluginBase,
                        public PacketHandler,
                        public MediaReporter,
                        public StateCodec {
 public:
  // PacketHandler: STUN
  PacketVerdict on_packet(const StreamRef* stream, const Packet* packet, const Endpoint* source,
                          PacketReplier* replier) noexcept override;
  // MediaReporter
  void report(CallHandle call, std::uint32_t participant, std::uint32_t media,
              MediaReport* out) noexcept override;
  // StateCodec
  Status save_state(const StatePlace* place, void* state, ValueWriter* out) noexcept override;
  Status restore_state(const StatePlace* place, const Value* saved,
                       std::uint32_t version) noexcept override;

 private:
  // PluginBase
  void on_init() override;

  Services services_;
  std::unique_ptr<MediaStates> states_;
  std::unique_ptr<Negotiator> negotiator_;
};

}  // namespace rtpengine::ice
