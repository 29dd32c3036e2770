// SPDX-License-Identifier: MIT
//
// Taking part in offer and answer (RFC 3264): a feature reads what one side sent, and changes what
// the other is shown.
#ifndef RTPENGINE_NEGOTIATION_H
#define RTPENGINE_NEGOTIATION_H

#include <stdint.h>

#include <rtpengine/sdp.h>
#include <rtpengine/types.h>
#include <rtpengine/value.h>

namespace rtpengine {

/// The order in which features work on what the receiver is shown (on_outgoing); those of one phase
/// in the order in which their plugins were loaded. What was received is worked on in the reverse
/// order: what was put on last is taken off first.
enum class FeaturePhase : uint32_t {
  codec = 0,         ///< which codecs: transcoding
  security = 1,      ///< SDES, DTLS-SRTP
  connectivity = 2,  ///< ICE, candidates
  extension = 3,     ///< whatever does not change how media flows
};

/// Constant data of the plugin.
struct FeatureSpec {
  const char* name;  ///< for logs
  FeaturePhase phase;
  uint32_t key_count;
  uint32_t flag_count;
  uint32_t reserved;  ///< zero
  /// Keys of offer and answer that are this feature's: "my-key"; words of the key `flags`:
  /// "my-flag". An asterisk at the end stands for whatever follows: "my-*". Blanks, dashes and
  /// underscores are the same. The host does not report them as unknown, or as something that no
  /// plugin provides.
  const char* const* keys;
  const char* const* flags;
};

enum class MessageKind : uint32_t { offer = 0, answer = 1 };

/// What of a media is the parties' own affair: they may talk past the host.
enum : uint32_t {
  /// Profile and keys pass as they are, and so do the packets; the host offers none of its own.
  leave_keys = 1u << 0,
  /// The receiver is shown port and address of the sender; ports of the host are open all the same.
  leave_addresses = 1u << 1,
};

/// One offer or answer in work; the host's, valid during the callback.
class Negotiation {
 public:
  virtual MessageKind kind() noexcept = 0;
  /// The command's dictionary.
  virtual const Value* arguments() noexcept = 0;
  /// 1 if this word is in the key `flags`, with blanks, dashes or underscores between its parts.
  virtual uint32_t has_flag(Slice flag) noexcept = 0;
  virtual CallHandle call() noexcept = 0;
  /// Number of the participant that sent the message.
  virtual uint32_t sender() noexcept = 0;
  /// Number of the participant that it goes to.
  virtual uint32_t receiver() noexcept = 0;
  /// The body: as it was received in on_received, as the receiver is to see it in on_outgoing.
  /// Null if the control protocol sent none, but a list of media (key `media` of the arguments).
  virtual SdpBody* body() noexcept = 0;
  /// In on_received: what is to be left to the parties of this media of the message. With other
  /// features' words: what any of them says.
  virtual Status leave(uint32_t media, uint32_t what) noexcept = 0;
  /// What has been said so of this media by now.
  virtual uint32_t left(uint32_t media) noexcept = 0;
  /// Put a text (copied, its first 1,000 bytes) into the key `warning` of the reply, or, when the
  /// feature answers an error, into `error-reason`.
  virtual void say(Slice text) noexcept = 0;

 protected:
  ~Negotiation() = default;
};

/// Implemented by the plugin; must live until destroy. State of calls and media is kept with
/// CallStateV1; the message's media of both parties are there in both functions. The call's worker;
/// must not block. A status other than ok refuses the message: the client gets an error with the
/// text said, or one that names the feature, and features behind it are not asked. A call that the
/// message would have begun ends.
class NegotiationFeature {
 public:
  /// The message has come in and nothing of it was used yet: take out what is yours. Refused here,
  /// the message changes nothing in a running call.
  virtual Status on_received(Negotiation* negotiation) noexcept = 0;
  /// The host has given out ports and written the receiver's body: put in what is yours. Refused
  /// here, a running call goes on with its media as the message has set them.
  virtual Status on_outgoing(Negotiation* negotiation) noexcept = 0;

 protected:
  ~NegotiationFeature() = default;
};

/// Entry for negotiation features.
class FeaturesV1 {
 public:
  static constexpr const char* id = "rtpengine.features/1";

  /// Register. exists: a key or flag is the host's or another feature's. Main thread, in init.
  virtual Status add(const FeatureSpec* spec, NegotiationFeature* feature) noexcept = 0;

 protected:
  ~FeaturesV1() = default;
};

}  // namespace rtpengine

#endif
