// SPDX-License-Identifier: GPL-3.0-or-later
#include "call/quality.h"

#include <algorithm>
#include <cstdio>

#include "call/call.h"
#include "call/participant.h"
#include "media/e_model.h"

namespace rtpengine::call {
namespace {

/// What speech came in last; events and comfort noise do not count.
media::VoiceCodec codec_of(const Media& media) {
  for (const std::uint8_t type : media.rtp().ssrcs().payload_types()) {
    const auto format = media.format_of(type);
    if (format && format->codec != media::VoiceCodec::none) return format->codec;
  }
  return media::VoiceCodec::none;
}

/// Half of the way to a participant and back; 0 where that is not known.
base::Time one_way(const Media& media) {
  const KeptReports* reports = media.report_watch().kept();
  return reports != nullptr && reports->round_trip > 0 ? reports->round_trip / 2 : 0;
}

std::optional<double> score(media::VoiceCodec codec, double loss, base::Time network,
                            base::Time jitter) {
  if (codec == media::VoiceCodec::none) return std::nullopt;
  // A receiver's buffer holds about twice the jitter.
  const double delay_ms = double(network + 2 * jitter) / base::kMillisecond;
  return media::mean_opinion_score({codec, loss, delay_ms});
}

double share(std::uint64_t part, std::uint64_t whole) {
  return whole == 0 ? 0 : std::min(double(part) / double(whole), 1.0);
}

std::string decimal(double number, int digits) {
  char text[32];
  std::snprintf(text, sizeof text, "%.*f", digits, number);
  return text;
}
std::string percent(double share) { return decimal(100 * share, 2); }
std::string milliseconds(base::Time time) { return decimal(double(time) / base::kMillisecond, 2); }

double loss_of(const media::Reception& reception) {
  return share(reception.lost(), reception.expected);
}

void write(const QualityBeforeUs& quality, const base::DictionaryBuilder& out) {
  const media::Reception& reception = quality.reception;
  if (reception.expected != 0) {
    out.set("expected", reception.expected);
    out.set("lost", reception.lost());
    out.set("loss percent", percent(loss_of(reception)));
    out.set("duplicates", reception.duplicates);
    out.set("reordered", reception.reordered);
  }
  if (reception.strays != 0) out.set("strays", reception.strays);
  if (reception.jitter_samples != 0) {
    out.set("jitter ms", milliseconds(reception.jitter_now));
    out.set("mean jitter ms", milliseconds(reception.jitter_mean()));
    out.set("highest jitter ms", milliseconds(reception.jitter_highest));
  }
  if (quality.codec != media::VoiceCodec::none) out.set("codec", to_string(quality.codec));
  if (quality.score) out.set("MOS", decimal(*quality.score, 2));
  if (quality.not_measured != 0) out.set("not measured", quality.not_measured);
}

void write(const QualityAfterUs& quality, std::int64_t last_report,
           const base::DictionaryBuilder& out) {
  out.set("reports", quality.reports);
  out.set("last report", last_report);
  if (quality.lost) {
    out.set("lost", *quality.lost);
    out.set("loss percent", percent(quality.loss));
  }
  out.set("reported lost", quality.reported_lost);
  out.set("reported loss percent", percent(quality.reported_loss));
  if (quality.jitter) out.set("jitter ms", milliseconds(*quality.jitter));
  if (quality.round_trip) out.set("round trip ms", milliseconds(*quality.round_trip));
  if (quality.score) out.set("MOS", decimal(*quality.score, 2));
}

void append_loss(std::string& text, std::uint64_t lost, double loss) {
  text += std::to_string(lost) + " lost (" + percent(loss) + "%)";
}

void append_jitter_and_score(std::string& text, std::optional<base::Time> jitter,
                             std::optional<double> score) {
  if (jitter) text += ", jitter " + milliseconds(*jitter) + " ms";
  if (score) text += ", MOS " + decimal(*score, 2);
}

void append(std::string& text, const QualityBeforeUs& quality) {
  const media::Reception& reception = quality.reception;
  text += ", before us: ";
  if (reception.expected != 0) {
    append_loss(text, reception.lost(), loss_of(reception));
    text += ", " + std::to_string(reception.duplicates) + " twice, " +
            std::to_string(reception.reordered) + " late";
    std::optional<base::Time> jitter;
    if (reception.jitter_samples != 0) jitter = reception.jitter_mean();
    append_jitter_and_score(text, jitter, quality.score);
  }
  if (quality.not_measured == 0) return;
  if (reception.expected != 0) text += ", ";
  text += std::to_string(quality.not_measured) + " p in the kernel, not measured";
}

void append(std::string& text, const QualityAfterUs& quality) {
  text += ", after us: ";
  if (quality.lost) {
    append_loss(text, *quality.lost, quality.loss);
    text += ", ";
  }
  text += "reported ";
  append_loss(text, quality.reported_lost, quality.reported_loss);
  append_jitter_and_score(text, quality.jitter, quality.score);
}

}  // namespace

std::optional<QualityBeforeUs> quality_before_us(const Media& media) {
  if (!media.is_rtp()) return std::nullopt;
  QualityBeforeUs quality;
  quality.reception = media.rtp().ssrcs().reception();
  quality.not_measured = media.rtp().received().kernel_packets;
  if (quality.reception.expected == 0 && quality.not_measured == 0) return std::nullopt;
  quality.codec = codec_of(media);
  if (quality.reception.expected != 0) {
    quality.score = score(quality.codec, loss_of(quality.reception), one_way(media),
                          quality.reception.jitter_mean());
  }
  return quality;
}

std::optional<QualityAfterUs> quality_after_us(const Media& media) {
  const Media* sink = media.sink();
  // Several may have been heard by one party: its reports are about the one that it hears.
  if (!media.is_rtp() || sink == nullptr || sink->feeder() != &media) return std::nullopt;
  const KeptReports* reports = sink->report_watch().kept();
  if (reports == nullptr || reports->count == 0) return std::nullopt;
  QualityAfterUs quality;
  quality.reports = reports->count;
  quality.last_report = reports->last_report;
  quality.reported_lost = reports->reports.lost();
  std::uint64_t before = 0;
  if (reports->lost_before >= 0) {
    before = std::uint64_t(reports->lost_before);
    quality.lost = quality.reported_lost - std::min(before, quality.reported_lost);
    quality.loss = share(*quality.lost, reports->sent);
  }
  quality.reported_loss = share(quality.reported_lost, reports->sent + before);
  if (reports->jitter >= 0) quality.jitter = reports->jitter;
  if (reports->round_trip >= 0) quality.round_trip = reports->round_trip;
  quality.score = score(codec_of(media), quality.reported_loss, one_way(media) + one_way(*sink),
                        quality.jitter.value_or(0));
  return quality;
}

void describe_quality(const Media& media, const base::DictionaryBuilder& stream) {
  const auto before = quality_before_us(media);
  const auto after = quality_after_us(media);
  if (!before && !after) return;
  const auto out = stream.dictionary("quality");
  if (before) write(*before, out.dictionary("before us"));
  if (!after) return;
  const Call& call = media.participant().call();
  const std::int64_t wall = call.created_wall() + (after->last_report - call.created());
  write(*after, wall / base::kSecond, out.dictionary("after us"));
}

std::string quality_text(const Media& media) {
  std::string text;
  if (const auto before = quality_before_us(media)) append(text, *before);
  if (const auto after = quality_after_us(media)) append(text, *after);
  return text;
}

}  // namespace rtpengine::call
