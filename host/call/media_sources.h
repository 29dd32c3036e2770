// SPDX-License-Identifier: GPL-3.0-or-later
//
// Packet sources of plugins (rtpengine/source.h): what plays into the RTP stream that one media is
// sent.
#pragma once

#include <cstdint>
#include <memory>
#include <unordered_map>
#include <vector>

#include <rtpengine/source.h>

#include "base/clock.h"
#include "base/fields.h"
#include "base/plugin_copy.h"
#include "media/rtcp_rewriter.h"
#include "media/rtp_rewriter.h"

namespace rtpengine::call {

class Call;
class Media;
class MediaSources;

/// The sources of one worker by handle. Worker's thread.
class SourceTable {
 public:
  explicit SourceTable(unsigned worker) : worker_(worker) {}

  /// A handle that was never given out before.
  SourceHandle add(MediaSources& sources);
  void remove(SourceHandle handle) { sources_.erase(handle); }
  /// Null: there is no such source (any more).
  MediaSources* find(SourceHandle handle) const;
  std::size_t size() const { return sources_.size(); }

 private:
  const unsigned worker_;
  std::uint64_t last_serial_ = 0;
  std::unordered_map<SourceHandle, MediaSources*> sources_;
};

/// The sources of one media, and the stages that make one stream of them and of what the other
/// party sends, and fit RTCP to it. Worker's thread. Owned by the media.
///
/// The stages come with the first source and then stay as long as the media: its numbers differ
/// from the other party's for good.
class MediaSources {
 public:
  /// Of one stream at most.
  static constexpr std::size_t kMaxSources = 8;

  explicit MediaSources(Media& media) : media_(media) {}
  ~MediaSources();
  MediaSources(const MediaSources&) = delete;
  MediaSources& operator=(const MediaSources&) = delete;

  /// Whose media this is.
  const Call& call() const;

  /// As SourcesV1::open, of a source whose stream is this media's. The plugin is held as long as
  /// the call.
  Status open(const SourceSpec& spec, SourceOwner& owner, const base::PluginHold& plugin,
              SourceHandle* out);
  /// As SourcesV1::send and close; the handle is one of this media.
  Status send(SourceHandle handle, const SourcePacket& packet, base::Time now);
  void close(SourceHandle handle);

  /// The media is off, or the call ends: tell all owners that theirs has ended.
  void end_all();
  /// Likewise with those of one copy of a plugin.
  void end_of(const base::PluginCopy& plugin);
  /// Whether a source of this copy is open.
  bool has(const base::PluginCopy& plugin) const;

  /// The stages that there are once there has been a source.
  struct Rewriters {
    Rewriters(const media::RtpRewriter::Start& start, std::uint32_t clock_rate,
              const media::PacketStream& rtcp)
        : rtp(start, clock_rate),
          to_receiver(rtp, rtcp, media::RtcpRewriter::Towards::receiver),
          to_sender(rtp, rtcp, media::RtcpRewriter::Towards::sender) {}
    media::RtpRewriter rtp;           ///< of the egress
    media::RtcpRewriter to_receiver;  ///< of the egress of RTCP
    media::RtcpRewriter to_sender;    ///< of the ingress of RTCP
  };
  /// Null until then.
  Rewriters* rewriters() { return rewriters_.get(); }
  const Rewriters* rewriters() const { return rewriters_.get(); }

  /// What is kept when the state moves (base/fields.h): the numbers that the stream goes on with.
  /// Sources do not move.
  void describe(base::Fields& fields);

 private:
  struct Source {
    SourceHandle handle;
    SourceOwner* owner;
    base::PluginHold plugin;
    bool replaces;
    media::RtpRewriter::Feed feed;
  };

  bool replaced() const;
  void make_rewriters(std::uint32_t clock_rate);
  media::RtpRewriter::Start start(std::uint32_t clock_rate) const;
  std::vector<Source>::iterator find(SourceHandle handle);
  void end(std::vector<Source>::iterator source);
  void take_out(std::vector<Source>::iterator source);

  Media& media_;
  std::unique_ptr<Rewriters> rewriters_;
  std::vector<Source> sources_;
};

}  // namespace rtpengine::call
