// SPDX-License-Identifier: GPL-3.0-or-later
#include "call/media_reports.h"

#include <rtpengine/reports.h>

#include "base/log_line.h"
#include "base/slice.h"
#include "call/call.h"
#include "call/media.h"
#include "call/participant.h"
#include "loop/plugin_scope.h"

namespace rtpengine::call {
namespace {

constexpr std::size_t kLongestText = 500;
constexpr std::size_t kMostTexts = 16;  ///< of a kind

std::string printable(Slice text) {
  std::string out;
  base::log::append_printable(out, base::to_view(text).substr(0, kLongestText));
  return out;
}

class Report final : public MediaReport {
 public:
  explicit Report(MediaReports& out) : out_(out) {}

  void flag(Slice word) noexcept override {
    if (out_.flags.size() < kMostTexts) out_.flags.push_back(printable(word));
  }
  void fact(Slice sentence) noexcept override {
    if (out_.facts.size() < kMostTexts) out_.facts.push_back(printable(sentence));
  }
  void trouble(Slice cause, Slice sentence) noexcept override {
    if (out_.troubles.size() >= kMostTexts) return;
    out_.troubles.emplace_back(printable(cause), printable(sentence));
  }

 private:
  MediaReports& out_;
};

}  // namespace

MediaReports ask_reporters(const Media& media) {
  MediaReports all;
  Report report(all);
  const Call& call = media.participant().call();
  for (const ReporterExtension& reporter : call.extensions().reporters) {
    const loop::TimedPluginScope scope(*reporter.plugin, "report");
    reporter.object->report(call.handle(), media.participant().index(), media.index(), &report);
  }
  return all;
}

}  // namespace rtpengine::call
