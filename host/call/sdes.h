// SPDX-License-Identifier: GPL-3.0-or-later
//
// SDES (RFC 4568): which keys for SRTP one party and we agree on for one media. Decisions alone: no
// packet, no SDP body.
//
// We have keys of our own towards each party and never hand on those of another one. With a key
// that two senders share the second packet of one index gives both packets away (RFC 3711 section
// 9.1), and we do send packets that the other party has not: RTCP, what is played, renumbered or
// transcoded.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/base64.h"
#include "base/fields.h"
#include "call/sdes_words.h"
#include "media/srtp_keys.h"

namespace rtpengine::call {

/// One usable a=crypto line: what its writer is going to send with.
struct SdesLine {
  std::uint32_t tag = 0;
  media::SrtpKeying keying;

  /// What is kept when the state moves (base/fields.h), keys included.
  void describe(base::Fields& fields);
};

/// What the lines of one media section offer or accept.
struct SdesRead {
  std::vector<SdesLine> usable;
  /// Why the others are left aside, one sentence each, printable.
  std::vector<std::string> skipped;
};
/// `values`: of the a=crypto lines (sdp::crypto_values).
SdesRead read_sdes(const std::vector<std::string_view>& values);

/// The value of an a=crypto line.
std::string to_string(const SdesLine& line, base::Base64Padding padding);

/// What the operator wants of offers.
struct SdesPolicy {
  bool offer_gcm = false;  ///< AES-GCM also towards those whose other side has not offered it
  bool no_null = false;    ///< no suites that do not encrypt
};

/// With which keys SRTP is spoken.
struct SdesAgreement {
  std::uint32_t tag = 0;
  media::SrtpKeying ours;    ///< of what we send
  media::SrtpKeying theirs;  ///< of what the party sends
  /// The party is another device than before: what it sent, and was sent, does not count.
  bool anew = false;

  /// What is kept when the state moves (base/fields.h), keys included.
  void describe(base::Fields& fields);
};

/// SDES with one party for one media. Worker's thread.
class Sdes {
 public:
  /// The party offers these; none: it offers no SDES. `moved`: from another address than before,
  /// so that it may be another device.
  void note_offer(std::vector<SdesLine> lines, bool moved);
  const std::vector<SdesLine>& offered_by_it() const { return offered_by_it_; }

  /// We offer: first the suites that the other party has offered us, with its tags and parameters,
  /// then all others, numbered on from there. A suite keeps our key from offer to offer.
  void make_offer(const std::vector<SdesLine>& of_other, const SdesWords& words,
                  const SdesPolicy& policy);
  void withdraw_offer() { offered_to_it_.clear(); }
  const std::vector<SdesLine>& offered_to_it() const { return offered_to_it_; }

  /// The party answers our offer; `moved` as above. False: none of its lines accepts one of ours,
  /// and nothing is agreed on any more.
  bool take_answer(const std::vector<SdesLine>& lines, bool moved);
  /// We answer the party's offer with what holds already, if that is offered again; else with the
  /// first line of this suite, which the other party has accepted; else with its first line. There
  /// must be one. If it may be another device, with other keys, ours are new, too.
  void accept(std::optional<media::SrtpSuite> preferred);
  /// Nothing is agreed on any more: plain RTP.
  void end() { agreed_.reset(); }
  /// Behind the same tags there is another device from the next answer on: what we offer has new
  /// keys.
  void expect_another();
  /// One offer of ours reached both parties.
  void share_offer_of(const Sdes& other);

  const std::optional<SdesAgreement>& agreed() const { return agreed_; }
  /// Whether SDES is the way to the keys, now or once it is answered.
  bool in_charge() const { return agreed_ || !offered_by_it_.empty() || !offered_to_it_.empty(); }

  /// What is kept when the state moves (base/fields.h), keys included.
  void describe(base::Fields& fields);

 private:
  struct OwnKey {
    media::SrtpSuite suite = media::SrtpSuite::aes_cm_128_hmac_sha1_80;
    media::SrtpMasterKey key;
  };

  const SdesLine& choose(std::optional<media::SrtpSuite> preferred) const;
  media::SrtpKeying own_keying(media::SrtpSuite suite, media::SrtpParameters parameters);
  /// Whether these are the keys of another device than those that hold.
  bool is_another(const media::SrtpKeying& theirs, bool moved) const;

  std::vector<SdesLine> offered_by_it_;
  std::vector<SdesLine> offered_to_it_;
  std::vector<OwnKey> own_keys_;  ///< one of each suite that was offered or accepted
  bool moved_ = false;            ///< with its last offer
  bool expects_another_ = false;
  std::optional<SdesAgreement> agreed_;
};

}  // namespace rtpengine::call
