// SPDX-License-Identifier: GPL-3.0-or-later
//
// The SDP model as negotiation features see it (rtpengine/sdp.h).
#pragma once

#include <rtpengine/sdp.h>

#include "sdp/session.h"

namespace rtpengine::call {

/// A view of a session that somebody else keeps. One thread.
class SdpBodyView final : public SdpBody {
 public:
  explicit SdpBodyView(sdp::Session& session) : session_(session) {}

  std::uint32_t media_count() noexcept override;
  Status media(std::uint32_t section, SdpMedia* out) noexcept override;
  Slice format(std::uint32_t section, std::uint32_t index) noexcept override;
  Status line(std::uint32_t section, std::uint32_t index, SdpLine* out) noexcept override;
  Status find_attribute(std::uint32_t section, Slice name, std::uint32_t from,
                        SdpLine* out) noexcept override;
  Status add_attribute(std::uint32_t section, Slice name, Slice value) noexcept override;
  std::uint32_t remove_attributes(std::uint32_t section, Slice name) noexcept override;
  Status set_protocol(std::uint32_t section, Slice protocol) noexcept override;
  Status set_formats(std::uint32_t section, const Slice* formats,
                     std::uint32_t count) noexcept override;

 private:
  sdp::MediaSection* section_of(std::uint32_t section);
  /// Null: no such section.
  std::vector<sdp::Line>* lines_of(std::uint32_t section);

  sdp::Session& session_;
};

}  // namespace rtpengine::call
