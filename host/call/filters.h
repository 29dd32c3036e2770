// SPDX-License-Identifier: GPL-3.0-or-later
//
// The stages that the host itself puts into routes: blocking media, blocking DTMF, and telling of
// DTMF events.
#pragma once

#include "media/dtmf.h"
#include "media/stage.h"

namespace rtpengine::call {

class Media;

/// Drops media packets; DTMF events pass.
class MediaBlock final : public media::Stage {
 public:
  explicit MediaBlock(const Media& media) : media_(media) {}
  std::string_view name() const override { return "media-block"; }
  media::StagePosition position() const override { return media::StagePosition::filter; }
  media::KernelMeaning kernel_meaning() const override {
    return media::KernelMeaning::user_space_only;
  }
  void process(media::PacketBatch& batch, base::Time now) override;

 private:
  const Media& media_;
};

/// Drops DTMF event packets (RFC 4733).
class DtmfBlock final : public media::Stage {
 public:
  explicit DtmfBlock(const Media& media) : media_(media) {}
  std::string_view name() const override { return "dtmf-block"; }
  media::StagePosition position() const override { return media::StagePosition::filter; }
  media::KernelMeaning kernel_meaning() const override {
    return media::KernelMeaning::user_space_only;
  }
  void process(media::PacketBatch& batch, base::Time now) override;

 private:
  const Media& media_;
};

/// Logs each DTMF event at its end, on the dtmf channel; blocked ones, too.
class DtmfWatch final : public media::Stage {
 public:
  explicit DtmfWatch(const Media& media) : media_(media) {}
  std::string_view name() const override { return "dtmf-watch"; }
  media::StagePosition position() const override { return media::StagePosition::tap; }
  media::KernelMeaning kernel_meaning() const override {
    return media::KernelMeaning::user_space_only;
  }
  void process(media::PacketBatch& batch, base::Time now) override;

  /// What is kept when the state moves (base/fields.h).
  void describe(base::Fields& fields) { tracker_.describe(fields); }

 private:
  void report(const media::DtmfEvent& event);

  const Media& media_;
  media::DtmfTracker tracker_;
};

/// Logs each RTCP datagram, on the rtcp channel.
class RtcpWatch final : public media::Stage {
 public:
  explicit RtcpWatch(const Media& media) : media_(media) {}
  std::string_view name() const override { return "rtcp-watch"; }
  media::StagePosition position() const override { return media::StagePosition::tap; }
  media::KernelMeaning kernel_meaning() const override { return media::KernelMeaning::not_needed; }
  void process(media::PacketBatch& batch, base::Time now) override;

 private:
  const Media& media_;
};

/// Clock rate if this packet is a DTMF event of the media or of the one it goes to; else 0.
std::uint32_t dtmf_clock_rate(const Media& media, const media::StagePacket& packet);

}  // namespace rtpengine::call
