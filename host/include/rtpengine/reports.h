// SPDX-License-Identifier: MIT
//
// What a plugin knows of a media, for people: in the replies of query and explain.
#ifndef RTPENGINE_REPORTS_H
#define RTPENGINE_REPORTS_H

#include <stdint.h>

#include <rtpengine/types.h>

namespace rtpengine {

/// Takes what there is to say. The host's, valid during the callback; texts are copied, their first
/// 500 bytes.
class MediaReport {
 public:
  /// A word for the media's `flags` in query: "ICE", "DTLS-SRTP".
  virtual void flag(Slice word) noexcept = 0;
  /// How it stands, in one sentence: "Its ICE has selected 192.0.2.7:4000."
  virtual void fact(Slice sentence) noexcept = 0;
  /// Why the participant's media may not be heard, or not be sent to it, in one sentence. `cause`
  /// is one of the words that docs/operation.md has for explain; any other one stands for
  /// `by-plugin`.
  virtual void trouble(Slice cause, Slice sentence) noexcept = 0;

 protected:
  ~MediaReport() = default;
};

/// Implemented by the plugin; must live until destroy. The call's worker; must not block.
class MediaReporter {
 public:
  virtual void report(CallHandle call, uint32_t participant, uint32_t media,
                      MediaReport* out) noexcept = 0;

 protected:
  ~MediaReporter() = default;
};

/// Entry for reporters; any kind of plugin may have one.
class ReportsV1 {
 public:
  static constexpr const char* id = "rtpengine.reports/1";

  /// Register. exists: it is registered already. Main thread, in init.
  virtual Status add(MediaReporter* reporter) noexcept = 0;

 protected:
  ~ReportsV1() = default;
};

}  // namespace rtpengine

#endif
