// SPDX-License-Identifier: GPL-3.0-or-later
//
// One media (m= section) of one participant: what it signalled, the local ports it was given, and
// its RTP and RTCP streams.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include <rtpengine/connectivity.h>

#include "call/connectivity.h"
#include "call/filters.h"
#include "call/local_ports.h"
#include "call/media_sources.h"
#include "call/offload.h"
#include "call/plugin_handlers.h"
#include "call/plugin_keys.h"
#include "call/plugin_states.h"
#include "call/relay_hops.h"
#include "call/report_watch.h"
#include "call/rtcp_mux.h"
#include "call/sdes.h"
#include "call/signalled_media.h"
#include "call/stage_set.h"
#include "media/feedback_filter.h"
#include "media/packet_stream.h"

namespace rtpengine::call {

class Call;
class Participant;

/// Worker's thread. Lives as long as its participant.
class Media final : public media::StreamOwner {
 public:
  Media(Participant& participant, unsigned index);
  Media(const Media&) = delete;
  Media& operator=(const Media&) = delete;

  unsigned index() const { return index_; }
  Participant& participant() const { return participant_; }

  // What the participant signalled last.
  bool signalled() const { return signalled_; }
  const std::string& type() const { return type_; }
  const std::string& mid() const { return mid_; }
  /// The first of a BUNDLE group of the participant.
  bool bundle_tag() const { return bundle_tag_; }
  const net::Endpoint& rtp_endpoint() const { return signalled_rtp_; }
  const net::Endpoint& rtcp_endpoint() const { return signalled_rtcp_; }
  sdp::Direction direction() const { return direction_; }
  const DtmfPayloadTypes& dtmf() const { return dtmf_; }
  /// What a payload type stands for in what the participant sends; nothing: nobody said.
  std::optional<PayloadFormat> format_of(std::uint8_t payload_type) const;
  /// What it wants to be sent; none: nobody said.
  const PayloadTypes& payload_types() const { return payload_types_; }
  bool offers_mux() const { return offers_mux_; }
  /// Whether the participant gets RTCP feedback: by its profile, or because it asks for it.
  bool takes_feedback() const;
  bool off() const { return off_; }
  /// It came with an answer to an offer that has it not.
  bool unasked() const { return unasked_; }
  void set_unasked(bool unasked) { unasked_ = unasked; }
  /// Its own port was 0.
  bool signalled_off() const { return signalled_off_; }
  /// In the old form: nothing may be sent to it.
  bool on_hold() const { return on_hold_; }
  bool uses_ice() const { return uses_ice_; }
  bool uses_dtls() const { return uses_dtls_; }
  bool is_rtp() const { return is_rtp_; }

  /// The transport protocol spoken with the participant.
  const std::string& protocol() const { return protocol_; }
  void set_protocol(std::string_view protocol) { protocol_ = protocol; }

  /// Take over what a message of this participant says.
  void signal(const SignalledMedia& signalled);
  /// Take over kind and protocol for a participant that has not signalled itself yet.
  void mirror(const SignalledMedia& other_side, std::string_view protocol);
  /// The media is switched off: its ports are given back.
  void switch_off();
  /// The other side's media is on: so is this one, if its participant has not said otherwise.
  void switch_on() { off_ = signalled_ && signalled_off_; }

  /// Tell the learners about the last signalling; `now` starts the learning time.
  void start_learning(const media::LearningInput& flags, base::Time now);
  /// When that was last, for an offer or an answer of either side; 0: never.
  base::Time negotiated() const { return negotiated_; }

  /// Settle what RTCP uses: `accept_muxed`: RTCP may arrive on the RTP port, as it may in any case
  /// where there is no other port; `send_muxed`: ours goes to the participant's RTP endpoint.
  void set_mux(bool accept_muxed, bool send_muxed);
  bool mux_in_force() const { return send_muxed_; }
  /// What the participant was last offered; none, too, once it has had an answer since. From the
  /// next set_mux on.
  MuxOffer mux_offered() const { return mux_offered_; }
  void set_mux_offered(MuxOffer offered) { mux_offered_ = offered; }

  /// SDES with the participant; made if it is not there.
  Sdes& sdes();
  /// Null: it was never spoken of.
  const Sdes* find_sdes() const { return sdes_.get(); }
  /// Keys that come from a plugin; made if it is not there.
  PluginKeys& plugin_keys();
  /// Whether a plugin is in charge of the keys, and SDES is not.
  bool keyed_by_plugin() const { return plugin_keys_ != nullptr && plugin_keys_->in_charge; }
  /// Whether a plugin could be.
  bool keyable_by_plugin() const { return plugin_keys_ != nullptr && plugin_keys_->proposed; }
  /// The plugin has agreed on keys, which are in use from now on. False: libcrypto refuses them.
  bool take_plugin_keys(media::Component component, StreamKeys keys, media::KeyHolder holder);
  /// Have the streams use what is agreed on. Without keys a secure profile lets nothing pass until
  /// there are some.
  void secure_streams();
  /// The keys of SDES in force; null: none.
  const SdesAgreement* keys() const;
  /// What RTP to the participant is secured with; null: nothing, or nothing yet.
  const media::SrtpKeying* sending_keys() const;
  /// Whether RTP and RTCP are to be had in clear, behind decryption if need be.
  bool readable() const;

  LocalPorts& ports() { return ports_; }
  const LocalPorts& ports() const { return ports_; }
  base::Result<void> select_ports(const PortWish& wish, net::PacketIo& io);
  /// Take over all ports of another party's media; what arrives there is this party's from now on.
  void take_ports_of(Media& other);

  /// A plugin is in charge of how packets come and go, and has ports on all addresses of the
  /// interface. The error names an address that there is no port on; it is in charge all the same.
  base::Result<void> open_connectivity();
  void close_connectivity();
  const Connectivity& connectivity() const { return connectivity_; }
  /// Our socket for a stream on address number `local`; null: there is none.
  net::MediaSocket* socket_of(media::Component component, std::size_t local);
  /// Which of our addresses this socket has; -1: it is of a set of earlier.
  int address_of(const net::MediaSocket& socket) const;
  /// The source is the participant's. As media::Learner::note_validated.
  void admit(media::Component component, std::uint8_t local, const net::SocketAddress& source,
             base::Time now);
  /// As media::Learner::select, from address number `local`.
  void select(media::Component component, std::uint8_t local, const net::SocketAddress& remote,
              base::Time now);
  /// As ConnectivityV1::standing.
  SourceStanding standing_of(media::Component component, const net::SocketAddress& source) const;
  /// Nothing is sent until a pair is selected.
  void suspend(media::Component component);

  media::PacketStream& rtp() { return rtp_; }
  media::PacketStream& rtcp() { return rtcp_; }
  const media::PacketStream& rtp() const { return rtp_; }
  const media::PacketStream& rtcp() const { return rtcp_; }

  /// Send what this media receives to that one; null: nowhere. From the next compile_routes on.
  void connect(Media* other) { sink_ = other; }
  /// Compile the routes of both streams anew from what is asked for now, those of their egresses,
  /// too.
  void compile_routes();
  /// The two halves of it: asking plugins for stages, and making routes of all that is there.
  void ask_for_stages();
  void build_routes();
  const StageSet& stages() const { return stages_; }
  /// The call ends: nothing of a plugin is in the routes any more.
  void leave_plugins();
  /// The stages of both egresses alone.
  void compile_egress();
  /// The stages of what RTCP comes in.
  void compile_rtcp_ingress();

  /// Whoever sends to this media.
  std::vector<Media*> feeders() const;
  /// The one of them that was heard last; null: there is none.
  const Media* feeder() const;
  /// Whether the participant was sent RTP of this source, as far as it is remembered.
  bool was_sent(std::uint32_t ssrc) const;
  /// Decide anew about the kernel for all who send to this media.
  void update_feeders();

  /// What plugins play to the participant.
  MediaSources& sources() { return sources_; }

  /// Whether the participant may send to us, as signalled.
  bool receives() const {
    return direction_ == sdp::Direction::sendrecv || direction_ == sdp::Direction::sendonly;
  }

  /// Where what this media receives goes; null: nowhere.
  Media* sink() const { return sink_; }

  /// Whether the RTP stream is in the kernel table, and why not.
  StreamOffload& offload() { return offload_; }
  const StreamOffload& offload() const { return offload_; }

  /// What the participant reports by RTCP.
  const ReportWatch& report_watch() const { return report_watch_; }

  /// What is kept when the state moves (base/fields.h); ports, sink and plugins are not in it.
  void describe(base::Fields& fields);
  /// All of the call was read: send where that says, from the ports that are there.
  void restored() { update_egress(); }

  /// What plugins keep about this media.
  PluginStates plugin_states;

  /// Once a second: end learning times that are over.
  void settle(base::Time now);

  // media::StreamOwner
  void on_endpoint_moved(media::PacketStream& stream) override;
  void on_endpoint_confirmed(media::PacketStream& stream) override;
  void on_zrtp(media::PacketStream& stream) override;
  std::uint32_t clock_rate_of(std::uint8_t payload_type) const override;

 private:
  void update_egress();
  void tell_path(const media::PacketStream& stream) const;
  media::PacketStream& stream(media::Component component) {
    return component == media::Component::rtp ? rtp_ : rtcp_;
  }
  Connectivity::Path& path(media::Component component) {
    return component == media::Component::rtp ? connectivity_.rtp : connectivity_.rtcp;
  }
  void choose_address(Connectivity::Path& path, const media::PacketStream& stream) const;
  void follow(const media::Admission& admission, media::PacketStream& stream);
  /// See RelayHops; whenever a destination, a feeder or one of its ports has changed.
  void update_hops();
  void update_hop(RelayHop& hop, media::PacketStream& stream);
  void update_handlers();
  void compile_ingress();
  void use_plugin_keys();
  void describe_keys(base::Fields& fields);

  Participant& participant_;
  const unsigned index_;

  bool signalled_ = false;
  bool unasked_ = false;
  bool off_ = false;            ///< not relayed now
  bool on_hold_ = false;        ///< in the old form: nothing may be sent to it
  bool signalled_off_ = false;  ///< the participant's port was 0
  bool uses_ice_ = false;
  bool uses_dtls_ = false;
  bool is_rtp_ = true;
  bool offers_mux_ = false;
  bool bundle_tag_ = false;
  bool wants_feedback_ = false;
  bool send_muxed_ = false;
  bool zrtp_seen_ = false;
  Connectivity connectivity_;
  MuxOffer mux_offered_ = MuxOffer::none;
  sdp::Direction direction_ = sdp::Direction::sendrecv;
  std::string type_;
  std::string protocol_ = "RTP/AVP";
  std::string mid_;
  net::Endpoint signalled_rtp_;
  net::Endpoint signalled_rtcp_;
  DtmfPayloadTypes dtmf_;
  PayloadTypes payload_types_;
  PayloadFormats formats_;
  base::Time negotiated_ = 0;

  media::PacketStream rtp_;
  media::PacketStream rtcp_;
  LocalPorts ports_;
  MediaBlock media_block_;
  DtmfBlock dtmf_block_;
  DtmfWatch dtmf_watch_;
  RtcpWatch rtcp_watch_;
  ReportWatch report_watch_;
  media::FeedbackFilter feedback_filter_;
  PluginHandlers handlers_;
  StageSet stages_;
  MediaSources sources_;
  Media* sink_ = nullptr;
  RelayHop rtp_hop_;
  RelayHop rtcp_hop_;
  StreamOffload offload_;
  std::unique_ptr<Sdes> sdes_;               ///< null: most calls are plain
  std::unique_ptr<PluginKeys> plugin_keys_;  ///< likewise
};

}  // namespace rtpengine::call
