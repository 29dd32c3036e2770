// SPDX-License-Identifier: GPL-3.0-or-later
#include "call/negotiation.h"

#include <algorithm>

#include "base/log.h"
#include "call/addressing.h"
#include "call/features.h"
#include "call/key_agreement.h"
#include "call/mids.h"
#include "call/rollback.h"
#include "call/sdp_rewrite.h"
#include "sdp/attributes.h"

namespace rtpengine::call {
namespace {

/// One offer or answer in work.
class Exchange {
 public:
  Exchange(Call& call, const Request& request, MessageKind kind, const NegotiationContext& context)
      : call_(call), request_(request), kind_(kind), context_(context) {}

  base::Result<NegotiationResult> run(sdp::Session* session);

 private:
  void make_media(const sdp::Session* session);
  base::Result<NegotiationResult> carry_out(sdp::Session* session, FeatureWork& features);
  void warn_about_wishes();
  void switch_off_multicast();
  void note_request();
  void note_tos();
  void check_family() const;
  base::Result<void> settle_media(SignalledMedia& signalled);
  void settle_keys(SignalledMedia& signalled, const SignalledKeys& keys, std::string_view protocol);
  void refuse(SignalledMedia& signalled, const std::string& why);
  base::Result<void> open_ports(const SignalledMedia& signalled, Media& mine, Media& theirs,
                                bool first_time);
  std::string_view protocol_towards(const SignalledMedia& signalled, const SignalledKeys& keys,
                                    const Media& theirs);
  bool forgets_receiver() const;
  bool keeps_mux(const Media& theirs) const;
  bool accepts_mux(const Media& mine) const;
  bool passes_mux_on(const Media& mine, const Media& theirs) const;
  bool may_share_port(const Media& mine, const Media& theirs) const;
  void settle_mux(Media& mine, Media& theirs);
  void settle_offered_mux(Media& mine, Media& theirs);
  void settle_answered_mux(Media& mine, Media& theirs);
  void connect(Media& mine, Media& theirs);
  void refuse_left_out();
  ShownMedia shown(const SignalledMedia& signalled, const Media& theirs) const;
  net::IpAddress shown_address(const Media& theirs) const;
  std::vector<std::string> shown_mids() const;
  bool all_on_hold() const;
  void rewrite_body(sdp::Session& session);
  void list_media(NegotiationResult& result) const;

  Call& call_;
  const Request& request_;
  const MessageKind kind_;
  const NegotiationContext& context_;
  Participant* sender_ = nullptr;
  Participant* receiver_ = nullptr;
  std::vector<SignalledMedia> signalled_;
  std::vector<std::string> warnings_;
};

void Exchange::warn_about_wishes() {
  FeatureWishes wishes = request_.wishes;
  for (const SignalledMedia& media : signalled_) {
    const bool left = media.leaves_keys || !media.uses_dtls;
    if (!left && SignalledKeys(media, sender_->media(media.index)).opaque()) wishes.dtls = true;
  }
  warnings_ = wishes.unmet(call_.extensions());
}

/// Nothing could be sent there, and nobody is known who may send from there.
void Exchange::switch_off_multicast() {
  for (SignalledMedia& media : signalled_) {
    if (media.off() || !media.rtp.address.is_multicast()) continue;
    if (call_.environment().policy->allows(media.rtp)) continue;
    refuse(media, "multicast is not relayed");
  }
}

void Exchange::refuse(SignalledMedia& signalled, const std::string& why) {
  signalled.rtp.port = 0;
  warnings_.push_back("media " + std::to_string(signalled.index + 1) + " is switched off: " + why);
}

/// What the message says about the call and its sender as a whole.
void Exchange::note_request() {
  call_.note_signal();
  call_.revive();
  if (!request_.label.empty()) sender_->set_label(request_.label);
  if (!request_.xmlrpc_callback.empty()) call_.xmlrpc_callback = request_.xmlrpc_callback;
  note_tos();
  if (kind_ == MessageKind::offer) sender_->offer_mux_words = request_.rtcp_mux;
  sender_->unidirectional = request_.unidirectional;
  media::LearningInput& flags = sender_->learning_flags;
  flags.mode = call_.settings().endpoint_learning;
  flags.received_from = request_.received_from;
  flags.strict_source = request_.strict_source;
  flags.media_handover = request_.media_handover;
  flags.asymmetric = request_.asymmetric;
  receiver_->learning_flags.mode = flags.mode;
}

/// An offer without a TOS, or with one that is too large, means the configured one. An answer then
/// means the offer's: proxies give the key with the offer only.
void Exchange::note_tos() {
  constexpr std::int64_t kTooLarge = 256;
  const std::int64_t tos = request_.tos.value_or(kTooLarge);
  if (tos < 0) return;
  if (tos < kTooLarge) {
    call_.set_tos(std::uint8_t(tos));
  } else if (kind_ == MessageKind::offer) {
    call_.set_tos(call_.settings().tos);
  }
}

void Exchange::check_family() const {
  const net::Family family = request_.address_family;
  const net::LogicalInterface& interface = *receiver_->interface();
  if (family == net::Family::none || interface.primary(family) != nullptr) return;
  LOG_LIMITED(warning, "address family %s was asked for, but interface '%s' has no such address",
              std::string(net::sdp_name(family)).c_str(), interface.name.c_str());
}

/// So that features find the media of the message, to keep something with them.
void Exchange::make_media(const sdp::Session* session) {
  const std::size_t sections = session ? session->media.size() : 0;
  for (std::size_t i = 0; i < sections; ++i) {
    sender_->media(unsigned(i));
    receiver_->media(unsigned(i));
  }
  for (const PartialMedia& named : request_.partial_media) {
    sender_->media(named.index);
    receiver_->media(named.index);
  }
}

base::Result<NegotiationResult> Exchange::run(sdp::Session* session) {
  Rollback rollback(call_);
  const Parties parties = find_parties(call_, request_, kind_);
  sender_ = parties.sender;
  receiver_ = parties.receiver;
  base::log::CallScope scope(call_.id(), sender_->label());
  make_media(session);
  FeatureWork features(call_, request_.arguments, kind_, parties, session);
  if (auto taken = features.received(); !taken) {
    rollback.undo();
    return base::Error{taken.error()};
  }
  if (parties.shares_ports_of != nullptr) share_ports(*parties.shares_ports_of, *sender_);
  const bool sip_source = takes_sip_source(request_, call_.settings());
  signalled_ =
      session ? signalled_by(*session, request_, sip_source) : signalled_by(request_.partial_media);
  for (SignalledMedia& media : signalled_) {
    media.leaves_keys = features.leaves(media.index, leave_keys);
    media.leaves_addresses = features.leaves(media.index, leave_addresses);
  }
  return carry_out(session, features);
}

/// The message is accepted: change the call, and write what the receiver is to see.
base::Result<NegotiationResult> Exchange::carry_out(sdp::Session* session, FeatureWork& features) {
  note_request();
  warn_about_wishes();
  switch_off_multicast();
  choose_interfaces(call_, request_, kind_, *sender_, *receiver_, signalled_.size());
  check_family();
  base::Result<void> settled;
  for (SignalledMedia& signalled : signalled_) {
    settled = settle_media(signalled);
    if (!settled) break;
  }
  if (session != nullptr && kind_ == MessageKind::answer) refuse_left_out();
  // Of the whole call: third parties may send to a port or an endpoint that has changed.
  call_.compile_routes();
  if (!settled) return base::Error{"Ran out of ports (" + settled.error() + ")"};
  if (session != nullptr) rewrite_body(*session);
  if (auto shown = features.outgoing(); !shown) return base::Error{shown.error()};
  NegotiationResult result;
  if (session != nullptr) {
    result.sdp = session->print();
    if (result.sdp.size() > kMaxShownBody) {
      return base::Error{"SDP body too large for a reply (" + std::to_string(result.sdp.size()) +
                         " bytes)"};
    }
  } else {
    list_media(result);
  }
  result.warnings = std::move(warnings_);
  result.warnings.insert(result.warnings.end(), features.warnings().begin(),
                         features.warnings().end());
  return result;
}

base::Result<void> Exchange::settle_media(SignalledMedia& signalled) {
  Media& mine = sender_->media(signalled.index);
  Media& theirs = receiver_->media(signalled.index);
  const bool first_time = !mine.signalled();
  const SignalledKeys keys(signalled, mine);
  const std::string_view protocol = protocol_towards(signalled, keys, theirs);
  settle_keys(signalled, keys, protocol);
  mine.signal(signalled);
  mine.set_unasked(kind_ == MessageKind::answer && !theirs.signalled());
  if (!theirs.signalled() || kind_ == MessageKind::offer) theirs.mirror(signalled, protocol);
  // What was offered with port 0 stays off, whatever the answer says (RFC 3264 section 6).
  const bool not_offered = kind_ == MessageKind::answer && theirs.signalled_off();
  if (signalled.off() || !signalled.relayable || not_offered) {
    mine.switch_off();
    theirs.switch_off();
    mine.secure_streams();
    theirs.secure_streams();
    return {};
  }
  theirs.switch_on();
  if (auto opened = open_ports(signalled, mine, theirs, first_time); !opened) {
    return base::Error{opened.error()};
  }
  settle_mux(mine, theirs);
  // Until an offer is answered what was agreed on before holds.
  if (kind_ == MessageKind::answer || first_time) mine.secure_streams();
  if (kind_ == MessageKind::answer || !theirs.signalled()) theirs.secure_streams();
  mine.start_learning(sender_->learning_flags, context_.now);
  theirs.start_learning(receiver_->learning_flags, context_.now);
  connect(mine, theirs);
  return {};
}

/// `first_time`: the sender has not signalled this media before.
base::Result<void> Exchange::open_ports(const SignalledMedia& signalled, Media& mine, Media& theirs,
                                        bool first_time) {
  PortWish wish;
  wish.tos = call_.tos();
  wish.local = local_address_for(*sender_, mine, sender_side_family(*sender_, mine));
  wish.keep = true;
  if (theirs.signalled()) wish.answers_to = theirs.rtp_endpoint();
  net::PacketIo& io = *call_.environment().io;
  if (auto opened = mine.select_ports(wish, io); !opened) return base::Error{opened.error()};

  const bool mux_required = kind_ == MessageKind::offer && request_.rtcp_mux.require;
  wish.local =
      local_address_for(*receiver_, theirs, receiver_side_family(*receiver_, *sender_, request_));
  // A plugin that is in charge proves whom it talks to, whatever addresses the messages name.
  wish.keep = request_.port_latching || theirs.connectivity().in_charge;
  wish.single_port = mux_required && theirs.ports().selected() == nullptr;
  wish.answers_to = signalled.on_hold ? net::Endpoint{} : signalled.rtp;
  if (!wish.answers_to.address) wish.answers_to = {};
  // Whom one offer was forked to without our knowing, they all answer with the same ports; branches
  // that were offered one by one have ports of their own.
  wish.further_branch = kind_ == MessageKind::answer && first_time && request_.via_branch.empty();
  wish.single_port_will_do = may_share_port(mine, theirs);
  return theirs.select_ports(wish, io);
}

/// What has no keys that could be used is switched off, rather than relayed in clear or as noise.
void Exchange::settle_keys(SignalledMedia& signalled, const SignalledKeys& keys,
                           std::string_view protocol) {
  for (const std::string& reason : keys.sdes().skipped) {
    LOG_LIMITED(info, "a line of media %u is left aside: %s", signalled.index + 1, reason.c_str());
  }
  if (signalled.off() || !signalled.relayable || !signalled.is_rtp) return;
  if (signalled.by_name_only) return;
  if (keys.missing()) {
    refuse(signalled, keys.why_missing());
    return;
  }
  Media& mine = sender_->media(signalled.index);
  Media& theirs = receiver_->media(signalled.index);
  const std::string trouble = kind_ == MessageKind::offer
                                  ? offer_keys(signalled, keys, mine, theirs, protocol, request_,
                                               call_.settings().sdes, forgets_receiver())
                                  : answer_keys(signalled, keys, mine, theirs);
  if (!trouble.empty()) refuse(signalled, trouble);
}

/// The profile is the one that is asked for, or was before, if we can translate to it.
std::string_view Exchange::protocol_towards(const SignalledMedia& signalled,
                                            const SignalledKeys& keys, const Media& theirs) {
  if (!signalled.is_rtp) return signalled.protocol;
  std::string_view wanted = signalled.protocol;
  if (!request_.transport_protocol.empty()) {
    wanted = request_.transport_protocol;
  } else if (theirs.signalled() && theirs.is_rtp() && !request_.reset) {
    wanted = theirs.protocol();
  }
  if (can_translate(signalled, keys, theirs, sdp::classify_transport(wanted))) return wanted;
  if (!request_.transport_protocol.empty()) {
    warnings_.push_back("transport protocol " + std::string(signalled.protocol) + " stays: " +
                        std::string(wanted) + " needs plugin dtls on one side or the other");
  }
  return signalled.protocol;
}

/// With `reset` who gets the offer may be another one than before.
bool Exchange::forgets_receiver() const { return request_.reset && kind_ == MessageKind::offer; }

/// Whether what its participant agreed to counts further.
bool Exchange::keeps_mux(const Media& theirs) const {
  return theirs.mux_in_force() && !request_.reset;
}

/// The sender of an answer takes the mux that it was offered.
bool Exchange::accepts_mux(const Media& mine) const {
  return mine.offers_mux() && mine.mux_offered() != MuxOffer::none;
}

/// The receiver of an answer is told that the mux that it offered is taken.
bool Exchange::passes_mux_on(const Media& mine, const Media& theirs) const {
  return mux_towards_offerer(theirs.offers_mux(), accepts_mux(mine), receiver_->offer_mux_words,
                             request_.rtcp_mux);
}

/// Whether a port that was opened for RTP and RTCP together serves further. Not one whose sharing
/// this message does not speak of: its receiver would send RTCP, or expect it, elsewhere.
bool Exchange::may_share_port(const Media& mine, const Media& theirs) const {
  if (!mine.is_rtp()) return true;
  if (kind_ == MessageKind::answer) return passes_mux_on(mine, theirs);
  const MuxOffer offer = mux_towards_answerer(mine.offers_mux(), request_.rtcp_mux);
  if (offer != MuxOffer::offered) return offer == MuxOffer::required;
  return keeps_mux(theirs) || (theirs.mux_offered() == MuxOffer::required && !request_.reset);
}

void Exchange::settle_mux(Media& mine, Media& theirs) {
  if (!mine.is_rtp()) {
    mine.set_mux(false, false);
    theirs.set_mux(false, false);
  } else if (kind_ == MessageKind::offer) {
    settle_offered_mux(mine, theirs);
  } else {
    settle_answered_mux(mine, theirs);
  }
}

void Exchange::settle_offered_mux(Media& mine, Media& theirs) {
  const MuxOffer offer = mux_towards_answerer(mine.offers_mux(), request_.rtcp_mux);
  theirs.set_mux_offered(offer);
  const bool was_in_force = keeps_mux(theirs) && offer == MuxOffer::offered;
  theirs.set_mux(offer != MuxOffer::none, offer == MuxOffer::required || was_in_force);
  mine.set_mux(mine.offers_mux(), mine.offers_mux() && mine.mux_in_force());
}

void Exchange::settle_answered_mux(Media& mine, Media& theirs) {
  const bool accepted = accepts_mux(mine);
  mine.set_mux(accepted || mine.mux_offered() == MuxOffer::required, accepted);
  const bool passed_on = passes_mux_on(mine, theirs);
  theirs.set_mux_offered(MuxOffer::none);
  theirs.set_mux(passed_on, passed_on);
}

/// Media flows both ways between peers. A party that is not (yet) the active peer of the other
/// is heard all the same: early media of a further branch.
void Exchange::connect(Media& mine, Media& theirs) {
  theirs.connect(&mine);
  if (sender_->peer() == receiver_) mine.connect(&theirs);
}

/// RFC 3264 section 6 wants an answer to each media. One that is left out is refused: a port that
/// stayed open for it would wait for an address, and forward whatever comes from anywhere, for
/// good.
void Exchange::refuse_left_out() {
  for (Participant* participant : {sender_, receiver_}) {
    const auto& all = participant->all_media();
    for (std::size_t i = signalled_.size(); i < all.size(); ++i) all[i]->switch_off();
  }
}

net::IpAddress Exchange::shown_address(const Media& theirs) const {
  if (request_.media_address) return request_.media_address;
  const PortSet* set = theirs.ports().selected();
  return set ? set->local->advertised : net::IpAddress{};
}

std::vector<std::string> Exchange::shown_mids() const {
  std::vector<MidChoice> choices;
  for (const SignalledMedia& signalled : signalled_) {
    MidChoice& choice = choices.emplace_back();
    if (kind_ == MessageKind::offer) choice.offered = signalled.mid;
    if (!forgets_receiver()) choice.own = receiver_->media(signalled.index).mid();
    // Its section stays as it is.
    if (!signalled.relayable && !signalled.off()) choice.own = signalled.mid;
  }
  return choose_mids(choices, request_.generate_mid);
}

ShownMedia Exchange::shown(const SignalledMedia& signalled, const Media& theirs) const {
  ShownMedia show;
  const PortSet* set = theirs.ports().selected();
  show.untouched = !signalled.relayable && !signalled.off();
  show.off = signalled.off() || (set == nullptr && !show.untouched);
  show.leaves_keys = signalled.leaves_keys;
  show.leaves_addresses = signalled.leaves_addresses;
  show.protocol = theirs.protocol();
  show.is_rtp = signalled.is_rtp;
  show.bundle = theirs.bundle_tag() && !forgets_receiver();
  show.direction = signalled.direction;
  show.address = shown_address(theirs);
  if (signalled.on_hold && show.address) show.address = net::IpAddress::any(show.address.family);
  if (set == nullptr) return show;
  if (show.is_rtp && !show.leaves_keys)
    show.crypto = shown_crypto(theirs, kind_, request_.sdes.padding);
  show.rtp_port = set->rtp.local().port;
  show.rtcp_port = set->rtcp_socket().local().port;
  const bool in_force = theirs.mux_in_force();
  if (kind_ == MessageKind::offer) {
    show.rtcp_mux = theirs.mux_offered() != MuxOffer::none;
    if (theirs.mux_offered() == MuxOffer::required) show.rtcp_port = show.rtp_port;
  } else {
    show.rtcp_mux = in_force;
    if (in_force) show.rtcp_port = show.rtp_port;
  }
  return show;
}

/// In the old form.
bool Exchange::all_on_hold() const {
  const auto on = [](const SignalledMedia& media) { return !media.off() && media.relayable; };
  const auto not_held = [&](const SignalledMedia& media) { return on(media) && !media.on_hold; };
  return std::any_of(signalled_.begin(), signalled_.end(), on) &&
         std::none_of(signalled_.begin(), signalled_.end(), not_held);
}

void Exchange::rewrite_body(sdp::Session& session) {
  ShownSession show;
  const std::vector<std::string> mids = shown_mids();
  for (const SignalledMedia& signalled : signalled_) {
    const Media& theirs = receiver_->media(signalled.index);
    ShownMedia media = shown(signalled, theirs);
    media.mid = mids[show.media.size()];
    if (!show.address) show.address = shown_address(theirs);
    show.media.push_back(std::move(media));
  }
  if (!show.address) show.address = default_shown_address(*receiver_, *sender_, request_);
  for (ShownMedia& media : show.media) {
    if (!media.address) media.address = show.address;
  }
  show.connection = all_on_hold() ? net::IpAddress::any(show.address.family) : show.address;
  if (request_.loop_protect) show.loop_mark = context_.loop_mark;
  rewrite(session, show, request_);
}

void Exchange::list_media(NegotiationResult& result) const {
  for (const SignalledMedia& signalled : signalled_) {
    const ShownMedia show = shown(signalled, receiver_->media(signalled.index));
    net::IpAddress address = show.address;
    if (!address) address = default_shown_address(*receiver_, *sender_, request_);
    result.media.push_back({signalled.index, address, show.rtp_port});
  }
}

}  // namespace

base::Result<NegotiationResult> negotiate(Call& call, const Request& request, sdp::Session* session,
                                          MessageKind kind, const NegotiationContext& context) {
  return Exchange(call, request, kind, context).run(session);
}

bool is_looped(const sdp::Session& session, const Request& request, std::string_view loop_mark) {
  if (!request.loop_protect) return false;
  for (const sdp::Line& line : session.lines) {
    if (line.name() == kLoopAttribute && line.attribute_value() == loop_mark) return true;
  }
  return false;
}

}  // namespace rtpengine::call
