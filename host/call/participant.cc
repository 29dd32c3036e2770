// SPDX-License-Identifier: GPL-3.0-or-later
#include "call/participant.h"

namespace rtpengine::call {

Media& Participant::media(unsigned index) {
  while (media_.size() <= index) {
    media_.push_back(std::make_unique<Media>(*this, unsigned(media_.size())));
  }
  return *media_[index];
}

void Participant::keep_media(std::size_t count) {
  while (media_.size() > count) media_.pop_back();
}

Media* Participant::find_media(unsigned index) const {
  return index < media_.size() ? media_[index].get() : nullptr;
}

void Participant::describe(base::Fields& fields) {
  fields.text("tag", tag_);
  fields.text("via-branch", via_branch_);
  fields.text("label", label_);
  fields.number("created wall", created_wall_);
  fields.choice("wanted family", wanted_family_, net::Family::ipv6);
  offer_mux_words.describe(fields);
  fields.object("learning", [&] { learning_flags.describe(fields); });
  fields.flag("unidirectional", unidirectional);
  fields.flag("media blocked", media_blocked);
  fields.flag("dtmf blocked", dtmf_blocked);
  fields.time("deleted until", deleted_until);
}

net::Family Participant::signalled_family() const {
  for (const auto& media : media_) {
    if (media->signalled() && media->rtp_endpoint().address) {
      return media->rtp_endpoint().address.family;
    }
  }
  return net::Family::none;
}

bool Participant::signalled_address(const net::IpAddress& address) const {
  for (const auto& media : media_) {
    if (media->signalled() && media->rtp_endpoint().address == address) return true;
  }
  return false;
}

}  // namespace rtpengine::call
