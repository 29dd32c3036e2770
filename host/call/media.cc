// SPDX-License-Identifier: GPL-3.0-or-later
#include "call/media.h"

#include <algorithm>

#include "base/log.h"
#include "call/call.h"
#include "call/call_info.h"
#include "call/participant.h"
#include "loop/plugin_scope.h"
#include "net/address_fields.h"
#include "sdp/attributes.h"

namespace rtpengine::call {
namespace {

bool is_public(const net::IpAddress& address) {
  return address && !address.is_private() && !address.is_loopback() && !address.is_link_local() &&
         !address.is_unspecified();
}

void warn_of_refusal(const media::SrtpKeying& keying) {
  LOG_LIMITED(error, "the cryptographic library refuses the keys of %s",
              std::string(info(keying.suite).name).c_str());
}

/// Null: they are still to come.
void give_keys(media::PacketStream& rtp, media::PacketStream& rtcp, const SdesAgreement* agreed) {
  for (media::PacketStream* stream : {&rtp, &rtcp}) {
    if (agreed == nullptr) {
      stream->await_keys();
      continue;
    }
    const auto holder = agreed->anew ? media::KeyHolder::another : media::KeyHolder::same;
    if (!stream->set_keys(agreed->theirs, agreed->ours, holder)) warn_of_refusal(agreed->ours);
  }
}

}  // namespace

Media::Media(Participant& participant, unsigned index)
    : participant_(participant),
      index_(index),
      rtp_(media::Component::rtp, *this, *participant.call().environment().io,
           *participant.call().environment().policy, participant.call().environment().spare),
      rtcp_(media::Component::rtcp, *this, *participant.call().environment().io,
            *participant.call().environment().policy, participant.call().environment().spare),
      media_block_(*this),
      dtmf_block_(*this),
      dtmf_watch_(*this),
      rtcp_watch_(*this),
      report_watch_(*this),
      feedback_filter_(rtcp_),
      handlers_(*this),
      stages_(*this),
      sources_(*this),
      rtp_hop_(participant.call().environment().hops),
      rtcp_hop_(participant.call().environment().hops),
      offload_(*this) {
  update_handlers();
}

void Media::update_handlers() {
  media::PacketHandler* handler = handlers_.any() ? &handlers_ : nullptr;
  rtp_.set_handler(handler);
  rtcp_.set_handler(handler);
}

void Media::signal(const SignalledMedia& signalled) {
  mirror(signalled, signalled.protocol);
  signalled_ = true;
  signalled_off_ = signalled.off();
  off_ = signalled_off_;
  on_hold_ = signalled.on_hold;
  mid_ = signalled.mid;
  direction_ = signalled.direction;
  dtmf_ = signalled.dtmf;
  payload_types_ = signalled.payload_types;
  formats_ = signalled.formats;
  uses_ice_ = signalled.uses_ice;
  uses_dtls_ = signalled.uses_dtls;
  offers_mux_ = signalled.rtcp_mux;
  bundle_tag_ = signalled.bundle_tag;
  wants_feedback_ = signalled.rtcp_fb;
  // A party on hold keeps the address it had until it comes back.
  if (on_hold_ && signalled_rtp_.address) return;
  signalled_rtp_ = signalled.rtp;
  signalled_rtcp_ = signalled.rtcp;
}

void Media::mirror(const SignalledMedia& other_side, std::string_view protocol) {
  type_ = other_side.type;
  protocol_ = protocol;
  is_rtp_ = other_side.is_rtp;
  const auto payload = is_rtp_ ? media::Payload::rtp : media::Payload::any;
  rtp_.set_payload(payload);
  rtcp_.set_payload(payload);
  rtcp_.set_opaque((other_side.may_encrypt && !rtcp_.secured()) || zrtp_seen_);
}

Sdes& Media::sdes() {
  if (sdes_ == nullptr) sdes_ = std::make_unique<Sdes>();
  return *sdes_;
}

const SdesAgreement* Media::keys() const {
  return sdes_ != nullptr && sdes_->agreed() ? &*sdes_->agreed() : nullptr;
}

PluginKeys& Media::plugin_keys() {
  if (plugin_keys_ == nullptr) plugin_keys_ = std::make_unique<PluginKeys>();
  return *plugin_keys_;
}

const media::SrtpKeying* Media::sending_keys() const {
  if (keyed_by_plugin()) return plugin_keys_->rtp ? &plugin_keys_->rtp->ours : nullptr;
  return keys() != nullptr ? &keys()->ours : nullptr;
}

bool Media::readable() const {
  const bool keyed = keyed_by_plugin() || (sdes_ != nullptr && sdes_->in_charge());
  return keyed || !sdp::classify_transport(protocol_).secure;
}

void Media::secure_streams() {
  if (keyed_by_plugin()) {
    use_plugin_keys();
    return;
  }
  if (sdes_ == nullptr && plugin_keys_ == nullptr) return;
  const bool by_sdes = sdes_ != nullptr && sdes_->in_charge();
  const bool awaited = is_rtp_ && by_sdes && sdp::classify_transport(protocol_).secure;
  if (keys() == nullptr && !awaited) {
    rtp_.end_security();
    rtcp_.end_security();
  } else if (is_rtp_) {
    give_keys(rtp_, rtcp_, keys());
    rtcp_.set_opaque(zrtp_seen_);
  }
}

/// A stream that has its keys goes on with them: whoever is in charge says when there are others.
void Media::use_plugin_keys() {
  const bool secure = is_rtp_ && sdp::classify_transport(protocol_).secure;
  for (media::PacketStream* stream : {&rtp_, &rtcp_}) {
    if (plugin_keys_->of(stream->component())) continue;
    if (secure) {
      stream->await_keys();
    } else {
      stream->end_security();
    }
  }
  if (secure) rtcp_.set_opaque(zrtp_seen_);
}

bool Media::take_plugin_keys(media::Component component, StreamKeys keys, media::KeyHolder holder) {
  media::PacketStream& secured = stream(component);
  if (!secured.set_keys(keys.theirs, keys.ours, holder)) {
    warn_of_refusal(keys.ours);
    return false;
  }
  const bool shared = component == media::Component::rtp && rtp_.multiplexed();
  if (shared) rtcp_.set_keys(keys.theirs, keys.ours, holder);
  rtcp_.set_opaque(zrtp_seen_);
  if (shared) plugin_keys().rtcp = keys;
  plugin_keys().of(component) = std::move(keys);
  offload_.update();
  update_feeders();
  return true;
}

bool Media::takes_feedback() const {
  return wants_feedback_ || sdp::classify_transport(protocol_).feedback;
}

void Media::switch_off() {
  off_ = true;
  offload_.withdraw();
  ports_.release();
  connectivity_ = {};
  update_egress();
}

void Media::start_learning(const media::LearningInput& flags, base::Time now) {
  negotiated_ = now;
  media::LearningInput input = flags;
  if (const PortSet* set = ports_.selected()) {
    input.interface_is_public = is_public(set->local->advertised);
  }
  input.signalled = signalled_rtp_;
  if (!connectivity_.rtp.selected) rtp_.learner().signal(input, now);
  input.signalled = signalled_rtcp_;
  if (!connectivity_.rtcp.selected) rtcp_.learner().signal(input, now);
  update_egress();
}

void Media::set_mux(bool accept_muxed, bool send_muxed) {
  const PortSet* set = ports_.selected();
  const bool one_port = set != nullptr && !set->rtcp;
  rtp_.set_multiplexed((accept_muxed || one_port) && is_rtp_ ? &rtcp_ : nullptr, !send_muxed);
  send_muxed_ = send_muxed;
  update_egress();
}

base::Result<void> Media::select_ports(const PortWish& wish, net::PacketIo& io) {
  const PortSet* before = ports_.selected();
  auto selected = ports_.select(wish, io, rtp_, rtcp_);
  if (ports_.selected() != before) {
    offload_.withdraw();
    connectivity_.rtp.address = connectivity_.rtcp.address = 0;
  }
  update_egress();
  return selected;
}

void Media::take_ports_of(Media& other) {
  other.offload_.withdraw();
  offload_.withdraw();
  ports_.take(other.ports_, *participant_.call().environment().io, rtp_, rtcp_);
  other.update_egress();
  update_egress();
}

void Media::update_egress() {
  const bool silent = off_ || on_hold_;
  choose_address(connectivity_.rtp, rtp_);
  choose_address(connectivity_.rtcp, send_muxed_ ? rtp_ : rtcp_);
  const auto destination = [silent](const Connectivity::Path& path,
                                    const media::PacketStream& stream) {
    return silent || path.suspended ? net::SocketAddress{} : stream.learner().destination();
  };
  rtp_.egress().set_socket(socket_of(media::Component::rtp, connectivity_.rtp.address));
  rtp_.egress().set_destination(destination(connectivity_.rtp, rtp_));
  const Connectivity::Path& path = send_muxed_ ? connectivity_.rtp : connectivity_.rtcp;
  // Whom one port was shown expects RTCP from there, whether it multiplexes or not.
  const bool one_port = send_muxed_ || mux_offered_ == MuxOffer::required;
  const auto port = one_port ? media::Component::rtp : media::Component::rtcp;
  rtcp_.egress().set_socket(socket_of(port, path.address));
  rtcp_.egress().set_destination(destination(path, send_muxed_ ? rtp_ : rtcp_));
  update_hops();
}

/// With several of ours it is one of the family of where we send to.
void Media::choose_address(Connectivity::Path& path, const media::PacketStream& stream) const {
  const PortSet* set = ports_.selected();
  const net::Endpoint to = stream.learner().endpoint();
  if (set == nullptr || set->further.empty() || !to.address) return;
  const auto fits = [&](std::size_t address) {
    return set->on(address).local->address.family == to.address.family;
  };
  if (path.address < set->addresses() && fits(path.address)) return;
  for (std::size_t i = 0; i < set->addresses(); ++i) {
    if (!fits(i)) continue;
    path.address = std::uint8_t(i);
    return;
  }
}

net::MediaSocket* Media::socket_of(media::Component component, std::size_t local) {
  PortSet* set = ports_.selected();
  if (set == nullptr || local >= set->addresses()) return nullptr;
  PortSet& pair = set->on(local);
  return component == media::Component::rtp ? &pair.rtp : &pair.rtcp_socket();
}

int Media::address_of(const net::MediaSocket& socket) const {
  const PortSet* set = ports_.selected();
  for (std::size_t i = 0; set != nullptr && i < set->addresses(); ++i) {
    if (&socket == &set->on(i).rtp || &socket == &set->on(i).rtcp) return int(i);
  }
  return -1;
}

base::Result<void> Media::open_connectivity() {
  connectivity_.in_charge = true;
  const Call& call = participant_.call();
  return ports_.select_further(participant_.interface()->addresses, *call.environment().io, rtp_,
                               rtcp_, call.tos());
}

void Media::close_connectivity() {
  if (!connectivity_.in_charge) return;
  connectivity_ = {};
  update_egress();
  update_feeders();
}

void Media::admit(media::Component component, std::uint8_t local, const net::SocketAddress& source,
                  base::Time now) {
  const media::Admission admission = stream(component).learner().note_validated(source, now);
  if (admission.moved) path(component).address = local;
  follow(admission, stream(component));
}

void Media::select(media::Component component, std::uint8_t local, const net::SocketAddress& remote,
                   base::Time now) {
  media::Admission admission = stream(component).learner().select(remote, now);
  Connectivity::Path& before = path(component);
  admission.moved |= before.address != local || before.suspended;
  before = {local, true, false};
  follow(admission, stream(component));
  if (!admission.moved && !admission.confirmed) tell_path(stream(component));
}

SourceStanding Media::standing_of(media::Component component,
                                  const net::SocketAddress& source) const {
  const media::Learner& learner = (component == media::Component::rtp ? rtp_ : rtcp_).learner();
  if (learner.is_proven(source)) return SourceStanding::proven;
  if (connectivity_.in_charge) return SourceStanding::stranger;
  if (learner.destination().same_as(source)) return SourceStanding::expected;
  return learner.admits(source) ? SourceStanding::admitted : SourceStanding::stranger;
}

void Media::tell_path(const media::PacketStream& stream) const {
  const Call& call = participant_.call();
  const StreamRef ref = stream_ref(*this, stream.component());
  for (const PathObserverExtension& observer : call.extensions().path_observers) {
    const loop::TimedPluginScope scope(*observer.plugin, "on_path_changed");
    observer.object->on_path_changed(&ref);
  }
}

void Media::suspend(media::Component component) {
  path(component).suspended = true;
  on_endpoint_moved(stream(component));
}

void Media::follow(const media::Admission& admission, media::PacketStream& stream) {
  if (admission.moved) on_endpoint_moved(stream);
  if (admission.confirmed) on_endpoint_confirmed(stream);
}

void Media::update_hops() {
  update_hop(rtp_hop_, rtp_);
  update_hop(rtcp_hop_, rtcp_);
}

void Media::update_hop(RelayHop& hop, media::PacketStream& stream) {
  const net::SocketAddress& destination = stream.egress().destination();
  const net::Endpoint to = destination.size != 0 ? destination.endpoint() : net::Endpoint{};
  bool passes = true;
  if (to && hop.concerns(to)) {
    std::vector<net::Endpoint> from;
    for (const Media* feeder : feeders()) {
      for (const net::Endpoint& port : feeder->ports_.endpoints()) from.push_back(port);
    }
    passes = hop.set(std::move(from), to);
  } else {
    hop.clear();
  }
  if (!passes) {
    LOG_LIMITED(warning, "media will not be sent to %s: it would come back in a circle",
                base::log::marked(to.to_string()).c_str());
  }
  stream.egress().set_in_circle(!passes);
}

void Media::compile_routes() {
  ask_for_stages();
  build_routes();
}

void Media::ask_for_stages() {
  if (off_ || !is_rtp_) sources_.end_all();
  stages_.update();
}

void Media::build_routes() {
  rtp_.forget_clock();
  update_handlers();
  compile_ingress();
  compile_egress();
  stages_.detach_left();
  offload_.update();
  update_feeders();
  update_hops();
  if (sink_ != nullptr) sink_->update_hops();
}

void Media::leave_plugins() {
  sources_.end_all();
  stages_.leave_all();
  compile_ingress();
  compile_egress();
  stages_.detach_left();
}

void Media::compile_ingress() {
  const Call& call = participant_.call();
  std::vector<media::Stage*> stages;
  const bool carries_dtmf = dtmf_.count != 0 || (sink_ != nullptr && sink_->dtmf_.count != 0);
  if (carries_dtmf && base::log::enabled(base::log::Channel::dtmf)) {
    stages.push_back(&dtmf_watch_);
  }
  if (call.media_blocked || participant_.media_blocked) stages.push_back(&media_block_);
  if (call.dtmf_blocked || participant_.dtmf_blocked) stages.push_back(&dtmf_block_);
  stages_.append(media::Component::rtp, false, stages);
  rtp_.route().set_stages(stages);
  compile_rtcp_ingress();
  if (sink_ != nullptr) {
    media::Egress* rtp_sink = &sink_->rtp_.egress();
    media::Egress* rtcp_sink = &sink_->rtcp_.egress();
    rtp_.route().set_sinks({&rtp_sink, 1});
    rtcp_.route().set_sinks({&rtcp_sink, 1});
  } else {
    rtp_.route().set_sinks({});
    rtcp_.route().set_sinks({});
  }
}

void Media::compile_rtcp_ingress() {
  std::vector<media::Stage*> stages;
  if (base::log::enabled(base::log::Channel::rtcp)) stages.push_back(&rtcp_watch_);
  if (is_rtp_) stages.push_back(&report_watch_);
  const bool feedback = sdp::classify_transport(protocol_).feedback;
  if (feedback && sink_ != nullptr && !sink_->takes_feedback()) stages.push_back(&feedback_filter_);
  stages_.append(media::Component::rtcp, false, stages);
  if (auto* rewriters = sources_.rewriters()) stages.push_back(&rewriters->to_sender);
  rtcp_.route().set_stages(stages);
}

void Media::compile_egress() {
  std::vector<media::Stage*> stages;
  auto* rewriters = sources_.rewriters();
  if (rewriters != nullptr) stages.push_back(&rewriters->rtp);
  stages_.append(media::Component::rtp, true, stages);
  rtp_.egress().route().set_stages(stages);
  stages.clear();
  if (rewriters != nullptr) stages.push_back(&rewriters->to_receiver);
  stages_.append(media::Component::rtcp, true, stages);
  rtcp_.egress().route().set_stages(stages);
}

void Media::on_endpoint_moved(media::PacketStream& stream) {
  update_egress();
  // What comes is expected from elsewhere now, or on another port.
  if (&stream == &rtp_ && offload_.in_kernel()) offload_.update();
  // Whoever sends to this media in the kernel still has the old destination.
  update_feeders();
  tell_path(stream);
}

void Media::on_endpoint_confirmed(media::PacketStream& stream) {
  tell_path(stream);
  if (&stream != &rtp_) return;
  offload_.update();
  update_feeders();
}

void Media::on_zrtp(media::PacketStream&) {
  zrtp_seen_ = true;
  rtcp_.set_opaque(true);
}

std::optional<PayloadFormat> Media::format_of(std::uint8_t payload_type) const {
  // What a party sends is numbered as the receiver asked for (RFC 3264 section 5.1).
  if (const auto* asked = sink_ ? sink_->formats_.find(payload_type) : nullptr) return *asked;
  if (const auto* own = formats_.find(payload_type)) return *own;
  return static_format(payload_type);
}

std::uint32_t Media::clock_rate_of(std::uint8_t payload_type) const {
  const auto format = format_of(payload_type);
  return format ? format->clock_rate : 0;
}

std::vector<Media*> Media::feeders() const {
  std::vector<Media*> all;
  for (const auto& participant : participant_.call().participants()) {
    Media* other = participant->find_media(index_);
    if (other != nullptr && other->sink_ == this) all.push_back(other);
  }
  return all;
}

const Media* Media::feeder() const {
  const Media* latest = nullptr;
  for (const auto& participant : participant_.call().participants()) {
    const Media* other = participant->find_media(index_);
    if (other == nullptr || other->sink_ != this) continue;
    if (latest == nullptr ||
        other->rtp_.received().last_packet > latest->rtp_.received().last_packet) {
      latest = other;
    }
  }
  return latest;
}

bool Media::was_sent(std::uint32_t ssrc) const {
  if (rtp_.egress().sent().packets == 0) return false;
  const auto* rewriters = sources_.rewriters();
  if (rewriters != nullptr && rewriters->rtp.ssrc() == ssrc) return true;
  const std::vector<Media*> all = feeders();
  return std::any_of(all.begin(), all.end(),
                     [&](const Media* feeder) { return feeder->rtp_.ssrcs().knows(ssrc); });
}

void Media::update_feeders() {
  for (Media* feeder : feeders()) feeder->offload_.update();
}

/// The streams have the keys before they read what they know of them.
void Media::describe_keys(base::Fields& fields) {
  bool spoken = sdes_ != nullptr;
  fields.flag("sdes spoken", spoken);
  if (spoken) fields.object("sdes", [&] { sdes().describe(fields); });
  bool by_plugin = plugin_keys_ != nullptr;
  fields.flag("keyed by plugin", by_plugin);
  if (by_plugin) fields.object("plugin keys", [&] { plugin_keys().describe(fields); });
  bool secured = rtp_.secured();
  fields.flag("secured", secured);
  if (!fields.reading() || !secured) return;
  if (!keyed_by_plugin()) {
    give_keys(rtp_, rtcp_, keys());
    return;
  }
  for (media::PacketStream* stream : {&rtp_, &rtcp_}) {
    stream->await_keys();
    const auto& keys = plugin_keys_->of(stream->component());
    if (keys) stream->set_keys(keys->theirs, keys->ours, media::KeyHolder::same);
  }
}

void Media::describe(base::Fields& fields) {
  fields.flag("signalled", signalled_);
  fields.flag("unasked", unasked_);
  fields.flag("off", off_);
  fields.flag("on hold", on_hold_);
  fields.flag("signalled off", signalled_off_);
  fields.flag("uses ice", uses_ice_);
  fields.flag("uses dtls", uses_dtls_);
  fields.flag("is rtp", is_rtp_);
  fields.flag("offers mux", offers_mux_);
  fields.flag("bundle tag", bundle_tag_);
  fields.flag("wants feedback", wants_feedback_);
  fields.flag("sends muxed", send_muxed_);
  fields.flag("zrtp seen", zrtp_seen_);
  fields.choice("mux offered", mux_offered_, MuxOffer::required);
  fields.choice("direction", direction_, sdp::Direction::inactive);
  fields.text("type", type_);
  fields.text("protocol", protocol_);
  fields.text("mid", mid_);
  net::describe(fields, "signalled rtp", signalled_rtp_);
  net::describe(fields, "signalled rtcp", signalled_rtcp_);
  fields.object("dtmf", [&] { dtmf_.describe(fields); });
  payload_types_.describe(fields);
  formats_.describe(fields);
  fields.time("negotiated", negotiated_);
  fields.object("connectivity", [&] { connectivity_.describe(fields); });
  fields.object("dtmf event", [&] { dtmf_watch_.describe(fields); });
  describe_keys(fields);
  fields.object("rtp", [&] { rtp_.describe(fields); });
  fields.object("rtcp", [&] { rtcp_.describe(fields); });
  bool multiplexed = rtp_.multiplexed();
  fields.flag("multiplexed", multiplexed);
  rtp_.set_multiplexed(multiplexed ? &rtcp_ : nullptr, !send_muxed_);
  sources_.describe(fields);
  report_watch_.describe(fields);
}

void Media::settle(base::Time now) {
  if (rtp_.learner().settle(now)) on_endpoint_confirmed(rtp_);
  rtcp_.learner().settle(now);
}

}  // namespace rtpengine::call
