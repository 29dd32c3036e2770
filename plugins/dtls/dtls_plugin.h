// SPDX-License-Identifier: GPL-3.0-or-later
//
// DTLS-SRTP as a plugin: its options, and what it registers with the host.
#pragma once

#include <cstdint>
#include <memory>
#include <string>

#include <rtpengine/author.h>
#include <rtpengine/packet_handler.h>
#include <rtpengine/path_observers.h>
#include <rtpengine/reports.h>
#include <rtpengine/state_transfer.h>

#include "context.h"
#include "negotiator.h"
#include "rotation.h"
#include "services.h"

namespace rtpengine::dtls {

extern const OptionSpec kOptions[];
extern const std::uint32_t kOptionCount;

class DtlsPlugin final : public author::PluginBase,
                         public PacketHandler,
                         public PathObserver,
                         public MediaReporter,
                         public StateCodec {
 public:
  // PacketHandler: DTLS
  PacketVerdict on_packet(const StreamRef* stream, const Packet* packet, const Endpoint* source,
                          PacketReplier* replier) noexcept override;
  // PathObserver
  void on_path_changed(const StreamRef* stream) noexcept override;
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
  void on_start() override;
  void on_stop() override;

  ContextOptions read_options() const;
  std::string origin(const char* name) const;

  Services services_;
  ContextOptions context_options_;
  std::unique_ptr<MediaStates> states_;
  std::unique_ptr<Negotiator> negotiator_;
  std::unique_ptr<Rotation> rotation_;
};

}  // namespace rtpengine::dtls
