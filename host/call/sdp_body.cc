// SPDX-License-Identifier: GPL-3.0-or-later
#include "call/sdp_body.h"

#include <algorithm>
#include <span>
#include <utility>

#include "base/slice.h"

namespace rtpengine::call {
namespace {

using base::to_slice;
using base::to_view;

/// RFC 8866 section 9: attribute names and formats are tokens.
bool is_token(std::string_view text) {
  constexpr std::string_view kOthers = "!#$%&'*+-.^_`{|}~";
  return !text.empty() && std::all_of(text.begin(), text.end(), [&](char c) {
    return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') ||
           kOthers.find(c) != std::string_view::npos;
  });
}

/// token *("/" token)
bool is_protocol(std::string_view text) {
  for (std::size_t slash = text.find('/'); slash != text.npos; slash = text.find('/')) {
    if (!is_token(text.substr(0, slash))) return false;
    text.remove_prefix(slash + 1);
  }
  return is_token(text);
}

}  // namespace

sdp::MediaSection* SdpBodyView::section_of(std::uint32_t section) {
  return section < session_.media.size() ? &session_.media[section] : nullptr;
}

std::vector<sdp::Line>* SdpBodyView::lines_of(std::uint32_t section) {
  if (section == sdp_session) return &session_.lines;
  sdp::MediaSection* found = section_of(section);
  return found != nullptr ? &found->lines : nullptr;
}

std::uint32_t SdpBodyView::media_count() noexcept {
  return static_cast<std::uint32_t>(session_.media.size());
}

Status SdpBodyView::media(std::uint32_t section, SdpMedia* out) noexcept {
  if (out == nullptr) return Status::invalid;
  const sdp::MediaSection* found = section_of(section);
  if (found == nullptr) return Status::not_found;
  *out = {to_slice(found->type), to_slice(found->protocol), found->port,
          static_cast<std::uint32_t>(found->formats.size())};
  return Status::ok;
}

Slice SdpBodyView::format(std::uint32_t section, std::uint32_t index) noexcept {
  const sdp::MediaSection* found = section_of(section);
  if (found == nullptr || index >= found->formats.size()) return {};
  return to_slice(found->formats[index]);
}

Status SdpBodyView::line(std::uint32_t section, std::uint32_t index, SdpLine* out) noexcept {
  if (out == nullptr) return Status::invalid;
  const auto* lines = lines_of(section);
  if (lines == nullptr || index >= lines->size()) return Status::not_found;
  const sdp::Line& line = (*lines)[index];
  *out = {to_slice(line.value), static_cast<std::uint32_t>(line.type), index};
  return Status::ok;
}

Status SdpBodyView::find_attribute(std::uint32_t section, Slice name, std::uint32_t from,
                                   SdpLine* out) noexcept {
  if (out == nullptr) return Status::invalid;
  const auto* lines = lines_of(section);
  if (lines == nullptr || name.size == 0) return Status::not_found;
  for (std::uint32_t index = from; index < lines->size(); ++index) {
    const sdp::Line& line = (*lines)[index];
    if (line.name() != to_view(name)) continue;
    *out = {to_slice(line.attribute_value()), 'a', index};
    return Status::ok;
  }
  return Status::not_found;
}

Status SdpBodyView::add_attribute(std::uint32_t section, Slice name, Slice value) noexcept {
  if (!is_token(to_view(name))) return Status::invalid;
  const auto* lines = lines_of(section);
  if (lines == nullptr) return Status::not_found;
  if (lines->size() >= sdp::kMaxLines) return Status::failed;
  if (section == sdp_session) {
    session_.add_attribute(to_view(name), to_view(value));
  } else {
    session_.add_attribute(session_.media[section], to_view(name), to_view(value));
  }
  return Status::ok;
}

std::uint32_t SdpBodyView::remove_attributes(std::uint32_t section, Slice name) noexcept {
  auto* lines = lines_of(section);
  if (lines == nullptr || name.size == 0) return 0;
  return static_cast<std::uint32_t>(
      std::erase_if(*lines, [&](const sdp::Line& line) { return line.name() == to_view(name); }));
}

Status SdpBodyView::set_protocol(std::uint32_t section, Slice protocol) noexcept {
  if (!is_protocol(to_view(protocol))) return Status::invalid;
  sdp::MediaSection* found = section_of(section);
  if (found == nullptr) return Status::not_found;
  found->protocol = session_.keep(to_view(protocol));
  return Status::ok;
}

Status SdpBodyView::set_formats(std::uint32_t section, const Slice* formats,
                                std::uint32_t count) noexcept {
  if (formats == nullptr || count == 0 || count > sdp::kMaxFormats) return Status::invalid;
  const std::span given(formats, count);
  const bool valid = std::all_of(given.begin(), given.end(),
                                 [](Slice format) { return is_token(to_view(format)); });
  if (!valid) return Status::invalid;
  sdp::MediaSection* found = section_of(section);
  if (found == nullptr) return Status::not_found;
  std::vector<std::string_view> kept;
  for (const Slice format : given) kept.push_back(session_.keep(to_view(format)));
  found->formats = std::move(kept);
  return Status::ok;
}

}  // namespace rtpengine::call
